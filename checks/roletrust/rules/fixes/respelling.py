"""What IAM refuses only for its spelling, as it was meant: where one right form is like what is written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from roletrust.engine.decision.authorizer import TAGGING
from roletrust.engine.policy.claim_values import has_wildcards
from roletrust.engine.policy.document import DELETE_IT, Condition, Policy, Principal, Statement
from roletrust.engine.policy.misspelt_keys import changes, meant
from roletrust.engine.policy.operators import OPERATORS, Family, operator
from roletrust.engine.policy.principals import Form, who
from roletrust.engine.policy.request import ACTIONS as CALLS
from roletrust.engine.policy.services import stem_of
from roletrust.engine.text import Hole, Means, Value, text
from roletrust.rules.analysis.condition_validation import is_date, unmet
from roletrust.rules.analysis.validation import PROVIDER, callable_by, covered, refused
from roletrust.rules.fixes.drafting import filled
from roletrust.rules.messages.wording import ACCOUNT, DATE, PRINCIPAL_ARN, placeholder
from roletrust.rules.tables.other_services import LINKED, UNDOCUMENTED
from roletrust.rules.tables.source_services import LEFT_OUT, SENDERS

FAR, SHORT = 2, 8  # letters in which what is written may differ from what is meant; of fewer than SHORT, one
SPELT = (*dict.fromkeys(CALLS.values()), "sts:SetContext", "sts:SetSourceIdentity", "sts:TagSession")
CALLED = tuple(each.partition(":")[2] for each in SPELT)
# An ARN of IAM's, of which each part that says nothing is left open, so that one of them may be wrong.
ARN = re.compile(
    r"(?:arn:)?(?P<partition>aws[a-z-]*):iam:(?:[a-z]{2}(?:-[a-z]+)+-[0-9])?:{0,3}"
    r"(?P<account>[0-9]{12}|[0-9]{4}-[0-9]{4}-[0-9]{4})[:/](?P<rest>root|(?P<kind>role|user)[:/](?P<name>[^:*?]+))\Z"
)
DASHED = re.compile(r"[0-9]{4}-[0-9]{4}-[0-9]{4}\Z")
# An ARN of users or roles of one account, of which a part is a pattern.
PATTERN = re.compile(r"(?P<account>arn:aws[a-z-]*:iam::[0-9]{12}):(?:role|user)/(?=[^:]*[*?])[^:]+\Z")
OWN_PARTITION = Hole("AWS::Partition", means=Means.OWN_PARTITION)  # as a template can say
ARN_OF = re.compile(r"arn:(aws[a-z-]*)(:iam::.+)\Z")
NUMBER = re.compile(r"[0-9]{1,20}\Z")
WRONG_ACCOUNT = re.compile(r"\A(arn:aws[a-z-]*:iam::)[^:*?$]{1,64}:")  # one that is no pattern, and not open
ACCOUNT_KEY, EXCEPTED = "aws:PrincipalAccount", (Form.ACCOUNT, Form.ENTITY)
NO_SID = re.compile("[^0-9A-Za-z]")
BARE_NAME = re.compile(r"(?:(?:role|user)/)?[A-Za-z][A-Za-z0-9_+=,.@-]{0,63}\Z")
SIDES = ("ForAllValues:", "ForAnyValue:", "")


def respelt(statement: Statement, policy: Policy) -> Statement | None:
    """A statement of `policy` as it was meant; None where nothing of it is only misspelt."""
    named = by_name(but_for(statement))
    found = named._replace(
        sid=sid_of(statement, policy),
        flaws=tuple(each for each in named.flaws if not each.endswith(DELETE_IT)),
        principals=tuple(of_one_partition(tuple(map(principal, named.principals)))),
        actions=tuple(map(action, statement.actions)),
        conditions=tuple(condition(each, statement) for each in named.conditions),
    )
    found = found._replace(actions=called(found))
    return None if found == statement else found


def sid_of(statement: Statement, policy: Policy) -> str:
    """Its Sid in IAM's letters, with a number where another statement has the same already."""
    sid = NO_SID.sub("", statement.sid)
    taken = {each.sid for each in policy.statements if each.number != statement.number}
    before = {each.sid for each in policy.statements if each.number < statement.number}
    if not sid or statement.sid not in before:
        return sid
    return next(name for at in range(2, len(taken) + 3) if (name := f"{sid}{at}") not in taken)


