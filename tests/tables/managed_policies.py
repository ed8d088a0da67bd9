"""Write the tables of what AWS's own managed policies say, from their documents.

    git clone --depth 1 https://github.com/zoph-io/MAMIP /tmp/mamip
    PYTHONPATH=checks python tests/tables/managed_policies.py /tmp/mamip/policies 2026-03-07

That repository has a file for each policy, as `aws iam get-policy-version` prints it; the date is that of its last
commit.  Written are `managed_aws.py`, `managed_amazon.py` and `managed_others.py` in `checks/roletrust/engine`, by how
the policies are called, and `managed_silent.py`, with the names of those that say nothing that is asked about;
`managed_policies.py` there reads them, and says how they tell it.  A policy that, read from
there, would answer any question otherwise than its document ends it.

It has to be run again when AWS's policies change, or what is asked of them: `METHODS`, `KINDS`, `MADE_OF`, `READING`,
`TAKING`.
"""

from __future__ import annotations

import json
import re
import sys
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from roletrust.dialects.identity_policy import read_grants
from roletrust.engine.answer import Answer
from roletrust.engine.policy.document import Condition, Effect, Source
from roletrust.engine.policy.request import ASSUME_ROLE
from roletrust.engine.roles.exposure import READING
from roletrust.engine.roles.methods import METHODS, PASSING, Service
from roletrust.engine.roles.permissions import NEW_VERSION, TO_ITSELF, UNNAMED, Grant, Permissions, may, mentions
from roletrust.engine.roles.taking import WHOLES, unnamed
from roletrust.engine.tables import managed_policies

SERVED = [each for each in METHODS if each.service]
TAKING = tuple(action for each in WHOLES for action in (unnamed(each[0].partition(":")[0]), *each))
ASKED = tuple(
    dict.fromkeys((UNNAMED, ASSUME_ROLE, *(action for each in METHODS for action in each.actions), *READING, *TAKING))
)
# Asked of certain resources, too: roles, policies, and for passing.py whatever a statement lists.
OF_SOME = {ASSUME_ROLE, NEW_VERSION, *TO_ITSELF, *(action for each in SERVED for action in each.actions)}
EVERYTHING = Grant(Effect.ALLOW, ("*",), ("*",))
SOME_ROLE = "arn:aws:iam::123456789012:role/some/role"
# How the policies that each module is for begin, and what they are called there.
MODULES = {
    "managed_aws": ("AWS", "AWS..."),
    "managed_amazon": ("Amazon", "Amazon..."),
    "managed_others": ("(?!AWS|Amazon)", "otherwise"),
}
MODULE = '''\
"""What AWS's managed policies that are called {called} say, of {count} by {date}: see `managed_policies.py`.

Written by `tests/tables/managed_policies.py`.
"""

from __future__ import annotations

TABLE = """\\
{table}
"""
'''

SILENT = '''\
"""The AWS managed policies that say nothing of what is asked about, of {count} by {date}: see `managed_policies.py`.

Written by `tests/tables/managed_policies.py`.
"""

from __future__ import annotations

NAMES = """\\
{names}
"""
'''

Policies = Mapping[str, Sequence[Grant]]


def documents(folder: Path) -> dict[str, tuple[Grant, ...]]:
    """The statements of each policy; a file that is empty is none."""
    found = {each.name: each.read_text(encoding="utf-8") for each in sorted(folder.iterdir())}
    return {
        name: read_grants(json.loads(text)["PolicyVersion"]["Document"], name)
        for name, text in found.items()
        if text.strip()
    }


# --- what of a statement counts ----------------------------------------------------------------------------------


def questions(action: str) -> tuple[Service | None, ...]:
    """The services for which `action` is asked."""
    return tuple(dict.fromkeys(each.service for each in SERVED)) if action == PASSING else (None,)


def answers(grants: Iterable[Grant], action: str, resource: str | None = None) -> list[tuple[Answer, Answer]]:
    """What the Allows say, and what the Denies leave of everything: this is all that any set of policies hangs on."""
    every = list(grants)
    allows = Permissions(tuple(each for each in every if each.effect is Effect.ALLOW))
    denies = Permissions((EVERYTHING, *(each for each in every if each.effect is Effect.DENY)))
    return [
        (may(allows, action, resource, service).answer, may(denies, action, resource, service).answer)
        for service in questions(action)
    ]


