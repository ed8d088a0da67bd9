"""The jobs that `strategy.matrix` makes of one, in a workflow of GitHub's.

Source: GitHub Docs, "Running variations of jobs in a workflow": `include` adds to each combination whose own values it
does not overwrite, and else makes another one; `exclude` takes those out that have all of its values.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from roletrust.dialects.callers.reuse import MOST_COMBINATIONS, combinations
from roletrust.dialects.callers.written import Written, entries, items, within
from roletrust.dialects.tree import Map, Tree

Combination = Mapping[str, Tree]


def combinations_of(job: Tree) -> list[Combination] | None:
    """The values of `matrix` in each job; one without any where there is no matrix, None where they are not known."""
    matrix = within(job, "strategy", "matrix")
    if matrix is None:
        return [{}]
    if not isinstance(matrix, Map) or any(isinstance(matrix.get(key), Written) for key in ("include", "exclude")):
        return None
    axes = {name: values for name, values in entries(matrix) if name not in ("include", "exclude")}
    if any(not isinstance(values, list) for values in axes.values()):
        return None  # an expression gives them
    every = combinations(axes) if axes else []
    if every is None:
        return None
    left_out = [dict(entries(each)) for each in items(matrix.get("exclude"))]
    kept = [each for each in every if not any(has(each, other) for other in left_out)]
    found = list(with_included(kept, items(matrix.get("include"))))
    return found if len(found) <= MOST_COMBINATIONS else None


def has(combination: Combination, values: Combination) -> bool:
    return bool(values) and all(key in combination and combination[key] == each for key, each in values.items())


def with_included(every: list[dict[str, Tree]], included: list[Tree]) -> Iterator[Combination]:
    original = [dict(each) for each in every]
    more: list[Combination] = []
    for entry in included:
        values = dict(entries(entry))
        fits = [
            at for at, each in enumerate(original) if all(key not in each or each[key] == values[key] for key in values)
        ]
        for at in fits:
            every[at].update(values)
        if not fits and values:
            more.append(values)
    yield from (*every, *more)


def title(combination: Combination) -> str:
    """As GitHub names the job: `production, eu-west-1`."""
    return ", ".join(str(each) for value in combination.values() for each in plain(value))


def plain(value: Tree) -> Iterator[str]:
    if isinstance(value, Map):
        yield from (str(each) for each in value.values() if isinstance(each, Written))
    elif isinstance(value, Written):
        yield str(value)
