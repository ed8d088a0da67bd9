"""What the `assume_role` of a provider, a backend or a remote state asks of the session.

https://registry.terraform.io/providers/hashicorp/aws/latest/docs#assume_role-configuration-block
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from roletrust.dialects.tree import Tree
from roletrust.engine.roles.sessions import HOUR, Session
from roletrust.engine.text import Hole, Text, Value, text

DURATION = re.compile(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?")


def session_of(settings: Mapping[str, Tree], chained: bool) -> Session:
    """What the settings of a block ask of the session; `chained`: by that of the role before."""
    tags, identity = settings.get("tags"), settings.get("source_identity")
    known = [(key, told(value)) for key, value in tags.items()] if isinstance(tags, Mapping) else []
    sent = tuple((key, value) for key, value in known if value is not None)
    asked = duration_of(str(settings.get("duration") or settings.get("duration_seconds") or ""))
    name = settings.get("session_name")
    passed_on = settings.get("transitive_tag_keys")
    keys = [each for each in passed_on if isinstance(each, str)] if isinstance(passed_on, list) else []
    return Session(
        sent,
        told(identity) or None,
        asked,
        chained,
        name=name if isinstance(name, str) else "",
        transitive=tuple(keys),
        whole=tags is None or isinstance(tags, Mapping),
    )


def told(value: Tree) -> Value | None:
    """A value as it is sent; None of what is no text."""
    if isinstance(value, Hole):
        return text(value)
    return str(value) if type(value) in (int, float) else value if isinstance(value, (str, Text)) else None


def duration_of(written: str) -> int:
    """Seconds, of a duration as Go writes it (`1h30m`) or of seconds alone; 0 where that cannot be told."""
    if written.isdecimal():
        return int(written)
    found = DURATION.fullmatch(written)
    return sum(int(part or 0) * unit for part, unit in zip(found.groups(), (HOUR, 60, 1), strict=True)) if found else 0
