"""What Terraform's providers call the role that they assume before they call AWS, and what they send then.

`aws` and those made like it have blocks `assume_role`; each of the others has an argument of its own.
"""

from __future__ import annotations

from typing import NamedTuple


class Arguments(NamedTuple):
    """Of one provider: the arguments that hold the role and the external id, '' where it can send none.

    `wanted`: the arguments without which it assumes no role, each with what it has to be.  `instead`: arguments with
    which it may call with something else, or not at all.  `page`: where its vendor says so.
    `inside`: the blocks, the outermost first, in the last of which all these are.
    """

    role: str
    external_id: str
    page: str
    wanted: tuple[tuple[str, str | bool], ...] = ()
    instead: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()


REGISTRY = "https://registry.terraform.io/providers"
SIGNING = ("sign_aws_requests", "aws_access_key", "aws_web_identity_role_arn")
BY_BLOCK = ("aws", "awscc", "awsutils", "mongodbatlas")  # the arguments of whose `assume_role` are called alike
BY_ARGUMENT = {
    "elasticsearch": Arguments(
        "aws_assume_role_arn", "", f"{REGISTRY}/phillbaker/elasticsearch/latest/docs", instead=SIGNING
    ),
    "opensearch": Arguments(
        "aws_assume_role_arn",
        "aws_assume_role_external_id",
        f"{REGISTRY}/opensearch-project/opensearch/latest/docs",
        instead=SIGNING,
    ),
    "kafka": Arguments(
        "sasl_aws_role_arn",
        "sasl_aws_external_id",
        f"{REGISTRY}/Mongey/kafka/latest/docs",
        wanted=(("sasl_mechanism", "aws-iam"),),
        instead=("sasl_aws_access_key", "sasl_aws_container_credentials_full_uri"),
    ),
    "postgresql": Arguments(
        "aws_rds_iam_provider_role_arn",
        "",
        f"{REGISTRY}/cyrilgdn/postgresql/latest/docs",
        wanted=(("aws_rds_iam_auth", True),),
    ),
    "mysql": Arguments(
        "role_arn",
        "",
        "https://github.com/petoju/terraform-provider-mysql#readme",
        wanted=(("aws_rds_iam_auth", True),),
        inside=("aws_config",),
    ),
    "redshift": Arguments(
        "arn",
        "external_id",
        f"{REGISTRY}/brainly/redshift/latest/docs",
        inside=("temporary_credentials", "assume_role"),
    ),
    "vault": Arguments(
        "aws_role_arn",
        "",
        f"{REGISTRY}/hashicorp/vault/latest/docs",
        instead=("aws_access_key_id", "aws_profile", "aws_shared_credentials_file", "aws_web_identity_token_file"),
        inside=("auth_login_aws",),
    ),
}
PROVIDERS = (*BY_BLOCK, *BY_ARGUMENT)
