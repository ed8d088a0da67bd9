"""`yamldecode` and `yamlencode`, as Terraform's own YAML library reads and writes.

Holes go through as private-use characters, as in JSON.
"""

from __future__ import annotations

from roletrust.dialects.hcl.functions.builtin import Function, known, partly
from roletrust.dialects.hcl.values.encoding import as_text, number_text
from roletrust.dialects.hcl.values.names import derived
from roletrust.dialects.hcl.values.values import Failure, Undone, unwrapped
from roletrust.dialects.policy_json import CLOSE, OPEN, RESERVED
from roletrust.dialects.tree import Tree
from roletrust.engine.text import Hole, Text

LONGEST_YAML = 100_000
_DEEPEST = 50
_WIDEST = 80
_LONGEST_KEY = 100


def _yamldecode(where: str, value: Tree) -> Tree:
    from roletrust.dialects.hcl.functions.yaml_reading import Reader  # noqa: PLC0415  # PyYAML, for who decodes YAML

    value = unwrapped(value)
    if isinstance(value, Hole):
        return derived("yamldecode", where, value)
    if value is None:
        raise Failure("null is no YAML")
    written = as_text(value)
    holes = list(written.holes) if isinstance(written, Text) else []
    places = iter(range(len(holes)))
    source = "".join(
        part if isinstance(part, str) else f"{OPEN}{next(places)}{CLOSE}"
        for part in (written.parts if isinstance(written, Text) else (written,))
    )
    literal = [part for part in written.parts if isinstance(part, str)] if isinstance(written, Text) else [written]
    if len(source) > LONGEST_YAML or any(map(RESERVED.search, literal)):
        raise Undone("a YAML text that long")
    return Reader(source, holes, where).document()


# --- writing -------------------------------------------------------------------------------------------------------


def _yamlencode(value: Tree) -> str:
    lines = _lines(value, 0)
    if any(len(line) > _WIDEST and " " in line.lstrip(" -") for line in lines):
        raise Undone("lines that are folded")
    plain = not isinstance(value, (str, list, dict))
    return "\n".join(lines) + ("\n...\n" if plain else "\n")


def _lines(value: Tree, depth: int) -> list[str]:
    """The lines of a value, from the column where it begins."""
    if depth > _DEEPEST:
        raise Undone("a value that deep")
    if isinstance(value, dict) and value:
        return [line for key in sorted(value) for line in _entry(key, value[key], depth)]
    if isinstance(value, list) and value:
        return [line for each in value for line in _hung("- ", _lines(each, depth + 1))]
    if isinstance(value, (dict, list)):
        return ["{}" if isinstance(value, dict) else "[]"]
    if value is None or isinstance(value, bool):
        return ["null" if value is None else str(value).lower()]
    return [_quoted(value) if isinstance(value, str) else number_text(value)]


def _entry(key: str, value: Tree, depth: int) -> list[str]:
    if len(key) > _LONGEST_KEY:
        raise Undone("a key that long")
    head, body = f"{_quoted(key)}:", _lines(value, depth + 1)
    if not isinstance(value, (dict, list)) or not value:
        return [f"{head} {body[0]}"]
    return [head, *(body if isinstance(value, list) else ("  " + line for line in body))]


def _hung(mark: str, lines: list[str]) -> list[str]:
    return [mark + lines[0], *("  " + line for line in lines[1:])]


def _quoted(value: str) -> str:
    if not value.isascii() or not (value.isprintable() or not value):
        raise Undone("line ends and letters beyond ASCII")
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


ROWS: dict[str, Function] = {
    "yamldecode": partly(
        _yamldecode,
        "the value that the YAML text is; `2012-10-17` without quotes becomes `2012-10-17T00:00:00Z`, `012` is 12, "
        "`on` and `yes` are true",
        "a key is not known; times of day, `.inf`, tags, empty documents, numbers that versions read differently",
    ),
    "yamlencode": known(
        _yamlencode,
        "the YAML, with every key and text in quotes, keys sorted",
        "a text has line ends or letters beyond ASCII, or makes a line of more than 80 letters",
        total=True,
    ),
}
