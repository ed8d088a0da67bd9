"""A real Chromium, driven as W3C's WebDriver has it, behind a proxy that takes down every request it makes.

https://www.w3.org/TR/webdriver2/
"""

from __future__ import annotations

import base64
import json
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

KINDS = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".wasm": "application/wasm",
    ".svg": "image/svg+xml",
}
QUIET = (
    *(
        "--headless=new",
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-sync",
        "--hide-scrollbars",
    ),
    *("--disable-background-networking", "--disable-component-update", "--disable-default-apps", "--no-pings"),
    *("--disable-features=OptimizationHints,MediaRouter,Translate,AutofillServerCommunication",),
    "--proxy-bypass-list=<-loopback>",  # this machine's own addresses go through the proxy, too
)


class Seen(NamedTuple):
    """A request: its line, its headers and what it sends, as one text."""

    address: str
    whole: str


@dataclass
class Network:
    """All that the browser can reach: the page's folder at `origin`, and nothing else.  `cut`: not even that."""

    folder: Path
    seen: list[Seen] = field(default_factory=list)
    cut: bool = False
    origin: str = ""
    extra: dict[str, str] = field(default_factory=dict)  # pages of a test's own, by address

    def elsewhere(self) -> list[Seen]:
        """The requests that went to anybody else."""
        return [each for each in self.seen if not each.address.startswith(self.origin)]


@contextmanager
def network(folder: Path) -> Iterator[Network]:
    """A proxy, which is the page's host as well."""
    net = Network(folder)

    class Handler(BaseHTTPRequestHandler):
        def do_CONNECT(self) -> None:
            self.taken_down()
            self.send_error(502)

        def do_GET(self) -> None:
            self.taken_down()
            url = urlsplit(self.path)
            extra = net.extra.get(self.path)
            if net.cut or (extra is None and f"{url.scheme}://{url.netloc}" != net.origin):
                self.send_error(502)
                return
            name = url.path.lstrip("/") or "index.html"
            path = folder / name
            if extra is None and not path.is_file():
                self.send_error(404)
                return
            data = path.read_bytes() if extra is None else extra.encode()
            self.send_response(200)
            self.send_header("Content-Type", KINDS.get(Path(name).suffix, "application/octet-stream"))
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            with suppress(ConnectionError):  # of a page that was left
                self.wfile.write(data)

        do_POST = do_PUT = do_HEAD = do_OPTIONS = do_GET  # noqa: N815  # as http.server has them

        def taken_down(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode("utf-8", "replace")
            net.seen.append(Seen(self.path, f"{self.requestline}\n{self.headers}\n{body}"))

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    net.origin = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield net
    finally:
        server.shutdown()


@dataclass
class Browser:
    """One session of chromedriver's."""

    session: str

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        data = json.dumps(body or {}).encode() if method == "POST" else None
        request = urllib.request.Request(
            f"{self.session}{path}", data, {"Content-Type": "application/json"}, method=method
        )
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise AssertionError(json.load(error)["value"]["message"]) from None

    def open(self, url: str) -> None:
        self._ask("POST", "/url", {"url": url})

    def run(self, script: str, *arguments: Any) -> Any:
        """What `script`, the body of a function, returns; an awaited promise's value."""
        body = f"return (async () => {{ {script} }}).apply(null, arguments)"
        wrapped = body.replace("async () =>", "async (...given) =>")
        return self._ask("POST", "/execute/sync", {"script": wrapped, "args": list(arguments)})

    def until(self, script: str, what: str, seconds: float = 100) -> Any:
        """What `script` returns as soon as that is true."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if found := self.run(script):
                return found
            time.sleep(0.05)
        raise AssertionError(f"not within {seconds} s: {what}\n{self.run('return document.body.innerText')}")

    def press(self, *keys: str) -> None:
        """Keys, each pressed and let go, where the focus is."""
        actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self._ask("POST", "/actions", {"actions": [{"type": "key", "id": "keys", "actions": actions}]})

    def chord(self, held: str, key: str) -> None:
        """A key, pressed while another is held."""
        steps = (("keyDown", held), ("keyDown", key), ("keyUp", key), ("keyUp", held))
        actions = [{"type": kind, "value": value} for kind, value in steps]
        self._ask("POST", "/actions", {"actions": [{"type": "key", "id": "keys", "actions": actions}]})

    def devtools(self, command: str, **given: Any) -> Any:
        return self._ask("POST", "/goog/cdp/execute", {"cmd": command, "params": given})

    def sized(self, width: int, height: int) -> None:
        self.devtools(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False
        )

    def picture(self, path: Path) -> None:
        """The whole page as a PNG."""
        data = self.devtools("Page.captureScreenshot", captureBeyondViewport=True)["data"]
        path.write_bytes(base64.b64decode(data))

    def close(self) -> None:
        self._ask("DELETE", "")


@contextmanager
def browser(net: Network, driver: str, binary: str, *flags: str) -> Iterator[Browser]:
    """A browser that has no other way out than `net`."""
    process = subprocess.Popen([driver, "--port=0"], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    port = next(line.rstrip(".\n").rpartition(" ")[2] for line in process.stdout if "successfully on port" in line)
    proxy = f"--proxy-server={net.origin}"
    options = {"binary": binary, "args": [*QUIET, proxy, *flags]}
    wanted = {"capabilities": {"alwaysMatch": {"goog:chromeOptions": options, "timeouts": {"script": 110_000}}}}
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/session", json.dumps(wanted).encode(), {"Content-Type": "application/json"}
    )
    try:
        with urllib.request.urlopen(request, timeout=120) as answer:
            session = json.load(answer)["value"]["sessionId"]
        found = Browser(f"http://127.0.0.1:{port}/session/{session}")
        try:
            yield found
        finally:
            found.close()
    finally:
        process.terminate()
        process.wait()
