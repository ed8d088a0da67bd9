"""Profiles of IAM Roles Anywhere: the roles that whoever bears a certificate of a trust anchor can get through them.

Source: IAM Roles Anywhere User Guide, "Trust model": the service assumes the role for a trust anchor of the account,
and passes fields of the certificate as session tags and its common name as the source identity, each time.
"""

from __future__ import annotations

from roletrust.dialects.handed.groups import DOCS, EACH, Place
from roletrust.engine.decision.along import ROLES_ANYWHERE
from roletrust.engine.roles.calls import Call
from roletrust.engine.roles.tokens import Token, Tokens

TERRAFORM, TEMPLATE = "aws_rolesanywhere_profile", "AWS::RolesAnywhere::Profile"
PAGE = f"{DOCS}rolesanywhere/latest/userguide/trust-model.html"
PLACES = {
    TERRAFORM: Place(TERRAFORM, ("role_arns",), (ROLES_ANYWHERE,), PAGE),
    TEMPLATE: Place(TEMPLATE, ("RoleArns", EACH), (ROLES_ANYWHERE,), PAGE),
}
PRESENTED = Tokens(ROLES_ANYWHERE, (Token(()),))


def presented(call: Call) -> Call:
    """The call that the service makes for a profile, of `call`, by which the profile names a role."""
    return call._replace(services=(), tokens=PRESENTED)
