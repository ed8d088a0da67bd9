"""A policy value as text: quoted, its own `${` escaped, its Holes as references where the file can name them."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Callable, Sequence

from roletrust.engine.text import Hole, Means, Value, text
from roletrust.rules.messages.wording import PARTITION, placeholder
from roletrust.telling.subject import Dialect

CONFIGURATION = (".tf", ".tofu", ".tf.json")  # files in which Terraform's names are known
TEMPLATED = (*CONFIGURATION, ".tpl", ".tftpl")  # files in which Terraform reads `${`
# What a Hole must be called for the reader's own text to be able to name it.  `each` and `count` are something else
# in the next block, what begins with `module.` is often a name inside that module, and a splat is no text.
HCL_REFERENCE = re.compile(r"(var|local|data|[a-z][a-z0-9]*_\w+)(\.[\w-]+|\[[\w.\"-]+\])+\Z", re.ASCII)
# The same, of a text that one function reads: `jsondecode(data.x.y.secret_string).accounts["hub"]`.
HCL_READING = re.compile(
    r"[a-z]+\((var|local|data|[a-z][a-z0-9]*_\w+)(\.[\w-]+|\[[\w.\"-]+\])+\)(\.[\w-]+|\[[\w.\"-]+\])*\Z", re.ASCII
)
HCL_EXPRESSION = re.compile(r"(var|local|data|[a-z][a-z0-9]*_\w+)[.\[].*|[a-z]+\(.*\)\Z", re.ASCII)
REFERENCE = re.compile(r"\$\{([^{}]*)\}")
CFN_REFERENCE = re.compile(r"(AWS::)?[A-Za-z0-9]+(\.[A-Za-z0-9.]+)?\Z", re.ASCII)
SPLAT, EACH = "[*]", "[for each in "
MEANINGS = {Means.OWN_ACCOUNT: "id of this account", Means.OWN_PARTITION: PARTITION}

Named = Callable[[Hole], str]  # what the file calls it; '' where it has no name for it
Write = Callable[[Value], str]


def hcl_key(key: str) -> str:
    """A condition's key in HCL: what `${` begins there is no policy variable, but what the reader refers to."""
    pieces = [
        inside(piece) if not at % 2 else f"${{{piece}}}" if HCL_EXPRESSION.match(piece) else inside(placeholder(piece))
        for at, piece in enumerate(REFERENCE.split(key))
    ]
    return f'"{"".join(pieces)}"'


def writer(dialect: Dialect, file: str, own_account: str = "", account_id: str = "") -> Write:
    """What writes a value into `file`.  `own_account`: what that calls the role's own account, '' for nothing;
    `account_id`: what is written where it has no name for it, '' for a placeholder.
    """
    here = terraform_names(file, own_account)
    if dialect in (Dialect.HCL_DOCUMENT, Dialect.HCL_OBJECT):
        return lambda value: hcl(with_account(value, here, account_id), here)
    if dialect in (Dialect.JSON, Dialect.YAML):
        dollar = "$${" if file.endswith(TEMPLATED) else "${"
        return lambda value: quoted(with_account(value, here, account_id), here, dollar)
    sub = "!Sub {}" if dialect is Dialect.CFN_YAML else '{{"Fn::Sub": {}}}'
    return lambda value: cfn(value, sub)


def terraform_names(file: str, own_account: str) -> Named:
    """What a Hole is called in `file`: Terraform knows a name in all files of the module it stands in."""
    module = posixpath.dirname(file)

    def named(hole: Hole) -> str:
        place = re.sub(r":[0-9-]+\Z", "", hole.where)
        written = HCL_REFERENCE.match(hole.name) or HCL_READING.match(hole.name)
        if place and posixpath.dirname(place) == module and written:
            return hole.name
        return own_account if hole.means is Means.OWN_ACCOUNT else ""

    return named if file.endswith(CONFIGURATION) else lambda hole: ""


def with_account(value: Value, named: Named, account_id: str) -> Value:
    """`value`, in which the role's own account is `account_id` where it has no name."""
    if isinstance(value, str) or not account_id:
        return value
    unnamed = [isinstance(part, Hole) and part.means is Means.OWN_ACCOUNT and not named(part) for part in value.parts]
    return text(*(account_id if is_own else part for part, is_own in zip(value.parts, unnamed, strict=True)))


def template_names(hole: Hole) -> str:
    """What a CloudFormation template calls the Hole."""
    return hole.name if CFN_REFERENCE.match(hole.name) else ""


def hcl(value: Value, named: Named) -> str:
    """An HCL expression for `value`: a quoted string, or the reference that a lone Hole is."""
    lone = None if isinstance(value, str) else value.lone
    return (reference(lone, named) if lone else "") or quoted(value, named, "$${")


def reference(hole: Hole, named: Named) -> str:
    """What the file calls the Hole; of the elements of a list, set or map, the list of them."""
    if not hole.name.endswith(SPLAT):
        return named(hole)
    whole = named(Hole(hole.name.removesuffix(SPLAT), hole.where))
    return f"{EACH}{whole} : each]" if whole else ""


def is_list(written: str) -> bool:
    """Whether what `hcl` wrote is a list by itself."""
    return written.startswith(EACH)


def hcl_list(written: Sequence[str]) -> str:
    """A list of what `hcl` wrote."""
    if len(written) == 1 and is_list(written[0]):
        return written[0]
    brackets = f"[{', '.join(written)}]"
    return f"flatten({brackets})" if any(map(is_list, written)) else brackets


def cfn(value: Value, sub: str) -> str:
    """A string, or an `Fn::Sub` (written as `sub`) where Holes of it can be named."""
    if not isinstance(value, str) and any(template_names(hole) for hole in value.holes):
        return sub.format(quoted(value, template_names, "${!"))
    return quoted(value, lambda hole: "", "${")


def quoted(value: Value, named: Named, dollar: str) -> str:
    """`value` between double quotes, its own `${` written as `dollar`, its Holes as `${name}` or a placeholder."""
    pieces: list[str] = []
    for part in (value,) if isinstance(value, str) else value.parts:
        if not isinstance(part, Hole):
            literal = part.replace("${", dollar)
            pieces.append(inside(literal.replace("%{", "%%{") if dollar == "$${" else literal))
        elif name := named(part):
            pieces.append(f"${{{name}}}")  # quotes within `${...}` are an expression's own
        else:
            pieces.append(inside(placeholder(MEANINGS.get(part.means, part.name))))
    return f'"{"".join(pieces)}"'


def inside(literal: str) -> str:
    return json.dumps(literal, ensure_ascii=False)[1:-1]
