"""What parliament says of a trust policy.  It is run where it is installed (the extra `bench`), and recorded.

The record names its version and each policy, so that where parliament is not installed one can still see that the
record is of the cases that there are.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import json
import warnings
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from comparison.cases import Case

RECORD = Path(__file__).resolve().parent.parent.parent / "fixtures" / "parliament.jsonl"


class Record(NamedTuple):
    """`plain`: the findings on each policy as it stands; `completed`: on the policy with a `Resource`."""

    version: str
    plain: Sequence[frozenset[str]]
    completed: Sequence[frozenset[str]]


def installed() -> str | None:
    """The version of parliament that is here, or None."""
    with contextlib.suppress(importlib.metadata.PackageNotFoundError):
        return importlib.metadata.version("parliament")
    return None


def written(cases: Sequence[Case]) -> str:
    """The text of the record, by running parliament."""
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines(cases))


def lines(cases: Sequence[Case]) -> Iterator[dict[str, Any]]:
    yield {"tool": "parliament", "version": installed()}
    for case in cases:
        plain, completed = sorted(findings(case.policy)), sorted(findings(with_resource(case.policy)))
        yield {"case": case.name, "policy": digest(case), "plain": plain, "completed": completed}


def read(text: str, cases: Sequence[Case]) -> Record:
    """Raises ValueError where the record is of other policies than the cases'."""
    first, *rest = (json.loads(line) for line in text.splitlines())
    if [each["policy"] for each in rest] != [digest(case) for case in cases]:
        raise ValueError(
            f"{RECORD.name} is of other policies than fixtures/comparison.jsonl: "
            "`pip install -e '.[bench]'`, then `python docs/generate.py` writes it anew"
        )
    return Record(first["version"], *([frozenset(each[key]) for each in rest] for key in ("plain", "completed")))


def digest(case: Case) -> str:
    return hashlib.sha256(json.dumps(case.policy).encode()).hexdigest()[:16]


def findings(policy: Mapping[str, Any]) -> set[str]:
    """With its community auditors; what breaks it is no finding of its."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its regular expressions, and of pkg_resources
        import parliament

        try:
            said = parliament.analyze_policy_string(json.dumps(policy), include_community_auditors=True)
        except Exception:  # noqa: BLE001
            return set()
        return {finding.issue for finding in said.findings}


def with_resource(policy: Mapping[str, Any]) -> dict[str, Any]:
    """The policy with the `Resource` that parliament demands of it, without which it looks no further."""
    statements = policy["Statement"]
    added = [{"Resource": "*", **each} for each in (statements if isinstance(statements, list) else [statements])]
    return {**policy, "Statement": added}
