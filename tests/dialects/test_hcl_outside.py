"""Nothing outside the scanned directory is opened, whatever a configuration names: heard from Python's audit events."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from running import CHECKS, run

VENDOR = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"AWS": "123456789012"}, "Action": "sts:AssumeRole"}],
    }
)
MORE = """
data "local_file" "outside" {
  filename = "../outside/trust.policy"
}

data "template_file" "outside" {
  template = file("../outside/trust.policy")
}

module "outside" {
  source = "../outside"
}

variable "given" {}

variable "given_too" {}

locals {
  up = join("/", ["..", "outside", "trust.policy"])
}
"""
# Expressions that would come to the policy outside, if it were read; and what names it as missing instead.
OUTSIDE = {
    'file("ABSOLUTE/outside/trust.policy")': "outside/trust.policy",
    'file("/etc/passwd")': "etc/passwd",
    'file("../outside/trust.policy")': '../outside/trust.policy")',
    'file("${path.module}/../outside/trust.policy")': '../outside/trust.policy")',
    'file("${path.root}/inside/../../outside/trust.policy")': '../outside/trust.policy")',
    "file(local.up)": '../outside/trust.policy")',
    'file("link.policy")': 'file("link.policy")',
    'file("linked/trust.policy")': 'file("linked/trust.policy")',
    'file("chain.policy")': 'file("chain.policy")',
    'templatefile("../outside/trust.policy", {})': "../outside/trust.policy",
    'templatefile("inside/reads.tftpl", {})': "../outside/trust.policy",
    'base64decode(filebase64("../outside/trust.policy"))': "../outside/trust.policy",
    'templatestring(file("../outside/trust.policy"), {})': "../outside/trust.policy",
    'fileexists("../outside/trust.policy") ? file("../outside/trust.policy") : ""': "../outside/trust.policy",
    'jsonencode(jsondecode(file("../outside/trust.policy")))': "../outside/trust.policy",
    "data.local_file.outside.content": "../outside/trust.policy",
    "data.template_file.outside.rendered": "../outside/trust.policy",
    "module.outside.policy": "module.outside",
    "var.given": "var.given",
    "var.given_too": "var.given_too",
}
LISTENS = f"""
import json, os, sys
sys.path.insert(0, {str(CHECKS)!r})
from roletrust.dialects.hcl.project.project import Project
from roletrust.engine.policy.document import PolicyError
root, count = sys.argv[1], int(sys.argv[2])
main = os.path.join(root, "main.tf")
opened = []

def listen(event, arguments):
    if event in ("open", "os.listdir", "os.scandir", "os.open") and isinstance(arguments[0], (str, bytes)):
        opened.append(os.fsdecode(arguments[0]))

sys.addaudithook(listen)
project = Project(root, [main, os.path.join(root, "inside", "main.tf")])
said = []
for number in range(count):
    try:
        found = project.attribute(main, (), ("resource", "aws_iam_role", f"r{{number}}"), "assume_role_policy")
        said.append(str(found.tree))
    except PolicyError as error:
        said.append(str(error))
print(json.dumps([said, opened]))
"""


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str], list[str]]:
    """The scanned root, what each expression came to, and every path that was opened."""
    top = tmp_path_factory.mktemp("world").resolve()
    root = top / "scanned"
    (root / "inside").mkdir(parents=True)
    (top / "outside").mkdir()
    (top / "outside" / "trust.policy").write_text(VENDOR)
    (top / "outside" / "main.tf").write_text(f'output "policy" {{\n  value = {json.dumps(VENDOR)}\n}}\n')
    (top / "outside" / "values").write_text(f"given = {json.dumps(VENDOR)}\ngiven_too = {json.dumps(VENDOR)}\n")
    (root / "inside" / "main.tf").write_text('locals {\n  x = "y"\n}\n')
    (root / "inside" / "here.policy").write_text(VENDOR)
    (root / "inside" / "reads.tftpl").write_text('${file("../outside/trust.policy")}')
    os.symlink(top / "outside" / "trust.policy", root / "link.policy")
    os.symlink(root / "link.policy", root / "chain.policy")
    os.symlink(top / "outside", root / "linked")
    os.symlink(top / "outside" / "values", root / "terraform.tfvars")
    os.symlink(top / "outside" / "values", root / "more.auto.tfvars")
    expressions = [each.replace("ABSOLUTE", str(top)) for each in [*OUTSIDE, 'file("inside/here.policy")']]
    roles = [
        f'resource "aws_iam_role" "r{number}" {{\n  assume_role_policy = {expression}\n}}\n'
        for number, expression in enumerate(expressions)
    ]
    (root / "main.tf").write_text(MORE + "".join(roles))
    done = run([sys.executable, "-c", LISTENS, root, str(len(roles))], root)
    assert done.status == 0, done.stderr
    said, opened = json.loads(done.stdout)
    return root, dict(zip([*OUTSIDE, "inside"], said, strict=True)), opened


def test_every_file_that_is_opened_lies_in_the_scanned_directory(heard: Any) -> None:
    root, _, opened = heard
    real = {Path(os.path.realpath(path)) for path in opened}
    ours = {
        path for path in real if not any(path.is_relative_to(each) for each in (sys.prefix, sys.base_prefix, CHECKS))
    }
    assert {root / "main.tf", root / "inside" / "here.policy", root / "inside" / "reads.tftpl"} <= ours
    assert {path for path in ours if not path.is_relative_to(root)} == set()


@pytest.mark.parametrize("expression", OUTSIDE)
def test_what_lies_outside_is_named_and_not_known(heard: Any, expression: str) -> None:
    _, said, _ = heard
    assert "123456789012" not in said[expression]
    assert OUTSIDE[expression] in said[expression]


def test_what_lies_inside_is_read(heard: Any) -> None:
    _, said, _ = heard
    assert said["inside"] == VENDOR
