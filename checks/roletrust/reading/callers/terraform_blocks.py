"""What a Terraform configuration assumes: `provider` blocks, the S3 backend, remote states; and Terragrunt's files."""

from __future__ import annotations

import re
from collections.abc import Iterator

from roletrust.dialects.callers import spacelift_runs
from roletrust.dialects.callers.aws_profiles import WEB_IDENTITY
from roletrust.dialects.hcl.roles.assuming import HELD_IN, Assumed, assumed, assumed_by_token, reference
from roletrust.dialects.hcl.roles.terragrunt_assuming import assumed_in
from roletrust.dialects.tree import Map, Tree
from roletrust.engine.roles.calls import Call
from roletrust.engine.text import Text, Value
from roletrust.reading.callers.made import Made, R, Way, by_role, is_text, ways, without_setting
from roletrust.reading.callers.sessions_asked import session_of
from roletrust.reading.callers.terraform_roles import RolesOfTerraform, Standing

INPUT = re.compile(r"`var\.([\w-]+)`")
OWN = re.compile(r"(?!module\.)[a-z][\w.\[\]\"-]*\Z")  # a hole of the root module, by which its blocks may call it


def calls(at: Standing, roles: RolesOfTerraform[R]) -> Iterator[Made[R]]:
    """The calls of these roles that a block makes."""
    for each in assumed(at.scan.project, at.file, at.calls, at.address, at.first, at.key):
        yield from made(at, each, roles)
    for each in assumed_by_token(at.scan.project, at.file, at.calls, at.address, at.first):
        yield from without_setting(ways_of_token(each, label_of(at)), roles.by_arn(at.root))


def made(at: Standing, each: Assumed, roles: RolesOfTerraform[R]) -> Iterator[Made[R]]:
    setting, place, file, calls = each.arguments.external_id, f"beside `{each.arguments.role}`", at.file, at.calls
    if calls and (given := INPUT.match(each.written)):  # what a module is given is put right where it is called
        setting, place, file = given[1], f"in the call of module.{calls[-1].name}", calls[-1].file
        calls = calls[:-1]

    def corrected(external_id: Value) -> str:
        """Terraform lets a backend refer to nothing."""
        if not setting:
            return ""
        found = "" if is_backend(at) else reference(at.scan.project, file, calls, external_id)
        if not found and isinstance(external_id, str):
            found = f'"{external_id}"'
        if not found and isinstance(external_id, Text) and external_id.lone and not calls:
            found = external_id.lone.name if OWN.match(external_id.lone.name) else ""
        return f"{setting} = {found}" if found else ""

    for called, every in by_role(ways_of(each, label_of(at)), roles.by_arn(at.root)):
        yield Made(every, called, place, corrected)


def is_backend(at: Standing) -> bool:
    return at.address[0] == "terraform"


def label_of(at: Standing) -> str:
    """What a finding calls a block: `provider aws.vendor`, `backend s3`, `data.terraform_remote_state.network`."""
    if is_backend(at):
        return "backend s3"
    return f"provider {at.label.removesuffix('.default')}" if at.address[0] == "provider" else f"data.{at.label}"


def ways_of_token(each: Assumed, label: str) -> Iterator[Way]:
    """Each way that a call with a token can turn out, where the file that holds the token tells who presents it."""

    def call(tree: Tree) -> Call | None:
        said = tree if isinstance(tree, Map) else Map()
        role = said.get("role_arn")
        if said.get(HELD_IN) != spacelift_runs.HELD_IN or not is_text(role):
            return None
        return Call(role, None, label, "", each.source, WEB_IDENTITY, tokens=spacelift_runs.presented())

    return ways(each.tree, call)


def ways_of(each: Assumed, label: str) -> Iterator[Way]:
    """Each way that a call can turn out; none where it is not known whether it is made at all."""

    def call(tree: Tree) -> Call | None:
        role, sent, by = map(tree.get, ("role_arn", "external_id", "by")) if isinstance(tree, Map) else [None] * 3
        sent = str(sent) if type(sent) in (int, float) else sent
        if not is_text(role) or not (sent is None or isinstance(sent, (str, Text))):
            return None
        before = by if is_text(by) else None
        session, setting = session_of(tree, before is not None), each.arguments.external_id
        return Call(role, sent, label, setting, each.source, written=each.written, by=before, session=session)

    return ways(each.tree, call)


def calls_of_terragrunt(root: str, path: str, shown: str) -> Iterator[Call]:
    """The calls in Terragrunt's file at `path`, below `root`, from top to bottom; none that hang on a condition.

    Raises nothing.
    """
    for label, found in assumed_in(root, path, shown):
        for conditions, call in ways_of(found, label):
            if call and not conditions:
                yield call._replace(setting="" if label == "iam_role" else call.setting)
