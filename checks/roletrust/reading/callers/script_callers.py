"""Scripts, programs and profiles that assume a role of a scan: told of at the role, for they are of no scan.

They are looked for only where a role is called by a name that is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from roletrust.engine.roles.calls import Call, account_and_name
from roletrust.engine.roles.sessions import matters
from roletrust.engine.text import Value
from roletrust.reading.callers.made import Made, R, accounts_of, made_outside, with_caller
from roletrust.reading.landscape import Among


def calls_of_roles(roles: Iterable[R], root: str) -> Iterator[tuple[R, Made[R]]]:
    """The calls, below the directory `root`, of these `roles`, all of a scan.

    Of several of one name in the accounts of the tree, none is told apart.
    """
    named: dict[str, list[R]] = {}
    for each in roles:
        if each.case.subject.role:
            named.setdefault(each.case.subject.role, []).append(each)
    if not named:
        return
    from roletrust.reading.callers.script_calls import calls_of_scripts  # noqa: PLC0415  # for a role that needs it

    def meant(arn: Value) -> R | None:
        account, name = account_and_name(arn) or ("", "")
        found = [each for each in named.get(str(name), ()) if account in accounts_of(each)]
        return found[0] if len(found) == 1 else None

    for call in calls_of_scripts(root):
        called = meant(call.role)
        if called and is_asked(called, call):
            yield called, made_outside(with_caller(placed(call), meant), called)


def is_asked(role: Among, call: Call) -> bool:
    """Whether it matters to the role how it is called: by a token, or because it asks for something that is sent."""
    if call.tokens or call.session.duration or any(each.trust for _, each in role.roles):
        return True
    trusts = (each.made_ready for _, each in role.roles) if call.session.asks else ()
    return any(matters(trust, call.session) for trust in trusts if trust)


def placed(call: Call) -> Call:
    """`call`, named with its line: the finding stands at the role, not there."""
    line = str(call.source)
    return call._replace(label=line if call.label == call.source.file else f"{call.label} ({line})")
