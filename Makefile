# Every chore is one command; `make` alone lists them. All that is installed goes into .venv/.
# Another interpreter: make PYTHON=python3.13 … · other arguments for pytest: make test ARGS="-k zhenbao"

# The first Python that is new enough.
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11 python; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo "$$python" && break; done)

VENV := .venv
BIN := $(VENV)/bin
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
endif
# -qq: what cannot be installed is still said. setuptools, where matrix-nio is installed: what it needs comes without a wheel.
PIP := $(BIN)/python -m pip --disable-pip-version-check install -qq -c constraints.txt
PYTEST := $(BIN)/python -m pytest
ARGS ?=

.PHONY: help chat serve discord discord-invite matrix test slow bench coverage lint format types imports check docs build ci constraints clean

help: ## what there is to make
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1@\2/p' Makefile | awk -F@ '{ printf "%-17s %s\n", $$1, $$2 }'

chat: $(VENV)/.runtime ## install what is needed, then ask the two documents
	@$(BIN)/catena chat

serve: $(VENV)/.serve ## the bot wherever it is set up, in one process, until it is stopped (docs/operating.md)
	@$(BIN)/catena serve $(ARGS)

discord: $(VENV)/.discord ## the bot on Discord, until it is stopped (docs/discord.md)
	@$(BIN)/catena discord $(ARGS)

discord-invite: $(VENV)/.discord ## the link that adds the bot to a server
	@$(BIN)/catena discord --invite

matrix: $(VENV)/.matrix ## the bot in Matrix rooms, until it is stopped (docs/matrix.md)
	@$(BIN)/catena matrix $(ARGS)

test: $(VENV)/.dev $(VENV)/.node ## install what is needed, then run the tests
	$(PYTEST) -n auto -rfEs $(ARGS)

# pytest's 5: no test is marked so.
slow: $(VENV)/.dev $(VENV)/.node ## the long tests and the measurements, one after the other
	$(PYTEST) -m slow -rfEs $(ARGS) || test $$? -eq 5

bench: $(VENV)/.bench ## search, Discord, Matrix and both beside what one would use instead: docs/bench.md, bench.svg, bench-discord.md, bench-matrix.md, bench-serve.md (an hour)
	$(BIN)/python -m tests.bench $(ARGS)
	$(BIN)/python -m tests.bench.discord
	$(BIN)/python -m tests.bench.matrix
	$(BIN)/python -m tests.bench.serve

coverage: $(VENV)/.dev $(VENV)/.node ## the tests again, with the lines and branches they leave out
	$(PYTEST) -n auto -rfEs --cov --cov-report=term --cov-report=json:coverage.json $(ARGS)

lint: $(VENV)/.dev ## ruff: rules and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: $(VENV)/.dev ## let ruff put the code in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: $(VENV)/.dev ## mypy, strict
	$(BIN)/mypy

imports: $(VENV)/.dev ## who may import whom
	$(BIN)/lint-imports --no-logo

check: $(VENV)/.runtime ## the library of the two documents: every quotation, chain and reference
	$(BIN)/catena check content/khrushchev

docs: $(VENV)/.runtime ## docs/commands.md and docs/answer.svg, written from the declarations and a real answer
	@$(BIN)/python -m adapters.cli.docs

build: $(VENV)/.dev ## the wheel, in dist/
	$(BIN)/python -m build --no-isolation --outdir dist .

ci: ## everything that must pass
	.ci/run

# The newest versions that pyproject.toml allows, tried in an environment of their own.
# colorama is what some of them need on Windows alone, audioop-lts what discord.py needs from Python 3.13 on.
constraints: ## renew constraints.txt
	rm -rf $(VENV)-new
	$(PYTHON) -m venv $(VENV)-new
	$(VENV)-new/bin/python -m pip install -qq "hatchling>=1.27,<2" "colorama<1" setuptools
	$(VENV)-new/bin/python -m pip install -qq --no-build-isolation -e '.[dev,bench]'
	grep -E '^(#|audioop-lts|setuptools==)' constraints.txt > $(VENV)-new/constraints.txt
	$(VENV)-new/bin/python -m pip freeze --exclude-editable | tr 'A-Z_' 'a-z-' | LC_ALL=C sort >> $(VENV)-new/constraints.txt
	mv $(VENV)-new/constraints.txt constraints.txt
	rm -rf $(VENV)-new

