"""The page in a real Chromium: `make test-page`.  `make test` passes it over: it takes a browser and the built page."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import time
import urllib.parse
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from page.chromium import Browser, Network, browser, network
from page.test_questions import ASKS, CALL, ID, OPEN, REFUSED
from plans import plan_of
from roletrust.page.given import LARGEST
from roletrust.page.questions import reply
from running import REPOSITORY

BUILT = REPOSITORY / "build" / "page"
AXE = REPOSITORY / "build" / "page-packages" / "node_modules" / "axe-core" / "axe.min.js"
DECISIONS = REPOSITORY / "fixtures" / "decisions"
RULES = REPOSITORY / "fixtures" / "rules"
FENCE = re.compile(r"^```(hcl|cloudformation) (?:fails|passes)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILES = {"hcl": "main.tf", "cloudformation": "template.yaml"}
PICTURES = os.environ.get("PICTURES", "")
# Of whom Chromium asks things on its own, whatever is open, and when it pleases; the proxy turns it down.
ITS_OWN = (".google.com", ".googleapis.com", ".gstatic.com", ".gvt1.com")
AT_ONCE = 100  # questions in one call of the driver's, which has 110 seconds for it
TAB, ENTER, SHIFT, CONTROL = "\ue004", "\ue007", "\ue008", "\ue009"


@pytest.fixture(scope="module")
def net() -> Iterator[Network]:
    with network(BUILT) as found:
        yield found


@pytest.fixture(scope="module")
def chromium(net: Network) -> Iterator[Browser]:
    driver, binary = shutil.which("chromedriver"), shutil.which("chromium")
    assert driver
    assert binary
    with browser(net, driver, binary) as found:
        yield found


@pytest.fixture
def page(chromium: Browser, net: Network) -> Browser:
    """The page, loaded anew."""
    net.cut = False
    chromium.open("about:blank")
    chromium.sized(1280, 900)
    loaded(chromium, net.origin)
    return chromium


def loaded(chromium: Browser, url: str) -> None:
    chromium.open(url)
    chromium.until("return document.getElementById('state').textContent === 'ready'", "the page is loaded")


def replied(page: Browser) -> str:
    """What the page shows as the reply, as soon as it is there."""
    there = "return document.getElementById('reply').getAttribute('aria-busy') === 'false'"
    page.until(there, "a reply")
    return str(page.run("return document.getElementById('reply').innerText"))


def typed(page: Browser, where: str, text: str) -> None:
    """Puts `text` in the place of what an editor, or a field, holds, as from the keyboard."""
    page.run(
        "const host = document.getElementById(given[0]);"
        "(host.shadowRoot?.querySelector('.cm-content') ?? host).focus()",
        where,
    )
    page.chord(CONTROL, "a")
    inserted(page, text)


def inserted(page: Browser, text: str) -> None:
    """Puts `text` where the focus is, and waits until the page knows of it: its reply is to another one until then."""
    page.run(
        """
        window.noted = new Promise((resolve) => new MutationObserver(() => resolve(true))
            .observe(document.getElementById("reply"), {attributeFilter: ["aria-busy"]}));
    """
    )
    page.devtools("Input.insertText", text=text)
    assert page.run("return window.noted")


def example(page: Browser, number: int) -> str:
    script = "const list = document.getElementById('example'); list.value = given[0];"
    page.run(f"{script} list.dispatchEvent(new Event('change'))", str(number))
    return replied(page)


def text_of(page: Browser) -> str:
    return str(page.run("return document.getElementById('policy').shadowRoot.querySelector('.cm-content').innerText"))


def asked(page: Browser, questions: list[dict[str, Any]]) -> list[str]:
    """The replies of a worker like the page's own, which has as much time as it takes."""
    script = """
        const { Sandbox } = await import("./sandbox.js");
        window.another ??= Object.assign(new Sandbox(), {longest: 100_000});
        const found = [];
        for (const each of given[0]) {
            const { took, ...reply } = await window.another.ask(each);
            found.push(JSON.stringify(reply));
        }
        return found;
    """
    found: list[str] = []
    for at in range(0, len(questions), AT_ONCE):
        found += page.run(script, questions[at : at + AT_ONCE])
    return found


# --- the same verdicts -------------------------------------------------------------------------------------------


