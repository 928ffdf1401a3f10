# The one entrance. Every target makes .venv by itself when it is missing or older than the requirements.
PYTHON ?= python3
VENV := .venv/bin
unexport PYTHONDONTWRITEBYTECODE  # where it is set, a build takes more than twice as long
export PYTHONPATH := code
export RUNTIME  # a folder with a Pyodide, which the site then brings along
.DEFAULT_GOAL := help
.PHONY: help book editor downloads serve test check figures bench mutation lock clean

help:  ## show this text
	@echo "Looking for a Function: the targets of this Makefile"
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1 |\2/p' Makefile | awk -F'|' '{printf "%-16s %s\n", $$1, $$2}'
	@echo "  With another Python: make book PYTHON=python3.13"
	@echo "  With the page's own Python in the site: make book RUNTIME=folder"

.venv/complete: requirements.txt requirements-uv.txt requirements-node.txt package-lock.json
	@command -v $(PYTHON) >/dev/null 2>&1 || { echo "Python is missing ('$(PYTHON)' is not a command here). Install Python 3.11 or newer."; exit 1; }
	@$(PYTHON) book/_ext/environment.py

book: .venv/complete figures  ## build _build/html, strictly, and say where to open it
	@$(VENV)/python book/_ext/build.py

editor: .venv/complete  ## bundle the editor of the cells that run in the page (the book does it by itself)
	@$(VENV)/python book/_ext/bundling.py

downloads: book  ## the book as EPUB, PDF and zip, each chapter as PDF, laid into the site (needs Chromium)
	@$(VENV)/python book/_ext/downloads.py

serve: book  ## build, then serve on localhost
	@$(VENV)/python book/_ext/serve.py

test: .venv/complete  ## units, witnesses and the chapter contract (no built site needed)
	@$(VENV)/python -m pytest tests --ignore=tests/site

check: test downloads  ## what CI runs: the tests, the strict build, the files to take away, the pages in Chromium
	@$(VENV)/python -m pytest tests/site

figures: .venv/complete  ## draw the diagrams that are older than their scripts
	@$(VENV)/python figures/draw.py

bench: .venv/complete  ## compare speed with peers in one run (installs them in .venv-bench)
	@$(VENV)/python bench/run.py

mutation: .venv/complete  ## let mutmut spoil the package's core, and see the tests notice (half an hour)
	@$(VENV)/python tests/mutation/run.py

lock: .venv/complete  ## compile the pinned requirements again
	@$(VENV)/uv pip compile requirements.in --universal --python-version 3.11 --generate-hashes --quiet \
	  --custom-compile-command "make lock" --output-file requirements.txt

clean:  ## remove what was built (.venv and node_modules stay)
	@rm -rf _build
