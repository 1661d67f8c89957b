# Entry points for development; `make generate` and `make test` run `setup` first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
SHELL := /bin/bash
# Tests start many processes, which would compile the modules each time.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup generate check test verify coverage corpus dist bench-runtime bench-generate bench-compare bench-diff bench-review bench-scale slice golden mutants mutations random size clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

setup: $(READY) ## Make .venv with everything the other targets need

$(READY): pyproject.toml runtime/pyproject.toml constraints.txt
	@.ci/check-python "$(PYTHON)" $(or $(MAKECMDGOALS),setup)
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--constraint constraints.txt hatchling editables setuptools
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation \
		--constraint constraints.txt --editable runtime --editable '.[dev]'
	@mkdir -p .wheelhouse
	@$(BIN)/python -c 'from importlib.metadata import requires; \
		found = requires("specloom") + requires("specloom-runtime"); \
		print(*(r for r in found if "extra ==" not in r and "specloom" not in r), sep="\n")' \
		> .wheelhouse/requirements.txt
	$(BIN)/python -m pip download --quiet --disable-pip-version-check \
		--constraint constraints.txt --dest .wheelhouse \
		--requirement .wheelhouse/requirements.txt
	@touch $(READY)

# Without the environment of `make setup`, a small one is enough to build wheels.
DIST_READY := $(if $(wildcard $(READY)),,build/dist-venv/.ready)
DIST_PYTHON := $(if $(DIST_READY),build/dist-venv,$(VENV))/bin/python
build/dist-venv/.ready: constraints.txt
	@.ci/check-python "$(PYTHON)" $(or $(MAKECMDGOALS),setup)
	$(PYTHON) -m venv build/dist-venv
	build/dist-venv/bin/python -m pip install --quiet --disable-pip-version-check \
		--constraint constraints.txt build hatchling
	@touch $@

dist: $(DIST_READY) ## Build the wheels of Specloom and of its runtime into dist/
	rm -rf dist
	$(DIST_PYTHON) -m build --wheel --no-isolation --outdir dist runtime
	$(DIST_PYTHON) -m build --wheel --no-isolation --outdir dist .

RELEASE := $(VENV)/.release
$(RELEASE): $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation \
		--constraint constraints.txt --editable '.[release]'
	$(BIN)/python -m pip download --quiet --disable-pip-version-check \
		--constraint constraints.txt --dest .wheelhouse pytest
	@touch $@

.PHONY: release-check
release-check: $(if $(QUICK),$(READY),$(RELEASE)) ## Build all distributions twice, and check them; TAG=v1.2.3, OUTPUT=folder, QUICK=1
	$(BIN)/python -m tests.release $(if $(TAG),--tag $(TAG)) \
		$(if $(OUTPUT),--output $(OUTPUT)) $(if $(QUICK),--quick)

generate: $(READY) ## Normalize the vendors' descriptions and generate the package
	@$(BIN)/specloom generate

check: $(READY) ## Check that committed files are current, formatted and typed
	$(BIN)/specloom check
	$(BIN)/specloom docs --check
	$(BIN)/black --check --quiet generator runtime generated tests benchmarks examples
	$(BIN)/ruff check --quiet generator runtime generated tests benchmarks examples
	$(BIN)/mypy generator/specloom runtime/specloom_runtime generated/specloom_clients

test: coverage ## Run the tests that need no network, in under five minutes
	$(BIN)/python -m pytest --numprocesses 2 --dist worksteal --quiet -m "not verify" \
		--ignore tests/runtime

DOCS := $(VENV)/.docs
$(DOCS): $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation \
		--constraint constraints.txt --editable '.[docs]'
	@touch $(DOCS)

.PHONY: docs
docs: $(DOCS) ## Build the documentation site, strictly, into build/site
	$(BIN)/zensical build --clean --strict

EXAMPLE_PACKAGES := $(VENV)/.example-packages
$(EXAMPLE_PACKAGES): $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation \
		--constraint constraints.txt --editable '.[examples]'
	@touch $(EXAMPLE_PACKAGES)

