"""Workflows, pipelines and Kubernetes objects that assume a role."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent, indent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roletrust.dialects.callers import github_actions, kubernetes_objects
from roletrust.dialects.callers.pipelines import AZURE, BITBUCKET, CIRCLECI, GITLAB, Product, calls
from roletrust.dialects.tree import Tree
from roletrust.engine.policy.document import Source
from roletrust.engine.roles.calls import Call
from roletrust.engine.text import Hole, text
from roletrust.reading.yaml_files import trees

ROLE = "arn:aws:iam::123456789012:role/vendor-access"
ID = "7f9c2b1e-4a55-4c1d"
OIDC = "sts:AssumeRoleWithWebIdentity"


def read(folder: Path, yaml: str) -> Iterator[Tree]:
    path = folder / "file.yml"
    path.write_text(yaml, encoding="utf-8")
    return trees(str(path), "/file.yml", str(path.parent))


def workflow(folder: Path, yaml: str) -> list[Call]:
    return [each for tree in read(folder, dedent(yaml)) for each in github_actions.calls(tree, "/file.yml")]


def pipeline(folder: Path, yaml: str, product: Product) -> list[Call]:
    return [each for tree in read(folder, dedent(yaml)) for each in calls(tree, "/file.yml", product)]


def objects(folder: Path, yaml: str) -> list[Call]:
    return [each for tree in read(folder, dedent(yaml)) for each in kubernetes_objects.calls(tree, "/file.yml", "it")]


def sent(found: list[Call]) -> list[tuple[str, str | None]]:
    return [(str(each.role), None if each.external_id is None else str(each.external_id)) for each in found]


# --- GitHub Actions --------------------------------------------------------------------------------------------------

KEYS = "aws-access-key-id: ${{ secrets.KEY }}\naws-secret-access-key: ${{ secrets.SECRET }}\n"


def step(inputs: str, before: str = "", head: str = "on: push") -> str:
    """A workflow of one job, whose one step takes a role with those inputs."""
    uses = "    steps:\n      - name: Credentials\n        uses: aws-actions/configure-aws-credentials@v4\n"
    given = f"        with:\n          aws-region: eu-west-1\n{indent(inputs, '          ')}"
    start = f"{dedent(head)}\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n"
    return start + indent(dedent(before), "    ") + uses + given


def test_the_action_sends_the_id_that_it_is_given(tmp_path: Path) -> None:
    (found,) = workflow(tmp_path, step(f"role-to-assume: {ROLE}\nrole-external-id: {ID}\n{KEYS}"))
    assert (found.role, found.external_id, found.action) == (ROLE, ID, "sts:AssumeRole")
    assert (found.label, found.setting) == ("jobs(deploy).steps[1](Credentials)", "role-external-id")
    assert found.source == Source("/file.yml", 6, 13)


@pytest.mark.parametrize("more", [KEYS, "role-chaining: true\n", ""], ids=["keys", "chaining", "of the runner"])
def test_the_action_sends_none_that_it_is_not_given(tmp_path: Path, more: str) -> None:
    (found,) = workflow(tmp_path, step(f"role-to-assume: {ROLE}\n{more}"))
    assert (found.external_id, found.action) == (None, "sts:AssumeRole")


@pytest.mark.parametrize(
    "granted", ["permissions:\n  id-token: write\n", "permissions: write-all\n"], ids=["alone", "with all"]
)
def test_with_a_token_the_action_makes_another_call_which_has_no_id(tmp_path: Path, granted: str) -> None:
    for before, head in ((granted, "on: push"), ("", f"on: push\n{granted}")):
        (found,) = workflow(tmp_path, step(f"role-to-assume: {ROLE}\nrole-external-id: {ID}\n", before, head))
        assert (found.external_id, found.action) == (None, OIDC)


@pytest.mark.parametrize("more", [KEYS, "role-chaining: true\n"], ids=["keys", "chaining"])
def test_keys_and_chaining_come_before_a_token(tmp_path: Path, more: str) -> None:
    yaml = step(f"role-to-assume: {ROLE}\nrole-external-id: {ID}\n{more}", "permissions:\n  id-token: write\n")
    assert [(each.external_id, each.action) for each in workflow(tmp_path, yaml)] == [(ID, "sts:AssumeRole")]


def test_permissions_of_a_job_replace_those_of_its_workflow(tmp_path: Path) -> None:
    head = "on: push\npermissions:\n  id-token: write"
    (found,) = workflow(tmp_path, step(f"role-to-assume: {ROLE}\n", "permissions:\n  contents: read\n", head))
    assert found.action == "sts:AssumeRole"


def test_what_another_workflow_grants_is_not_known(tmp_path: Path) -> None:
    assert workflow(tmp_path, step(f"role-to-assume: {ROLE}\n", head="on:\n  workflow_call:\n")) == []


def test_whether_roles_are_chained_may_not_be_known(tmp_path: Path) -> None:
    assert workflow(tmp_path, step(f"role-to-assume: {ROLE}\nrole-chaining: ${{{{ vars.CHAIN }}}}\n")) == []


@pytest.mark.parametrize("written", ["''", "${{ env.ID }}", "${{ env.ID || '' }}"])
def test_the_action_does_not_send_an_id_that_is_empty_or_so_by_default(tmp_path: Path, written: str) -> None:
    head = "on:\n  workflow_dispatch:\n    inputs:\n      id:\n        default: ''\nenv:\n  ID: ''"
    (found,) = workflow(tmp_path, step(f"role-to-assume: {ROLE}\nrole-external-id: {written}\n{KEYS}", head=head))
    assert found.external_id is None


@pytest.mark.parametrize(
    "written",
    [
        "${{ vars.ID }}",
        "${{ secrets.ID }}",
        "${{ inputs.other }}",
        "${{ matrix.id }}",
        "${{ github.ref == 'x' && 'y' || '' }}",
        "${{ secrets.ID || '' }}",
        "${{ '' || secrets.ID && '' }}",
        "${{ (inputs.other || '') && '' }}",
        "${{ steps.a.outputs.id }}",
    ],
)
def test_an_id_from_elsewhere_is_open_by_its_name(tmp_path: Path, written: str) -> None:
    head = "on:\n  workflow_call:\n    inputs:\n      other:\n        type: string\npermissions: {}"
    (found,) = workflow(tmp_path, step(f"role-to-assume: {ROLE}\nrole-external-id: {written}\n{KEYS}", head=head))
    assert found.external_id == text(Hole(written[3:-2].strip().removeprefix("'' || ")))


@pytest.mark.parametrize("where", ["workflow", "job", "input"])
def test_a_value_that_stands_in_the_same_workflow_is_known(tmp_path: Path, where: str) -> None:
    head = f"on:\n  workflow_dispatch:\n    inputs:\n      id:\n        default: {ID}\n"
    env = f"env:\n  ID: {ID}\n"
    written = "inputs.id" if where == "input" else "env.ID"
    yaml = step(
        f"role-to-assume: arn:aws:iam::${{{{ env.ACCOUNT }}}}:role/vendor-access\n"
        f"role-external-id: ${{{{ {written} }}}}\n{KEYS}",
        env.replace("env:\n", "env:\n  ACCOUNT: '123456789012'\n") if where == "job" else "",
        head + (env.replace("env:\n", "env:\n  ACCOUNT: '123456789012'\n") if where != "job" else ""),
    )
    assert sent(workflow(tmp_path, yaml)) == [(ROLE, ID)]


def test_a_variable_that_an_earlier_step_may_set_is_open(tmp_path: Path) -> None:
    yaml = f"""\
        on: push
        env:
          ID: ''
        jobs:
          deploy:
            steps:
              - run: echo "ID=$(cat id)" >> "$GITHUB_ENV"
              - run: aws sts assume-role --role-arn {ROLE} --external-id "$ID"
        """
    (found,) = workflow(tmp_path, yaml)
    assert found.external_id == text(Hole("env.ID"))


def test_an_account_that_is_not_known_stays_open_in_the_arn(tmp_path: Path) -> None:
    (found,) = workflow(tmp_path, step(f"role-to-assume: arn:aws:iam::${{{{ vars.A }}}}:role/x\n{KEYS}"))
    assert found.role == text("arn:aws:iam::", Hole("vars.A"), ":role/x")


def test_a_bare_name_is_a_role_of_the_callers_account(tmp_path: Path) -> None:
    (found,) = workflow(tmp_path, step(f"role-to-assume: deploy\n{KEYS}"))
    assert found.role == text("arn:aws:iam::", Hole("the account of the step's credentials"), ":role/deploy")


def test_a_step_that_runs_a_script_is_read_with_its_variables_and_lines(tmp_path: Path) -> None:
    yaml = f"""\
        on: push
        jobs:
          deploy:
            env:
              ROLE_ARN: {ROLE}
            steps:
              - uses: actions/checkout@v4
              - run: |
                  echo start
                  aws sts assume-role \\
                    --role-arn "$ROLE_ARN" \\
                    --external-id "${{{{ secrets.ID }}}}"
        """
    (found,) = workflow(tmp_path, yaml)
    assert (found.role, found.external_id) == (ROLE, text(Hole("secrets.ID")))
    assert (found.label, found.source) == ("jobs(deploy).steps[2]", Source("/file.yml", 10, 12))


def test_a_script_of_another_shell_is_passed_over(tmp_path: Path) -> None:
    yaml = f"""\
        on: push
        jobs:
          deploy:
            steps:
              - shell: pwsh
                run: aws sts assume-role --role-arn {ROLE}
        """
    assert workflow(tmp_path, yaml) == []


# --- the others ------------------------------------------------------------------------------------------------------


def test_gitlab_scripts_are_read_with_their_variables_and_what_runs_before(tmp_path: Path) -> None:
    yaml = f"""\
        variables:
          ACCOUNT: "123456789012"
          ROLE_ARN: "arn:aws:iam::${{ACCOUNT}}:role/vendor-access"
        default:
          before_script:
            - export ID={ID}
        deploy:
          variables:
            EMPTY: {{value: "", description: "set it"}}
          script:
            - echo start
            - aws sts assume-role --role-arn "$ROLE_ARN" --external-id "$ID"
            - aws sts assume-role --role-arn "$ROLE_ARN" --external-id "$EMPTY"
        test:
          script:
            - aws sts assume-role --role-arn "$ROLE_ARN" --external-id "$EXTERNAL_ID"
        """
    found = pipeline(tmp_path, yaml, GITLAB)
    assert sent(found) == [(ROLE, ID), (ROLE, ""), (ROLE, "${EXTERNAL_ID}")]
    assert [(each.label, each.source.first) for each in found] == [
        ("deploy.script", 12),
        ("deploy.script", 13),
        ("test.script", 16),
    ]


def test_what_several_jobs_share_is_one_call(tmp_path: Path) -> None:
    yaml = f"""\
        before_script:
          - aws sts assume-role --role-arn {ROLE}
        a:
          script: [echo a]
        b:
          script: [echo b]
        """
    assert sent(pipeline(tmp_path, yaml, GITLAB)) == [(ROLE, None)]


def test_circleci_runs_and_the_orb_that_sets_up_a_role(tmp_path: Path) -> None:
    yaml = f"""\
        version: 2.1
        orbs:
          aws-cli: circleci/aws-cli@5.1
        jobs:
          deploy:
            environment:
              ROLE_ARN: {ROLE}
            steps:
              - checkout
              - run: aws sts assume-role --role-arn "$ROLE_ARN" --external-id << parameters.id >>
              - run:
                  name: Again
                  environment:
                    ID: {ID}
                  command: |
                    set -e
                    aws sts assume-role --role-arn "$ROLE_ARN" --external-id "$ID"
              - aws-cli/role_arn_setup:
                  profile_name: vendor
                  role_arn: {ROLE}
        """
    found = pipeline(tmp_path, yaml, CIRCLECI)
    assert sent(found) == [(ROLE, "${parameters.id}"), (ROLE, ID), (ROLE, None)]
    assert [each.source.first for each in found] == [10, 17, 19]


def test_bitbucket_scripts(tmp_path: Path) -> None:
    yaml = f"""\
        pipelines:
          branches:
            main:
              - step:
                  name: Deploy
                  script:
                    - export ROLE={ROLE}
                    - aws sts assume-role --role-arn $ROLE
                    - pipe: atlassian/aws-s3-deploy:1.1.0
                      variables: {{AWS_OIDC_ROLE_ARN: {ROLE}}}
        """
    (found,) = pipeline(tmp_path, yaml, BITBUCKET)
    assert sent([found]) == [(ROLE, None)]
    assert found.source.first == 8


def test_azure_scripts_see_variables_by_macro_and_in_capitals(tmp_path: Path) -> None:
    yaml = f"""\
        variables:
          - group: secrets
          - name: role.arn
            value: {ROLE}
        steps:
          - script: aws sts assume-role --role-arn $(role.arn) --external-id $(externalId)
          - task: AWSShellScript@1
            inputs:
              inlineScript: |
                aws sts assume-role --role-arn "$ROLE_ARN" --external-id ${{{{ parameters.id }}}}
        """
    assert sent(pipeline(tmp_path, yaml, AZURE)) == [(ROLE, "${externalId}"), (ROLE, "${parameters.id}")]


@pytest.mark.parametrize(
    ("product", "switch", "count"),
    [
        (GITLAB, "rules: [{when: never}]", 0),
        (GITLAB, "rules: [{if: $CI, when: never}, {when: always}]", 1),
        (GITLAB, "rules: [{if: $CI}]", 1),
        (GITLAB, "rules: []", 1),
        (AZURE, "enabled: false", 0),
        (AZURE, "enabled: true", 1),
        (AZURE, "condition: false", 0),
        (AZURE, "condition: failed()", 1),
    ],
)
def test_what_is_switched_off_calls_nothing(tmp_path: Path, product: Product, switch: str, count: int) -> None:
    yaml = f"a:\n  {switch}\n  script: aws sts assume-role --role-arn {ROLE}\n"
    assert len(pipeline(tmp_path, yaml, product)) == count


@pytest.mark.parametrize("key", ["secrets", "id_tokens"])
def test_a_secret_of_gitlabs_is_a_variable_that_is_not_known(tmp_path: Path, key: str) -> None:
    call = f"aws sts assume-role --role-arn {ROLE} --external-id $ID"
    for name, expected in (("ID", "${ID}"), ("IT", "other-id")):
        yaml = f"variables: {{ID: other-id}}\na:\n  {key}: {{{name}: {{vault: x}}}}\n  script: {call}\n"
        assert sent(pipeline(tmp_path, yaml, GITLAB)) == [(ROLE, expected)]


VARIABLE = "- name: ID\n  value: other-id\n"


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        (VARIABLE, "other-id"),
        (f"- group: secrets\n{VARIABLE}", "other-id"),
        (f"{VARIABLE}- group: secrets\n", "${ID}"),
        (f"{VARIABLE}- ${{{{ if eq(variables.x, 'y') }}}}:\n  - group: secrets\n", "${ID}"),
        ("- name: ID\n  value: $[ dependencies.a.outputs['b.c'] ]\n", "${dependencies.a.outputs['b.c']}"),
    ],
)
@pytest.mark.parametrize("around", [False, True])
def test_a_group_of_azures_may_set_each_variable_before_it_to_something_else(
    tmp_path: Path, variables: str, expected: str, around: bool
) -> None:
    first, second = (VARIABLE, variables.removeprefix(VARIABLE)) if around else (variables, "")
    inner = indent(f"variables:\n{indent(second, '  ')}", "    ") if second else ""
    steps = f"    steps:\n      - bash: aws sts assume-role --role-arn {ROLE} --external-id $ID\n"
    yaml = f"variables:\n{indent(first, '  ')}jobs:\n  - job: a\n{inner}{steps}"
    assert sent(pipeline(tmp_path, yaml, AZURE)) == [(ROLE, expected)]


def test_azure_tasks_take_a_role_from_variables_and_the_id_may_come_from_elsewhere(tmp_path: Path) -> None:
    yaml = f"variables:\n  AWS.AssumeRoleArn: {ROLE}\n"
    assert sent(pipeline(tmp_path, yaml, AZURE)) == [(ROLE, "${AWS.ExternalId}")]
    assert sent(pipeline(tmp_path, f"{yaml}  AWS.ExternalId: {ID}\n", AZURE)) == [(ROLE, ID)]
    assert sent(pipeline(tmp_path, f"{yaml}  AWS.ExternalId: ''\n", AZURE)) == [(ROLE, None)]


# --- Kubernetes ------------------------------------------------------------------------------------------------------


def test_a_secret_store_of_external_secrets(tmp_path: Path) -> None:
    store = f"""\
        apiVersion: external-secrets.io/v1
        kind: ClusterSecretStore
        metadata:
          name: vendor
        spec:
          provider:
            aws:
              service: SecretsManager
              role: {ROLE}
        """
    (found,) = objects(tmp_path, store)
    assert (found.role, found.external_id, found.setting) == (ROLE, None, "externalID")
    assert found.source == Source("/file.yml", 8, 9)
    more = f"{dedent(store)}      externalID: "
    assert [objects(tmp_path, more + each)[0].external_id for each in (ID, "''", "'{{ .Values.id }}'")] == [
        ID,
        None,
        text(Hole(".Values.id")),
    ]


@pytest.mark.parametrize(
    ("yaml", "expected"),
    [
        (
            (
                "apiVersion: infrastructure.cluster.x-k8s.io/v1beta2\nkind: AWSClusterRoleIdentity\n"
                f"spec: {{roleARN: {ROLE}, externalID: {ID}}}"
            ),
            [(ROLE, ID)],
        ),
        (
            (
                "apiVersion: aws.upbound.io/v1beta1\nkind: ProviderConfig\n"
                f"spec: {{assumeRoleChain: [{{roleARN: a}}, {{roleARN: {ROLE}, externalID: ''}}]}}"
            ),
            [("a", None), (ROLE, "")],
        ),
        (
            (
                "apiVersion: grafana.integreatly.org/v1beta1\nkind: GrafanaDatasource\n"
                f"spec: {{datasource: {{type: cloudwatch, jsonData: {{assumeRoleArn: {ROLE}}}}}}}"
            ),
            [(ROLE, None)],
        ),
        (f"apiVersion: v1\nkind: SecretStore\nspec: {{provider: {{aws: {{role: {ROLE}}}}}}}", []),
        ("apiVersion: external-secrets.io/v1\nkind: SecretStore\nspec: {provider: {vault: {}}}", []),
    ],
    ids=["cluster-api", "crossplane", "grafana", "another group", "another provider"],
)
def test_other_objects(tmp_path: Path, yaml: str, expected: list[tuple[str, str | None]]) -> None:
    assert sent(objects(tmp_path, yaml)) == expected


def test_grafana_provisions_data_sources_with_a_role(tmp_path: Path) -> None:
    yaml = f"datasources:\n  - type: cloudwatch\n    jsonData: {{authType: default, assumeRoleArn: {ROLE}}}\n"
    (tree,) = read(tmp_path, yaml)
    assert sent(list(kubernetes_objects.data_sources(tree, "/file.yml", "it"))) == [(ROLE, None)]
    (tree,) = read(tmp_path, yaml.replace("default", "grafana_assume_role"))
    (found,) = kubernetes_objects.data_sources(tree, "/file.yml", "it")
    assert found.external_id == text(Hole("the external id that Grafana Cloud gives"))


# --- whatever stands there -------------------------------------------------------------------------------------------

KEYS_OF_ALL = """
on jobs steps uses run with env script variables spec inputs permissions role-to-assume default workflow_call command
before_script AWS.AssumeRoleArn x/role_arn_setup role_arn apiVersion kind assumeRoleChain provider aws role environment
"""
VALUES_OF_ALL = f"""
null
true
[]
{{}}
!t x
~
''
'${{{{ env.X }}}}'
'${{{{ ${{{{ }}}} }}}}'
'{ROLE}'
*a
SecretStore
'aws sts assume-role --role-arn $X'
'aws-actions/configure-aws-credentials@v4'
external-secrets.io/v1
"""
KEY = st.sampled_from(KEYS_OF_ALL.split())
LEAF = st.sampled_from(VALUES_OF_ALL.strip().split("\n"))
TREE = st.recursive(
    LEAF,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda each: f"[{', '.join(each)}]"),
        st.lists(st.tuples(KEY, inner), max_size=4).map(
            lambda each: "{" + ", ".join(f"{key}: {value}" for key, value in each) + "}"
        ),
    ),
    max_leaves=20,
)


@given(yaml=TREE)
def test_no_yaml_breaks_a_reader(tmp_path_factory: pytest.TempPathFactory, yaml: str) -> None:
    folder = tmp_path_factory.mktemp("yaml")
    workflow(folder, yaml)
    objects(folder, yaml)
    for product in (GITLAB, CIRCLECI, BITBUCKET, AZURE):
        pipeline(folder, yaml, product)


@pytest.mark.parametrize(
    "yaml",
    [
        "a: &a [*a]",
        "a: &a {b: *a}",
        "[" * 5_000,
        "x: &x [1, 1, 1, 1, 1, 1, 1, 1, 1]\n" + "".join(f"x{n}: &x{n} [{', '.join(['*x'] * 9)}]\n" for n in range(9)),
        "jobs: {a: {steps: [{run: &r 'aws sts assume-role'}, {run: *r}]}}",
        "\0",
        "script: [" + "[" * 60 + "]" * 60 + "]",
        "<<: 1",
    ],
)
def test_hostile_yaml_ends(tmp_path: Path, yaml: str) -> None:
    assert workflow(tmp_path, yaml) == []
    for product in (GITLAB, CIRCLECI, BITBUCKET, AZURE):
        assert pipeline(tmp_path, yaml, product) == []
