"""What a stranger needs to check a verdict without us: the policy as read, a request, or what a solver is to refute."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from roletrust.engine.policy.document import Policy
from roletrust.engine.text import Text, Value
from roletrust.proof.questions import Case

UNSAT = "Every solver of strings must answer `unsat`: `z3 FILE`, or `cvc5 --strings-exp FILE`."


def policy_as_read(read: Policy) -> dict[str, Any]:
    """The policy as JSON; what is open as `${name}`, what may be absent with the name it hangs on."""
    return {
        **({"Version": read.version} if read.version else {}),
        "Statement": [
            {
                **({"Sid": each.sid} if each.sid else {}),
                **({"MayBeAbsent": each.maybe.name} if each.maybe else {}),
                "Effect": each.effect.value,
                ("NotPrincipal" if each.negated_principals else "Principal"): _gathered(
                    (one.kind, one.value) for one in each.principals
                ),
                ("NotAction" if each.negated_actions else "Action"): [str(value) for value in each.actions],
                "Condition": [
                    {
                        "Operator": one.operator,
                        "Key": one.key,
                        "Values": [_shown(value) for value in one.values],
                        **({"MayBeAbsent": one.maybe.name} if one.maybe else {}),
                    }
                    for one in each.conditions
                ],
            }
            for each in read.statements
        ],
    }


def _gathered(pairs: Iterable[tuple[str, Value]]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for kind, value in pairs:
        found.setdefault(kind, []).append(_shown(value))
    return found


def _shown(value: Value) -> Any:
    """A value as written; one that is open as the name of what is."""
    return {"Open": str(value)} if isinstance(value, Text) else value


def scripts(read: Policy, rule: str, says: str, cases: Iterable[Case]) -> Iterator[str]:
    """For each case what a solver is to refute, with what it stands for.  `says`: the verdict, in words."""
    written = json.dumps(policy_as_read(read), ensure_ascii=True)
    for case in cases:
        yield "\n".join(
            [
                f"; {rule}: {says}",
                f"; This file asks for a request by {case.label} that the policy may allow.",
                f"; {UNSAT}",
                f"; The policy: {written}",
                "; `|caller.KEY|` is what the request holds under KEY, `|caller.KEY is there|` whether it carries it.",
                "(set-logic ALL)",
                case.script(surely=False),
                "(check-sat)",
                "",
            ]
        )
