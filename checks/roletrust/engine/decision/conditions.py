"""Whether a condition holds for a request: absence, set operators, negation, empty lists, all in one place.

IAM User Guide, "Creating a condition with multiple keys or values" and "Condition operators"; the disputed
cases answer UNKNOWN, as docs/semantics.md lists them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from functools import cached_property, reduce
from typing import Union

from roletrust.engine.answer import NO, UNKNOWN, YES, Answer, all_of, answer, any_of
from roletrust.engine.policy.claim_values import nowhere
from roletrust.engine.policy.context_keys import holds_list, is_tag, key_row
from roletrust.engine.policy.document import Condition
from roletrust.engine.policy.operators import Family, Operator, Set, Unreadable, is_arn, operator, value_tokens
from roletrust.engine.policy.request import Free, Kind, Values
from roletrust.engine.policy.wildcards import Token, Variable, Wild, has_hole, is_plain, literal, matches, resolved
from roletrust.engine.text import Text, Unthought, Value

Context = Mapping[str, Values]  # lower-case key -> values; an absent key is not in it
EXTERNAL_ID_KEY = "sts:externalid"
# What these keys hold is no ARN: but for the external id, no text of theirs has a colon.
NO_ARNS = frozenset((EXTERNAL_ID_KEY, "sts:sourceidentity", "sts:rolesessionname", "aws:username"))
REMEMBERED = 64  # values of which a condition remembers the answer
NONE: frozenset[str] = frozenset()
NOTHING = (None, ("",))  # a key that is absent, or empty: no two requests differ in it
SETTLED = frozenset({"aws:principalaccount", "aws:principaltype", "aws:principalisawsservice"})  # by kind and account
# The calls that pass tags or a source identity are authorised apart; whether they see the external id is undocumented.
WITHOUT_EXTERNAL_ID = ("sts:tagsession", "sts:setsourceidentity")


class Test:
    """A condition made ready to be asked many times.

    `plain`: the literal values, for equality at once; `patterns`: the others.
    `doubt`: why no answer can be trusted, '' where one can.
    `variables`: the keys its policy variables read; `keys`: all it reads, its own first.
    `tied`: those of the variables by which it compares one value otherwise than another.
    `folds`: whether it compares without case; its `plain` values are lower case then.
    `absent`: the answer for a request that carries none of its keys.
    `apart`: the principals that it tells apart, by what their ARNs begin with, as far as it was asked (callers.py).
    """

    def __init__(
        self,
        condition: Condition,
        how: Operator | None,
        denies: bool,
        plain: frozenset[str],
        patterns: tuple[tuple[Token, ...], ...],
        doubt: str = "",
    ) -> None:
        self.condition, self.key, self.how, self.denies = condition, condition.key.lower(), how, denies
        self.plain, self.patterns, self.doubt = plain, patterns, doubt
        self.variables = _variables(patterns) if patterns else NONE
        self.keys = (self.key, *sorted(self.variables)) if self.variables else (self.key,)
        self.folds = how is not None and how.row.fold
        self._tags = [key for key in self.keys if is_tag(key)]
        self._listed = holds_list(self.key)
        self.tied = frozenset(filter(self._ties, self.variables)) if self.variables else NONE
        # Where nothing but texts count, not even whether they are fresh, the answer is remembered.
        self._certain = bool(patterns) and not any(has_hole(each) for each in patterns)
        self._found: dict[object, Answer] = {}
        self._told = self._tells_by_one_value()
        self.absent = self._absent() if self._told else self.holds({})
        self.apart: dict[tuple[str, Kind], tuple[tuple[tuple[Token, ...], ...], set[str]]] = {}

    def _tells_by_one_value(self) -> bool:
        """Whether the one value of its key, or its absence, is all there is to heed."""
        how = self.how
        if how is None or how.over or self.doubt or self.condition.maybe or self._tags or self._listed:
            return False
        return not self.variables and how.row.family is not Family.NULL and self.condition.values != ()

    def _ties(self, variable: str) -> bool:
        """Whether values of a variable's key compare in more than one way.

        INVARIANT (dead end): no text is itself and more, and each begins and ends with itself: compared with itself,
        all values of a key are alike, where none has a wildcard.
        """
        if variable != self.key or self._listed or self.how is None or self.how.row.family is not Family.STRING:
            return True
        row = key_row(variable)
        if row.wildcards is not nowhere and (row.alphabet is None or "*" in row.alphabet or "?" in row.alphabet):
            return True
        own = Counter(token.key for pattern in self.patterns for token in pattern if isinstance(token, Variable))
        alone = [each for each in self.patterns if sum(isinstance(token, Variable) for token in each) == 1]
        return own[variable] > sum(_reads(each, variable) for each in alone)

    @cached_property
    def telling(self) -> tuple[tuple[Token, ...], ...]:
        """The `patterns` that tell values of the key apart: those that compare it with itself do not."""
        if self.key not in self.variables - self.tied:
            return self.patterns
        return tuple(each for each in self.patterns if not _reads(each, self.key))

    @cached_property
    def looked_up(self) -> bool:
        """Whether it says of each single value, not empty, whether it is one of the literal ones, and no more."""
        how = self.how
        if how is None or how.row.family is not Family.STRING or self.patterns or self.doubt or self.condition.maybe:
            return False
        return bool(self.plain) and "" not in self.plain and not (how.over is None and self._listed)

    def compares(self, context: Context) -> bool:
        """Whether policy variables make it compare, in a request with `context`, what differs among like requests."""
        if not self.tied or context.get(self.key) in NOTHING:
            return False
        return any(context.get(each) not in NOTHING and each not in SETTLED for each in self.tied)

    def at_least(self, context: Context) -> Answer:
        """The answer where it is not known how the keys compare: what the values without variables settle."""
        assert self.how is not None
        settled = NO if self.how.row.negated else YES
        apart = self.variables - {self.key}
        defaults = any(isinstance(each, Variable) and each.default is not None for one in self.patterns for each in one)
        found = self.holds({key: values for key, values in context.items() if key not in apart})
        return settled if found is settled and not defaults else UNKNOWN

    def spells_out(self, apart_from: frozenset[Value]) -> bool:
        """Whether it is met only by values that it has as they are, none of them `apart_from` (lower case)."""
        how = self.how
        if how is None or how.row.family is not Family.STRING or how.row.negated or self.doubt or self.condition.maybe:
            return False
        if any(isinstance(token, (Wild, Variable)) for pattern in self.patterns for token in pattern):
            return False
        return not any(value.lower() in apart_from for value in self.plain)

    def holds(self, context: Context) -> Answer:
        """YES, NO or UNKNOWN for one request's `context`; a condition that may be absent may always hold."""
        if self._told:
            values = context.get(self.key)
            if values is None:
                return self.absent
            if isinstance(values, tuple) and len(values) == 1:
                return self._one(values[0], context)
        found = self._holds(context)
        return max(found, UNKNOWN) if self.condition.maybe else found

    def _holds(self, context: Context) -> Answer:
        if self.how is None or self.doubt:
            return UNKNOWN
        emptied = self._tags and [key for key in self._tags if context.get(key) == ("",)]
        if not emptied:
            return self._read(context)
        readings = [context]
        for key in emptied:
            readings += [{other: values for other, values in each.items() if other != key} for each in readings]
        return reduce(_agreed, (self._read(each) for each in readings))

    def _read(self, context: Context) -> Answer:
        """The answer where an empty value is a value."""
        values = context.get(self.key)
        if values is None:
            return self._absent()
        if isinstance(values, Free):
            any_value = self._given(("any",), context) if self._heeds_no_value() else UNKNOWN
            return _agreed(self._absent(), any_value)
        return self._given(values, context)

    def _heeds_no_value(self) -> bool:
        """Whether all values of the key are alike to it."""
        assert self.how is not None
        unlisted = self.how.over is None and self._listed
        return self.how.row.family is Family.NULL or unlisted or not self.condition.values

    def _absent(self) -> Answer:
        """The answer where the request does not carry the key."""
        how = self.how
        assert how is not None
        if how.row.family is Family.NULL:
            return self._null(absent=True)
        by_absence = answer(how.if_exists or how.row.negated if how.over is None else how.over is Set.ALL)
        nothing_listed = not self.condition.values and self.denies
        return UNKNOWN if nothing_listed and by_absence is NO else by_absence

    def _given(self, values: tuple[Value, ...], context: Context) -> Answer:
        """The answer where the request carries the key with `values`."""
        how = self.how
        assert how is not None
        if how.row.family is Family.NULL:
            return self._null(absent=False) if values else _agreed(self._null(absent=True), self._null(absent=False))
        if not values:
            by_emptiness = UNKNOWN if how.over is None else answer(how.over is Set.ALL)
            return UNKNOWN if by_emptiness is NO and self.denies and not self.condition.values else by_emptiness
        if not self.condition.values and self.denies:
            return UNKNOWN
        if how.over is None:
            if len(values) > 1 or self._listed:
                return UNKNOWN if how.row.negated and self.denies else NO
            return self._one(values[0], context)
        combine: Callable[..., Answer] = all_of if how.over is Set.ALL else any_of
        return combine(self._one(value, context) for value in values)

    def _null(self, absent: bool) -> Answer:
        """`Null`: "true" asks for absence, "false" for presence; a list asks for either."""
        how = self.how
        assert how is not None
        if how.if_exists or (self.denies and not self.condition.values):
            return UNKNOWN
        open_values = any(isinstance(value, Text) for value in self.condition.values)
        wanted = {str(value).lower() for value in self.condition.values}
        plain = answer(("true" if absent else "false") in wanted)
        if plain is NO and open_values:
            plain = UNKNOWN
        if how.over is None:
            return plain
        return _agreed(plain, answer(how.over is Set.ALL))

    def _one(self, value: Value, context: Context) -> Answer:
        """One request value against all policy values: OR, or NOR under a negated operator."""
        if not self._certain or not isinstance(value, str):
            return self._among(value, context)
        told: object = value
        if self.variables:
            beside = [context.get(key) for key in self.keys[1:]]
            if not all(map(_is_text, beside)):
                return self._among(value, context)
            told = (value, *beside)
        found = self._found.get(told)
        if found is None:
            found = self._among(value, context)
            if len(self._found) < REMEMBERED:
                self._found[told] = found
        return found

    def _among(self, value: Value, context: Context) -> Answer:
        how = self.how
        assert how is not None
        found = self._equals_plain(value)
        for pattern in self.patterns:
            if found is YES:
                break
            found = max(found, self._compare(pattern, value, context))
        return ~found if how.row.negated else found

    def _equals_plain(self, value: Value) -> Answer:
        assert self.how is not None
        fold = self.how.row.fold
        if isinstance(value, str):
            if (value.lower() if fold else value) in self.plain:
                return YES
            of_another_type = self.plain and self.how.row.family is Family.ARN and not is_arn(value)
            return self._unreadable if of_another_type else NO
        held = [each for each in self.plain if not self._is_nobodys(each)]
        return any_of(matches((each,) if each else (), value, fold) for each in held)

    def _compare(self, pattern: tuple[Token, ...], value: Value, context: Context) -> Answer:
        """One request value against one policy value, the variables in it read from `context`."""
        how = self.how
        assert how is not None
        if self.key in NO_ARNS and how.row.family is Family.ARN:
            return self._unreadable
        if isinstance(value, Text) and any(self._is_not_in(value, token, context) for token in pattern):
            return NO
        if not self.variables:
            return self._compare_known(pattern, value)
        if any(isinstance(token, Variable) and _unsettled(token, context) for token in pattern):
            return UNKNOWN
        known = {resolved(pattern, lambda key: _single(context.get(key)), wild) for wild in (False, how.row.wild)}
        return reduce(_agreed, (self._compare_known(each, value) for each in known))

    def _is_not_in(self, value: Text, token: Token, context: Context) -> bool:
        """Whether an open `value` has not in it what stands in a pattern: a letter that no value of the key has, or the
        name of somebody nobody thought of.
        """
        if isinstance(token, str):
            return self._is_nobodys(token)
        held = _single(context.get(token.key)) if isinstance(token, Variable) else None
        return isinstance(held, Unthought) and held.lower() not in str(value).lower()

    def _is_nobodys(self, written: str) -> bool:
        """Whether a letter of it is in no value of the key; of values that all begin alike nothing is said."""
        row = key_row(self.key)
        letters = row.alphabet if not row.prefix else None
        return letters is not None and any(each.isascii() and each not in letters for each in written)

    def _compare_known(self, known: tuple[Token, ...] | None, value: Value) -> Answer:
        assert self.how is not None
        if known is None:
            return NO  # a variable without value matches nothing ("Policy variables with no value")
        try:
            return self.how.row.compare(known, value)
        except Unreadable:
            return self._unreadable

    @property
    def _unreadable(self) -> Answer:
        """The answer for a value of another type than the operator's."""
        assert self.how is not None
        return UNKNOWN if self.how.row.negated else NO


