"""Service accounts and associations in manifests, where kustomizations lead them, and the roles of the same tree."""

from __future__ import annotations

import pytest

from roletrust.dialects.callers.kustomizations import Placed, kustomization, placed
from roletrust.dialects.callers.written import written
from roletrust.dialects.tree import Map, Tree
from scanning import Scan, kubernetes, write

OWN = "111122223333"
CLUSTER = "oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE"


def role(name: str, sub: str) -> str:
    return f"""\
  {name}:
    Type: AWS::IAM::Role
    Properties:
      RoleName: {name}
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: {{Federated: "arn:aws:iam::{OWN}:oidc-provider/{CLUSTER}"}}
            Action: sts:AssumeRoleWithWebIdentity
            Condition: {{StringEquals: {{"{CLUSTER}:sub": "{sub}"}}}}
"""


def pod_role(name: str, action: str) -> str:
    return f"""\
  {name}:
    Type: AWS::IAM::Role
    Properties:
      RoleName: {name}
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: [{{Effect: Allow, Principal: {{Service: pods.eks.amazonaws.com}}, Action: {action}}}]
"""


ROLES = "Resources:\n" + "".join(
    (
        role("shop", "system:serviceaccount:shop:reader"),
        role("live", "system:serviceaccount:shop:live-reader-1"),
        pod_role("pods", "[sts:AssumeRole, sts:TagSession]"),
        pod_role("untagged", "sts:AssumeRole"),
    )
)


def account(name: str, of: str = "shop", namespace: str = "") -> str:
    where = f"  namespace: {namespace}\n" if namespace else ""
    annotation = f"  annotations: {{eks.amazonaws.com/role-arn: 'arn:aws:iam::{OWN}:role/{of}'}}\n"
    return f"apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: {name}\n{where}{annotation}"


def association(name: str, of: str) -> str:
    return (
        f"apiVersion: eks.services.k8s.aws/v1alpha1\nkind: PodIdentityAssociation\nmetadata: {{name: {name}}}\nspec:\n"
        f"  clusterName: main\n  namespace: shop\n  serviceAccount: reader\n  roleARN: arn:aws:iam::{OWN}:role/{of}\n"
    )


def cluster(name: str, namespace: str, of: str = "pods") -> str:
    arn = f"arn:aws:iam::{OWN}:role"
    return f"""\
apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {{name: {name}, region: eu-west-1}}
iam:
  withOIDC: true
  serviceAccounts:
    - metadata: {{name: reader{namespace}}}
      attachRoleARN: {arn}/shop
    - metadata: {{name: other}}
      wellKnownPolicies: {{autoScaler: true}}
  podIdentityAssociations:
    - {{namespace: shop, serviceAccountName: reader, roleARN: {arn}/{of}}}
"""


def brings(*paths: str, more: str = "") -> str:
    return f"resources: [{', '.join(paths)}]\n{more}"


FILES = {
    ".roletrust.yaml": f'own_accounts: ["{OWN}"]\n',
    "roles.yaml": ROLES,
    "plain/there.yaml": account("reader", namespace="shop"),
    "plain/elsewhere.yaml": account("reader", namespace="default").replace("name: reader", "name: reader # a"),
    "plain/open.yaml": account("reader"),
    "plain/named.yaml": account("writer"),
    # The namespace of a kustomization comes over what is written, the outermost over those within.
    "moved/account.yaml": account("reader", namespace="moved"),
    "moved/kustomization.yaml": brings("account.yaml", more="namespace: within\n"),
    "moved/live/kustomization.yaml": brings("..", more="namespace: shop\n"),
    "lost/account.yaml": account("reader", namespace="shop"),
    "lost/kustomization.yaml": brings("account.yaml", more="namespace: lost\n"),
    # One of its ways leads to where the role wants it.
    "two/account.yaml": account("reader", namespace="two"),
    "two/kustomization.yaml": brings("account.yaml"),
    "two/a/kustomization.yaml": brings("..", more="namespace: a\n"),
    "two/b/kustomization.yaml": brings("..", more="namespace: shop\n"),
    "prefixed/account.yaml": account("reader", "live", namespace="prefixed"),
    "prefixed/kustomization.yaml": brings(
        "account.yaml", more="namePrefix: live-\nnameSuffix: '-1'\nnamespace: shop\n"
    ),
    # A patch may give it another role; the patch itself is a manifest as well.
    "patched/account.yaml": account("reader", namespace="patched"),
    "patched/patch.yaml": account("reader", "live"),
    "patched/kustomization.yaml": brings("account.yaml", more="namespace: shop\npatches: [{path: patch.yaml}]\n"),
    "pods/good.yaml": association("good", "pods"),
    "pods/bad.yaml": association("bad", "untagged"),
    "eksctl/good.yaml": cluster("good", ", namespace: shop"),
    "eksctl/bad.yaml": cluster("bad", ""),
    "eksctl/untagged.yaml": cluster("untagged", ", namespace: shop", "untagged"),
}


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Scan:
    return kubernetes(write(tmp_path_factory.mktemp("manifests"), FILES))