def but_for(statement: Statement) -> Statement:
    """With everyone in place of `NotPrincipal`, and those whom that excepts in conditions.

    IAM User Guide, "AWS JSON policy elements: NotPrincipal": a condition on `aws:PrincipalArn` in its place.
    """
    named = [who(each) for each in statement.principals]
    if not statement.negated_principals or not named or any(each.form not in EXCEPTED for each in named):
        return statement
    accounts = tuple(each.account for each in named if each.form is Form.ACCOUNT)
    arns = tuple(one.value for one, each in zip(statement.principals, named, strict=True) if each.form is Form.ENTITY)
    wanted = (Condition("StringNotEquals", ACCOUNT_KEY, accounts), Condition("ArnNotEquals", PRINCIPAL_ARN, arns))
    return statement._replace(
        principals=(Principal("AWS", "*"),),
        negated_principals=False,
        conditions=(*statement.conditions, *(each for each in wanted if each.values)),
        flaws=tuple(each for each in statement.flaws if "`NotPrincipal`" not in each),
    )


def by_name(statement: Statement) -> Statement:
    """With the whole account in place of principals that are patterns, and the patterns where IAM has them: in a
    condition on the caller's ARN.

    IAM User Guide, "AWS JSON policy elements: Principal": no wildcard matches part of a principal's name or ARN.
    """
    found = [PATTERN.match(str(each.value)) if each.kind == "AWS" else None for each in statement.principals]
    patterns = [each for each in found if each]
    asked = any(each.key.lower() == PRINCIPAL_ARN.lower() for each in statement.conditions)
    if not patterns or len(patterns) < len(found) or asked or statement.negated_principals:
        return statement
    accounts = dict.fromkeys(f"{each['account']}:root" for each in patterns)
    wanted = Condition("ArnLike", PRINCIPAL_ARN, tuple(each[0] for each in patterns))
    principals = tuple(Principal("AWS", each) for each in accounts)
    return statement._replace(principals=principals, conditions=(*statement.conditions, wanted))


def action(written: Value) -> Value:
    """`AssumeRole` is `sts:AssumeRole`, and so is `sts:AssumeRoles`."""
    if not isinstance(written, str) or covered((written,)):
        return written
    service, colon, name = written.rpartition(":")
    if colon and service.lower() != "sts":
        return written
    found = nearest(name, CALLED)
    return f"sts:{found}" if found else written


def called(statement: Statement) -> tuple[Value, ...]:
    """Its actions; the one call that all of its principals can make in place of one that none of them can."""
    calls = {callable_by(each.kind, each.value) for each in statement.principals if isinstance(each.value, str)}
    wrong = [each for each in statement.actions if covered((each,)) - TAGGING]
    if len(calls) != 1 or len(wrong) != 1 or not statement.allows or not plain(statement):
        return statement.actions
    (right,) = calls
    if right in covered(tuple(wrong)):
        return statement.actions
    spelt = next(each for each in SPELT if each.lower() == right)
    return tuple(spelt if each is wrong[0] else each for each in statement.actions)


def plain(statement: Statement) -> bool:
    """Whether all of its principals and actions are spelt out, and are what it is for."""
    spelt = all(isinstance(each.value, str) and not refused(each.kind, each.value) for each in statement.principals)
    return spelt and not statement.negated_principals and not statement.negated_actions


def principal(written: Principal) -> Principal:
    if written.kind == "*":
        return written._replace(kind="AWS", value="*")
    if not isinstance(written.value, str) or not refused(written.kind, written.value):
        return written
    legal = [each for each in dict.fromkeys(candidates(written)) if not refused(each.kind, str(each.value))]
    if len(legal) == 1:
        return legal[0]
    return written if legal else of_an_account(written)


def of_one_partition(principals: tuple[Principal, ...]) -> Iterator[Principal]:
    """Each principal; once, of the role's own partition, what is named alike in several."""
    named = [ARN_OF.match(str(each.value)) for each in principals]
    within: dict[str, set[str]] = {}
    for one in filter(None, named):
        within.setdefault(one[2], set()).add(one[1])
    for each, found in zip(principals, named, strict=True):
        if not found or len(within[found[2]]) == 1:
            yield each
        elif within[found[2]]:
            within[found[2]] = set()
            yield each._replace(value=text("arn:", OWN_PARTITION, found[2]))


