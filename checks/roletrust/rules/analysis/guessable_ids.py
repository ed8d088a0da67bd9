"""External ids that are easily guessed: by their shape, and by the words that they are made of."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import groupby

from roletrust.engine.policy.accounts import ACCOUNT_ID
from roletrust.rules.tables.words import PUBLISHED, beginnings, begins_in_a_dictionary, in_a_dictionary, known

LONG_ENOUGH = 8
PUNCTUATION = re.compile(r"[\W_]")
# Keys that lie side by side, and characters that follow one another; each is read backwards, too.
RUNS = (
    *(
        "qwertyuiop",
        "asdfghjkl",
        "zxcvbnm",
        "qwertzuiop",
        "azertyuiop",
        "1qaz2wsx3edc4rfv5tgb6yhn",
        "1q2w3e4r5t6y7u8i9o0p",
    ),
    *("abcdefghijklmnopqrstuvwxyz", "01234567890123456789", "0123456789abcdef", "a1b2c3d4e5f6g7h8i9j0"),
)
BOTH_WAYS = "\n".join((*RUNS, *(run[::-1] for run in RUNS)))
RUN = 3  # characters, from which on a part of one of them is a run
NUMBER = re.compile(r"[0-9]{1,6}\Z")
YEAR, MONTH, DAY = r"(?:19|20)[0-9]{2}", r"(?:0[1-9]|1[0-2])", r"(?:0[1-9]|[12][0-9]|3[01])"
TIME = r"(?:t?[0-9]{4}(?:[0-9]{2})?z?)"
DATE = re.compile(rf"(?:{YEAR}{MONTH}(?:{DAY}{TIME}?)?|{DAY}{MONTH}{YEAR}|{MONTH}{DAY}{YEAR}|{YEAR})\Z")
LEET = str.maketrans("013457", "oieast")
UNIT = 6  # characters: what is repeated of a shorter unit is guessed with it
PARTS = 5  # words, runs and numbers, of which at most an id is made that is tried in no time
OF_A_DICTIONARY = 2  # parts that a word counts as that has thousands beside it
FEW, MANY = 4, 12  # characters that differ, in so many of which the others are one and the same
LONGEST = 80  # characters, beyond which an id is not taken apart
WHOLE_WORD = 24


@lru_cache(maxsize=1024)
def weakness(external_id: str, role: str) -> str:
    """Why an id that a condition spells out is easily guessed; '' where it is not.  `role`: the role's name, or ''."""
    lowered = external_id.lower()
    bare = bared(lowered)
    if ACCOUNT_ID.match(bare):
        return "is a bare account id"
    if role and lowered == role.lower():
        return "is the role's name"
    if len(set(bare)) < 2:
        return "is one repeated character"
    if len(external_id) < LONG_ENOUGH:
        return f"has fewer than {LONG_ENOUGH} characters"
    if bare in PUBLISHED:
        return "stands in a public specification or manual"
    if shape := of_shape(bare):
        return shape
    name, spelt = bared(role.lower()), bared(lowered.replace("@", "a").replace("$", "s"))
    made_up = is_made_up(bare, name) or (spelt != bare and is_made_up(spelt, name))
    return "is made of words and numbers that are tried first" if made_up else ""


def bared(text: str) -> str:
    """The letters and digits of `text`."""
    return text if text.isalnum() else PUNCTUATION.sub("", text)


def of_shape(bare: str) -> str:
    """Of an id of which the letters and digits, two different ones at least, follow a rule."""
    if (bare + bare).find(bare, 1) <= UNIT:  # how far it is to where it begins anew: what a repeated unit has
        return "repeats a few characters"
    # INVARIANT: of what all but FEW are, one is among the first FEW + 1.
    if len(bare) >= MANY and len(bare) - max(map(bare.count, set(bare[: FEW + 1]))) <= FEW:
        return "is one repeated character but for a few"
    if is_run(bare) or (may_begin_a_run(bare) and is_run("".join([each for each, _ in groupby(bare)]))):
        return "is a run of characters that follow one another"
    return "is a date" if DATE.match(bare) else ""


def is_run(part: str) -> bool:
    return len(part) >= RUN and part in BOTH_WAYS


def may_begin_a_run(bare: str) -> bool:
    """Whether a run may begin so, of which characters are doubled."""
    return bare[:1] == bare[1:2] or bare[:2] in BOTH_WAYS


def is_made_up(bare: str, role: str) -> bool:
    """Whether an id is nothing but a few words, runs, dates, numbers, account ids and the role's name, side by side.

    `role`: the letters and digits of the role's name.  A word of a dictionary counts twice.  The shortest
    division decides; its length is what is counted.
    """
    if len(bare) > LONGEST:
        return False
    letters = bare.translate(LEET)
    fewest = [0, *[PARTS + 1] * len(bare)]
    for start, before in enumerate(fewest):  # of most ids, hardly any place is led to
        if before < PARTS:
            longest = WHOLE_WORD if may_go_on(bare[start:], letters[start:], role) else RUN
            for end in range(start + 1, min(start + longest, len(bare)) + 1):
                if before + 1 < fewest[end] and not is_in_a_number(bare, end):
                    more = parts(bare[start:end], letters[start:end], role)
                    fewest[end] = min(fewest[end], before + more)
    return fewest[-1] <= PARTS


def is_in_a_number(bare: str, at: int) -> bool:
    """Whether an id may not be divided there: many short numbers would make any long one."""
    return at < len(bare) and bare[at - 1 : at + 1].isdigit()


def may_go_on(bare: str, letters: str, role: str) -> bool:
    """Whether a part that is tried and has more than RUN characters may begin `bare`; parameters as of `parts`.

    INVARIANT: `parts` finds none for which this says no: each begins with digits, or as a word, a run or the role does.
    """
    start = bare[: RUN + 1]
    if start.isdigit() or start in beginnings() or letters[: RUN + 1] in beginnings() or start[:RUN] in BOTH_WAYS:
        return True
    return start == role[: RUN + 1] or begins_in_a_dictionary(start)


def parts(part: str, letters: str, role: str) -> int:
    """How many parts of an id a stretch of it counts as; more than there may be, where it is none that is tried.

    `letters`: the same with letters for the digits that look so.
    """
    if part.isdigit():
        tried = NUMBER.match(part) or DATE.match(part) or ACCOUNT_ID.match(part) or is_run(part)
        return 1 if tried else PARTS + 1
    words = known()
    if part in words or letters in words or is_run(part) or (len(part) > RUN and part == role):
        return 1
    return OF_A_DICTIONARY if in_a_dictionary(part) else PARTS + 1
