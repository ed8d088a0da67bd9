"""Templates of one tree that are nested in each other: each is what its parents give it.

A template that a stack of the tree has is judged as its parents make it, and not by its own defaults besides, as a
module of Terraform's is that the tree calls.  What several parents make of it are alternatives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

from roletrust.dialects.cloudformation.inner import together
from roletrust.dialects.cloudformation.intrinsics import Evaluated, Template, Ways
from roletrust.dialects.cloudformation.nested import Given, without_default
from roletrust.dialects.cloudformation.nodes import Node, entries
from roletrust.dialects.tree import ABSENT, Choice, Tree
from roletrust.engine.policy.document import PolicyError
from roletrust.engine.text import Hole

MOST_CALLS = 100  # stack resources that have one template
MOST_VERSIONS = 32  # that one template may turn out to be
DEEPEST = 10  # stacks in each other
DEEPEST_OUTPUT = 5  # outputs that are made of outputs of other stacks
MOST_KEPT = 64
Key = TypeVar("Key")
Kept = TypeVar("Kept")


class Call(NamedTuple):
    """The stack resource `stack` in the template at the path `file`."""

    file: str
    stack: str


class Version(NamedTuple):
    """One thing that a template may turn out to be.

    `ways`: the parents' open conditions; `label`: the stack resource that has it, as findings name it, '' for none;
    `also`: others that make the same of it.
    """

    given: Given
    ways: Ways
    label: str
    also: tuple[str, ...] = ()


class Nesting:
    """`calls`: by the path of a template, the stacks that have it.  `read`: the template at a path."""

    def __init__(self, calls: Mapping[str, Sequence[Call]], read: Callable[[str], Template]) -> None:
        self._calls = {path: sorted(each) for path, each in calls.items()}
        self._nested = {call: path for path, each in calls.items() for call in each}
        self._inside: dict[str, list[str]] = {}
        for call, path in self._nested.items():
            self._inside.setdefault(call.file, []).append(path)
        self._read = read
        self._depth = 0
        self._plain: dict[str, Template] = {}
        self._common: dict[str, Template] = {}
        self._versions: dict[tuple[str, frozenset[str]], list[Version]] = {}
        self._outputs: dict[tuple[int, str, str], tuple[Template, Tree]] = {}

    def __contains__(self, path: str) -> bool:
        return path in self._calls or path in self._inside

    # --- what its roles are -----------------------------------------------------------------------------------

    def trust(self, path: str, logical_id: str) -> tuple[Evaluated | None, list[str]]:
        """The trust policy of a role, and the stacks that make a difference to it; as `Template.trust` else."""
        base = self.template_alone(path)
        versions = self.versions(path, base.needed_for(logical_id))
        found: list[tuple[Version, Evaluated]] = []
        for version in versions:
            here = self._made(base, version).trust(logical_id)
            if here:
                found.append((version, here))
        if not found:
            return None, []
        made = {version.label for version, _ in found}
        labels = [label for version in versions for label in (version.label, *version.also) if version.label in made]
        return _together(found), list(dict.fromkeys(filter(None, labels)))

    def value(self, path: str, logical_id: str, name: str) -> Tree:
        """A property of a resource, where it is the same in all that the template may turn out to be; else ABSENT."""
        base = self.template_alone(path)
        node = base.resources.properties(logical_id).get(name)
        try:
            versions = self.versions(path, base.needed(node))
            values = [self._made(base, version).evaluated(node) for version in versions]
        except PolicyError:
            return ABSENT
        return values[0] if values and all(each == values[0] for each in values) else ABSENT

    def template(self, path: str) -> Template:
        """The template at `path`.  A parameter is open that is not the same wherever it is nested."""
        if path not in self._calls:
            return self.template_alone(path)
        return _kept(self._common, path, lambda: self._in_common(path))

    def _in_common(self, path: str) -> Template:
        base = self.template_alone(path)
        found = Given({}, {}, {})
        for name, node in base.declared.items():
            try:
                versions = self.versions(path, frozenset({name}))
            except (PolicyError, RecursionError):
                versions = []
            if len(versions) != 1:
                found.section[name] = without_default(entries(node))
                continue
            given = versions[0].given
            found.section.update({name: given.section[name]} if name in given.section else {})
            found.given.update({name: given.given[name]} if name in given.given else {})
            found.outer.update({name: given.outer[name]} if name in given.outer else {})
        return base.nested(found, self.output)

    # --- what it may turn out to be ---------------------------------------------------------------------------

    def versions(self, path: str, names: frozenset[str], depth: int = 0) -> list[Version]:
        """Each different one, as far as its parameters `names` tell them apart.

        Raises PolicyError where that is too much.
        """
        return _kept(self._versions, (path, names), lambda: self._each_version(path, names, depth))

    def _each_version(self, path: str, names: frozenset[str], depth: int) -> list[Version]:
        base = self.template_alone(path)
        calls = [call for call in self._calls.get(path, ()) if not self._leads(path, call.file)]
        if not names or not calls:
            return [Version(base.by_itself, (), "")]
        if len(calls) > MOST_CALLS or depth > DEEPEST:
            raise PolicyError(f"its template is nested in more than {MOST_CALLS} stacks, or deeper than {DEEPEST}")
        found: list[Version] = []
        for call in calls:
            for version in self._by(call, base, names, depth):
                same = next((place for place, each in enumerate(found) if each.given == version.given), None)
                if same is None:
                    found.append(version)
                else:
                    found[same] = found[same]._replace(also=(*found[same].also, version.label))
                if len(found) > MOST_VERSIONS:
                    raise PolicyError(f"its template is nested in more than {MOST_VERSIONS} different ways")
        return found

    def _by(self, call: Call, base: Template, names: frozenset[str], depth: int) -> Iterator[Version]:
        """What one stack resource may make of a template."""
        parent = self.template_alone(call.file)
        label = f"{call.stack} of {parent.file}"
        for outer in self.versions(call.file, parent.needed(*parent.read_to_hand(call.stack, names)), depth + 1):
            for ways, handed in self._made(parent, outer).handed(call.stack, names):
                named = tuple((f"{name} of {parent.file}", way) for name, way in ways)
                whole = f"{label} as {outer.label}" if outer.label else label
                yield Version(base.as_handed(handed), (*outer.ways, *named), whole)

    def _leads(self, path: str, to: str) -> bool:
        """Whether the template `to` is nested, however deep, in the one at `path`, or is the same."""
        waiting, seen = [path], {path}
        while waiting:
            for each in self._inside.get(waiting.pop(), ()):
                if each not in seen:
                    seen.add(each)
                    waiting.append(each)
        return to in seen

    def _made(self, base: Template, version: Version) -> Template:
        return base.nested(version.given, self.output)

    def template_alone(self, path: str) -> Template:
        """The template by itself."""
        return _kept(self._plain, path, lambda: self._alone(self._read(path), path))

    def _alone(self, read: Template, path: str) -> Template:
        return read.nested(read.by_itself, self.output, path)

    # --- what it gives back -----------------------------------------------------------------------------------

    def output(self, template: Template, stack: str, name: str) -> Tree:
        """What is known of an output of a stack that `template` makes; else None."""
        path = self._nested.get(Call(template.path, stack))
        if path is None or self._depth == DEEPEST_OUTPUT or self._leads(path, template.path):
            return None
        key = id(template), stack, name
        self._depth += 1
        try:
            return _kept(self._outputs, key, lambda: (template, self._given_back(template, stack, path, name)))[1]
        except (PolicyError, RecursionError):
            return None
        finally:
            self._depth -= 1

    def _given_back(self, template: Template, stack: str, path: str, name: str) -> Tree:
        base = self.template_alone(path)
        node: Node = base.output(name)
        if node is None:
            return None
        found: list[tuple[Ways, Tree]] = []
        for ways, handed in template.handed(stack, base.needed(node)):
            tree = base.nested(base.as_handed(handed), self.output).evaluated(node)
            found.append((ways, handed.given_back(tree, base.file)))
        return together(found) if found else None


def _together(found: Sequence[tuple[Version, Evaluated]]) -> Evaluated:
    """One trust policy of those that a role may have."""

    def alternatives(holes: tuple[Hole, ...]) -> Tree:
        """The tree; that which it is once `holes` are given values."""
        trees: dict[str, list[tuple[Ways, Tree]]] = {}
        for version, here in found:
            tree = dict(here.once_given).get(holes, here.tree)
            trees.setdefault(version.label, []).append((version.ways, tree))
        return _alternatives(trees)

    origins = dict.fromkeys(origin for _, here in found for origin in here.origins)
    unset = dict.fromkeys(holes for _, here in found for holes, _ in here.once_given)
    given = tuple((holes, alternatives(holes)) for holes in unset)
    return Evaluated(alternatives(()), found[-1][1].source, tuple(origins), given)


def _alternatives(found: Mapping[str, list[tuple[Ways, Tree]]]) -> Tree:
    """One Tree of what a template is under each label."""
    *others, last = [(label, together(each)) for label, each in found.items()]
    tree = last[1]
    for label, here in reversed(others):
        tree = Choice(f"called as {label}", here, tree)
    return tree


def _kept(found: dict[Key, Kept], key: Key, make: Callable[[], Kept]) -> Kept:
    """What is kept under `key`, made where it is not; the oldest goes when there is no room."""
    if key not in found:
        made = make()
        if len(found) >= MOST_KEPT:
            del found[next(iter(found))]
        found[key] = made
    return found[key]
