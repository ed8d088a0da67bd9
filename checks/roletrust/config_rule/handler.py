"""What AWS Lambda calls: a custom rule of AWS Config that evaluates roles by their trust policies.

INVARIANT: each role that is asked about is evaluated once, or is named in the error that the call ends with.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterable, Mapping
from typing import Any

from roletrust.config_rule.evaluation import Evaluation, LiveRole, evaluated, gone, of_item, settings
from roletrust.config_rule.events import Asked, read
from roletrust.config_rule.service import Aws

NAMED = 20  # roles that an error names


class NotEvaluated(Exception):
    """Roles that are asked about and of which AWS Config has not been told."""


def handler(event: Mapping[str, Any], context: Any = None) -> dict[str, int]:
    """Evaluate what AWS Config asks about; how many roles that were.

    Raises BadEvent at parameters that cannot be used, and NotEvaluated where roles failed, when all others are told.
    """
    asked = read(event)
    aws = Aws.of(asked)
    if asked.item is not None and asked.is_gone:
        done, broken = [gone(asked)], list[str]()
    else:
        done, broken = _evaluated(_roles(asked, aws), asked, aws)
    broken += aws.put(done, asked.token)
    if asked.parameters.hub:
        broken += aws.tell_hub(done, asked)
    if failed := list(dict.fromkeys(broken)):
        more = f" and {len(failed) - NAMED} more" if len(failed) > NAMED else ""
        raise NotEvaluated(f"not evaluated: {', '.join(sorted(failed)[:NAMED])}{more}; the log says why")
    return {"evaluated": len(done)}


def _roles(asked: Asked, aws: Aws) -> Iterable[LiveRole]:
    """The role that is asked about, or every role, each once."""
    if asked.item is None:
        return {role.id: role for role in aws.roles()}.values()
    identified = str(asked.item["resourceId"])
    name = str(asked.item.get("resourceName") or "")
    return [of_item(asked.item) or LiveRole(identified, name, str(asked.item.get("ARN") or ""), "/", None)]


def _evaluated(roles: Iterable[LiveRole], asked: Asked, aws: Aws) -> tuple[list[Evaluation], list[str]]:
    """The evaluations, and the ids of the roles that broke, each told on stderr."""
    members = aws.members() if asked.parameters.of_organization else frozenset()
    configuration = settings(asked.parameters, members)
    done: list[Evaluation] = []
    failed: list[str] = []
    for role in roles:
        try:
            whole = role if role.policy else _fetched(role, aws)
            done.append(evaluated(whole, asked, configuration) if whole else _vanished(role, asked))
        except Exception:  # one role that breaks must not lose the others
            failed.append(role.id)
            print(f"roletrust: {role.name or role.id}:\n{traceback.format_exc()}", file=sys.stderr)
    return done, failed


def _fetched(role: LiveRole, aws: Aws) -> LiveRole | None:
    """The role with its trust policy, where the event or the list has none: an item that is too large, or broken."""
    if not role.name:
        raise ValueError("the item has neither a trust policy nor the role's name")
    found = aws.role(role.name)
    if found is not None and not found.policy:
        raise ValueError("AWS gives no trust policy of the role")
    return found if found is not None and found.id == role.id else None


def _vanished(role: LiveRole, asked: Asked) -> Evaluation:
    """Of a role that was deleted since, or made anew: that one is asked about by itself."""
    return gone(asked._replace(item={"resourceId": role.id}))
