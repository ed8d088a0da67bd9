"""Two laws of whole documents with values missing, whatever ordinary values are filled in.

Documents are drawn at random, with variables wherever Terraform takes one.  Each is evaluated as it is, its variables
unknown, and again in modules that pass values drawn at random.  The policy that comes out with the values known is one
of those that the open policy may become; and an answer of the rules may come out of UNKNOWN, never out of its opposite.
"""

from __future__ import annotations

import itertools
import json
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from dialects.drawn_documents import OWN, configurations, fillings, laid_out, precise, trust
from roletrust.dialects.hcl.evaluation.evaluated import Evaluated
from roletrust.dialects.policy import read_policy
from roletrust.dialects.policy_json import parse_json
from roletrust.dialects.tree import ABSENT, Maybe, Tree
from roletrust.dialects.variants import Variant, variants
from roletrust.engine.answer import NO, UNKNOWN, YES, Answer
from roletrust.engine.policy.accounts import Owner
from roletrust.engine.policy.document import PolicyError
from roletrust.engine.text import Hole, Text
from roletrust.rules.judgement import judge

DOCUMENTS = 430
FILLINGS = 12  # of each document: more than 5,000 in all
OWNER = Owner(own=frozenset({OWN}))

Values = dict[str, Any]


Law = Callable[[list[Variant], list[tuple[Values, Variant]]], None]


def over_documents(law: Law, drawn_from: st.SearchStrategy[str], documents: int = DOCUMENTS) -> None:
    """Holds `law` to the variants of each open policy, and to what each of several fillings makes of it."""

    @settings(
        max_examples=documents,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(drawn_from, st.integers(0, 2**32))
    def hold(configuration: str, seed: int) -> None:
        note(configuration)
        drawn = fillings(seed, FILLINGS)
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder).resolve()
            project = laid_out(root, configuration, drawn)
            known = []
            for number, values in enumerate(drawn):
                (only,) = outcomes(trust(project, root, number))
                known.append((values, only))
            law(outcomes(trust(project, root)), known)

    hold()


def outcomes(evaluated: Evaluated) -> list[Variant]:
    """Each variant of the policy, text read as JSON."""
    return [Variant(each.conditions, read(each.tree, evaluated)) for each in variants(evaluated.tree)]


def read(tree: Tree, evaluated: Evaluated) -> Tree:
    return parse_json(tree, evaluated.source) if isinstance(tree, (str, Text)) else tree


def possible(left_open: list[Variant], values: Values) -> list[Variant]:
    """The variants that the values leave; conditions other than the one flag may go either way."""
    return [each for each in left_open if dict(each.conditions).get("var.on", values["on"]) == values["on"]]


# --- the policy ----------------------------------------------------------------------------------


def filled(tree: Tree, values: Values) -> Any:
    """`tree` with `values` for its Holes.  `values` may say what one element of a list is: `var.some[*]`."""
    if isinstance(tree, Hole):
        return values[tree.name.removeprefix("var.")]
    if isinstance(tree, Text):
        if tree.lone is not None:
            return filled(tree.lone, values)
        return "".join(part if isinstance(part, str) else said(filled(part, values)) for part in tree.parts)
    if isinstance(tree, dict):
        entries = {key: filled_entry(each, values) for key, each in tree.items()}
        return {key: each for key, each in entries.items() if each is not ABSENT}
    if isinstance(tree, list):
        return list(itertools.chain.from_iterable(filled_elements(each, values) for each in tree))
    return tree


