"""What is said of a policy that leaves something open is so whatever it turns out to be; `make prove` tries more."""

from __future__ import annotations

from collections import Counter

from prove.holding import compared
from prove.proof_run import SEED

SLICE = 24


def test_a_verdict_about_an_open_policy_holds_for_every_filling() -> None:
    tally: Counter[str] = Counter()
    wrong = [str(each) for each in compared(SEED, range(SLICE), 6, tally)]
    assert tally["fillings"] > 4 * SLICE
    assert all(tally[f"CKV_TRUST_1 {answer}"] > 2 for answer in ("YES", "NO", "UNKNOWN"))
    assert tally["made by a solver"] > SLICE / 3
    assert tally["tight"] > 9 * tally["loose"]
    assert not wrong, "\n".join(wrong)
