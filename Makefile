# make demo   the real thing on real data      make test   everything that is checked
#
# Each creates the virtual environment it needs and installs the tested set of libraries.
# The environment is brought up to date when pyproject.toml or constraints.txt changed.

PYTHON ?= python3
VENV ?= .venv
CONSTRAINTS ?= constraints.txt
BIN := $(VENV)/bin

# The two variables hold the build backend to the tested set too (older and newer pip).
INSTALL = PIP_CONSTRAINT=$(CONSTRAINTS) PIP_BUILD_CONSTRAINT=$(CONSTRAINTS) \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(CONSTRAINTS:%=-c %)

# One process for each core; a file's tests stay together, as they share what they stand on.
PYTEST = $(BIN)/python -m pytest -n auto --dist loadfile

.PHONY: help demo test test-slow laws statistics check format screens bench bench-decision \
	bench-sdk bench-ingest bench-pages newest clean

help: ## Say what there is
	@sed -n 's/^\([a-z-]*\):[^#]*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 18

demo: $(VENV)/runtime.stamp ## Replay nine months of flights and judge a model on them (ARGS=...)
	$(BIN)/watchkeeper demo $(ARGS)

# In CI, where nobody waits, the slow ones run too.
test: check ## Run the checks, then the tests (ARGS=...)
	$(PYTEST) $(if $(CI),-m "slow or not slow") $(ARGS)

test-slow: $(VENV)/dev.stamp ## Run the tests that take long
	$(PYTEST) -m slow $(ARGS)

laws: $(VENV)/dev.stamp ## Measure what every statistic states; the table goes to docs/laws.md
	$(PYTEST) tests/laws -m "slow or not slow" --laws-table docs/laws.md

statistics: $(VENV)/dev.stamp ## Write docs/statistics.md and a picture of each statistic (ARGS=...)
	$(BIN)/python scripts/statistics_page.py $(ARGS)

check: $(VENV)/dev.stamp ## Style, types, layers, spelling
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/codespell

format: $(VENV)/dev.stamp ## Put the code into the house format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# The demo goes on where it stopped; its workspace is copied before pictures are taken.
screens: $(VENV)/dev.stamp ## Take the pictures in docs/screens (needs Chromium; ARGS=...)
	$(BIN)/watchkeeper demo --no-serve -w watchkeeper-demo
	rm -rf docs/screens
	$(BIN)/python scripts/screenshots.py watchkeeper-demo $(ARGS)

bench: bench-decision bench-sdk bench-ingest bench-pages ## Every measurement that is quoted

bench-decision: $(VENV)/dev.stamp ## False alarms and detection of the decision procedure
	$(BIN)/python bench/decision.py $(ARGS)

bench-sdk: $(VENV)/dev.stamp ## What logging costs the serving code
	$(BIN)/python bench/sdk_log.py

bench-ingest: $(VENV)/dev.stamp ## What the doors take, and at which price
	$(BIN)/python bench/ingest.py

bench-pages: $(VENV)/dev.stamp ## What a page costs the server
	$(BIN)/python bench/pages.py

# With the oldest Python that is supported, so that the set installs on all of them.
newest: ## Test with the newest libraries and, if all passes, make them the tested set
	rm -rf .venv-newest
	$(MAKE) test VENV=.venv-newest CONSTRAINTS=
	.venv-newest/bin/python -m pip list --format=freeze --disable-pip-version-check \
		--exclude watchkeeper --exclude pip --exclude setuptools > .venv-newest/constraints.txt
	mv .venv-newest/constraints.txt constraints.txt

clean: ## Remove environments and caches
	rm -rf .venv .venv-newest .mypy_cache .pytest_cache .ruff_cache .import_linter_cache

$(VENV)/runtime.stamp: pyproject.toml $(CONSTRAINTS) | $(BIN)/pip
	@echo "installing into $(VENV) ..."
	$(INSTALL) -e .
	@touch $@

$(VENV)/dev.stamp: pyproject.toml $(CONSTRAINTS) | $(BIN)/pip
	@echo "installing into $(VENV), with the tools for tests ..."
	$(INSTALL) -e '.[dev]'
	@touch $@ $(VENV)/runtime.stamp

$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and \
		"Watchkeeper needs Python 3.11 or newer: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv $(VENV)
