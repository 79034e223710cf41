# Everything runs from .venv, built from the hash-locked lists when they change.
PYTHON ?= python3
BIN := .venv/bin
BENCH := .venv/rivals/bin
OUT ?= demo
NEW := import sys; sys.version_info >= (3, 11) or sys.exit("valuemap needs Python 3.11 or newer, this is "+sys.version.split()[0]+": say PYTHON=python3.11, or another")
VENV = $(PYTHON) -c '$(NEW)' && $(PYTHON) -m venv
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes --only-binary :all:

# What is compiled once is kept: the tests start the program some hundred times.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: try demo test quick scenario soak lint lock sbom bench bench-quick clean

try: .venv/run           ## an exercise in the browser, among invented colleagues; no account needed
	$(BIN)/python -m bot try

demo: .venv/run          ## a whole week of a team of nine, played here; no account needed
	$(BIN)/python -m bot demo --out $(OUT)

test: .venv/dev          ## four at once: many of the tests wait
	$(BIN)/python -m pytest -n 4

quick: .venv/dev         ## what was changed since main: its lint, its tests; or ROOM=dialogs
	$(BIN)/python -m tests.quick $(ROOM)

scenario: .venv/dev      ## one conversation, NAME=full_week: printed, then on every platform
	$(BIN)/python -m bot play tests/scenarios/$(NAME).txt
	$(BIN)/python -m pytest -n 2 tests/scenarios tests/platforms -k "$(NAME)"

soak: .venv/dev          ## the long ones: more kills, every scenario in every way, properties 20 times
	$(BIN)/python -m pytest -n 4 -o faulthandler_timeout=0 -m soak -s
	TIMES=20 $(BIN)/python -m pytest -n 4 -o faulthandler_timeout=0 `grep -rl --include='test_*.py' @given tests`

lint: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/bench
	$(BENCH)/python -m tests.benchmarks

bench-quick: .venv/dev   ## the ratios that matter
	$(BIN)/python -m tests.benchmarks quick

.venv/run: requirements.txt
	@test -x $(BIN)/python || { $(VENV) .venv; }
	$(INSTALL) -r requirements.txt
	touch $@

.venv/dev: requirements-dev.txt
	@test -x $(BIN)/python || { $(VENV) .venv; }
	$(INSTALL) -r requirements-dev.txt
	touch $@ .venv/run

.venv/bench: requirements-bench.txt   # of its own: a rival there needs older libraries
	@test -x $(BENCH)/python || { $(VENV) .venv/rivals; }
	$(subst $(BIN),$(BENCH),$(INSTALL)) -r requirements-bench.txt
	touch $@

sbom: .venv/run          ## what it is shipped with, as CycloneDX: build/valuemap.cdx.json
	mkdir -p build
	$(BIN)/python deploy/sbom.py > build/valuemap.cdx.json

lock:                    ## needs uv; the lists carry hashes and no addresses
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate pyproject.toml -o requirements.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --extra dev pyproject.toml -o requirements-dev.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --extra dev --extra bench pyproject.toml -o requirements-bench.txt

clean:
	rm -rf .venv
