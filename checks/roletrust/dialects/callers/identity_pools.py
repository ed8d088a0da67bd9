"""The tokens that identities of an identity pool of Amazon Cognito have, for the roles that are attached to the pool.

Source: Amazon Cognito Developer Guide, "IAM roles", "Role trust and permissions": the pool's own token has its id as
`aud`, and in `amr` `authenticated`, with the provider that the user logged in with, or `unauthenticated`.
"""

from __future__ import annotations

from roletrust.engine.roles.tokens import COGNITO, Token, Tokens
from roletrust.engine.text import Hole, Value, text

USERS, GUESTS = "authenticated", "unauthenticated"
KINDS = (USERS, GUESTS)


def tokens(pool: Value, kinds: tuple[str, ...]) -> Tokens:
    """Those of the identities of these kinds, that `pool` has given their id; which identity it is, is open."""
    others = (("aud", pool), ("sub", text(Hole("identity"))))
    return Tokens(COGNITO, tuple(Token((("amr", kind), *others)) for kind in kinds))
