"""The questions of the page, and the replies of the same functions that the command has: JSON in, JSON out."""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Callable, Mapping
from typing import Any

from roletrust import __version__
from roletrust.diagnosis.error_text import refusals_in
from roletrust.diagnosis.forms.every import calls
from roletrust.engine.policy.context_keys import legal_external_id
from roletrust.fixing.repairing import Repairing
from roletrust.fixing.supplied import Supplied
from roletrust.page.examined import ALL, examined, roles_in
from roletrust.page.given import laid_out
from roletrust.replying.comparing import differences
from roletrust.replying.diagnosing import Among, in_data, lines_of, told_of
from roletrust.replying.redaction import Redaction
from roletrust.replying.repairing import diffs, told
from roletrust.replying.roles import Read
from roletrust.replying.skipping import Skips
from roletrust.replying.unanswerable import Unanswerable

Asked = Mapping[str, Any]
Reply = dict[str, Any]


def reply(asked: str, folder: str) -> str:
    """The reply to a question: an object with `kind`, one of KINDS, and what that kind asks for.

    `folder`: the working directory, in which files may be written, and what is there is not kept.  Raises nothing: a
    reply with `problem` says why there is no other.
    """
    try:
        question = json.loads(asked)
        found = {"version": __version__, **KINDS[question["kind"]](question, os.path.abspath(folder))}
    except Unanswerable as error:
        found = {"version": __version__, "problem": str(error)}
    except (Exception, RecursionError) as error:
        traceback.print_exception(error, file=sys.stderr)
        found = {"version": __version__, "problem": f"roletrust itself broke: {type(error).__name__}: {error}"}
    return json.dumps(found, ensure_ascii=False)


def who(asked: Asked, folder: str) -> Reply:
    """`files`, by name: who gets in, and the findings."""
    return examined(laid_out(asked["files"], folder))


def repaired(asked: Asked, folder: str) -> Reply:
    """`files`, and what only a person knows: the patch that makes their findings go away, as far as it is proved."""
    laid_out(asked["files"], folder)
    work = Repairing((folder,), (), ALL, supplied(asked), Skips().of)
    outcomes = work.outcomes()
    return {
        "patch": "".join(diffs(work)),
        "files": {os.path.relpath(path, folder): data.decode("utf-8") for path, data in work.files.items()},
        "told": [line for each in outcomes for line in told(each, "can be fixed")],
    }


def supplied(asked: Asked) -> Supplied:
    """`external_id`, `pins`, `subjects`.  Raises Unanswerable where one is no external id."""
    id_ = asked.get("external_id", "")
    if id_ and not legal_external_id(id_):
        raise Unanswerable("that is no external id: 2 to 1,224 letters, digits and _+=,.@:/-")
    return Supplied({"": id_} if id_ else {}, pins=asked.get("pins", ()), subjects=asked.get("subjects", ()))


def compared(asked: Asked, folder: str) -> Reply:
    """`before` and `after`, each files by name: who newly gets in, and who no longer does."""
    sides = [by_name(asked[side], os.path.join(folder, side)) for side in ("before", "after")]
    return {"differences": [each._asdict() for each in differences(*sides)]}


def by_name(files: Mapping[str, str], folder: str) -> dict[tuple[str, str], Read]:
    """The roles of one side, by file and name; of a single text by name alone."""
    alone = len(files) == 1
    return {("" if alone else each.file, each.label): each for each in roles_in(laid_out(files, folder))}


def diagnosed(asked: Asked, folder: str) -> Reply:
    """`error`, the text; `call`, what made it, or ''; `files`, with the policy, or none: the causes."""
    refusals = refusals_in(asked["error"])
    if not refusals:
        raise Unanswerable("the text has no error of STS, and no service that says it cannot assume a role")
    given = calls(asked["call"], "") if asked["call"].strip() else []
    if asked["call"].strip() and not given:
        raise Unanswerable("no call of sts:AssumeRole is read in what is given as the call")
    among = Among("what is given", roles_in(laid_out(asked["files"], folder))) if asked["files"] else None
    found = [each for refusal in refusals for each in told_of(refusal, among, given, "", {})]
    return {"refusals": in_data(found), "report": "\n".join(line for each in found for line in lines_of(each))}


def redacted(asked: Asked, folder: str) -> Reply:
    """`texts`, by name: the same without what tells whose they are, each name by the same one in all of them."""
    redaction = Redaction()
    for text in asked["texts"].values():
        redaction.redacted(text)  # so that what is learned of one text is replaced in those before it
    return {"texts": {name: redaction.redacted(text) for name, text in asked["texts"].items()}}


KINDS: dict[str, Callable[[Asked, str], Reply]] = {
    "who": who,
    "repair": repaired,
    "compare": compared,
    "diagnose": diagnosed,
    "redact": redacted,
}
