"""An external id introduced, or put in the place of another one, in three steps between which no call is refused:
the policy accepts both, the callers of the tree send the new one, the policy accepts it alone.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from roletrust.diagnosis.correction import at_its_origin, is_elsewhere, moves_another
from roletrust.diagnosis.forms.every import ENDINGS, MARKS, calls
from roletrust.diagnosis.forms.given import EXTERNAL_ID, Given
from roletrust.dialects.file_bytes import tried
from roletrust.engine.answer import NO
from roletrust.engine.policy.request import arn_field
from roletrust.engine.questions.trust import Trust
from roletrust.engine.roles.calls import account_and_name, fate
from roletrust.engine.text import Text
from roletrust.fixing.files import Source, source_of
from roletrust.fixing.migration import Move, proposal, proved
from roletrust.fixing.proposing import Proposal, Role
from roletrust.fixing.reproof import problems, roles_in
from roletrust.fixing.spans import Unfixable

PASSED_OVER = ("node_modules",)
OF_HOSTS = (".github", ".circleci")  # hidden folders in which pipelines stand
STEPS = ("accept both", "move the callers", "drop the old")
PROVED_FIRST = (
    "everybody who gets in so far still does",
    "whoever of account {} gets in so far also does with the new external id, and nobody else",
)
PROVED_LAST = (
    "account {} gets in with the new external id; without it, or with another one, it does not",
    "nobody newly gets in, and nobody of another account is kept out",
)
MOST = 100  # calls of one file


@dataclass(frozen=True)
class Step:
    """`before`, `after`: by path, what the files hold that it changes.  `said`: what is proved of it, or to be known.

    `refused`: why it is not made, '' where it can be.
    """

    title: str
    before: Mapping[str, bytes] = field(default_factory=dict)
    after: Mapping[str, bytes] = field(default_factory=dict)
    said: Sequence[str] = ()
    refused: str = ""


@dataclass
class Migration:
    """Of the role at `place` among those of `path`, as roles_in lists them.

    `folder`: where its callers are sought; `sure`: whether those of whom nothing else is known are the account's.
    """

    path: str
    var_files: Sequence[str]
    place: int
    move: Move
    folder: str
    sure: bool
    files: dict[str, bytes] = field(default_factory=dict)

    def steps(self) -> Iterator[Step]:
        """The three, each on top of those before it; the last one that is given is the first that is refused."""
        roles = roles_in((self.path,), self.var_files, self.files)
        for number, title in enumerate(STEPS):
            try:
                if number == 1:
                    yield self._callers_moved(title, roles[self.place])
                    continue
                step, roles = self._policy_changed(title, roles, last=number == 2)
                yield step
            except Unfixable as why:
                yield Step(title, refused=str(why))
                return

    def _policy_changed(self, title: str, roles: Sequence[Role], last: bool) -> tuple[Step, list[Role]]:
        with tried(self.files):
            made = proposal(roles[self.place], self.move, last)
        before = {path: made.sources[path].data for path in made.edits}
        after = {path: made.sources[path].edited(some) for path, some in made.edits.items()}
        again = roles_in((self.path,), self.var_files, {**self.files, **after})
        self._prove(roles, again, made, last)
        self.files.update(after)
        said = [each.format(self.move.account) for each in (PROVED_LAST if last else PROVED_FIRST)]
        return Step(title, before, after, said), again

    def _prove(self, roles: Sequence[Role], again: Sequence[Role], made: Proposal, last: bool) -> None:
        """Raises Unfixable where it is not proved that the roles, read `again`, are what is meant."""
        found = problems(roles, again, {self.place: made} if made.changes else {})
        why = next(iter(found.values()), "") or proved(roles[self.place], again[self.place], self.move, last)
        if why:
            raise Unfixable(why)

    # --- callers ---------------------------------------------------------------------------------------------------

    def _callers_moved(self, title: str, role: Role) -> Step:
        before: dict[str, bytes] = {}
        after: dict[str, bytes] = {}
        said: list[str] = []
        for path in callers_in(self.folder):
            with tried(self.files):
                source = source_of(path, self.folder)
            text, notes = self._moved(source, role)
            said += notes
            if text != source.text:
                before[path], after[path] = source.data, encoded(source, text)
        self.files.update(after)
        return Step(title, before, after, said or ["no file of the tree calls the role"])

    def _moved(self, source: Source, role: Role) -> tuple[str, list[str]]:
        """The text with its calls of the role sending the new id, and what is to be said of them.  Raises Unfixable."""
        text, notes = source.text, []
        name, folder = os.path.relpath(source.path), os.path.dirname(source.path)
        every: list[Given] = []
        for _ in range(MOST):
            every = calls(text, name, folder)
            old = next((each for each in every if self._is_meant(each, role) and self._sends_another(each)), None)
            if old is None:
                break
            text = self._changed(old)
            if moves_another(every, calls(text, name, folder), old):
                raise Unfixable(f"{place_of(old)}: a call of another role takes the same value: part them first")
        for each in every:
            if self._is_meant(each, role):
                if not all(is_accepted(trust, each) for _, trust in role.judged.trusts):
                    raise Unfixable(f"{place_of(each)}: it is not proved that the role accepts the call")
                notes.append(f"{place_of(each)} sends the new external id, and the role accepts it")
            elif account_and_name(each.call.role) is None and each.call.role:
                notes.append(f"{place_of(each)} is left as it is: which role it asks for is not known")
        return text, notes

    def _is_meant(self, given: Given, role: Role) -> bool:
        """Whether it is a call of the role by the account.  Raises Unfixable where that is not known."""
        if not is_of(given, role):
            return False
        by = arn_field(given.call.by, 4) if given.call.by else ""
        if by == self.move.account or (not by and self.sure):
            return True
        if by:
            return False
        raise Unfixable(
            f"{place_of(given)}: which account calls is not known, and the role trusts several: "
            f"name the directory with the callers of {self.move.account} by --callers"
        )

    def _sends_another(self, given: Given) -> bool:
        return given.call.external_id != self.move.external_id

    def _changed(self, given: Given) -> str:
        if EXTERNAL_ID not in given.names:
            raise Unfixable(f"{place_of(given)}: no external id can be given there")
        if is_elsewhere(EXTERNAL_ID, given):
            text = at_its_origin(given, self.move.external_id)
        else:
            text = given.changed(EXTERNAL_ID, self.move.external_id)
        if text == given.text:
            where = f"its external id comes from {given.call.written}"
            raise Unfixable(f"{place_of(given)}: {where}: change it there, and run it again")
        return text


def place_of(given: Given) -> str:
    return f"{given.file}:{given.call.source.first}"


def callers_in(folder: str) -> Iterator[str]:
    """The files below `folder` that may call a role, in a form that can be changed."""
    for root, folders, names in os.walk(folder):
        kept = (each for each in folders if each not in PASSED_OVER and (each[0] != "." or each in OF_HOSTS))
        folders[:] = sorted(kept)
        for name in sorted(names):
            path = os.path.join(root, name)
            if name.endswith(tuple(ENDINGS)) and not os.path.islink(path) and may_call(path):
                yield path


def may_call(path: str) -> bool:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            text = file.read()
    except OSError:
        return False
    return any(mark in text for mark, _ in MARKS)


def is_of(given: Given, role: Role) -> bool:
    """Whether the call asks for the role, as far as its name and account are known."""
    named = account_and_name(given.call.role)
    if named is None:
        return False
    account, name = named
    owner = next((trust.owner for _, trust in role.judged.trusts), None)
    known = owner.account if owner else ""
    return name == role.judged.case.subject.role and (not known or isinstance(account, Text) or account == known)


def is_accepted(trust: Trust, given: Given) -> bool:
    """Whether it is proved that the call is not refused for its external id."""
    return fate(trust, given.call).answer is NO


def encoded(source: Source, text: str) -> bytes:
    """`text`, which is to stand in the place of the file's, with the file's own mark and line ends."""
    returns = source.data.count(b"\r\n") * 2 > source.data.count(b"\n")
    mark = b"\xef\xbb\xbf" if source.data.startswith(b"\xef\xbb\xbf") else b""
    return mark + (text.replace("\n", "\r\n") if returns else text).encode()
