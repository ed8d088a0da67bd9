"""Checkov's filter by severity goes by what CKV_TRUST_90 has found, though its check is always asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanning import terraform, write

OPEN = """\
data "aws_ssm_parameter" "account" {
  name = "account"
}
resource "aws_iam_role" "r" {
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = data.aws_ssm_parameter.account.value }
      Action    = "sts:AssumeRole"
    }]
  })
}
"""


@pytest.mark.parametrize(
    ("filters", "heard"),
    [
        ({"checks": ["LOW"]}, True),
        ({"checks": ["MEDIUM"]}, False),
        ({"checks": ["CRITICAL"]}, False),
        ({"skip_checks": ["INFO"]}, True),
        ({"skip_checks": ["LOW"]}, False),
        ({"checks": ["HIGH", "CKV_TRUST_90"]}, True),
    ],
)
@pytest.mark.parametrize("account", ["", "123456789012"])
def test_what_is_undecided_is_low(tmp_path: Path, account: str, filters: dict[str, list[str]], heard: bool) -> None:
    text = OPEN.replace("data.aws_ssm_parameter.account.value", f'"{account}"') if account else OPEN
    found = terraform(write(tmp_path, {"main.tf": text}), **{"checks": [], **filters})
    told = found.passed if account else found.failed
    assert (("90", "aws_iam_role.r") in told) is heard
