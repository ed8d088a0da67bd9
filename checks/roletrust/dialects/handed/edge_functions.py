"""Functions that a distribution of CloudFront runs at the edge: there another service assumes their roles, too.

https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cloudfront_distribution
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-cloudfront-distribution-lambdafunctionassociation.html
"""

from __future__ import annotations

from roletrust.dialects.handed.groups import EACH, Group, Place, places_of

TERRAFORM, TEMPLATE = "aws_cloudfront_distribution", "AWS::CloudFront::Distribution"
OF_TERRAFORM, OF_TEMPLATES = "aws_lambda_function", ("AWS::Lambda::Function", "AWS::Serverless::Function")
QUALIFIED = "qualified_arn"  # of a version of a function of Terraform's
VERSION = "AWS::Lambda::Version"  # whose reference is the ARN of a version, of the function in this property:
OF_FUNCTION = "FunctionName"

ASSOCIATIONS = Group(
    "edgelambda",
    "AmazonCloudFront/latest/DeveloperGuide/lambda-edge-permissions.html",
    f"""{TERRAFORM} default_cache_behavior,ordered_cache_behavior.lambda_function_association.lambda_arn
{TEMPLATE} DistributionConfig.DefaultCacheBehavior.LambdaFunctionAssociations.{EACH}.LambdaFunctionARN
{TEMPLATE} DistributionConfig.CacheBehaviors.{EACH}.LambdaFunctionAssociations.{EACH}.LambdaFunctionARN""",
)


def places(kind: str) -> list[Place]:
    """Where a distribution of that `kind` names the functions that it runs."""
    return [each for each in places_of(ASSOCIATIONS) if each.kind == kind]
