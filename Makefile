# Every command is one line of Python; without make, type the same line: python3 -m lib report dowr
PYTHON ?= python3

# What is typed here never enters a shell: Python reads it from the environment and checks it there.
# AUDIENCE=internal makes the consultant's own version, with the cells that are tagged internal.
override CLIENT := $(value CLIENT)
override AUDIENCE := $(value AUDIENCE)
export CLIENT AUDIENCE

LOCK = uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --no-header --no-strip-extras

.DEFAULT_GOAL := help
.PHONY: help report reports check lab test bench format lock clean

help:  ## Show this list
	@sed -n 's/^\([a-z]*\):  ## /  make \1\t/p' Makefile
	@echo "Without make: python3 -m lib report dowr   (add --force to build anew)"

report:  ## Build one report: make report CLIENT=dowr
	@$(PYTHON) -m lib report

reports:  ## Build the reports of all clients
	@$(PYTHON) -m lib reports

check:  ## List every fault in a dossier: make check CLIENT=dowr
	@$(PYTHON) -m lib check

lab:  ## Open the notebooks in JupyterLab
	@$(PYTHON) -m lib lab

test:  ## Run all tests
	@$(PYTHON) -m lib test

bench:  ## Measure speed and memory, each against a peer
	@$(PYTHON) -m lib bench

format:  ## Format code and notebooks, take outputs out of notebooks
	@$(PYTHON) -m lib format

lock:  ## Pin all packages anew after a change in pyproject.toml (needs uv)
	$(LOCK) -o requirements.lock
	$(LOCK) -o requirements-dev.lock --group dev -c requirements.lock

clean:  ## Remove results and reports (all of it can be made again)
	@$(PYTHON) -m lib clean
