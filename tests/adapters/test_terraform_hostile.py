"""Configuration written to hurt, through Checkov's own runner: every role gets its verdict, and the reason is given."""

from __future__ import annotations

import os

import pytest

from scanning import Scan, terraform, write

VENDOR = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "123456789012"}, %s}]}'
TRUST = VENDOR % '"Action": "sts:AssumeRole"'
PLAIN = "<<EOF\n" + TRUST + "\nEOF\n"
DOUBLING = "".join(f'  t{n} = "${{local.t{n + 1}}}${{local.t{n + 1}}}"\n' for n in range(23))
CHAIN = "".join(f"  c{n} = local.c{n + 1}\n" for n in range(2_000))

# File name -> the role's policy, what stands beside it, and the reason by which it is undecided.
UNDECIDED = {
    "cycle": ("local.a", "locals {\n  a = local.b\n  b = local.a\n}\n", "cycle through local.a"),
    "cycle_of_one": ('"${local.x}"', 'locals {\n  x = "${local.x}"\n}\n', "cycle through local.x"),
    "cycle_of_documents": (
        "data.aws_iam_policy_document.d.json",
        'data "aws_iam_policy_document" "d" {\n  source_policy_documents = [data.aws_iam_policy_document.d.json]\n}\n',
        "cycle through data.aws_iam_policy_document.d",
    ),
    "chain": ("local.c0", "locals {\n" + CHAIN + '  c2000 = "x"\n}\n', "nested too deeply"),
    "doubling": ("local.t0", "locals {\n" + DOUBLING + '  t23 = "x"\n}\n', "a text of more than"),
    "passwd": ('file("/etc/passwd")', "", "etc/passwd"),
    "secret": ('file("../../outside/secret.policy")', "", "outside/secret.policy"),
    "secret_template": ('templatefile("${path.module}/../../outside/secret.policy", {})', "", "outside/secret.policy"),
    "link": ('file("link.policy")', "", "link.policy"),
    "loop": ('file("loop.policy")', "", 'file("loop.policy")'),
    "directory": ('file("linked/secret.policy")', "", "linked/secret.policy"),
    "large_file": ('file("large.policy")', "", "larger than"),
    "template_of_many": ('templatefile("many.tftpl", { x = range(200) })', "", "steps to evaluate"),
    "itself": ('templatefile("itself.tftpl", {})', "", "nested too deeply"),
}
# The same, where there is enough left to decide.
DECIDED = {
    "long_line": PLAIN.replace('"Effect"', f'{" " * 1_000_000}"Effect"'),
    "parentheses": "(" * 300 + f"jsonencode({TRUST})" + ")" * 300,
    "neighbour": PLAIN,
}
REFUSED = {"large_template": 'templatefile("large.tftpl", {})'}
DEEP = "(" * 10_000 + '"x"' + ")" * 10_000


def role(name: str, expression: str) -> str:
    return f'resource "aws_iam_role" "{name}" {{\n  assume_role_policy = {expression}\n}}\n'


@pytest.fixture(scope="module")
def scan(tmp_path_factory: pytest.TempPathFactory) -> Scan:
    top = tmp_path_factory.mktemp("hostile").resolve()
    write(top / "outside", {"secret.policy": TRUST})
    files = {f"{name}/main.tf": more + role(name, policy) for name, (policy, more, _) in UNDECIDED.items()}
    files |= {f"{name}/main.tf": role(name, policy) for name, policy in (DECIDED | REFUSED).items()}
    files["deep/main.tf"] = role("deep", DEEP)
    root = write(top / "scanned", files)
    write(
        root,
        {
            "large_file/large.policy": " " * (17 * 1024 * 1024) + TRUST,
            "large_template/large.tftpl": "x" * 3_000_000,
            "template_of_many/many.tftpl": "%{ for a in x }%{ for b in x }%{ for c in x }${a}${b}${c}"
            + "%{ endfor }" * 3,
            "itself/itself.tftpl": '${templatefile("itself.tftpl", {})}',
        },
    )
    os.symlink(top / "outside" / "secret.policy", root / "link" / "link.policy")
    os.symlink(top / "outside", root / "directory" / "linked")
    os.symlink(root / "loop" / "other.policy", root / "loop" / "loop.policy")
    os.symlink(root / "loop" / "loop.policy", root / "loop" / "other.policy")
    return terraform(root)


@pytest.mark.parametrize("name", UNDECIDED)
def test_it_is_undecided_for_that_reason(scan: Scan, name: str) -> None:
    resource = f"aws_iam_role.{name}"
    assert scan.rules(resource) - {"11"} == {"90"}  # IAM may refuse it as well
    found = scan.record("90", resource)
    assert UNDECIDED[name][2] in "\n".join([found.check_name, *found.details])


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_policy_however_long_is_refused(scan: Scan, name: str) -> None:
    assert scan.rules(f"aws_iam_role.{name}") == {"11"}


@pytest.mark.parametrize("name", DECIDED)
def test_it_is_decided_all_the_same(scan: Scan, name: str) -> None:
    assert {"1", "2"} <= scan.rules(f"aws_iam_role.{name}")


def test_what_checkov_cannot_parse_gets_its_verdict(scan: Scan) -> None:
    assert {each.check_id for each in scan.report.failed_checks if each.file_path == "/deep/main.tf"}
    assert not [each for each in scan.report.passed_checks if each.file_path == "/deep/main.tf"]
