"""One unknown request: the caller and the context keys, as constants of SMT-LIB, and what ties them together.

docs/semantics.md, "The request", says which caller carries which key.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from roletrust.proof.carried import (
    ACCOUNT,
    ALWAYS,
    ANYTHING,
    NAME,
    NEVER,
    PATH,
    SERVICE,
    SESSION,
    SESSION_NAME,
    UNIQUE,
    UNSURE,
    USER,
    VPC,
    Language,
    language,
    listed,
    presence,
)
from roletrust.proof.logic import (
    FALSE,
    TRUE,
    concat,
    conj,
    constant,
    disj,
    equal,
    iff,
    implies,
    in_any_case,
    neg,
    quoted,
    sequence,
    times,
    within,
)

NUMBERS = ("aws:multifactorauthage",)
ISSUED = "aws:tokenissuetime"
TIMES = ("aws:currenttime", "aws:epochtime", ISSUED)
ADDRESSES = ("aws:sourceip", "aws:vpcsourceip")
MFA, MFA_AGE = "aws:multifactorauthpresent", "aws:multifactorauthage"
ORG, ORG_PATHS = "aws:principalorgid", "aws:principalorgpaths"
SOURCE_ORG, SOURCE_ORG_PATHS = "aws:sourceorgid", "aws:sourceorgpaths"
TAG_KEYS, REQUEST_TAG = "aws:tagkeys", "aws:requesttag/"
VIA_SERVICE, CHAIN, ENDS_OF_CHAIN = "aws:viaawsservice", "aws:calledvia", ("aws:calledviafirst", "aws:calledvialast")
SOURCE_ACCOUNT, SOURCE_ARN = "aws:sourceaccount", "aws:sourcearn"
PRIVATE = ((10 << 24, (11 << 24) - 1), (0xAC100000, 0xAC1FFFFF), (0xC0A80000, 0xC0A8FFFF))  # RFC 1918


class Request:
    """A request by a caller of `kind`, of which nothing is known but what `assume` says.

    `name`: distinguishes its constants from those of another request.  `account`: a term, for users and role sessions.
    `caller_name`: the name of the service or provider, a term.  `issuer`: of a token, '' where it is not known.
    `sizes`: for a key that holds a list, how many elements have to be told apart.
    """

    def __init__(
        self,
        kind: str,
        *,
        name: str = "r",
        account: str = "",
        arn: tuple[str, str] | None = None,
        caller_name: str = "",
        issuer: str = "",
        sizes: dict[str, int] | None = None,
        partition: str = "aws",
        unique: str = "",
    ) -> None:
        """`arn`: resource and name of a caller that is given; else it is any of the account's."""
        self.kind, self.name, self.account, self.issuer = kind, name, account, issuer
        self.caller_name = caller_name
        self.sizes = sizes or {}
        self.declared: dict[str, str] = {}
        self.facts: list[str] = []
        self.keys: dict[str, None] = {}
        self.untagged = False  # whether the caller has no tags of its own
        self.never: set[str] = set()  # keys that the question takes away
        self.given: dict[str, list[str]] = {}  # keys that the question gives, with constraints of their own
        self.partition = quoted(partition)
        if kind in (USER, SESSION):
            self._signer(arn)
            self.id = quoted(unique) if unique else self.text("id", UNIQUE)

    def _signer(self, arn: tuple[str, str] | None) -> None:
        word = "user" if self.kind == USER else "role"
        if arn is None:
            path, self.person = self.text("path", PATH), self.text("name", NAME)
            self.resource = concat((f'"{word}"', path, self.person))
        else:
            self.resource, self.person = quoted(arn[0]), quoted(arn[1])
        self.arn_fields = ['"arn"', self.partition, '"iam"', '""', self.account, self.resource]
        self.session = self.text("session", SESSION_NAME) if self.kind == SESSION else '""'

    # --- constants

    def constant(self, what: str, sort: str) -> str:
        """A constant of this request, declared once."""
        symbol = f"|{self.name}.{what}|"
        self.declared.setdefault(symbol, sort)
        return symbol

    def text(self, what: str, of: Language = ANYTHING) -> str:
        """A text of the language `of`."""
        symbol = f"|{self.name}.{what}|"
        if symbol not in self.declared:
            self.declared[symbol] = "String"
            self.facts.append(of.holds(symbol))
        return symbol

    # --- keys

    def present(self, key: str) -> str:
        """Whether the request carries `key` (lower case)."""
        self.keys.setdefault(key)
        how = self.carried(key)
        if how in (ALWAYS, NEVER):
            return TRUE if how == ALWAYS else FALSE
        if listed(key):
            return disj(flag for flag, _ in self.elements(key))
        return self.constant(f"{key} is there", "Bool")

    def carried(self, key: str) -> str:
        """Whether such a caller carries `key`, by the table, or by the question."""
        if key in self.given:
            return ALWAYS
        if key in self.never or (self.untagged and key.startswith("aws:principaltag/")):
            return NEVER
        return presence(key, self.kind, self.issuer)

    def fated(self, key: str) -> bool:
        """Whether nobody that we know of decides what the key holds."""
        return self.carried(key) == UNSURE

    def value(self, key: str) -> str:
        """What `key` holds, as a text, where it is there."""
        self.keys.setdefault(key)
        if key in self.given:
            return self.given[key][0]
        if self.kind in (USER, SESSION):
            implied = {
                "aws:principalarn": joined_by_colons(self.arn_fields),
                "aws:principalaccount": self.account,
                "aws:principaltype": '"User"' if self.kind == USER else '"AssumedRole"',
                "aws:username": self.person,
                "aws:principalisawsservice": '"false"',
                "aws:userid": concat(
                    ('"AIDA"', self.id) if self.kind == USER else ('"AROA"', self.id, '":"', self.session)
                ),
            }
            if key in implied:
                return implied[key]
        if self.kind == SERVICE and key == "aws:principalservicename":
            return self.caller_name
        if self.kind == SERVICE and key == "aws:principalisawsservice":
            return '"true"'
        if key in NUMBERS:
            return f"(str.from_int {self.number(key)})"
        return self.text(key, language(key))

    def number(self, key: str) -> str:
        """What a key holds that is a number: seconds."""
        self.keys.setdefault(key)
        symbol = self.constant("time" if key in TIMES[:2] else key, "Int")
        self.facts.append(f"(>= {symbol} 0)")
        return symbol

    def address(self, key: str) -> tuple[str, str]:
        """Whether the address that a key holds is one of IPv6, and its number."""
        self.keys.setdefault(key)
        six, number = self.constant(f"{key} is of IPv6", "Bool"), self.constant(key, "Int")
        self.facts += [f"(>= {number} 0)", f"(< {number} (ite {six} {1 << 128} {1 << 32}))"]
        if key == "aws:sourceip":
            self.facts += [disj((six, f"(< {number} {low})", f"(> {number} {high})")) for low, high in PRIVATE]
        return six, number

    def elements(self, key: str) -> list[tuple[str, str]]:
        """The elements of a list: whether each is there, and its text.  No more than conditions can tell apart."""
        self.keys.setdefault(key)
        if self.carried(key) == NEVER:
            return []
        if key in self.given:
            return [(TRUE, each) for each in self.given[key]]
        size = 1 if key in (ORG_PATHS, SOURCE_ORG_PATHS) else max(1, self.sizes.get(key, 1))
        return [
            (self.constant(f"{key} {at} is there", "Bool"), self.text(f"{key} {at}", language(key)))
            for at in range(size)
        ]

    def arn_of(self, key: str) -> tuple[str, list[str]]:
        """Whether what `key` holds is an ARN, and its six fields."""
        if key == "aws:principalarn" and self.kind in (USER, SESSION):
            return TRUE, self.arn_fields
        if key in self.given and len(self.given[key]) == 7:
            return TRUE, self.given[key][1:]
        value = self.value(key)
        return self.split(value, key)

    def split(self, value: str, what: str) -> tuple[str, list[str]]:
        """The same of any text."""
        no_colon = times('(re.diff re.allchar (str.to_re ":"))', 0)
        shape = sequence((constant("arn:"), *([no_colon, constant(":")] * 4), "re.all"))
        parts = [self.text(f"{what} field {at}", Language(no_colon)) for at in range(1, 5)] + [
            self.text(f"{what} field 5")
        ]
        is_arn = within(value, shape)
        self.facts.append(implies(is_arn, equal(value, joined_by_colons(['"arn"', *parts]))))
        return is_arn, ['"arn"', *parts]

    # --- what ties them together

    def ties(self) -> list[str]:
        """What holds of every request, of the keys that were asked for."""
        found: list[str] = []
        if self.kind == SESSION and MFA in self.keys:
            found.append(implies(self.present(MFA), equal(self.value(MFA), '"false"')))
        if MFA_AGE in self.keys:
            found.append(implies(self.present(MFA_AGE), conj((self.present(MFA), equal(self.value(MFA), '"true"')))))
        found += [implies(self.present(key), self.present(ISSUED)) for key in (MFA, MFA_AGE) if key in self.keys]
        found += self._of_the_way()
        found += self._of_the_chain()
        found += self._of_the_source()
        for id_key, paths in ((ORG, ORG_PATHS), (SOURCE_ORG, SOURCE_ORG_PATHS)):
            if paths in self.keys:
                found.append(iff(self.present(id_key), self.present(paths)))
                found += [
                    implies(there, f"(str.prefixof {concat((self.value(id_key), quoted('/')))} {path})")
                    for there, path in self.elements(paths)
                ]
        if TAG_KEYS in self.keys:
            for key in [each for each in self.keys if each.startswith(REQUEST_TAG)]:
                tag = in_any_case(key[len(REQUEST_TAG) :])
                found.append(
                    iff(
                        self.present(key),
                        disj(conj((there, within(each, tag))) for there, each in self.elements(TAG_KEYS)),
                    )
                )
        return found

    def _of_the_way(self) -> list[str]:
        """From an address, or through an endpoint, of which all keys are there, or none."""
        vpc = [self.present(key) for key in VPC if key in self.keys]
        found = [iff(vpc[0], each) for each in vpc[1:]]
        if "aws:sourceip" in self.keys and self.kind != SERVICE:
            inside = neg(self.present("aws:sourceip"))
            found += [implies(each, inside) for each in vpc]
            if len(vpc) == len(VPC):
                found.append(implies(inside, disj(vpc)))
        return found

    def _of_the_chain(self) -> list[str]:
        """A call that went through services that say so is one by a service; the first and the last are among them."""
        asked = [key for key in (CHAIN, *ENDS_OF_CHAIN) if key in self.keys]
        if not asked or self.carried(CHAIN) == NEVER:
            return []
        there = self.present(CHAIN)
        found = [iff(there, self.present(key)) for key in ENDS_OF_CHAIN if key in self.keys]
        if VIA_SERVICE in self.keys:
            found.append(implies(there, equal(self.value(VIA_SERVICE), '"true"')))
        for key in ENDS_OF_CHAIN:
            if key in self.keys:
                among = disj(conj((is_there, equal(each, self.value(key)))) for is_there, each in self.elements(CHAIN))
                found.append(implies(there, among))
        return found

    def _of_the_source(self) -> list[str]:
        """The account of a source is the one in its ARN, if that has any; and there is no other in it."""
        if not {SOURCE_ACCOUNT, SOURCE_ARN} <= set(self.keys) or self.kind != SERVICE:
            return []
        is_arn, fields = self.arn_of(SOURCE_ARN)
        both = conj((self.present(SOURCE_ACCOUNT), self.present(SOURCE_ARN), is_arn))
        one = implies(ACCOUNT.holds(fields[4]), equal(self.value(SOURCE_ACCOUNT), fields[4]))
        return [implies(both, conj((one, neg(ACCOUNT.holds(fields[3])), without_account(fields[5]))))]

    def assertions(self) -> list[str]:
        """All that is known of the request.  To be asked for last: it knows of the keys that were read."""
        ties = self.ties()
        return [each for each in dict.fromkeys((*self.facts, *ties)) if each != TRUE]


