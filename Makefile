# Everything that the project does, by name. CI calls these targets and nothing else.
.DEFAULT_GOAL := help
CARGO ?= cargo
BUF ?= $(shell command -v buf 2>/dev/null || echo target/tools/node_modules/.bin/buf)

help: ## Lists the targets
	@awk -F':.*## ' '/^[a-z0-9-]+:.*## /{printf "  make %-17s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## Runs all five services in one process, on data in .stts/
	$(CARGO) run --package stts -- run

run-services: setup-servers ## Runs each service in a process of its own, on PostgreSQL and Redis; OPTIONS="--replicas 2"
	$(CARGO) build --workspace --bins
	exec "$${CARGO_TARGET_DIR:-target}/debug/with-servers" --data .stts/servers "$${CARGO_TARGET_DIR:-target}/debug/stts" services $(OPTIONS)

demo: ## Plays a year of the tariff on a simulated clock, from applications to the settlement
	$(CARGO) run --package stts -- demo

test: setup ## Runs all tests, on SQLite, and on a private PostgreSQL and Redis that end with the run
	$(CARGO) build --workspace --all-targets
	exec "$${CARGO_TARGET_DIR:-target}/debug/with-servers" $(CARGO) test --workspace --quiet

test-long: setup ## Runs the long suites and prints their seeds
	$(CARGO) build --quiet --workspace --all-targets
	exec "$${CARGO_TARGET_DIR:-target}/debug/with-servers" $(CARGO) test --workspace --quiet -- --ignored --nocapture

bench: setup-servers ## Measures the start, memory, applications, events and jobs; FIGURES="apply --clean-build" chooses
	$(CARGO) build --release --package stts --package stts-tests
	"$${CARGO_TARGET_DIR:-target}/release/bench" $(FIGURES)

lint: proto ## Checks style, lints, contracts, licences and unused dependencies
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets -- --deny warnings
	@if [ -x "$(BUF)" ]; then "$(BUF)" lint && "$(BUF)" format --exit-code --diff && "$(BUF)" breaking --against proto/released.binpb; else echo "buf is missing: npm install --prefix target/tools @bufbuild/buf"; exit 1; fi
	@if command -v cargo-deny >/dev/null; then $(CARGO) deny --offline check bans licenses sources; else echo "cargo-deny is missing: cargo install cargo-deny"; exit 1; fi
	@if command -v cargo-machete >/dev/null; then cargo-machete; else echo "cargo-machete is missing: cargo install cargo-machete"; exit 1; fi

fmt: ## Formats code and contracts
	$(CARGO) fmt --all
	"$(BUF)" format --write

proto: ## Lays out what an operator needs to call us in target/sdk, and the field rules for buf
	$(CARGO) build --quiet --package stts-contracts
	.ci/proto

k8s: setup-kubernetes ## Makes development secrets, and renders k8s/ to target/k8s
	$(CARGO) build --quiet --package stts
	STTS="$(abspath $(or $(CARGO_TARGET_DIR),target))/debug/stts" k8s/overlays/development/prepare
	mkdir -p target/k8s
	.ci/kustomize k8s/base > target/k8s/base.yaml
	.ci/kustomize k8s/overlays/development > target/k8s/development.yaml

setup: setup-servers setup-kubernetes ## Installs everything that the tests need

setup-servers: ## Installs PostgreSQL and Redis where they are missing
	.ci/setup-servers

setup-kubernetes: ## Installs what renders and checks k8s/ into target/tools
	.ci/setup-kubernetes

.PHONY: help run run-services demo test test-long bench lint fmt proto k8s setup setup-servers setup-kubernetes
