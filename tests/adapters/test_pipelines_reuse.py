"""Pipelines that use something again, read as they are run, through Checkov's own runners."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from running import PROJECTS
from scanning import PIPELINES, Scan, in_full, write
from scanning import pipeline as scan

PAGES = {
    "github_actions": "github.md",
    "gitlab_ci": "gitlab.md",
    "circleci_pipelines": "circleci.md",
    "azure_pipelines": "azure.md",
    "bitbucket_pipelines": "bitbucket.md",
}
FENCE = re.compile(r"^`([^`\n]+)`[^`]*(?:`[^`\n]+`[^`]*)*?\n```yaml\n(.*?)^```$", re.DOTALL | re.MULTILINE)
ANSWERS = re.compile(r"# ((?:refused|accepted|not known)(?:, (?:refused|accepted))*)$")
Told = Counter[tuple[str, int, str]]  # the file, the line and the answer


def files_of(framework: str) -> dict[str, str]:
    page = (PROJECTS / "pipelines" / PAGES[framework]).read_text("utf-8")
    return dict(FENCE.findall(page))


def project(folder: Path, framework: str) -> Path:
    roles = (PROJECTS / "pipelines" / "roles.tf").read_text("utf-8")
    return write(folder, {"roles.tf": roles, **files_of(framework)})


def pipeline(framework: str, folder: Path) -> Scan:
    """What the rule about external ids says."""
    return scan(framework, folder, checks=["CKV_TRUST_15"])


def expected(framework: str) -> Told:
    return Counter(
        (f"/{path}", number, answer)
        for path, text in files_of(framework).items()
        for number, line in enumerate(text.splitlines(), 1)
        if (found := ANSWERS.search(line))
        for answer in found[1].split(", ")
        if answer != "not known"
    )


def told(found: Scan) -> Told:
    assert {each.check_id for each in found.report.get_all_records()} <= {"CKV_TRUST_15"}
    return Counter(
        (each.file_path, each.file_line_range[0], answer)
        for records, answer in ((found.report.failed_checks, "refused"), (found.report.passed_checks, "accepted"))
        for each in records
    )


@pytest.mark.parametrize("framework", PAGES)
def test_every_call_is_told_of_at_its_place_with_its_answer_and_no_other_is(tmp_path: Path, framework: str) -> None:
    assert expected(framework)
    assert told(pipeline(framework, project(tmp_path, framework))) == expected(framework)


# --- what leads on and on, or out of the tree ------------------------------------------------------------------------

ROLE = "arn:aws:iam::123456789012:role/deploy-production"
CALL = f"aws sts assume-role --role-arn {ROLE}"
COMPOSITE = "runs:\n  using: composite\n  steps:\n"


def scanned(folder: Path, framework: str, **files: str) -> list[int]:
    """The lines on which calls are refused in the framework's own file, `here`; others by path, `__` for `/`."""
    roles = (PROJECTS / "pipelines" / "roles.tf").read_text("utf-8")
    text = files.pop("here")
    more = {path.replace("__", "/"): text for path, text in files.items()}
    found = pipeline(framework, write(folder, {"roles.tf": roles, PIPELINES[framework][1]: text, **more}))
    assert {each.check_id for each in found.report.get_all_records()} <= {"CKV_TRUST_15"}
    return sorted(each.file_line_range[0] for each in found.report.failed_checks)


ON_ITSELF = {
    "gitlab_ci": "include: .gitlab-ci.yml\na:\n  extends: [a, b]\n  script: [{}]\nb:\n  extends: a\n",
    "github_actions": "on: [workflow_call]\njobs:\n  a:\n    uses: ./.github/workflows/deploy.yml\n"
    "  b:\n    runs-on: x\n    steps:\n      - run: {}\n",
    "circleci_pipelines": "commands:\n  a:\n    steps: [a, b, {{run: {}}}]\n  b:\n    steps: [a, a, b]\n"
    "jobs:\n  j:\n    docker: [{{image: x}}]\n    steps: [a]\nworkflows: {{w: {{jobs: [j]}}}}\n",
    "azure_pipelines": "steps:\n  - template: azure-pipelines.yml\n  - bash: {}\n",
}


