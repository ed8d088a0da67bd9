"""The graph of the ways in as JSON: what is drawn, and what a script reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from roletrust.drawing.ways_in import Edge, Graph, Inside, Outside, reached
from roletrust.engine.answer import NO, YES
from roletrust.engine.policy.document import Source
from roletrust.engine.roles.blast_radius import Hop
from roletrust.engine.roles.permissions import Power, Ways
from roletrust.telling.facts import statement_facts
from roletrust.telling.secrets_told import masked
from roletrust.telling.told import hole_told
from roletrust.telling.witness import circumstances, command, spelled


def as_data(graph: Graph) -> dict[str, Any]:
    """Nodes and edges, each with an id that no name of the reader's is in; every text without its role's secrets.

    `reaches`: of an outsider, the roles that he comes to; a role is his administrator where that power is reached.
    """
    ids: dict[object, str] = {each: f"o{number}" for number, each in enumerate(graph.entrances)}
    ids.update({key: f"r{number}" for number, key in enumerate(graph.roles)})
    return {
        "hops": graph.hops,
        "roles_apart": graph.apart,
        "outside": [_outside(graph, each, ids) for each in graph.entrances],
        "roles": [masked({"id": ids[key], **_role(each)}, each.subject.secrets) for key, each in graph.roles.items()],
        "edges": [_edge(graph, each, ids) for each in graph.edges],
    }


def _outside(graph: Graph, each: Outside, ids: Mapping[object, str]) -> dict[str, Any]:
    found = reached(graph, each)
    return {
        "id": ids[each],
        "kind": each.kind.value,
        "name": each.name,
        **({"whose": each.whose} if each.whose else {}),
        "reaches": [
            {"role": ids[key], "answer": one.answer.name.lower(), "administrator": one.administrator.name.lower()}
            for key, one in sorted(found.items(), key=lambda pair: int(ids[pair[0]][1:]))
        ],
    }


def _role(each: Inside) -> dict[str, Any]:
    subject = each.subject
    return {
        "name": subject.label,
        "scan": each.scan,
        "file": subject.source.file,
        "lines": _lines(subject.source),
        "administrator": [_power(one.power, one.conditions, each) for one in each.powers],
        **({"cut": each.cut} if each.cut else {}),
    }


def _power(power: Power, conditions: Ways, role: Inside) -> dict[str, Any]:
    return {
        "answer": power.answer.name.lower(),
        "by": power.by,
        "through": [grant.label for grant in power.through],
        "conditions": _conditions(conditions),
        "where": _conditions(power.where),
        "hangs_on": [hole_told(hole, role.subject) for hole in power.holes],
    }


def _edge(graph: Graph, each: Edge, ids: Mapping[object, str]) -> dict[str, Any]:
    role, entry = graph.roles[id(each.target)], each.entry
    subject = role.subject
    source = ids[each.source] if isinstance(each.source, Outside) else ids[id(each.source)]
    witness = spelled(entry.witness, entry.through) if entry.witness else None
    said = {
        "from": source,
        "to": ids[id(each.target)],
        "how": _how(each),
        "answer": each.answer.name.lower(),
        "conditions": _conditions(each.conditions),
        "statement": {"label": entry.through.label, **statement_facts(entry.through, subject)}
        if entry.through
        else None,
        "witness": circumstances(witness, [witness.caller.account]) if witness else "",
        "command": command(witness, subject) if witness else "",
        "allowed_by": _allowed_by(each.hop) if each.hop else [],
        "without_session": each.beyond,
        "hangs_on": _hangs_on(each, [hole_told(hole, subject) for hole in dict.fromkeys(each.holes)]),
    }
    found: dict[str, Any] = masked(said, subject.secrets)
    return found


def _how(each: Edge) -> str:
    if each.hop is None:
        return "enters"
    if each.hop.method is None:
        return "assumes"
    service = each.hop.method.service
    return f"passes it to {service.name}" if service else "passes it"


def _allowed_by(hop: Hop) -> list[str]:
    grants = [grant.label for grant in (*hop.by, *hop.starting)]
    return list(dict.fromkeys(grants)) or ["the trust policy names the role, so that nothing else is needed"]


def _hangs_on(each: Edge, holes: Iterable[str]) -> list[str]:
    if each.answer is YES:
        return []
    doubts = (each.hop.doubt if each.hop else "", each.entry.why if each.entry.answer is not NO else "")
    return list(dict.fromkeys(filter(None, (*holes, *doubts))))


def _conditions(ways: Ways) -> list[dict[str, Any]]:
    return [{"condition": name, "is": taken} for name, taken in ways]


def _lines(source: Source) -> list[int] | None:
    return [source.first, source.last or source.first] if source.first else None
