"""Expressions of HCL drawn at random: calls of functions by their signatures, and any expression, laid out anyhow."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

LOCALS = """locals {
  s    = "x"
  n    = 2
  t    = true
  none = null
  l    = ["a", "b"]
  o    = { a = { b = [1, 2] }, c = "d" }
  objs = [{ id = "x", tags = ["p", "q"] }, { id = "y", tags = [] }]
}
"""
NAMES = ["local.s", "local.n", "local.t", "local.none", "local.l", "local.o", "local.objs"]

# --- calls -------------------------------------------------------------------------------------------------------

STRINGS = [
    *('""', '"a"', '"a"', '"ab"', '"b"', '"b"', '"1"', '"-1.5"', '"true"', '" a "', '"é"', '"a,b"', '"A-b_c"', '"/a/"'),
    *('"a\\nb\\n"', '"2012-10-17T00:00:00Z"', '"1h"', '"10.0.0.0/16"', '"10.0.0.5"', '"arn:aws:iam::1:role/p/x"'),
    *('"YQ=="', '"{\\"a\\": [1, null]}"', '"%s"', '"%d-%s"', '"(a)(?P<n>b)?"', '"UTF-8"', '","', '"[1:],"', '"<>&"'),
    *('"x y+z"', '"YYYY-MM-DD"', '"a: 1"', '"a,b\\n1,2"'),
]
NUMBERS = ["0", "1", "2", "-1", "1.5", "10", "1e2", "100", "16", "3"]
LISTS = [
    *("[]", '["a"]', '["a", "b", "a"]', '["b", "", "c"]', "[1, 2]", '[1, "a"]', "[null]", '["a", null]', "[true]"),
    *('[["a"], ["b"]]', '[[], [["a"]]]', 'toset(["b", "a"])', "tolist([1, 2])", "toset([])", "tolist([])", "[1.5, 3]"),
    *('[{ a = "x" }, { a = "y" }]', 'tolist(["a", "b"])', "[true, false]"),
]
MAPS = [
    *("{}", '{ a = "1" }', '{ a = 1, b = "x" }', '{ a = ["x"] }', "{ a = null }", '{ b = ["x", "y"], a = ["y"] }'),
    *("{ a = { b = 1 } }", "{ b = true }"),
]
OTHERS = ["null", "true", "false"]
ANYTHING = [STRINGS, NUMBERS, LISTS, MAPS, OTHERS]
OF_TYPE = {"string": STRINGS, "number": NUMBERS, "bool": OTHERS, "list": LISTS, "set": LISTS, "map": MAPS}


def drawn_calls(dice: random.Random, names: list[str], signatures: dict[str, Any]) -> Iterator[str]:
    """Calls of the functions, one after the other, without end."""
    while True:
        for name in names:
            kinds = [each["type"] for each in signatures[name].get("parameters", [])]
            rest = signatures[name].get("variadic_parameter")
            kinds += [rest["type"]] * dice.choice([0, 1, 1, 2, 2, 3]) if rest else []
            kinds = kinds[:-1] if dice.random() < 0.02 else kinds
            yield f"{name}({', '.join(drawn_argument(dice, kind) for kind in kinds)})"


def drawn_argument(dice: random.Random, kind: Any) -> str:
    if dice.random() < 0.06 or kind == "dynamic":
        return dice.choice(dice.choice([*ANYTHING, LISTS, LISTS, MAPS]))
    return dice.choice(OF_TYPE[kind if isinstance(kind, str) else kind[0]])


# --- what is tried -------------------------------------------------------------------------------------------------

SOUND = ["1", '"a"', "true", "[]", "{}", '"1"', "null", '["a"]', "{ a = 1 }", "[1, 2]"]
FAILING = ['tonumber("x")', "[1][3]", "{}.a", "local.o.zz"]


def drawn_tried(dice: random.Random) -> Iterator[str]:
    """`try` and `can` around what mostly fails somewhere, where it may not be needed, without end."""
    while True:
        drawn = _fallible(dice, 3)
        yield f'try({drawn}, "other")' if dice.random() < 0.7 else f"can({drawn})"


def _fallible(dice: random.Random, depth: int) -> str:
    if depth == 0 or dice.random() < 0.2:
        return dice.choice(dice.choice([SOUND, SOUND, FAILING]))
    a, b, c = (_fallible(dice, depth - 1) for _ in range(3))
    conditional = f"({dice.choice(['true', 'false', 'local.t'])} ? {a} : {b})"
    filtered = dice.choice(["[]", "{}", a])
    return dice.choice(
        [
            *(f"[{a}]", f"[{a}, {b}]", f"{{ a = {a} }}", f"{{ a = {a}, b = {b} }}", conditional, conditional),
            *(f"[for x in {a} : {b}]", f"[for x in {filtered} : x if {b}]", f"{{ for k, v in {a} : k => {b} }}"),
            *(f"{a}[0]", f"{a}.a", f"({a} {dice.choice(['+', '==', '<'])} {b})", f'"x${{{a}}}"', f'"${{{a}}}"'),
            *(f"{dice.choice(['tolist', 'length', 'keys', 'tostring', 'jsonencode'])}({a})", f"({a} || {b})"),
            *(f"(true || {b})", f"(false && {b})", f"(true && {c})"),
        ]
    )


# --- any expression ------------------------------------------------------------------------------------------------

GAPS = ["", " ", " ", "\n", "\n\n  ", " # c }\n", ' // "c\n', "/* { */"]
IN_QUOTES = [
    "a",
    "b",
    "x y",
    " ",
    "$",
    "%",
    "$${a}",
    "%%{b}",
    "\\n",
    '\\"',
    "\\\\",
    "\\t",
    "é",
    "{",
    "}",
    "#",
    "//",
    "/*",
]
IN_HEREDOC = ["a", "b ", " ", "  ", "\n", "$", "%", "$${a}", "%%{b}", "\\", '"', "é", "{", "}", "#", "<<E", "/*"]
KEYS = ["a", "b", "c-d", '"k"', '"x y"', "(local.s)", "true", '"${local.s}z"', "null", "if"]
STEPS = ["[0]", "[1]", ".0", ".a", ".b", ".id", ".tags", "[*]", ".*", '["a"]', "[local.n - 1]", "[-1]", '["x"]', ".c"]
CALLED = [
    *("length", "upper", "concat", "merge", "try", "can", "keys", "values", "tostring", "tolist", "toset", "coalesce"),
    *(
        "max",
        "format",
        "flatten",
        "lookup",
        "contains",
        "jsonencode",
        "jsondecode",
        "distinct",
        "one",
        "element",
        "sum",
    ),
    *("tonumber", "tobool", "replace"),
]


class Drawing:
    """Expressions that Terraform can read, whatever they come to; most break lines where they may."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self.bound: list[str] = []  # the names of `for` around

    def expression(self, depth: int = 3, bracketed: bool = True) -> str:
        """`bracketed`: whether it stands where a line may end."""
        if depth <= 0 or self.dice.random() < 0.25:
            return self.leaf()
        if self.dice.random() < 0.4:
            return self.operation(depth - 1, bracketed)
        kinds: list[Callable[[int], str]] = [self.listed, self.object, self.object, self.quoted, self.quoted]
        kinds += [self.iteration, self.stepped, self.stepped, self.call, self.heredoc]
        return self.dice.choice(kinds)(depth - 1)

    def gap(self) -> str:
        return self.dice.choice(GAPS)

    def name(self) -> str:
        return self.dice.choice(self.bound if self.bound and self.dice.random() < 0.7 else NAMES)

    def leaf(self) -> str:
        plain = ["0", "1", "2", "10", "1.5", "1e2", "2.50", "1E-1", "007", "true", "false", "null"]
        return self.dice.choice([self.name(), self.name(), f'"{self.text(IN_QUOTES)}"', self.dice.choice(plain)])

    def operation(self, depth: int, bracketed: bool) -> str:
        gap = self.gap() if bracketed else self.dice.choice(["", " "])
        a, b, c = (self.expression(depth, bracketed) for _ in range(3))
        sign = self.dice.choice(["+", "-", "*", "/", "%", "==", "!=", "<", ">", "<=", ">=", "&&", "||"])
        before = self.dice.choice(["-", "!", "--", "!!", "- ", "! "])
        within = f"({self.gap()}{self.expression(depth)}{self.gap()})"
        return self.dice.choice(
            [f"{a}{gap} {sign} {b}", f"{a}{gap} {sign} {b}", f"{a} ? {b} : {c}", before + a, within]
        )

    def listed(self, depth: int) -> str:
        items = [self.gap() + self.expression(depth) + self.gap() for _ in range(self.dice.randrange(4))]
        return f"[{','.join(items)}{',' if items and self.dice.random() < 0.2 else ''}{self.gap()}]"

    def object(self, depth: int) -> str:
        written = self.dice.choice(["", " ", "\n", " # x\n"])
        count = self.dice.randrange(4)
        for number in range(count):
            parting = [", ", ",", "\n", " # c\n", ",\n"] if number < count - 1 else ["", " ", "\n", ","]
            key, sign = self.dice.choice(KEYS), self.dice.choice([" = ", "=", " : ", ": "])
            written += f"{key}{sign}{self.expression(depth, bracketed=False)}{self.dice.choice(parting)}"
        return f"{{{written}}}"

    def quoted(self, depth: int) -> str:
        return f'"{self.template(depth, IN_QUOTES)}"'

    def heredoc(self, depth: int) -> str:
        marker = self.dice.choice(["E", "EOT", "A-b"])
        lines = [
            self.dice.choice(["", "  ", "    ", "\t"]) + self.template(depth, IN_HEREDOC) + "\n"
            for _ in range(self.dice.randrange(4))
        ]
        return f"(<<{self.dice.choice(['', '-'])}{marker}\n{''.join(lines)}{self.dice.choice(['', '  '])}{marker}\n)"

    def template(self, depth: int, letters: list[str]) -> str:
        written = ""
        for _ in range(self.dice.randrange(1, 4)):
            kind = self.dice.randrange(5)
            if kind < 2:
                written += self.text(letters)
            elif kind < 4 or depth <= 1:
                written += self.marked("$", self.gap() + self.expression(depth) + self.gap())
            else:
                written += self.directive(depth - 1, letters)
        return written

    def text(self, letters: list[str]) -> str:
        written = ""
        for _ in range(self.dice.randrange(4)):
            each = self.dice.choice(letters)
            written += f".{each}" if written[-1:] in ("$", "%") and each[0] in "{$%" else each
        return f"{written}." if written[-1:] in ("$", "%") else written

    def marked(self, sign: str, code: str) -> str:
        return f"{sign}{{{self.dice.choice(['', '', '~'])}{code}{self.dice.choice(['', '', '~'])}}}"

    def directive(self, depth: int, letters: list[str]) -> str:
        if self.dice.random() < 0.5:
            written = self.marked("%", f" if {self.expression(depth)} ") + self.template(depth, letters)
            if self.dice.random() < 0.5:
                written += self.marked("%", "else") + self.template(depth, letters)
            return written + self.marked("%", "endif")
        names, collection = self.dice.choice(["v", "k, v"]), self.expression(depth)
        body = self.within(names, lambda: self.template(depth, letters))
        return self.marked("%", f"for {names} in {collection} ") + body + self.marked("%", " endfor ")

    def within(self, names: str, drawn: Callable[[], str]) -> str:
        before, self.bound = self.bound, [*self.bound, *names.split(", ")]
        written = drawn()
        self.bound = before
        return written

    def iteration(self, depth: int) -> str:
        names = self.dice.choice(["v", "w", "k, v"])
        over = ["local.l", "local.objs", "local.o", "{ a = 1, b = 2 }", '["x", "y", "x"]', self.expression(depth)]
        collection, last = self.dice.choice(over), names.split(", ")[-1]
        result = self.within(names, lambda: self.expression(depth))
        condition = self.within(names, lambda: f" if {self.expression(depth)}") if self.dice.random() < 0.4 else ""
        if self.dice.random() < 0.5:
            return f"[for {names} in {collection} : {result}{condition}]"
        key = self.dice.choice([last, names.split(", ")[0], '"k"', f'"${{{last}}}"'])
        grouped = self.dice.choice(["", "", "..."])
        return f"{{{self.gap()}for {names} in {collection} :{self.gap()} {key} => {result}{grouped}{condition}}}"

    def stepped(self, depth: int) -> str:
        targets = [*NAMES, self.name(), f"({self.expression(depth)})", self.listed(depth), self.object(depth)]
        steps = [self.dice.choice(STEPS)]
        for _ in range(self.dice.randrange(3)):
            following = [each for each in STEPS if each != ".0" or steps[-1] != ".0"]
            steps.append(self.dice.choice([each for each in following if each != ".*" or ".*" not in steps]))
        return self.dice.choice(targets) + "".join(steps)

    def call(self, depth: int) -> str:
        arguments = [self.expression(depth) for _ in range(self.dice.choice([1, 1, 2, 2, 3]))]
        rest = "..." if self.dice.random() < 0.12 else ""
        return f"{self.dice.choice(CALLED)}({self.gap()}{f',{self.gap()}'.join(arguments)}{rest}{self.gap()})"


