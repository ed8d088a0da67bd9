"""Files that Checkov's parser refuses or passes over, though the tool that they are written for may well take them.

Checkov leaves such a file out of its scan, with every role in it, and says so at most in a count.  So when a runner is
through with the resources that it did read, the rest is read here: what roletrust's own reader finds in it is judged
and reported like any other role; of a file that neither can read, and that looks as if it may hold a role, the file
itself is undecided.

To have another format read: write a module below `adapters/` with a function `roles`, which takes a `RefusedFile` and
gives each role in it as a `judged_files.Role`, and name it in `FORMATS`.  It raises PolicyError where it cannot read
the file either, and then its text decides (`Format.marks`).

This relies on the following of Checkov's: the method that runs the checks of single resources (`Format.method`) is
looked up on the runner's class after the pack is loaded, gets `report` and `runner_filter`, and is called by `run`,
which has `root_folder`, `files` and, where the runner keeps any, `parsing_errors`.
"""

from __future__ import annotations

import functools
import inspect
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib import import_module
from typing import Any
from weakref import WeakKeyDictionary

from checkov.common.models.enums import CheckResult
from checkov.common.output.record import Record
from checkov.common.runners.base_runner import filter_ignored_paths
from checkov.common.util.file_utils import read_file_with_any_encoding
from checkov.common.util.suppression import collect_suppressions_for_context

from roletrust.adapters.decision import Outcome, broken
from roletrust.adapters.formats.file_checks import applies
from roletrust.adapters.formats.judged_files import Role, judged
from roletrust.adapters.host.gates import is_let, is_skippable
from roletrust.dialects.hcl.files.source import unlinked
from roletrust.dialects.scanned_tree import inside
from roletrust.engine.policy.document import PolicyError
from roletrust.reading.configuration import Configuration, load
from roletrust.reading.found import WHOLE_FILE
from roletrust.reading.judging import Case
from roletrust.reading.marks import (
    IN_JSON,
    IN_OBJECTS,
    IN_PLANS,
    IN_SERVICES,
    IN_TASKS,
    IN_TEMPLATES,
    IN_TERRAFORM,
    all_in,
)
from roletrust.reading.unread import unread
from roletrust.rules.catalog import EVERY

LARGEST = 64_000_000  # bytes of a file that is read
RULES = {rule.id: rule for rule in EVERY}


@dataclass(frozen=True)
class RefusedFile:
    """One such file.  `shown`: as the report names it; `root`: the directory that the scan started from.

    `runner`: the runner of Checkov's at work, with what it did read.  `told`: of which roles in the file the report
    tells by now.
    """

    path: str
    shown: str
    root: str
    text: str
    runner: Any
    told: frozenset[str] = frozenset()

    @property
    def settings(self) -> Configuration:
        return load(self.root)

    @property
    def lines(self) -> int:
        return self.text.count("\n") + 1


def has_a_key_twice(text: str) -> bool:
    """Whether a file of Terraform's JSON syntax is one of which Python's reader keeps only a part."""
    from roletrust.dialects.hcl.syntax.tf_json import parse_blocks  # noqa: PLC0415  # for who has such a file

    try:
        list(parse_blocks(text))
    except PolicyError:
        return True
    return False


@dataclass(frozen=True)
class Format:
    """What one of Checkov's runners reads: `runner` in `module`, whose `method` runs the checks of single resources.

    `reader`: the module here that reads it too; '' where there is none.  `marks`: what all stands in the text of a file
    that may hold a role.  `endings`: of the files that the runner passes over without a word; none where it lists all
    that it refuses.  `again`: whether it may pass over roles in a file, by its text, that the runner did read; None of
    one that passes over none.
    """

    framework: str
    module: str
    runner: str
    method: str
    marks: tuple[re.Pattern[str], ...]
    reader: str = ""
    endings: tuple[str, ...] = ()
    again: Callable[[str], object] | None = None


TEMPLATES = (".yml", ".yaml", ".json", ".template")
PASSED_OVER = re.compile(r"Fn::ForEach|\A[^\n]*\b[Rr]esources\b")  # in templates: loops, and resources of no line

