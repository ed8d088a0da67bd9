"""The commands of docs/opa.md, run in a shell, with what they say of the exit status.

`terraform` prints a plan that is given to it.  `opa` and `conftest`, which are in no registry of packages, are stood in
for by an interpreter of Rego, and by what their manuals say of the options that are used.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from pathlib import Path

import pytest

from opa.rego import WRITTEN, Json, plan
from running import CHECKS, REPOSITORY, Run, run

PAGE = (REPOSITORY / "docs" / "opa.md").read_text("utf-8")
(SCRIPT,) = re.findall(r"^## Conftest, OPA\n\n```sh\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
(SETTINGS,) = re.findall(r"^```json\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
MADE, GATES = SCRIPT.splitlines()[:2], SCRIPT.splitlines()[2:]
INTERPRETER = f"""\
#!{sys.executable}
import glob, json, os, re, sys
import regorus
tool, verb, *words = [os.path.basename(sys.argv[0]), *sys.argv[1:]]
given, named, flags = {{}}, [], set()
while words:
    word = words.pop(0)
    if word in ("--fail-on-warn", "--fail-defined"):
        flags.add(word)
    elif word.startswith("--"):
        given.setdefault(word, []).append(words.pop(0))
    else:
        named.append(word)
assert given.keys() <= {{"--policy", "--namespace", "--data", "--input", "--format"}}, given
engine = regorus.Engine()
own_tests = named if (tool, verb) == ("opa", "test") else []
for path in [*given.get("--policy", []), *given.get("--data", []), *own_tests]:
    for file in sorted(glob.glob(path + "/*")) if os.path.isdir(path) else [path]:
        text = open(file, encoding="utf-8").read()
        engine.add_policy(file, text) if file.endswith(".rego") else engine.add_data_json(text)

def asked(rule):
    return json.loads(engine.eval_rule_as_json(rule))

if own_tests:
    names = re.findall(r"^(test_\\w+) if", open(named[-1], encoding="utf-8").read(), re.MULTILINE)
    found = {{name: asked("data.roletrust." + name) for name in names}}
    print(found)
    sys.exit(0 if found and all(each is True for each in found.values()) else 2)
if tool == "opa":
    engine.set_input_json(open(given["--input"][0], encoding="utf-8").read())
    found = asked(named[0].removesuffix("[_]"))
    print(json.dumps(found))
    sys.exit(1 if found and "--fail-defined" in flags else 0)
engine.set_input_json(open(named[0], encoding="utf-8").read())
(space,) = given["--namespace"]
denied, warned = (asked("data." + space + "." + each) for each in ("deny", "warn"))
print(json.dumps([denied, warned]))
sys.exit(1 if denied or ("--fail-on-warn" in flags and warned) else 0)
"""


def allow(**principal: str) -> Json:
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    return {"Version": "2012-10-17", "Statement": [statement]}


FLAWED, RIGHT = allow(AWS="arn:aws:iam::123456789012:root"), allow(Service="ec2.amazonaws.com")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    tools = tmp_path / "tools"
    tools.mkdir()
    entry = "import sys; from roletrust.command.app import main; main()"
    written = {
        "opa": INTERPRETER,
        "conftest": INTERPRETER,
        "terraform": '#!/bin/sh\ncat "$3"\n',
        "roletrust": f'#!/bin/sh\nexec "{sys.executable}" -c "{entry}" "$@"\n',
    }
    for name, text in written.items():
        (tools / name).write_text(text)
        (tools / name).chmod(0o755)
    (tmp_path / "settings.json").write_text(SETTINGS)
    (tmp_path / "tests" / "opa").mkdir(parents=True)
    shutil.copy(Path(__file__).with_name("roletrust_test.rego"), tmp_path / "tests" / "opa")
    (tmp_path / "tfplan").write_text(json.dumps(plan([FLAWED])))
    assert shell("\n".join(MADE), tmp_path).status == 0
    return tmp_path


def shell(script: str, folder: Path) -> Run:
    path = f"{folder / 'tools'}{os.pathsep}{os.environ['PATH']}"
    return run(["sh", "-e", "-c", script], folder, {"PATH": path, "PYTHONPATH": str(CHECKS)})


def test_the_commands_of_the_page_run_and_end_as_it_says(folder: Path) -> None:
    assert (folder / "policy" / "roletrust.rego").read_text("utf-8") == WRITTEN
    for line in GATES:
        done = shell(line, folder)
        assert done.status == (1 if "exit 1 at a flaw" in line or "and 1" in line else 0), f"{line}\n{done.stderr}"
        assert done.stdout.count("CKV_TRUST_1") or "test_" in done.stdout, line
    undecided = plan([RIGHT])
    undecided["resource_changes"][0]["change"] |= {"after": {}, "after_unknown": {"assume_role_policy": True}}
    for document, statuses in ((plan([RIGHT]), [0, 0, 0, 0, 0]), (undecided, [0, 1, 0, 0, 0])):
        (folder / "tfplan.json").write_text(json.dumps(document))
        assert [shell(line, folder).status for line in GATES] == statuses
