# Everything here sets itself up: Python 3.11+, Node 20+ and make are all it needs.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
MARK   := $(VENV)/.installed
IDP    := demo/identity-provider/node_modules/.installed
SECOND := .cache/second-provider
WORKERS ?= auto

.DEFAULT_GOAL := help
.PHONY: help run test check bench soak web generate lock format clean second-provider

help: ## show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: $(MARK) web $(IDP) ## set up, start everything with the demo, say where to click
	$(BIN)/concordat serve --demo $(ARGS)

test: $(MARK) web $(IDP) second-provider ## every test: Python, pages, foreign clients, browser where there is one
	cd web && npm test --silent
	$(BIN)/python -m pytest -n $(WORKERS) $(ARGS)

check: $(MARK) web/node_modules/.installed ## format, lint, types, import arrows
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/basedpyright
	$(BIN)/lint-imports
	cd web && npm run --silent check

bench: $(MARK) web ## the tables against peers, in one run
	$(BIN)/python -m tests.bench $(ARGS)
	$(BIN)/python -m tests.bench.rows

soak: $(MARK) web ## the long campaigns
	$(BIN)/python -m tests.soak frames $(ARGS)
	$(BIN)/python -m tests.soak stall
	$(BIN)/python -m tests.soak graphql
	CONCORDAT_SOAK_KILLS=50 $(BIN)/python -m pytest tests/interop/test_crash.py

web: web/dist/plan.html ## build the pages

generate: $(MARK) ## write what derives from the declaration and the schema
	$(BIN)/python -m server.generate

lock: $(MARK) ## write requirements/*.lock anew from pyproject.toml
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet $(LOCK_OPTIONS) pyproject.toml -o requirements/run.lock
	$(BIN)/uv pip compile --quiet $(LOCK_OPTIONS) --extra dev pyproject.toml -o requirements/dev.lock
	cd tests/interop/second_provider && ../../../$(BIN)/uv pip compile --quiet $(LOCK_OPTIONS) requirements.in -o requirements.lock

LOCK_OPTIONS := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	--no-header --no-annotate --upgrade

format: $(MARK) ## format and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean: ## remove what was built and installed here
	rm -rf $(VENV) .cache web/dist web/node_modules tests/interop/node_modules demo/identity-provider/node_modules tests/bench/peers/node_modules *.egg-info

$(MARK): requirements/dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}: set PYTHON=...")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $(MARK)

web/node_modules/.installed: web/package-lock.json
	@node -e 'process.exit(Number(process.versions.node.split(".")[0]) >= 20 ? 0 : 1)' || { echo "Node 20 or newer is needed"; exit 1; }
	cd web && npm ci --silent --no-audit --no-fund
	@touch $@

$(IDP): demo/identity-provider/package-lock.json
	cd demo/identity-provider && npm ci --silent --no-audit --no-fund
	@touch $@

second-provider: ## the second identity provider, for tests alone; without a network they are skipped
	@$(MAKE) --no-print-directory $(SECOND)/.installed || echo "The second identity provider could not be installed: its tests are skipped."

$(SECOND)/.installed: tests/interop/second_provider/requirements.lock
	$(PYTHON) -m venv --clear $(SECOND)
	$(SECOND)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

web/dist/plan.html: web/node_modules/.installed $(shell find web/src web/*.html web/*.ts web/tsconfig.json -type f 2>/dev/null)
	cd web && npm run --silent build
