# Each target sets itself up: a virtual environment with pinned, hashed packages. Nothing else is needed.
PYTHON ?= python3
BIN := .venv/bin
RUN := .venv/.run
DEV := .venv/.dev

.PHONY: run chat test lint bench crash years calls seats words pins
run: $(RUN)
	$(BIN)/python -m bot

chat: $(RUN)
	$(BIN)/python -m bot chat

test: $(DEV)
	$(BIN)/python -m pytest -n auto --dist loadfile

lint: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(DEV)
	$(BIN)/python -m tests.bench

# The long form of the crash test; the suite runs a short one.
crash: $(DEV)
	$(BIN)/python -m tests.crash

# The long form of two years of duty; the suite runs a short one.
years: $(DEV)
	$(BIN)/python -m tests.two_years

# The long form of calls at random; the suite runs a short one.
calls: $(DEV)
	$(BIN)/python -m tests.any_call

# The long form of the seats' machine; the suite runs a short one.
seats: $(DEV)
	$(BIN)/python -m tests.handlers.test_seats_machine

# Write locales/messages.pot anew from the code and bring the three catalogues in line with it.
words: $(DEV)
	$(BIN)/python -m tests.words

.venv:
	$(PYTHON) -m venv .venv

$(RUN): requirements.txt | .venv
	$(BIN)/pip install --quiet --require-hashes -r requirements.txt
	@touch $@

$(DEV): requirements-dev.txt | .venv
	$(BIN)/pip install --quiet --require-hashes -r requirements-dev.txt
	@touch $@

# Renew the pins (needs pip-tools): no file may name a registry or a path, and both files share one environment.
PINS := --quiet --generate-hashes --strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host
pins:
	pip-compile $(PINS) --extra dev --output-file requirements-dev.txt pyproject.toml
	pip-compile $(PINS) --constraint requirements-dev.txt --output-file requirements.txt pyproject.toml