verify: $(DOCS) $(EXAMPLE_PACKAGES) ## Run the longer checks: wheels alone, both type checkers
	$(BIN)/python -m pytest --numprocesses 2 --dist worksteal --quiet -m "verify and not soak"
	$(BIN)/basedpyright
	$(BIN)/mypy examples

.PHONY: export-kills
export-kills: $(EXAMPLE_PACKAGES) ## Kill an example's export at KILLS random lines; SEED=text
	KILLS=$(or $(KILLS),300) SEED=$(SEED) $(BIN)/python -m pytest --quiet -m verify \
		tests/examples/test_contacts_to_parquet.py

.PHONY: soak
soak: $(READY) ## Run the longest checks: errors at each line, many edits, all pairs of descriptions
	$(BIN)/python -m pytest --numprocesses 2 --dist worksteal --quiet -m soak

corpus: $(READY) ## Generate, import, type and test every document of CORPUS=folder
	$(BIN)/python benchmarks/corpus.py $(CORPUS) --write benchmarks/results/corpus.md

.PHONY: behaviour
behaviour: $(READY) ## Record what every operation of the vendors and defects does
	$(BIN)/python tests/behaviour/record.py --output build/behaviour.json

# They wait more than they compute, so three processes keep two processors busy.
coverage: $(READY) ## Run the runtime's tests; they must cover all its lines and branches
	$(BIN)/python -m pytest --numprocesses 3 --dist worksteal --quiet -m "not verify" \
		--cov --cov-report term:skip-covered tests/runtime

bench-runtime: $(READY) ## Measure the runtime; writes benchmarks/results/runtime.md
	$(BIN)/python benchmarks/runtime.py

.PHONY: bench-call
bench-call: $(READY) ## Show where the CPU time of a call goes; writes benchmarks/results/call.md
	$(BIN)/python benchmarks/call_profile.py --write benchmarks/results/call.md

.PHONY: bench-transports
bench-transports: $(READY) ## Measure transports of one's own; writes benchmarks/results/transports.md
	$(BIN)/python benchmarks/transport_costs.py --write benchmarks/results/transports.md
	$(BIN)/python benchmarks/shown_results.py

bench-generate: $(READY) ## Measure generating on CORPUS=folder (needs npm and java); ROUNDS=5
	$(BIN)/python benchmarks/generate.py $(CORPUS) $(if $(ROUNDS),--rounds $(ROUNDS))

.PHONY: bench-tables
bench-tables: $(READY) ## Copy tables of benchmarks/results into README.md and docs
	$(BIN)/python benchmarks/shown_results.py

bench-compare: $(READY) ## Compare speed with the checkout BEFORE=folder, on documents of CORPUS=folder
	$(BIN)/python benchmarks/compare.py $(BEFORE) $(if $(CORPUS),--corpus $(CORPUS)) \
		$(if $(WRITE),--write $(WRITE))

bench-scale: $(READY) ## Measure how cost grows with the work; WRITE=1 writes benchmarks/results/scale.md
	$(BIN)/python benchmarks/scale.py $(if $(WRITE),--write) $(if $(ONLY),--only "$(ONLY)")

bench-diff: $(READY) ## Count the changed lines of small changes; writes benchmarks/results/diff.md
	$(BIN)/python benchmarks/diff_sizes.py --write benchmarks/results/diff.md

.PHONY: bench-callers
bench-callers: $(READY) ## Count what impact and migrate find for 100 changes; SEED=text COUNT=number
	$(BIN)/python tests/support/measured_callers.py $(SEED) $(COUNT)

bench-review: $(READY) ## Measure reviewing on pairs of versions; writes benchmarks/results/review.md
	$(BIN)/python benchmarks/review.py --write benchmarks/results/review.md

PAIRS := ../shared/pairs
EXAMPLES := adyen_checkout=adyen-checkout-v70-v71 discord=discord \
	docker_engine=docker-engine-v1.51-v1.52 netlify=netlify slack=slack-2019-2020
