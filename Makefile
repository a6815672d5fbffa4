# Everything that people type. `make help` lists it.

PYTHON ?= python3.11
VENV := .venv
READY := $(VENV)/.ready
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help repro test test-fast ui lint format bench bench-full lock clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

repro: $(READY) ## Set up, then run the study in params.yaml (as committed: the sample study)
	dvc repro
	@skillpath track
	@echo
	@echo "The report:      data/report/report.html"
	@echo "The dashboards:  make ui   (Prefect and MLflow, in the browser)"
	@echo "Real corpora:    . $(VENV)/bin/activate && dvc exp run -S study=atis -S vectors=random"

test: $(READY) ## Set up if needed, then run all tests
	python -m pytest

test-fast: $(READY) ## Only the tests that take a moment
	python -m pytest -m "not slow"

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

clean: ## Remove the environment and DVC's outputs; journals and stores stay
	rm -rf $(VENV) data/raw data/corpora/*/ data/vectors/*/ data/sweeps/*/ \
		data/vacancies data/skills data/topics data/salary data/advisor data/report

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --requirement requirements.lock
	$(VENV)/bin/pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@