@pytest.mark.parametrize("framework", ON_ITSELF)
def test_what_uses_itself_ends(tmp_path: Path, framework: str) -> None:
    assert scanned(tmp_path, framework, here=ON_ITSELF[framework].format(CALL))


def test_references_and_actions_that_use_themselves_end(tmp_path: Path) -> None:
    text = "include: x.yml\na:\n  script: [true]\n"
    referring = (
        f".a:\n  script:\n    - !reference [.a, script]\n    - !reference [.a, script]\nb:\n  script: [{CALL}]\n"
    )
    assert scanned(tmp_path / "a", "gitlab_ci", here=text, **{"x.yml": referring}) == [1]
    action = f"{COMPOSITE}    - uses: ./x\n    - uses: ./x\n    - run: {CALL}\n"
    workflow = "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: ./x\n"
    assert set(scanned(tmp_path / "b", "github_actions", here=workflow, **{"x__action.yml": action})) == {6}


def test_what_grows_beyond_all_bounds_is_not_known(tmp_path: Path) -> None:
    for each, expected in ((2, 1), (50, 0)):
        commands = "".join(f"  c{at}:\n    steps: [{', '.join([f'c{at + 1}'] * each)}]\n" for at in range(8))
        text = (
            f"commands:\n{commands}  c8:\n    steps: [run: {CALL}]\n"
            "jobs:\n  j:\n    docker: [{image: x}]\n    steps: [c0]\nworkflows: {w: {jobs: [j]}}\n"
        )
        assert len(scanned(tmp_path / str(each), "circleci_pipelines", here=text)) == expected
        jobs = "".join(f".j{at}:\n  extends: [{', '.join([f'.j{at + 1}'] * each)}]\n" for at in range(8))
        text = f"{jobs}.j8:\n  script: [x]\nz:\n  extends: .j0\n  script: [{CALL}]\n"
        assert len(scanned(tmp_path / f"{each}-jobs", "gitlab_ci", here=text)) == expected


MATRICES = {
    "github_actions": "on: push\njobs:\n  a:\n    runs-on: x\n    strategy:\n      matrix:\n        a: [{axis}]\n"
    "        b: [{axis}]\n        id: [other-id]\n    steps:\n      - run: {call} --external-id ${{{{ matrix.id }}}}\n",
    "gitlab_ci": "a:\n  parallel:\n    matrix:\n      - {{A: [{axis}], B: [{axis}], ID: other-id}}\n"
    '  script:\n    - {call} --external-id "$ID"\n',
}


@pytest.mark.parametrize("framework", MATRICES)
def test_a_matrix_of_too_many_jobs_is_not_known(tmp_path: Path, framework: str) -> None:
    for count, expected in ((16, 1), (17, 0)):
        text = MATRICES[framework].format(axis=", ".join(f"x{each}" for each in range(count)), call=CALL)
        assert len(scanned(tmp_path / str(count), framework, here=text)) == expected


WRONG, RULES = "variables: {ID: other-id}\n", "\n    rules: [{if: $CI}]"
SENDING = f"j:\n  script: ['{CALL} --external-id \"$ID\"']\n"


@pytest.mark.parametrize(
    ("second", "more", "own", "is_refused"),
    [
        ("local: more.yml", WRONG, "", True),
        (f"local: more.yml{RULES}", "stages: [x]\n", "", True),
        (f"local: more.yml{RULES}", "variables: {ID: prod-7f9c2b1e}\n", "", False),
        (f"local: more.yml{RULES}", "variables: {ID: prod-7f9c2b1e}\n", WRONG, True),
        (f"local: more.yml{RULES}", "j: {variables: {ID: prod-7f9c2b1e}}\n", WRONG, False),
        (f"local: more.yml{RULES}", "default: {before_script: [ID=prod-7f9c2b1e]}\n", WRONG, False),
        (f"local: more.yml{RULES}", "include: elsewhere.yml\n", "", False),
        ("local: more.yml", "include: elsewhere.yml\n", "", False),
        ("remote: https://example.com/x.yml", "", "", False),
        ("remote: https://example.com/x.yml", "", WRONG, True),
    ],
)
def test_what_a_later_include_may_set_to_something_else_is_not_known(
    tmp_path: Path, second: str, more: str, own: str, is_refused: bool
) -> None:
    text = f"include:\n  - local: first.yml\n  - {second}\n{own}{SENDING}"
    found = scanned(tmp_path, "gitlab_ci", here=text, **{"first.yml": WRONG, "more.yml": more})
    assert bool(found) == is_refused