def without_account(resource: str) -> str:
    """That no account stands between the colons of an ARN's resource."""
    digits = '((_ re.loop 12 12) (re.range "0" "9"))'
    colon = constant(":")
    inside = f'(re.++ re.all {colon} {digits} (re.union (str.to_re "") (re.++ {colon} re.all)))'
    return neg(within(f'(str.++ ":" {resource})', inside))


def joined_by_colons(fields: Sequence[str]) -> str:
    """The fields of an ARN as one text."""
    first, *others = fields
    return concat((first, *(part for each in others for part in ('":"', each))))


def names_are_unique(request: Request, people: Iterable[str]) -> list[str]:
    """A user's, or a role's, name is one's only in its account, whatever path; `people`: ARNs of those that exist."""
    found = []
    for arn in people:
        parts = re.match(r"arn:[^:]*:iam::([0-9]{12}):(user|role)/(.*)\Z", arn)
        if parts and (parts.group(2) == "user") is (request.kind == USER):
            name = parts.group(3).rsplit("/", 1)[-1]
            another = conj(
                (
                    equal(request.account, quoted(parts.group(1))),
                    within(request.person, in_any_case(name)),
                    neg(equal(request.resource, quoted(f"{parts.group(2)}/{parts.group(3)}"))),
                )
            )
            found.append(neg(another))
    return found