.PHONY: suggest-score
suggest-score: $(READY) ## Compare proposals with the labels of descriptions; DETAILS=--details lists the wrong ones
	$(BIN)/python tests/support/suggest_score.py $(DETAILS)

.PHONY: examples
examples: $(READY) ## Write docs/examples: reports about the pairs of descriptions in PAIRS=folder
	$(BIN)/python benchmarks/example_reports.py $(PAIRS) $(EXAMPLES)

.PHONY: demo
demo: $(READY) ## Run the README's example against a mock of its vendor
	@$(BIN)/python benchmarks/demo.py economic

slice: $(READY) ## Run a small part of each benchmark that takes long
	$(BIN)/python benchmarks/corpus.py tests/defects --only forms names-that-collide
	$(BIN)/python benchmarks/generate.py tests/defects --quick --only items-is-a-list
	$(BIN)/python benchmarks/runtime.py --quick
	$(BIN)/python benchmarks/call_profile.py --seconds 0.2
	$(BIN)/python benchmarks/transport_costs.py --rounds 1
	$(BIN)/python benchmarks/scale.py --quick

golden: $(READY) ## Rewrite what the golden tests expect; read the diff
	$(BIN)/python tests/support/update_golden.py

MUTANTS := $(VENV)/.mutants
$(MUTANTS): $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation \
		--constraint constraints.txt --editable '.[mutants]'
	@touch $(MUTANTS)

mutants: $(MUTANTS) ## Change the code in 207 places and expect a failing test; QUICK=1 for five
	$(BIN)/python tests/mutants $(if $(QUICK),--quick) $(SEEDED)

MOCK_CHECKS := $(VENV)/.mock-checks
$(MOCK_CHECKS): $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation \
		--constraint constraints.txt --editable '.[mock-checks]'
	@touch $(MOCK_CHECKS)

MOCKED := adyen-bin-lookup-v54.json bump-train-travel.json firecracker.json \
	hetzner-cloud.json oai-uspto.json okta-idp.yaml pokemon-api.json \
	readme-star-trek-3.0.json redocly-museum.yaml uber.json
.PHONY: mock-checks
mock-checks: $(MOCK_CHECKS) ## Run Schemathesis against mocks of the vendors and of documents of CORPUS=folder
	$(BIN)/python benchmarks/mock_checks.py --write benchmarks/results/mock.md \
		$(if $(CORPUS),$(addprefix $(CORPUS)/,$(MOCKED)))

PRISM := build/prism
$(PRISM)/node_modules/.bin/prism:
	npm install --silent --prefix $(PRISM) @stoplight/prism-cli@5.14.2

.PHONY: prism
prism: $(READY) $(PRISM)/node_modules/.bin/prism ## Call the reads of generated clients against Prism (needs npm)
	$(BIN)/python benchmarks/prism_checks.py $(PRISM)/node_modules/.bin/prism

SEEDED := $(if $(SEED),--seed $(SEED)) $(if $(COUNT),--count $(COUNT))
mutations: $(READY) ## Break documents in random places; SEED, COUNT, RUNS, LARGE, SHRINK=1, WILD=1
	$(BIN)/python -m tests.mutations $(SEEDED) $(if $(RUNS),--runs $(RUNS)) \
		$(if $(LARGE),--large $(LARGE)) $(if $(SHRINK),--shrink) $(if $(WILD),--wild) \
		$(if $(DOCUMENTS),--documents $(DOCUMENTS)) --at-least $(or $(AT_LEAST),0.995)

random: $(READY) ## Draw sound documents and run their generated tests; SEED, COUNT
	$(BIN)/python -W ignore -m tests.random_documents $(SEEDED)

size: ## Count the lines of code of generator and runtime, and of clients per operation
	@.ci/check-python "$(PYTHON)" $(or $(MAKECMDGOALS),setup)
	@$(PYTHON) benchmarks/size.py

clean: ## Remove everything that can be rebuilt
	rm -rf $(VENV) .wheelhouse build dist .cache .hypothesis .mypy_cache .ruff_cache
