"""The parameters of a CloudFormation template: what they may be, and what is presumed of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import MappingProxyType

from roletrust.dialects.cloudformation.nodes import Node, entries, first_line, plain_text
from roletrust.dialects.defaults import stands_for_nothing
from roletrust.dialects.matching import covers
from roletrust.dialects.patterns import Beyond, Malformed
from roletrust.engine.policy.accounts import ACCOUNT_ID
from roletrust.engine.text import EMPTY, MISSING, Means

GIVEN = "Given"  # beside a default that a template around it sets, and means, empty or not
OF_ACCOUNTS = (r"\d{12}", "[0-9]{12}", r"[\d]{12}", r"(\d{12})")
Known = str | list[str]


@dataclass(frozen=True)
class Question:
    """One comparison that the template leaves open, and the condition that readers know it by.

    `negated`: the condition called `name` is true where the comparison is false.
    `about` and `literal`: the comparison is whether the open value `about` equals `literal`.
    """

    key: tuple[str, str]
    name: str
    negated: bool = False
    about: str = ""
    literal: str = ""


@dataclass(frozen=True)
class Facts:
    """What is taken for granted on the way into the branches of conditions."""

    truths: Mapping[tuple[str, str], bool] = field(default_factory=dict)
    equal: Mapping[str, str] = field(default_factory=dict)
    unequal: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def given(self, question: Question, equal: bool) -> Facts:
        """These facts and the comparison of `question` having come out `equal`."""
        facts = replace(self, truths={**self.truths, question.key: equal})
        if not question.about:
            return facts
        if equal:
            return replace(facts, equal={**self.equal, question.about: question.literal})
        excluded = self.unequal.get(question.about, frozenset()) | {question.literal}
        return replace(facts, unequal={**self.unequal, question.about: excluded})


@dataclass(frozen=True)
class Outer:
    """The parameter of another template that one has the value of, and what holds where it is so."""

    parameters: Parameters
    name: str
    facts: Facts

    def may_be(self, value: str) -> bool:
        return self.parameters.may_be(self.name, value, self.facts)


class Parameters:
    """The `Parameters` section.  `outer`: whose values parameters have, where a `Ref` of a parent gives them."""

    def __init__(self, section: Node, outer: Mapping[str, Outer] = MappingProxyType({})) -> None:
        self._section = {name: entries(node) for name, node in entries(section).items()}
        self._outer = outer

    def __contains__(self, name: str) -> bool:
        return name in self._section

    def may_be(self, name: str, value: str, facts: Facts) -> bool:
        """Whether the open value `name`, a parameter or not, may equal `value`."""
        if value in facts.unequal.get(name, frozenset()):
            return False
        outside = name not in self._outer or self._outer[name].may_be(value)
        return outside and (name not in self._section or self._accepts(name, value))

    def only(self, name: str, facts: Facts) -> Known | None:
        """The one value that parameter `name` can have; None if there are several."""
        if name in facts.equal:
            return self._typed(name, facts.equal[name])
        left = [value for value in self.allowed(name) if self.may_be(name, value, facts)]
        return self._typed(name, left[0]) if len(left) == 1 and not self._is_looked_up(name) else None

    def presumed(self, name: str, facts: Facts) -> Known | None:
        """The default of parameter `name`; None if it has none, or none that can be meant."""
        default = plain_text(self._section[name].get("Default"))
        if default is None or self._is_looked_up(name) or not self.may_be(name, default, facts):
            return None
        given = GIVEN in self._section[name]
        return self._typed(name, default) if given or not stands_for_nothing(default) else None

    def standing(self, name: str) -> tuple[str, Node]:
        """What gives parameter `name` the value that it is presumed to have, and what is written there."""
        declared = self._section[name]
        if "Default" not in declared:
            return f'the one allowed value of parameter "{name}"', declared.get("AllowedValues")
        what = "parameter" if GIVEN in declared else "the default of parameter"
        return f'{what} "{name}"', declared["Default"]

    def means(self, name: str) -> Means:
        """What a parameter is for all that it may be; of what is no parameter, just a value."""
        declared = self._section.get(name, {})
        pattern = plain_text(declared.get("AllowedPattern")) or ""
        allowed = self.allowed(name)
        takes_accounts = pattern.removeprefix("^").removesuffix("$") in OF_ACCOUNTS
        accounts = takes_accounts or (bool(allowed) and all(ACCOUNT_ID.match(each) for each in allowed))
        return Means.ACCOUNT if accounts and not is_list(declared) and not is_looked_up(declared) else Means.VALUE

    def unset(self, name: str) -> str:
        """EMPTY where parameter `name` has a default that none can mean, MISSING where it has none; else ''."""
        if name not in self._section or self._is_looked_up(name):
            return ""
        default = plain_text(self._section[name].get("Default"))
        if default is None:
            if outer := self._outer.get(name):
                return outer.parameters.unset(outer.name)
            return "" if "Default" in self._section[name] else MISSING
        return EMPTY if self.presumed(name, Facts()) is None else ""

    def where(self, name: str, file: str) -> str:
        """Where parameter `name` of the template in `file` is declared."""
        line = next((line for each in self._section[name].values() if (line := first_line(each))), 0)
        return f"{file}:{line}" if line else file

    def allowed(self, name: str) -> list[str]:
        """`AllowedValues` of parameter `name` as texts; none where anything is allowed."""
        values = self._section.get(name, {}).get("AllowedValues")
        texts = [plain_text(value) for value in values] if isinstance(values, list) else []
        found = list(dict.fromkeys(text for text in texts if text is not None))
        outer = self._outer.get(name)
        return found or (outer.parameters.allowed(outer.name) if outer else [])

    def _is_looked_up(self, name: str) -> bool:
        return is_looked_up(self._section[name])

    def _typed(self, name: str, value: str) -> Known:
        return [part.strip() for part in value.split(",")] if is_list(self._section[name]) else value

    def _accepts(self, name: str, value: str) -> bool:
        if self._is_looked_up(name):
            return True
        allowed = self.allowed(name)
        shortest = plain_text(self._section[name].get("MinLength")) or ""
        if allowed and value not in allowed and not isinstance(self._typed(name, value), list):
            return False
        longest = plain_text(self._section[name].get("MaxLength")) or ""
        if shortest.isdecimal() and len(value) < int(shortest[:9]):
            return False
        if longest.isdecimal() and len(value) > int(longest[:9]):
            return False
        pattern = plain_text(self._section[name].get("AllowedPattern")) or ""
        typed = self._typed(name, value)
        return not pattern or all(may_fit(pattern, each) for each in ([typed] if isinstance(typed, str) else typed))


def is_looked_up(declared: Mapping[str, Node]) -> bool:
    """Whether the parameter's text is the name of an SSM parameter and its value is not in the template."""
    return _type(declared).startswith("AWS::SSM::Parameter::Value<")


def is_list(declared: Mapping[str, Node]) -> bool:
    """Whether the parameter's text is a list, written with commas."""
    return _type(declared) == "CommaDelimitedList" or _type(declared).startswith("List<")


def _type(declared: Mapping[str, Node]) -> str:
    return str(declared.get("Type", "String"))


@lru_cache(maxsize=1024)
def may_fit(pattern: str, value: str) -> bool:
    """Whether `value` as a whole is what an `AllowedPattern` allows; True also where that is not worked out.

    It is of Java's syntax, which reads as RE2's but for classes in classes (CloudFormation User Guide, "Parameters
    section": AllowedPattern).
    """
    if _has_class_in_class(pattern):
        return True
    try:
        return covers(pattern, value)
    except (Malformed, Beyond):
        return True


def _has_class_in_class(pattern: str) -> bool:
    inside = escaped = False
    for before, letter in zip(f" {pattern}", pattern, strict=False):
        if escaped:
            escaped = False
        elif letter == "\\":
            escaped = True
        elif inside and (letter == "[" or before == letter == "&"):
            return True
        elif letter in "[]":
            inside = letter == "["
    return False
