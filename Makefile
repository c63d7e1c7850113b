# `make demo` and `make test` need Python 3.11 or newer, make and git, and make everything else themselves.

PYTHON ?= $(firstword $(foreach v,python3.13 python3.12 python3.11 python3,$(shell $(v) -c \
  'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(v))))
VENV := .venv
BIN := $(VENV)/bin
OUT ?= demo-output
HOSTS := build/hosts

# Set by some images, it makes every process compile what it imports: the tests start a thousand.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo demo-zh test format lint types rooms tests hosts interop benchmarks clean

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
	$(BIN)/pytest -n auto --maxprocesses 8 --dist worksteal

# The skill in the real hosts: installs their tools (1.7 GB) into $(HOSTS), for which npm is needed.
hosts: $(VENV)/development $(HOSTS)/installed
	$(BIN)/pytest -n 2 -m hosts tests/hosts

# A real ADK server, installed into build/ by the first run (137 MB). It is no part of `test`, which it would
# make a minute longer, and which is to need nothing but what is installed.
interop: $(VENV)/development
	$(BIN)/pytest -m interop tests/interop

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

# npm comes from this machine, and brings the Node on which the tools then run. Only the two packages whose
# install scripts put a program in its place run them.
$(HOSTS)/installed: tests/hosts/package.json tests/hosts/package-lock.json
	@command -v npm >/dev/null || { echo "npm is needed to install the hosts' tools"; exit 1; }
	mkdir -p $(HOSTS)
	cp $^ $(HOSTS)
	cd $(HOSTS) && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	cd $(HOSTS) && npm rebuild --loglevel=error node
	cd $(HOSTS) && PATH="$$PWD/node_modules/.bin:$$PATH" npm rebuild --loglevel=error @anthropic-ai/claude-code
	@touch $@
