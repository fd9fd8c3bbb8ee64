# What can be done here? `make demo` to look around, `make test` and `make check`; docs/operations.md tells the rest.

.PHONY: help demo run setup test check coverage screenshots bench soak lock
.DEFAULT_GOAL := help

PYTHON_HERE = $$(sh scripts/find-python.sh)
INSIDE = .venv/bin/python

# The port first: whoever has to choose another one is told before anything slow is done.
SERVE = @python=$(PYTHON_HERE) && "$$python" scripts/port.py $@ && \
	"$$python" scripts/environment.py && exec $(INSIDE) scripts/serve.py $@

help:
	@echo "make demo      a demo association on http://127.0.0.1:8000, with the sign-ins to look around"
	@echo "make run       the same without demo data, for a register of your own"
	@echo "make setup     .venv with everything in it and an embedded database: manage.py is ready"
	@echo "make test      every test on SQLite and on PostgreSQL (it brings its own)"
	@echo "make check     lint, format, types, import contracts, migrations, house rules"
	@echo "make coverage  which branches of rules/ and actions/ the tests reach"
	@echo "make screenshots  the pictures of docs/pictures, taken anew from a demo of their own"
	@echo "make bench     pages, searches, trackers, a purge, a bulk enrolment and the server beside plain SQL, on both databases"
	@echo "make soak      half an hour of mixed traffic on each database, a server process killed every minute"
	@echo "make lock      resolve the dependencies anew into requirements/"

setup:
	@python=$(PYTHON_HERE) && "$$python" scripts/environment.py
	@$(INSIDE) scripts/embedded.py

demo:
	$(SERVE)

run:
	$(SERVE)

# The tests bring their own databases; a broken migration is for them to report.
test: .environment
	@$(INSIDE) scripts/suite.py

check: .environment
	@$(INSIDE) scripts/check.py

coverage: .environment
	@$(INSIDE) -m pytest -q -n 2 -m "not once" --cov --cov-report=term-missing:skip-covered

screenshots: .environment
	@$(INSIDE) scripts/screenshots.py

# BENCH="--enrollees 100000 --json figures.json" says how much and where to.
bench: .environment
	@$(INSIDE) -m benchmarks $(BENCH)

# SOAK="--minutes 30 --database PostgreSQL --json figures.json" says how long, on what and where to.
soak: .environment
	@$(INSIDE) -m benchmarks.soak $(SOAK)

lock:
	@python=$(PYTHON_HERE) && "$$python" scripts/lock.py

.PHONY: .environment
.environment:
	@python=$(PYTHON_HERE) && "$$python" scripts/environment.py
