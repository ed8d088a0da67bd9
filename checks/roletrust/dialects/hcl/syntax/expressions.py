"""HCL's expressions, read word by word in one pass: what stands in a text from one offset to another becomes nodes.

https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#expressions

A reader stands on one word and knows what comes before and behind it, and never goes back: what it takes is linear in
the size of the text.  Lists, objects and calls are mostly made of plain strings: those are read as words of their own,
with the comma or the key beside them.
"""

from __future__ import annotations

import re
from functools import lru_cache

from roletrust.dialects.hcl.syntax import template
from roletrust.dialects.hcl.syntax.lexicon import COMMENT, GAP, NAME
from roletrust.dialects.hcl.syntax.nodes import (
    Access,
    Attr,
    Binary,
    Call,
    Conditional,
    Elsewhere,
    For,
    Index,
    Literal,
    Node,
    Object,
    Part,
    Reference,
    Sequence,
    Splat,
    Step,
    Template,
    Unary,
)
from roletrust.dialects.hcl.values.operators import number
from roletrust.dialects.hcl.values.values import Undone

_CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
_STRONGER = (("||",), ("&&",), ("==", "!="), ("<", ">", "<=", ">="), ("+", "-"), ("*", "/", "%"))
_POWER = {operator: power for power, operators in enumerate(_STRONGER, 1) for operator in operators}

_TEXT = r'"([^"\\$%\n]*)"'  # a string that is what stands between its quotes
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?")
_WHOLE = re.compile(r"[0-9]{1,18}")
_COMMENTS = rf"{GAP}(?:{COMMENT}\n{GAP})*"
_STRINGS = re.compile(rf"[ \t]*\[(?:[ \t]*{_TEXT}[ \t]*(?:,|(?=\])))*\][ \t]*\Z")
_STRING = re.compile(_TEXT)
_ITEM = re.compile(rf"({GAP}){_TEXT}({GAP})([,\])])")
_PARTING = re.compile(rf"({_COMMENTS})(?:([,}}])|(?=[\"\w]))")
_ENTRY = re.compile(
    rf"({_COMMENTS})(?:{_TEXT}|({NAME}))[ \t]*[=:][ \t]*(?:{_TEXT}({_COMMENTS})(?:([,}}])|(?=[\"\w]))|([\[{{]))"
)


def parse_template(text: str, line: int) -> list[Part]:
    """The parts of a text that is a template as a whole, and begins in `line`.  Raises PolicyError, Bound."""
    return template.parts_of(Reader(text, 0, len(text), line, lines=False))


def parse_expression(text: str, line: int) -> Node:
    """One expression, as stands in `${...}`; `line` is where it begins.  Raises PolicyError, Bound."""
    return Reader(text, 0, len(text), line, lines=False).whole()


def attribute_expression(text: str, start: int, end: int, line: int) -> Node:
    """The expression of an attribute, from `start` to `end` of `text`; `line` is where it begins.

    Raises PolicyError.
    """
    if _STRINGS.match(text, start, end):
        found = [Literal(each[1], line, each.start(), each.end()) for each in _STRING.finditer(text, start, end)]
        return Sequence([*found], line, text.index("[", start), text.rindex("]", start, end) + 1)
    return _kept(text, start, end, line)


@lru_cache(maxsize=128)
def _kept(text: str, start: int, end: int, line: int) -> Node:
    """Those of a module that is called again and again are kept; those of all files would take ten times their text."""
    return Reader(text, start, end, line, lines=True).whole()


def names_expression(text: str, start: int, end: int, line: int) -> Node:
    """As `attribute_expression`, of a map that Terraform reads by its names and evaluates nothing of: `aws.main` is a
    key of it (https://developer.hashicorp.com/terraform/language/meta-arguments/module-providers).

    Raises PolicyError.
    """
    return Names(text, start, end, line, lines=True).whole()


