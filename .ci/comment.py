"""Post a text as the one comment of roletrust's on a pull request, or put it in the place of the one that is there.

    python3 .ci/comment.py FILE CHANGED

What GitHub refuses (to pull requests of forks, whose token may only read) is told and fails nothing: the job's summary
has the same text.  GitHub Docs, "REST API endpoints for issue comments".
"""

from __future__ import annotations

import json
import os
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

MARK = "<!-- roletrust diff -->"
LONGEST = 60_000  # characters, of the 65,536 that GitHub takes
A_PAGE = 100
MORE = "\n… the rest stands in the summary of the job.\n"


def main(file: str, changed: str) -> int:
    comments = os.environ["COMMENTS"]
    try:
        known = own_comment(comments)
        if known:
            asked("PATCH", known, body_of(file))
        elif changed == "true":
            asked("POST", comments, body_of(file))
    except (OSError, ValueError) as error:
        said = "pull requests of forks, and jobs without `pull-requests: write`, have it in their summary alone"
        sys.stdout.write(f"::notice title=roletrust::no comment was posted ({error}); {said}\n")
    return 0


def own_comment(comments: str) -> str:
    """The address of the comment; '' where there is none.  Only a bot's is ours: anybody can write the mark."""
    page = 1
    while True:
        some = asked("GET", f"{comments}?per_page={A_PAGE}&page={page}")
        for each in some:
            if each["user"]["type"] == "Bot" and each["body"].startswith(MARK):
                return str(each["url"])
        if len(some) < A_PAGE:
            return ""
        page += 1


def body_of(file: str) -> str:
    text = Path(file).read_text("utf-8")
    if len(text) > LONGEST:
        text = text[:LONGEST].rpartition("\n")[0] + MORE
    return f"{MARK}\n{text}"


def asked(method: str, url: str, body: str = "") -> Any:
    """What GitHub replies.  Raises OSError where it refuses."""
    headers = {
        "Authorization": f"Bearer {os.environ['TOKEN']}",
        "Accept": "application/vnd.github+json",
        "X-GitHub-Api-Version": "2022-11-28",
    }
    data = json.dumps({"body": body}).encode() if body else None
    request = urllib.request.Request(url, data, headers, method=method)  # noqa: S310  # GitHub's own address of its API
    with urllib.request.urlopen(request, timeout=30) as reply:  # noqa: S310
        return json.load(reply)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
