# Everything that people type. `make help` lists it.

PYTHON ?= python3.11
VENV := .venv
READY := $(VENV)/.ready
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)
# A file's tests share what is slow to start; more threads than cores would only be in the way.
PYTEST := OMP_NUM_THREADS=1 python -m pytest --numprocesses=3 --dist=loadfile
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help repro test test-fast test-postgres ui lint format bench bench-full lock audit clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 15

repro: $(READY) ## Set up, then run the study in params.yaml (as committed: the sample study)
	dvc repro
	@skillpath track
	@echo
	@echo "The report:      data/report/report.html"
	@echo "The dashboards:  make ui   (Prefect and MLflow, in the browser)"
	@echo "Real corpora:    . $(VENV)/bin/activate && dvc exp run -S study=atis -S vectors=random"

test: $(READY) ## Set up if needed, then run all tests
	$(PYTEST)

test-postgres: $(READY) ## Only the tests with a real PostgreSQL, which `make test` runs too
	python -m pytest -m postgres

test-fast: $(READY) ## Only the tests that take a moment
	$(PYTEST) -m "not slow"

ui: $(READY) ## Open both dashboards on 127.0.0.1 until Ctrl-C
	@skillpath ui

lint: $(READY) ## Check style and types
	ruff check .
	ruff format --check .
	mypy

format: $(READY) ## Mend what a machine can mend of the style
	ruff check --fix .
	ruff format .

bench: $(READY) ## Measure what docs/performance.md states, in under 15 minutes
	python -m benchmarks

bench-full: $(READY) ## Measure all of it at full size; goes on where it was interrupted
	python -m benchmarks --full

lock: ## Resolve the dependencies anew into requirements.lock
	rm -rf $(VENV)
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/pip install --quiet "torch==2.13.0" -e ".[dev]" setuptools wheel
	$(VENV)/bin/pip freeze --all --exclude-editable --exclude pip | sed 's/+cpu$$//' > requirements.lock

audit: $(READY) ## Look for known vulnerabilities in the locked dependencies (asks pypi.org)
	@pip-audit --requirement requirements.lock --no-deps --disable-pip --strict \
		--progress-spinner off || { echo "audit: a vulnerability, or a package that the database \
	did not answer for: see above; what was not asked is not known to be safe"; exit 1; }

clean: ## Remove the environment and DVC's outputs; journals and stores stay
	rm -rf $(VENV) data/raw data/corpora/*/ data/vectors/*/ data/sweeps/*/ \
		data/vacancies data/skills data/topics data/salary data/advisor data/report

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --requirement requirements.lock
	$(VENV)/bin/pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@
