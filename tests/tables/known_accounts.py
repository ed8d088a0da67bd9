"""Write the table of whose accounts are known, from the public list of them.

    git clone --depth 1 https://github.com/fwdcloudsec/known_aws_accounts /tmp/known
    PYTHONPATH=checks python tests/tables/known_accounts.py /tmp/known/accounts.yaml 2025-09-17

The date is that of the list's last commit.  Written is `checks/roletrust/rules/tables/vendors.py`.  What is of AWS's
own services is called so; a vendor that was renamed keeps the name it has there.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

ACCOUNT = re.compile(r"[0-9]{12}\Z")
MODULE = '''\
"""Whose AWS accounts are known: {accounts} of {vendors} vendors and services of AWS's, by {date}.

From the list "Known AWS accounts" of fwd:cloudsec (https://github.com/fwdcloudsec/known_aws_accounts), which is under
the Apache License 2.0, in another form; see NOTICE.  Each line: the name, the page that says so ('' where the list has
none), the accounts.

Names are words: nobody is trusted for having one.

Written by `tests/tables/known_accounts.py`.
"""

# ruff: noqa: E501  # a row is a line

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

READ = "{date}"
TABLE = """\\
{table}
"""


@cache
def names() -> Mapping[str, str]:
    """Account -> the name of its owner."""
    return MappingProxyType({{account: name for name, _, accounts in _rows() for account in accounts.split()}})


@cache
def pages() -> Mapping[str, str]:
    """The name of an owner -> the page that says which accounts are its own, where there is one."""
    return MappingProxyType({{name: page for name, page, _ in _rows() if page}})


def _rows() -> list[tuple[str, str, str]]:
    rows = [line.split("|") for line in TABLE.splitlines()]
    return [(name, page, accounts) for name, page, accounts in rows]
'''


def main(path: str, date: str) -> None:
    listed = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    here = Path(__file__).parents[2] / "checks" / "roletrust" / "rules" / "tables" / "vendors.py"
    here.write_text(module(listed, date), encoding="utf-8")


def module(listed: Iterable[Mapping[str, Any]], date: str) -> str:
    """The text of the module."""
    found: dict[str, tuple[str, list[str]]] = {}
    for each in listed:
        _, accounts = found.setdefault(called(each), (first_page(each), []))
        accounts += [account for account in each["accounts"] if ACCOUNT.match(account)]
    rows = [
        f"{name}|{page}|{' '.join(sorted(accounts))}" for name, (page, accounts) in sorted(found.items()) if accounts
    ]
    count = sum(len(accounts) for _, accounts in found.values())
    return MODULE.format(accounts=count, vendors=len(rows), date=date, table="\n".join(rows))


def called(each: Mapping[str, Any]) -> str:
    """What a finding calls the owner."""
    name = " ".join(str(each["name"]).replace("|", " ").split())
    return f"AWS {name.removeprefix('AWS ')}" if each.get("type") == "aws" else name


def first_page(each: Mapping[str, Any]) -> str:
    """The first page that is one: of ASCII, without what would break the line."""
    pages = (str(page) for page in each.get("source") or ())
    return next((page for page in pages if page.startswith("https://") and page.isascii() and "|" not in page), "")


if __name__ == "__main__":
    main(*sys.argv[1:])
