# Two commands on a fresh machine: `make demo`, `make test`. Each makes the environment
# first; all can be repeated.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: demo ui test accuracy bench fuzz lint types check docs clean help

help: ## this list
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "ogi needs Python 3.11 or newer; say which: make PYTHON=python3.12 …"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) \
		|| { echo "no venv module: on Debian, apt-get install python3-venv"; exit 1; }
	@echo "making the environment in $(VENV): once, about a minute"
	$(BIN)/python -m pip install --disable-pip-version-check \
		-c constraints.txt -e ".[dev]"
	@touch $(STAMP)

demo: $(STAMP) ## the whole pipeline on the bundled demonstration site
	$(BIN)/ogi demo

ui: $(STAMP) ## the Dagster UI on the demonstration's data root
	$(BIN)/ogi --demo ui

test: $(STAMP) ## all tests
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

accuracy: $(STAMP) ## measure the reader; writes docs/accuracy.md and data/accuracy
	$(BIN)/ogi accuracy

fuzz: $(STAMP) ## break documents of every medium for MINUTES (5), keep what fails
	$(BIN)/python tools/fuzz.py --minutes $(or $(MINUTES),5)

lint: $(STAMP) ## format and lint of Python and SQL
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/sqlfluff lint sql

types: $(STAMP) ## mypy --strict
	$(BIN)/mypy

check: lint types ## lint, types, Dagster definitions
	$(BIN)/dg check defs

bench: $(STAMP) ## speed and memory, as ratios (docs/performance.md)
	$(BIN)/python tools/bench.py html pool pdf picture memory
	$(BIN)/python tools/bench_crawl.py

docs: $(STAMP) ## generated pages and schemas
	$(BIN)/python tools/build_docs.py
	$(BIN)/python tools/build_schemas.py

clean: ## the environment and the demonstration's data
	rm -rf $(VENV) data/demo-run
