"""`data.aws_iam_policy_document`, `jsonencode` and heredocs, as a role's trust policy comes by them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dialects.hcl_world import World, plain
from roletrust.dialects.tree import Map
from roletrust.engine.policy.document import PolicyError, Source


def role(expression: str) -> str:
    return f'resource "aws_iam_role" "this" {{\n  assume_role_policy = {expression}\n}}\n'


def statement(inner: str = "", sid: str = "") -> str:
    named = f'sid = "{sid}"' if sid else ""
    return (
        f'  statement {{\n    {named}\n    actions = ["sts:AssumeRole"]\n'
        f'    principals {{\n      type = "AWS"\n      identifiers = ["1"]\n    }}\n{inner}\n  }}\n'
    )


def data(inner: str, name: str = "d") -> str:
    return f'data "aws_iam_policy_document" "{name}" {{\n{inner}\n}}\n'


CONDITION = '    condition {{\n      test = "{}"\n      variable = "sts:ExternalId"\n      values = {}\n    }}\n'
D = role("data.aws_iam_policy_document.d.json")
PLAIN = {"Effect": "Allow", "Action": ["sts:AssumeRole"], "Principal": {"AWS": ["1"]}}


def statements(tmp_path: Path, config: str) -> Any:
    return World(tmp_path, config).tree()["Statement"]


OF_M = "${var.m[keys(data.aws_iam_policy_document.s)[*]]}"


class TestReferences:
    @pytest.mark.parametrize(
        ("repeat", "reference"),
        [
            ("", "data.aws_iam_policy_document.d.json"),
            ("", "data.aws_iam_policy_document.d.minified_json"),
            ("count = 1", "data.aws_iam_policy_document.d[0].json"),
            ("count = 1", "data.aws_iam_policy_document.d.0.json"),
            ("count = 1", "one(data.aws_iam_policy_document.d[*].json)"),
            ("count = 1", 'join("", data.aws_iam_policy_document.d.*.json)'),
            ("count = 1", 'element(concat(data.aws_iam_policy_document.d.*.json, [""]), 0)'),
            ('for_each = toset(["k"])', 'data.aws_iam_policy_document.d["k"].json'),
            ('for_each = { k = "v" }', "values(data.aws_iam_policy_document.d)[0].json"),
            ("", "local.doc"),
            ("", "local.whole.json"),
            ("", "coalesce(null, local.doc)"),
            ("", "jsonencode(jsondecode(local.doc))"),
            ("", '"${local.doc}"'),
            ("", "<<EOF\n${local.doc}\nEOF\n"),
            ("", "trimspace(local.doc)"),
            ("", "true ? local.doc : null"),
        ],
    )
    def test_every_way_to_refer_to_a_document_reaches_it(self, tmp_path: Path, repeat: str, reference: str) -> None:
        locals_ = "locals {\n  doc = data.aws_iam_policy_document.d.json\n  whole = data.aws_iam_policy_document.d\n}\n"
        config = data(repeat + "\n" + statement()) + (locals_ if "local" in reference else "") + role(reference)
        found = World(tmp_path, config).trust()
        assert plain(found.tree) == {"Version": "2012-10-17", "Statement": [PLAIN]}
        assert found.documents == {(str(tmp_path / "main.tf"), "d")}
        assert found.source == Source("/main.tf", 1, 13)

    def test_the_document_of_an_unknown_count_is_there_where_the_role_is(self, tmp_path: Path) -> None:
        config = 'variable "create" { type = bool }\n' + data("count = var.create ? 1 : 0\n" + statement())
        tree = World(tmp_path, config + role("data.aws_iam_policy_document.d[0].json")).tree()
        assert tree["Statement"] == [PLAIN]

    def test_a_document_by_the_roles_own_key(self, tmp_path: Path) -> None:
        config = (
            'locals {\n  roles = { a = "1", b = "2" }\n}\n'
            + data("for_each = local.roles\n" + statement().replace('["1"]', "[each.value]"))
            + 'resource "aws_iam_role" "this" {\n  for_each = local.roles\n'
            "  assume_role_policy = data.aws_iam_policy_document.d[each.key].json\n}\n"
        )
        world = World(tmp_path, config)
        assert world.tree(key="b")["Statement"][0]["Principal"] == {"AWS": ["2"]}
        unknown = World(tmp_path, config.replace('roles = { a = "1", b = "2" }', "roles = var.r")).tree()
        assert unknown["Statement"][0]["Principal"] == {"AWS": ["${var.r[each.key]}"]}

    def test_a_document_in_a_module_is_reached_through_its_output(self, tmp_path: Path) -> None:
        files = {
            "main.tf": 'module "a" {\n  source = "./m"\n  id = "x"\n}\n' + role("module.a.json"),
            "m/main.tf": 'variable "id" {}\n'
            + data(statement(CONDITION.format("StringEquals", "[var.id]")))
            + 'output "json" { value = data.aws_iam_policy_document.d.json }\n',
        }
        found = World(tmp_path, files).trust()
        assert found.tree["Statement"][0]["Condition"] == {"StringEquals": {"sts:ExternalId": ["x"]}}
        assert found.documents == {(str(tmp_path / "m/main.tf"), "d")}
        assert found.source.file == "/m/main.tf"

    def test_every_role_of_one_document_names_it(self, tmp_path: Path) -> None:
        world = World(tmp_path, data(statement()) + D + D.replace("this", "other"))
        for name in ("this", "other"):
            address = ("resource", "aws_iam_role", name)
            found = world.project.attribute(world.path("main.tf"), (), address, "assume_role_policy")
            assert found.documents == {(world.path("main.tf"), "d")}

    def test_a_document_can_be_asked_for_itself(self, tmp_path: Path) -> None:
        world = World(tmp_path, data(statement()))
        found = world.project.document(world.path("main.tf"), (), "d")
        assert plain(found.tree) == {"Version": "2012-10-17", "Statement": [PLAIN]}
        assert found.documents == {(str(tmp_path / "main.tf"), "d")}
        assert found.source == Source("/main.tf", 1, 12)


class TestRendering:
    def test_each_statement_has_its_lines(self, tmp_path: Path) -> None:
        tree = World(tmp_path, data(statement() + statement()) + D).trust().tree
        assert [each.source for each in tree["Statement"]] == [Source("/main.tf", 2, 10), Source("/main.tf", 11, 19)]

    @pytest.mark.parametrize(
        ("inner", "condition"),
        [
            (CONDITION.format("StringEquals", "[]"), {"StringEquals": {"sts:ExternalId": []}}),
            (CONDITION.format("StringEquals", "null"), {"StringEquals": {"sts:ExternalId": []}}),
            (CONDITION.format("Bool", "[true]"), {"Bool": {"sts:ExternalId": ["true"]}}),
            (
                CONDITION.format("StringEquals", '["a"]') + CONDITION.format("StringEquals", '["b"]'),
                {"StringEquals": {"sts:ExternalId": ["a", "b"]}},
            ),
            (
                CONDITION.format("StringEquals", '["a"]') + CONDITION.format("StringLike", '["b"]'),
                {"StringEquals": {"sts:ExternalId": ["a"]}, "StringLike": {"sts:ExternalId": ["b"]}},
            ),
            (
                CONDITION.format("StringLike", '["&{aws:username}"]'),
                {"StringLike": {"sts:ExternalId": ["${aws:username}"]}},
            ),
            (
                CONDITION.format("StringLike", '["$${aws:username}"]'),
                {"StringLike": {"sts:ExternalId": ["${aws:username}"]}},
            ),
        ],
    )
    def test_conditions_are_the_providers(self, tmp_path: Path, inner: str, condition: object) -> None:
        assert statements(tmp_path, data(statement(inner)) + D)[0]["Condition"] == condition

    def test_a_condition_block_without_values_has_none(self, tmp_path: Path) -> None:
        inner = '    condition {\n      test = "StringEquals"\n      variable = "sts:ExternalId"\n    }\n'
        assert statements(tmp_path, data(statement(inner)) + D)[0]["Condition"] == {
            "StringEquals": {"sts:ExternalId": []}
        }

    @pytest.mark.parametrize(
        ("kind", "identifiers", "principal"),
        [
            ("AWS", '["*"]', {"AWS": ["*"]}),
            ("*", '["*"]', "*"),
            ("Service", '["ec2.amazonaws.com"]', {"Service": ["ec2.amazonaws.com"]}),
            ("AWS", "var.ids", {"AWS": ["${var.ids}"]}),
            ("AWS", '[for a in var.ids : "arn:aws:iam::${a}:root"]', {"AWS": ["arn:aws:iam::${var.ids[*]}:root"]}),
        ],
    )
    def test_principals_are_the_providers(self, tmp_path: Path, kind: str, identifiers: str, principal: object) -> None:
        block = (
            f'  statement {{\n    actions = ["sts:AssumeRole"]\n    principals {{\n      type = "{kind}"\n'
            f"      identifiers = {identifiers}\n    }}\n  }}\n"
        )
        assert statements(tmp_path, 'variable "ids" {}\n' + data(block) + D)[0]["Principal"] == principal

    def test_every_other_argument(self, tmp_path: Path) -> None:
        inner = (
            'version = "2008-10-17"\npolicy_id = "p"\n  statement {\n    sid = "S"\n    effect = "Deny"\n'
            '    not_actions = ["a"]\n    resources = ["*"]\n    not_principals {\n      type = "AWS"\n'
            '      identifiers = ["1"]\n    }\n  }\n'
        )
        assert World(tmp_path, data(inner) + D).tree() == {
            "Version": "2008-10-17",
            "Id": "p",
            "Statement": [
                {
                    "Sid": "S",
                    "Effect": "Deny",
                    "NotAction": ["a"],
                    "Resource": ["*"],
                    "NotPrincipal": {"AWS": ["1"]},
                }
            ],
        }


class TestDynamicBlocks:
    DYNAMIC = """
      dynamic "condition" {{
        for_each = {for_each}
        {iterator}
        content {{
          test     = "StringEquals"
          variable = "sts:ExternalId"
          values   = [{value}]
        }}
      }}
    """

    def condition(self, tmp_path: Path, for_each: str, value: str = "condition.value", iterator: str = "") -> Any:
        inner = self.DYNAMIC.format(for_each=for_each, value=value, iterator=iterator)
        variables = 'variable "ids" {}\nvariable "on" {}\n'
        return statements(tmp_path, variables + data(statement(inner)) + D)[0].get("Condition", "none")

    def test_over_a_known_collection_they_are_the_blocks(self, tmp_path: Path) -> None:
        assert self.condition(tmp_path, '["a", "b"]') == {"StringEquals": {"sts:ExternalId": ["a", "b"]}}
        assert self.condition(tmp_path, '{ k = "v" }', "condition.key") == {"StringEquals": {"sts:ExternalId": ["k"]}}
        assert self.condition(tmp_path, '["a"]', "id.value", "iterator = id") == {
            "StringEquals": {"sts:ExternalId": ["a"]}
        }

    def test_over_an_empty_collection_there_is_none(self, tmp_path: Path) -> None:
        assert self.condition(tmp_path, "[]") == "none"
        assert self.condition(tmp_path, "null") == "none"

    def test_over_an_unknown_collection_the_block_may_be_there(self, tmp_path: Path) -> None:
        assert self.condition(tmp_path, "var.ids") == {
            "StringEquals": {"sts:ExternalId": {"maybe": "var.ids", "value": ["${var.ids[*]}"]}}
        }

    def test_over_an_open_condition_it_is_there_in_one_branch(self, tmp_path: Path) -> None:
        there = {"StringEquals": {"sts:ExternalId": ["${var.ids}"]}}
        assert self.condition(tmp_path, "var.on ? [1] : []", "var.ids") == {
            "if": "var.on",
            "then": there,
            "else": "ABSENT",
        }

    def test_over_a_null_check_of_a_hole_it_is_there(self, tmp_path: Path) -> None:
        there = {"StringEquals": {"sts:ExternalId": ["${var.ids}"]}}
        assert self.condition(tmp_path, "var.ids == null ? [] : [var.ids]") == there
        assert self.condition(tmp_path, "var.ids[*]") == {
            "StringEquals": {"sts:ExternalId": {"maybe": "var.ids[*]", "value": ["${var.ids[*]}"]}}
        }

    def test_statements_and_principals_within_each_other(self, tmp_path: Path) -> None:
        inner = """
          dynamic "statement" {
            for_each = { one = ["1"], two = ["2", "3"] }
            iterator = each_of
            content {
              sid     = each_of.key
              actions = ["sts:AssumeRole"]
              dynamic "principals" {
                for_each = each_of.value
                content {
                  type        = "AWS"
                  identifiers = [principals.value]
                }
              }
            }
          }
        """
        assert statements(tmp_path, data(inner) + D) == [
            {"Sid": "one", "Effect": "Allow", "Action": ["sts:AssumeRole"], "Principal": {"AWS": ["1"]}},
            {"Sid": "two", "Effect": "Allow", "Action": ["sts:AssumeRole"], "Principal": {"AWS": ["2", "3"]}},
        ]

    def test_a_statement_over_an_unknown_map(self, tmp_path: Path) -> None:
        inner = """
          dynamic "statement" {
            for_each = var.m
            content {
              principals {
                type        = "AWS"
                identifiers = ["arn:aws:iam::${statement.value.account}:root"]
              }
            }
          }
        """
        assert statements(tmp_path, 'variable "m" {}\n' + data(inner) + D) == [
            {
                "maybe": "var.m",
                "value": {"Effect": "Allow", "Principal": {"AWS": ["arn:aws:iam::${var.m[*].account}:root"]}},
            }
        ]


class TestMerging:
    def merged(self, tmp_path: Path, sources: str, own: str, overrides: str, *others: str) -> list[str]:
        arguments = f"source_policy_documents = {sources}\noverride_policy_documents = {overrides}\n"
        config = data(arguments + own) + "".join(others) + D
        found = statements(tmp_path, config)
        return [f"{each.get('Sid', '-')}:{each['Principal']['AWS'][0]}" for each in found]

    @staticmethod
    def other(name: str, *named: tuple[str, str]) -> str:
        return data("".join(statement(sid=sid).replace('["1"]', f'["{who}"]') for sid, who in named), name)

    def test_sources_then_own_then_overrides_each_in_the_place_of_its_sid(self, tmp_path: Path) -> None:
        source = self.other("s", ("A", "s"), ("B", "s"), ("", "s"))
        override = self.other("o", ("B", "o"), ("C", "o"), ("", "o"))
        documents = ("[data.aws_iam_policy_document.s.json]", "[data.aws_iam_policy_document.o.json]")
        found = self.merged(tmp_path, documents[0], statement(sid="A"), documents[1], source, override)
        assert found == ["A:1", "B:o", "-:s", "C:o", "-:o"]

    def test_one_document_of_an_older_provider_comes_first_or_last(self, tmp_path: Path) -> None:
        of_old = ("source_json", "s"), ("override_json", "o")
        written = "".join(f"{name} = data.aws_iam_policy_document.{which}.json\n" for name, which in of_old)
        others = self.other("s", ("A", "s"), ("B", "s")) + self.other("o", ("B", "o")) + self.other("t", ("C", "t"))
        listed = "source_policy_documents = [data.aws_iam_policy_document.t.json]\n"
        found = statements(tmp_path, data(written + listed + statement(sid="A")) + others + D)
        assert [f"{each['Sid']}:{each['Principal']['AWS'][0]}" for each in found] == ["A:1", "B:o", "C:t"]

    def test_the_documents_merged_are_all_named(self, tmp_path: Path) -> None:
        config = data("source_policy_documents = [data.aws_iam_policy_document.s.json]") + self.other("s", ("A", "s"))
        names = {name for _, name in World(tmp_path, config + D).trust().documents}
        assert names == {"d", "s"}

    def test_texts_and_encoded_objects_are_merged_too(self, tmp_path: Path) -> None:
        sources = (
            '[jsonencode({ Statement = [{ Sid = "A", Effect = "Allow", Principal = { AWS = ["j"] } }] }), <<EOF\n'
            '{"Statement": [{"Sid": "B", "Effect": "Allow", "Principal": {"AWS": ["${var.x}"]}}]}\nEOF\n, null]'
        )
        found = self.merged(tmp_path, sources, statement(), "[]", 'variable "x" {}\n')
        assert found == ["A:j", "B:${var.x}", "-:1"]

    def test_a_source_that_depends_on_a_condition(self, tmp_path: Path) -> None:
        config = (
            'variable "on" {}\n'
            + data("source_policy_documents = var.on ? [data.aws_iam_policy_document.s.json] : []\n" + statement())
            + self.other("s", ("A", "s"))
            + D
        )
        tree = World(tmp_path, config).tree()
        assert tree["if"] == "var.on"
        assert [len(tree[way]["Statement"]) for way in ("then", "else")] == [2, 1]

    def test_an_unknown_document_makes_the_whole_unknown(self, tmp_path: Path) -> None:
        config = 'variable "docs" {}\n' + data("source_policy_documents = var.docs\n" + statement()) + D
        assert World(tmp_path, config).tree() == "${var.docs}"

    def test_documents_of_an_unknown_number_may_be_there(self, tmp_path: Path) -> None:
        config = (
            'variable "m" {}\n'
            + data("override_policy_documents = values(data.aws_iam_policy_document.s)[*].json\n" + statement())
            + data("for_each = var.m\n" + statement().replace('"1"', "each.value"), "s")
            + D
        )
        assert World(tmp_path, config).tree()["Statement"] == [
            PLAIN,
            {"maybe": "data.aws_iam_policy_document.s", "value": {**PLAIN, "Principal": {"AWS": [OF_M]}}},
        ]

    def test_two_sources_of_one_sid_are_refused(self, tmp_path: Path) -> None:
        sources = "[data.aws_iam_policy_document.s.json, data.aws_iam_policy_document.s.json]"
        with pytest.raises(PolicyError, match="duplicate sid `A`"):
            self.merged(tmp_path, sources, statement(), "[]", self.other("s", ("A", "s")))


class TestJsonencode:
    def test_block_and_object_forms(self, tmp_path: Path) -> None:
        config = role(
            'jsonencode({\n    "Version" : "2012-10-17",\n    Statement = [\n      {\n        Effect = "Allow"\n'
            "      },\n    ]\n  })"
        )
        found = World(tmp_path, config).trust()
        assert plain(found.tree) == {"Version": "2012-10-17", "Statement": [{"Effect": "Allow"}]}
        assert found.source == Source("/main.tf", 2, 9)
        assert isinstance(found.tree, Map)
        assert found.tree["Statement"][0].source == Source("/main.tf", 5, 7)

    def test_a_merge_of_objects(self, tmp_path: Path) -> None:
        config = 'locals {\n  base = { Version = "v" }\n}\n' + role("jsonencode(merge(local.base, { Statement = [] }))")
        assert World(tmp_path, config).tree() == {"Version": "v", "Statement": []}

    def test_a_key_that_is_open_keeps_its_name(self, tmp_path: Path) -> None:
        config = role('jsonencode({ Condition = { StringEquals = { "${var.issuer}:sub" = "a" } } })')
        assert World(tmp_path, config).tree() == {"Condition": {"StringEquals": {"${var.issuer}:sub": "a"}}}

    def test_a_variable_passed_as_the_whole_policy(self, tmp_path: Path) -> None:
        files = {
            "main.tf": 'module "a" {\n  source = "./m"\n  policy = jsonencode({ Statement = [] })\n}\n',
            "m/main.tf": 'variable "policy" {}\n' + role("var.policy"),
        }
        found = World(tmp_path, files).trust("m/main.tf", [("main.tf", "a")])
        assert found.tree == {"Statement": []}
        assert found.source == Source("/main.tf", 3, 3)


class TestHeredocs:
    def test_text_with_its_holes(self, tmp_path: Path) -> None:
        config = 'variable "a" {}\n' + role('<<EOF\n{\n  "AWS": "arn:aws:iam::${var.a}:root"\n}\nEOF\n')
        found = World(tmp_path, config).trust()
        assert plain(found.tree) == '{\n  "AWS": "arn:aws:iam::${var.a}:root"\n}\n'
        assert found.source == Source("/main.tf", 4, 6)

    def test_an_indented_heredoc_loses_its_indentation(self, tmp_path: Path) -> None:
        assert World(tmp_path, role('<<-EOF\n    {\n      "a": 1\n    }\n    EOF\n')).tree() == '{\n  "a": 1\n}\n'

    def test_a_value_encoded_inside_text_is_its_json(self, tmp_path: Path) -> None:
        config = 'variable "a" {}\n' + role(
            '<<EOF\n{"AWS": ${jsonencode(["1", var.a])}, "x": ${jsonencode(var.a)}}\nEOF\n'
        )
        assert World(tmp_path, config).tree() == '{"AWS": ["1",${var.a}], "x": ${var.a}}\n'

    def test_conditions_in_text(self, tmp_path: Path) -> None:
        config = 'variable "on" {}\n' + role("<<EOF\n{%{ if var.on }a%{ else }b%{ endif }}\nEOF\n")
        assert World(tmp_path, config).tree() == {"if": "var.on", "then": "{a}\n", "else": "{b}\n"}

    def test_literal_dollars_stay(self, tmp_path: Path) -> None:
        assert World(tmp_path, role('<<EOF\n"$${aws:username}" \\n $5\nEOF\n')).tree() == '"${aws:username}" \\n $5\n'


class TestWholeDocuments:
    def test_a_ternary_around_documents(self, tmp_path: Path) -> None:
        config = 'variable "on" {}\n' + role("var.on ? jsonencode({ a = 1 }) : data.aws_iam_policy_document.d.json")
        tree = World(tmp_path, config + data(statement())).tree()
        assert tree == {
            "if": "var.on",
            "then": {"a": 1},
            "else": {"Version": "2012-10-17", "Statement": [PLAIN]},
        }

    def test_the_wholly_unknown_is_one_hole(self, tmp_path: Path) -> None:
        for expression, name in (
            ("var.policy", "var.policy"),
            ("jsonencode(var.policy)", "var.policy"),
            ("data.http.x.response_body", "data.http.x.response_body"),
        ):
            assert World(tmp_path, 'variable "policy" {}\n' + role(expression)).tree() == "${" + name + "}"
