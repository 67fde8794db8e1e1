# `make run` and `make test` do all the set-up that they need; `make help` lists everything.

PYTHON ?= python3
BIN := .venv/bin
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
TESTS ?= tests
# One process more than there are cores: players, workers and browsers are often waited for.
TEST_PROCESSES ?= $(shell echo $$(($$(nproc) + 1)))
PYTEST := $(BIN)/pytest -n $(TEST_PROCESSES) --dist loadfile --no-loadscope-reorder
# Where it is set, each program that a test starts compiles all of our modules again: 0.7 s.
export PYTHONDONTWRITEBYTECODE =
CATALOGUES := $(wildcard webapp/translations/*/LC_MESSAGES/messages.po)
TRANSLATIONS := $(CATALOGUES:.po=.mo)

.PHONY: help run test test-postgresql test-services audit-full check format set-up words bench bench-pages bench-review bench-audit faults audit gallery lock audit-dependencies clean
.DEFAULT_GOAL := help

help:  ## List what make can do
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: set-up  ## Start Sightline, with a demo in an empty library (Ctrl-C stops it)
	$(BIN)/python manage.py db upgrade
	@$(BIN)/python manage.py model fetch || \
	  echo "Going on without it: a small engine drafts English captions, roughly."
	$(BIN)/python manage.py media demo
	@exec $(BIN)/python manage.py up

test: .venv/.dev $(TRANSLATIONS) static/vendor/.filled .venv/.test-tools  ## Run the tests
	$(PYTEST) $(TESTS)

SERVICE := $(addprefix tests/unit/,models pages tasks commands accounts metrics backup probes test_kept.py)
test-postgresql: .venv/.dev $(TRANSLATIONS) static/vendor/.filled .venv/.test-tools  ## Run the service's tests on PostgreSQL
	SIGHTLINE_TEST_DATABASE_URL=$${SIGHTLINE_TEST_DATABASE_URL:-postgresql://postgres@127.0.0.1/postgres} \
	  $(PYTEST) $(SERVICE)

test-services: .venv/.dev $(TRANSLATIONS) static/vendor/.filled .venv/.test-tools  ## Run them with Redis and an object store
	sh deploy/need.sh redis-server:redis-server
	SIGHTLINE_TEST_SERVICES=$${SIGHTLINE_TEST_SERVICES:-redis,s3} \
	  $(PYTEST) $(SERVICE)

audit-full: .venv/.dev $(TRANSLATIONS) static/vendor/.filled .venv/.test-tools  ## Look at every page in every form (for a night)
	SIGHTLINE_WHOLE_MATRIX=1 $(BIN)/pytest -n 2 tests/a11y/test_matrix.py

check: .venv/.dev  ## Lint and type-check
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: .venv/.dev  ## Format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

set-up: .venv/.app $(TRANSLATIONS) static/vendor/.filled .venv/.tools

words: .venv/.app  ## Bring the catalogues of translations up to date with the texts in the source
	$(BIN)/pybabel -q extract -F babel.cfg -k lazy_gettext -k lazy_ngettext:1,2 -k MediaError -k StepFailed -k TryLater -o .venv/messages.pot --no-location --omit-header --sort-output .
	for file in $(CATALOGUES); do $(BIN)/pybabel -q update -i .venv/messages.pot -o $$file \
	  -l $$(basename $$(dirname $$(dirname $$file))) --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --no-wrap; done

%.mo: %.po .venv/.app
	$(BIN)/pybabel -q compile -i $< -o $@

bench: .venv/.dev  ## Measure captioning against the bare engine
	$(BIN)/python -m bench.captioning

bench-pages: .venv/.dev static/vendor/.filled .venv/.test-tools  ## Measure pages against bare ones
	$(BIN)/python -m bench.pages
	$(BIN)/python -m bench.first_view
	$(BIN)/python -m bench.signer_sync

bench-review: .venv/.dev  ## Measure saving captions, and eight reviewers at once
	$(BIN)/python -m bench.review

faults: .venv/.dev static/vendor/.filled .venv/.test-tools  ## Break things while people work, and count what is lost (long)
	$(BIN)/python -m bench.faults kills
	$(BIN)/python -m bench.faults redis
	$(BIN)/python -m bench.faults database
	$(BIN)/python -m bench.faults line
	$(BIN)/python -m bench.faults clock

bench-audit: .venv/.dev static/vendor/.filled .venv/.test-tools  ## Measure audits against axe alone
	$(BIN)/python -m bench.audit

audit: set-up .venv/.test-tools  ## Audit our own pages, each in a few forms that change from day to day
	$(BIN)/python manage.py audit --format html --fail-on any -o instance/audit

gallery: .venv/.dev static/vendor/.filled .venv/.test-tools  ## Take the pictures of the README
	$(BIN)/python -m docs.gallery

lock:  ## Pin the newest versions of what is used
	$(BIN)/pip install -q pip-tools
	for name in app otel dev; do $(BIN)/pip-compile -q --upgrade --generate-hashes --strip-extras --allow-unsafe \
	  --no-header --no-emit-index-url --no-emit-trusted-host --no-emit-find-links \
	  -o requirements/$$name.txt requirements/$$name.in; done

audit-dependencies: .venv/.app  ## Compare the pinned packages with ADVISORIES (a file in the OSV format), offline
	$(BIN)/python deploy/audit_dependencies.py $(ADVISORIES)

clean:  ## Remove what was set up (the library in instance/ stays)
	rm -rf .venv node_modules static/vendor

.venv/.made:
	$(PYTHON) -m venv .venv || { $(SUDO) apt-get update -q && $(SUDO) apt-get install -qy python3-venv && $(PYTHON) -m venv --clear .venv; }
	@touch $@

.venv/.app: .venv/.made requirements/app.txt
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements/app.txt
	@touch $@

.venv/.dev: .venv/.app requirements/dev.txt
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

static/vendor/.filled: package.json package-lock.json
	npm ci --silent --no-fund --no-audit
	npm run --silent vendor
	@touch $@

# What is not Python: $(call need,command package ...) installs Debian packages whose command is missing.
.venv/.tools: .venv/.made
	sh deploy/need.sh ffmpeg:ffmpeg espeak-ng:espeak-ng bwrap:bubblewrap prlimit:util-linux
	@touch $@

.venv/.test-tools: .venv/.tools
	sh deploy/need.sh chromium-headless-shell:chromium-headless-shell espeak-ng:espeak-ng
	@touch $@
