# Two commands for a newcomer: `make demo` and `make test`. Each does all its own set-up.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN := $(VENV)/.run
TOOLS := $(VENV)/.tools

.PHONY: demo test lint bench clean

demo: $(RUN)
	$(BIN)/sheetcash demo --dossier demo

test: $(TOOLS)
	sh tools/system_packages.sh
	$(MAKE) --no-print-directory lint
	$(BIN)/pytest -n 2

lint: $(TOOLS)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(TOOLS)
	$(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV) demo artefacts build dist

$(RUN): requirements/run.txt pyproject.toml
	sh tools/venv.sh $(PYTHON) $(VENV)
	$(BIN)/python -m pip install --quiet --requirement requirements/run.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

$(TOOLS): $(RUN) requirements/test.txt
	$(BIN)/python -m pip install --quiet --requirement requirements/test.txt
	touch $@
