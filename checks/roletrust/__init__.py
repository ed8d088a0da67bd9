"""Roletrust decides who can assume an AWS IAM role, from the role's trust policy."""

__version__ = "0.1.0"
# The oldest Checkov that tells the pack when it is through with every format: a refused `serverless.yml` is not lost.
OLDEST_CHECKOV = "3.2.328"
