"""Roles that are made by way of another interface: Cloud Control, and objects of Kubernetes' operators.

https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cloudcontrolapi_resource
https://registry.terraform.io/providers/hashicorp/kubernetes/latest/docs/resources/manifest
https://registry.terraform.io/providers/alekc/kubectl/latest/docs/resources/kubectl_manifest
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import yaml

from roletrust.dialects.data.marks import PLAIN
from roletrust.dialects.plan.plan import Plan
from roletrust.dialects.policy_json import parse_json
from roletrust.dialects.tree import ABSENT, Choice, Map, Tree
from roletrust.engine.policy.document import PolicyError, Source
from roletrust.engine.text import Text
from roletrust.reading.configuration import Configuration
from roletrust.reading.judging import Case
from roletrust.reading.kinds import COMPOSITIONS, OBJECTS, OTHERS, literal
from roletrust.reading.object_roles import GROUPS
from roletrust.reading.places import owner
from roletrust.reading.terraform.blocks import Block, Unread
from roletrust.reading.terraform.scan import Scan
from roletrust.reading.yaml_nodes import LOADER
from roletrust.reading.yaml_nodes import tree as tree_of_yaml
from roletrust.telling.subject import Dialect, Subject

ROLE, DOCUMENT = "AWS::IAM::Role", "AssumeRolePolicyDocument"
STACK = "AWS::CloudFormation::Stack"
SIGN = "ssumeRolePolicy"  # of a policy in what cannot be read


def written(scan: Scan, block: Block, conf: Mapping[str, object], source: Source) -> Case | None:
    """The role that a block of Terraform's makes; None of one that makes none, or is not made.

    `conf`: the attributes that are written in it, those that are literals with their values.  `source`: its place.
    """
    if not may_hold_a_role(literal(conf.get("type_name"))) or not scan.makes(block):
        return None
    found = scan.role(block)
    unread = isinstance(found, Unread)
    source, problem = (source, found.problem) if isinstance(found, Unread) else (found.source, "")
    subject = Subject(block.label, Dialect.JSON, source, scan.owner(block), problem=problem, secrets=scan.secrets)
    tree = ABSENT if unread else found.tree  # type: ignore[union-attr]
    return _judged(Case(subject, scan.configuration), block.type, tree, str(conf))


def may_hold_a_role(made: str) -> bool:
    """Whether a resource of the type `made` ('': not known) is a role, or a stack or stack set, whose template is not
    read here: CKV_TRUST_90 says so where a role seems to be in it.
    """
    return made in ("", ROLE) or made.startswith(STACK)


def planned(plan: Plan, address: str, kind: str, shown: str, settings: Configuration) -> Case | None:
    """The same, by a plan, which findings call `shown`."""
    known = plan.known(address, OTHERS[kind], *(["type_name"] if kind == CONTROLLED else []))
    if known is None or (kind == CONTROLLED and not may_hold_a_role(literal(known[1]))):
        return None
    whose = owner(settings, *plan.accounts(address))
    subject = Subject(address, Dialect.JSON, Source(shown), owner=whose, secrets=plan.secrets)
    return _judged(Case(subject, settings), kind, PLAIN.tree(known[0], shown), "")


def _judged(case: Case, kind: str, tree: Tree, text: str) -> Case | None:
    """`case` with the trust policy in what a resource of `kind` is to make; `text`: all that is written of it."""
    subject = case.subject
    try:
        if subject.problem:
            raise PolicyError(subject.problem)
        found = READERS[kind](tree)
    except PolicyError as error:
        looks = SIGN in text or SIGN in str(tree)
        return Case(replace(subject, problem=str(error)), case.configuration) if looks else None
    return None if found is None else Case(replace(subject, tree=found), case.configuration)


def controlled(tree: Tree) -> Tree | None:
    """The trust policy in the desired state of a role.  Raises PolicyError."""
    return within(parse_json(tree) if isinstance(tree, (str, Text)) else tree, DOCUMENT)


def manifest(tree: Tree) -> Tree | None:
    """The trust policy in an object; None of one that makes no role.  Raises PolicyError."""
    if not isinstance(tree, Map):
        raise PolicyError("the object is not known")
    keys = GROUPS.get(str(tree.get("apiVersion")).partition("/")[0])
    if str(tree.get("kind")) in COMPOSITIONS:
        raise PolicyError("a Composition makes it, which is read in a file of its own")
    if keys is None or str(tree.get("kind")) not in OBJECTS:
        return None
    return within(tree, *keys)


def body(tree: Tree) -> Tree | None:
    """The trust policy of the first object in a text of YAML that makes a role.  Raises PolicyError."""
    if not isinstance(tree, str):
        raise PolicyError("the text of the object is not known")
    try:
        documents = [tree_of_yaml(each, "") for each in yaml.compose_all(str(tree), Loader=LOADER)]  # no kind of str
    except (yaml.YAMLError, RecursionError) as error:
        raise PolicyError(f"the text is no YAML: {' '.join(str(error).split())[:200]}") from None
    found = (manifest(each) for each in documents if isinstance(each, Map))
    return next((each for each in found if each is not None), None)


def within(tree: Tree, *keys: str) -> Tree:
    """What stands under `keys`, each inside of the one before.  Raises PolicyError."""
    for key in keys:
        tree = tree.get(key, ABSENT) if isinstance(tree, Map) else ABSENT
    if tree is ABSENT:
        raise PolicyError(f"it has no {'.'.join(keys)} that is known")
    return tree


def in_each(read: Callable[[Tree], Tree | None]) -> Callable[[Tree], Tree | None]:
    """`read`, which reads what is known, for what hangs on a condition too."""

    def reading(tree: Tree) -> Tree | None:
        if not isinstance(tree, Choice):
            return read(tree)
        then, otherwise = reading(tree.then), reading(tree.otherwise)
        if then is None or otherwise is None:
            return otherwise if then is None else then
        return Choice(tree.name, then, otherwise)

    return reading


CONTROLLED = "aws_cloudcontrolapi_resource"
READERS: dict[str, Callable[[Tree], Tree | None]] = {
    CONTROLLED: in_each(controlled),
    "kubernetes_manifest": in_each(manifest),
    "kubectl_manifest": in_each(body),
}
