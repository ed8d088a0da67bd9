"""One module instance: its variables, locals, resources, child modules and outputs, as values."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import partial

from roletrust.dialects.defaults import stands_for_nothing
from roletrust.dialects.hcl.evaluation.context import Frame
from roletrust.dialects.hcl.evaluation.evaluate import evaluate
from roletrust.dialects.hcl.evaluation.file_functions import Files
from roletrust.dialects.hcl.evaluation.instances import instances
from roletrust.dialects.hcl.evaluation.state import State
from roletrust.dialects.hcl.evaluation.validation import narrowed, takes_accounts
from roletrust.dialects.hcl.evaluation.variables import converted
from roletrust.dialects.hcl.files.directory import Address, Directory, Placed
from roletrust.dialects.hcl.syntax.nodes import Attr, Elsewhere, Literal, Node, Step, texts_written
from roletrust.dialects.hcl.values.names import named
from roletrust.dialects.hcl.values.traversal import at
from roletrust.dialects.hcl.values.values import Failure, Lazy, lift
from roletrust.dialects.origin import Origin
from roletrust.dialects.tree import Map, Tree
from roletrust.engine.policy.document import Source
from roletrust.engine.text import EMPTY, MISSING, Hole, Means

DEEPEST_MODULE = 20


@dataclass(frozen=True, slots=True)
class Invocation:
    """The module call that made a scope: where it stands and what `each` and `count` are there."""

    scope: Scope
    placed: Placed
    names: dict[str, Tree]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What every scope of one evaluation asks of what is around it.

    `find`: the module that a call names; `given`: the values that a root module's variables are given; `giving`: where
    one of them is given; `attribute_of`: an attribute of one instance of a resource; `undeclared_identity`: the
    identity of a caller that no file declares.
    """

    find: Callable[[Scope, Placed], Directory | None]
    given: Callable[[Directory], dict[str, Tree]]
    giving: Callable[[Directory, str], Origin | None]
    attribute_of: Callable[[Scope, Address, Placed, dict[str, Tree], str, Hole], Tree]
    undeclared_identity: Callable[[Scope, str, Sequence[Step], str], tuple[Tree, int]]