FORMATS = (
    Format(
        *("terraform", "checkov.terraform.runner", "Runner", "check_tf_definition"),
        *(IN_TERRAFORM, "terraform.refused_configurations", (".tofu",)),
    ),
    Format(
        *("terraform_json", "checkov.terraform_json.runner", "TerraformJsonRunner", "add_python_check_results"),
        *(IN_TERRAFORM, "terraform.refused_configurations", (), has_a_key_twice),
    ),
    Format(
        *("terraform_plan", "checkov.terraform.plan_runner", "Runner", "check_tf_definition"),
        *(IN_PLANS, "terraform.refused_plans"),
    ),
    Format(
        *("cloudformation", "checkov.cloudformation.runner", "Runner", "check_definitions"),
        *(
            IN_TEMPLATES,
            "formats.refused_templates",
            TEMPLATES,
            PASSED_OVER.search,
        ),
    ),
    Format(
        *("kubernetes", "checkov.kubernetes.runner", "Runner", "check_definitions"),
        *(IN_OBJECTS, "formats.refused_objects", (".yml", ".yaml")),
    ),
    Format(
        *("ansible", "checkov.ansible.runner", "Runner", "add_python_check_results"),
        *(IN_TASKS, "formats.refused_tasks", (".yml", ".yaml")),
    ),
    Format(
        *("serverless", "checkov.serverless.runner", "Runner", "add_python_check_results"),
        *(IN_SERVICES, "formats.refused_services", ("serverless.yml", "serverless.yaml"), PASSED_OVER.search),
    ),
    Format(
        *("json", "checkov.json_doc.runner", "Runner", "add_python_check_results"),
        *(IN_JSON, "formats.refused_json"),
    ),
)


_noted: WeakKeyDictionary[Any, list[str]] = WeakKeyDictionary()  # by the runner


def note(runner: Any, path: str) -> None:
    """Take down that `runner` could not read the file at `path`, where Checkov keeps no list of such files."""
    _noted.setdefault(runner, []).append(path)


def listen() -> None:
    """Be told by each runner that is there by now when it is through with the resources that it read."""
    for each in FORMATS:
        runner = getattr(sys.modules.get(each.module), each.runner, None)
        if runner is not None and not hasattr(getattr(runner, each.method), "roletrust"):
            setattr(runner, each.method, followed(each, getattr(runner, each.method)))


def followed(kind: Format, method: Callable[..., Any]) -> Callable[..., Any]:
    """`method`, and after it what is found in the files that the runner refused."""
    signature = inspect.signature(method)

    @functools.wraps(method)
    def and_refused(runner: Any, *arguments: Any, **named: Any) -> Any:
        found = method(runner, *arguments, **named)
        if runner.check_type == kind.framework:
            given = signature.bind(runner, *arguments, **named).arguments
            told = Told(kind, runner, given["report"], given["runner_filter"])
            told.all(sys._getframe(1).f_locals)
        return found

    and_refused.roletrust = True  # type: ignore[attr-defined]
    return and_refused


