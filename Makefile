# Every task, one line each: `make help`. A newcomer needs two: `make demo` and `make test`.

PYTHON ?= python3
VENV   := .venv
READY  := $(VENV)/.ready
BIN    := $(VENV)/bin
STUDIO ?= demo-studio

.DEFAULT_GOAL := help
.PHONY: help setup demo test fuzz check bench base clean

help: ## list the tasks
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup: $(READY) ## make .venv and install Filmwright into it (once per change of pyproject.toml or constraints.txt)

# Made anew whenever what is to be installed has changed; the stamp is touched only after all of it succeeded.
$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Filmwright needs Python 3.11 or newer; found `$(PYTHON) --version 2>&1`. Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || \
	  { rm -rf $(VENV); echo "Python cannot make a virtual environment here; on Debian or Ubuntu: apt install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --disable-pip-version-check -c constraints.txt -e '.[cluster,dev,stage]'
	@touch $@

demo: $(READY) ## run the whole road on sample films, into demo-studio/ (stop it and run it again as you like)
	$(BIN)/filmwright demo $(STUDIO)

test: $(READY) ## run the tests, on up to four cores
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile

fuzz: $(READY) ## the property tests alone, twenty times as hard and drawn anew; SEED=N draws a run again
	@seed=$${SEED:-$$($(BIN)/python -c 'import secrets; print(secrets.randbelow(2**32))')}; \
	  echo "== to draw this run again: make fuzz SEED=$$seed"; \
	  FILMWRIGHT_FUZZ=1 PYTHONHASHSEED=$$seed $(BIN)/python -m pytest --hypothesis-seed=$$seed \
	    $${TESTS:-$$(grep -rlw --include='test_*.py' hypothesis tests | sort)} || \
	  { echo "== it failed; to draw it again: make fuzz SEED=$$seed"; exit 1; }

check: $(READY) ## what CI holds the code to: ruff, mypy, import-linter, deptry
	$(BIN)/ruff check src tests benchmarks
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/deptry src

bench: $(READY) ## run the benchmarks; each adds its lines to benchmarks/RESULTS.md
	@set -e; for file in benchmarks/[a-z]*.py; do echo "== $$file"; $(BIN)/python $$file; done

base: $(READY) ## train the base model that ships with the package (hours; a GPU helps)
	$(BIN)/python -m filmwright.models.make_base

clean: ## remove .venv and the demo's studio
	rm -rf $(VENV) demo-studio
