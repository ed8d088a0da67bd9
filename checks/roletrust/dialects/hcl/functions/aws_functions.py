"""The functions of the AWS provider that take ARNs apart."""

from __future__ import annotations

from roletrust.dialects.hcl.functions.builtin import Function, partly
from roletrust.dialects.hcl.functions.text import split_at
from roletrust.dialects.hcl.values.encoding import as_text
from roletrust.dialects.hcl.values.names import derived, shown
from roletrust.dialects.hcl.values.values import Encoded, Failure, several, unwrapped
from roletrust.dialects.tree import Map, Tree
from roletrust.engine.text import Hole, Text, text

_SECTIONS = ("partition", "service", "region", "account_id", "resource")
_PARSE, _TRIM = "provider::aws::arn_parse", "provider::aws::trim_iam_role_path"


def _sections(where: str, name: str, value: Tree) -> list[Tree] | None:
    """The six sections of an ARN; None where they cannot be told apart.  Raises Failure for what is no ARN."""
    if value is None:
        raise Failure("null is no ARN")
    if isinstance(value, Encoded):
        raise Failure("JSON is no ARN")
    pieces = split_at(where, name, ":", value, len(_SECTIONS) + 1)
    if isinstance(pieces[0], str) and pieces[0] != "arn":
        raise Failure(f"`{shown(value)}` is no ARN")
    if any(map(several, pieces)):
        return None
    if len(pieces) <= len(_SECTIONS):
        raise Failure(f"`{shown(value)}` is no ARN")
    return pieces


def _parse(where: str, value: Tree) -> Tree:
    sections = _sections(where, _PARSE, value)
    if sections is not None:
        return Map(zip(_SECTIONS, sections[1:], strict=True))
    return derived(_PARSE, where, value)


def _build(_where: str, *sections: Tree) -> Tree:
    if len(sections) != len(_SECTIONS) or None in sections:
        raise Failure("`arn_build` takes five texts")
    pieces: list[str | Hole | Text] = ["arn"]
    for each in sections:
        pieces += [":", as_text(each)]
    return text(*pieces)


def _trim(where: str, value: Tree) -> Tree:
    sections = _sections(where, _TRIM, value)
    if sections is None:
        return derived(_TRIM, where, value)
    _, partition, service, region, account, resource = sections
    if any(isinstance(each, (Hole, Text)) for each in (service, region)) or isinstance(resource, Hole):
        return derived(_TRIM, where, value)
    pieces = split_at(where, _TRIM, "/", resource)
    if service != "iam" or region or len(pieces) < 2 or pieces[0] != "role":
        raise Failure(f"`{shown(value)}` is no ARN of a role")
    if several(pieces[-1]):
        return derived(_TRIM, where, value)
    return unwrapped(_build(where, partition, service, region, account, text("role/", as_text(pieces[-1]))))


ROWS: dict[str, Function] = {
    _PARSE: partly(_parse, "the sections of an ARN, as an object", "a section is not known that may hold a `:`"),
    "provider::aws::arn_build": partly(_build, "the ARN of those sections", "for the sections that are not known"),
    _TRIM: partly(_trim, "the ARN of a role without its path", "the name is not known, or as `arn_parse`"),
}
