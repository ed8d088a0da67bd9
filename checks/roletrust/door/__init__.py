"""The marker by which Checkov executes what stands beside it: the one door, `roletrust_checks.py`."""
