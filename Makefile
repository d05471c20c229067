# Menura's commands. `make run` and `make test` set everything up by themselves.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
MARKS := .make
STATIC := src/menura/static/index.html
WEB_SOURCES := $(shell find web -type f -not -path '*/node_modules/*' -not -path 'web/test-results/*' -not -path 'web/playwright-report/*' -not -name '*.tsbuildinfo' 2>/dev/null)

.PHONY: help run test test-python test-web test-browser screenshots check fix dev bench bench-web lock web clean browser mpd

help: ## Show what there is to make
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

# ---------------------------------------------------------------- set-up, each part once

# The first Python of a list that is 3.11 or newer makes the environment.
$(MARKS)/venv:
	@mkdir -p $(MARKS)
	@for p in $(PYTHON) python3 python; do \
	  if command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then \
	    $$p -m venv $(VENV) && touch $@ && exit 0; fi; done; \
	echo "Menura needs Python 3.11 or newer (with its venv module); none was found." >&2; exit 1

$(MARKS)/run: requirements/lock.txt pyproject.toml | $(MARKS)/venv
	@echo "Installing Menura ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/lock.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(MARKS)/dev: requirements/dev-lock.txt $(MARKS)/run
	@echo "Installing what developers need ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev-lock.txt
	@touch $@

# torch comes by its own name alone: a lock would fix the build for one kind of machine.
# TORCH=no leaves it out; the one test that converts a model is then skipped.
$(MARKS)/torch: $(MARKS)/dev
	@[ "$(TORCH)" = no ] || { echo "Installing torch for the test that converts a model ..."; \
	  $(BIN)/pip install --quiet --disable-pip-version-check torch==2.13.0; }
	@touch $@

# A real music server to test against, in an environment of its own: it is no part of Menura.
$(MARKS)/supysonic: requirements/supysonic-lock.txt | $(MARKS)/venv
	@echo "Installing supysonic to test against ..."
	@$(BIN)/python -m venv .supysonic
	@.supysonic/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/supysonic-lock.txt
	@touch $@

$(MARKS)/npm: web/package-lock.json
	@mkdir -p $(MARKS)
	@command -v npm >/dev/null || { echo "The web page needs Node 20 or newer (node and npm)." >&2; exit 1; }
	@echo "Installing what the web page is built with ..."
	@cd web && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

# Without Node an already built page is used as it is; without both there is only the API.
$(STATIC): $(WEB_SOURCES)
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory $(MARKS)/npm && echo "Building the web page ..." \
	  && (cd web && npm run --silent build) && touch $@; \
	elif [ -f $@ ]; then echo "Node was not found: the page that is there is used." >&2; \
	else echo "Node was not found: Menura runs without its page (see /docs)." >&2; fi

web: $(STATIC) ## Build the web page

# ---------------------------------------------------------------- use

run: $(MARKS)/run $(STATIC) ## Set everything up and start Menura at http://127.0.0.1:8000
	@exec $(BIN)/menura serve

dev: $(MARKS)/dev $(MARKS)/npm ## Start Menura and a page that reloads as you edit
	@trap 'kill 0' EXIT; $(BIN)/menura serve & (cd web && npm run dev)

# ---------------------------------------------------------------- test

test: test-python test-web test-browser ## Set everything up and run all tests

test-python: $(MARKS)/torch $(MARKS)/supysonic mpd
	$(BIN)/python -m pytest --numprocesses=2 --dist=loadgroup

test-web: $(MARKS)/npm
	cd web && npm test

test-browser: $(MARKS)/dev $(STATIC) browser
	cd web && npm run e2e

# The demo library that is pictured is composed once and kept in .make/demo.
screenshots: $(MARKS)/dev $(STATIC) browser ## Picture every page, in both themes, wide and narrow
	cd web && npx playwright test --config e2e/shots/playwright.config.ts
	@echo "The pictures are in docs/images/screens."

# Programs of the system are used; on Debian they are installed when they are missing.
define install_program
	@command -v $(1) >/dev/null || { \
	  echo "Installing $(1) for the tests ..."; \
	  as_root=$$([ "$$(id -u)" = 0 ] || echo sudo); \
	  $$as_root apt-get update -qq; DEBIAN_FRONTEND=noninteractive $$as_root apt-get install -y -qq $(1) >/dev/null; }
endef

browser:
	$(call install_program,chromium)

# Tests against it are skipped, and say so, where it cannot be installed.
mpd:
	-$(call install_program,mpd)

check: $(MARKS)/dev $(MARKS)/npm ## Check format, lint, types, import contracts and docstrings
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/yamllint --strict deploy .github
	cd web && npm run check

fix: $(MARKS)/dev $(MARKS)/npm ## Format, and mend what can be mended by itself
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/menura openapi > web/openapi.json
	$(BIN)/menura settings --markdown > docs/reference/settings.md
	$(BIN)/python -m menura.studio.genres.reference > docs/reference/genres.md
	cd web && npm run api && npm run fix

bench: $(MARKS)/dev ## Measure speed and memory, and print tables
	$(BIN)/python -m benchmarks

bench-web: $(MARKS)/dev $(STATIC) browser ## Measure the page in Chromium, with a map of 1,000,000 points
	$(BIN)/python -m benchmarks web

# The locks hold names, versions and hashes; no address of any registry.
lock: $(MARKS)/dev ## Resolve the locks anew from pyproject.toml
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --quiet --upgrade --generate-hashes --no-header --no-annotate --python-version 3.11 \
	  --extra build pyproject.toml --output-file requirements/lock.txt
	$(BIN)/uv pip compile --quiet --upgrade --generate-hashes --no-header --no-annotate --python-version 3.11 \
	  --extra build --extra models --extra export --extra generate --extra dev pyproject.toml \
	  --output-file requirements/dev-lock.txt
	$(BIN)/uv pip compile --quiet --upgrade --generate-hashes --no-header --no-annotate --python-version 3.11 \
	  requirements/supysonic.in --output-file requirements/supysonic-lock.txt

clean: ## Remove everything that was made here (never your music or data)
	rm -rf $(VENV) $(MARKS) .supysonic web/node_modules src/menura/static .mypy_cache .ruff_cache .hypothesis .import_linter_cache