def files(scanned: Scan, verdict: str) -> set[str]:
    records = scanned.report.failed_checks if verdict == "failed" else scanned.report.passed_checks
    return {each.file_path.strip("/") for each in records if each.check_id == "CKV_TRUST_16"}


def test_a_service_account_is_refused_in_the_namespace_that_it_comes_to(scanned: Scan) -> None:
    refused = {"plain/elsewhere.yaml", "plain/named.yaml", "lost/account.yaml", "patched/patch.yaml"}
    of_pods = {"pods/bad.yaml", "eksctl/bad.yaml", "eksctl/untagged.yaml"}
    assert files(scanned, "failed") == refused | of_pods


def test_one_that_gets_in_passes_and_one_whose_namespace_is_open_may(scanned: Scan) -> None:
    sound = {"plain/there.yaml", "moved/account.yaml", "two/account.yaml", "prefixed/account.yaml"}
    assert files(scanned, "passed") == sound | {"pods/good.yaml", "eksctl/good.yaml"}


def test_the_finding_names_the_namespace_of_the_kustomization(scanned: Scan) -> None:
    (told,) = (each for each in scanned.report.failed_checks if each.file_path.strip("/") == "lost/account.yaml")
    assert "`sub` is `system:serviceaccount:lost:reader`" in told.check_name


def tree(said: dict[str, str | list[str]]) -> Tree:
    return Map({key: [written(one, 1) for one in each] if isinstance(each, list) else written(each, 1)
                for key, each in said.items()})  # fmt: skip


def test_what_may_change_anything_leaves_open_what_a_manifest_comes_to() -> None:
    plain = kustomization("base", tree({"resources": ["account.yaml"], "namespace": "shop"}))
    assert placed("base/account.yaml", [plain], lambda _: "") == [Placed("shop", "", "")]
    assert placed("base/other.yaml", [plain], lambda _: "") == []
    above = kustomization("live", tree({"resources": ["../base"], "transformers": ["t.yaml"]}))
    assert placed("base/account.yaml", [plain, above], lambda _: "") == [None]
    patched = kustomization("live", tree({"bases": ["../base"], "patchesStrategicMerge": ["p.yaml"]}))
    for text, expected in (("kind: ServiceAccount", [None]), ("kind: Deployment", [Placed("shop", "", "")])):
        assert placed("base/account.yaml", [plain, patched], {"live/p.yaml": text}.__getitem__) == expected


def test_kustomizations_that_lead_in_circles_end() -> None:
    every = [
        kustomization(f"f{here}", tree({"resources": [*(f"../f{there}" for there in range(30)), "account.yaml"]}))
        for here in range(30)
    ]
    assert placed("f0/account.yaml", every, lambda _: "") == [None]
    one = kustomization("a", tree({"resources": ["../a", "account.yaml"], "namespace": "shop"}))
    assert placed("a/account.yaml", [one], lambda _: "") == [Placed("shop", "", "")]