def test_a_job_that_rules_may_replace_is_not_known_and_those_beside_it_are(tmp_path: Path) -> None:
    first = f"j:\n  script: [{CALL}]\nk:\n  script: [{CALL}]\n"
    text = f"include:\n  - local: first.yml\n  - local: more.yml{RULES}\n"
    assert scanned(tmp_path / "1", "gitlab_ci", here=text, **{"first.yml": first, "more.yml": "x: {}\n"}) == [2, 2]
    replacing = {"first.yml": first, "more.yml": "j: {script: [x]}\n"}
    assert scanned(tmp_path / "2", "gitlab_ci", here=text, **replacing) == [2]


@pytest.mark.parametrize("link", ["file", "directory"])
def test_nothing_outside_the_tree_is_included(tmp_path: Path, link: str) -> None:
    write(tmp_path, {"outside/ci.yml": f"a:\n  script: [{CALL}]\n"})
    (tmp_path / "tree").mkdir()
    here = tmp_path / "tree" / ("ci.yml" if link == "file" else "ci")
    here.symlink_to(tmp_path / "outside" / ("ci.yml" if link == "file" else ""))
    text = "include: [ci.yml, ci/ci.yml, ../outside/ci.yml]\nb:\n  script: [true]\n"
    assert scanned(tmp_path / "tree", "gitlab_ci", here=text) == []


def test_the_correction_names_the_input_that_gives_the_id(tmp_path: Path) -> None:
    found = pipeline("github_actions", project(tmp_path, "github_actions"))
    told = {(each.file_path, each.file_line_range[0]): in_full(each) for each in found.report.failed_checks}
    wrong = told["/.github/workflows/callers.yml", 10]
    assert wrong.endswith('; correct: external-id: "stage-c03d5a72"')


@pytest.mark.parametrize("framework", PAGES)
def test_roles_and_calls_are_named_by_their_paths_from_one_place(tmp_path: Path, framework: str) -> None:
    for record in pipeline(framework, project(tmp_path, framework)).report.failed_checks:
        result: Any = record.check_result
        assert "(/roles.tf:" in in_full(record) or "ValidationError" in in_full(record)
        assert result["caller"]["file"] == record.file_path
        assert str(tmp_path) not in in_full(record) + result["fix"]["place"]


OTHERS = "other calls are written there too, for which it may not be right"


@pytest.mark.parametrize(
    ("framework", "place", "at", "others"),
    [
        (
            "github_actions",
            ("/.github/workflows/callers.yml", 10),
            "in `with` at /.github/workflows/callers.yml:10-13",
            False,
        ),
        (
            "github_actions",
            ("/.github/workflows/callers.yml", 25),
            "in `with` at /.github/workflows/callers.yml:25-31",
            True,
        ),
        ("github_actions", ("/.github/workflows/matrix.yml", 14), "beside the role", True),
        ("github_actions", ("/.github/workflows/matrix.yml", 21), "beside the role", False),
        (
            "github_actions",
            ("/.github/workflows/actions.yml", 23),
            "beside the role at /.github/actions/assume/action.yml:19-24",
            True,
        ),
        ("gitlab_ci", ("/.gitlab-ci.yml", 4), "beside the role at /ci/more/one.yml:3", False),
        ("gitlab_ci", ("/.gitlab-ci.yml", 25), "beside the role", True),
        ("gitlab_ci", ("/.gitlab-ci.yml", 68), "beside the role", True),
        ("gitlab_ci", ("/.gitlab-ci.yml", 89), "beside the role", False),
        ("circleci_pipelines", ("/.circleci/config.yml", 34), "beside the role", False),
        ("circleci_pipelines", ("/.circleci/config.yml", 106), "beside the role", True),
        ("azure_pipelines", ("/azure-pipelines.yml", 33), "beside the role at /pipelines/steps/assume.yml:11", True),
        ("azure_pipelines", ("/azure-pipelines.yml", 54), "beside the role", True),
    ],
)
def test_the_correction_says_where_it_stands_and_whether_other_calls_stand_there(
    tmp_path: Path, framework: str, place: tuple[str, int], at: str, others: bool
) -> None:
    found = pipeline(framework, project(tmp_path, framework))
    (record,) = [each for each in found.report.failed_checks if (each.file_path, each.file_line_range[0]) == place]
    result: Any = record.check_result
    fix = result["fix"]
    assert fix["text"]
    assert fix["place"] == at
    assert (OTHERS in fix["advice"]) == others
    assert ("; correct for this call: " in in_full(record)) == others


