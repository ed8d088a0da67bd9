"""Rule 9 as a formula: a token of another tenant of an OIDC issuer that many organizations share gets in.

docs/semantics.md, "The request", says what a token carries.  Which claims tell tenants apart, and how, is told by the
caller, as data; what a stranger's claims can hold is a regular language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from roletrust.engine.policy.document import Policy
from roletrust.engine.text import Text
from roletrust.proof.carried import OIDC, Language, language
from roletrust.proof.logic import ANY_CHARACTER, characters, constant, either, in_any_case, quoted, sequence, times
from roletrust.proof.questions import Case, Facts, admitted, sizes, spelt, tested
from roletrust.proof.reading import STRINGS, Unsupported, operator
from roletrust.proof.statements import policy
from roletrust.proof.symbols import Request


class Part(NamedTuple):
    """A stretch that says whose it is: one of `prefixes`, the tenant, one of `separators`, anything.

    `letters`: those a tenant is written in, as regular expressions list them (''; all but the separators).  Without
    separators the tenant is all the rest.
    """

    prefixes: tuple[str, ...]
    separators: str
    letters: str


class Spoken(NamedTuple):
    """What a claim says: parts in any order with `joint` between them, which no value holds ('': one part alone).

    `tenants`: parts that say whose it is; `free`: beginnings of parts with a value of choice; `named`: of those with a
    name of choice; `bare`: parts as they stand.
    """

    tenants: tuple[Part, ...]
    joint: str = ""
    free: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    bare: tuple[str, ...] = ()


class Tenancy(NamedTuple):
    """Of one issuer: the claims that tell tenants apart; those any token has, of choice; those it need not have; and
    all for which AWS has a key.
    """

    tenant: Mapping[str, tuple[Spoken, ...]]
    always: tuple[str, ...]
    optional: tuple[str, ...]
    known: frozenset[str]


def of_strangers(read: Policy, facts: Facts, tenants: Mapping[str, Tenancy]) -> Iterator[Case]:
    """Rule 9, of issuers that are shared: `tenants`, by issuer.  Raises Unsupported for a provider that is open."""
    ground, _ = spelt(read, facts)
    providers = (one.value for each in read.statements for one in each.principals if one.kind == "Federated")
    if any(isinstance(each, Text) for each in providers):
        raise Unsupported("a provider that is open")
    for provider in admitted(ground, "Federated"):
        issuer = issuer_of(provider)
        tenancy = tenants.get(issuer)
        if tenancy is None:
            continue
        request = Request(OIDC, name="bearer", caller_name=quoted(provider), issuer=issuer, sizes=sizes(ground))
        for claim in dict.fromkeys((*tenancy.tenant, *tenancy.always)):
            key = key_of(issuer, claim)
            text = request.text(key, _language(ground, key, tenancy.tenant.get(claim, ())))
            if claim not in tenancy.optional:
                request.given[key] = [text]
        begins = f"{issuer}:"
        asked = (key for key in tested(ground) if key.startswith(begins))
        request.never |= {key for key in asked if key[len(begins) :] not in tenancy.known} - set(request.given)
        yield Case(f"a token of {issuer} of another tenant", (request,), policy(request, ground))


def issuer_of(provider: str) -> str:
    """The issuer of an OIDC provider's tokens, in lower case, by the provider's ARN or name."""
    return (provider.partition(":oidc-provider/")[2] or provider).lower()


def key_of(issuer: str, claim: str) -> str:
    """The key of a claim, in lower case; one that is a whole key is its own."""
    return claim.lower() if ":" in claim else f"{issuer}:{claim}"


def _language(read: Policy, key: str, spoken: tuple[Spoken, ...]) -> Language:
    """What the claim of a stranger's token holds: nobody's name that a value on the key spells."""
    if not spoken:
        return language(key)
    conditions = [one for each in read.statements for one in each.conditions if one.key.lower() == key]
    if any(isinstance(value, Text) for one in conditions for value in one.values):
        raise Unsupported("a tenant that is open")
    written = [(str(value), _is_wild(one.operator)) for one in conditions for value in one.values]
    named = (({name for value, wild in written for name in _names(value, each, wild)}, each) for each in spoken)
    theirs = either(_speech(each, sorted(names)) for names, each in named)
    # Where no value spells a `*` or `?`, it does not matter where they may stand, and solvers are spared it.
    tells = any("*" in value or "?" in value for value, wild in written if not wild)
    return Language(f"(re.inter {theirs} {language(key).shape})" if tells else theirs)


def _speech(spoken: Spoken, named: list[str]) -> str:
    inside = _but(spoken.joint)
    parts = [_part(each, named, inside) for each in spoken.tenants]
    parts += [sequence((constant(each), times(inside, 1))) for each in spoken.free]
    name = times(characters("a-z0-9_-"), 1)
    parts += [sequence((constant(each), name, constant(spoken.joint), times(inside, 1))) for each in spoken.named]
    parts += [constant(each) for each in spoken.bare]
    one = either(parts)
    return sequence((one, times(sequence((constant(spoken.joint), one)), 0))) if spoken.joint else one


def _part(part: Part, named: list[str], inside: str) -> str:
    letters = characters(part.letters) if part.letters else _but(part.separators)
    tenant = times(letters, 1)
    if named:
        tenant = f"(re.diff {tenant} {either(map(in_any_case, named))})"
    prefix = either(map(constant, part.prefixes))
    if not part.separators:
        return sequence((prefix, tenant))
    return sequence((prefix, tenant, either(map(constant, part.separators)), times(inside, 1)))


def _but(letters: str) -> str:
    """Any character but these."""
    return f"(re.diff {ANY_CHARACTER} {either(map(constant, letters))})" if letters else ANY_CHARACTER


def _is_wild(written: str) -> bool:
    """Whether an operator knows wildcards."""
    found = operator(written)
    return found is not None and found.base in STRINGS and STRINGS[found.base][2]


def _names(value: str, spoken: Spoken, wild: bool) -> Iterator[str]:
    """The tenants that a policy's value spells, as far as it spells them out; `wild`: it may have wildcards."""
    wildcards = "*?" if wild else ""
    joint = re.escape(spoken.joint)
    starts = [0, *(found.end() for found in re.finditer(joint, value))] if joint else [0]
    for part in spoken.tenants:
        separators = re.escape(part.separators)
        letters = f"[{part.letters}]" if part.letters else f"[^{separators}{wildcards}]" if separators or wild else "."
        end = f"(?=[{separators}])" if separators else f"(?={joint}|\\Z)" if joint else "\\Z"
        for prefix in part.prefixes:
            whole = re.compile(f"{re.escape(prefix)}({letters}+){end}", re.IGNORECASE)
            yield from (found.group(1) for at in starts if (found := whole.match(value, at)))
