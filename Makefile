# Every check of this project by its name. `.ci/run` and the workflow on the forge call nothing but these targets, so that
# what fails there is called here by the same word: `make help`.
# PY is the Python that runs them, by default that of `.venv`: `make test PY=python`.
PY     ?= .venv/bin/python
BIN     = $(shell $(PY) -c 'import sysconfig; print(sysconfig.get_path("scripts"))')/
JOBS   ?= 2
# What the coverage may leave out of a hundred is in pyproject.toml; in these rooms it is nothing.
WHOLE  := atmp_logistics/core/*,atmp_logistics/evidence/*,atmp_logistics/rules/*,atmp_logistics/assessment/*
# What asks each library that we need for what it does; old libraries may warn.
LOWEST := tests/core tests/rules/test_spec.py tests/ingest/test_parquet.py tests/ingest/test_workbooks.py tests/report \
	tests/cli/test_plain_calls.py tests/cli/test_cli_planning.py
README  = sed -n '/^\#\# Two commands/,/^\#\# In a script/p' README.md | grep '^python3 -m venv' | sed -n '$(1)p'
SAMPLE := notebooks/data/events.csv --readings notebooks/data/nitrogen_log.csv --site notebooks/data/site.toml
# A folder of real logger files and hospital records beside the checkout, which few have; nothing of it is in the repository.
SHARED := $(wildcard ../shared)
ifneq ($(SHARED),)
export ATMP_SHARED ?= $(abspath $(SHARED))
endif
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

help:  ## what can be asked for
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{ printf "%-16s %s\n", $$1, $$2 }'

# --- to begin --------------------------------------------------------------------------------------------------------
venv:  ## a virtual environment with everything that these targets need
	python3 -m venv .venv
	.venv/bin/pip install --quiet --editable ".[test,dev,docs]"

sample:  ## the README's first command, word for word; the sample case conforms
	bash -euo pipefail -c "$$($(call README,1))" | tee .sample.txt
	head -n 1 .sample.txt | grep -q '^CONFORMS' || { echo "the sample case no longer conforms"; exit 1; }
	rm .sample.txt

readme-test:  ## the README's second command, word for word, measured by coverage
	rm -f .coverage .coverage.*
	COVERAGE_PROCESS_START="$(CURDIR)/pyproject.toml" COVERAGE_FILE="$(CURDIR)/.coverage" bash -euo pipefail -c "$$($(call README,2))"

# --- at every change ---------------------------------------------------------------------------------------------------
test:  ## the tests
	$(PY) -m pytest -q -n $(JOBS)

check: lint types layers docs-check  ## what needs seconds: lint, types, layers, pages

lint:  ## style, and the form of every file
	$(BIN)ruff check .
	$(BIN)ruff format --check .

types:  ## mypy, strict, and what a user's checker makes of the public names
	$(PY) -m mypy
	$(PY) -m pytest -q -m "not nightly" tests/project/test_types.py

layers:  ## which room may import which
	$(BIN)lint-imports

docs:  ## write the pages that are made from code and tests
	for page in docs/make_*.py; do $(PY) "$$page"; done

docs-check:  ## are those pages current, and does every link lead somewhere
	$(PY) -m pytest -q -m "not nightly" tests/project

site:  ## the documentation as a site, in build/site: no warning, and nothing that is loaded from elsewhere
	$(BIN)sphinx-build --quiet --fail-on-warning --keep-going --nitpicky -c docs/site -b html . build/site
	$(PY) -m pytest -q tests/site tests/project/test_api_reference.py

coverage: coverage-run coverage-report  ## the tests, measured, and both floors

coverage-run:
	$(PY) -m coverage erase
	$(PY) -m coverage run -m pytest -q -n $(JOBS)

coverage-report:  ## the floor for all, and every line of the rooms that judge
	$(PY) -m coverage combine --quiet
	$(PY) -m coverage report
	$(PY) -m coverage report --include='$(WHOLE)' --fail-under=100

# --- longer ------------------------------------------------------------------------------------------------------------
long:  ## what a run at every change leaves out: every example that is drawn, every product and file of a sweep
	ATMP_MANY=1 $(PY) -m pytest -q -n $(JOBS) -m "(long or hypothesis) and not nightly and not bench"

nightly:  ## every long property; long
	$(PY) -m pytest -q -n $(JOBS) -m nightly

mutants:  ## a hundred thousand mutants of every format: no exception but ours; and forty thousand of logger files: read as they are
	$(PY) -m pytest -q -n $(JOBS) -m nightly tests/hostile/test_many_mutants.py tests/ingest/test_mutants.py

records:  ## random records beside the slow reference, in memory beside streamed
	ATMP_RECORDS=500 $(PY) -m pytest -q -n $(JOBS) -m nightly -k "not versions" tests/assessment/test_records.py

plugins:  ## packages of plug-ins, installed, pass their own tests
	$(PY) -m pytest -q -m nightly tests/project/test_installed_plugins.py

mutation:  ## mutants of verdict, evidence and rules, and the list of those that survive; the longest
	$(PY) -m pip install --quiet --editable ".[mutation]"
	ATMP_MANY=1 $(PY) tests/mutation/survivors.py --jobs $(JOBS)

mutation-record:  ## the same, and the list is written anew
	ATMP_MANY=1 $(PY) tests/mutation/survivors.py --jobs $(JOBS) --record

bench-check:  ## no ratio of speed twice the recorded one; tried again, as the machine may have been busy
	check=($(PY) tests/benchmarks/targets.py --quick --check tests/benchmarks/recorded.json); "$${check[@]}" || "$${check[@]}"

cases:  ## black-box cases, and records as hospitals keep them, where the folder beside the checkout is
ifneq ($(SHARED),)
	$(PY) "$$ATMP_SHARED/cases/run_cases.py" --cli "$(BIN)atmp-logistics"
	PATH="$(BIN):$$PATH" $(PY) "$$ATMP_SHARED/field/run_field.py" --issue 1,4,6
else
	@echo "no folder ../shared: nothing to judge"
endif

smoke313:  ## the sample and the spec on Python 3.13, with that Python's own pint, where there is one
	for newer in python3.13 "$$HOME"/.pyenv/versions/3.13.*/bin/python3.13 none; do \
	  if "$$newer" -c "" 2> /dev/null; then break; fi; done; \
	if [ "$$newer" = none ]; then echo "no Python 3.13"; exit 0; fi; \
	rm -rf .venv-3.13; "$$newer" -m venv .venv-3.13; .venv-3.13/bin/pip install --quiet ".[test]"; \
	.venv-3.13/bin/atmp-logistics validate $(SAMPLE) | sed -n 1p; \
	.venv-3.13/bin/python -m pytest -q tests/core/test_traps.py tests/rules/test_spec.py tests/core/test_verdict.py; \
	rm -rf .venv-3.13

lowest:  ## what each library does for us, by the lowest versions that pyproject states
	rm -rf .venv-lowest; python3 -m venv .venv-lowest
	.venv-lowest/bin/pip install --quiet $$(python3 tests/support/lowest.py) . hypothesis ipykernel nbclient nbformat networkx pytest xlwt
	.venv-lowest/bin/atmp-logistics validate $(SAMPLE) | sed -n 1p
	.venv-lowest/bin/python -m pytest -q -o filterwarnings=default $(LOWEST)
	rm -rf .venv-lowest

.PHONY: help venv sample readme-test test check lint types layers docs docs-check site coverage coverage-run coverage-report \
	long nightly mutants records plugins mutation mutation-record bench-check cases smoke313 lowest
