"""One expression, one value: what HCL means by it, and what is left open."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from dialects.hcl_world import World
from roletrust.engine.policy.document import PolicyError

BESIDE = """
variable "partner" {}
variable "on" { type = bool }
variable "ids" { type = list(string) }
variable "map" {}
variable "text" { type = string }
variable "none" { default = null }
variable "list" { default = ["a", "b"] }
variable "sized" {
  type = object({ name = string, id = optional(string, "fallback"), extra = optional(string) })
  default = { name = "n", dropped = 1 }
}
locals {
  one  = "1"
  deep = { a = [{ b = "c" }] }
}
"""


def choice(name: str, then: Any, otherwise: Any) -> dict[str, Any]:
    return {"if": name, "then": then, "else": otherwise}


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        # operators have precedence and associate to the left
        ("1 + 2 * 3", 7),
        ("10 - 4 - 3", 3),
        ("(1 + 2) * 3", 9),
        ("1 == 1 && 2 > 1 || false", True),
        ("!false && true", True),
        ("-local.one + 2", 1),
        ("1 == 2 ? 3 : 4 + 1", 5),
        ('"a" == "a" ? "yes" : "no"', "yes"),
        ("true ? false ? 1 : 2 : 3", 2),
        ('"1" == 1', False),
        ("7 % 4", 3),
        ("1 / 2", 0.5),
        # references
        ("local.deep.a[0].b", "c"),
        ("local.deep.a.0.b", "c"),
        ('local.deep["a"][0]["b"]', "c"),
        ("local.deep.a[*].b", ["c"]),
        ("local.deep.a.*.b", ["c"]),
        ("local.deep.a.*.b[0]", "c"),
        ("var.none", None),
        ("var.none[*]", []),
        ("var.sized", {"name": "n", "id": "fallback", "extra": None}),
        # templates
        ('"${local.one}-${1 + 1}"', "1-2"),
        ('"$${literal} %%{x}"', "${literal} %{x}"),
        ('"a\\n\\"b\\\\ \\u0041"', 'a\n"b\\ A'),
        ('"%{ if true }a%{ else }b%{ endif }c"', "ac"),
        ('"%{ for x in var.list }${x},%{ endfor }"', "a,b,"),
        ('"%{ for i, x in var.list ~}  ${i}${x}  %{~ endfor }"', "0a1b"),
        ('"${"nested ${local.one}"}"', "nested 1"),
        ('"${join("", ["}", "{"])}"', "}{"),
        ('"${true}"', True),
        ('"is ${true}"', "is true"),
        # for
        ("[for x in var.list : upper(x)]", ["A", "B"]),
        ("[for i, x in var.list : i]", [0, 1]),
        ('[for x in var.list : x if x != "a"]', ["b"]),
        ('{for x in var.list : x => "${x}!"}', {"a": "a!", "b": "b!"}),
        ('{for x in ["p", "q"] : "k" => x...}', {"k": ["p", "q"]}),
        ('[for k, v in {a = 1, b = 2} : "${k}${v}"]', ["a1", "b2"]),
        # objects
        ("{ a = 1, b : 2 }", {"a": 1, "b": 2}),
        ('{ (local.one) = 1, "x y" = 2, "${local.one}z" = 3 }', {"1": 1, "x y": 2, "1z": 3}),
        ("{ a = 1, a = 2 }", {"a": 2}),
        # try and can
        ('try(local.deep.missing, "else")', "else"),
        ('try(yamldecode(file("nowhere.yaml")).id, "else")', "else"),
        ("try(var.list[5], var.list[1])", "b"),
        ("can(local.deep.missing)", False),
        ("can(local.one)", True),
        # spread
        ('concat([["a"], ["b"]]...)', ["a", "b"]),
        ("max([1, 3, 2]...)", 3),
    ],
)
def test_what_is_known_has_its_value(tmp_path: Path, expression: str, value: object) -> None:
    assert World(tmp_path, BESIDE).value(expression) == value


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("var.partner", "${var.partner}"),
        ('"${var.partner}"', "${var.partner}"),
        ('"arn:aws:iam::${var.partner}:root"', "arn:aws:iam::${var.partner}:root"),
        ("var.map.a.b", "${var.map.a.b}"),
        ('var.map["a"]', '${var.map["a"]}'),
        ("var.ids[0]", "${var.ids[0]}"),
        ("var.undeclared", "${var.undeclared}"),
        ("local.undeclared", "${local.undeclared}"),
        ("terraform.workspace", "${terraform.workspace}"),
        ("data.aws_ssm_parameter.x.value", "${data.aws_ssm_parameter.x.value}"),
        ("data.terraform_remote_state.x.outputs.id", "${data.terraform_remote_state.x.outputs.id}"),
        ("aws_lb.x.arn", "${aws_lb.x.arn}"),
        ("module.away.id", "${module.away.id}"),
        ('frobnicate("a", var.partner)', '${frobnicate("a", var.partner)}'),
        ('provider::x::f("a")', '${provider::x::f("a")}'),
        ("sha256(var.partner)", "${sha256(var.partner)}"),
        ('yamldecode(file("nowhere.yaml")).id', '${yamldecode(file("nowhere.yaml")).id}'),
        ("var.partner + 1", "${var.partner + 1}"),
        # a Hole is an ordinary value: not null, not empty
        ('var.partner != ""', True),
        ("var.partner == null", False),
        ("length(var.ids) > 0", True),
        ("length(var.ids) == 0", False),
        ("length(var.ids) >= 1", True),
        ("0 < length(var.ids)", True),
        ("length(var.ids) > 1", choice("length(var.ids) > 1", True, False)),
        ('coalesce(var.partner, "x")', "${var.partner}"),
        ('coalesce(null, "", var.partner)', "${var.partner}"),
        ('try(var.map.a, "x")', "${var.map.a}"),
        ("can(var.map.a)", True),
        ('"${var.partner}x" == "ab"', False),
        ("var.partner == var.partner", True),
        # both branches where the predicate is open
        ('var.partner == "1" ? "a" : "b"', choice('var.partner == "1"', "a", "b")),
        ('var.partner != "1" ? "a" : "b"', choice('var.partner == "1"', "b", "a")),
        ('var.on ? "a" : "b"', choice("var.on", "a", "b")),
        ('!var.on ? "a" : "b"', choice("var.on", "b", "a")),
        ('var.on ? "a" : "a"', "a"),
        ('var.on && false ? "a" : "b"', "b"),
        ('"x-${var.on ? "a" : "b"}"', choice("var.on", "x-a", "x-b")),
        ('upper(var.on ? "a" : "b")', choice("var.on", "A", "B")),
        ('var.on ? (var.on ? "a" : "b") : "c"', choice("var.on", "a", "c")),
        ('try(var.on ? local.deep.missing : "b", "else")', choice("var.on", "else", "b")),
        ('concat(var.on ? ["a"] : [], ["b"])', choice("var.on", ["a", "b"], ["b"])),
        # an element that an open condition leaves out
        ('[for c in [for v in [{ os = "a" }] : v if var.on] : c.os]', [choice("var.on", "a", "ABSENT")]),
        ('length([for v in ["a", "b"] : v if var.on || v == "b"])', choice("var.on", 2, 1)),
        ('{ for v in [for v in ["a"] : v if var.on] : v => "x" }', {"a": choice("var.on", "x", "ABSENT")}),
        (
            '{ for v in ["a"] : (var.on ? v : "b") => v }',
            {"a": choice("var.on", "a", "ABSENT"), "b": choice("var.on", "ABSENT", "a")},
        ),
        ('upper([for v in ["a"] : v if var.on][0])', choice("var.on", "A", "ABSENT")),
        # unknown collections: an element stands for one or several
        ('[for x in var.ids : "i-${x}"]', ["i-${var.ids[*]}"]),
        ("[for k, v in var.map : v.id]", ["${var.map[*].id}"]),
        ("var.map[*].id", ["${var.map[*].id}"]),
        ('concat(["a"], var.ids)', ["a", "${var.ids[*]}"]),
        ('concat(["a"], var.ids)[0]', "a"),
        ('formatlist("i-%s", var.ids)', ["i-${var.ids[*]}"]),
        ('join(",", var.ids)', '${join(",", var.ids)}'),
        ('[for x in var.ids : x if x == "a"]', [{"maybe": 'var.ids[*] == "a"', "value": "${var.ids[*]}"}]),
        (
            '[for x in var.ids : x if x != "a"]',
            [{"maybe": '(var.ids[*] == "a" ? false : true)', "value": "${var.ids[*]}"}],
        ),
        ("toset(var.ids)", "${var.ids}"),
        ('merge(var.map, { a = "b" })', {"${keys(var.map)[*]}": "${var.map[*]}", "a": "b"}),
        ('merge(var.map, { a = "b" }).a', "b"),
        ('{ a = "b", (var.partner) = "c" }.a', '${{a = "b", ${var.partner} = "c"}.a}'),
        ('merge({ a = "b" }, var.map)', '${merge({a = "b"}, var.map)}'),
        ('lookup(var.map, "k", "d")', choice('contains(keys(var.map), "k")', '${var.map["k"]}', "d")),
        ('contains(var.ids, "a")', choice('contains(var.ids, "a")', True, False)),
        ('contains(["a"], var.partner)', choice('contains(["a"], var.partner)', True, False)),
        # partly known text
        ('trimprefix("arn:${var.partner}", "arn:")', "${var.partner}"),
        ('startswith("arn:${var.partner}", "arn:")', True),
        ('format("%s:%s", "a", var.partner)', "a:${var.partner}"),
        ('join(":", ["a", var.partner])', "a:${var.partner}"),
        ('format("a:${var.partner}:%s:%%s", "b")', "a:${var.partner}:b:%s"),
        ('format(format("${var.partner}:%s:%%s", "b"), var.map)', "${var.partner}:b:${var.map}"),
        ('format("${var.partner}%", "b")', '${format("${var.partner}%", "b")}'),
        ('format("%${var.partner}", "b")', '${format("%${var.partner}", "b")}'),
        ('format(var.partner, "b")', '${format(var.partner, "b")}'),
        # text is no list, so the other argument says how many there are
        ('formatlist("%s/%s", var.text, ["a", "b"])', ["${var.text}/a", "${var.text}/b"]),
        ('formatlist("%s/%s", "x-${var.partner}", ["a"])', ["x-${var.partner}/a"]),
        ('formatlist("%s/%s", var.text, var.ids)', ["${var.text}/${var.ids[*]}"]),
        ('formatlist("%s/%s", var.partner, ["a"])', '${formatlist("%s/%s", var.partner, ["a"])}'),
        ('formatlist("${var.text}/%s", ["a"])', ["${var.text}/a"]),
        # an entry under a key that is not known may be any entry
        ('{ (var.partner) = "a" }["b"]', '${{${var.partner} = "a"}["b"]}'),
        ("{ (var.partner) = { c = 1 } }.b.c", "${{${var.partner} = {c = 1}}.b.c}"),
        ('{ (var.partner) = "a", b = "c" }["b"]', "c"),
        ('{ for id in var.ids : id => "a" }["b"]', '${{${var.ids[*]} = "a"}["b"]}'),
        (
            'lookup({ (var.partner) = "a" }, "b", "c")',
            choice('contains(keys({${var.partner} = "a"}), "b")', '${{${var.partner} = "a"}["b"]}', "c"),
        ),
        ("jsondecode(jsonencode({ a = var.partner })).a", "${var.partner}"),
    ],
)
def test_what_is_not_known_stays_open_and_keeps_its_name(tmp_path: Path, expression: str, value: object) -> None:
    assert World(tmp_path, BESIDE).value(expression) == value


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("local.deep.missing", "there is no `missing`"),
        ("var.list[2]", "there is no element 2 in a list of 2"),
        ("({ a = null }).a.b", "`null` has no attribute `b`"),
        ('"x${var.list}"', "cannot stand in a string"),
        ('"x${ null }"', "`null` is null, which cannot stand in a string"),
        ('tonumber("a") + 1', '`"a"` is no number'),
        ("1 / 0", "has no value"),
        ('regex("^a", "b")', "does not match"),
        ('try(file("nowhere.json"))', "no argument of `try` succeeded"),
    ],
)
def test_what_terraform_refuses_is_said_with_its_place(tmp_path: Path, expression: str, message: str) -> None:
    with pytest.raises(PolicyError, match=r"/probe\.tf:2"):
        World(tmp_path, BESIDE).value(expression)
    with pytest.raises(PolicyError) as caught:
        World(tmp_path, BESIDE).value(expression)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("call", "value"),
    [
        ('jsondecode("{\\"a\\": [1, true, null]}")', {"a": [1, True, None]}),
        ('format("%s-%d-%05.1f-%q-%%", "a", 3, 2.25, "q")', 'a-3-002.2-"q"-%'),
        ('formatlist("%s:%s", ["a", "b"], "c")', ["a:c", "b:c"]),
        ('join("-", ["a", "b"])', "a-b"),
        ('split(",", "a,b")', ["a", "b"]),
        ('concat(["a"], ["b"])', ["a", "b"]),
        ('flatten([["a"], [["b"]], "c"])', ["a", "b", "c"]),
        ('compact(["a", "", null])', ["a"]),
        ('distinct(["a", "b", "a"])', ["a", "b"]),
        ("merge({a = 1}, null, {a = 2, b = 3})", {"a": 2, "b": 3}),
        ('lookup({a = 1}, "a", 2)', 1),
        ('lookup({a = 1}, "b", 2)', 2),
        ('element(["a", "b"], 3)', "b"),
        ('length("abc")', 3),
        ("length({a = 1})", 1),
        ("keys({b = 1, a = 2})", ["a", "b"]),
        ("values({b = 1, a = 2})", [2, 1]),
        ('zipmap(["a", "b"], [1, 2])', {"a": 1, "b": 2}),
        ('toset(["a", "a"])', ["a"]),
        ("tostring(1)", "1"),
        ("tostring(true)", "true"),
        ('coalescelist([], ["a"])', ["a"]),
        ('contains(["a"], "a")', True),
        ('replace("a.b.c", ".", "-")', "a-b-c"),
        ('replace("abc", "/(b)/", "<$1>")', "a<b>c"),
        ('regex("[0-9]+", "a12b")', "12"),
        ('regex("(a)(b)", "ab")', ["a", "b"]),
        ('regex("(?P<x>a)", "ab")', {"x": "a"}),
        ('regexall("[0-9]", "a1b2")', ["1", "2"]),
        ('substr("hello", 1, 3)', "ell"),
        ('substr("hello", -3, -1)', "llo"),
        ('lower("A")', "a"),
        ('title("a b")', "A B"),
        ('trim("xax", "x")', "a"),
        ('trimprefix("xa", "x")', "a"),
        ('trimsuffix("ax", "x")', "a"),
        ('trimspace(" a ")', "a"),
        ('setunion(["a"], ["b", "a"])', ["a", "b"]),
        ('setproduct(["a"], ["b", "c"])', [["a", "b"], ["a", "c"]]),
        ('setsubtract(["a", "b"], ["b"])', ["a"]),
        ('setintersection(["a", "b"], ["b"])', ["b"]),
        ('slice(["a", "b", "c"], 0, 2)', ["a", "b"]),
        ("range(3)", [0, 1, 2]),
        ("range(1, 4)", [1, 2, 3]),
        ('sort(["b", "a"])', ["a", "b"]),
        ('reverse(["a", "b"])', ["b", "a"]),
        ('one(["a"])', "a"),
        ("one([])", None),
        ("sum([1, 2])", 3),
        ("max(1, 2)", 2),
        ("min(1, 2)", 1),
        ('basename("/a/b")', "b"),
        ('dirname("/a/b")', "/a"),
        ('base64decode(base64encode("a"))', "a"),
        ('urlencode("a b")', "a+b"),
        ('md5("a")', "0cc175b9c0f1b6a831c399e269772661"),
        ('sha1("a")', "86f7e437faa5a7fce15d1ddcb9eaeaea377667b8"),
        ('nonsensitive(sensitive("a"))', "a"),
        ('startswith("ab", "a")', True),
        ('endswith("ab", "b")', True),
        ('strcontains("abc", "b")', True),
        ('chunklist(["a", "b", "c"], 2)', [["a", "b"], ["c"]]),
        ('index(["a", "b"], "b")', 1),
        ("alltrue([true, false])", False),
        ("anytrue([true, false])", True),
        ("abs(-1)", 1),
        ("ceil(1.2)", 2),
        ("floor(1.8)", 1),
        ('chomp("a\\n")', "a"),
        ('strrev("ab")', "ba"),
        ('transpose({a = ["x"]})', {"x": ["a"]}),
        ("signum(-3)", -1),
        ('parseint("ff", 16)', 255),
        ("pow(2, 3)", 8),
        ('matchkeys(["a", "b"], ["x", "y"], ["y"])', ["b"]),
        ('indent(2, "a\\nb")', "a\n  b"),
        ('sha256("a")', hashlib.sha256(b"a").hexdigest()),
        ('tolist(toset(["a"]))', ["a"]),
        ('tomap({a = "b"})', {"a": "b"}),
    ],
)
def test_functions_do_what_terraforms_do(tmp_path: Path, call: str, value: object) -> None:
    assert World(tmp_path, BESIDE).value(call) == value


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ('{ a = local.deep.missing, b = "b" }.b', "b"),
        ('{ a = local.deep.missing, b = "b" }["b"]', "b"),
        ("local.broken.b", "b"),
        ('merge(local.broken, { a = "a" })', {"a": "a", "b": "b"}),
        ('lookup(local.broken, "b", "c")', "b"),
        ('{ (var.partner) = local.deep.missing, b = "b" }.b', "b"),
        # as a whole it fails where it did
        ('try(local.broken, "else")', "else"),
        ('try(jsonencode([local.broken]), "else")', "else"),
        ("can(local.broken)", False),
        ('try(local.broken.a, "else")', "else"),
        ('try(values(local.broken)[0], "else")', "else"),
        ('try(var.on ? local.broken : "b", "else")', choice("var.on", "else", "b")),
        ('var.on ? local.broken : "b"', "b"),
    ],
)
def test_an_attribute_that_fails_leaves_the_others_of_the_object(
    tmp_path: Path, expression: str, value: object
) -> None:
    broken = 'locals {\n  broken = { a = local.deep.missing, b = "b" }\n}\n'
    assert World(tmp_path, BESIDE + broken).value(expression) == value


@pytest.mark.parametrize(
    "expression",
    ["local.broken", "local.broken.a", "values(local.broken)", "[local.broken]", '"${jsonencode(local.broken)} "'],
)
def test_an_attribute_that_fails_fails_whoever_asks_for_it(tmp_path: Path, expression: str) -> None:
    broken = 'locals {\n  broken = { a = local.deep.missing, b = "b" }\n}\n'
    with pytest.raises(PolicyError, match="there is no `missing`"):
        World(tmp_path, BESIDE + broken).value(expression)
