"""Subjects of GitHub's tokens by a template that somebody chose for a repository or for an organization.

Source: GitHub Docs, "OpenID Connect reference", "Customizing the token claims": the subject is made of the claims that
the template lists, in their order, each `NAME:VALUE`, a colon in a value written `%3A`; of `repo`, which is the usual
beginning, and `context`, the usual end.  `terraform-provider-github`,
`github_actions_repository_oidc_subject_claim_customization_template`: what `use_default` means.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, Union

from roletrust.dialects.callers.github_tokens import escaped
from roletrust.engine.roles.tokens import GITHUB, Token, Tokens
from roletrust.engine.text import Hole, Value, text

Keys = tuple[str, ...]
BY_DEFAULT: Keys = ("repo", "context")
ANY: None = None  # nobody knows which
Choice = Union["Chosen", None]


class Template(NamedTuple):
    """What a configuration says of the subjects of one repository; `repository`: '' for those of an organization.

    `owner`: of the repository, None where it is not known.  `usual`: whether it is GitHub's own that is used; None
    where that is not known.  `keys`: the claims; empty where the organization's is used, None where it is not known.
    """

    repository: str | None
    owner: str | None
    usual: bool | None
    keys: Keys | None


class Chosen(NamedTuple):
    """The templates one of which a repository's subjects are made by.  `settled`: whether no other one may be."""

    templates: tuple[Keys, ...]
    settled: bool


def chosen(templates: Iterable[Template], repository: Value | None) -> Choice:
    """By which of the `templates` of a tree the subjects of `repository` are made; ANY where that is not known."""
    every = list(templates)
    if not every:
        return Chosen((BY_DEFAULT,), settled=False)
    if not isinstance(repository, str):
        return ANY
    owner, _, name = repository.lower().partition("/")
    meant = [
        each
        for each in every
        if (each.owner is None or each.owner.lower() == owner)
        and (each.repository is None or each.repository.lower() in ("", name))
    ]
    of_all = [each for each in meant if each.repository == ""]
    own = [each for each in meant if each.repository != ""]
    if len(own) > 1 or len(of_all) > 1 or any(each.repository is None or each.keys is None for each in meant):
        return ANY
    found = of_one(own[0], of_all) if own else Chosen((BY_DEFAULT, *(each.keys for each in of_all if each.keys)), False)
    if found is ANY or (own and own[0].owner):
        return found
    return Chosen((*found.templates, BY_DEFAULT), settled=False)  # it may be another owner's of that name


def of_one(own: Template, of_all: list[Template]) -> Choice:
    """By the template of the repository itself, or by the organization's, where it leaves that to it."""
    if own.usual:
        return Chosen((BY_DEFAULT,), settled=True)
    if own.keys:
        usual = (BY_DEFAULT,) if own.usual is None else ()
        return Chosen((own.keys, *usual), settled=not usual)
    of_organization = of_all[0].keys if of_all and own.usual is False else None
    # The organization may have one that is made elsewhere.
    return Chosen((of_organization,), settled=of_all[0].owner is not None) if of_organization else ANY


def with_subjects(tokens: Tokens, templates: Iterable[Template]) -> Tokens:
    """`tokens`, those of GitHub with the subjects that the `templates` of the tree make of them."""
    if tokens.issuer != GITHUB or not (every := list(templates)):
        return tokens
    found = chosen(every, next((form.get("repository") for form in tokens.forms), None))
    if found is ANY:
        return tokens.of_any_subject()
    forms = dict.fromkeys(templated(form, keys) for keys in dict.fromkeys(found.templates) for form in tokens.forms)
    return tokens._replace(forms=tuple(forms), settled=found.settled)


def templated(form: Token, keys: Keys) -> Token:
    """`form` with the subject that the template `keys` makes of it; one of GitHub's own is left alone."""
    return form if keys == BY_DEFAULT else form.with_claim("sub", text(*joined(form, keys)))


def joined(form: Token, keys: Keys) -> Iterator[str | Value]:
    parts = dict(form.parts)
    for number, key in enumerate(keys):
        if number:
            yield ":"
        if key == "context":
            yield parts.get(key, text(Hole(key)))
        elif key == "repo":
            yield from ("repo:", parts.get(key, text(Hole(key))))
        else:
            yield from (f"{key}:", value_of(form, key))


def value_of(form: Token, claim: str) -> Value:
    """What the token holds in `claim`; a Hole where the workflow does not tell."""
    owner, slash, _ = str(form.get("repository") or "").partition("/")
    if claim == "repository_owner" and slash and isinstance(form.get("repository"), str):
        return owner
    return escaped(form.get(claim) or text(Hole(claim)))
