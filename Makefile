# Everything a newcomer needs: `make serve` and `make test`. Paths are relative, so a space in the checkout's path is fine.

PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python -m
HOST ?= 127.0.0.1
PORT ?= 8000

# Tests start many processes, each of which would compile the program anew where Python is told to keep no bytecode.
test quick: export PYTHONDONTWRITEBYTECODE :=

.PHONY: help serve build check test quick suite some conformance lint types bench peers lock editor clean

help: ## this list
	@grep -hE '^[a-z]+:.*## ' Makefile | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 18

serve: $(VENV)/.runtime ## set everything up, build the release when needed, and serve it
	@$(RUN) styrka serve --host $(HOST) --port $(PORT)

build: $(VENV)/.runtime ## validate, reason and write a release
	@$(RUN) styrka build

check: $(VENV)/.runtime ## validate the data and say what is wrong, where
	@$(RUN) styrka check

# Lint and types are looked at beside the tests, some of which wait; what fails in either fails both.
test: $(VENV)/.dev ## lint, types and every test
	@$(MAKE) --no-print-directory -j 2 lint suite

quick: $(VENV)/.dev ## lint, types and the tests that start no store or browser, and one server: a minute
	@$(MAKE) --no-print-directory -j 2 lint some

suite: $(VENV)/.dev
	@$(RUN) pytest -n 3 --dist worksteal

some: $(VENV)/.dev
	@$(RUN) pytest -n 2 --dist worksteal -m "not slow"

conformance: $(VENV)/.dev ## the W3C SPARQL suite over HTTP, when it is in the shared folder
	@$(RUN) tests.conformance

lint: $(VENV)/.dev types ## style, by ruff
	@$(RUN) ruff check .
	@$(RUN) ruff format --check .

types: $(VENV)/.dev ## types, by mypy
	@$(RUN) mypy

bench: $(VENV)/.dev $(VENV)/.peers ## measure the light things; writes bench/*.md (bench/README.md tells of the others)
	@$(RUN) styrka build
	@for script in reasoning matching build search; do echo "$$script"; $(VENV)/bin/python "bench/$$script.py" || exit 1; done
	@$(VENV)/bin/python bench/generate.py 100000 var/bench/100k
	@$(VENV)/bin/python bench/compare.py var/bench/100k --name 100k --peers oxigraph virtuoso rdflib --rounds 1 --limit 10
	@$(VENV)/bin/python bench/growth.py var/bench/100k

peers: $(VENV)/.peers ## install the other endpoints that bench/ measures, beside everything else

lock: ## write the lock files anew from pyproject.toml (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --extra all --group build pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --extra all --group build --group dev pyproject.toml -o requirements-dev.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate bench/peers.in -o bench/peers.lock

# The bundle is in the repository: neither the service nor its tests need Node, only who changes service/styrka/web/editor/.
editor: ## bundle the SPARQL editor anew from service/styrka/web/editor/ (needs npm)
	@mkdir -p var/editor && rm -rf var/editor/source
	@cp -r service/styrka/web/editor/* var/editor/
	@cd var/editor && npm ci --silent --ignore-scripts && npm run --silent build -- "$(CURDIR)/service/styrka/web/render/static"

clean: ## remove the environment and what was built
	rm -rf $(VENV) var .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Styrka needs Python 3.11 or newer; set PYTHON=/path/to/python3.11")'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements.lock pyproject.toml | $(VENV)/bin/python
	@echo "Installing Styrka (once)"
	@$(RUN) pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(RUN) pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	@echo "Installing the tools for tests (once)"
	@$(RUN) pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

# An environment of their own: what the peers depend on is nobody else's.
$(VENV)/.peers: bench/peers.lock | $(VENV)/bin/python
	@echo "Installing the peers for bench/ (once)"
	@$(PYTHON) -m venv $(VENV)/peers
	@$(VENV)/peers/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r bench/peers.lock
	@touch $@
