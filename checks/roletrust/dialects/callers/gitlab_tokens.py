"""The tokens that a job of GitLab CI can present, by `id_tokens`, `rules`, `only` and the project's path.

Source: GitLab Docs, "OpenID Connect authentication using ID tokens": the subject is
`project_path:GROUP/PROJECT:ref_type:TYPE:ref:NAME`, the type `branch` or `tag`, the audience what `id_tokens` says;
"CI/CD YAML syntax": `rules`, `only` (a name is a branch's or a tag's), `workflow:rules`; "Predefined CI/CD variables":
`CI_COMMIT_BRANCH` and `CI_COMMIT_TAG` are set in pipelines of the one kind alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Union

from roletrust.dialects.callers.held_tokens import NO_TOKENS, Held
from roletrust.dialects.callers.reuse import Repository
from roletrust.dialects.callers.written import Written, entries, items, texts, within
from roletrust.dialects.tree import Map, Tree
from roletrust.engine.roles.tokens import GITLAB, Token, Tokens
from roletrust.engine.text import Hole, Value, text

Ref = tuple[str, Value]  # of what kind it is, and its name
Refs = Union[list[Ref], None]  # None: any

KINDS = ("branch", "tag")
ANY: Value = text(Hole("ref"))
DEFAULT: Value = text(Hole("default branch"))
MOST = 64  # forms of one job's token; beyond them only the audience is known
QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'|/(?:\\.|[^/\\]){1,500}/\w*")
BY_KIND = {"$CI_COMMIT_BRANCH": ("branch",), "$CI_COMMIT_TAG": ("tag",), "$CI_COMMIT_REF_NAME": KINDS}
TERM = re.compile(r"(\$\w+)\s*(==|=~)?")
OR, AND = re.compile(r"\|\|"), re.compile("&&")
NAME = re.compile(r"[\w./-]+")
OF_KIND = {"branches": ("branch",), "tags": ("tag",)}
EVENTS = ("api", "chat", "external", "external_pull_requests", "merge_requests", "pipelines", "pushes", "schedules",
          "triggers", "web")  # fmt: skip


def held(job: Map, pipeline: Tree, repository: Repository) -> Held:
    """The tokens of a job, by the variables that hold them."""
    asked = dict(entries(job.get("id_tokens") or within(pipeline, "default", "id_tokens")))
    if not asked or repository.name is None:
        return NO_TOKENS
    refs = refs_of(job)
    if refs is None:
        refs = of_rules(within(pipeline, "workflow", "rules"))
    refs = [(kind, ANY) for kind in KINDS] if refs is None else list(dict.fromkeys(refs))
    found = {}
    for name, each in asked.items():
        forms = tuple(form(repository.name, ref, audience_of(within(each, "aud"))) for ref in refs)
        if len(forms) > MOST:
            forms = (Token((("aud", audience_of(within(each, "aud"))),)),)
        found[name] = Tokens(GITLAB, forms, any_case=repository.any_case)
    return found


def form(project: Value, ref: Ref, audience: Value) -> Token:
    kind, name = ref
    return Token((("sub", text("project_path:", project, f":ref_type:{kind}:ref:", name)), ("aud", audience)))


def audience_of(written: Tree) -> Value:
    """One audience; what variables are in it, or several, may be any."""
    found = list(texts(written))
    return str(found[0]) if len(found) == 1 and "$" not in found[0] else text(Hole("audience"))


def refs_of(job: Map) -> Refs:
    """The refs that a job runs on; more, where that cannot be told."""
    if "rules" in job:
        return of_rules(job["rules"])
    return of_only(job["only"]) if "only" in job else None


def of_rules(rules: Tree) -> Refs:
    found: list[Ref] = []
    for rule in items(rules):
        if not isinstance(rule, Map):
            return None
        if rule.get("when") == "never":
            continue
        condition = rule.get("if")
        refs = of_condition(condition) if isinstance(condition, Written) else None
        if refs is None:
            return None
        found += refs
    return found or None


def of_condition(condition: str) -> Refs:
    """The refs that a condition lets through, or more.

    In brackets it is not taken apart; a negation holds of pipelines where the variable is not set.
    """
    plain = QUOTED.sub(lambda quoted: " " * len(quoted[0]), condition)
    if "(" in plain:
        return None
    found: list[Ref] = []
    for alternative in parted(condition, plain):
        refs = next((refs for each in alternative if (refs := of_term(each.strip())) is not None), None)
        if refs is None:
            return None
        found += refs
    return found


def parted(condition: str, plain: str) -> Iterable[list[str]]:
    """The alternatives of a condition, each as its terms.  `plain`: the same with blanks for what is quoted."""
    start = 0
    for end in (*(each.start() for each in OR.finditer(plain)), len(plain)):
        cuts = [start, *(start + each.start() for each in AND.finditer(plain[start:end])), end]
        yield [condition[first:last].removeprefix("&&") for first, last in pairwise(cuts)]
        start = end + len("||")


def of_term(term: str) -> Refs:
    found = TERM.match(term)
    kinds = BY_KIND.get(found[1]) if found else None
    if found is None or kinds is None or (found[2] is None and len(kinds) > 1):
        return None
    value = term[found.end() :].strip()
    if bool(value) is (found[2] is None) or value in ("null", '""', "''"):
        return None
    name = ANY if found[2] != "==" else DEFAULT if value == "$CI_DEFAULT_BRANCH" else literal(value)
    return [(kind, name) for kind in kinds]


def literal(value: str) -> Value:
    inside = value[1:-1] if value[:1] in ("'", '"') and value[-1:] == value[:1] else ""
    return inside if inside and "$" not in inside else ANY


def of_only(only: Tree) -> Refs:
    found: list[Ref] = []
    for each in texts(within(only, "refs") if isinstance(only, Map) else only):
        name = each.partition("@")[0]
        if name in EVENTS or not NAME.fullmatch(name):
            return None
        found += [(kind, ANY) for kind in OF_KIND[name]] if name in OF_KIND else [(kind, name) for kind in KINDS]
    return found or None
