# Two commands for a newcomer: `make demo` and `make test`. Each does all its own set-up.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN := $(VENV)/.run
TOOLS := $(VENV)/.tools
NODE := apps_scripts/node_modules/.sheetcash

.PHONY: demo demo-google test lint bench mutation generate templates clean

demo: $(RUN)
	$(BIN)/sheetcash demo --dossier demo

# The same against the tests' own Google: no account is needed.
demo-google: $(TOOLS)
	$(BIN)/python tools/demo_google.py demo-google

test: $(TOOLS)
	sh tools/system_packages.sh
	$(MAKE) --no-print-directory $(NODE)
	$(MAKE) --no-print-directory lint
	$(BIN)/pytest -n 2 --dist loadgroup

lint: $(TOOLS)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(TOOLS)
	$(BIN)/python -m benchmarks

# About half an hour: every rule of the core is changed in each way, and a test must notice.
mutation: $(VENV)/.mutation
	rm -rf mutants
	$(BIN)/mutmut run --max-children 2
	$(BIN)/python tools/mutation.py

# What is made from the law's figures, the catalogue and the schema: Apps Script sources, what is pasted of
# them, reference pages.
generate: $(RUN)
	$(BIN)/python -m sheetcash.hosts.google apps_scripts
	$(BIN)/python -m sheetcash.functions.reference docs/fonctions

# The empty workbook and the demonstration's, for who has no Python.
templates: $(RUN)
	$(BIN)/python -m sheetcash.templates workbook_templates

clean:
	rm -rf $(VENV) demo demo-google artefacts build dist mutants apps_scripts/node_modules

$(RUN): requirements/run.txt pyproject.toml
	sh tools/venv.sh $(PYTHON) $(VENV)
	$(BIN)/python -m pip install --quiet --requirement requirements/run.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

# The type checker of the Apps Script sources; without npm its test is skipped and says so.
$(NODE): apps_scripts/package-lock.json
	@if command -v npm >/dev/null; then cd apps_scripts && npm ci --silent && touch ../$@; \
	else echo "npm is missing: the Apps Script types will not be checked" >&2; fi

$(TOOLS): $(RUN) requirements/test.txt
	$(BIN)/python -m pip install --quiet --requirement requirements/test.txt
	touch $@

$(VENV)/.mutation: $(TOOLS) requirements/mutation.txt
	$(BIN)/python -m pip install --quiet --requirement requirements/mutation.txt
	touch $@
