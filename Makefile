# Every target sets up what it needs: the virtual environment, and, for root on Debian, missing system packages.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

# pytest rewrites every test, and each of its workers would do so again in each run if it could not keep what it wrote.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help

.PHONY: help
help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 16

# pip 22.3 is the first that installs for another interpreter, as it does for other Pythons and for Ansible; Debian 12 has 23, Debian 11 20.3.
$(READY): pyproject.toml
	@packaging/prerequisites $(PYTHON)
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check 'pip>=22.3'
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[sandbox,dev]'
	@touch $@

# Apart from the rest: Ansible wants a newer Python on the controller than agent-bootstrap does, and other versions of what ruff and mypy need.
ANSIBLE := .venvs/ansible/.ready
$(ANSIBLE): packaging/ansible/requirements.txt $(READY)
	$(PYTHON) -m venv --without-pip .venvs/ansible
	$(BIN)/pip --python .venvs/ansible/bin/python install --quiet --disable-pip-version-check --no-compile --requirement $<
	@touch $@

.PHONY: sandbox
sandbox: $(READY)  ## watch a server become a managed node in a closed network, twice; nothing here is touched
	@$(BIN)/agent-bootstrap sandbox -- sh -c 'agent-bootstrap bootstrap && echo && echo "And once more:" && agent-bootstrap bootstrap'

.PHONY: test
test: lint unit walls pythons package-tests hosts  ## everything that can be tested on this machine

.PHONY: lint
lint: $(READY)  ## style, types, and whether generated files are true
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy agent_bootstrap
	$(BIN)/mypy --python-version 3.10 tests bench docs packaging/builder
	$(BIN)/python -m docs.generate --check

# They wait for sockets and processes half the time, so there are more of them than processors.
.PHONY: unit
unit: $(READY)  ## the unit tests and the rules of the house, in seconds
	$(BIN)/pytest -q -n 4 --dist worksteal tests/unit tests/house

.PHONY: walls
walls: $(READY)  ## the sandbox: its parts, then the whole program in it, fault by fault
	@packaging/prerequisites $(PYTHON) test
	$(BIN)/pytest -q -n 8 --dist load --maxschedchunk 1 tests/stand_ins tests/sandbox
	$(BIN)/python -m docs.picture --check

# Installing is one process at a time: two Pythons side by side keep two processors busy.
PYTHONS := 3.9 3.10 3.11 3.12 3.13
.PHONY: pythons
pythons: $(READY)  ## the unit tests on every other Python from 3.9 to 3.13 that is here
	@$(MAKE) --no-print-directory --jobs 2 --output-sync $(PYTHONS:%=python-%)

.PHONY: $(PYTHONS:%=python-%)
$(PYTHONS:%=python-%): python-%:
	@tests/on-python $* $(BIN)

.PHONY: packages
packages: $(READY)  ## build the .deb and the .rpm, for x86_64 and arm64, into dist/
	@packaging/prerequisites $(PYTHON) packages
	@PYTHONPATH=packaging $(BIN)/python -m builder

.PHONY: package-tests
package-tests: $(READY)  ## build the packages twice, and install, upgrade and remove them in throw-away roots
	@packaging/prerequisites $(PYTHON) packages
	@packaging/prerequisites $(PYTHON) test
	$(BIN)/pytest -q -n 2 --dist loadfile --timeout 900 tests/packages

.PHONY: hosts
hosts: $(READY) $(ANSIBLE)  ## boot Debian 11, 12 and 13 in a closed network: installations, upgrades, repairs; needs root
	@packaging/prerequisites $(PYTHON) packages
	@packaging/prerequisites $(PYTHON) test
	$(BIN)/pytest -q -n 5 --dist worksteal tests/hosts

.PHONY: vendored-lock
vendored-lock: $(READY)  ## renew packaging/vendored.lock, the libraries that the packages carry
	$(BIN)/pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip compile pyproject.toml --upgrade --python-version 3.9 --only-binary :all: --generate-hashes --no-annotate \
		--override packaging/vendored.overrides --custom-compile-command 'make vendored-lock' --output-file packaging/vendored.lock

.PHONY: docs
docs: $(READY)  ## write the reference pages that the program itself can tell
	$(BIN)/python -m docs.generate

.PHONY: picture
picture: $(READY)  ## draw the README's pictures from real runs
	$(BIN)/python -m docs.picture

.PHONY: bench
bench: $(READY)  ## measure a bootstrap against a bare shell script, the doctor against curl, the daemon against a naive one
	$(BIN)/python -m bench.bootstrap
	$(BIN)/python -m bench.doctor
	$(BIN)/python -m bench.footprint

.PHONY: faults
faults: $(READY)  ## break everything that the sandbox can break; a table of verdicts, and the seconds to each
	@$(BIN)/python -m bench.faults

.PHONY: day
day: $(READY)  ## switch every fault on and off under one running daemon; a table, and the picture docs/day.svg
	@$(BIN)/python -m bench.day --all

.PHONY: clean
clean:  ## remove what was made here
	rm -rf .venv .venvs .mypy_cache .ruff_cache .pytest_cache
