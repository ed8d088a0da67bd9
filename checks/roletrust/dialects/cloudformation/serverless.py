"""The Serverless Framework's `serverless.yml`: the template under its `resources`, variables in CloudFormation's words.

`${self:…}` and `${file(…)}` are the value that they point at, and a fallback that is written out counts as a default
does.  What remains is a `Ref` to a name that no template has, and so a Hole called as it is written: `${opt:stage}`
becomes `opt:stage`.  What whoever deploys gives is a parameter of the template by that name: it has no default, or one
that stands for nothing.
Serverless Framework, "Variables"; `${AWS::…}` and other names without a source are CloudFormation's own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from roletrust.dialects.cloudformation.nodes import TAKEN, Node, Taken, entries, first_line, function_of, plain_text
from roletrust.dialects.cloudformation.rewriting import MOST_NODES, Rewriting, like, pieced, ref
from roletrust.dialects.defaults import stands_for_nothing

SOURCES = r"self|opt|env|param|cf|ssm|s3|sls|file|terraform|vault|aws:(?=accountId|region)"
INNERMOST = re.compile(rf"\$\{{((?:{SOURCES})\b[^{{}}]*)\}}")
VARIABLE = re.compile(rf"\$\{{((?:{SOURCES})\b(?:[^{{}}]|\$\{{[^{{}}]*\}})*)\}}")
FALLBACK = re.compile(r"\A([^,]*),\s*(?:'([^']*)'|\"([^\"]*)\"|([\w.-]+))\s*\Z")
FILE = re.compile(r"\Afile\(([^()]+)\)(?::(.*))?\Z")
INPUT = re.compile(r"(?:opt|param|env):[\w.:/-]+\Z")
NATIVE = {"aws:accountId": "AWS::AccountId", "aws:region": "AWS::Region"}
FUNCTION = "AWS::Lambda::Function"
PASSES = 25
MOST_FILLED = 1_000_000  # characters that variables come to, in the whole file


def logical(function: str) -> str:
    """The logical id of a function: https://www.serverless.com/framework/docs/providers/aws/guide/resources"""
    name = function.replace("-", "Dash").replace("_", "Underscore")
    return f"{name[:1].upper()}{name[1:]}LambdaFunction"


def is_serverless(data: Mapping[str, Node]) -> bool:
    """Whether the file is a service's, and not a template."""
    return "provider" in data and "Resources" not in data and isinstance(data.get("resources"), (Mapping, list, str))


def with_extensions(template: Mapping[str, Node]) -> Mapping[str, Node]:
    """`template`, with the roles that the framework makes and it gives a trust policy of their own.

    https://www.serverless.com/framework/docs/providers/aws/guide/resources#override-aws-cloudformation-resource
    """
    extended = {name: entries(each).get("Properties") for name, each in entries(template.get("extensions")).items()}
    roles = {
        name: {"Type": "AWS::IAM::Role", "Properties": properties}
        for name, properties in extended.items()
        if "AssumeRolePolicyDocument" in entries(properties)
    }
    return {**template, "Resources": {**roles, **entries(template.get("Resources"))}} if roles else template


