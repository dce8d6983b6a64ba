# Everything here happens inside this folder; PYTHON=python3.12 make ... picks another interpreter.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.lakeq-runtime
DEVELOPMENT := $(VENV)/.lakeq-development
BENCHMARKS := $(VENV)/.lakeq-benchmarks
PIP_INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check

.DEFAULT_GOAL := help

.PHONY: help
help: ## show these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

.PHONY: install
install: $(RUNTIME) ## make .venv and install lakeq into it
	@echo "installed: $(BIN)/lakeq"

.PHONY: lake
lake: $(RUNTIME) ## build lake.sqlite, the sample lake's metastore, from catalog/
	$(BIN)/lakeq catalog apply catalog --set lake=sample_data

.PHONY: demo
demo: lake ## run the demo query, then the same with a partition filter
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh sample_data/demo.sh

.PHONY: test
test: $(DEVELOPMENT) ## run every test
	$(BIN)/python -m pytest -n auto

.PHONY: check
check: $(DEVELOPMENT) ## format, lint, types and import rules, all read-only
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

.PHONY: fix
fix: $(DEVELOPMENT) ## format, and mend what lint can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.PHONY: golden
golden: $(DEVELOPMENT) ## rewrite the expectations of tests/golden; review the diff
	$(BIN)/python -m pytest tests/golden --rewrite-golden

.PHONY: property
property: $(DEVELOPMENT) ## run the property tests with 10,000 cases each
	$(BIN)/python -m pytest -n auto tests/properties --hypothesis-profile=thorough

.PHONY: bench
bench: $(BENCHMARKS) ## measure speed against DuckDB, Polars and DataFusion, and what compiling takes
	$(BIN)/python -m bench

.PHONY: docs
docs: $(RUNTIME) ## write the reference pages that come from code
	$(BIN)/python docs/generate.py

.PHONY: clean
clean: ## remove everything that make made
	rm -rf $(VENV) build dist bench/data lake.sqlite lake.sqlite-shm lake.sqlite-wal
	rm -rf .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache .coverage*
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "lakeq needs Python 3.11 or newer as '$(PYTHON)'; try: make PYTHON=python3.12" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(RUNTIME): pyproject.toml | $(BIN)/python
	$(PIP_INSTALL) -e .
	@touch $@

$(DEVELOPMENT): pyproject.toml | $(BIN)/python
	$(PIP_INSTALL) -e '.[dev]'
	@touch $@ $(RUNTIME)

$(BENCHMARKS): pyproject.toml | $(BIN)/python
	$(PIP_INSTALL) -e '.[bench]'
	@touch $@ $(RUNTIME)
