# Every command of the project. A machine with python3 and make is enough: the rest is fetched into this folder.
.DEFAULT_GOAL := help
SHELL := /bin/bash

export PORT ?= 5005
export ACTION_PORT ?= 5055
export RASA_TELEMETRY_ENABLED := false
export OPENBLAS_NUM_THREADS ?= 1
export SQLALCHEMY_SILENCE_UBER_WARNING := 1
export ACTION_URL ?= http://127.0.0.1:$(ACTION_PORT)/webhook
export TRACKER_DB ?= $(CURDIR)/var/conversations.db

UV := $(shell command -v uv || echo .tools/bin/uv)
PYTHON := .venv/bin/python

help:  ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 22

run: setup settings model knowledge  ## Set everything up and start the assistant (PORT, ACTION_PORT)
	@$(PYTHON) -m scripts.serve

shell: setup settings model knowledge  ## The same, to talk to it in this terminal (DEBUG=1 shows payloads)
	@$(PYTHON) -m scripts.serve --shell $(if $(DEBUG),--debug)

test: setup-test  ## Set everything up and run every check
	@scripts/need_chromium.sh
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy
	$(PYTHON) -m knowledge check
	$(PYTHON) -W ignore -m rasa data validate --fail-on-warnings
	$(PYTHON) -m scripts.fresh_model
	$(PYTHON) -W ignore -m rasa test core --stories tests/conversations --model models/bedside.tar.gz --out results/conversations --fail-on-prediction-errors
	$(PYTHON) -m pytest

test-faults: setup-test  ## Inject faults into the real processes and see that nothing is lost
	$(PYTHON) -m pytest tests/system/test_faults.py tests/system/test_danger.py tests/system/test_never_silent.py tests/escalations -v -s

test-attacks: setup-test  ## Try what an attacker tried, and count what held (docs/security.md)
	$(PYTHON) -m pytest tests/channels/test_http_guard.py tests/components/test_linear.py tests/components/test_hostile.py tests/components/test_plain_text.py \
		tests/components/test_spellings.py tests/escalations/test_safekeeping.py tests/scripts/test_parts.py tests/channels/test_twilio.py \
		tests/system/test_http.py tests/system/test_hostile.py tests/system/test_full_disk.py tests/system/test_supervision.py

train: setup  ## Train the model, even if nothing changed
	$(PYTHON) -m scripts.fresh_model --force

widget: setup-test  ## Build the web chat anew: widget/dist/bedside-chat.js, which is committed
	$(PYTHON) -m scripts.widget build

evaluate: setup-test model knowledge  ## Measure the understanding on messages it was never trained on
	$(PYTHON) -m scripts.evaluate

evaluate-answers: setup-test model  ## Measure what a person gets, over HTTP, on messages nobody trained on
	$(PYTHON) -m scripts.evaluate_answers

evaluate-life: setup-test model  ## Measure danger noticed and ordinary life left in peace, on messages in life's proportions
	$(PYTHON) -m scripts.evaluate_life

evaluate-peers: setup-test  ## Train other ways to understand on the same data, and measure them (half an hour)
	$(PYTHON) -m scripts.evaluate_peers

lock:  ## Resolve the packages anew and write the lock files
	$(UV) pip compile -q pyproject.toml --generate-hashes --no-header -o requirements.lock
	$(UV) pip compile -q pyproject.toml --extra test -c requirements.lock --generate-hashes --no-header -o requirements-test.lock
	$(UV) pip compile -q training/requirements.txt --python-version 3.11 --generate-hashes --no-header -o requirements-train.lock

clean:  ## Remove what was built (environment, model, databases)
	rm -rf .venv .tools .rasa models var results widget/node_modules

setup: .venv/installed
setup-test: .venv/installed-test

settings: setup
	@$(PYTHON) -m scripts.settings_check

model: setup
	@$(PYTHON) -m scripts.fresh_model

knowledge: setup
	@$(PYTHON) -m knowledge load

.venv/installed: requirements.lock .python-version | uv
	@test -x $(PYTHON) || $(UV) venv --quiet .venv
	@# The test environment holds all that serving needs: it is not taken apart again. Compiled once here, the packages load three times as fast at
	@# every start, also where Python is told to write no bytecode.
	@test -e .venv/installed-test || $(UV) pip sync --quiet --require-hashes --compile-bytecode requirements.lock
	@touch $@

.venv/installed-test: requirements-test.lock .python-version | uv
	@test -x $(PYTHON) || $(UV) venv --quiet .venv
	@$(UV) pip sync --quiet --require-hashes --compile-bytecode requirements-test.lock
	@touch .venv/installed $@

uv:
	@command -v uv >/dev/null || test -x .tools/bin/uv || (echo "Fetching uv." && (PIP_ROOT_USER_ACTION=ignore PIP_DISABLE_PIP_VERSION_CHECK=1 python3 -m pip install --quiet --target .tools uv || (python3 -m venv .tools/venv && .tools/venv/bin/pip install --quiet uv && mkdir -p .tools/bin && ln -sf ../venv/bin/uv .tools/bin/uv)))

.PHONY: help run shell test test-faults test-attacks train widget evaluate evaluate-answers evaluate-life evaluate-peers lock clean setup setup-test settings model knowledge uv
