"""Roletrust decides who can assume an AWS IAM role, from the role's trust policy."""

__version__ = "0.1.0"
