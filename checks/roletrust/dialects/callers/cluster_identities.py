"""What the pods of an EKS cluster present: the token of a service account, or the session tags of EKS Pod Identity.

Source: EKS User Guide, "IAM roles for service accounts": the subject is `system:serviceaccount:NAMESPACE:NAME`, the
audience `sts.amazonaws.com` unless the annotation `eks.amazonaws.com/audience` names another.  "Grant Pods access to
AWS resources based on tags": the tags that EKS Pod Identity puts on a session, unless the association disables them.
"""

from __future__ import annotations

from collections.abc import Mapping

from roletrust.engine.roles.tokens import PODS, Token, Tokens
from roletrust.engine.text import Hole, Text, Value, text

AUDIENCE = "sts.amazonaws.com"
ANNOTATION = "eks.amazonaws.com/role-arn"
BY_DEFAULT = "default"  # the namespace of what names none, of Terraform's providers and eksctl
AUDIENCE_ANNOTATION = "eks.amazonaws.com/audience"
TAGS = (
    *("eks-cluster-arn", "eks-cluster-name", "kubernetes-namespace", "kubernetes-service-account"),
    *("kubernetes-pod-name", "kubernetes-pod-uid"),
)


def of_service_account(namespace: Value, name: Value, audience: Value = AUDIENCE) -> Tokens:
    subject = text("system:serviceaccount:", namespace, ":", name)
    return Tokens("", (Token((("sub", subject), ("aud", audience))),))


def of_pods(known: Mapping[str, object], tagged: bool) -> Tokens:
    """`known`: the values of tags, of which those that are no text are not; `tagged`: whether it surely sets them."""
    claims = ((tag, value if isinstance(value := known.get(tag), (str, Text)) else text(Hole(tag))) for tag in TAGS)
    return Tokens(PODS, (Token(tuple(claims) if tagged else ()),))
