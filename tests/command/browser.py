"""A page in a real browser: Chromium without a window, told what to do over its debugging pipe."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
MISSING = f"the page is tested in a real browser, and none is here: install Chromium (one of {', '.join(NAMES)})"

# It reads what to do from descriptor 3, and answers on 4.
AS_IT_EXPECTS = (
    "import os, sys; ends = [os.dup(os.dup(int(each))) for each in sys.argv[1:3]];"
    "[os.dup2(end, at) for at, end in enumerate(ends, 3)]; os.execvp(sys.argv[3], sys.argv[3:])"
)


class Page:
    """One page.  `said`: what it reported as wrong: errors of its script, and whatever it was kept from loading."""

    def __init__(self, to: int, back: int) -> None:
        self._to, self._back, self._left, self._ids = to, back, b"", count(1)
        self.session = ""
        self.said: list[str] = []

    def ask(self, method: str, **given: Any) -> Any:
        """Chrome DevTools Protocol, https://chromedevtools.github.io/devtools-protocol/."""
        number = next(self._ids)
        session = {"sessionId": self.session} if self.session else {}
        os.write(self._to, json.dumps({"id": number, "method": method, "params": given, **session}).encode() + b"\0")
        while (answer := self._read()).get("id") != number:
            pass
        assert "error" not in answer, answer
        return answer["result"]

    def open(self, url: str) -> None:
        """Goes there, and waits until that page, and no other one before it, is loaded."""
        self.ask("Page.navigate", url=url)
        end = time.monotonic() + 100
        while time.monotonic() < end:
            with suppress(AssertionError):  # while one page has gone, and the other has not come
                if self.run("`${location.href} ${document.readyState}`") == f"{url} complete":
                    return
            time.sleep(0.05)
        raise AssertionError(f"not loaded: {url}")

    def until_said(self, text: str) -> None:
        """Waits until the page has reported something wrong in which `text` stands."""
        while not any(text in each for each in self.said):
            self._read()

    def _read(self) -> Any:
        """The next answer, or piece of news; what is wrong of it is kept."""
        read = self._next()
        if read.get("method") in ("Runtime.exceptionThrown", "Log.entryAdded"):
            self.said.append(json.dumps(read["params"]))
        return read

    def _next(self) -> Any:
        while b"\0" not in self._left:
            found = os.read(self._back, 1 << 16)
            assert found, "the browser has ended"
            self._left += found
        first, _, self._left = self._left.partition(b"\0")
        return json.loads(first)

    def run(self, script: str) -> Any:
        """What the expression `script` is worth in the page."""
        found = self.ask("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    def press(self, key: str, text: str = "") -> None:
        self.ask("Input.dispatchKeyEvent", type="keyDown", key=key, text=text)
        self.ask("Input.dispatchKeyEvent", type="keyUp", key=key)

    def click(self, selector: str) -> None:
        """With the pointer, in the middle of what `selector` finds."""
        place = self.run(
            f"(() => {{ const box = document.querySelector({json.dumps(selector)}).getBoundingClientRect();"
            " return [box.x + box.width / 2, box.y + box.height / 2] })()"
        )
        for kind in ("mousePressed", "mouseReleased"):
            self.ask("Input.dispatchMouseEvent", type=kind, x=place[0], y=place[1], button="left", clickCount=1)

    @property
    def told(self) -> str:
        """The text of the panel."""
        return str(self.run("document.getElementById('told').innerText"))


@contextmanager
def opened(path: Path, width: int = 1400, height: int = 800) -> Iterator[Page]:
    """The file at `path` in a browser, until the block ends."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    assert program, MISSING
    (theirs, to), (back, answers) = os.pipe(), os.pipe()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        words = [program, "--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe"]
        words += [f"--user-data-dir={folder}", f"--window-size={width},{height}", "about:blank"]
        command = [sys.executable, "-c", AS_IT_EXPECTS, str(theirs), str(answers), *words]
        browser = subprocess.Popen(command, pass_fds=(theirs, answers), stderr=subprocess.DEVNULL)
        os.close(theirs)
        os.close(answers)
        try:
            page = Page(to, back)
            target = page.ask("Target.createTarget", url="about:blank")["targetId"]
            page.session = page.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
            for domain in ("Runtime", "Log", "Page"):
                page.ask(f"{domain}.enable")
            page.open(path.as_uri())
            yield page
        finally:
            browser.terminate()
            browser.wait()
            os.close(to)
            os.close(back)
