# The commands of this project; `make help` lists them.
.DEFAULT_GOAL := help
.ONESHELL:
SHELL := /bin/sh
PORT ?= 8000
export PORT
export PYTHONUNBUFFERED := 1
PYTHON_ := .venv/bin/python
COMPILE := ../.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

.PHONY: help run run-elasticsearch stop test test-python test-fuzz test-cluster leaks lint servers format messages requirements doctor bench clean environment tools

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: environment ## Prepare everything and serve the exchange on http://localhost:8000 (PORT=8010 make run)
	@exec $(PYTHON_) manage.py run

run-elasticsearch: environment ## The same with an Elasticsearch of its own, fetched once; ELASTICSEARCH_URL names another
	@address=$$($(PYTHON_) -m search.embedded start) || exit 1
	ELASTICSEARCH_URL=$$address exec $(PYTHON_) manage.py run

stop: environment ## Stop the embedded PostgreSQL and Elasticsearch that runs and tests share
	@$(PYTHON_) -m search.embedded stop
	$(PYTHON_) -m exchange.embedded stop

test: tools ## Everything that must pass: lint, contracts, catalogues, unit, journeys, browser
	@set -e
	$(MAKE) --silent servers & # what the tests wait for is made while style is checked
	$(MAKE) --silent lint
	wait
	$(MAKE) --silent test-python

servers: tools
	@$(PYTHON_) -m search.embedded start >/dev/null || true # seen here, in the time of no test
	$(PYTHON_) -m tests.openid || true
	$(PYTHON_) -m tests.databases

test-python: servers
	@$(PYTHON_) -m pytest -n 2 --dist loadgroup

test-fuzz: servers ## Send hostile requests to every address for half an hour (FUZZ_SECONDS), with a new seed (FUZZ_SEED)
	@FUZZ_SEED=$${FUZZ_SEED:-$$$$} FUZZ_SECONDS=$${FUZZ_SECONDS:-1800} $(PYTHON_) -m pytest tests/fuzz -q

test-cluster: tools ## Lose one of three Elasticsearch nodes during searches and rebuilds (3 GB of memory)
	@$(PYTHON_) -m pytest tests/cluster

leaks: servers ## Hold everybody who may look against every thing, by every way out, and print the matrix
	@$(PYTHON_) -m pytest tests/leaks -q -p no:randomly --show-capture=no --matrix

lint: tools ## Check style, contracts between folders, migrations, catalogues and known weaknesses
	@set -e
	.venv/bin/ruff check --quiet .
	.venv/bin/ruff format --check --quiet .
	find templates -name '*.html' | xargs .venv/bin/djade --check --target-version 5.2
	find templates -name '*.html' | xargs .venv/bin/djhtml --check --tabwidth 2 2>/dev/null
	.venv/bin/lint-imports
	$(PYTHON_) manage.py makemigrations --check --dry-run
	$(PYTHON_) bin/messages --check
	$(PYTHON_) bin/audit

format: tools ## Rewrite code and templates in the house style
	@.venv/bin/ruff check --quiet --fix .
	.venv/bin/ruff format --quiet .
	find templates -name '*.html' | xargs .venv/bin/djade --target-version 5.2
	find templates -name '*.html' | xargs .venv/bin/djhtml --tabwidth 2

messages: tools ## Gather the strings of fr, fr_CA and nl and compile what is translated
	@$(PYTHON_) bin/messages

requirements: tools ## Lock the versions of requirements/*.in
	@set -e
	cd requirements
	$(COMPILE) base.in -o base.txt $(UPGRADE)
	$(COMPILE) run.in -c base.txt -o run.txt $(UPGRADE)
	$(COMPILE) development.in -c run.txt -o development.txt $(UPGRADE)

doctor: ## Name what this machine lacks, and for what
	@sh bin/doctor

bench: tools ## Measure search, facets and pages with 1,000 and 10,000 generated sheets
	@for sheets in 1000 10000; do $(PYTHON_) tests/benchmarks/bench_search.py --sheets $$sheets; done
	@$(PYTHON_) tests/benchmarks/bench_pages.py

clean: ## Remove the environment, the embedded servers' data and everything else that was made here
	@[ ! -x $(PYTHON_) ] || $(PYTHON_) -m search.embedded remove || true
	[ ! -x $(PYTHON_) ] || $(PYTHON_) -m exchange.embedded remove || true
	rm -rf .venv .data staticfiles .pytest_cache .ruff_cache .hypothesis .import_linter_cache

environment:
	@bin/environment run

tools:
	@bin/environment development
