"""The tokens that a job of GitHub Actions can present: what `on`, `environment` and the repository's name make of them.

Source: GitHub Docs, "OpenID Connect reference": of a job with an environment the subject ends in `environment:NAME`,
else of one that `pull_request` starts in `pull_request`, else in `ref:REF`; a colon in a value is written `%3A`.  For
repositories made, renamed or moved since 15 July 2026, and by opt-in for others, it begins with
`repo:OWNER@OWNER-ID/NAME@ID:` in place of `repo:OWNER/NAME:` ("Immutable subject claims").  "Events that trigger
workflows": the ref of each event; "Workflow syntax": filters of `on.push`, and that one on branches alone, or on tags
alone, shuts out the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import product

from roletrust.dialects.callers.written import Written, entries, texts, within
from roletrust.dialects.tree import Map, Tree
from roletrust.engine.roles.tokens import GITHUB, OWNER_ID, REPOSITORY_ID, Token, Tokens
from roletrust.engine.text import Hole, Text, Value, text

AUDIENCE = "sts.amazonaws.com"  # by default of aws-actions/configure-aws-credentials
HEADS, TAGS = "refs/heads/", "refs/tags/"
PULL_REQUEST = "pull_request"
MOST = 64  # forms of one job's token; beyond them only the audience is known
SPECIAL = re.compile(r"[*?+\[\]]")
ON_DEFAULT_BRANCH = (
    *("branch_protection_rule", "delete", "discussion", "discussion_comment", "fork", "gollum", "issue_comment"),
    *("issues", "label", "milestone", "page_build", "public", "repository_dispatch", "schedule", "status", "watch"),
    "workflow_run",
)
BRANCH, TAG, DEFAULT = text(HEADS, Hole("branch")), text(TAGS, Hole("tag")), text(HEADS, Hole("default branch"))
ANY_REF: Value = text(Hole("ref"))
Ref = tuple[str, Value]  # how the subject ends in it (`pull_request`, or `ref`), and the ref
NO_ENVIRONMENT = ""


def tokens(
    repository: Value,
    on: Tree,
    environment: Value,
    audience: Value,
    called: Value | None = None,
    any_case: bool = False,
) -> Tokens:
    """The tokens of a job.  `repository`: `owner/name`; `on`: the events that start its workflow.

    `environment`: '' for none; `called`: the reusable workflow that the job stands in, as the claim names it;
    `any_case`: whether the letters of `repository` may be capitals or not.
    """
    refs = list(dict.fromkeys(ref for event, how in events(on) for ref in refs_of(event, how)))
    owners = [text(Hole("repository of the caller"))] if "workflow_call" in dict(events(on)) else [repository]
    found = [
        form
        for owner, ref, name in product(owners, refs or [("", ANY_REF)], environments(environment))
        for form in forms(owner, ref, name, audience, called)
    ]
    distinct = tuple(dict.fromkeys(found))
    return Tokens(GITHUB, distinct if len(distinct) <= MOST else (Token((("aud", audience),)),), any_case=any_case)


def forms(repository: Value, ref: Ref, environment: Value, audience: Value, called: Value | None) -> Iterator[Token]:
    ending = (
        ("environment:", escaped(environment)) if environment else ("pull_request",) if ref[0] else ("ref:", ref[1])
    )
    others = [("aud", audience), ("repository", repository), ("ref", ref[1])]
    others += [("environment", environment)] if environment else []
    others += [("job_workflow_ref", called)] if called is not None else []
    without = frozenset() if environment else frozenset(("environment",))
    yield of_subject(repository, text(*ending), others, without)
    owner, slash, name = repository.partition("/") if isinstance(repository, str) else ("", "", "")
    if slash:
        lasting = text(owner, "@", OWNER_ID, "/", name, "@", REPOSITORY_ID)
        yield of_subject(lasting, text(*ending), others, without)._replace(known=False)


def of_subject(
    repository: Value, context: Value, others: Iterable[tuple[str, Value]], without: frozenset[str]
) -> Token:
    """The token whose subject has the usual two parts."""
    parts = (("repo", repository), ("context", context))
    return Token((("sub", text("repo:", repository, ":", context)), *others), without, parts=parts)


def environments(name: Value) -> list[Value]:
    """What the environment may turn out to be: one whose name is all open may be none."""
    return [NO_ENVIRONMENT, name] if isinstance(name, Text) and name.lone else [name]


def escaped(value: Value) -> Value:
    parts = value.parts if isinstance(value, Text) else (value,)
    return text(*(part.replace(":", "%3A") if isinstance(part, str) else part for part in parts))


def events(on: Tree) -> list[tuple[str, Tree]]:
    """The events that `on` lists, each with its filters."""
    if isinstance(on, Map):
        return list(entries(on))
    return [(str(each), None) for each in texts(on)]


def refs_of(event: str, how: Tree) -> Iterable[Ref]:
    """The refs that `event` runs on.  Of events that GitHub does not document it of, any that there may be."""
    if event == PULL_REQUEST:
        return [(PULL_REQUEST, text("refs/pull/", Hole("number"), "/merge"))]
    if event.startswith(PULL_REQUEST):  # `pull_request_target` and its kin run on the base, or on the pull request
        return [(PULL_REQUEST, ANY_REF), ("", ANY_REF)]
    if event == "push":
        return [("", ref) for ref in pushed(how)]
    if event == "release":
        return [("", TAG)]
    if event in ON_DEFAULT_BRANCH:
        return [("", DEFAULT)]
    if event == "merge_group":
        return [("", text(HEADS, "gh-readonly-queue/", Hole("queue")))]
    if event == "workflow_call":
        return [(PULL_REQUEST, ANY_REF), ("", ANY_REF)]
    return [("", BRANCH), ("", TAG)] if event in ("workflow_dispatch", "create") else [("", ANY_REF)]


def pushed(how: Tree) -> Iterator[Value]:
    """The refs of a push: all branches and tags, but where filters name some."""
    of_branches, of_tags = (tuple(f"{kind}{ignored}" for ignored in ("", "-ignore")) for kind in ("branches", "tags"))
    filtered = set(how) & {*of_branches, *of_tags} if isinstance(how, Map) else set()
    for kind, prefix, free in ((of_branches, HEADS, BRANCH), (of_tags, TAGS, TAG)):
        if kind[0] in filtered:
            yield from (ref for each in texts(within(how, kind[0])) for ref in matching(prefix, each))
        elif kind[1] in filtered or not filtered:
            yield free


def matching(prefix: str, pattern: Written) -> Iterator[Value]:
    """The refs that a filter's pattern matches, or more; none for one that takes some of them out."""
    if pattern.startswith("!"):
        return
    if not SPECIAL.search(pattern):
        yield text(prefix, str(pattern))
        return
    if not SPECIAL.search(pattern.replace("*", "")):
        yield text(prefix, pattern.replace("*", ""))
        first, *others = re.split(r"\*+", pattern)
        yield text(prefix, first, *(piece for at, each in enumerate(others) for piece in (Hole(f"any {at}"), each)))
        return
    known = pattern[: SPECIAL.search(pattern).start()]  # type: ignore[union-attr]
    yield text(prefix, known[:-1], Hole("any 0"))  # `?` and `+` are about the letter before them
