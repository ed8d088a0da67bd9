"""The resources of a CloudFormation template, as far as a trust policy refers to them.

IAM's own roles, users and providers have ARNs in the account and partition that the stack
deploys to; every other resource is open.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from roletrust.dialects.choosing import lifted
from roletrust.dialects.cloudformation.functions import At, Evaluator, joined
from roletrust.dialects.cloudformation.nodes import Node, entries, plain_text, source_of
from roletrust.dialects.tree import ABSENT, Tree
from roletrust.engine.policy.document import Source
from roletrust.engine.text import Means, Text, text

FUNCTION = "AWS::Serverless::Function"
NAMED = {"AWS::IAM::Role": ("role", "RoleName"), "AWS::IAM::User": ("user", "UserName")}  # Ref is the name
# A stack of its own, and the property that says of which template.
STACKS = {"AWS::CloudFormation::Stack": "TemplateURL", "AWS::Serverless::Application": "Location"}
STACK_SETS = {"AWS::CloudFormation::StackSet": "TemplateURL"}
OUTPUTS = "Outputs."
ASSET_PATH, ASSET_OF = "aws:asset:path", "aws:asset:property"  # metadata of the CDK's
PROVIDERS = {"AWS::IAM::OIDCProvider": ("oidc-provider", "Url"), "AWS::IAM::SAMLProvider": ("saml-provider", "Name")}

PRINCIPAL_IDS = {("AWS::IAM::Role", "RoleId")}


class Resources:
    """The `Resources` section."""

    def __init__(self, section: Node) -> None:
        self._written = entries(section)
        self._section = {name: entries(node) for name, node in self._written.items()}

    def __contains__(self, logical_id: str) -> bool:
        return logical_id in self._section

    def __iter__(self) -> Iterator[str]:
        """Their logical ids."""
        return iter(self._section)

    def source(self, logical_id: str, file: str) -> Source:
        """Where the resource stands, in `file` if it says no other."""
        return source_of(self._written.get(logical_id), file)

    def kind(self, logical_id: str) -> str:
        return plain_text(self._section.get(logical_id, {}).get("Type")) or ""

    def properties(self, logical_id: str) -> Mapping[str, Node]:
        return entries(self._section.get(logical_id, {}).get("Properties"))

    def of_kind(self, kind: str) -> Iterator[tuple[str, Mapping[str, Node]]]:
        """Each resource of that kind, by its logical id, and its properties."""
        yield from ((each, self.properties(each)) for each in self._section if self.kind(each) == kind)

    def metadata(self, logical_id: str) -> Mapping[str, Node]:
        return entries(self._section.get(logical_id, {}).get("Metadata"))

    def condition(self, logical_id: str) -> str:
        """The condition on which the resource exists; '' where it always does."""
        return plain_text(self._section.get(logical_id, {}).get("Condition")) or ""

    @property
    def stacks(self) -> list[str]:
        """What makes a stack, or several, of another template."""
        return [each for each in self._section if self.kind(each) in {**STACKS, **STACK_SETS}]

    def is_stack(self, logical_id: str) -> bool:
        """Whether it is one stack, in the account and region of its parent, and none of a stack set's."""
        return self.kind(logical_id) in STACKS

    def parameters_of(self, stack: str) -> Node:
        """What a stack, or a stack set, gives its parameters, by their names."""
        written = self.properties(stack).get("Parameters", {})
        if self.is_stack(stack) or not isinstance(written, list):
            return written
        pairs = {plain_text(entries(each).get("ParameterKey")): entries(each).get("ParameterValue") for each in written}
        return {"Fn::Transform": None} if None in pairs else pairs

    def local_template(self, logical_id: str) -> str:
        """The path, from the template's own directory, of the template of a nested stack; '' where none is known.

        As `aws cloudformation package` and `sam` take it, or as the CDK notes it beside the URL that it makes.
        """
        metadata = self.metadata(logical_id)
        written = self.properties(logical_id).get({**STACKS, **STACK_SETS}.get(self.kind(logical_id), ""))
        noted = metadata.get(ASSET_PATH) if metadata.get(ASSET_OF) == "TemplateURL" else None
        found = noted if isinstance(noted, str) else written
        return str(found) if isinstance(found, str) and "://" not in found else ""

    def read_for(self, logical_id: str) -> list[Node]:
        """What a reference to the resource may depend on."""
        kind, properties = self.kind(logical_id), self.properties(logical_id)
        if kind in STACKS:
            return [self.parameters_of(logical_id), self.condition(logical_id)]
        named = {**NAMED, **PROVIDERS}.get(kind)
        return [properties.get(named[1]), properties.get("Path")] if named else []

    def reference(self, evaluator: Evaluator, logical_id: str, at: At) -> Tree:
        """`Ref`: the name of a role or user, the ARN of an identity provider; a Hole for what else there is."""
        kind = self.kind(logical_id)
        if kind in NAMED:
            return self._name(evaluator, logical_id, NAMED[kind][1], at)
        if kind in PROVIDERS:
            return self._provider(evaluator, logical_id, at)
        return evaluator.hole(logical_id, at)

    def attribute(self, evaluator: Evaluator, logical_id: str, attribute: str, at: At) -> Tree:
        """`Fn::GetAtt`: the ARN of a role, user or identity provider; a Hole for what else there is."""
        kind = self.kind(logical_id)
        if attribute == "Arn" and kind in NAMED:
            return self._arn(evaluator, logical_id, at)
        if attribute == "Arn" and kind in PROVIDERS:
            return self._provider(evaluator, logical_id, at)
        if attribute == "Arn" and self._is_role_of_a_function(logical_id):
            name = evaluator.hole(logical_id, at)
            return joined([*_account(evaluator, at), ":role/", name], evaluator, at)
        if kind in STACKS and attribute.startswith(OUTPUTS):
            return evaluator.output(logical_id, attribute.removeprefix(OUTPUTS), at)
        given_out = (kind, attribute) in PRINCIPAL_IDS
        return evaluator.hole(f"{logical_id}.{attribute}", at, Means.PRINCIPAL_ID if given_out else Means.VALUE)

    def _is_role_of_a_function(self, logical_id: str) -> bool:
        """Whether SAM makes a role of this name."""
        function = logical_id.removesuffix("Role")
        is_made = logical_id not in self._section and self.kind(function) == FUNCTION
        return is_made and "Role" not in self.properties(function)

    def _name(self, evaluator: Evaluator, logical_id: str, attribute: str, at: At) -> Tree:
        given = self.properties(logical_id).get(attribute)
        name = ABSENT if given is None else evaluator.evaluate(given, at)
        return lifted([name], lambda known: evaluator.hole(logical_id, at) if known[0] is ABSENT else known[0])

    def _arn(self, evaluator: Evaluator, logical_id: str, at: At) -> Tree:
        noun, attribute = NAMED[self.kind(logical_id)]
        name = self._name(evaluator, logical_id, attribute, at)
        given = self.properties(logical_id).get("Path")
        path = lifted(
            [ABSENT if given is None else evaluator.evaluate(given, at)],
            lambda known: "/" if known[0] is ABSENT else known[0],
        )
        return joined([*_account(evaluator, at), f":{noun}", path, name], evaluator, at)

    def _provider(self, evaluator: Evaluator, logical_id: str, at: At) -> Tree:
        noun, attribute = PROVIDERS[self.kind(logical_id)]
        name = lifted([self._name(evaluator, logical_id, attribute, at)], lambda known: _without_scheme(known[0]))
        return joined([*_account(evaluator, at), f":{noun}/", name], evaluator, at)


def _account(evaluator: Evaluator, at: At) -> list[Tree]:
    """`arn:PARTITION:iam::ACCOUNT`, both the stack's own."""
    partition = evaluator.hole("AWS::Partition", at, Means.OWN_PARTITION)
    return ["arn:", partition, ":iam::", evaluator.hole("AWS::AccountId", at, Means.OWN_ACCOUNT)]


def _without_scheme(url: Tree) -> Tree:
    """An issuer as it stands in a provider's ARN."""
    first, *others = url.parts if isinstance(url, Text) else (url,)
    return text(first.removeprefix("https://"), *others) if isinstance(first, str) else url