class Reader(template.Reading):
    """Reads expressions: each method goes on from the word that the reader stands on.  They raise PolicyError."""

    __slots__ = ()

    # --- operators -----------------------------------------------------------------------------------------------

    def whole(self) -> Node:
        """The expression that is all of the text.  Raises PolicyError, Bound."""
        self.step()
        node = self.expression()
        if self.kind != "end":
            raise self.problem()
        return node

    def expression(self) -> Node:
        """The expression that begins with this word; stands behind it.  Raises PolicyError."""
        return self.going_on(self.term())

    def going_on(self, left: Node) -> Node:
        """The expression that begins with the term `left`, which has been read: with its operators, and `? :`."""
        if self.kind in _POWER:
            left = self.operation(left, 0)
        if self.kind != "?" or self.ends_here():
            return left
        self.deeper()
        self.step()
        then = self.expression()
        self.expect(":")
        otherwise = self.expression()
        self.depth -= 1
        return Conditional(left, then, otherwise, left.line, _start(left), self.behind)

    def operation(self, left: Node, weakest: int) -> Node:
        """`left` and all that operators stronger than `weakest` bind to it."""
        while (power := _POWER.get(self.kind, 0)) > weakest and not self.ends_here():
            operator = self.kind
            self.step()
            right = self.operation(self.term(), power)
            left = Binary(operator, left, right, left.line, _start(left), self.behind)
        return left

    # --- terms ---------------------------------------------------------------------------------------------------

    def term(self) -> Node:
        """What operators stand between, with the steps taken from it."""
        if self.ends_here():
            raise self.problem()
        kind, line, begins = self.kind, self.line, self.begins
        node: Node
        if kind == "string":
            node = Literal(self.word[1:-1], line, begins, self.at)
            self.step()
        elif kind == "name":
            node = self.named()
        elif kind in ("[", "{"):
            node = self.opened(kind)
            self.step()
        elif kind == "(":
            node = self.bracketed()
        elif kind in ("-", "!"):
            self.deeper()
            self.step()
            operand = self.term()
            self.depth -= 1
            return Unary(kind, operand, line, begins, self.behind)
        else:
            node = self.literal()
        return self.continued(node)

    def literal(self) -> Node:
        """A number, or text that is a template."""
        begins = self.begins
        node: Literal | Call | Template
        if self.kind == "number":
            node = self.number()
        elif self.kind == "quote":
            node = template.quoted(self)
        elif self.kind == "heredoc":
            node = template.heredoc(self)
        else:
            raise self.problem()
        node.start, node.end = begins, self.at
        self.step()
        return node

    def number(self) -> Literal | Call:
        """A number, exactly; where its digits cannot be kept, what `tonumber` makes of its text: it is not known."""
        if _WHOLE.fullmatch(self.word):
            return Literal(int(self.word), self.line)
        if not _NUMBER.fullmatch(self.word):
            raise self.problem()
        try:
            return Literal(number(self.word), self.line)
        except Undone:
            return Call("tonumber", [Literal(self.word, self.line)], False, self.line)

    def named(self) -> Node:
        """A name with what is behind its dots; or a call."""
        line, begins, word, ended = self.line, self.begins, self.word, self.at
        self.step()
        if self.kind in ("(", "::") and not self.ends_here():
            return self.call(word, line, begins)
        name, *steps = word.split(".")
        if name not in _CONSTANTS:
            return Reference(name, [Attr(each) for each in steps], line, begins, ended)
        node = Literal(_CONSTANTS[name], line, begins, begins + len(name))
        return Access(node, [Attr(each) for each in steps], line, begins, ended) if steps else node

    def call(self, name: str, line: int, begins: int) -> Call:
        while self.kind == "::":
            self.step()
            if self.kind != "name":
                raise self.problem()
            name += f"::{self.word}"
            self.step()
        if self.kind != "(" or "." in name:
            raise self.problem()
        args = self.items(")")
        spread = self.kind == "..." and bool(args)
        if spread:
            self.step()
        ended = self.at
        if self.kind != ")":
            raise self.problem()
        self.step()
        return Call(name, args, spread, line, begins, ended)

    def bracketed(self) -> Node:
        """What stands in parentheses, however many; stands behind them."""
        self.deeper()
        lines, self.lines = self.lines, False
        opened = 0
        while self.kind == "(":
            opened += 1
            self.step()
        node = self.expression()
        for _ in range(opened - 1):
            self.expect(")")
            node = self.going_on(self.continued(node))
        self.expect(")")
        self.lines = lines
        self.depth -= 1
        return node

    # --- steps ---------------------------------------------------------------------------------------------------

    def continued(self, node: Node) -> Node:
        """`node` with the steps that are taken from it here."""
        if self.kind not in (".", "[") or self.ends_here():
            return node
        steps = self.steps()
        if isinstance(node, Reference):
            return Reference(node.name, [*node.steps, *steps], node.line, node.start, self.behind)
        return Access(node, steps, node.line, _start(node), self.behind)

    def steps(self) -> list[Step]:
        """All steps that begin here: `.a`, `[0]`, `.*`, `[*]`; the last takes all those after it along."""
        found: list[Step] = []
        while self.kind in (".", "[") and not self.ends_here():
            if self.kind == ".":
                self.step()
                found += self.attributes()
                continue
            self.deeper()
            lines, self.lines = self.lines, False
            self.step()
            key = None if self.kind == "*" else self.expression()
            if key is None:
                self.step()
            self.expect("]")
            self.lines = lines
            found.append(Splat(self.steps()) if key is None else Index(key))
            self.depth -= 1
        return found

    def attributes(self) -> list[Step]:
        """What is behind a dot: names, an index in the way of old, or `*` with the names after it."""
        if self.kind == "*":
            self.step()
            inner: list[Step] = []
            while self.kind == "." and not self.ends_here():
                self.step()
                inner += self.names()
            return [Splat(inner)]
        return self.names()

    def names(self) -> list[Step]:
        """Names with dots between them, or a number."""
        found: list[Step]
        if self.kind == "name":
            found = [Attr(each) for each in self.word.split(".")]
        elif self.kind == "number" and _WHOLE.fullmatch(self.word):
            found = [Index(Literal(int(self.word), self.line, self.begins, self.at))]
        else:
            raise self.problem()
        self.step()
        return found

    # --- lists and objects -----------------------------------------------------------------------------------------

    def sequence(self) -> Node:
        """From the opening bracket on; stands on the closing one."""
        line, begins = self.line, self.begins
        items = self.items("]")
        if self.at_for() and not items:
            return self.iteration("]", line, begins)
        if self.kind != "]":
            raise self.problem()
        return Sequence(items, line, begins, self.at)

    def at_for(self) -> bool:
        return self.kind == "name" and self.word == "for"

    def items(self, closing: str) -> list[Node]:
        """The elements behind an opening bracket, up to what does not go on with them: as a rule, the closing one."""
        found: list[Node] = []
        self.deeper()
        lines, self.lines = self.lines, False
        text, end = self.text, self.end
        while True:
            while (item := _ITEM.match(text, self.at, end)) and (mark := item[4]) in (",", closing):
                if item[1]:
                    self.line += item[1].count("\n")
                begins, ends = item.span(2)
                found.append(Literal(item[2], self.line, begins - 1, ends + 1))
                self.line += item[3].count("\n")
                self.at = item.end()
                if mark == closing:
                    self.kind, self.begins = mark, self.at - 1
                    break
            else:
                self.step()
            if self.kind == closing or (closing == "]" and self.at_for() and not found):
                break
            found.append(self.expression())
            if self.kind != ",":
                break
        self.lines = lines
        self.depth -= 1
        return found

    def object(self) -> Node:
        """From the opening bracket on; stands on the closing one."""
        line, begins = self.line, self.begins
        found: list[tuple[Node, Node]] = []
        self.deeper()
        lines, self.lines = self.lines, True
        while self.entries(found):
            if self.kind != ",":
                if not self.broken:
                    raise self.problem()
                self.at, self.line = self.behind, self.before  # the word is the next one's key
        self.lines = lines
        self.depth -= 1
        if self.kind != "}":
            return self.iteration("}", line, begins)
        return Object(found, line, self.line, begins, self.at)

    def entries(self, found: list[tuple[Node, Node]]) -> bool:
        """Adds entries up to one whose value has to be read word by word; stands behind that.  False, and on what it
        is, where they end, or are none: at `for`.
        """
        text, end = self.text, self.end
        while entry := _ENTRY.match(text, self.at, end):
            gap, quoted, name, value, behind, mark, opened = entry.groups()
            if not (mark or opened or "\n" in behind):
                break  # what comes next is no key
            line = self.line = self.line + gap.count("\n") if gap else self.line
            begins = entry.end(1)
            key = (
                Literal(name, line, begins, begins + len(name))
                if quoted is None
                else Literal(quoted, line, begins, begins + len(quoted) + 2)
            )
            self.at = entry.end()
            if opened:
                node = self.opened(opened)
                parted = _PARTING.match(text, self.at, end)
                if parted is None or not (parted[2] or "\n" in parted[1]):
                    self.step()
                    found.append((key, self.going_on(self.continued(node))))
                    return self.kind != "}"
                found.append((key, node))
                behind, mark = parted.groups()
                self.at = parted.end()
            else:
                begins = entry.start(4)
                found.append((key, Literal(value, line, begins - 1, begins + len(value) + 1)))
            if behind:
                self.line += behind.count("\n")
            if mark == "}":
                self.kind, self.begins = mark, self.at - 1
                return False
        self.step()
        if self.kind == "}" or (self.at_for() and not found):
            return False
        found.append(self.entry())
        return self.kind != "}"

    def opened(self, bracket: str) -> Node:
        """The list or object whose `bracket` ends where the reader is; stands on the closing one."""
        self.begins, self.kind = self.at - 1, bracket
        return self.object() if bracket == "{" else self.sequence()

    def entry(self) -> tuple[Node, Node]:
        """A key and its value.  A bare name is a key as it stands; in parentheses it is an expression."""
        bare, word, self.broken = self.kind == "name", self.word, False
        key = self.expression()
        if bare and isinstance(key, (Reference, Literal)):
            key = self.bare_key(word, key)
        if self.broken or self.kind not in ("=", ":"):
            raise self.problem()
        self.step()
        return key, self.expression()

    def bare_key(self, word: str, key: Reference | Literal) -> Node:
        """A key that is a name.  Terraform takes no reference for one that is not in parentheses."""
        if "." in word or (isinstance(key, Reference) and key.steps):
            raise self.problem(key.start)
        return Literal(word, key.line, key.start, key.end)

    # --- for -------------------------------------------------------------------------------------------------------

    def iteration(self, closing: str, line: int, begins: int) -> For:
        """From the word `for` on; stands on the closing bracket."""
        self.deeper()
        lines, self.lines = self.lines, False
        key, name, collection = self.introduced()
        self.expect(":")
        result, result_key = self.expression(), None
        if self.kind == "=>":
            self.step()
            result, result_key = self.expression(), result
        grouped = self.kind == "..."
        if grouped:
            self.step()
        condition = None
        if self.kind == "name" and self.word == "if":
            self.step()
            condition = self.expression()
        if self.kind != closing or (result_key is None) is (closing == "}") or (grouped and result_key is None):
            raise self.problem()
        self.lines = lines
        self.depth -= 1
        return For(key, name, collection, result_key, result, condition, grouped, line, self.line, begins, self.at)

    def introduced(self) -> tuple[str, str, Node]:
        """`for key, name in collection`, from the word `for` on: the key is '' where it is not named."""
        self.step()
        names = [self.name()]
        if self.kind == ",":
            self.step()
            names.append(self.name())
        if self.kind != "name" or self.word != "in":
            raise self.problem()
        self.step()
        return names[0] if len(names) == 2 else "", names[-1], self.expression()

    def name(self) -> str:
        """A single name; stands behind it."""
        word = self.word
        if self.kind != "name" or "." in word:
            raise self.problem()
        self.step()
        return word


def _start(node: Node) -> int:
    return -1 if isinstance(node, Elsewhere) else node.start


class Names(Reader):
    """Reads a map of names, in which a reference stands for itself."""

    __slots__ = ()

    def bare_key(self, word: str, key: Reference | Literal) -> Node:
        return key
