"""Where values come from: variables, variable files, locals, modules and their outputs, files, providers."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from dialects.hcl_world import ROLE, World, plain
from roletrust.dialects.hcl.evaluation.evaluated import Evaluated
from roletrust.dialects.hcl.project.module_calls import ModuleCall
from roletrust.dialects.hcl.project.project import Project
from roletrust.engine.policy.document import PolicyError, Source
from roletrust.engine.text import Hole, Means, Text

ROLE_OF_X = 'resource "aws_iam_role" "this" {\n  assume_role_policy = jsonencode({ x = var.x })\n}\n'
X = 'variable "x" { default = "default" }\n'


def x(tree: object) -> object:
    return tree["x"] if isinstance(tree, dict) else tree


class TestVariables:
    @pytest.mark.parametrize(
        ("files", "var_files", "value"),
        [
            ({}, [], "default"),
            ({"terraform.tfvars": 'x = "tfvars"'}, [], "tfvars"),
            ({"terraform.tfvars.json": '{"x": "json"}'}, [], "json"),
            ({"terraform.tfvars": 'x = "tfvars"', "a.auto.tfvars": 'x = "auto"'}, [], "auto"),
            ({"a.auto.tfvars": 'x = "a"', "b.auto.tfvars.json": '{"x": "b"}'}, [], "b"),
            ({"a.auto.tfvars": 'x = "a"', "env/prod.tfvars": 'x = "prod"'}, ["env/prod.tfvars"], "prod"),
            ({"env/prod.tfvars": 'x = "prod"'}, [], "default"),
            ({"one.tfvars": 'x = "1"', "two.tfvars": "# nothing\n"}, ["one.tfvars", "two.tfvars"], "1"),
        ],
    )
    def test_variable_files_win_over_defaults_in_terraforms_order(
        self, tmp_path: Path, files: dict[str, str], var_files: list[str], value: str
    ) -> None:
        assert x(World(tmp_path, {"main.tf": X + ROLE_OF_X, **files}, var_files).tree()) == value

    def test_a_variable_without_a_value_is_a_hole_at_its_declaration(self, tmp_path: Path) -> None:
        tree = World(tmp_path, {"vars.tf": '\nvariable "x" {}\n', "main.tf": ROLE_OF_X}).trust().tree
        assert tree["x"] == Text((Hole("var.x"),))
        assert tree["x"].lone.where == "/vars.tf:2"

    @pytest.mark.parametrize("default", ['""', '"  "', '[""]', '"xxxxxxxx"'])
    def test_a_default_that_stands_for_nothing_is_not_given(self, tmp_path: Path, default: str) -> None:
        assert World(tmp_path, f'variable "x" {{ default = {default} }}\n{ROLE_OF_X}').tree() == {"x": "${var.x}"}

    @pytest.mark.parametrize(
        ("kind", "default", "value"),
        [
            ("string", "123456789012", "123456789012"),
            ("number", '"12"', 12),
            ("bool", '"true"', True),
            ("list(string)", "[1, true]", ["1", "true"]),
            ("set(string)", '["a", "a"]', ["a"]),
            ("map(object({ a = optional(string) }))", "{ k = {} }", {"k": {"a": None}}),
            ("object({ a = optional(list(string), []) })", "{}", {"a": []}),
            ("tuple([string, number])", '[1, "2"]', ["1", 2]),
            ("any", "[1]", [1]),
        ],
    )
    def test_a_value_takes_the_variables_type(self, tmp_path: Path, kind: str, default: str, value: object) -> None:
        variable = f'variable "x" {{\n  type = {kind}\n  default = {default}\n}}\n'
        assert x(World(tmp_path, variable + ROLE_OF_X).tree()) == value

    @pytest.mark.parametrize("kind", ["string", "optional(string)", 'optional(string, "default")'])
    def test_an_attribute_that_an_unknown_object_may_hold_is_not_missing(self, tmp_path: Path, kind: str) -> None:
        call = 'variable "open" {}\nmodule "a" {\n  source = "./m"\n  x = merge(var.open, { b = "c" })\n}\n'
        child = f'variable "x" {{\n  type = object({{ a = {kind}, b = string }})\n}}\n{ROLE_OF_X}'
        found = x(World(tmp_path, {"main.tf": call, "m/main.tf": child}).tree("m/main.tf", [("main.tf", "a")]))
        assert found == {"a": "${var.open.a}", "b": "c"}

    @pytest.mark.parametrize("name", ["terraform.tfvars", "a.auto.tfvars"])
    def test_a_variable_file_holds_objects_and_lists(self, tmp_path: Path, name: str) -> None:
        files = {name: 'x = {\n  a = [{ b = "c" }]\n  d = {}\n}\n', "main.tf": 'variable "x" {}\n' + ROLE_OF_X}
        assert x(World(tmp_path, files).tree()) == {"a": [{"b": "c"}], "d": {}}

    def test_an_object_in_a_variable_file_stands_in_that_file(self, tmp_path: Path) -> None:
        role = 'variable "x" {}\nresource "aws_iam_role" "this" {\n  assume_role_policy = jsonencode(var.x)\n}\n'
        found = World(tmp_path, {"main.tf": role, "terraform.tfvars": '\nx = {\n  a = "b"\n}\n'}).trust()
        assert found.source == Source("/terraform.tfvars", 2, 4)


class TestModules:
    CHILD = 'variable "x" {}\n' + ROLE_OF_X
    CALL = 'module "a" {\n  source = "./m"\n  x = "passed"\n}\n'

    def test_inputs_come_through_the_call_chain(self, tmp_path: Path) -> None:
        files = {
            "main.tf": 'variable "top" {}\nmodule "a" {\n  source = "./m"\n  y = "y-${var.top}"\n}\n',
            "m/main.tf": 'variable "y" {}\nmodule "b" {\n  source = "../n"\n  x = "x-${var.y}"\n}\n',
            "n/main.tf": self.CHILD,
        }
        world = World(tmp_path, {**files, "terraform.tfvars": 'top = "t"'})
        assert x(world.tree("n/main.tf", [("main.tf", "a"), ("m/main.tf", "b")])) == "x-y-t"

    def test_an_input_that_is_not_passed_is_a_hole_named_by_the_module(self, tmp_path: Path) -> None:
        files = {"main.tf": 'module "a" {\n  source = "./m"\n}\n', "m/main.tf": self.CHILD}
        assert x(World(tmp_path, files).tree("m/main.tf", [("main.tf", "a")])) == "${module.a.var.x}"

    def test_a_module_on_its_own_has_its_defaults(self, tmp_path: Path) -> None:
        files = {"main.tf": self.CALL, "m/main.tf": X + ROLE_OF_X}
        world = World(tmp_path, files)
        assert x(world.tree("m/main.tf")) == "default"
        assert x(world.tree("m/main.tf", [("main.tf", "a")])) == "passed"

    def test_null_takes_the_default_only_where_it_is_not_nullable(self, tmp_path: Path) -> None:
        call = 'module "a" {\n  source = "./m"\n  x = null\n}\n'
        for nullable, value in (("", None), ("nullable = false", "default")):
            variable = f'variable "x" {{\n  default = "default"\n  {nullable}\n}}\n'
            world = World(tmp_path, {"main.tf": call, "m/main.tf": variable + ROLE_OF_X})
            assert x(world.tree("m/main.tf", [("main.tf", "a")])) == value

    @pytest.mark.parametrize(
        ("repeat", "argument", "key", "value"),
        [
            ('for_each = { k = "v" }', "each.value", "k", "v"),
            ('for_each = toset(["k"])', "each.value", "k", "k"),
            ('for_each = { k = "v" }', "each.value", None, "v"),
            ("count = 2", "count.index", 1, 1),
            ("for_each = var.unset", "each.key", None, "${module.a.each.key}"),
            ("for_each = var.unset", "each.value", "k", '${var.unset["k"]}'),
        ],
    )
    def test_each_and_count_of_the_call_are_the_instances(
        self, tmp_path: Path, repeat: str, argument: str, key: str | int | None, value: object
    ) -> None:
        call = f'variable "unset" {{}}\nmodule "a" {{\n  source = "./m"\n  {repeat}\n  x = {argument}\n}}\n'
        world = World(tmp_path, {"main.tf": call, "m/main.tf": self.CHILD})
        assert x(world.tree("m/main.tf", [("main.tf", "a", key)])) == value

    @pytest.mark.parametrize(
        ("repeat", "reference"),
        [
            ("", "module.a.out"),
            ("count = 1", "module.a[0].out"),
            ('for_each = { k = "v" }', 'module.a["k"].out'),
            ('for_each = { k = "v" }', "values(module.a)[0].out"),
            ("count = 1", "one(module.a[*].out)"),
            ("count = 1", 'join("", module.a.*.out)'),
        ],
    )
    def test_outputs_of_local_modules_are_evaluated(self, tmp_path: Path, repeat: str, reference: str) -> None:
        files = {
            "live/main.tf": f'module "a" {{\n  source = "../m"\n  {repeat}\n  x = "in"\n}}\n'
            f'resource "aws_iam_role" "this" {{\n  assume_role_policy = jsonencode({{ x = {reference} }})\n}}\n',
            "m/main.tf": 'variable "x" {}\noutput "out" { value = "${var.x}-out" }\n',
        }
        assert x(World(tmp_path, files).tree("live/main.tf")) == "in-out"

    @pytest.mark.parametrize(
        "source", ["terraform-aws-modules/iam/aws", "git::https://example.com/x", "../../out", "./gone"]
    )
    def test_a_module_that_is_not_in_the_scan_is_a_hole(self, tmp_path: Path, source: str) -> None:
        root = 'resource "aws_iam_role" "this" {\n  assume_role_policy = module.a.json\n}\n'
        world = World(tmp_path, f'module "a" {{\n  source = "{source}"\n}}\n' + root)
        assert world.trust().tree == Hole("module.a.json")


class TestFiles:
    def test_a_file_in_the_tree_is_the_policy_and_stands_there(self, tmp_path: Path) -> None:
        role = 'resource "aws_iam_role" "this" {\n  assume_role_policy = file("${path.module}/p/trust.json")\n}\n'
        found = World(tmp_path, {"main.tf": role, "p/trust.json": '{\n "Version": "x"\n}\n'}).trust()
        assert found.tree == '{\n "Version": "x"\n}\n'
        assert found.source == Source("/p/trust.json", 1, 3)

    def test_a_template_sees_its_own_variables(self, tmp_path: Path) -> None:
        role = (
            'variable "id" {}\nresource "aws_iam_role" "this" {\n  assume_role_policy = templatefile("t.tpl", '
            '{ accounts = ["1", "2"], id = var.id })\n}\n'
        )
        template = '[%{ for a in accounts ~}\n"${a}:root",\n%{ endfor ~}\n"${id}", "$${aws:username}"]'
        found = World(tmp_path, {"main.tf": role, "t.tpl": template}).trust()
        assert plain(found.tree) == '["1:root",\n"2:root",\n"${var.id}", "${aws:username}"]'
        assert found.source == Source("/t.tpl", 1, 4, rendered=True)

    def test_a_template_file_data_source_is_rendered(self, tmp_path: Path) -> None:
        role = (
            'data "template_file" "t" {\n  template = file("t.tpl")\n  vars = { a = "1" }\n}\n'
            'resource "aws_iam_role" "this" {\n  assume_role_policy = data.template_file.t.rendered\n}\n'
        )
        assert World(tmp_path, {"main.tf": role, "t.tpl": "{${a}}"}).tree() == "{1}"

    @pytest.mark.parametrize(
        "path", ["/etc/passwd", "../secret", "${path.module}/../secret", "link", "dir/../../secret"]
    )
    def test_nothing_outside_the_scanned_tree_is_read(self, tmp_path: Path, path: str) -> None:
        (tmp_path / "secret").write_text("secret")
        root = tmp_path / "root"
        root.mkdir()
        os.symlink(tmp_path / "secret", root / "link")
        tree = (
            World(root, f'resource "aws_iam_role" "this" {{\n  assume_role_policy = file("{path}")\n}}\n').trust().tree
        )
        assert isinstance(tree, Hole)
        assert tree.name.startswith("file(")

    MODULE = """