@dataclass
class Told:
    """What is told of refused files in one report."""

    kind: Format
    runner: Any
    report: Any
    runner_filter: Any
    named: set[str] = field(default_factory=set)  # the files that were named for the scan

    def all(self, run: Mapping[str, Any]) -> None:
        """`run`: what Checkov's method of that name knows, by name.  Raises nothing."""
        try:
            root = os.path.abspath(run.get("root_folder") or os.curdir)
            refused = list(self.refused(run, root))
        except BaseException as error:
            refused, root = [], os.path.abspath(os.curdir)
            self.record(RefusedFile(root, "/", root, "", self.runner), Role(WHOLE_FILE, None, no_case), broken(error))
        for path in refused:
            self.file(path, root)

    def refused(self, run: Mapping[str, Any], root: str) -> Iterator[str]:
        """The paths of the files that the runner refused or passed over, each once."""
        known = {path for path, read in self.read.items() if read}
        yield from (path for path in sorted(known) if self.is_read_again(path))
        noted = _noted.pop(self.runner, ())
        errors = [*self.report.parsing_errors, *(run.get("parsing_errors") or ()), *noted]
        self.named.update(os.path.abspath(str(each)) for each in run.get("files") or ())
        walked = sorted(self.named) if self.named or not run.get("root_folder") else self.below(root)
        passed_over = [each for each in walked if str(each).endswith(self.kind.endings)] if self.kind.endings else []
        for path in map(os.path.abspath, map(str, (*errors, *passed_over))):
            if os.path.realpath(path) not in known:
                known.add(os.path.realpath(path))
                yield path

    @cached_property
    def read(self) -> dict[str, Any]:
        """What the runner did read, by the real path of each file."""
        return {os.path.realpath(str(getattr(key, "file_path", key))): read
                for key, read in (self.runner.definitions or {}).items()}  # fmt: skip

    def is_read_again(self, path: str) -> bool:
        """Whether the runner read the file at `path`, but passes over roles in it.  Raises OSError, ValueError."""
        if self.kind.again is None:
            return False
        text = text_of(path)
        return all_in(text, self.kind.marks) and bool(self.kind.again(text))

    def told_of(self, path: str) -> frozenset[str]:
        """The roles in the file at `path` that Checkov's runner reports itself."""
        return frozenset(self.by_checkov.get(os.path.realpath(path), ()))

    @cached_property
    def by_checkov(self) -> dict[str, set[str]]:
        """Those roles by the real path of their file, which a record may name from the working directory."""
        named: dict[str, set[str]] = {}
        for each in (*self.report.failed_checks, *self.report.passed_checks, *self.report.skipped_checks):
            if each.check_id in RULES:
                named.setdefault(each.file_abs_path, set()).add(each.resource)
        found: dict[str, set[str]] = {}
        for path, resources in named.items():
            found.setdefault(os.path.realpath(path), set()).update(resources)
        return found

    def below(self, root: str) -> Iterator[str]:
        """What Checkov would read below `root`."""
        for folder, folders, names in os.walk(root):
            filter_ignored_paths(folder, folders, self.runner_filter.excluded_paths)
            filter_ignored_paths(folder, names, self.runner_filter.excluded_paths)
            yield from (os.path.join(folder, name) for name in names)

    def file(self, path: str, root: str) -> None:
        """Report what is found in the file at `path`.  Raises nothing."""
        refused = RefusedFile(path, shown_from(path, root), root, "", self.runner)
        try:
            if not os.path.isfile(path) or not (inside(root, path) or path in self.named or unlinked(root, path)):
                return
            refused = replace(refused, text=text_of(path), told=self.told_of(path))
            found = [judged(role)[:2] for role in self.roles(refused)]
        except BaseException as error:
            found = [(Role(WHOLE_FILE, None, no_case, (1, refused.lines)), broken(error))]
        unread = any(role.label == WHOLE_FILE for role, _ in found)
        for role, outcomes in found:  # nothing passes in a file that its tool may refuse
            kept = {rule: each for rule, each in outcomes.items() if not (unread and each.result is CheckResult.PASSED)}
            self.record(refused, role, kept)

    def roles(self, file: RefusedFile) -> Iterator[Role]:
        """Those in the file; after them the file itself where not all of it can be read, and it may hold some."""
        if not all_in(file.text, self.kind.marks):
            return
        try:
            if not self.kind.reader:
                raise PolicyError("no other reader of it is at hand")
            yield from import_module(f"roletrust.adapters.{self.kind.reader}").roles(file)
        except PolicyError as error:
            yield whole(file, str(error))

    def record(self, file: RefusedFile, role: Role, outcomes: Mapping[str, Outcome]) -> None:
        """Put what the rules say of one role into the report, as Checkov's runner would."""
        numbered = list(enumerate(file.text.splitlines(keepends=True), 1))
        skips = [each for each in collect_suppressions_for_context(numbered) if applies(each, role)]
        first, last = role.lines if role.lines[0] else (1, file.lines)
        for rule, outcome in outcomes.items():
            if outcome.result is CheckResult.UNKNOWN or not (self.runs(rule, outcome) and is_let(rule, outcome)):
                continue
            result = {**outcome.facts, "result": outcome.result, "evaluated_keys": []}
            skip = next((each for each in skips if each["id"] == rule and is_skippable(rule, outcome)), None)
            if skip:
                result = {"result": CheckResult.SKIPPED, "suppress_comment": skip["suppress_comment"]}
            record = Record(
                check_id=rule,
                check_name=RULES[rule].headline if skip else outcome.name,
                check_result=result,  # type: ignore[arg-type]  # with the facts beside what Checkov knows
                code_block=numbered[first - 1 : last] if role.lines[0] and role.label != WHOLE_FILE else [],
                file_path=file.shown,
                file_line_range=[first, last],
                resource=role.label,
                evaluations={},
                check_class=__name__,
                file_abs_path=file.path,
                severity=outcome.severity,
                details=[] if skip else list(outcome.details),
            )
            self.report.add_record(record)

    def runs(self, rule: str, outcome: Outcome) -> bool:
        """Whether the user's filter lets the check run."""
        return bool(
            self.runner_filter.should_run_check(
                check_id=rule, severity=outcome.severity, report_type=self.kind.framework
            )
        )


def shown_from(path: str, root: str) -> str:
    """The file as Checkov's report names it."""
    return f"/{os.path.relpath(path, root)}"


def text_of(path: str) -> str:
    """The text of the file at `path`, in whatever encoding Checkov reads.  Raises OSError, ValueError."""
    if os.path.getsize(path) > LARGEST:
        raise ValueError(f"the file has more than {LARGEST} bytes")
    return read_file_with_any_encoding(path).lstrip("\ufeff")


def whole(file: RefusedFile, why: str) -> Role:
    """The file as one role, which is undecided."""
    return Role(WHOLE_FILE, None, lambda: unread(file.shown, why, file.settings), (1, file.lines))


def no_case() -> Case:
    """Of a file over which roletrust broke."""
    raise NotImplementedError
