"""Every function of the table, by the examples of Terraform's own documentation; and what it leaves open.

https://developer.hashicorp.com/terraform/language/functions, and the same pages of the AWS provider.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

import pytest

from dialects.hcl_world import World
from roletrust.dialects.hcl.evaluation import evaluate
from roletrust.dialects.hcl.functions.functions import ELSEWHERE, FUNCTIONS
from roletrust.engine.policy.document import PolicyError

BESIDE = {
    "main.tf": 'variable "a" {}\nvariable "on" {}\nvariable "l" { type = list(string) }\nvariable "m" {}\n',
    "hello.txt": "Hello\n",
    "hello.tftpl": "Hello, ${name}!",
}
ARN = '"arn:aws:iam::444455556666:role/example"'
OWN = "data.aws_caller_identity.x.account_id"


def either(name: str, then: Any, otherwise: Any) -> dict[str, Any]:
    return {"if": name, "then": then, "else": otherwise}


def perhaps(name: str, value: Any) -> dict[str, Any]:
    return {"maybe": name, "value": value}


# What is known: the example of the function's page first.
KNOWN: dict[str, list[tuple[str, Any]]] = {
    "abs": [("abs(23)", 23), ("abs(0)", 0), ("abs(-12.4)", 12.4), ('abs("-1")', 1)],
    "abspath": [('abspath("/a/./b/../c")', "/a/c"), ('abspath("a")', '${abspath("a")}')],
    "alltrue": [('alltrue(["true", true])', True), ("alltrue([true, false])", False), ("alltrue([])", True)],
    "anytrue": [('anytrue(["true", false])', True), ("anytrue([])", False), ("anytrue([null, false])", False)],
    "base64decode": [('base64decode("SGVsbG8gV29ybGQ=")', "Hello World")],
    "base64encode": [('base64encode("Hello World")', "SGVsbG8gV29ybGQ="), ('base64encode("ü")', "w7w=")],
    "base64gzip": [('base64gzip("a")', '${base64gzip("a")}')],
    "base64sha256": [('base64sha256("hello world")', "uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek=")],
    "base64sha512": [
        (
            'base64sha512("hello world")',
            "MJ7MSJwS1utMxA9QyQLytNDtd+5RGnx6m808qG1M2G+YndNbxf9JlnDaNCVbRbDP2DDoH2Bdz33FVC6TrpzXbw==",
        )
    ],
    "basename": [
        ('basename("foo/bar/baz.txt")', "baz.txt"),
        ('basename("/a/b/")', "b"),
        ('basename("")', "."),
        ('basename("/")', "/"),
    ],
    "bcrypt": [('bcrypt("a")', '${bcrypt("a")}')],
    "can": [("can(local.missing.a[0])", True), ('can("x".foo)', False), ('can(regex("^b", "a"))', False)],
    "ceil": [("ceil(5)", 5), ("ceil(5.1)", 6), ("ceil(-5.1)", -5)],
    "chomp": [('chomp("hello\\n")', "hello"), ('chomp("hello\\r\\n")', "hello"), ('chomp("hello\\n\\n")', "hello")],
    "chunklist": [
        ('chunklist(["a", "b", "c", "d", "e"], 2)', [["a", "b"], ["c", "d"], ["e"]]),
        ('chunklist(["a", "b"], 0)', [["a", "b"]]),
    ],
    "cidrhost": [
        ('cidrhost("10.12.112.0/20", 16)', "10.12.112.16"),
        ('cidrhost("10.12.112.0/20", 268)', "10.12.113.12"),
        ('cidrhost("fd00:fd12:3456:7890:00a2::/72", 34)', "fd00:fd12:3456:7890::22"),
        ('cidrhost("10.0.0.0/8", -1)', "10.255.255.255"),
    ],
    "cidrnetmask": [('cidrnetmask("172.16.0.0/12")', "255.240.0.0")],
    "cidrsubnet": [
        ('cidrsubnet("172.16.0.0/12", 4, 2)', "172.18.0.0/16"),
        ('cidrsubnet("10.1.2.0/24", 4, 15)', "10.1.2.240/28"),
        ('cidrsubnet("fd00:fd12:3456:7890::/56", 16, 162)', "fd00:fd12:3456:7800:a200::/72"),
    ],
    "cidrsubnets": [
        (
            'cidrsubnets("10.1.0.0/16", 4, 4, 8, 4)',
            ["10.1.0.0/20", "10.1.16.0/20", "10.1.32.0/24", "10.1.48.0/20"],
        ),
        ('cidrsubnets("fd00:fd12:3456:7890::/56", 16)', ["fd00:fd12:3456:7800::/72"]),
    ],
    "coalesce": [
        ('coalesce("a", "b")', "a"),
        ('coalesce("", "b")', "b"),
        ("coalesce(1, 2)", 1),
        ('coalesce(1, "b")', "1"),
        ("coalesce(null, false)", False),
    ],
    "coalescelist": [('coalescelist(["a", "b"], ["c"])', ["a", "b"]), ("coalescelist([], [], [1])", [1])],
    "compact": [('compact(["a", "", "b", null, "c"])', ["a", "b", "c"]), ('compact([1, ""])', ["1"])],
    "concat": [('concat(["a", ""], ["b", "c"])', ["a", "", "b", "c"])],
    "contains": [
        ('contains(["a", "b", "c"], "a")', True),
        ('contains(["a", "b", "c"], "d")', False),
        ('contains([1], "1")', False),
    ],
    "convert": [('convert("1", number)', '${convert("1", number)}')],
    "csvdecode": [
        ('csvdecode("a,b,c\\n1,2,3\\n4,5,6")', [{"a": "1", "b": "2", "c": "3"}, {"a": "4", "b": "5", "c": "6"}]),
        ('csvdecode("a,b\\r\\n\\"x, \\"\\"y\\"\\"\\",\\r\\n")', [{"a": 'x, "y"', "b": ""}]),
        ('csvdecode("a,b")', []),
    ],
    "dirname": [
        ('dirname("foo/bar/baz.txt")', "foo/bar"),
        ('dirname("a")', "."),
        ('dirname("/a")', "/"),
        ('dirname("a/./b/../c")', "a"),
    ],
    "distinct": [('distinct(["a", "b", "a", "c", "d", "b"])', ["a", "b", "c", "d"]), ('distinct([1, "1"])', ["1"])],
    "element": [
        ('element(["a", "b", "c"], 1)', "b"),
        ('element(["a", "b", "c"], 3)', "a"),
        ('element(["a", "b", "c"], -1)', "c"),
    ],
    "endswith": [('endswith("hello world", "world")', True), ('endswith("hello world", "hello")', False)],
    "ephemeralasnull": [('ephemeralasnull("a")', either('ephemeral("a")', None, "a"))],
    "file": [('file("hello.txt")', "Hello\n")],
    "filebase64": [('filebase64("hello.txt")', "SGVsbG8K")],
    "fileexists": [('fileexists("hello.txt")', True), ('fileexists("no.txt")', False)],
    **{
        name: [(f'{name}("a")', f'${{{name}("a")}}')]
        for name in (
            "fileset",
            "filemd5",
            "filesha1",
            "filesha256",
            "filesha512",
            "filebase64sha256",
            "filebase64sha512",
        )
    },
    "flatten": [
        ('flatten([["a", "b"], [], ["c"]])', ["a", "b", "c"]),
        ('flatten([[["a", "b"], []], ["c"]])', ["a", "b", "c"]),
    ],
    "floor": [("floor(5)", 5), ("floor(4.9)", 4), ("floor(-4.1)", -5)],
    "format": [
        ('format("Hello, %s!", "Ander")', "Hello, Ander!"),
        ('format("There are %d lights", 4)', "There are 4 lights"),
        ('format("%v %v %v", "a", 1.5, true)', "a 1.5 true"),
        ('format("%#v %v %v", "a\\"", ["<"], null)', '"a\\"" ["\\u003c"] null'),
        ('format("%v", 123456789012)', "1.23456789012e+11"),
        ('format("%s", 123456789012)', "123456789012"),
        ('format("%012d|%-4d|%+d|% d", 42, 42, 42, 42)', "000000000042|42  |+42| 42"),
        ('format("%x %X %o %b", 255, 255, 8, 5)', "ff FF 10 101"),
        ('format("%.2f %8.3f %f", 3.14159, 2.5, 1)', "3.14    2.500 1.000000"),
        ('format("%e %g %g", 1234.5678, 0.00001, 1000000)', "1.234568e+03 1e-05 1e+06"),
        ('format("%5s|%-5s|%05s|%.2s", "ab", "ab", "ab", "abc")', "   ab|ab   |000ab|ab"),
        ('format("%q %t %%", "a<", "true")', '"a\\u003c" true %'),
        ('format("%[2]s %[1]s %s", "a", "b")', "b a b"),
    ],
    "formatdate": [
        ('formatdate("DD MMM YYYY hh:mm ZZZ", "2018-01-02T23:12:01Z")', "02 Jan 2018 23:12 UTC"),
        ('formatdate("EEEE, DD-MMM-YY hh:mm:ss ZZZ", "2018-01-02T23:12:01Z")', "Tuesday, 02-Jan-18 23:12:01 UTC"),
        ('formatdate("EEE, DD MMM YYYY hh:mm:ss ZZZ", "2018-01-02T23:12:01-08:00")', "Tue, 02 Jan 2018 23:12:01 -0800"),
        ('formatdate("h\'h\'mm H AA", "2018-01-02T23:12:01Z")', "23h12 11 PM"),
    ],
    "formatlist": [
        (
            'formatlist("Hello, %s!", ["Valentina", "Ander", "Olivia"])',
            ["Hello, Valentina!", "Hello, Ander!", "Hello, Olivia!"],
        ),
        ('formatlist("%s, %s!", "Salutations", ["V", "A"])', ["Salutations, V!", "Salutations, A!"]),
        ('formatlist("%s", [])', []),
    ],
    "indent": [('indent(2, "[\\n  foo,\\n]\\n")', "[\n    foo,\n  ]\n  ")],
    "index": [('index(["a", "b", "c"], "b")', 1)],
    "issensitive": [('issensitive("a")', either('issensitive("a")', True, False))],
    "join": [('join("-", ["foo", "bar"])', "foo-bar"), ('join(", ", ["a"], ["b", 1])', "a, b, 1")],
    "jsondecode": [
        ('jsondecode("{\\"hello\\": \\"world\\"}")', {"hello": "world"}),
        ('jsondecode("true")', True),
        ('jsondecode("[1.50, null]")', [1.5, None]),
    ],
    "jsonencode": [
        ('"${jsonencode({ hello = "world" })};"', '{"hello":"world"};'),
        ('"${jsonencode({ b = 1.0, a = ["<&>", null, true] })};"', '{"a":["\\u003c\\u0026\\u003e",null,true],"b":1};'),
    ],
    "keys": [("keys({ a = 1, c = 2, d = 3 })", ["a", "c", "d"]), ("keys({})", [])],
    "length": [
        ("length([])", 0),
        ('length(["a", "b"])', 2),
        ('length({ a = "b" })', 1),
        ('length("hello")', 5),
        ('length("äé")', 2),
        ('length("👾")', '${length("👾")}'),
    ],
    "list": [('try(list("a"), "removed")', "removed")],
    "log": [("log(50, 10)", "${log(50, 10)}")],
    "lookup": [
        ('lookup({ a = "ay", b = "bee" }, "a", "what?")', "ay"),
        ('lookup({ a = "ay", b = "bee" }, "c", "what?")', "what?"),
        ('lookup({ a = null }, "a", "b")', None),
    ],
    "lower": [('lower("HELLO")', "hello"), ('lower("АЛЛО!")', "алло!")],
    "map": [('try(map("a", 1), "removed")', "removed")],
    "matchkeys": [
        (
            'matchkeys(["i-123", "i-abc", "i-def"], ["us-west", "us-east", "us-east"], ["us-east"])',
            ["i-abc", "i-def"],
        ),
        ('matchkeys(["a"], ["1"], [1])', ["a"]),
    ],
    "max": [("max(12, 54, 3)", 54), ("max([12, 54, 3]...)", 54)],
    "md5": [('md5("hello world")', "5eb63bbbe01eeed093cb22bb8f5acdc3")],
    "merge": [
        (
            'merge({ a = "b", c = "d" }, { e = "f", c = "z" })',
            {"a": "b", "c": "z", "e": "f"},
        ),
        ('merge({ a = "b" }, null, { a = [1, 2] })', {"a": [1, 2]}),
        ("merge()", {}),
    ],
    "min": [("min(12, 54, 3)", 3), ("min([12, 54, 3]...)", 3)],
    "nonsensitive": [('nonsensitive("a")', "a")],
    "one": [("one([])", None), ('one(["hello"])', "hello"), ('one(toset(["a"]))', "a")],
    "parseint": [
        ('parseint("100", 10)', 100),
        ('parseint("FF", 16)', 255),
        ('parseint("-10", 16)', -16),
        ('parseint("1011111011101111", 2)', 48879),
        ('parseint("aA", 62)', 656),
    ],
    "pathexpand": [('pathexpand("/etc/x")', "/etc/x"), ('pathexpand("~/x")', '${pathexpand("~/x")}')],
    "plantimestamp": [("plantimestamp()", "${plantimestamp()}")],
    "pow": [("pow(3, 2)", 9), ("pow(4, 0)", 1), ("pow(2, 0.5)", "${pow(2, 0.5)}")],
    "provider::aws::arn_build": [
        ('provider::aws::arn_build("aws", "iam", "", "444455556666", "role/example")', ARN.strip('"'))
    ],
    "provider::aws::arn_parse": [
        (
            f"provider::aws::arn_parse({ARN})",
            {
                "partition": "aws",
                "service": "iam",
                "region": "",
                "account_id": "444455556666",
                "resource": "role/example",
            },
        ),
        ('provider::aws::arn_parse("arn:aws:s:r:1:a:b").resource', "a:b"),
    ],
    "provider::aws::trim_iam_role_path": [
        (
            'provider::aws::trim_iam_role_path("arn:aws:iam::444455556666:role/with/path/example")',
            ARN.strip('"'),
        )
    ],
    "range": [
        ("range(3)", [0, 1, 2]),
        ("range(1, 4)", [1, 2, 3]),
        ("range(1, 8, 2)", [1, 3, 5, 7]),
        ("range(4, 1)", [4, 3, 2]),
        ("range(10, 5, -2)", [10, 8, 6]),
        ("range(1, 2, 0.5)", [1, 1.5]),
    ],
    "regex": [
        ('regex("[a-z]+", "53453453.345345aaabbbccc23454")', "aaabbbccc"),
        ('regex("(\\\\d\\\\d\\\\d\\\\d)-(\\\\d\\\\d)-(\\\\d\\\\d)", "2019-02-01")', ["2019", "02", "01"]),
        (
            'regex("^(?:(?P<scheme>[^:/?#]+):)?(?://(?P<authority>[^/?#]*))?", "https://terraform.io/docs/")',
            {"scheme": "https", "authority": "terraform.io"},
        ),
        ('regex("(a)|(b)", "b")', [None, "b"]),
        ('regex("b*", "a")', ""),
        ('can(regex("a$", "a\\n"))', False),
        ('regex("(?i)ABC", "xabc")', "abc"),
        ('regex("[[:digit:]]+", "a12")', "12"),
        ('regex("\\\\pL", "a")', '${regex("\\\\pL", "a")}'),
    ],
    "regexall": [
        ('regexall("[a-z]+", "1234abcd5678efgh9")', ["abcd", "efgh"]),
        ('length(regexall("[a-z]+", "123456789")) > 0', False),
        ('regexall("(a)(x)?", "aax")', [["a", None], ["a", "x"]]),
    ],
    "replace": [
        ('replace("1 + 2 + 3", "+", "-")', "1 - 2 - 3"),
        ('replace("hello world", "/w.*d/", "everybody")', "hello everybody"),
        ('replace("hello world", "/(h)(?P<rest>e)/", "${"$"}rest$1-$${rest}$$")', "eh-e$llo world"),
        ('replace("ab", "", "-")', "-a-b-"),
        ('replace("baaac", "/a*/", "x")', "xbxcx"),
    ],
    "reverse": [("reverse([1, 2, 3])", [3, 2, 1])],
    "rsadecrypt": [('rsadecrypt("a", "b")', '${rsadecrypt("a", "b")}')],
    "sensitive": [('sensitive("a")', "a")],
    "setintersection": [
        ('setintersection(["a", "b"], ["b", "c"], ["b", "d"])', ["b"]),
        ('setintersection(["c", "a"], ["a", "c"])', ["a", "c"]),
    ],
    "setproduct": [
        (
            'setproduct(["development", "staging"], ["app1", "app2"])',
            [["development", "app1"], ["development", "app2"], ["staging", "app1"], ["staging", "app2"]],
        ),
        ('setproduct(["a"], [])', []),
    ],
    "setsubtract": [('setsubtract(["a", "b", "c"], ["a", "c"])', ["b"])],
    "setunion": [
        ('setunion(["a", "b"], ["b", "c"], ["d"])', ["a", "b", "c", "d"]),
        ("setunion([2, 10], [1])", [1, 2, 10]),
    ],
    "sha1": [('sha1("hello world")', "2aae6c35c94fcfb415dbe95f408b9ce91ee846ed")],
    "sha256": [
        ('sha256("hello world")', "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9"),
        ('sha256(jsonencode({ b = "<", a = 1 }))', hashlib.sha256(b'{"a":1,"b":"\\u003c"}').hexdigest()),
    ],
    "sha512": [('sha512("hello world")', hashlib.sha512(b"hello world").hexdigest())],
    "signum": [("signum(-13)", -1), ("signum(0)", 0), ("signum(344)", 1)],
    "slice": [('slice(["a", "b", "c", "d"], 1, 3)', ["b", "c"]), ("slice([1], 1, 1)", [])],
    "sort": [('sort(["e", "d", "a", "x"])', ["a", "d", "e", "x"]), ("sort([10, 9])", ["10", "9"])],
    "split": [
        ('split(",", "foo,bar,baz")', ["foo", "bar", "baz"]),
        ('split(",", "foo")', ["foo"]),
        ('split(",", "")', [""]),
        ('split("", "ab")', ["a", "b"]),
    ],
    "startswith": [('startswith("hello world", "hello")', True), ('startswith("hello world", "world")', False)],
    "strcontains": [('strcontains("hello world", "wor")', True), ('strcontains("hello world", "wod")', False)],
    "strrev": [('strrev("hello")', "olleh"), ('strrev("äa")', "aä")],
    "substr": [
        ('substr("hello world", 1, 4)', "ello"),
        ('substr("hello world", -5, -1)', "world"),
        ('substr("hello world", 6, 10)', "world"),
        ('substr("abc", 3, 1)', ""),
    ],
    "sum": [("sum([10, 13, 6, 4.5])", 33.5), ("sum([0.1, 0.2])", 0.3), ('sum(["1", 2])', 3)],
    "templatefile": [('templatefile("hello.tftpl", { name = "Ander" })', "Hello, Ander!")],
    "templatestring": [('templatestring(file("hello.tftpl"), { name = "Ander" })', "Hello, Ander!")],
    "textdecodebase64": [('textdecodebase64("SABlAGwAbABvACAAVwBvAHIAbABkAA==", "UTF-16LE")', "Hello World")],
    "textencodebase64": [('textencodebase64("Hello World", "UTF-16LE")', "SABlAGwAbABvACAAVwBvAHIAbABkAA==")],
    "timeadd": [
        ('timeadd("2017-11-22T00:00:00Z", "10m")', "2017-11-22T00:10:00Z"),
        ('timeadd("2017-11-22T00:00:00Z", "-1h30m")', "2017-11-21T22:30:00Z"),
        ('timeadd("2017-11-22T00:00:00+01:00", "1s")', "2017-11-22T00:00:01+01:00"),
    ],
    "timecmp": [
        ('timecmp("2017-11-22T00:00:00Z", "2017-11-22T00:00:00Z")', 0),
        ('timecmp("2017-11-22T00:00:00Z", "2017-11-22T01:00:00Z")', -1),
        ('timecmp("2017-11-22T01:00:00Z", "2017-11-22T00:59:00Z")', 1),
        ('timecmp("2017-11-22T01:00:00Z", "2017-11-22T01:00:00-01:00")', -1),
    ],
    "timestamp": [("timestamp()", "${timestamp()}")],
    "title": [('title("hello world")', "Hello World"), ('title("foo-bar foo_bar")', "Foo-Bar Foo_bar")],
    "tobool": [("tobool(true)", True), ('tobool("true")', True), ("tobool(null)", None)],
    "tolist": [('tolist(["a", "b", 3])', ["a", "b", "3"]), ('tolist(toset(["b", "a"]))', ["a", "b"])],
    "tomap": [
        ("tomap({ a = 1, b = 2 })", {"a": 1, "b": 2}),
        ('tomap({ a = "foo", b = true })', {"a": "foo", "b": "true"}),
    ],
    "tonumber": [("tonumber(1)", 1), ('tonumber("1.50")', 1.5), ("tonumber(null)", None)],
    "toset": [('toset(["a", "b", 3])', ["3", "a", "b"]), ('toset(["c", "b", "b"])', ["b", "c"])],
    "tostring": [
        ('tostring("hello")', "hello"),
        ("tostring(1)", "1"),
        ("tostring(true)", "true"),
        ("tostring(null)", None),
    ],
    "transpose": [
        ('transpose({ a = ["1", "2"], b = ["2", "3"] })', {"1": ["a"], "2": ["a", "b"], "3": ["b"]}),
    ],
    "trim": [('trim("?!hello?!", "!?")', "hello"), ('trim("foobar", "far")', "oob")],
    "trimprefix": [('trimprefix("helloworld", "hello")', "world"), ('trimprefix("helloworld", "cat")', "helloworld")],
    "trimspace": [('trimspace("  hello\\n\\n")', "hello")],
    "trimsuffix": [('trimsuffix("helloworld", "world")', "hello")],
    "try": [('try({ a = 1 }.b, "fallback")', "fallback"), ('try(tonumber("x"), [][0], 3)', 3)],
    "type": [("type(1)", "${type(1)}")],
    "upper": [('upper("hello")', "HELLO"), ('upper("алло!")', "АЛЛО!")],
    "urlencode": [('urlencode("Hello World!")', "Hello+World%21"), ('urlencode("☃")', "%E2%98%83")],
    "uuid": [("uuid()", "${uuid()}")],
    "uuidv5": [('uuidv5("dns", "www.terraform.io")', "a5008fae-b28c-5ba5-96cd-82b4c53552d6")],
    "values": [("values({ a = 3, c = 2, d = 1 })", [3, 2, 1])],
    "yamldecode": [
        ('yamldecode("hello: world")', {"hello": "world"}),
        ('yamldecode("true")', True),
        ('yamldecode("{a: &foo [1, 2, 3], b: *foo}")', {"a": [1, 2, 3], "b": [1, 2, 3]}),
        ("yamldecode(\"a: 2012-10-17\\nb: '2012-10-17'\")", {"a": "2012-10-17T00:00:00Z", "b": "2012-10-17"}),
        ('yamldecode("[012, 0o17, 0x1F, 1_0x, on, No, ~, 1.50]")', [12, 15, 31, "1_0x", True, False, None, 1.5]),
        ('yamldecode("a: {b: 1}\\nc:\\n  <<: {b: 2, d: 3}\\n  d: 4")', {"a": {"b": 1}, "c": {"b": 2, "d": 4}}),
        ('yamldecode("- |\\n  a\\n  b\\n- >-\\n  c\\n  d")', ["a\nb\n", "c d"]),
        ('yamldecode("!foo bar")', '${yamldecode("!foo bar")}'),
        ('yamldecode("1_000")', '${yamldecode("1_000")}'),
        ('yamldecode("2012-10-17T10:00:00Z")', '${yamldecode("2012-10-17T10:00:00Z")}'),
    ],
    "yamlencode": [
        ('yamlencode({ a = "b", c = "d" })', '"a": "b"\n"c": "d"\n'),
        ('yamlencode({ foo = [1, 2, 3], bar = "baz" })', '"bar": "baz"\n"foo":\n- 1\n- 2\n- 3\n'),
        (
            'yamlencode({ foo = [1, { a = "b", c = "d" }, 3], bar = "baz" })',
            '"bar": "baz"\n"foo":\n- 1\n- "a": "b"\n  "c": "d"\n- 3\n',
        ),
        ("yamlencode({ a = { b = null }, c = [], d = {} })", '"a":\n  "b": null\n"c": []\n"d": {}\n'),
        ("yamlencode(true)", "true\n...\n"),
        ('yamlencode("a\\nb")', '${yamlencode("a\\nb")}'),
    ],
    "zipmap": [('zipmap(["a", "b"], [1, 2])', {"a": 1, "b": 2})],
}
# What is left open of an argument that is not known; a function that is not here is a Hole of its own name.
OPEN: dict[str, list[tuple[str, Any]]] = {
    "alltrue": [
        ("alltrue([false, var.on])", False),
        ("alltrue([true, var.on])", either("alltrue([true, var.on])", True, False)),
    ],
    "anytrue": [("anytrue([true, var.on])", True), ("anytrue(var.l)", either("anytrue(var.l)", True, False))],
    "basename": [('basename("a/${var.a}")', '${basename("a/${var.a}")}')],
    "can": [('can(regex("a", var.a))', either('can(regex("a", var.a))', True, False)), ("can(var.a)", True)],
    "chomp": [('chomp("${var.a}-\\n")', "${var.a}-"), ('chomp("${var.a}\\n")', '${chomp("${var.a}\n")}')],
    "chunklist": [('chunklist(["a", var.a, "b"], 2)', [["a", "${var.a}"], ["b"]])],
    "coalesce": [
        ('coalesce("", var.a, "b")', "${var.a}"),
        ('coalesce(var.on ? "" : "x", "b")', either("var.on", "b", "x")),
    ],
    "coalescelist": [
        (
            'coalescelist([for x in var.l : x if x == "a"], ["b"])',
            either("length(elements of [var.l[*]...]) > 0", [perhaps('var.l[*] == "a"', "${var.l[*]}")], ["b"]),
        ),
    ],
    "compact": [('compact(["", var.a])', ["${var.a}"])],
    "concat": [('concat(["a"], var.l)', ["a", "${var.l[*]}"]), ('length(concat(["a"], var.l)) > 0', True)],
    "contains": [
        ('contains(["a", var.a], "a")', True),
        ('contains([var.a], "a")', either('contains([var.a], "a")', True, False)),
    ],
    "distinct": [
        ('distinct(["a", var.a])', ["a", "${var.a}"]),
        ('length(distinct(["a", var.a]))', '${length(elements of ["a", var.a])}'),
        (
            "length(distinct(var.l)) == length(var.l)",
            either("length(elements of [var.l[*]]) == length(var.l)", True, False),
        ),
    ],
    "element": [('element(["a", var.a], 3)', "${var.a}"), ('element(concat(["a"], var.l), 0)', "a")],
    "ephemeralasnull": [("ephemeralasnull(var.a)", either("ephemeral(var.a)", None, "${var.a}"))],
    "fileexists": [("fileexists(var.a)", "${fileexists(var.a)}")],
    "flatten": [('flatten(["a", [var.a]])', ["a", "${var.a}"])],
    "format": [
        ('format("%s-%d", var.a, 1)', "${var.a}-1"),
        ('format("x-%05d", var.a)', 'x-${format("%05d", var.a)}'),
        ('format("%s %s", var.l...)', '${format("%s %s", var.l)}'),
    ],
    "formatlist": [('formatlist("%s-%s", ["a", var.a], 1)', ["a-1", "${var.a}-1"])],
    "index": [('index(["a", var.a], "a")', 0), ('index([var.a, "a"], "a")', '${index([var.a, "a"], "a")}')],
    "issensitive": [("issensitive(var.a)", either("issensitive(var.a)", True, False))],
    "join": [
        ('join("-", ["a", var.a])', "a-${var.a}"),
        ('join("-", toset(["b", var.a]))', '${join("-", toset(["b", var.a]))}'),
    ],
    "jsondecode": [('jsondecode("{\\"a\\": [\\"x${var.a}\\"]}")', {"a": ["x${var.a}"]})],
    "jsonencode": [
        ("jsondecode(jsonencode({ a = var.a })).a", "${var.a}"),
        ("sha256(jsonencode([var.a]))", "${sha256(jsonencode([var.a]))}"),
    ],
    "keys": [("keys({ (var.a) = 1 })", ["${var.a}"])],
    "length": [("length(var.l) > 0", True), ('length(toset(["a", var.a]))', '${length(toset(["a", var.a]))}')],
    "lookup": [
        ('lookup(var.m, "a", "b")', either('contains(keys(var.m), "a")', '${var.m["a"]}', "b")),
        ('lookup({ a = var.a }, "a")', "${var.a}"),
    ],
    "lower": [('lower("A-${var.a}")', "a-${lower(var.a)}"), (f"lower({OWN})", "${" + OWN + "}")],
    "merge": [
        ("merge(var.m, { a = 1 })", {"${keys(var.m)[*]}": "${var.m[*]}", "a": 1}),
        ("merge(var.m, { a = 1 }).a", 1),
        ("merge({ a = 1 }, var.m)", "${merge({a = 1}, var.m)}"),
    ],
    "nonsensitive": [("nonsensitive(var.a)", "${var.a}")],
    "one": [("one([var.a])", "${var.a}")],
    "provider::aws::arn_build": [
        (f'provider::aws::arn_build("aws", "iam", "", {OWN}, "root")', "arn:aws:iam::${" + OWN + "}:root")
    ],
    "provider::aws::arn_parse": [
        (f'provider::aws::arn_parse("arn:aws:iam::${{{OWN}}}:role/a").account_id', "${" + OWN + "}"),
        ('provider::aws::arn_parse("arn:aws:iam::1:role/${var.a}").resource', "role/${var.a}"),
        (
            'provider::aws::arn_parse("arn:aws:iam::${var.a}:role/a").account_id',
            '${provider::aws::arn_parse("arn:aws:iam::${var.a}:role/a").account_id}',
        ),
    ],
    "provider::aws::trim_iam_role_path": [
        (f'provider::aws::trim_iam_role_path("arn:aws:iam::${{{OWN}}}:role/a/b")', "arn:aws:iam::${" + OWN + "}:role/b")
    ],
    "replace": [
        ('replace("a-x", "x", var.a)', "a-${var.a}"),
        ('replace(var.a, "x", "y")', '${replace(var.a, "x", "y")}'),
    ],
    "sha256": [
        (
            'sha256(jsonencode([for e in var.l : "c"]))',
            '${sha256(jsonencode(elements of ["c"]))}',
        )
    ],
    "reverse": [('reverse(["a", var.a])', ["${var.a}", "a"])],
    "sensitive": [("sensitive(var.a)", "${var.a}")],
    "setintersection": [
        ('setintersection(["a", var.a], ["a"])', ["a", perhaps('setintersection(var.a, ["a"])', "${var.a}")])
    ],
    "setproduct": [('setproduct(["a"], [var.a])', '${setproduct(["a"], [var.a])}')],
    "setsubtract": [('setsubtract(["a", "b"], ["a", var.a])', [perhaps('setsubtract("b", ["a", var.a])', "b")])],
    "setunion": [('setunion(["a"], [var.a])', ["a", "${var.a}"])],
    "slice": [('slice(["a", var.a, "b"], 1, 3)', ["${var.a}", "b"])],
    "split": [
        ('split(":", "arn:aws:${var.a}:x")[1]', "aws"),
        (f'split(":", "arn:${{{OWN}}}:x")', ["arn", "${" + OWN + "}", "x"]),
        ('split("/", "a/${var.a}")', ["a", '${split("/", "a/${var.a}")[1…]}']),
    ],
    "startswith": [
        ('startswith("arn:${var.a}", "arn")', True),
        ('startswith("arn:${var.a}", "x")', False),
        ('startswith(var.a, "")', True),
        ('startswith(var.a, "x")', either('startswith(var.a, "x")', True, False)),
    ],
    "endswith": [
        ('endswith("${var.a}:root", "root")', True),
        ('endswith(var.a, "x")', either('endswith(var.a, "x")', True, False)),
    ],
    "strcontains": [
        ('strcontains("ab${var.a}", "b")', True),
        ('strcontains(var.a, "b")', either('strcontains(var.a, "b")', True, False)),
    ],
    "substr": [('substr("arn:${var.a}", 0, 3)', "arn"), ("substr(var.a, 0, 3)", "${substr(var.a, 0, 3)}")],
    "templatefile": [('templatefile("hello.tftpl", { name = var.a })', "Hello, ${var.a}!")],
    "templatestring": [('templatestring(file("hello.tftpl"), { name = var.a })', "Hello, ${var.a}!")],
    "tobool": [("tobool(var.a)", either("tobool(var.a)", True, False))],
    "tolist": [("tolist(var.l)", "${var.l}")],
    "tomap": [("tomap(var.m)", "${var.m}")],
    "toset": [("toset(var.l)", "${var.l}"), ('toset([var.a, "a"])', ["${var.a}", "a"])],
    "tostring": [("tostring(var.a)", "${var.a}")],
    "trim": [('trim("x${var.a}-x", "x")', '${trim("x${var.a}-x", "x")}'), ('trim("xa${var.a}-x", "x")', "a${var.a}-")],
    "trimprefix": [('trimprefix("arn:${var.a}", "arn:")', "${var.a}")],
    "trimspace": [('trimspace(" a${var.a}b ")', "a${var.a}b"), ("trimspace(var.a)", "${trimspace(var.a)}")],
    "trimsuffix": [('trimsuffix("${var.a}:root", ":root")', "${var.a}")],
    "try": [
        ('try(regex("a", var.a), "b")', either('can(regex("a", var.a))', '${regex("a", var.a)}', "b")),
        ('try(var.m.a, "b")', "${var.m.a}"),
    ],
    "upper": [('upper("a-${var.a}")', "A-${upper(var.a)}")],
    "values": [("values({ a = var.a })", ["${var.a}"])],
    "yamldecode": [
        (
            'yamldecode("a: ${var.a}\\nb: [\\"${var.a}\\", arn:${var.a}]")',
            {"a": '${yamldecode("${var.a}")}', "b": ["${var.a}", "arn:${var.a}"]},
        ),
        ('yamldecode("${var.a}: b")', '${yamldecode("${var.a}: b")}'),
    ],
    "yamlencode": [
        ('yamlencode({ (var.a) = "1", z = "2" })', '${yamlencode({${var.a} = "1", z = "2"})}'),
    ],
    "zipmap": [('zipmap(["a"], [var.a])', {"a": "${var.a}"}), ('zipmap([var.a], ["a"])', {"${var.a}": "a"})],
}

# What Terraform refuses is an error here too, and never a value.
REFUSED = [
    'base64decode("?")',
    'base64decode("/w==")',
    'chunklist(["a"], -1)',
    'cidrhost("10.0.0.0/8", 16777216)',
    'cidrhost("10.0.0.0", 1)',
    'cidrnetmask("fd00::/8")',
    'cidrsubnet("10.0.0.0/30", 4, 0)',
    'cidrsubnet("10.0.0.0/8", 2, 4)',
    'cidrsubnets("10.0.0.0/24", 1, 1, 1)',
    'coalesce("", null)',
    "coalescelist([], [])",
    "coalescelist([], null, [1])",
    "contains([null], null)",
    'concat(["a"], toset(["b"]))',
    'concat("a")',
    'csvdecode("a,b\\n1")',
    'csvdecode("a,a\\n1,2")',
    "element([], 0)",
    "element({ a = 1 }, 0)",
    'element(["a"], 0.5)',
    'format("%s")',
    'format("%s", "a", "b")',
    'format("%d", 1.5)',
    'format("%d", "x")',
    'format("%s", null)',
    'format("%s", ["a"])',
    'format("%z", 1)',
    'format("%", 1)',
    'formatdate("YYYYY", "2018-01-02T23:12:01Z")',
    'formatdate("YYYY", "2018-01-02")',
    'formatlist("%s%s", ["a"], ["b", "c"])',
    'index(["a"], "b")',
    'join("-", [null])',
    'join("-", [["a"]])',
    'join("-")',
    'jsondecode("{")',
    "keys([1])",
    "length(1)",
    'lookup({ a = 1 }, "b")',
    'lookup(["a"], 0)',
    'matchkeys(["a"], [], ["a"])',
    'max(["a"]...)',
    "max([1, 2])",
    "max()",
    'merge({ a = 1 }, "b")',
    'one(["a", "b"])',
    'parseint("12", 2)',
    'parseint("0x1", 16)',
    "parseint(12, 10)",
    'parseint("1", 63)',
    'provider::aws::arn_parse("arn:aws:iam")',
    'provider::aws::trim_iam_role_path("arn:aws:iam::1:user/a")',
    "range(1, 4, -1)",
    "range(1, 4, 0)",
    "range(2000)",
    "range()",
    'regex("b", "a")',
    'regex("(?=a)", "a")',
    'regex("(a)(?P<b>b)", "ab")',
    'regex("a**", "a")',
    'regex("a{1001}", "a")',
    'regex("(", "a")',
    "setproduct([1])",
    "signum(1.5)",
    'slice(["a"], 0, 2)',
    'slice(toset(["a"]), 0, 1)',
    "sort([null])",
    'split(",", null)',
    "sum([])",
    "sum([null])",
    'timeadd("2017-11-22", "1h")',
    'tobool("yes")',
    "tobool(1)",
    'tolist(["a", ["b"]])',
    "tolist([1, true])",
    'tomap(["a"])',
    'tonumber("a")',
    'tonumber(" 1")',
    "tonumber(true)",
    "tostring([])",
    "upper(null)",
    "upper([])",
    'upper("a", "b")',
    "upper()",
    'yamldecode("*nothing")',
    'yamldecode("{[a]: b}")',
    'yamldecode("a\\n---\\nb")',
    'zipmap(["a"], [])',
    'list("a")',
    'map("a", "b")',
]


def cases(table: dict[str, list[tuple[str, Any]]]) -> list[tuple[str, Any]]:
    return [case for rows in table.values() for case in rows]


def test_every_function_has_its_case() -> None:
    assert set(KNOWN) == set(FUNCTIONS) | set(ELSEWHERE)
    assert set(OPEN) <= set(KNOWN)
    assert set(ELSEWHERE) >= evaluate._FILES


@pytest.mark.parametrize(("expression", "value"), cases(KNOWN))
def test_a_function_does_what_its_page_says(tmp_path: Path, expression: str, value: Any) -> None:
    assert World(tmp_path, BESIDE).value(expression) == value


@pytest.mark.parametrize(("expression", "value"), cases(OPEN))
def test_a_function_keeps_what_is_not_known(tmp_path: Path, expression: str, value: Any) -> None:
    assert World(tmp_path, BESIDE).value(expression) == value


@pytest.mark.parametrize(
    "name", [name for name, row in FUNCTIONS.items() if not row.sees_open and name not in ("list", "map")]
)
def test_a_function_of_known_values_is_a_hole_that_names_it(tmp_path: Path, name: str) -> None:
    assert World(tmp_path, BESIDE).value(f"{name}(var.a)") == "${" + f"{name}(var.a)" + "}"


@pytest.mark.parametrize("expression", REFUSED)
def test_what_terraform_refuses_is_no_value(tmp_path: Path, expression: str) -> None:
    world = World(tmp_path, BESIDE)
    with pytest.raises(PolicyError):
        world.value(expression)
    assert world.value(f'try({expression}, "refused")') == "refused"


@pytest.mark.parametrize("row", [*FUNCTIONS.values()], ids=list(FUNCTIONS))
def test_a_row_says_what_is_done_and_what_is_not(row: Any) -> None:
    for said in (row.does, row.hole):
        assert re.match(r"[a-z`\-1]", said), said
        assert not said.endswith("."), said