resource "aws_iam_role" "this" {
  assume_role_policy = jsonencode({ own = %s })
}
"""
    CALL = 'module "m" {\n  source = "../../modules/m"\n}\n'

    def outside(self, tmp_path: Path, expression: str) -> Project:
        """A project of `envs/prod`, which calls a module beside it whose file the scan lists."""
        World(tmp_path, {"envs/prod/main.tf": self.CALL, "modules/m/main.tf": self.MODULE % expression})
        files = [tmp_path / "envs/prod/main.tf", tmp_path / "modules/m/main.tf"]
        return Project(str(tmp_path / "envs/prod"), map(str, files))

    def role_outside(self, tmp_path: Path, project: Project) -> Evaluated:
        calls = (ModuleCall(str(tmp_path / "envs/prod/main.tf"), "m"),)
        return project.attribute(str(tmp_path / "modules/m/main.tf"), calls, ROLE, "assume_role_policy")

    def test_a_module_outside_that_the_scan_lists_is_read(self, tmp_path: Path) -> None:
        found = self.role_outside(tmp_path, self.outside(tmp_path, '"x"'))
        assert plain(found.tree) == {"own": "x"}
        assert found.source == Source("/../../modules/m/main.tf", 3, 3)

    @pytest.mark.parametrize(
        ("path", "known"),
        [
            ("${path.module}/p/own.json", True),
            ("main.tf", True),
            ("${path.module}/../other/x.json", False),
            ("${path.module}/link.json", False),
            ("../../secret", False),
            ("/etc/passwd", False),
        ],
    )
    def test_its_functions_open_files_of_its_own_directory_and_of_the_scanned_one(
        self, tmp_path: Path, path: str, known: bool
    ) -> None:
        project = self.outside(tmp_path, f'file("{path}")')
        World(tmp_path, {"modules/m/p/own.json": "x", "modules/other/x.json": "x", "secret": "x"})
        os.symlink(tmp_path / "secret", tmp_path / "modules/m/link.json")
        assert isinstance(self.role_outside(tmp_path, project).tree["own"], str) is known

    def test_a_module_outside_behind_a_link_is_refused(self, tmp_path: Path) -> None:
        project = self.outside(tmp_path, '"x"')
        (tmp_path / "modules").rename(tmp_path / "elsewhere")
        (tmp_path / "modules").mkdir()
        os.symlink(tmp_path / "elsewhere" / "m", tmp_path / "modules" / "m")
        with pytest.raises(PolicyError, match="outside the scanned directory"):
            self.role_outside(tmp_path, project)

    def test_a_linked_file_of_a_module_outside_is_refused(self, tmp_path: Path) -> None:
        project = self.outside(tmp_path, '"x"')
        (tmp_path / "modules/m/main.tf").rename(tmp_path / "elsewhere.tf")
        os.symlink(tmp_path / "elsewhere.tf", tmp_path / "modules/m/main.tf")
        with pytest.raises(PolicyError, match="outside the scanned directory"):
            self.role_outside(tmp_path, project)

    def test_a_linked_configuration_file_outside_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "out.tf").write_text(X + ROLE_OF_X)
        root = tmp_path / "root"
        root.mkdir()
        os.symlink(tmp_path / "out.tf", root / "main.tf")
        with pytest.raises(PolicyError, match="outside the scanned directory"):
            World(root, {}).trust()


class TestOwnAccount:
    IDENTITY = 'data "aws_caller_identity" "me" {\n  %s\n}\n'
    ROLE = 'resource "aws_iam_role" "this" {\n  %s\n  assume_role_policy = jsonencode({ x = %s })\n}\n'

    def means(self, tmp_path: Path, identity: str, role: str, extra: str = "") -> Hole:
        account = "data.aws_caller_identity.me.account_id"
        world = World(tmp_path, self.IDENTITY % identity + self.ROLE % (role, account) + extra)
        found: Hole = world.trust().tree["x"].lone
        assert found.name == account
        return found

    @pytest.mark.parametrize(
        ("identity", "role", "means"),
        [
            ("", "", Means.OWN_ACCOUNT),
            ("", "provider = aws", Means.OWN_ACCOUNT),
            ("provider = aws.b", "provider = aws.b", Means.OWN_ACCOUNT),
            ('provider = "aws.b"', "provider = aws.b", Means.OWN_ACCOUNT),
            ("provider = aws.b", "", Means.ACCOUNT_BESIDE),
            ("", "provider = aws.b", Means.ACCOUNT_BESIDE),
        ],
    )
    def test_the_caller_identity_is_the_own_account_only_through_the_same_provider(
        self, tmp_path: Path, identity: str, role: str, means: Means
    ) -> None:
        assert self.means(tmp_path, identity, role).means is means

    def test_the_partition_of_the_same_provider_is_the_own_one(self, tmp_path: Path) -> None:
        world = World(tmp_path, 'data "aws_partition" "p" {}\n' + self.ROLE % ("", "data.aws_partition.p.partition"))
        assert world.trust().tree["x"].lone.means is Means.OWN_PARTITION

    def test_services_are_called_the_same_in_each_partition(self, tmp_path: Path) -> None:
        service = '"ec2.${data.aws_partition.p.dns_suffix}"'
        world = World(tmp_path, 'data "aws_partition" "p" {}\n' + self.ROLE % ("", service))
        assert world.trust().tree["x"] == "ec2.amazonaws.com"

    @pytest.mark.parametrize(
        ("resource", "reference", "arn"),
        [
            ('aws_iam_role" "o" {\n  name = "n"\n}', "aws_iam_role.o.arn", ":role/n"),
            ('aws_iam_role" "o" {\n  name = "n"\n  path = "/p/"\n}', "aws_iam_role.o.arn", ":role/p/n"),
            ('aws_iam_role" "o" {\n}', "aws_iam_role.o.arn", ":role/${aws_iam_role.o.name}"),
            ('aws_iam_role" "o" {\n  count = 1\n  name = "n"\n}', "aws_iam_role.o[0].arn", ":role/n"),
            ('aws_iam_user" "o" {\n  name = "n"\n}', "aws_iam_user.o.arn", ":user/n"),
            (
                'aws_iam_openid_connect_provider" "o" {\n  url = "https://h/p"\n}',
                "aws_iam_openid_connect_provider.o.arn",
                ":oidc-provider/h/p",
            ),
            ('aws_iam_saml_provider" "o" {\n  name = "n"\n}', "aws_iam_saml_provider.o.arn", ":saml-provider/n"),
            ('x" "o" {\n}', "data.aws_caller_identity.me.arn", ":user/${data.aws_caller_identity.me.arn}"),
            ('x" "o" {\n}', "data.aws_iam_role.r.arn", ":role/${data.aws_iam_role.r.path and name}"),
            ('x" "o" {\n}', "one(data.aws_iam_roles.r.arns)", ":role/${data.aws_iam_roles.r.arns[*]}"),
            ('x" "o" {\n}', "tolist(data.aws_iam_roles.r.arns)[0]", ":role/${data.aws_iam_roles.r.arns[*]}"),
        ],
    )
    def test_a_role_of_the_tree_is_of_the_own_account(
        self, tmp_path: Path, resource: str, reference: str, arn: str
    ) -> None:
        looked_up = 'data "aws_iam_role" "r" {\n}\ndata "aws_iam_roles" "r" {\n}\n' + self.IDENTITY % ""
        found = World(tmp_path, looked_up + f'resource "{resource}\n' + self.ROLE % ("", reference)).trust().tree["x"]
        assert str(found) == "arn:${own partition}:iam::${own account}" + arn
        assert [hole.means for hole in found.holes[:2]] == [Means.OWN_PARTITION, Means.OWN_ACCOUNT]

    def test_a_role_of_another_provider_is_of_some_account_of_the_own_partition(self, tmp_path: Path) -> None:
        other = 'resource "aws_iam_role" "o" {\n  provider = aws.b\n  name = "n"\n}\n'
        found = World(tmp_path, other + self.ROLE % ("", "aws_iam_role.o.arn")).trust().tree["x"]
        assert str(found) == "arn:${own partition}:iam::${account of provider aws.b}:role/n"
        assert [hole.means for hole in found.holes] == [Means.OWN_PARTITION, Means.ACCOUNT_BESIDE]

    @pytest.mark.parametrize("reference", ["me.account_id", "me.id", "me[0].account_id"])
    def test_an_identity_that_is_not_in_the_scan_is_of_the_own_account(self, tmp_path: Path, reference: str) -> None:
        role = self.ROLE % ("", f"data.aws_caller_identity.{reference}")
        found: Hole = World(tmp_path, role).trust().tree["x"].lone
        assert (found.name, found.where) == (f"data.aws_caller_identity.{reference}", "/main.tf:3")
        assert found.means is Means.OWN_ACCOUNT

    def test_of_a_role_of_an_aliased_provider_it_is_not(self, tmp_path: Path) -> None:
        role = self.ROLE % ("provider = aws.b", "data.aws_caller_identity.me.account_id")
        assert World(tmp_path, role).trust().tree["x"].lone.means is Means.ACCOUNT_BESIDE

    def test_another_provider_that_proves_its_account_gives_it(self, tmp_path: Path) -> None:
        extra = 'provider "aws" {\n  alias = "b"\n  allowed_account_ids = ["123456789012"]\n}\n'
        role = self.ROLE % ("", "data.aws_caller_identity.me.account_id")
        world = World(tmp_path, self.IDENTITY % "provider = aws.b" + role + extra)
        assert world.tree() == {"x": "123456789012"}

    def test_a_role_of_the_tree_has_its_name(self, tmp_path: Path) -> None:
        other = 'resource "aws_iam_role" "o" {\n  name = "n"\n}\n'
        assert World(tmp_path, other + self.ROLE % ("", "aws_iam_role.o.id")).tree() == {"x": "n"}

    def test_modules_hand_their_providers_down(self, tmp_path: Path) -> None:
        child = self.IDENTITY % "" + self.ROLE % ("", "var.account")
        call = 'module "a" {\n  source = "./m"\n  account = data.aws_caller_identity.me.account_id\n  %s\n}\n'
        for providers, means in (
            ("", Means.OWN_ACCOUNT),
            ("providers = { aws = aws.b }", Means.ACCOUNT_BESIDE),
            ("providers = { aws = aws }", Means.OWN_ACCOUNT),
            ("providers = {\n    aws.main = aws.b\n    aws      = aws.b\n  }", Means.ACCOUNT_BESIDE),
            ("providers = {\n    aws.main = aws.b\n    aws      = aws\n  }", Means.OWN_ACCOUNT),
        ):
            files = {"main.tf": self.IDENTITY % "" + call % providers, "m/main.tf": 'variable "account" {}\n' + child}
            tree = World(tmp_path, files).trust("m/main.tf", [("main.tf", "a")]).tree
            assert tree["x"].lone.means is means


class TestProviderAccounts:
    @pytest.mark.parametrize(
        ("provider", "accounts"),
        [
            ('allowed_account_ids = ["123456789012"]', {"123456789012"}),
            ("allowed_account_ids = [123456789012]", {"123456789012"}),
            ("allowed_account_ids = [var.account]", {"123456789012"}),
            ('allowed_account_ids = ["123456789012", "210987654321"]', set()),
            ('assume_role {\n    role_arn = "arn:aws:iam::123456789012:role/x"\n  }', {"123456789012"}),
            ('assume_role {\n    role_arn = "arn:aws:iam::${var.account}:role/${var.unset}"\n  }', {"123456789012"}),
            ("assume_role {\n    role_arn = var.unset\n  }", set()),
            ("", set()),
        ],
    )
    @pytest.mark.parametrize("alias", ["", "b"])
    def test_the_provider_proves_the_account(
        self, tmp_path: Path, provider: str, accounts: set[str], alias: str
    ) -> None:
        named = f'alias = "{alias}"' if alias else ""
        uses = f"provider = aws.{alias}" if alias else ""
        config = (
            f'provider "aws" {{\n  {named}\n  {provider}\n}}\nvariable "account" {{ default = "123456789012" }}\n'
            f'resource "aws_iam_role" "this" {{\n  {uses}\n}}\n'
        )
        world = World(tmp_path, config)
        assert world.project.provider_accounts(world.path("main.tf"), (), ROLE) == accounts

    def test_a_module_inherits_the_default_provider_and_takes_handed_ones(self, tmp_path: Path) -> None:
        files = {
            "main.tf": 'provider "aws" {\n  allowed_account_ids = ["111111111111"]\n}\n'
            'provider "aws" {\n  alias = "b"\n  allowed_account_ids = ["222222222222"]\n}\n'
            'module "one" {\n  source = "./m"\n}\n'
            'module "two" {\n  source = "./m"\n  providers = { aws = aws.b }\n}\n',
            "m/main.tf": 'resource "aws_iam_role" "this" {\n}\n',
        }
        world = World(tmp_path, files)
        for name, account in (("one", "1" * 12), ("two", "2" * 12)):
            calls = world.calls([("main.tf", name)])
            assert world.project.provider_accounts(world.path("m/main.tf"), calls, ROLE) == {account}


class TestInstances:
    def test_the_key_of_an_instance_gives_its_values(self, tmp_path: Path) -> None:
        role = (
            'resource "aws_iam_role" "this" {\n  for_each = { a = "1", b = "2" }\n'
            "  assume_role_policy = jsonencode({ x = each.value })\n}\n"
        )
        world = World(tmp_path, role)
        assert world.tree(key="b") == {"x": "2"}
        assert world.tree() == {"if": 'each.key == "a"', "then": {"x": "1"}, "else": {"x": "2"}}

    def test_an_unknown_for_each_leaves_its_keys_open(self, tmp_path: Path) -> None:
        role = (
            'variable "m" {}\nresource "aws_iam_role" "this" {\n  for_each = var.m\n'
            "  assume_role_policy = jsonencode({ x = each.value.id, k = each.key })\n}\n"
        )
        world = World(tmp_path, role)
        assert world.tree() == {"x": "${var.m[each.key].id}", "k": "${each.key}"}
        assert world.tree(key="p") == {"x": '${var.m["p"].id}', "k": "p"}

    def test_a_count_gives_its_index(self, tmp_path: Path) -> None:
        role = (
            'resource "aws_iam_role" "this" {\n  count = 2\n'
            '  assume_role_policy = jsonencode({ x = ["a", "b"][count.index] })\n}\n'
        )
        world = World(tmp_path, role)
        assert world.tree(key=1) == {"x": "b"}
        assert world.tree() == {"x": {"if": "count.index == 0", "then": "a", "else": "b"}}

    @pytest.mark.parametrize(
        "repeat",
        [
            "count = var.on ? 1 : 0",
            "count = !var.on ? 0 : 1",
            "count = var.on && var.ids != null ? 1 : 0",
            'for_each = var.on ? toset(["a"]) : toset([])',
            "for_each = var.on ? { a = 1 } : {}",
        ],
    )
    def test_where_the_role_is_there_the_condition_of_its_count_holds(self, tmp_path: Path, repeat: str) -> None:
        role = (
            f'variable "on" {{}}\nvariable "ids" {{}}\nresource "aws_iam_role" "this" {{\n  {repeat}\n'
            "  assume_role_policy = var.on ? jsonencode({ x = 1 }) : null\n}\n"
        )
        assert World(tmp_path, role).tree() == {"x": 1}

    def test_where_its_module_is_there_the_condition_of_the_call_holds(self, tmp_path: Path) -> None:
        files = {
            "main.tf": 'variable "on" {}\nmodule "a" {\n  source = "./m"\n  count = var.on ? 1 : 0\n  x = var.on\n}\n',
            "m/main.tf": 'variable "x" {}\nresource "aws_iam_role" "this" {\n'
            "  assume_role_policy = var.x ? jsonencode({ x = 1 }) : null\n}\n",
        }
        assert World(tmp_path, files).tree("m/main.tf", [("main.tf", "a", 0)]) == {"x": 1}


class TestJsonConfiguration:
    def test_json_files_are_configuration_too(self, tmp_path: Path) -> None:
        role = (
            '{"variable": {"x": {"default": "1"}}, "locals": {"y": "${var.x}2"}, "resource": {"aws_iam_role": {"this": '
            '{"assume_role_policy": "${jsonencode({x = local.y})}"}}}}'
        )
        assert World(tmp_path, {"main.tf.json": role}).tree("main.tf.json") == {"x": "12"}

    def test_policy_documents_in_json(self, tmp_path: Path) -> None:
        config = (
            '{"data": {"aws_iam_policy_document": {"d": {"statement": [{"actions": ["sts:AssumeRole"], "principals": '
            '{"type": "AWS", "identifiers": ["1"]}}]}}}, "resource": {"aws_iam_role": {"this": '
            '{"assume_role_policy": "${data.aws_iam_policy_document.d.json}"}}}}'
        )
        tree = World(tmp_path, {"main.tf.json": config}).tree("main.tf.json")
        assert tree["Statement"] == [{"Effect": "Allow", "Action": ["sts:AssumeRole"], "Principal": {"AWS": ["1"]}}]


def test_a_file_is_read_only_when_it_is_needed(tmp_path: Path) -> None:
    Project(str(tmp_path), [str(tmp_path / "gone.tf")])


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match=r"/main\.tf: there is no `resource\.aws_iam_role\.this`"):
        World(tmp_path, X).trust()
    with pytest.raises(PolicyError, match=r"`aws_iam_role\.this` has no `assume_role_policy`"):
        World(tmp_path, 'resource "aws_iam_role" "this" {\n}\n').trust()


class TestExistence:
    """Whether a block has any instance at all."""

    ROLE = 'resource "aws_iam_role" "this" {\n  %s\n  assume_role_policy = "{}"\n}\n'
    BESIDE = """
