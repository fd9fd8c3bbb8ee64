# What can be done here? `make setup`, then `make test` and `make check`; docs/operations.md tells the rest.

.PHONY: help setup test check coverage lock
.DEFAULT_GOAL := help

PYTHON_HERE = $$(sh scripts/find-python.sh)
INSIDE = .venv/bin/python

help:
	@echo "make setup     .venv with everything in it and an embedded database: manage.py is ready"
	@echo "make test      every test on SQLite and on PostgreSQL (it brings its own)"
	@echo "make check     lint, format, types, import contracts, migrations, house rules"
	@echo "make coverage  which branches of rules/ and actions/ the tests reach"
	@echo "make lock      resolve the dependencies anew into requirements/"

setup:
	@python=$(PYTHON_HERE) && "$$python" scripts/environment.py
	@$(INSIDE) scripts/embedded.py

# The tests bring their own databases; a broken migration is for them to report.
test: .environment
	@$(INSIDE) scripts/suite.py

check: .environment
	@$(INSIDE) scripts/check.py

coverage: .environment
	@$(INSIDE) -m pytest -q -n 2 -m "not once" --cov --cov-report=term-missing:skip-covered

lock:
	@python=$(PYTHON_HERE) && "$$python" scripts/lock.py

.PHONY: .environment
.environment:
	@python=$(PYTHON_HERE) && "$$python" scripts/environment.py
