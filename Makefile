# Every command of this project. CI calls these and nothing else.
PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# Given in the environment, the versions hold for what pip and `build` fetch to build with as well; pip splits paths at spaces, but not addresses.
SPACE := $(subst ,, )
export PIP_CONSTRAINT := file://$(subst $(SPACE),%20,$(CURDIR))/constraints.txt
export PIP_BUILD_CONSTRAINT := $(PIP_CONSTRAINT)

.PHONY: demo test soak check bench golden wheel clean

demo: .venv/base  ## Weave the demo song; again, and nothing is made twice
	$(BIN)/songloom weave

test: .venv/test  ## All tests that take minutes
	$(BIN)/python -m pytest -m "not soak"

soak: .venv/test  ## The tests that take longer
	$(BIN)/python -m pytest -m soak

check: .venv/test  ## Style, types, borders, and whether every changed engine has said what its change means
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright
	$(BIN)/lint-imports
	$(BIN)/python -m pytest --quiet tests/test_architecture.py
	$(BIN)/songloom stage status --check

bench: .venv/test  ## What a frame costs beside the limit, libass, Pillow and MoviePy; memory at its peak
	$(BIN)/python bench/render.py
	$(BIN)/python bench/memory.py

golden: .venv/test  ## Draw the golden frames anew, and a sheet of all themes in every shape, to look at: out/themes.png
	SONGLOOM_DRAW_GOLDEN=1 $(BIN)/python -m pytest --quiet tests/spec/test_golden.py tests/spec/test_scripts.py
	$(BIN)/python bench/sheet.py

wheel: .venv/test  ## Build the wheel and try it, installed, outside the checkout
	rm -rf dist
	$(BIN)/python -m build --wheel --outdir dist
	PYTHON=$(BIN)/python sh tests/smoke_wheel.sh dist/*.whl

clean:  ## Forget what was made; the store included
	rm -rf .venv dist build out artifacts/objects artifacts/records artifacts/songs artifacts/tmp artifacts/quarantine artifacts/traces artifacts/runs artifacts/failures artifacts/digests.json artifacts/finished.sqlite3

.venv/base: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Songloom needs Python 3.11 or newer: make PYTHON=python3.11 demo"; exit 4; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "Python's venv module is missing: apt-get install python3-venv"; exit 4; }
	@$(PYTHON) -c 'import ctypes; [ctypes.CDLL(name) for name in ("libEGL.so.1", "libGL.so.1")]' 2>/dev/null || [ "$$(uname)" != Linux ] \
		|| { echo "skia-python needs libEGL and libGL: apt-get install libegl1 libgl1"; exit 4; }
	$(PYTHON) -m venv .venv
	$(INSTALL) --editable .
	@touch $@

.venv/test: .venv/base
	$(INSTALL) --editable ".[test]"
	@touch $@