variable "off" {
  default = false
}
variable "on" {
  type = bool
}
variable "name" {}
variable "items" {
  default = {}
}
variable "open" {}
locals {
  x = var.off && var.on
  y = var.name == ""
}
"""

    def exists(self, world: World, file: str = "main.tf", calls: Sequence[tuple[str, str]] = ()) -> bool:
        return world.project.exists(world.path(file), world.calls(calls), ROLE)

    @pytest.mark.parametrize(
        ("repeat", "exists"),
        [
            ("", True),
            ("count = local.x ? 1 : 0", False),
            ("count = var.on ? 1 : 0", True),
            ("count = var.on ? 0 : 0", False),
            ("count = 1", True),
            ('count = "0"', False),
            ("count = var.open", True),
            ("for_each = var.items", False),
            ("for_each = toset([])", False),
            ("for_each = { for k, v in var.items : k => v }", False),
            ("for_each = var.open", True),
            ("for_each = toset(var.on ? [] : [])", False),
            # what is open may be empty, or null, where it is asked whether a block exists
            ('count = var.name == "" ? 1 : 0', True),
            ("count = local.y ? 1 : 0", True),
            ("count = var.open == null ? 1 : 0", True),
            ("count = length(var.open) > 0 ? 0 : 1", True),
            ("count = can(var.open.x) ? 0 : 1", True),
            ("for_each = { for k, v in var.open : k => v if v == null }", True),
            ("count = length(var.items) > 0 ? 1 : 0", False),
            # what cannot be evaluated is for the role to say
            ("count = var.items.missing ? 1 : 0", True),
            ("for_each = local.missing", True),
        ],
    )
    def test_a_block_without_instances_does_not_exist(self, tmp_path: Path, repeat: str, exists: bool) -> None:
        assert self.exists(World(tmp_path, self.BESIDE + self.ROLE % repeat)) is exists

    @pytest.mark.parametrize(("value", "exists"), [("{}", False), ('{ a = "b" }', True), ("var.open", True)])
    def test_nor_does_one_in_a_module_that_is_not_called(self, tmp_path: Path, value: str, exists: bool) -> None:
        files = {
            "main.tf": f'variable "open" {{}}\nmodule "a" {{\n  source = "./a"\n  items = {value}\n}}\n',
            "a/main.tf": 'variable "items" {}\nmodule "b" {\n  for_each = var.items\n  source = "../b"\n}\n',
            "b/main.tf": self.ROLE % "",
        }
        assert self.exists(World(tmp_path, files), "b/main.tf", [("main.tf", "a"), ("a/main.tf", "b")]) is exists

    def test_a_remembered_value_remembers_what_it_took_for_granted(self, tmp_path: Path) -> None:
        world = World(tmp_path, self.BESIDE + self.ROLE % "count = local.y ? 1 : 0")
        assert [self.exists(world) for _ in range(2)] == [True, True]

    def test_a_block_that_is_not_found_is_for_the_role_to_say(self, tmp_path: Path) -> None:
        assert self.exists(World(tmp_path, self.BESIDE))


class TestIgnoredChanges:
    """An attribute whose changes Terraform ignores is what it was made or changed to, not what is written."""

    RESOURCE = 'resource "aws_ssm_parameter" "p" {\n  value = "written"\n  lifecycle {\n    %s\n  }\n}\n'
    ROLE = 'resource "aws_iam_role" "this" {\n  assume_role_policy = jsonencode({ x = aws_ssm_parameter.p.value })\n}\n'

    @pytest.mark.parametrize(
        ("lifecycle", "value"),
        [
            ("ignore_changes = [value]", "${aws_ssm_parameter.p.value}"),
            ("ignore_changes = [name, value]", "${aws_ssm_parameter.p.value}"),
            ('ignore_changes = ["value"]', "${aws_ssm_parameter.p.value}"),
            ("ignore_changes = all", "${aws_ssm_parameter.p.value}"),
            ("ignore_changes = [name]", "written"),
            ("ignore_changes = []", "written"),
            ("prevent_destroy = true", "written"),
        ],
    )
    def test_it_is_open(self, tmp_path: Path, lifecycle: str, value: str) -> None:
        assert World(tmp_path, self.RESOURCE % lifecycle + self.ROLE).tree() == {"x": value}

    def test_so_is_a_name_in_an_arn(self, tmp_path: Path) -> None:
        other = 'resource "aws_iam_role" "o" {\n  name = "n"\n  lifecycle {\n    ignore_changes = [name]\n  }\n}\n'
        role = 'resource "aws_iam_role" "this" {\n  assume_role_policy = jsonencode({ x = aws_iam_role.o.arn })\n}\n'
        found = World(tmp_path, other + role).tree()["x"]
        assert found.endswith(":role/${aws_iam_role.o.name}")