def drawn_files(dice: random.Random, count: int) -> dict[str, str]:
    """Files of locals, by name, each named `x` with a number: laid out anyhow, beside other blocks."""
    drawing = Drawing(dice)
    files = {}
    for number in range(count):
        written = ""
        for block in range(dice.randrange(1, 4)):
            written += dice.choice(["", '# { "\n', "/* locals {\n x = 1 } */\n", "// <<E\n", "\n\n"])
            written += dice.choice(["locals {", "locals {", " locals  { ", "locals { # {"]) + "\n"
            for line in range(dice.randrange(5)):
                value = f'try(jsonencode({drawing.expression()}), "error")'
                plain = [f'"{drawing.text(IN_QUOTES)}"', '["a", "b"]', '{ a = "b" }', "1", value, value, value]
                plain += ['<<EOT\n}\n"\nEOT', '[\n    # ]\n    "a",\n  ]', "{\n    a = {}\n  }", '"${"}"}"', '"$${"']
                written += dice.choice(["", "  ", "\t", "\n", "  # }\n", "/* } */ "])
                chosen = dice.choice(plain)
                behind = ["\n", "\n\n"] if chosen.startswith("<<") else ["\n", "\n\n", " # why\n", " // {\n", "  \n"]
                written += f"x{number}-{block}-{line}{dice.choice([' = ', '=', '  =  '])}{chosen}{dice.choice(behind)}"
            written += "}" + dice.choice(["\n", " # x\n", "\n\n"])
            name = f"{number}_{block}"
            beside = ["", f'variable "v{name}" {{ default = 1 }}\n', f'output "o{name}" {{ value = 1 }}\n']
            written += dice.choice(beside)
        files[f"f{number}.tf"] = written
    return files
