"""Scripts, programs and profiles that assume a role of the scan: told of at the role, for no scan reads them.

They are looked for only where a role is called by a name that is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from roletrust.adapters.callers.made_calls import MadeBy
from roletrust.adapters.host.internals import Vertex
from roletrust.adapters.landscape.role_store import RoleStore
from roletrust.adapters.landscape.stored_role import StoredRole
from roletrust.engine.roles.calls import Call, account_and_name
from roletrust.engine.roles.sessions import matters
from roletrust.engine.text import Value
from roletrust.reading.callers.made import accounts_of, made_outside, with_caller


def made_by(vertices: Iterable[Vertex], store: RoleStore) -> Iterator[MadeBy]:
    """The calls of these roles.  Of several of one name in the accounts of the tree, none is told apart."""
    found = [(store.find(vertex), vertex) for vertex in vertices]
    asking = {id(stored): vertex for stored, vertex in found if stored and stored.case.subject.role}
    if not asking or not store.root:
        return
    from roletrust.adapters.callers.script_calls import calls_of_scripts  # noqa: PLC0415  # for a role that needs it

    named: dict[str, list[StoredRole]] = {}
    for stored in store.stored:
        named.setdefault(stored.case.subject.role, []).append(stored)

    def meant(arn: Value) -> StoredRole | None:
        account, name = account_and_name(arn) or ("", "")
        found = [each for each in named.get(str(name), ()) if account in accounts_of(each)]
        return found[0] if len(found) == 1 else None

    for call in calls_of_scripts(store.root):
        called = meant(call.role)
        if called and id(called) in asking and is_asked(called, call):
            yield asking[id(called)], made_outside(with_caller(placed(call), meant), called)


def is_asked(role: StoredRole, call: Call) -> bool:
    """Whether it matters to the role how it is called: by a token, or because it asks for something that is sent."""
    if call.tokens or call.session.duration or any(each.trust for _, each in role.roles):
        return True
    trusts = (each.made_ready for _, each in role.roles) if call.session.asks else ()
    return any(matters(trust, call.session) for trust in trusts if trust)


def placed(call: Call) -> Call:
    """`call`, named with its line: the finding stands at the role, not there."""
    line = str(call.source)
    return call._replace(label=line if call.label == call.source.file else f"{call.label} ({line})")
