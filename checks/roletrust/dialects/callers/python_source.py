"""Python source: calls of boto3's `assume_role`, and what their arguments hold.

Source: Boto3 documentation, `STS.Client.assume_role` (`RoleArn`, `ExternalId`).  The client may be called whatever the
program calls it; the keyword `RoleArn` tells the call apart.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Union

from roletrust.engine.policy.document import Source
from roletrust.engine.roles.calls import Call
from roletrust.engine.roles.sessions import Session
from roletrust.engine.text import Hole, Text, Value, text

LONGEST = 500_000
MOST_CALLS = 200
DEEPEST = 20
LONGEST_VALUE = 2_000
LONGEST_NAME = 80
SETTING = "ExternalId"
GETTERS = ("getenv", "environ.get")
TARGETED = (
    *(ast.Assign, ast.AugAssign, ast.AnnAssign, ast.For, ast.AsyncFor, ast.NamedExpr, ast.Delete, ast.comprehension),
)
CHANGING = frozenset({"update", "setdefault", "pop", "popitem", "clear"})
SCOPES = (ast.Module, ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)  # what a class sets, its methods do not see
Body = Union[ast.Module, ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda]
Scope = dict[str, "ast.expr | None"]  # None: it may hold something else


def calls(source: str, file: str, label: str) -> Iterator[Call]:
    """The calls in the program `source`, from top to bottom.  Raises nothing: what is no Python has none."""
    for node, scopes in nodes(source):
        try:
            yield from Site(file, scopes).call(node, label)
        except RecursionError:
            continue


def nodes(source: str) -> Iterator[tuple[ast.Call, tuple[Scope, ...]]]:
    """Each call of `assume_role` in the program `source`, from top to bottom, and what is set around it."""
    if "assume_role" not in source or len(source) > LONGEST:
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            module = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    found = sorted(sites(module), key=lambda site: (site[0].lineno, site[0].col_offset))
    yield from islice(found, MOST_CALLS)


def sites(module: ast.Module) -> Iterator[tuple[ast.Call, tuple[Scope, ...]]]:
    """Each call, and what is set in the functions and the module around it, from the innermost."""
    stack: list[tuple[ast.AST, tuple[Scope, ...]]] = [(module, ())]
    while stack:
        node, scopes = stack.pop()
        if isinstance(node, SCOPES):
            scopes = (names_set(node), *scopes)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "assume_role":
            yield node, scopes
        stack += [(child, scopes) for child in ast.iter_child_nodes(node)]


def names_set(scope: Body) -> Scope:
    """What each name holds that the body of `scope` sets: known where one plain assignment does, under no condition."""
    held: Scope = {}
    for each in ast.walk(scope):
        if isinstance(each, ast.Global) and isinstance(scope, ast.Module):
            held.update(dict.fromkeys(each.names))
    if not isinstance(scope, ast.Module):
        held.update((each.arg, None) for each in ast.walk(scope.args) if isinstance(each, ast.arg))
    body = [] if isinstance(scope, ast.Lambda) else scope.body
    sure = {id(each) for each in body if isinstance(each, (ast.Assign, ast.AnnAssign))}
    stack: list[ast.AST] = [*body]
    while stack:
        node = stack.pop()
        for name, value in bound(node):
            held[name] = value if id(node) in sure and name not in held else None
        if not isinstance(node, SCOPES):
            stack += ast.iter_child_nodes(node)
    return held


def bound(node: ast.AST) -> Iterator[tuple[str, ast.expr | None]]:
    """The names that `node` itself sets or changes, each with its value where that is written out."""
    if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
        yield node.targets[0].id, node.value
    elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
        yield node.target.id, node.value
    elif isinstance(node, TARGETED):
        targets = node.targets if isinstance(node, (ast.Assign, ast.Delete)) else [node.target]
        yield from ((each.id, None) for target in targets for each in ast.walk(target) if isinstance(each, ast.Name))
    elif isinstance(node, (ast.With, ast.AsyncWith)):
        targets = [each.optional_vars for each in node.items if each.optional_vars]
        yield from ((each.id, None) for target in targets for each in ast.walk(target) if isinstance(each, ast.Name))
    elif isinstance(node, (ast.Global, ast.Nonlocal)):
        yield from ((name, None) for name in node.names)
    elif isinstance(node, (ast.Import, ast.ImportFrom)):
        yield from (((each.asname or each.name).partition(".")[0], None) for each in node.names)
    elif isinstance(node, ast.Attribute) and node.attr in CHANGING and isinstance(node.value, ast.Name):
        yield node.value.id, None


class Site:
    """One call, with what is set around it."""

    def __init__(self, file: str, scopes: tuple[Scope, ...]) -> None:
        self.file, self.scopes = file, scopes

    def options(self, node: ast.Call) -> tuple[dict[str, ast.expr], list[ast.expr]]:
        """The arguments by name, those of a literal dictionary among them, and what may hold others."""
        options: dict[str, ast.expr] = {}
        loose: list[ast.expr] = []
        for keyword in node.keywords:
            if keyword.arg:
                options[keyword.arg] = keyword.value
            elif known := self.literal_dict(keyword.value):
                options.update(known)
            else:
                loose.append(keyword.value)
        return options, loose

    def call(self, node: ast.Call, label: str) -> Iterator[Call]:
        options, loose = self.options(node)
        if "RoleArn" not in options:
            return
        external_id = self.value(options[SETTING]) if SETTING in options else self.hole(loose[0]) if loose else None
        source = Source(self.file, node.lineno, node.end_lineno or node.lineno)
        sent = options.get(SETTING)
        written = "" if sent is None or isinstance(sent, ast.Constant) else named(sent)
        asked = self.session(options, not loose)
        yield Call(self.value(options["RoleArn"]), external_id, label, SETTING, source, written=written, session=asked)

    def session(self, options: Mapping[str, ast.expr], known: bool) -> Session:
        """What the arguments ask of the session; `known`: whether there are no others."""
        identity, duration, listed = map(options.get, ("SourceIdentity", "DurationSeconds", "Tags"))
        number = self.named(duration.id) if isinstance(duration, ast.Name) else duration
        seconds = number.value if isinstance(number, ast.Constant) and isinstance(number.value, int) else 0
        entries = [self.literal_dict(each) or {} for each in self.listed(listed) or ()]
        tags = [(self.value(each["Key"]), self.value(each["Value"])) for each in entries if {*each} >= {"Key", "Value"}]
        sent = tuple((key, value) for key, value in tags if isinstance(key, str))
        name = self.value(options["RoleSessionName"]) if "RoleSessionName" in options else ""
        named = name if isinstance(name, str) else ""
        keys = [self.value(each) for each in self.listed(options.get("TransitiveTagKeys")) or ()]
        return Session(
            sent,
            self.value(identity) if identity else None,
            seconds,
            name=named,
            transitive=tuple(each for each in keys if isinstance(each, str)),
            whole=known and self.all_told(listed, sent),
        )

    def all_told(self, written: ast.expr | None, sent: Sequence[object]) -> bool:
        """Whether `sent` is all that a list, if there is one, has."""
        found = self.listed(written)
        return written is None or (found is not None and len(found) == len(sent))

    def listed(self, node: ast.expr | None) -> list[ast.expr] | None:
        """The elements of a list; None where they are not all known."""
        found = self.named(node.id) if isinstance(node, ast.Name) else node
        return found.elts if isinstance(found, ast.List) else None

    def literal_dict(self, node: ast.expr) -> dict[str, ast.expr] | None:
        """The entries of `**node`, where they are all written out."""
        known = self.named(node.id) if isinstance(node, ast.Name) else node
        if not isinstance(known, ast.Dict):
            return None
        found = {
            key.value: value
            for key, value in zip(known.keys, known.values, strict=True)
            if isinstance(key, ast.Constant) and isinstance(key.value, str)
        }
        return found if len(found) == len(known.keys) else None

    def named(self, name: str) -> ast.expr | None:
        """What the variable `name` surely holds."""
        for scope in self.scopes:
            if name in scope:
                return scope[name]
        return None

    def value(self, node: ast.expr, depth: int = 0) -> Value:
        """What `node` comes to; a Hole where that is not known."""
        if depth > DEEPEST:
            return self.hole(node)
        if isinstance(node, ast.Constant):
            return str(node.value) if isinstance(node.value, str) else self.hole(node)
        if isinstance(node, ast.Name):
            known = self.named(node.id)
            return self.hole(node) if known is None else self.value(known, depth + 1)
        if isinstance(node, ast.JoinedStr):
            return self.joined(
                [each.value if isinstance(each, ast.FormattedValue) else each for each in node.values], node, depth
            )
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            return self.joined([node.left, node.right], node, depth)
        if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
            return (
                self.value(node.values[-1], depth + 1)
                if self.value(node.values[0], depth + 1) == ""
                else self.hole(node)
            )
        default = from_environment(node)
        return self.hole(node) if default is None else self.value(default, depth + 1)

    def joined(self, nodes: list[ast.expr], whole: ast.expr, depth: int) -> Value:
        found = text(*(self.value(each, depth + 1) for each in nodes))
        return found if len(str(found)) <= LONGEST_VALUE else self.hole(whole)

    def hole(self, node: ast.expr) -> Value:
        """`node` as a value that is not known, by the name the program has for it."""
        return Text((Hole(named(node), f"{self.file}:{node.lineno}"),))


def named(node: ast.expr) -> str:
    """What the program calls a value."""
    try:
        name = ast.unparse(node)
    except (RecursionError, ValueError):
        return "an expression"
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 3]}..."


def from_environment(node: ast.expr) -> ast.expr | None:
    """The default of `os.environ.get(name, default)` or `os.getenv(name, default)`; None of anything else."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and len(node.args) == 2):
        return None
    default = node.args[1]
    written = isinstance(default, ast.Constant) and isinstance(default.value, str)
    return default if written and ast.unparse(node.func).endswith(GETTERS) else None
