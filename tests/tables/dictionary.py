"""Write the tables of dictionary words that people make ids of, from the frequency lists of zxcvbn.

    pip download zxcvbn==4.5.0 --no-deps -d /tmp/zxcvbn && unzip -q /tmp/zxcvbn/*.whl -d /tmp/zxcvbn
    PYTHONPATH=checks:/tmp/zxcvbn python tests/tables/dictionary.py 4.5.0

zxcvbn (https://github.com/dwolfhub/zxcvbn-python) estimates the strength of passwords.  Its lists are in the
order of how often a word is found; taken are the first ones of three of them: letters alone, four or more, none that a
screen should not show.  Written are `dictionary_a_k.py` and `dictionary_l_z.py`.
"""

from __future__ import annotations

import re
import sys
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from pathlib import Path

TAKEN = {"english_wikipedia": 4_500, "us_tv_and_film": 3_000, "passwords": 5_500}
WORD = re.compile(r"[a-z]{4,14}\Z")
UNSHOWN = re.compile(
    r"fuck|shit|cunt|puss|cock|dick|porn|tits|titt|boob|whor|bitch|nigg|fag|cum|anal|anus|penis|slut|rape|rapi|sex|suck|"
    r"arse|butt|horny|nude|naked|orgas|orgy|dildo|hooter|bastard|damn|nazi|hitler|poon|jizz|blow|bang|lick|hump|kinky|"
    r"sperm|vagin|virgin|erot|ass(?!e|i|o|u|a)|pimp|playb|semen|balls|bush|beav|twat|wank|xxx|weed|dope|gay|lesb|homo|slav"
)
HALVES = {"dictionary_a_k": ("a", "l"), "dictionary_l_z": ("l", "{")}
MODULE = '''\
"""Dictionary words, {first} to {last}, of which people make up ids: zxcvbn's, by {version}.

From the frequency lists of zxcvbn (https://github.com/dwolfhub/zxcvbn-python), under the MIT License; see NOTICE.

Written by `tests/tables/dictionary.py`.
"""

from __future__ import annotations

TABLE = """\\
{table}
"""
'''


def main(version: str) -> None:
    lists = import_module("zxcvbn.frequency_lists").FREQUENCY_LISTS  # not needed to test what is written
    here = Path(__file__).parents[2] / "checks" / "roletrust" / "rules" / "tables"
    for name, text in modules(lists, version).items():
        (here / f"{name}.py").write_text(text, encoding="utf-8")


def modules(lists: Mapping[str, Sequence[str]], version: str) -> dict[str, str]:
    """The text of each module, by its name."""
    words = taken(lists)
    found: dict[str, str] = {}
    for name, (first, beyond) in HALVES.items():
        half = [each for each in words if first <= each < beyond]
        table = textwrap.fill(" ".join(half), 120, break_long_words=False)
        found[name] = MODULE.format(first=half[0], last=half[-1], version=version, table=table)
    return found


def taken(lists: Mapping[str, Iterable[str]]) -> list[str]:
    first = (each for name, most in TAKEN.items() for each in list(lists[name])[:most])
    return sorted({each for each in first if WORD.match(each) and not UNSHOWN.search(each)})


if __name__ == "__main__":
    main(*sys.argv[1:])
