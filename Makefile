# Every target is one command that needs no other before it: it sets up what it uses, from Python 3.11 and make alone.
PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3)
UV_VERSION := 0.13.9
BIN := .venv/bin
SYNC := UV_PYTHON_DOWNLOADS=never $(BIN)/uv sync --quiet --frozen --inexact --python $(BIN)/python
LOCKED := uv.lock pyproject.toml

.DEFAULT_GOAL := help
.PHONY: help run test check audit format airflow env bench clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.venv/.uv: Makefile
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(None if (3, 11) <= v < (3, 13) else f"Revue needs Python 3.11 or 3.12; this is {v[0]}.{v[1]} (make PYTHON=… names another)")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@touch $@

.venv/.run: .venv/.uv $(LOCKED)
	@echo "Setting up the locked environment in .venv …"
	@$(SYNC) --no-default-groups
	@touch $@

.venv/.airflow: .venv/.uv $(LOCKED)
	@echo "Setting up the locked environment with Airflow in .venv …"
	@$(SYNC) --no-default-groups --extra airflow
	@touch $@ .venv/.run

.venv/.dev: .venv/.uv $(LOCKED)
	@echo "Setting up the locked environment with all that the tests need in .venv …"
	@$(SYNC) --all-groups --extra airflow --extra s3
	@touch $@ .venv/.run .venv/.airflow

run: .venv/.run ## Run the nightly job on seeds/ into the embedded index, and show the report
	@$(BIN)/revue ingest seeds

test: .venv/.dev ## Lint, check types and import rules, and run all tests
	@$(MAKE) --no-print-directory check
	@$(BIN)/pytest -n 2 --dist loadgroup

check: .venv/.dev ## Lint, check types, import rules and unused dependencies
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .

audit: .venv/.dev ## Look for known vulnerabilities in what uv.lock pins
	@$(BIN)/python scripts/audit_dependencies.py

format: .venv/.dev ## Format the code and mend what can be mended
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

airflow: .venv/.airflow ## Start Airflow on loopback with the DAGs switched on; Ctrl-C ends it
	@$(BIN)/python scripts/airflow_local.py

env: .venv/.run ## Write .env with strong secrets for docker compose
	@$(BIN)/python scripts/make_env.py

bench: .venv/.dev ## Measure speed and search quality beside what a desk would use instead
	$(BIN)/python -m tests.bench.clean
	$(BIN)/python -m etl.dedupe.bench 10000 100000 1000000
	$(BIN)/python -m tests.dedupe.judge_stories
	$(BIN)/python -m tests.bench.archive
	$(BIN)/python -m etl.enrich.bench
	$(BIN)/python -m etl.enrich.bench_quotes
	$(BIN)/python -m tests.search.judge
	$(BIN)/python -m tests.load.bench
	$(BIN)/python -m tests.reindex.bench

clean: ## Remove what the targets made: environment, index, store
	rm -rf .venv var