def said(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def filled_entry(tree: Tree, values: Values) -> Any:
    """An entry that may be absent is there where it is made for something, with the values of all of that."""
    if not isinstance(tree, Maybe):
        return filled(tree, values)
    found = [filled(tree.value, each) for each in every(tree.hole, values)]
    if not found:
        return ABSENT
    return list(itertools.chain.from_iterable(each if isinstance(each, list) else [each] for each in found))


def filled_elements(tree: Tree, values: Values) -> Iterator[Any]:
    if isinstance(tree, Maybe):
        for each in every(tree.hole, values):
            yield from filled_elements(tree.value, each)
        return
    spread = next((hole for hole in holes(tree) if hole.name.endswith("[*]") and hole.name[4:] not in values), None)
    for each in every(spread, values) if spread else [values]:
        found = filled(tree, each)
        yield from found if isinstance(found, list) else [found]


def holes(tree: Tree) -> tuple[Hole, ...]:
    return tree.holes if isinstance(tree, Text) else (tree,) if isinstance(tree, Hole) else ()


def every(hole: Hole, values: Values) -> list[Values]:
    """The values where one element after the other of what `hole` stands for is the one."""
    name = hole.name.removeprefix("var.").removesuffix("[*]")
    return [{**values, f"{name}[*]": each} for each in values[name]]


def sorted_out(tree: Any, key: str = "") -> Any:
    """The policy without what an order or one value written as a list makes different, or a condition of nothing."""
    if isinstance(tree, dict):
        entries = {name: sorted_out(each, name) for name, each in tree.items()}
        return {name: each for name, each in entries.items() if each != {} and (name, each) != ("Statement", [])}
    if key == "Statement":
        return sorted(map(sorted_out, tree), key=json.dumps)
    return sorted({said(each) for each in (tree if isinstance(tree, list) else [tree])})


def test_evaluating_and_then_filling_is_filling_and_then_evaluating() -> None:
    def law(left_open: list[Variant], known: list[tuple[Values, Variant]]) -> None:
        for values, variant in known:
            wanted = sorted_out(filled(variant.tree, {}))
            became = [sorted_out(filled(each.tree, values)) for each in possible(left_open, values)]
            assert wanted in became, f"{json.dumps(wanted)}\nis none of {json.dumps(became)}\nwith {values}"

    over_documents(law, precise, documents=150)


# --- the answers ---------------------------------------------------------------------------------

QUESTIONS = ("1 or 4", "2, 4 or 7", "3")


def answers(tree: Tree) -> dict[str, Answer]:
    """What the rules say; a policy that cannot be read leaves all of it open."""
    try:
        judged = judge([((), read_policy(tree))], OWNER)
    except PolicyError:
        return dict.fromkeys(QUESTIONS, UNKNOWN)
    found = {rule: judged[f"CKV_TRUST_{rule}"].verdict.answer for rule in ("1", "2", "3", "4", "7")}
    # Rule 2 is YES of an account that is not known; where it turns out to be the own one, rule 7 says it.  Rules 1 and
    # 2 speak of accounts that are named, rule 4 of all others: a filling may name one, or leave a name out.
    told = {"1 or 4": ("1", "4"), "2, 4 or 7": ("2", "4", "7"), "3": ("3",)}
    return {question: max(found[rule] for rule in rules) for question, rules in told.items()}


def test_no_filling_turns_an_answer_into_its_opposite() -> None:
    met: Counter[tuple[str, Answer]] = Counter()

    def law(left_open: list[Variant], known: list[tuple[Values, Variant]]) -> None:
        told = {id(variant): answers(variant.tree) for variant in left_open}
        said_of: dict[str, dict[str, Answer]] = {}  # many fillings make the same policy
        for values, variant in known:
            policy = json.dumps(filled(variant.tree, {}))
            found = said_of[policy] = said_of.get(policy) or answers(variant.tree)
            for question, answer in found.items():
                allowed = {told[id(each)][question] for each in possible(left_open, values)}
                assert UNKNOWN in (answer, *allowed) or answer in allowed, (
                    f"rule {question}: {allowed} became {answer} with {values}"
                )
                met[question, answer] += allowed == {answer}

    over_documents(law, configurations)
    assert DOCUMENTS * FILLINGS >= 5_000
    for question in QUESTIONS:  # it is about something
        assert all(met[question, answer] > 100 for answer in (YES, NO)), met