class Scope:
    """`prefix` is '' for a root module, else `module.a.` and so on: it names Holes apart."""

    functions: Collection[str] = ()

    def __init__(
        self,
        directory: Directory,
        state: State,
        around: Surroundings,
        prefix: str = "",
        call: Invocation | None = None,
        fills: Collection[Hole] | None = (),
    ) -> None:
        self.directory = directory
        self.state = state
        self.prefix = prefix
        self.call = call
        self._around = around
        self._fills = fills
        self._filled: dict[Hole | None, Scope] = {}
        self._children: dict[tuple[str, str, str], Scope] = {}
        self.spend = state.spend
        self.presume = state.presume
        self.aside = state.aside
        self.keep_secret = state.keep_secret
        self.hanging = state.hanging
        self.where, self.source = directory.where, directory.source
        if directory.described and call is not None:
            block = call.placed.block
            stands = call.scope.source(call.placed.file, block.first, block.last)
            self.where, self.source = lambda *_: f"{stands.file}:{stands.first}", lambda *_: stands
        self.files = Files(directory.root, directory.path, self.top.directory.path, state)

    def filled(self, only: Hole | None = None) -> Scope:
        """The module as it is where every variable has a value that nothing gives one but an empty default.

        `only`: the one variable of those that has; None for all.
        """
        if only not in self._filled:
            call = replace(self.call, scope=self.call.scope.filled(only)) if self.call else None
            fills = None if only is None else (only,)
            self._filled[only] = Scope(self.directory, self.state, self._around, self.prefix, call, fills)
        return self._filled[only]

    def _fills_in(self, variable: Hole) -> bool:
        return self._fills is None or variable in self._fills

    @property
    def top(self) -> Scope:
        """The root module that this one is called from, itself if it is one."""
        return self.call.scope.top if self.call else self

    @property
    def depth(self) -> int:
        return self.call.scope.depth + 1 if self.call else 0

    def frame(self, placed: Placed, names: dict[str, Tree] | None = None) -> Frame:
        """Where the expressions of a block stand."""
        return Frame(self, names or {}, placed.file)

    def stands(self, value: Tree, source: Source) -> Tree:
        return self.state.stands(value, source)

    def file_function(self, name: str, args: list[Tree], frame: Frame, line: int) -> Tree:
        return self.files.call(name, args, frame, line)

    def once(self, kind: str, name: str, thunk: Callable[[], Tree]) -> Tree:
        """The value of `kind.name` in this scope, evaluated once."""
        return self.state.once((id(self), kind, name), f"{self.prefix}{kind}.{name}", thunk)

    # --- references -----------------------------------------------------------------------------

    def root(self, name: str, steps: Sequence[Step], frame: Frame, line: int) -> tuple[Tree, int]:
        """The value of `name` and its first steps, and how many they were."""
        names = [step.name for step in steps[:2] if isinstance(step, Attr)]
        where = frame.where(line)
        if not names:
            return Hole(self.prefix + name, where), 0
        if name == "var":
            return self.variable(names[0], where), 1
        if name == "local":
            return self.local(names[0], where), 1
        if name == "module":
            return self.module(names[0], where), 1
        if name == "data" and len(names) == 2:
            if names[0] == "aws_caller_identity" and self.directory.block(("data", *names)) is None:
                value, taken = self._around.undeclared_identity(self, names[1], steps[2:], where)
                return value, taken + 2
            return self.resource(("data", *names), where), 2
        if name == "path" and names[0] in ("module", "root", "cwd"):
            return (self.directory if names[0] == "module" else self.top.directory).path, 1
        if name in ("each", "count", "self", "terraform", "path", "data"):
            return Hole(self.prefix + name, where), 0
        return self.resource(("resource", name, names[0]), where), 1

    @property
    def described(self) -> bool:
        """Whether the module is known by a description of many of its releases, not by its files."""
        return self.directory.described

    def variable(self, name: str, where: str) -> Tree:
        return self.once("var", name, lambda: self._variable(name, where))

    def _variable(self, name: str, where: str) -> Tree:
        placed = self.directory.block(("variable", name))
        if placed is None:
            return self._passed(name, Hole(f"{self.prefix}var.{name}", where))
        frame = self.frame(placed)
        written = placed.body.attribute
        default, kind, nullable, hidden = (written(each) for each in ("default", "type", "nullable", "sensitive"))
        means = Means.ACCOUNT if takes_accounts(placed, name, frame) else Means.VALUE
        unset = Hole(f"{self.prefix}var.{name}", frame.where(placed.first), means, EMPTY)
        stands = self.call is not None  # a call that leaves it out gives it its default; nothing gives a root module's

        def otherwise() -> Tree:
            if default is None:
                return Hole(unset.name, unset.where, means, MISSING)
            value = evaluate(default, frame)
            # Configurations fall back from null, [] and {} to something else; a blank text is in nobody's way to that.
            if stands or not stands_for_nothing(value):
                self._takes(f'the default of variable "{name}"', default, frame)
                return value
            if value in (None, [], {}) and not self._fills_in(unset):
                self.state.defaults[unset] = None
                return value
            return unset

        value = self._passed(name, _NOTHING)
        if value is _NOTHING:
            value = otherwise()
        elif isinstance(nullable, Literal) and nullable.value is False:
            value = lift(lambda each: otherwise() if each is None else each, [value])
        value = value if kind is None else converted(value, kind, frame)
        if isinstance(hidden, Literal) and hidden.value is True:
            self.keep_secret(value, f"var.{name}")
        return narrowed(value, name, self.directory) if isinstance(value, Hole) else value

    def _passed(self, name: str, otherwise: Tree) -> Tree:
        if self.call is None:
            if origin := self._around.giving(self.directory, name):
                self.state.comes_from(origin)
            return self._around.given(self.directory).get(name, otherwise)
        argument = self.call.placed.body.attribute(name)
        if argument is None:
            return otherwise
        frame = self.call.scope.frame(self.call.placed, self.call.names)
        if not self.described:  # which stands at the call itself
            self._takes(f'the argument "{name}" of {self.prefix.removesuffix(".")}', argument, frame)
        return evaluate(argument, frame)

    def _takes(self, name: str, node: Node, frame: Frame) -> None:
        """Notes that what is spelt out in `node` is taken by name."""
        self.state.comes_from(Origin(name, placed_at(node, frame), partial(texts_written, node)))

    def local(self, name: str, where: str) -> Tree:
        found = self.directory.local(name)
        if found is None:
            return Hole(f"{self.prefix}local.{name}", where)
        node, placed = found

        def value() -> Tree:
            frame = self.frame(placed)
            self._takes(f"local.{name}", node, frame)
            return named(evaluate(node, frame), f"{self.prefix}local.{name}", frame.where(node.line))

        return self.once("local", name, value)

    def resource(self, address: Address, where: str) -> Tree:
        """Every instance of a resource or data source."""
        kind, *rest = address
        name = ".".join(rest if kind == "resource" else address)
        placed = self.directory.block(address)
        if placed is None:
            return Hole(self.prefix + name, where)
        known = placed

        def instance(label: str, names: dict[str, Tree]) -> Tree:
            hole = Hole(label, where)
            return Lazy(hole, lambda asked: self._around.attribute_of(self, address, known, names, asked, hole))

        label = self.prefix + name
        return self.once("instances of", name, lambda: instances(self.frame(known), known, label, instance))

    # --- modules ----------------------------------------------------------------------------------

    def module(self, name: str, where: str) -> Tree:
        """Every instance of a module call; its attributes are the outputs."""
        placed = self.directory.block(("module", name))
        path = self._around.find(self, placed) if placed else None
        if placed is None or path is None or self.depth >= DEEPEST_MODULE:
            return Hole(f"{self.prefix}module.{name}", where)
        known, directory = placed, path

        def instance(label: str, names: dict[str, Tree]) -> Tree:
            child = self._child(label, known, names, directory)
            return Lazy(Hole(label, where), lambda output: child.output(output, where))

        label = f"{self.prefix}module.{name}"
        return self.once("instances of module", name, lambda: instances(self.frame(known), known, label, instance))

    def _child(self, label: str, placed: Placed, names: dict[str, Tree], directory: Directory) -> Scope:
        key = (label, placed.file, directory.path)
        if key not in self._children:
            call = Invocation(self, placed, names)
            self._children[key] = Scope(directory, self.state, self._around, f"{label}.", call)
        return self._children[key]

    def called(self, name: str, file: str, key: str | int | None, directory: Directory) -> Scope | None:
        """The scope of one instance of the module call `name`, whose files are in `directory`."""
        placed = self.directory.block(("module", name), file)
        if placed is None:
            return None
        label = f"{self.prefix}module.{name}" + ("" if key is None else f"[{_quoted(key)}]")
        return self._child(label, placed, self.names_at(placed, key, f"{self.prefix}module.{name}."), directory)

    def output(self, name: str, where: str) -> Tree:
        placed = self.directory.block(("output", name))
        value = placed.body.attribute("value") if placed else None
        if placed is None or value is None:
            return Hole(f"{self.prefix}{name}", where)
        node, known = value, placed

        def given_out() -> Tree:
            frame = self.frame(known)
            self._takes(f'the output "{name}"', node, frame)
            return evaluate(node, frame)

        return self.once("output", name, given_out)

    def names_at(self, placed: Placed, key: str | int | None, label: str = "") -> dict[str, Tree]:
        """What `each` and `count` are in the instance `key` of a block, Holes if that is None."""
        count, for_each = placed.body.attribute("count"), placed.body.attribute("for_each")
        if count is None and for_each is None:
            return {}
        frame = self.frame(placed)
        if count is not None:
            return {"count": Map(index=Hole(f"{label}count.index", frame.where(placed.first)) if key is None else key)}
        assert for_each is not None
        known: Tree = Hole(f"{label}each.key", frame.where(placed.first)) if key is None else key
        return {"each": Map(key=known, value=_value_at(evaluate(for_each, frame), known, label))}


_NOTHING = object()


def placed_at(node: Node, frame: Frame) -> str:
    """Where an expression of the block that `frame` is of stands."""
    return (frame.within(node.file) if isinstance(node, Elsewhere) else frame).where(node.line)


def _quoted(key: str | int) -> str:
    return f'"{key}"' if isinstance(key, str) else str(key)


def _value_at(collection: Tree, key: Tree, label: str) -> Tree:
    def found(known: Tree) -> Tree:
        return key if isinstance(known, list) else at(known, key)

    try:
        return lift(found, [collection])
    except Failure:
        return Hole(f"{label}each.value")