def counts(grant: Grant, action: str) -> bool:
    """Whether a statement makes a difference to `action`, on resources that it is asked of."""
    wide = grant._replace(resources=("*",), negated_resources=False) if action in OF_SOME else grant
    return answers([wide], action) != answers([], action)


def kept(grant: Grant) -> Grant | None:
    """What counts of a statement; None where nothing does."""
    counting = [each for each in ASKED if counts(grant, each)]
    near = ASKED if grant.negated_actions else counting
    actions = tuple(
        each for each in grant.actions if any(mentions(EVERYTHING._replace(actions=(each,)), a) for a in near)
    )
    passed_to = tuple(Condition(each.operator, managed_policies.KEY, each.values) for each in grant.passed_to)
    found = grant._replace(actions=actions, passed_to=passed_to, number=0, source=Source())
    return found if counting else None


def different(grants: Sequence[Grant], others: Sequence[Grant]) -> Iterator[str]:
    """The actions of which the one say otherwise than the other."""
    places = dict.fromkeys(str(place) for each in (*grants, *others) for place in each.resources)
    for action in ASKED:
        resources = (None, SOME_ROLE, *places) if action in OF_SOME else (None,)
        if any(answers(grants, action, each) != answers(others, action, each) for each in resources):
            yield action


# --- how it is told ----------------------------------------------------------------------------------------------


def told(grant: Grant) -> str:
    how = ("perhaps " if grant.conditional else "") + ("allows" if grant.effect is Effect.ALLOW else "denies")
    actions = " ".join(("all but" if grant.negated_actions else "", *map(str, grant.actions)))
    resources = " ".join(("all but" if grant.negated_resources else "", *map(short, map(str, grant.resources))))
    where = f"on {resources}" if resources.strip() != "*" else ""
    services = (" ".join(("for", each.operator, *map(served, map(str, each.values)))) for each in grant.passed_to)
    return " ".join(" ".join((how, actions, where, *services)).split())


def short(resource: str) -> str:
    return re.sub(
        r"\Aarn:aws:(?:(iam)::\*|(?!iam:)([a-z0-9-]+):\*:\*):", lambda found: f"{found[1] or found[2]}~", resource
    )


def served(service: str) -> str:
    name = service.removesuffix(".amazonaws.com")
    return service if "." in name else name


def table(policies: Policies) -> str:
    """A record for each of `policies` that says anything; those that say the same share one."""
    records: dict[str, list[str]] = {}
    for name, grants in policies.items():
        statements = dict.fromkeys(told(each) for each in map(kept, grants) if each)
        if statements:
            records.setdefault("; ".join(statements), []).append(name)
    return "\n".join(
        textwrap.fill(
            f"{' '.join(names)}: {said}", 120, subsequent_indent=" ", break_long_words=False, break_on_hyphens=False
        )
        for said, names in records.items()
    )


# --- writing -----------------------------------------------------------------------------------------------------


def main(folder: str, date: str) -> None:
    policies = documents(Path(folder))
    engine = Path(managed_policies.__file__).parent
    for module, (beginning, called) in MODULES.items():
        part = {name: grants for name, grants in policies.items() if re.match(beginning, name)}
        written = table(part)
        check(part, written)
        text = MODULE.format(called=called, count=f"{len(policies):,}", date=date, table=written)
        (engine / f"{module}.py").write_text(text, encoding="utf-8")
    names = textwrap.fill(" ".join(silent(policies)), 120, break_long_words=False, break_on_hyphens=False)
    text = SILENT.format(count=f"{len(policies):,}", date=date, names=names)
    (engine / "managed_silent.py").write_text(text, encoding="utf-8")


def silent(policies: Policies) -> list[str]:
    """Those with no statement that counts."""
    return [name for name, grants in policies.items() if not any(map(kept, grants))]


def check(policies: Policies, written: str) -> None:
    """Raises where what is `written` answers otherwise than the documents."""
    read = managed_policies.records(written)
    for name, grants in policies.items():
        wrong = list(different(managed_policies.grants(read.get(name, ""), name), grants))
        assert not wrong, f"{name} would be told otherwise than it is: {wrong}"


if __name__ == "__main__":
    main(*sys.argv[1:])
