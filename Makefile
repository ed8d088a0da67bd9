# All of it happens in a private virtual environment, .venv, which the first run makes; Python 3.10 or later and GNU
# make are all that is needed.  PYTHON=/path/to/python3 chooses another Python than .ci/find-python does.

VENV := .venv
BIN := $(VENV)/bin
DIR ?= fixtures/projects/vendor-access
ARGS ?=

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help scan test judge agree lambda contract lint types coverage slowest docs docs-check site prove mutate bench wheel page page-serve page-speed test-page test-spark clean

help:
	@echo "make scan             scan the example project; DIR=path scans your own tree"
	@echo "make test             run every test; ARGS='-k name' passes pytest arguments on"
	@echo "make judge            ask Terraform itself about DRAWN=100000 expressions, drawn by SEED=1"
	@echo "make agree            ask roletrust.rego and the engine about POLICIES=2000 policies"
	@echo "make contract         test what is relied on of Checkov with the oldest, a middle and the newest one"
	@echo "make lint types       ruff, mypy"
	@echo "make coverage         run every test, and see how much of engine/ and rules/ they reach"
	@echo "make slowest          look for the text that takes a reader longest, by counted steps; hours"
	@echo "make docs docs-check  write the generated pages; fail if they are not fresh"
	@echo "make site             build the documentation site in build/site; a link that leads nowhere fails"
	@echo "make prove            have brute force and two solvers judge the engine, write the figures to docs/assurance.md"
	@echo "make mutate           seed bugs into engine and rules, count those that no test notices, an hour a run"
	@echo "make bench            measure speed and memory, write docs/performance.md"
	@echo "make page page-serve  build the page into build/page (Node.js is needed); show it"
	@echo "make lambda           write dist/config-rule: the custom rule of AWS Config, to be deployed"
	@echo "make test-page        test the page in a real Chromium; PICTURES=path keeps screenshots"
	@echo "make test-spark       judge a fleet by Spark in its local mode; a JRE is needed"
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

agree: $(VENV)/.installed-dev
	POLICIES=$${POLICIES:-2000} $(BIN)/python -m pytest --capture=no tests/opa/test_agreement.py $(ARGS)

# The oldest has no wheels for Python 3.13.
contract:
	@python="$$(for each in $${PYTHON:-python3.12 python3.11 python3.10}; do command -v $$each && break; done)"; \
	for wanted in ==3.2.328 ==3.2.400 '>=3.3,<4'; do \
	    venv="$(VENV)/contract$${wanted%%,*}"; echo "Checkov $$wanted" >&2; \
	    "$${python:?make contract: needs Python 3.10 to 3.12; PYTHON=/path/to/python3 names one}" -m venv "$$venv" && \
	    "$$venv/bin/python" -m pip install --quiet "checkov$$wanted" pytest hypothesis && \
	    "$$venv/bin/python" -m pytest -q tests/host/test_contract.py || exit 1; \
	done

coverage:
	@$(MAKE) --no-print-directory test ARGS="--cov --cov-report= $(ARGS)"
	$(BIN)/coverage report --include='*/roletrust/engine/*,*/roletrust/rules/*' --fail-under=95

slowest: $(VENV)/.installed-dev
	ROLETRUST_SLOWEST=1 $(BIN)/python -m pytest --capture=no tests/test_linear.py $(ARGS)

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.installed-dev
	$(BIN)/mypy

docs: $(VENV)/.installed-dev
	$(BIN)/python docs/generate.py

docs-check: $(VENV)/.installed-dev
	$(BIN)/python docs/generate.py --check

site: $(VENV)/.installed-site
	$(BIN)/python docs/website.py build/site

# What the independent judges say of the engine: docs/assurance.md.  Twenty minutes a run, which adds to those before;
# SEED=2 draws other policies, ARGS='--minutes 5' takes less time, ARGS='--fresh' begins anew.
prove: $(VENV)/.installed-dev
	$(BIN)/python tests/prove/proof_run.py --write $(if $(SEED),--seed $(SEED)) $(ARGS)

# Bugs seeded one at a time, and those that no test notices: an hour a run, which adds to those before.  SEED=2 seeds
# others, ARGS='--only engine/classes --sample 40' so many in each module of a room.
mutate: $(VENV)/.installed-dev
	$(BIN)/python tests/prove/mutate.py --write $(if $(SEED),--seed $(SEED)) $(ARGS)

lambda: $(VENV)/.installed
	$(BIN)/roletrust config-rule dist/config-rule

bench: $(VENV)/.installed-bench
	$(BIN)/python tests/bench/bench.py $(ARGS)

wheel: $(VENV)/.installed-dev
	$(BIN)/python -m build --wheel --outdir dist .

# The page that decides in the browser: docs/page.md.  What npm gives is held to the digests in
# checks/roletrust/page/browser/packages.txt.
page: wheel
	@command -v node npm >/dev/null || { echo "make page: Node.js and npm are needed" >&2; exit 2; }
	$(BIN)/python checks/roletrust/page/browser/build.py "$$(ls -t dist/*.whl | head -1)"

page-serve: page
	$(BIN)/roletrust page build/page

test-page: page
	@command -v chromium chromedriver >/dev/null || { \
	    echo "make test-page: chromium and chromedriver are needed (Debian: chromium, chromium-driver)" >&2; exit 2; }
	PICTURES=$(PICTURES) $(BIN)/python -m pytest tests/page/in_chromium.py tests/command/graph_in_chromium.py tests/command/fleet_in_chromium.py $(ARGS)

test-spark: $(VENV)/.installed-dev
	@command -v java >/dev/null || { echo "make test-spark: a JRE is needed, 17 or later (Debian: default-jre-headless)" >&2; exit 2; }
	$(BIN)/python -m pip install --quiet --editable '.[spark]'
	PYTHONPATH=checks:tests $(BIN)/python -m pytest tests/command/fleet_in_spark.py $(ARGS)

page-speed: page
	PYTHONPATH=tests:checks $(BIN)/python tests/page/speed.py

clean:
	rm -rf $(VENV) dist build .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find checks tests docs -name __pycache__ -prune -exec rm -rf {} +

# Open Policy Agent's own library.  It asks for Python 3.14 and needs nothing of it: it is called by ctypes.
OPA = $(BIN)/python -m pip install --quiet --no-deps --ignore-requires-python 'opa-golib-python-bindings==0.4.4'

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
	@if test "$$(uname -sm)" = "Linux x86_64"; then $(OPA); fi
	@touch $@ $(VENV)/.installed

$(VENV)/.installed-site: pyproject.toml $(VENV)/.made
	@echo "installing what the site is built with into $(VENV); once" >&2
	@$(BIN)/python -m pip install --quiet --editable '.[site]'
	@touch $@

$(VENV)/.installed-bench: pyproject.toml $(VENV)/.made
	@echo "installing what to measure against into $(VENV); once" >&2
	@$(BIN)/python -m pip install --quiet --editable '.[bench]'
	@touch $@ $(VENV)/.installed