clean: ## remove what was installed, built and measured
	rm -rf .venv .venv-new build dist .coverage .coverage.* coverage.json htmlcov \
		.hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find bot adapters tests -name __pycache__ -type d -prune -exec rm -rf {} +

# Without Debian's python3-venv, `-m venv` cannot bring its own pip: the pip outside then installs one.
$(VENV)/.made:
	@test -n "$(PYTHON)" && "$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Catena needs Python 3.11 or newer; $(or $(PYTHON),python3) is $$($(or $(PYTHON),python3) --version 2>/dev/null || echo not there)." >&2; \
		echo "Install one, or name one that is there: make PYTHON=/path/to/python3.12 …" >&2; exit 1; }
	@"$(PYTHON)" -m venv --clear $(VENV) >/dev/null 2>&1 || { \
		"$(PYTHON)" -m venv --clear --without-pip $(VENV) && \
		"$(PYTHON)" -m pip --python $(BIN)/python install -qq pip; } || { \
		rm -rf $(VENV); echo "No virtual environment could be made with $(PYTHON) (on Debian: apt install python3-venv)." >&2; exit 1; }
	@touch $@

# Installed again only when one of these two files changes.
$(VENV)/.runtime: pyproject.toml constraints.txt | $(VENV)/.made
	@echo "Installing what Catena needs into $(VENV) …"
	@$(PIP) hatchling
	@$(PIP) --no-build-isolation -e .
	@$(BIN)/python -m compileall -q bot adapters
	@touch $@

$(VENV)/.discord: pyproject.toml constraints.txt | $(VENV)/.made
	@echo "Installing what Catena needs for Discord into $(VENV) …"
	@$(PIP) hatchling
	@$(PIP) --no-build-isolation -e '.[discord]'
	@$(BIN)/python -m compileall -q bot adapters
	@touch $@ $(VENV)/.runtime

$(VENV)/.matrix: pyproject.toml constraints.txt | $(VENV)/.made
	@echo "Installing what Catena needs for Matrix into $(VENV) …"
	@$(PIP) hatchling setuptools
	@$(PIP) --no-build-isolation -e '.[matrix]'
	@$(BIN)/python -m compileall -q bot adapters
	@touch $@ $(VENV)/.runtime

$(VENV)/.serve: pyproject.toml constraints.txt | $(VENV)/.made
	@echo "Installing what Catena needs for Discord, Matrix and PostgreSQL into $(VENV) …"
	@$(PIP) hatchling setuptools
	@$(PIP) --no-build-isolation -e '.[discord,matrix,postgresql]'
	@$(BIN)/python -m compileall -q bot adapters
	@touch $@ $(VENV)/.runtime $(VENV)/.discord $(VENV)/.matrix

$(VENV)/.dev: pyproject.toml constraints.txt | $(VENV)/.made
	@echo "Installing what Catena and its tests need into $(VENV) …"
	@$(PIP) hatchling setuptools
	@$(PIP) --no-build-isolation -e '.[dev]'
	@touch $@ $(VENV)/.runtime $(VENV)/.discord $(VENV)/.matrix $(VENV)/.serve

# From npm: the Matrix client and the HTML sanitizer that judge the bot. Where they cannot be had, that is said, the tests
# that need them are skipped (where CI is set, they fail), and the next call tries again.
$(VENV)/.node: tests/adapters/matrix/independent/package.json | $(VENV)/.dev
	@echo "Installing the tests' independent Matrix client into $(VENV) …"
	@if $(BIN)/python -m tests.adapters.matrix.independent.installing; then touch $@; fi

$(VENV)/.bench: pyproject.toml constraints.txt | $(VENV)/.made
	@echo "Installing what the benchmark needs into $(VENV) …"
	@$(PIP) hatchling setuptools
	@$(PIP) --no-build-isolation -e '.[dev,bench]'
	@touch $@ $(VENV)/.runtime $(VENV)/.discord $(VENV)/.matrix $(VENV)/.serve $(VENV)/.dev
