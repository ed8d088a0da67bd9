"""How long the page takes, and native CPython beside it: `make page-speed`.

Each figure is the least of several runs, and their median: on a machine that does much else they differ by far.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from page.chromium import Browser, browser, network
from roletrust.page.questions import reply
from running import REPOSITORY

LOADS, REPLIES = 7, 60
STATEMENT = {
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::123456789012:role/deploy"},
    "Action": "sts:AssumeRole",
    "Condition": {"StringEquals": {"sts:ExternalId": "7f9c2b1e-8d1c-4a55-9b7e-0d6a3f2c8e41"}},
}
POLICY = {"Version": "2012-10-17", "Statement": [{**STATEMENT, "Sid": f"S{at}"} for at in range(6)]}
QUESTION: dict[str, Any] = {"kind": "who", "files": {"": json.dumps(POLICY, indent=2)}}  # 2 KB

# From the start of the navigation to the first reply: the link holds the policy.
FIRST = "return performance.getEntriesByName('replied')[0]?.startTime"
LATER = """
    const { Sandbox } = await import("./sandbox.js");
    const sandbox = (window.another ??= new Sandbox());
    const took = [];
    for (let run = 0; run < given[1]; run++) took.push((await sandbox.ask(given[0])).took);
    return took;
"""
LINK = "const { link } = await import('./share.js'); return link(given[0])"


def first(page: Browser, link: str) -> float:
    page.open("about:blank")
    page.open(link)
    return float(page.until(FIRST, "a reply"))


def native() -> list[float]:
    """Milliseconds that CPython takes, run by run."""
    took = []
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for _ in range(REPLIES):
            began = time.perf_counter()
            reply(json.dumps(QUESTION), folder)
            took.append(1000 * (time.perf_counter() - began))
        os.chdir("/")
    return took


def main() -> None:
    driver, binary = shutil.which("chromedriver") or "", shutil.which("chromium") or ""
    built = REPOSITORY / "build" / "page"
    with network(built) as net, browser(net, driver, binary) as page:
        page.open(f"{net.origin}/")
        link = page.run(LINK, {"ask": "who", "files": QUESTION["files"]})
        cold = first(page, link)
        page.until("return document.getElementById('offline').textContent.includes('without a network')", "it is kept")
        warm = [first(page, link) for _ in range(LOADS)]
        later = page.run(LATER, QUESTION, REPLIES)
    ours = native()
    size = sum(path.stat().st_size for path in Path(built).rglob("*") if path.is_file())
    text = QUESTION["files"][""]
    sys.stderr.write(
        f"a policy of {len(text):,} characters; {size / 1e6:.1f} MB; load {os.getloadavg()[0]:.0f}\n"
        f"first reply, first load: {cold:.0f} ms\nfirst reply, warm load: {told(warm)}\n"
        f"later reply: {told(later)} in the page, {told(ours)} in CPython {sys.version.split()[0]}: "
        f"{min(later) / min(ours):.1f} times\n"
    )


def told(took: list[float]) -> str:
    return f"{min(took):.0f} ms (median {statistics.median(took):.0f})"


if __name__ == "__main__":
    main()