def of_an_account(written: Principal) -> Principal:
    """With an account to be filled in, where what stands for one is none by the number of its digits alone."""
    value = str(written.value).strip()
    if written.kind not in ("AWS", "Federated"):
        return written
    if written.kind == "AWS" and NUMBER.match(value):
        return written._replace(value=placeholder(ACCOUNT))
    right = WRONG_ACCOUNT.sub(lambda found: f"{found[1]}{placeholder(ACCOUNT)}:", value, count=1)
    return written if refused(written.kind, str(filled(right))) else written._replace(value=right)


def candidates(written: Principal) -> Iterator[Principal]:
    """What may have been meant: the same under another kind, or with one thing of its name put right."""
    value = str(written.value)
    names = dict.fromkeys((value, *names_like(value)))
    for name in names:
        kind = kind_of(name)
        if kind and (kind, name) != (written.kind, value):
            yield written._replace(kind=kind, value=name)


def names_like(value: str) -> Iterator[str]:
    stripped = value.strip()
    if stripped != value:
        yield stripped
    if DASHED.match(stripped):
        yield stripped.replace("-", "")
    if stripped in SENDERS or stripped in LEFT_OUT or stripped in UNDOCUMENTED or stripped in LINKED:
        yield f"{stripped}.amazonaws.com"
    if found := ARN.match(stripped):
        rest = f"{found['kind']}/{found['name']}" if found["kind"] else found["rest"]
        yield f"arn:{found['partition']}:iam::{found['account'].replace('-', '')}:{rest}"


def kind_of(value: str) -> str:
    """The kind of principal that a name says by itself; '' where it says none."""
    if PROVIDER.match(value):
        return "Federated"
    if stem_of(value):
        return "Service"
    return "AWS" if value[:4] == "arn:" or value.isdecimal() else ""


def condition(written: Condition, statement: Statement) -> Condition:
    parsed = operator(written.operator)
    name = written.operator if parsed else operator_like(written.operator) or of_its_family(written, statement)
    if parsed and parsed.row.family is Family.NULL and parsed.if_exists:
        name = parsed.row.name  # which asks whether the key exists
    found = written._replace(operator=name or written.operator)
    if parsed and parsed.row.family is Family.DATE:
        dates = (each if is_dated(each) else placeholder(DATE) for each in written.values)
        found = found._replace(values=tuple(dict.fromkeys(dates)))
    right = meant(written.key)
    return found._replace(key=right) if right and (":" not in written.key or unmet(found, statement)) else found


def is_dated(value: Value) -> bool:
    return not isinstance(value, str) or is_date(value)


def of_its_family(written: Condition, statement: Statement) -> str:
    """For an operator on text that IAM does not have, the one that lets in the fewest; '' for any other."""
    name = written.operator.lower()
    if not statement.allows or not name.startswith("string") or "not" in name:
        return ""
    return "StringLike" if has_wildcards(written.values) else "StringEquals"


@lru_cache(maxsize=256)
def operator_like(written: str) -> str:
    """The one operator that differs from `written` in the fewest letters; '' where there are several, or none."""
    names = (f"{side}{row.name}{end}" for side in SIDES for row in OPERATORS.values() for end in ("", "IfExists"))
    return nearest(written, [each for each in names if operator(each)])


def nearest(written: str, names: Sequence[str]) -> str:
    """The one of `names` that differs from `written` in the fewest letters; '' where there are several, or none."""
    alike = [name for name in names if abs(len(name) - len(written)) <= FAR]
    found = {name: changes(written.lower(), name.lower()) for name in alike}
    least = min(found.values(), default=FAR + 1)
    closest = [name for name, distance in found.items() if distance == least]
    return closest[0] if len(closest) == 1 and least <= (FAR if len(written) >= SHORT else 1) else ""


def bare_names(statement: Statement) -> Iterator[str]:
    """The names of users and roles that stand by themselves where their ARNs have to."""
    values = (each.value for each in statement.principals if each.kind == "AWS")
    yield from (value for value in values if isinstance(value, str) and BARE_NAME.match(value))


def with_arn(name: str) -> str:
    """What to write in the place of a bare name.  IAM User Guide, "AWS JSON policy elements: Principal"."""
    rest = name if name.startswith(("role/", "user/")) else f"role/{name}"
    other = "" if "/" in name else f", or `…:user/{name}`"
    return f"write the whole ARN in the place of `{name}`: `arn:aws:iam::{placeholder(ACCOUNT)}:{rest}`{other}"
