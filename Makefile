# All of it happens in a private virtual environment, .venv, which the first run makes; Python 3.10 or later and GNU
# make are all that is needed.  PYTHON=/path/to/python3 chooses another Python than .ci/find-python does.

VENV := .venv
BIN := $(VENV)/bin
DIR ?= fixtures/projects/vendor-access
ARGS ?=

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help scan test judge lint types coverage docs docs-check bench wheel clean

help:
	@echo "make scan             scan the example project; DIR=path scans your own tree"
	@echo "make test             run every test; ARGS='-k name' passes pytest arguments on"
	@echo "make judge            ask Terraform itself about DRAWN=100000 expressions, drawn by SEED=1"
	@echo "make lint types       ruff, mypy"
	@echo "make coverage         run every test, and see how much of engine/ and rules/ they reach"
	@echo "make docs docs-check  write the generated pages; fail if they are not fresh"
	@echo "make bench            measure speed and memory, write docs/performance.md"
	@echo "make wheel clean      build dist/*.whl; remove everything that was made"

# Findings are what this is for: they do not make `make` fail.  Only a scan that could not run does.
# (`checkov` itself ends with 1 where it found something: use it, not `make`, to gate a pipeline.)
scan: $(VENV)/.installed
	@test -e "$(DIR)" || { echo "make scan: no such file or directory: $(DIR)" >&2; exit 2; }
	@if test -d "$(DIR)"; then what=--directory; else what=--file; fi; \
	$(BIN)/checkov --external-checks-dir checks $$what "$(DIR)" --check 'CKV_TRUST_*' --quiet --compact --skip-download; \
	case $$? in \
	0) echo "roletrust: nothing found in $(DIR)" >&2 ;; \
	1) echo "roletrust: findings above, in $(DIR)" >&2 ;; \
	*) exit 2 ;; \
	esac

test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile $(ARGS)

judge: $(VENV)/.installed-dev
	DRAWN=$${DRAWN:-100000} $(BIN)/python -m pytest tests/dialects/test_real_terraform.py $(ARGS)

coverage:
	@$(MAKE) --no-print-directory test ARGS="--cov --cov-report= $(ARGS)"
	$(BIN)/coverage report --include='*/roletrust/engine/*,*/roletrust/rules/*' --fail-under=95

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.installed-dev
	$(BIN)/mypy

docs: $(VENV)/.installed-dev
	$(BIN)/python docs/generate.py

docs-check: $(VENV)/.installed-dev
	$(BIN)/python docs/generate.py --check

bench: $(VENV)/.installed-bench
	$(BIN)/python tests/bench/bench.py $(ARGS)

wheel: $(VENV)/.installed-dev
	$(BIN)/python -m build --wheel --outdir dist .

clean:
	rm -rf $(VENV) dist build .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find checks tests docs -name __pycache__ -prune -exec rm -rf {} +

# The stamps: an install is repeated only when pyproject.toml changes.  `--editable`: the clone's own code is what runs.
$(VENV)/.made: .ci/find-python
	@python=$$(sh .ci/find-python) && echo "making $(VENV) with $$python" >&2 && "$$python" -m venv --clear $(VENV)
	@touch $@

$(VENV)/.installed: pyproject.toml $(VENV)/.made
	@echo "installing roletrust and Checkov into $(VENV); once, about a minute" >&2
	@$(BIN)/python -m pip install --quiet --editable '.[checkov]'
	@touch $@

$(VENV)/.installed-dev: pyproject.toml $(VENV)/.made
	@echo "installing roletrust, Checkov and the test tools into $(VENV); once, about a minute" >&2
	@$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@ $(VENV)/.installed

$(VENV)/.installed-bench: pyproject.toml $(VENV)/.made
	@echo "installing what to measure against into $(VENV); once" >&2
	@$(BIN)/python -m pip install --quiet --editable '.[bench]'
	@touch $@ $(VENV)/.installed
