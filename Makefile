# Everything a person types. Needs python3 (3.11 or newer), make and git; `make help` lists it.
.DEFAULT_GOAL := help
PORT ?= 8000
PY := .venv/bin/python
SHELL := /bin/sh
export PORT

.PHONY: help run setup account test matrix faults check format messages screens bench clean

help:  ## this list
	@sed -n 's/^\([a-z]*\):.*##/make \1\t/p' Makefile | expand -t 16

run: setup  ## start web, worker and scheduler; Ctrl-C ends them
	@exec $(PY) manage.py serve --port $(PORT)

setup: .venv/ready locale/zh_Hans/LC_MESSAGES/django.mo  ## virtual environment, catalogs, database
	@$(PY) manage.py migrate --verbosity 0 --skip-checks

account: setup  ## make an account that may do everything
	@$(PY) manage.py createsuperuser

test: .venv/tools locale/zh_Hans/LC_MESSAGES/django.mo  ## every test, on SQLite and PostgreSQL, with a real browser
	@exec $(PY) -m tests

matrix: .venv/tools locale/zh_Hans/LC_MESSAGES/django.mo  ## every screen, address and role against the table of who may what, at length
	@MATRIX=whole exec $(PY) -m tests tests/matrix

faults: .venv/tools locale/zh_Hans/LC_MESSAGES/django.mo  ## races and kills at length, on both databases and both brokers
	@FAULTS=long exec $(PY) -m tests tests/faults tests/bureau/casework/test_races.py tests/bureau/audit/test_history.py tests/bureau/desk/test_second_saver.py

check: .venv/tools locale/zh_Hans/LC_MESSAGES/django.mo  ## style, types, layers, templates, migrations, deployment, catalogs
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports --no-logo
	.venv/bin/djlint --check --lint --quiet bureau credit projects complaints reports
	$(PY) manage.py makemigrations --check --dry-run
	$(PY) manage.py check --fail-level WARNING
	PRODUCTION=1 ALLOWED_HOSTS=localhost SECRET_KEY=$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(64))') \
	  FIELD_KEYS=$$($(PY) -c 'import base64, secrets; print(base64.b64encode(secrets.token_bytes(32)).decode())') \
	  AUDIT_KEYS=$$($(PY) -c 'import base64, secrets; print(base64.b64encode(secrets.token_bytes(32)).decode())') \
	  $(PY) manage.py check --deploy --fail-level WARNING
	$(PY) manage.py catalogs --check

format: .venv/tools  ## put the code in form
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .
	.venv/bin/djlint --reformat --quiet bureau credit projects complaints reports

messages: .venv/tools  ## take new words into the Chinese catalog
	$(PY) manage.py catalogs --update

screens: .venv/tools locale/zh_Hans/LC_MESSAGES/django.mo  ## docs/screens anew, in a real browser, on a fixed morning
	@$(PY) -m tests.screens

bench: .venv/tools  ## measure, as ratios side by side
	$(PY) -m benchmarks

clean:  ## remove the virtual environment and what was compiled; records in var/ stay
	rm -rf .venv .mypy_cache .ruff_cache .import_linter_cache locale/*/LC_MESSAGES/*.mo

.venv/ready: requirements.txt constraints.txt
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11) and "python3 is too old: 3.11 or newer is needed")'
	python3 -m venv .venv
	.venv/bin/pip install --quiet --disable-pip-version-check --requirement requirements.txt --constraint constraints.txt
	@touch $@

.venv/tools: .venv/ready requirements-dev.txt
	.venv/bin/pip install --quiet --disable-pip-version-check --requirement requirements-dev.txt --constraint constraints.txt
	@touch $@

%.mo: %.po .venv/ready
	@$(PY) manage.py catalogs
