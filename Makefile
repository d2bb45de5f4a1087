# Targets that are files (.venv/…, .env) are built once, and again when their sources change.
.DEFAULT_GOAL := help
.PHONY: help demo test e2e test-browsers test-apps test-services test-engine bench check openapi screenshots lock rollout clean

BROWSER := chromium# or firefox, webkit: make e2e BROWSER=firefox
PYTHON := $(firstword $(foreach name,python3.13 python3.12 python3.11 python3 python,$(shell $(name) -c 'import ensurepip, sys; sys.version_info >= (3, 11) and print(sys.executable)' 2>/dev/null)))
PIP := .venv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes
LOCK := .venv/bin/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command 'make lock'
NODE_MODULES := e2e/js/node_modules/.package-lock.json
APPS := e2e/js/apps/node_modules/.package-lock.json $(if $(EXHAUSTIVE),e2e/js/angular/node_modules/.package-lock.json)
FOUND := .venv/found-$(BROWSER)
WORKERS := $(if $(findstring .py,$(ARGS)),0,auto)# for one or two files, extra processes are not worth it

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z0-9_-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: .venv/demo .env ## Start the API, its page and the mock providers; Ctrl-C stops them
	@.venv/bin/python backend/manage.py demo || test $$? -eq 130  # Ctrl-C is how to stop it

test: .venv/dev $(NODE_MODULES) $(FOUND) ## Run every test, from unit to browser; for only some: make test ARGS="-k begin"
	@.venv/bin/pytest --numprocesses $(WORKERS) --browser $(BROWSER) $(ARGS)

e2e: .venv/dev $(NODE_MODULES) $(FOUND) ## Run only the browser tests; to watch them: make e2e ARGS="-n 0 --headed --slowmo 300"
	@.venv/bin/pytest e2e/tests --numprocesses $(WORKERS) --browser $(BROWSER) $(ARGS)

test-browsers: .venv/dev $(FOUND) ## Test the page and the popup in real windows of Chromium, Firefox and WebKit, as far as they are installed
	@cd e2e && ../.venv/bin/python -m harness.engines
	@REAL_WINDOWS=1 .venv/bin/pytest e2e/tests/browsers --numprocesses $(WORKERS) --browser $(BROWSER) $(ARGS)

test-apps: .venv/dev $(APPS) $(FOUND) ## Build, check and serve a fresh React and Next.js page as the popup's guides say; every framework: EXHAUSTIVE=1 make test-apps
	@APPS=1 .venv/bin/pytest e2e/tests/apps --numprocesses $(WORKERS) --browser $(BROWSER) $(ARGS)

test-services: .venv/dev ## Test the API on its own PostgreSQL and Redis, with concurrent sign-ins and killed services (apt install postgresql redis-server)
	@PYTHONPATH=backend .venv/bin/python -m tests.services.run $(ARGS)

test-engine: .venv/dev $(FOUND) ## Test the Compose files on Docker: sign in, update, freeze, restore (needs ports 80, 443, 8000, 9400, and hosts.example mapped)
	@ENGINE=1 .venv/bin/pytest e2e/tests/engine --browser $(BROWSER) $(ARGS)
	@ENGINE=1 .venv/bin/pytest backend/tests/engine $(ARGS)

bench: .venv/dev .venv/bench $(FOUND) ## Compare a sign-in with PyPI's rest-social-auth, and the page with a bare popup; write docs/benchmark.md
	@cd backend && ../.venv/bin/python -m bench.run $(ARGS)

check: export PATH := $(CURDIR)/.venv/bin:$(PATH)
check: export PYTHONPATH := backend:e2e
check: export ENV_FILE := .env.example
check: .venv/dev $(NODE_MODULES) ## Run all checks except the tests: style, types, import boundaries, spelling, stale files
	@.venv/bin/python .ci/check.py

openapi: .venv/dev ## Generate backend/openapi.yaml from the views
	@ENV_FILE=.env.example .venv/bin/python backend/manage.py spectacular --validate --fail-on-warn --file backend/openapi.yaml

screenshots: .venv/dev $(FOUND) ## Retake the screenshots in docs/screens/
	@PYTHONPATH=e2e .venv/bin/python -m tools.screenshots

lock: .venv/dev ## Compile the requirements*.txt from pyproject.toml; for newer versions: make lock ARGS=--upgrade
	$(LOCK) $(ARGS) --output-file requirements.txt
	$(LOCK) $(ARGS) --extra dev --output-file requirements-dev.txt

rollout: ## Update a running docker-compose.yml without an outage (docs/operate.md)
	@sh backend/config/rollout.sh

clean: ## Remove what the other targets created, except your .env
	@rm -rf .venv .https .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache .schemathesis test-results staticfiles *.sqlite3* e2e/js/node_modules e2e/js/types e2e/js/examples e2e/js/*/node_modules e2e/js/*/fresh-*
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

.env:
	@cp .env.example .env

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo 'Python 3.11 or newer, with venv, is missing: install it (Debian, Ubuntu: apt install python3-venv; macOS: brew install python), or say where it is: make PYTHON=/path/to/python3' >&2; exit 1; }
	@$(PYTHON) -m venv .venv

.venv/demo: requirements.txt | .venv/bin/python
	@echo 'Installing what the demo needs into .venv (once) …'
	@$(PIP) --requirement requirements.txt
	@touch .venv/demo

.venv/dev: requirements-dev.txt | .venv/bin/python
	@echo 'Installing what the tests need into .venv (once) …'
	@$(PIP) --requirement requirements-dev.txt
	@touch .venv/dev .venv/demo

.venv/bench: backend/bench/requirements.txt | .venv/bin/python
	@echo 'Installing the package that the benchmark compares with into .venv/bench (once) …'
	@$(PYTHON) -m venv .venv/bench
	@.venv/bench/bin/python -m pip install -qq --disable-pip-version-check --require-hashes --requirement backend/bench/requirements.txt
	@touch .venv/bench

$(FOUND): .venv/dev
	@.venv/bin/python e2e/harness/browser.py $(BROWSER)
	@touch $(FOUND)

$(NODE_MODULES): e2e/js/package-lock.json | .venv/dev
	@echo 'Installing the tools for the JavaScript into e2e/js/node_modules (once) …'
	@PATH="$(CURDIR)/.venv/bin:$$PATH" npm ci --prefix e2e/js --ignore-scripts --silent && touch $@

e2e/js/%/node_modules/.package-lock.json: e2e/js/%/package-lock.json | .venv/dev
	@echo 'Installing what the popup'\''s guides need into e2e/js/$*/node_modules (once) …'
	@PATH="$(CURDIR)/.venv/bin:$$PATH" npm ci --prefix e2e/js/$* --ignore-scripts --silent && touch $@