def truth_cases() -> list[dict[str, str]]:
    """The policies of all truth cases, each once, as files."""
    lines = [
        line for path in sorted(DECISIONS.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines() if line
    ]
    return [{"trust.json": text} for text in dict.fromkeys(json.dumps(json.loads(line)["policy"]) for line in lines)]


def fences() -> list[dict[str, str]]:
    """The fences of all fixture pages, and the plans of their configurations, as files."""
    pages = [path.read_text("utf-8") for path in sorted(RULES.glob("*.md"))]
    every = [fence for each in pages for fence in FENCE.findall(each)]
    plans = [{"tfplan.json": plan_of(text)} for dialect, text in every if dialect == "hcl"]
    return [{FILES[dialect]: text} for dialect, text in every] + plans


def timeless(text: str) -> str:
    """`text` with the moments of the last ten minutes, at which a witness calls, all alike."""

    def told(found: re.Match[str]) -> str:
        moment = datetime.fromisoformat(found[1] + "+00:00").timestamp() if found[1] else int(found[0])
        return "9999999999" if abs(time.time() - moment) < 600 else found[0]

    return re.sub(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)Z|\b\d{10}\b", told, text)


def test_every_verdict_is_cpythons(page: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    questions: list[dict[str, Any]] = [{"kind": "who", "files": files} for files in truth_cases() + fences()]
    questions += [{"kind": "repair", "files": files, "external_id": ID} for files in fences()[::12]]
    questions.append({"kind": "compare", "before": {"": ASKS}, "after": {"": OPEN}})
    questions.append({"kind": "diagnose", "error": REFUSED, "call": CALL, "files": {"": ASKS}})
    ours = [reply(json.dumps(each), str(tmp_path)) for each in questions]
    theirs = asked(page, questions)
    assert sum('"CKV_TRUST_1"' in each for each in ours) >= 3
    for question, one, other in zip(questions, ours, theirs, strict=True):
        assert json.loads(timeless(one)) == json.loads(timeless(other)), question


# --- nothing leaves ----------------------------------------------------------------------------------------------


MARKS = ("733773377337", "leakmark", "7e1e2d5a9c4bleak")


def in_any_writing(mark: str) -> set[str]:
    """How it can stand in a request."""
    codes = {base64.b64encode(pad + mark.encode()).decode().strip("=")[4:-2] for pad in (b"", b"a", b"ab")}
    return {mark, mark[::-1], urllib.parse.quote(mark), mark.encode().hex(), *codes}


def test_no_request_carries_what_is_given_and_none_leaves_the_origin(page: Browser, net: Network) -> None:
    page.run("navigator.clipboard.writeText = async (text) => { window.copied = text }")
    secret = OPEN.replace("123456789012:root", "733773377337:role/leakmark").replace(
        '"sts:AssumeRole"\n',
        '"sts:AssumeRole", "Condition": {"StringLike": {"sts:ExternalId": "7e1e2d5a9c4bleak*"}}\n',
    )
    typed(page, "policy", secret)
    assert "leakmark" in replied(page)
    page.run("document.querySelector('.ways .line').click()")
    for button in ("copy-report", "copy-link"):
        page.run("window.copied = ''; document.getElementById(given[0]).click()", button)
        copied = page.until("return window.copied", "what is copied")
        assert "733773377337" not in copied
        assert "leakmark" not in copied
    page.run("document.querySelector('[data-ask=compare]').click(); document.getElementById('take').click()")
    replied(page)
    page.run("document.querySelector('[data-ask=diagnose]').click()")
    typed(page, "error", REFUSED.replace("123456789012:user/x", "733773377337:user/leakmark"))
    assert "leakmark" in replied(page)
    files = {path.relative_to(BUILT).as_posix() for path in BUILT.rglob("*")}
    for seen in net.seen:
        for mark in MARKS:
            assert not any(code in seen.whole for code in in_any_writing(mark)), seen.address
        if seen.address.startswith(net.origin):
            assert seen.whole.startswith("GET ")
            assert seen.address.removeprefix(net.origin).lstrip("/") in {"", *files}, seen.address
    assert [each.address for each in net.elsewhere() if not host_of(each.address).endswith(ITS_OWN)] == []


def host_of(address: str) -> str:
    """Of `https://host/…`, or of `host:443`, as a tunnel is asked for."""
    return str(urllib.parse.urlsplit(address if "//" in address else f"//{address}").hostname)


FETCH = "return fetch(given[0], {mode: 'no-cors'}).then(() => 'sent', () => 'refused')"


# By which directive a request is stopped; the service worker, which would refuse it as well, comes only after that.
STOPPED = """
    const stopped = new Promise((resolve) => {
        addEventListener("securitypolicyviolation", (event) => resolve(event.effectiveDirective));
        setTimeout(() => resolve("nothing"), 5000);
    });
    fetch("http://elsewhere.test/", {mode: "no-cors"}).catch(() => {});
"""


def test_the_policy_of_content_stops_the_page_and_its_worker(page: Browser, net: Network) -> None:
    assert page.run(f"{STOPPED} return stopped") == "connect-src"
    worker = """ // started as the page starts its own
        const script = new Blob([given[0]], {type: "text/javascript"});
        const made = new Worker(URL.createObjectURL(script), {type: "module"});
        return new Promise((resolve) => { made.onmessage = ({data}) => resolve(data) });
    """
    assert page.run(worker, f"{STOPPED} stopped.then((by) => postMessage(by))") == "connect-src"
    assert not [each for each in net.seen if "elsewhere.test" in each.address]


def test_the_proxy_sees_what_another_page_sends(page: Browser, net: Network) -> None:
    """Or the tests above could not fail."""
    other = net.origin.replace("127.0.0.1", "localhost")  # where no service worker is, which would refuse it
    net.extra[f"{other}/without-policy.html"] = "<title>no policy</title>"
    page.open(f"{other}/without-policy.html")
    assert page.run(FETCH, "http://elsewhere.test/?leakmark") == "sent"
    assert [each for each in net.seen if "elsewhere.test/?leakmark" in each.address]
    net.seen[:] = [each for each in net.seen if not each.address.startswith((other, "http://elsewhere.test"))]


def test_it_works_with_the_network_cut(page: Browser, net: Network) -> None:
    page.until("return document.getElementById('offline').textContent.includes('without a network')", "it is kept")
    net.cut = True
    loaded(page, f"{net.origin}/")
    assert "2 findings" in example(page, 0)
    assert page.run("return fetch('./page.css?x').then((answer) => answer.ok)")
    assert (
        page.run("return fetch('./elsewhere', {method: 'POST', body: 'x'}).then(() => 'sent', () => 'refused')")
        == "refused"
    )


def test_opened_from_a_disk_it_says_why_it_does_not_run(chromium: Browser, net: Network) -> None:
    chromium.open((BUILT / "index.html").as_uri())
    said = chromium.until("return document.getElementById('state').innerText", "what is wrong")
    assert said.startswith("Opened from a file, where browsers run no workers") and "roletrust page" in said


# --- as a person uses it -----------------------------------------------------------------------------------------


def test_what_is_found_is_marked_in_the_text_and_the_repair_goes_into_the_editor(page: Browser) -> None:
    typed(page, "policy", OPEN)
    said = replied(page)
    assert "1 role, 1 way in, 2 findings" in said
    assert "account 123456789012 (any user or role)" in said
    lines = "return [...document.getElementById('policy').shadowRoot.querySelectorAll('.cm-line.found')].length"
    assert page.run(lines) == 5
    page.run(
        "const field = document.querySelector('.fields input');"
        "field.value = given[0]; field.dispatchEvent(new Event('input'))",
        ID,
    )
    page.until("return document.querySelector('.diff .added')?.innerText", "the repair")
    page.run("[...document.querySelectorAll('#repair-diff button')].at(-1).click()")
    assert "1 finding" in replied(page)
    assert ID in text_of(page)


def test_a_link_holds_what_was_given_redacted_in_its_fragment(page: Browser, net: Network) -> None:
    page.run("navigator.clipboard.writeText = async (text) => { window.copied = text }")
    typed(page, "policy", OPEN)
    replied(page)
    page.run("document.getElementById('copy-link').click()")
    link = page.until("return window.copied", "the link")
    page.open("about:blank")
    loaded(page, link)
    assert "2 findings" in replied(page)
    assert "000000000001" in text_of(page)
    assert all("given=" not in each.whole for each in net.seen)


def test_a_folder_is_read_with_its_settings_and_each_file_shows_its_findings(page: Browser) -> None:
    role = f'resource "aws_iam_role" "r" {{\n  assume_role_policy = <<EOT\n{OPEN}EOT\n}}\n'
    script = """
        const transfer = new DataTransfer();
        for (const [name, text] of Object.entries(given[0])) transfer.items.add(new File([text], name));
        const input = document.getElementById("files");
        input.files = transfer.files;
        input.dispatchEvent(new Event("change"));
    """
    page.run(script, {"other.tf": 'variable "x" {}\n', "role.tf": role, "notes.txt": "not a role"})
    page.until("return document.getElementById('file').options.length === 2", "the files")
    assert "2 findings" in replied(page)
    page.run("document.querySelector('.ways .line').click()")
    assert page.run("return document.getElementById('file').value") == "role.tf"
    assert (
        page.run("return document.getElementById('policy').shadowRoot.querySelectorAll('.cm-line.shown').length") == 5
    )
    page.run(script, {"role.tf": role, ".roletrust.yaml": 'own_accounts: ["123456789012"]\n'})
    page.until("return !document.getElementById('reply').innerText.includes('2 findings')", "the other verdict")
    assert "CKV_TRUST_1 " not in replied(page)


def test_a_folder_that_is_dropped_is_gone_through(page: Browser, tmp_path: Path) -> None:
    tree = {
        "tree/live/role.tf": 'resource "aws_iam_role" "r" {\n  assume_role_policy = file("trust.json")\n}\n',
        "tree/live/trust.json": OPEN,
        "tree/node_modules/role.json": OPEN,
    }
    for name, text in tree.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    data = {"items": [], "files": [str(tmp_path / "tree")], "dragOperationsMask": 1}
    for step in ("dragEnter", "dragOver", "drop"):
        page.devtools("Input.dispatchDragEvent", type=step, x=200, y=300, data=data)
    page.until("return document.getElementById('file').options.length === 2", "the files")
    assert "1 role" in replied(page)
    assert "2 findings" in replied(page)


def test_it_can_be_used_by_the_keyboard_alone(page: Browser) -> None:
    focused = (
        "return document.activeElement.dataset.ask || document.activeElement.id || document.activeElement.className"
    )

    def until_focused(wanted: str, *keys: str) -> None:
        for _ in range(40):
            if page.run(focused) == wanted:
                return
            (page.chord if len(keys) > 1 else page.press)(*keys)
        raise AssertionError(f"{wanted} is not reached; at {page.run(focused)}")

    until_focused("compare", TAB)
    page.press(ENTER)
    assert page.run("return !document.getElementById('for-compare').hidden")
    until_focused("who", SHIFT, TAB)
    page.press(ENTER)
    until_focused("policy", TAB)
    inserted(page, OPEN)
    assert "2 findings" in replied(page)
    until_focused("line", TAB)  # out of the editor, which does not hold on to the key
    page.press(ENTER)
    assert (
        page.run("return document.getElementById('policy').shadowRoot.querySelectorAll('.cm-line.shown').length") == 5
    )
    until_focused("copy-report", TAB)


DEEP = "Resources:\n  R:\n    Type: AWS::IAM::Role\n    AssumeRole:\n      " + "- " * 20_000 + "x\n"


def test_hostile_text_neither_hangs_the_page_nor_is_read_as_html(page: Browser) -> None:
    markup = "<img src=x onerror=window.hacked=1><script>window.hacked=1</script>"
    typed(page, "policy", OPEN.replace('"Effect"', f'"Sid": "{markup}\\u001b[31m", "Effect"'))
    assert markup in replied(page)
    role = (
        'resource "aws_iam_role" "r" {\n  name = "'
        + markup.replace('"', "")
        + '"\n  assume_role_policy = "'
        + markup
        + '"\n}\n'
    )
    typed(page, "policy", role)
    replied(page)
    assert page.run(
        "return [document.images.length, document.querySelectorAll('#reply script').length, window.hacked ?? 0]"
    ) == [0, 0, 0]
    for text, said in (("x" * (LARGEST + 1), "1,000,000"), ("[" * 5_000, "deep"), (DEEP, "problem")):
        (found,) = asked(page, [{"kind": "who", "files": {"": text}}])
        assert said in found, found[:200]
    typed(page, "policy", OPEN)
    assert "2 findings" in replied(page)


def test_a_question_that_takes_too_long_is_stopped_and_the_next_one_is_answered(page: Browser) -> None:
    asked(page, [{"kind": "redact", "texts": {}}])
    page.run("window.another.longest = 1")
    large = {"": json.dumps([{**json.loads(OPEN), "Id": str(number)} for number in range(400)])}
    (found,) = asked(page, [{"kind": "who", "files": large}])
    assert "was stopped" in found
    page.run("window.another.longest = 100_000")
    (found,) = asked(page, [{"kind": "who", "files": {"": OPEN}}])
    assert "CKV_TRUST_1" in found


# --- how it looks ------------------------------------------------------------------------------------------------


SHOWN = {"who": 0, "diagnose": 4, "compare": 5}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(page: Browser, theme: str) -> None:
    page.devtools("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": theme}])
    page.run(f"{AXE.read_text('utf-8')}; window.axe = axe")
    for ask, number in SHOWN.items():
        example(page, number)
        found = page.run("return (await window.axe.run()).violations")
        told = [(each["id"], [node["html"][:120] for node in each["nodes"]]) for each in found]
        assert told == [], ask


@pytest.mark.parametrize("width", [390, 820, 1440])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_is_wider_than_the_window(page: Browser, width: int, theme: str) -> None:
    """And it is drawn, where pictures are wanted."""
    page.devtools("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": theme}])
    page.sized(width, 900)
    for ask, number in SHOWN.items():
        example(page, number)
        assert page.run("return document.documentElement.scrollWidth") <= width, ask
        if PICTURES:
            Path(PICTURES).mkdir(parents=True, exist_ok=True)
            page.picture(Path(PICTURES) / f"{ask}-{width}-{theme}.png")
