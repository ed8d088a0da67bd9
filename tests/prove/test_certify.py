"""`python -m roletrust.certify` writes what a stranger can check: a NO for solvers to refute, a YES to replay."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from prove import openings
from prove.solving import UNSAT, by_cvc5, by_z3
from prove.test_second_judge import OF_AN_OUTSIDER
from prove.test_undrawn_cases import NOW
from roletrust.certify.__main__ import OURS, certificates
from roletrust.dialects.policy import read_policy
from roletrust.engine.policy.accounts import Owner
from running import CHECKS, Run, bare_environment
from spec.product_answer import tree
from spec.trust_spec import decide

Json = dict[str, Any]
V = "123456789012"
CONFINED: Json = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{V}:root"},
            "Action": "sts:AssumeRole",
            "Condition": {"StringEquals": {"sts:ExternalId": "7f9c2b1e-vendor"}},
        },
        {
            "Effect": "Allow",
            "Principal": {"Service": "sagemaker.amazonaws.com"},
            "Action": "sts:AssumeRole",
            "Condition": {"StringEquals": {"aws:SourceAccount": V}},
        },
    ],
}


def certify(folder: Path, policy: Any, *arguments: str) -> Run:
    """The command, reading a policy from its standard input."""
    done = subprocess.run(
        [sys.executable, "-m", "roletrust.certify", *arguments],
        cwd=folder,
        env=bare_environment(folder) | {"PYTHONPATH": str(CHECKS)},
        input=policy if isinstance(policy, str) else json.dumps(policy),
        capture_output=True,
        text=True,
        check=False,
    )
    return Run(done.returncode, done.stdout, done.stderr)


def test_a_no_is_refuted_by_both_solvers(tmp_path: Path) -> None:
    done = certify(tmp_path, CONFINED)
    assert (done.status, done.stdout) == (0, "")
    folder = tmp_path / "certificates" / "stdin"
    for rule in ("CKV_TRUST_1", "CKV_TRUST_4", "CKV_TRUST_8"):
        files = sorted(folder.glob(f"{rule}.no.*.smt2"))
        assert files, rule
        for file in files:
            script = file.read_text(encoding="utf-8").replace("(set-logic ALL)", "").replace("(check-sat)", "")
            assert by_z3(script) == by_cvc5(script) == UNSAT, file
            assert "7f9c2b1e-vendor" in script, "the policy stands in it"


def test_a_yes_is_a_request_that_the_specification_allows(tmp_path: Path) -> None:
    assert certify(tmp_path, CONFINED, "--rule", "CKV_TRUST_2").status == 0
    told = (tmp_path / "certificates" / "stdin" / "CKV_TRUST_2.yes.txt").read_text(encoding="utf-8")
    assert decide(CONFINED, json.loads(told[told.index("{") :])) == "YES"


def test_a_value_that_nobody_has_beside_a_live_one_is_no_proof_that_nobody_comes_in(tmp_path: Path) -> None:
    vendor, _ = CONFINED["Statement"]
    beside = {**vendor, "Condition": {"StringEquals": {"sts:ExternalId": ["7f9c2b1e-vendor", "7f9c?"]}}}
    assert certify(tmp_path, {**CONFINED, "Statement": [beside]}, "--rule", "CKV_TRUST_6").status == 0
    (told,) = (tmp_path / "certificates" / "stdin").glob("CKV_TRUST_6.*")
    assert "CKV_TRUST_6 (Value of a condition matches nothing): found" in told.read_text("utf-8")


def test_what_is_not_open_to_anybody_is_no_certificate_of_the_owners(tmp_path: Path) -> None:
    assert certify(tmp_path, CONFINED, "--rule", "CKV_TRUST_1", "--rule", "CKV_TRUST_7", "--own-account", V).status == 0
    written = {each.name for each in (tmp_path / "certificates" / "stdin").iterdir()}
    assert "CKV_TRUST_7.yes.txt" in written
    assert "CKV_TRUST_1.no.1.smt2" in written


REFUTED = ["called via a service, and by none", "MFA without temporary credentials", "two accounts"]


@pytest.mark.parametrize("name", REFUTED)
def test_a_proof_that_nobody_comes_in_is_refuted_with_all_that_is_known_of_a_request(name: str) -> None:
    _, made = OF_AN_OUTSIDER[name]
    read = read_policy(tree({"Version": "2012-10-17", "Statement": [made]}))
    written = [text for _, text in certificates(read, OURS["CKV_TRUST_6"], Owner(), NOW)]
    assert written
    for text in written:
        script = text.replace("(set-logic ALL)", "").replace("(check-sat)", "")
        assert by_z3(script) == by_cvc5(script) == UNSAT, text


def test_of_a_service_that_is_open_nothing_is_certified() -> None:
    made = {"Effect": "Allow", "Principal": {"Service": "<<var.s>>.amazonaws.com"}, "Action": "sts:AssumeRole"}
    confined = {**made, "Condition": {"StringEquals": {"aws:SourceAccount": V}}}
    read = openings.read({"Version": "2012-10-17", "Statement": [confined]})
    ((name, text),) = certificates(read, OURS["CKV_TRUST_8"], Owner(), NOW)
    assert (name, text.rpartition(": ")[2]) == ("CKV_TRUST_8.no.txt", "no words for a service that is open\n")


def test_several_policies_have_a_folder_each(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.txt").write_text(json.dumps(CONFINED), encoding="utf-8")
    assert certify(tmp_path, "", "one.txt", "two.txt", "--rule", "CKV_TRUST_4", "--into", "there").status == 0
    assert {each.name for each in (tmp_path / "there").iterdir()} == {"one", "two"}


@pytest.mark.parametrize("text", ["", "{", "[]", '{"Statement": null}'])
def test_what_is_no_policy_is_said(tmp_path: Path, text: str) -> None:
    done = certify(tmp_path, text)
    assert done.status == 2
    assert done.stderr.startswith("certify: stdin: ")
    assert "Traceback" not in done.stderr
    assert certify(tmp_path, "", "missing.txt").status == 2