def _variables(patterns: tuple[tuple[Token, ...], ...]) -> frozenset[str]:
    return frozenset([token.key for pattern in patterns for token in pattern if isinstance(token, Variable)])


def _reads(pattern: tuple[Token, ...], key: str) -> bool:
    return any(isinstance(token, Variable) and token.key == key and not token.broken for token in pattern)


def _unsettled(variable: Variable, context: Context) -> bool:
    """Whether nobody says what a variable holds: a broken one, a free key, a key that holds a list."""
    values = context.get(variable.key)
    several = isinstance(values, tuple) and len(values) > 1
    return variable.broken or isinstance(values, Free) or several or holds_list(variable.key)


def _is_text(values: Union[Values, None]) -> bool:
    """Whether a key is absent, or holds plain texts alone."""
    return values is None or (not isinstance(values, Free) and all(isinstance(each, str) for each in values))


def _single(values: Union[Values, None]) -> Value | None:
    if values is None or isinstance(values, Free) or len(values) != 1:
        return None
    return values[0]


def _agreed(first: Answer, second: Answer) -> Answer:
    return first if first is second else UNKNOWN


def test_of(condition: Condition, denies: bool, variables: bool, action: str, repeated: bool) -> Test:
    """Make `condition` ready.

    `denies`: it stands in a Deny; `variables`: `${...}` are policy variables there (Version 2012-10-17);
    `action`: the lower-case action asked; `repeated`: its statement spells the key in two ways under this operator.
    """
    how, key = operator(condition.operator), condition.key.lower()
    if doubt := _doubt(how, key, action, repeated):
        return Test(condition, how, denies, frozenset(), (), doubt)  # its values say nothing
    plain: set[str] = set()
    patterns: list[tuple[Token, ...]] = []
    is_text = how is not None and how.row.family is Family.STRING
    for value in condition.values if how else ():
        assert how is not None
        if is_text and isinstance(value, str) and is_plain(value, how.row.wild, variables):
            plain.add(value.lower() if how.row.fold else value)
            continue
        pattern = value_tokens(how.row, value, variables)
        exact = literal(pattern) if is_text or _is_arn(how, key, pattern) else None
        if exact is None:
            patterns.append(pattern)
        else:
            plain.add(exact.lower() if how.row.fold else exact)
    return Test(condition, how, denies, frozenset(plain), tuple(patterns))


def _is_arn(how: Operator, key: str, pattern: tuple[Token, ...]) -> bool:
    """Whether an Arn operator compares a principal with a whole ARN: where both are ARNs, that is plain equality."""
    exact = literal(pattern) if how.row.family is Family.ARN and key == "aws:principalarn" else None
    return exact is not None and is_arn(exact)


def _doubt(how: Operator | None, key: str, action: str, repeated: bool) -> str:
    if how is None:
        return "IAM has no such operator"
    if repeated:
        return "the key is spelt in two ways under one operator"
    if key == EXTERNAL_ID_KEY and action in WITHOUT_EXTERNAL_ID:
        return f"AWS does not say whether `{action}` sees the external id"
    return ""
