# `make demo` and `make test` need Python 3.11 or newer, make and git, and make everything else themselves.

PYTHON ?= $(firstword $(foreach v,python3.13 python3.12 python3.11 python3,$(shell $(v) -c \
  'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(v))))
VENV := .venv
BIN := $(VENV)/bin
OUT ?= demo-output

.PHONY: demo demo-zh test format lint types rooms tests benchmarks clean

demo: $(VENV)/runtime
	@demo/run demo/en.txt $(OUT)

demo-zh: $(VENV)/runtime
	@demo/run demo/zh.txt $(OUT)

test: format lint types rooms tests

format: $(VENV)/development
	$(BIN)/ruff format --check .

lint: $(VENV)/development
	$(BIN)/ruff check .

types: $(VENV)/development
	$(BIN)/mypy

rooms: $(VENV)/development
	$(BIN)/lint-imports

tests: $(VENV)/development
	$(BIN)/pytest -n 2

benchmarks: $(VENV)/development
	$(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV) $(OUT) build dist

# --- environments: a mark file tells what is installed, and pyproject.toml when it is out of date -----------

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: install it, or say make PYTHON=…"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/runtime: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[studio,terminal]'
	@touch $@

$(VENV)/development: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[studio,terminal,dev]'
	@touch $@ $(VENV)/runtime
