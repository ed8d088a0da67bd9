"""Shell scripts: `aws sts assume-role` and `assume-role-with-web-identity`, and what their options hold.

Source: AWS CLI Command Reference, `sts assume-role` (`--role-arn`, `--external-id`, `--cli-input-json`), `sts
assume-role-with-web-identity` (`--web-identity-token`), and its global options; AWS SDKs and Tools Reference Guide,
"Assume role credential provider": `AWS_ROLE_ARN` with `AWS_WEB_IDENTITY_TOKEN_FILE`.

A variable counts as known where the script sets it once, before the call, under no condition, or where the caller's
environment is written beside the script.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping
from itertools import accumulate, islice
from types import MappingProxyType
from typing import TypeVar

from roletrust.dialects.callers.aws_profiles import WEB_IDENTITY
from roletrust.dialects.callers.held_tokens import NO_TOKENS, Held
from roletrust.dialects.callers.marks import Marked
from roletrust.dialects.callers.words import Lookup, Reader, Unreadable, Word
from roletrust.engine.policy.document import Source
from roletrust.engine.roles.calls import Call
from roletrust.engine.roles.sessions import Session
from roletrust.engine.text import Hole, Text, Value, text

LONGEST = 200_000
MOST_HEREDOCS = 200
LONGEST_VALUE = 2_000
NEAR = 500  # characters before a command that tell whether it is one
MOST_CALLS = 200
MOST_READ = 400_000  # characters of commands and values, for all calls of one script
EMPTY = Word("")
SETTING = "--external-id"
IDENTITY, DURATION, TAGS, CALLED = "--source-identity", "--duration-seconds", "--tags", "--role-session-name"
PRESENTED = "--web-identity-token"
TRANSITIVE = "--transitive-tag-keys"
KEYS, OTHERWISE = "AWS_ACCESS_KEY_ID", ("AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN", "AWS_PROFILE")
TAKEN = ("--role-arn", SETTING, IDENTITY, DURATION, CALLED, PRESENTED)
TAG = re.compile(r"Key=([^,]+),Value=(.*)", re.DOTALL)
GAP = r"(?:[^\S\n]|\\\r?\n)+"
OPTION = rf"--?[\w-]+(?:(?:{GAP}|=)(?!-|sts\b)(?:\"[^\"\n]*\"|'[^'\n]*'|[^\s;|&]+))?"
STS = rf"(?<![\w.-])aws(?:{GAP}{OPTION}){{0,8}}{GAP}sts{GAP}"
CALL = re.compile(rf"{STS}assume-role(?![\w-])")
WITH_TOKEN = re.compile(rf"{STS}assume-role-with-web-identity(?![\w-])")
BY_HAND = ("AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE")
# What may stand before a command on its line: nothing, another command's end, a keyword, or variables for it alone.
BEGINS = re.compile(
    r"(?:^|[;&|({`!]|\b(?:then|do|else|if|elif|while|until|exec|eval|sudo|time|command|env))\s*"
    r"(?:[A-Za-z_]\w*=[^\s;|&]*\s+)*(?:/\S{0,200}/)?\Z"
)
NAME = re.compile(r"[A-Za-z_]\w*")
WORD = re.compile(r"\w+")
COMMENT = re.compile(r"(?:^|\s)#")
ASSIGNED = re.compile(r"(?<![\w$/{.-])([A-Za-z_]\w*)(?:\[[^\]\n]{0,99}\])?(\+?=)")
DECLARED = re.compile(r"[ \t]*(?:(?:export|local|readonly|declare|typeset)[ \t]+(?:-[\w]+[ \t]+){0,3})?\Z")
READ = re.compile(r"\b(?:for|select|read|mapfile|readarray|printf|unset|getopts)\b([^\n;|&]{0,500})")
BRANCH = re.compile(
    r"(?:^|;|&&|\|\||\bthen|\bdo|\belse)[ \t]*(if|case|for|while|until|select|fi|esac|done)\b", re.MULTILINE
)
HEREDOC = re.compile(r"<<-?[ \t]*(['\"\\]?)(\w+)\1?")
OF_WINDOWS = re.compile(r"\$\{?env:|%\w+%", re.IGNORECASE)  # variables of PowerShell, and of cmd.exe
Read = TypeVar("Read")
OPENING = frozenset({"if", "case", "for", "while", "until", "select"})


def calls(
    script: str | Marked,
    source: Source,
    label: str,
    environment: Mapping[str, Value] = MappingProxyType({}),
    held: Held = NO_TOKENS,
) -> Iterator[Call]:
    """The calls in `script`, from top to bottom.  Raises nothing.

    `source`: where the script stands, by its first line.  `environment`: variables that are set for it; `held`: those
    that hold tokens.
    """
    marked = script if isinstance(script, Marked) else Marked(script)
    if len(marked.text) > LONGEST:
        return
    if "assume-role" in marked.text or any(each in marked.text for each in held):
        read = Script(marked, source, environment)
        yield from read.calls(label)
        yield from read.calls_with_tokens(label, held) if held else ()


class Script:
    def __init__(self, marked: Marked, source: Source, environment: Mapping[str, Value]) -> None:
        self.marked, self.text, self.source = marked, marked.text, source
        self.environment = environment
        self.lines = [-1, *(found.start() for found in re.finditer("\n", self.text))]
        self.starts = list(starts(self.text, self.lines))
        self.left = MOST_READ
        self.handed = list(heredocs(self.text))
        self.branches = [(found.start(1), 1 if found[1] in OPENING else -1) for found in BRANCH.finditer(self.text)]
        self.depths = [0, *accumulate(step for _, step in self.branches)]
        self.known: dict[int, Value | None] = {}
        self.assigned: dict[str, list[tuple[int, int]]] = {}  # where, and where its value begins; -1: not known
        for found in ASSIGNED.finditer(self.text):
            value = found.end() if found[2] == "=" and self.plain(found.start()) else -1
            self.assigned.setdefault(found[1], []).append((found.start(), value))
        for found in READ.finditer(self.text):
            for name in NAME.findall(found[1]):
                self.assigned.setdefault(name, []).append((found.start(), -1))

    def calls(self, label: str) -> Iterator[Call]:
        by_keys = self.has_keys_alone()
        for words, place in self.commands():
            for each in call(words, place, label):
                yield each._replace(session=each.session._replace(complete=by_keys and each.session.whole))

    def has_keys_alone(self) -> bool:
        """Whether it surely calls with the keys of a user, which hand nothing on: without the token of a session."""
        keys = KEYS in self.environment and not any(each in self.environment for each in OTHERWISE)
        return keys and not any(each in self.text for each in (KEYS, *OTHERWISE, "--profile"))

    def calls_with_tokens(self, label: str, held: Held) -> Iterator[Call]:
        """Those that present one of the tokens that are `held`: by a command, or else by what SDKs are told."""
        words = {*WORD.findall(self.text)} if held else set()
        said = [each for each in held if each in words]
        found = [
            made
            for words, place in self.commands(WITH_TOKEN)
            for made in call_with_token(words, place, label, {each: held[each] for each in said})
        ]
        yield from found
        role = self.variables(len(self.text))(BY_HAND[0])
        is_told = all(each in self.environment or each in self.text for each in BY_HAND)
        if is_told and role and len(said) == 1 and not WITH_TOKEN.search(self.text):
            at = self.line(self.text.index(said[0]))
            place = Source(self.source.file, at, at)
            yield Call(role, None, label, "", place, WEB_IDENTITY, tokens=held[said[0]])

    def commands(self, command: re.Pattern[str] = CALL) -> Iterator[tuple[list[Word], Source]]:
        """The words after each `command` that is run, and the lines that it stands on."""
        for found in islice(command.finditer(self.text), MOST_CALLS):
            if self.is_command(found.start()):
                reader = Reader(self.marked, found.end(), self.variables(found.start()), self.where(found.start()))
                words = self.read(reader, lambda reader=reader: list(reader.words()))  # type: ignore[misc]
                if words is None:
                    continue
                place = Source(self.source.file, self.line(found.start()), self.line(max(found.start(), reader.at - 1)))
                yield words, place

    def is_command(self, at: int) -> bool:
        """Whether a command begins at `at`: no comment, no text that is only printed or written to a file."""
        before = self.text[self.start(at) : at]
        near = before if len(before) <= NEAR else f"\0{before[-NEAR:]}"
        if self.is_handed(at) or not BEGINS.search(near) or COMMENT.search(before) or before.count("'") % 2:
            return False
        return before.count('"') % 2 == 0 or is_substituted(near.rpartition('"')[2])

    def is_handed(self, at: int) -> bool:
        return any(first <= at < last for first, last in self.handed)

    def start(self, at: int) -> int:
        """Where the line with `at` begins, lines joined that a backslash continues."""
        return self.starts[bisect_right(self.lines, at - 1) - 1]

    def line(self, at: int) -> int:
        return (self.source.first or 1) + bisect_right(self.lines, at - 1) - 1

    def where(self, at: int) -> str:
        return f"{self.source.file}:{self.line(at)}"

    def plain(self, at: int) -> bool:
        """Whether an assignment at `at` surely happens."""
        start = self.start(at)
        in_order = bool(DECLARED.match(self.text[start:at])) if at - start <= NEAR else False
        return in_order and not self.is_handed(at) and not self.depths[bisect_left(self.branches, (start, -1))]

    def variables(self, before: int, itself: int = -1) -> Lookup:
        """What a variable holds at `before`.  `itself`: the assignment whose value asks, which is not yet made."""

        def lookup(name: str) -> Value | None:
            others = (each for each in self.assigned.get(name, ()) if each[0] != itself)
            every = list(islice(others, 2))  # of more than one none is known
            if not every:
                return self.environment.get(name)
            at, value = every[0]
            known = self.held(at, value) if len(every) == 1 and value >= 0 and at < before else None
            return text(Hole(name, self.where(at))) if known is None else known

        return lookup

    def read(self, reader: Reader, ask: Callable[[], Read]) -> Read | None:
        """What `ask` reads by `reader`; None where it cannot, or too much is read already."""
        begin = reader.at
        try:
            return ask() if self.left > 0 else None
        except (Unreadable, RecursionError):
            return None
        finally:
            self.left -= reader.at - begin + 1

    def held(self, at: int, value: int) -> Value | None:
        """What the assignment at `at` gives, its value being written at `value`; None where that is not known."""
        if at not in self.known:
            self.known[at] = None
            reader = Reader(self.marked, value, self.variables(at, itself=at), self.where(at))
            word = self.read(reader, lambda: reader.word() or EMPTY)
            if word is None:
                return None
            rest = self.text[reader.at : reader.at + NEAR].lstrip(" \t\r")[:1]
            if rest in ("", "\n", ";", "#"):  # else it is set for one command alone, or it is an array
                self.known[at] = word.value if len(str(word.value)) <= LONGEST_VALUE else None
        return self.known[at]


def starts(script: str, lines: list[int]) -> Iterator[int]:
    """Where each line begins, or the first that a backslash joins it to.  `lines`: where the one before ends."""
    start = 0
    for end in lines:
        if end < 0 or not script[max(0, end - 2) : end].rstrip("\r").endswith("\\"):
            start = end + 1
        yield start


def is_substituted(before: str) -> bool:
    """Whether a command is substituted for what it prints."""
    return "$(" in before or "`" in before


def heredocs(script: str) -> Iterator[tuple[int, int]]:
    """Where the texts stand that are handed to a command, not run."""
    for found in islice(HEREDOC.finditer(script), MOST_HEREDOCS):
        end = re.compile(rf"^[ \t]*{re.escape(found[2])}[ \t\r]*$", re.MULTILINE).search(script, found.end())
        first = script.find("\n", found.end())
        if end and first >= 0 and not script[: found.start()].endswith("<"):
            yield first, end.start()


def call(words: list[Word], source: Source, label: str) -> Iterator[Call]:
    """The call that the words after `assume-role` make, if they name a role."""
    options, loose, lists = told(words)
    role, sent = options.get("--role-arn"), options.get(SETTING)
    if is_meant(words, role, sent):
        external_id = sent.value if sent else next(iter(loose), None)
        written = sent.written if sent else ""
        asked = session(options, lists, not loose)
        yield Call(options["--role-arn"].value, external_id, label, SETTING, source, written=written, session=asked)


def call_with_token(words: list[Word], source: Source, label: str, held: Held) -> Iterator[Call]:
    """The call that the words after `assume-role-with-web-identity` make, if it is known with which token.

    `held`: by variables that the script speaks of.  One that is read from a file is the only one there is.
    """
    options, _, _ = told(words)
    role, presented = options.get("--role-arn"), options.get(PRESENTED)
    variable = presented.value.lone if presented and isinstance(presented.value, Text) else None
    by_file = presented and str(presented.value).startswith("file://")
    tokens = held.get(variable.name if variable else "") or (
        next(iter(held.values())) if by_file and len(held) == 1 else None
    )
    if tokens and is_meant(words, role, presented):
        asked = session(options, {}, False)
        yield Call(options["--role-arn"].value, None, label, "", source, WEB_IDENTITY, tokens=tokens, session=asked)


def is_meant(words: list[Word], role: Word | None, other: Word | None) -> bool:
    """Whether words name a role, and are of a shell: not of PowerShell, or of cmd.exe, where `^` continues a line."""
    windows = any(OF_WINDOWS.search(each.written or str(each.value)) for each in (role, other) if each)
    return bool(role and role.value) and not windows and words[-1].value != "^"


def told(words: list[Word]) -> tuple[dict[str, Word], list[Value], dict[str, list[Value]]]:
    """The options that are taken, what may be others besides, and what those are given that take a list."""
    options: dict[str, Word] = {}
    loose: list[Value] = []
    lists: dict[str, list[Value]] = {}
    listing = ""  # the option that the words which follow are of
    at = iter(words)
    for word in at:
        first = word.value if isinstance(word.value, str) else word.value.parts[0]
        name, equals, value = first.partition("=") if isinstance(first, str) else ("", "", "")
        rest = word.value.parts[1:] if isinstance(word.value, Text) else ()
        if name.startswith("--"):
            listing = name if name in (TAGS, TRANSITIVE) else ""
        if listing and name == listing:
            lists.setdefault(listing, []).extend([text(value, *rest)] if equals else [])
        elif name in TAKEN and equals:
            options[name] = Word(text(value, *rest), written=word.written.partition("=")[2])
        elif name in TAKEN:
            options[name] = next(at, Word(""))
        elif name.startswith("--cli-input"):
            loose.append(text(Hole(name)))
        elif listing and (name.startswith("Key") or not word.open):
            lists[listing].append(word.value)
        elif word.open:
            loose.append(word.value)
    return options, loose, lists


def session(options: Mapping[str, Word], lists: Mapping[str, list[Value]], known: bool) -> Session:
    """What the options ask of the session; `known`: whether there are no others."""
    identity, duration, name = map(options.get, (IDENTITY, DURATION, CALLED))
    seconds = str(duration.value) if duration else ""
    tags = lists.get(TAGS, [])
    sent = tuple(each for each in map(tag, tags) if each)
    return Session(
        sent,
        identity.value if identity and identity.value else None,
        int(seconds) if seconds.isdecimal() else 0,
        name=name.value if name and isinstance(name.value, str) else "",
        transitive=tuple(each for each in lists.get(TRANSITIVE, []) if isinstance(each, str)),
        whole=known and len(sent) == len(tags),
    )


def tag(written: Value) -> tuple[str, Value] | None:
    """`Key=team,Value=web`; None where the key is not known."""
    first, *rest = (written,) if isinstance(written, str) else written.parts
    found = TAG.match(first) if isinstance(first, str) else None
    return (found[1], text(found[2], *rest)) if found else None
