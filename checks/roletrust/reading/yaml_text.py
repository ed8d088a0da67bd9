"""YAML as its text stands, with lines: `off` is not read as False, and `012345678901` keeps its zero."""

from __future__ import annotations

import os
from collections.abc import Collection
from dataclasses import dataclass

import yaml

from roletrust.reading.settings import SettingsError


@dataclass(frozen=True)
class Spot:
    """One value of a YAML file: a scalar, a list or a mapping.  Every method raises SettingsError."""

    file: str
    node: yaml.Node

    def error(self, what: str) -> SettingsError:
        return SettingsError(f"{self.file}:{self.node.start_mark.line + 1}: {what}")

    @property
    def scalar(self) -> bool:
        return isinstance(self.node, yaml.ScalarNode)

    @property
    def mapping(self) -> bool:
        return isinstance(self.node, yaml.MappingNode)

    @property
    def blank(self) -> bool:
        return self.scalar and self.node.tag.endswith(":null")

    def text(self, what: str) -> str:
        if not isinstance(self.node, yaml.ScalarNode) or not self.node.value.strip():
            raise self.error(f"{what} is expected here")
        return " ".join(self.node.value.split())

    def items(self, what: str) -> list[Spot]:
        if self.blank:
            return []
        if not isinstance(self.node, yaml.SequenceNode):
            raise self.error(f"a list of {what} is expected here")
        return [Spot(self.file, each) for each in self.node.value]

    def entries(self, what: str, known: Collection[str] = (), kind: str = "key") -> dict[str, tuple[Spot, Spot]]:
        """By key: where the key stands, and its value.  With `known`, any other key (called `kind`) is an error."""
        if self.blank:
            return {}
        if not isinstance(self.node, yaml.MappingNode):
            raise self.error(f"{what} are expected here, as `key: value`")
        found: dict[str, tuple[Spot, Spot]] = {}
        for key, value in self.node.value:
            spot = Spot(self.file, key)
            name = spot.one_of(known, kind) if known else spot.text("a key")
            if name in found:
                raise spot.error(f"`{name}` stands here twice")
            found[name] = spot, Spot(self.file, value)
        return found

    def fields(self, what: str, keys: Collection[str]) -> dict[str, Spot]:
        """Every one of `keys`, and no other; a key that is not there has a blank value."""
        nothing = yaml.ScalarNode("tag:yaml.org,2002:null", "", self.node.start_mark, self.node.end_mark)
        written = self.entries(what, keys)
        return {key: written[key][1] if key in written else Spot(self.file, nothing) for key in keys}

    def one_of(self, known: Collection[str], what: str) -> str:
        """The text, which must be in `known`."""
        text = self.text(f"a {what}")
        if text in known:
            return text
        folded = {each.lower(): each for each in known}
        import difflib  # noqa: PLC0415  # for what is wrong

        near = difflib.get_close_matches(text.lower(), folded, 1)
        every = ", ".join(f"`{each}`" for each in known)
        hint = f"did you mean `{folded[near[0]]}`?" if near else f"expected one of {every}"
        raise self.error(f"unknown {what} `{text}`, {hint}")


def document(path: str) -> Spot | None:
    """The file's one document; None where it holds nothing.  Raises OSError, and SettingsError where it is no YAML."""
    file = os.path.relpath(path)
    try:
        with open(path, "rb") as stream:
            node = yaml.compose(stream, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = f":{error.problem_mark.line + 1}" if error.problem_mark else ""
        raise SettingsError(f"{file}{line}: {error.problem}") from error
    except yaml.YAMLError as error:  # bytes that are no text: its message names the position over several lines
        raise SettingsError(f"{file}: {' '.join(str(error).split())}") from error
    except RecursionError as error:
        raise SettingsError(f"{file}: nested too deeply") from error
    return None if node is None else Spot(file, node)