def test_an_input_that_is_handed_on_is_corrected_where_it_is_first_given(tmp_path: Path) -> None:
    outer = f"{COMPOSITE}    - uses: ./inner\n      with:\n        id: ${{{{ inputs.name }}}}\ninputs: {{name: {{}}}}\n"
    inner = (
        f"inputs: {{id: {{}}}}\n{COMPOSITE}    - uses: aws-actions/configure-aws-credentials@v4\n      with:\n"
        f"        role-to-assume: {ROLE}\n        role-external-id: ${{{{ inputs.id }}}}\n"
    )
    workflow = "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: ./outer\n        with: {name: other}\n"
    files = {
        "roles.tf": (PROJECTS / "pipelines" / "roles.tf").read_text("utf-8"),
        ".github/workflows/x.yml": workflow,
        "outer/action.yml": outer,
        "inner/action.yml": inner,
    }
    (record,) = pipeline("github_actions", write(tmp_path, files)).report.failed_checks
    assert "/inner/action.yml:5-8, by " in in_full(record)
    result: Any = record.check_result
    fix = result["fix"]
    assert fix["text"] == 'id: "prod-7f9c2b1e"'
    assert fix["place"].endswith("/outer/action.yml:4-6")


def test_a_call_of_one_job_of_a_matrix_is_told_by_that_jobs_name(tmp_path: Path) -> None:
    (record,) = [
        each
        for each in pipeline("github_actions", project(tmp_path, "github_actions")).report.failed_checks
        if (each.file_path, each.file_line_range[0]) == ("/.github/workflows/matrix.yml", 14)
    ]
    assert "jobs(each (staging, prod-7f9c2b1e)).steps[1] sends the external id" in in_full(record)


def test_a_call_that_all_jobs_of_a_matrix_make_is_one(tmp_path: Path) -> None:
    text = MATRICES["github_actions"].format(axis="x, y", call=CALL)
    files = {"roles.tf": (PROJECTS / "pipelines" / "roles.tf").read_text("utf-8"), ".github/workflows/x.yml": text}
    (record,) = pipeline("github_actions", write(tmp_path, files)).report.failed_checks
    assert "jobs(a).steps[1] sends the external id" in in_full(record)


@pytest.mark.parametrize("framework", PAGES)
def test_pipelines_of_odd_forms_end_no_scan(tmp_path: Path, framework: str) -> None:
    odd = ["[]", "1", "{}", "[[1], {a: 1}]", "{a: {b: c}}", "x", "{x: [1]}", "{local: []}", "[{local: {}}, {x: y}]"]
    keys = {
        "github_actions": ("uses", "with", "strategy", "if", "steps", "env"),
        "gitlab_ci": ("extends", "parallel", "variables", "rules", "inherit", "script", "before_script"),
        "circleci_pipelines": ("executor", "parameters", "environment", "steps"),
        "azure_pipelines": ("template", "strategy", "variables", "parameters", "steps"),
        "bitbucket_pipelines": ("step", "script"),
    }[framework]
    for number, (key, value) in enumerate((key, value) for key in keys for value in odd):
        job = f"{{{key}: {value}, runs-on: x}}"
        text = (
            f"include: {value}\nextends: {value}\nparameters: {value}\nvariables: {value}\nexecutors: {value}\n"
            f"commands: {{a: {job}}}\nsteps: [{job}, a]\n"
            f"workflows: {{w: {{jobs: [b, {{b: {value}}}, {{b: {job}}}]}}}}\n"
            f"on: {{workflow_call: {{inputs: {value}}}}}\njobs: {{b: {job}}}\nc: {job}\n# assume-role\n"
        )
        assert scanned(tmp_path / str(number), framework, here=text) == []