class Service(Rewriting):
    """A service's file.  Raises PolicyError where it is nested too deep, or its variables make too much of it.

    `opened`: what is in the file that a variable names; None where it cannot be read.
    """

    def __init__(self, data: Mapping[str, Node], opened: Callable[[str], Node] = lambda name: None) -> None:
        super().__init__()
        self.data, self.opened, self.room = data, opened, MOST_FILLED
        self.inputs: dict[str, Node] = {}
        self.taken: dict[str, Node] = {}

    def template(self) -> Mapping[str, Node]:
        """The CloudFormation template that is merged into the service's own."""
        resources = self.node(self.data["resources"])
        found: Node = {}
        for each in resources if isinstance(resources, list) else [resources]:
            found = merged(found, entries(each))
        parameters = {**self.inputs, **entries(entries(found).get("Parameters"))}
        made = with_extensions({**entries(found), **({"Parameters": parameters} if parameters else {})})
        return {**made, TAKEN: Taken(self.data["resources"], self.taken)}

    def with_functions(self) -> Mapping[str, Node]:
        """The template, and in it each function that is given a role, which the framework makes a resource of.

        https://www.serverless.com/framework/docs/providers/aws/guide/iam#custom-iam-roles
        """
        template = self.template()
        resources = entries(template.get("Resources"))
        provider = entries(self.data.get("provider"))
        usual = provider.get("role") or entries(provider.get("iam")).get("role")
        found = {}
        for name, function in entries(self.data.get("functions")).items():
            role = self.role(entries(function).get("role") or usual, resources)
            if role is not None:
                found[logical(name)] = {"Type": FUNCTION, "Properties": {"Role": role}}
        return {**template, "Resources": {**found, **resources}}

    def role(self, written: Node, resources: Mapping[str, Node]) -> Node:
        """The role, if it is one that the service names; None of one that the framework makes of statements."""
        if isinstance(written, Mapping) and not function_of(written):
            return None
        role = None if written is None else self.node(written)
        named = isinstance(role, str) and role in resources
        return {"Fn::GetAtt": [role, "Arn"], "__startline__": first_line(role)} if named else role

    def key(self, key: Any) -> Any:
        return self.resolved(key) if isinstance(key, str) and "${" in key else key

    def text(self, node: str, depth: int, in_sub: bool) -> Node:
        if "${" not in node:
            return node
        written = self.resolved(node)
        lone = INNERMOST.fullmatch(written)
        if lone and isinstance(value := self.value(lone[1]), (Mapping, list)):
            return self.node(value, depth + 1)
        parts = VARIABLE.split(written)
        if in_sub or len(parts) == 1:
            return like(node, VARIABLE.sub(lambda found: "${" + self.called(found[1]) + "}", written))
        pieces = [ref(self.called(part), node) if index % 2 else part for index, part in enumerate(parts) if part]
        return pieced(pieces, node)

    def called(self, variable: str) -> str:
        """What the template calls a variable that is not known: an input without its fallback, which nobody means."""
        fallback = FALLBACK.match(variable)
        name = (fallback[1] if fallback else variable).strip()
        if not INPUT.match(name):
            return NATIVE.get(variable, variable)
        default = next((each for each in fallback.groups()[1:] if each is not None), "") if fallback else None
        self.inputs[name] = {"Type": "String", **({} if default is None else {"Default": default})}
        return name

    def resolved(self, written: str) -> str:
        """Text in which every variable that is known is replaced, from the innermost outward."""
        for _ in range(PASSES):
            before = written
            written = INNERMOST.sub(self.replacement, written)
            if written == before or len(written) > MOST_NODES:
                break
        return written

    def replacement(self, found: re.Match[str]) -> str:
        value = self.value(found[1])
        known = plain_text(value)
        if known is None or len(known) > self.room:
            return found[0]
        self.room -= len(known)
        self.taken[found[1]] = value
        return known

    def value(self, variable: str) -> Node:
        """What a variable stands for; None where the file does not say."""
        fallback = FALLBACK.match(variable)
        name = (fallback[1] if fallback else variable).strip()
        file = FILE.match(name)
        path = (file[2] or "") if file else name.removeprefix("self:")
        found: Node = self.opened(file[1].strip()) if file else self.data if name.startswith("self:") else None
        for step in path.split(".") if path else ():
            found = found.get(step) if isinstance(found, Mapping) else None
        if found is None and fallback:
            default = next(each for each in fallback.groups()[1:] if each is not None)
            return None if stands_for_nothing(default) else default
        return found


def merged(under: Node, over: Node) -> Node:
    """Two elements of a list of `resources`, as the framework merges them: by key, and lists by place."""
    if isinstance(under, Mapping) and isinstance(over, Mapping):
        both = {key: merged(under[key], over[key]) for key in over if key in under}
        return like(over, {**under, **over, **both})
    if isinstance(under, list) and isinstance(over, list):
        return [merged(*pair) for pair in zip(under, over, strict=False)] + [*under[len(over) :], *over[len(under) :]]
    return over
