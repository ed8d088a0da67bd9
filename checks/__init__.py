"""The directory `checkov --external-checks-dir` opens; the one door is `roletrust_checks.py`."""
