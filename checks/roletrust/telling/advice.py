"""What the reader can do about a finding, in the words of the framework at hand."""

from __future__ import annotations

from collections.abc import Sequence

from roletrust.engine.text import NO_FILE, Hole
from roletrust.rules.judgement import Judgement
from roletrust.telling.subject import Dialect, Subject
from roletrust.telling.value_text import CONFIGURATION

CLOUDFORMATION = "a parameter's default or AllowedValues, or a literal value in its place"
TERRAFORM = "a default, a --var-file, or a scan of the plan"
REMOTE_STATE = "data.terraform_remote_state."
STATE = "a scan of the plan, which holds what the other state says"
MODULE = "a scan of the plan, which has what the module makes"
FILE = "the file itself, in the tree that is scanned"
DATA = "a scan of the plan, which holds what the data source says"
PLAN = "a plan that is made once it is known, after a first apply"


def advice(judgement: Judgement, subject: Subject) -> str:
    """The fix's advice; how to make values known where that is what it says; '' without a fix."""
    fix = judgement.verdict.fix
    if fix is None:
        return ""
    return f"{fix.advice}: {how_to_know(judgement.verdict.holes, subject)}" if fix.decides else fix.advice


def how_to_know(holes: Sequence[Hole], subject: Subject) -> str:
    """How an open value of `subject` is made known."""
    if subject.known_by:
        return subject.known_by
    if subject.described and not any(hole.where for hole in holes):
        return MODULE
    if subject.dialect in (Dialect.CFN_YAML, Dialect.CFN_JSON):
        return CLOUDFORMATION
    if holes and all(hole.name.startswith(REMOTE_STATE) for hole in holes):
        return STATE  # which takes no default
    if holes and subject.dialect in (Dialect.HCL_DOCUMENT, Dialect.HCL_OBJECT) and all(map(is_of_data, holes)):
        return DATA
    if holes and all(hole.unset == NO_FILE for hole in holes):
        return FILE
    # A JSON file may as well be a policy that Terraform reads: what is open in it stands in the configuration.
    configured = any(hole.where.partition(":")[0].endswith(CONFIGURATION) for hole in holes)
    plan = subject.dialect is Dialect.JSON and subject.source.file.endswith(".json") and not configured
    return PLAN if plan else TERRAFORM


def is_of_data(hole: Hole) -> bool:
    """Whether it is an attribute of a data source, which takes no default."""
    return hole.name.startswith("data.") or (hole.name.startswith("module.") and ".data." in hole.name)
