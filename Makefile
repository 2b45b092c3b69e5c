# Lưu Động: everything a developer does here. `make help` lists it.
SHELL := /bin/bash
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

.PHONY: help run test bench day fmt lint ui nightly fuzz clean-out

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

run: ## try it out: installs what is missing, builds, starts a central on this machine, opens the window
	@scripts/run.sh

test: ## everything that must hold before a change goes in
	@scripts/test.sh

lint: ## the quick half of `make test`: formatting, lints, types, licences
	@scripts/test.sh lint

ui: ## the pages alone, into ui/dist
	@scripts/install.sh run
	@scripts/ui.sh

fmt: ui/node_modules ## formats Rust and the pages
	@cargo fmt --all
	@cargo fmt --manifest-path tests/fuzz/Cargo.toml
	@cd ui && npm run --silent --if-present format

bench: ## measures the work that has to stay fast
	@scripts/bench.sh

day: ## a whole day of 1,000 people in the real window (PEOPLE=1000): throughput, and what it holds in memory
	@scripts/day.sh

nightly: ## the tests again, optimised and with many more random cases
	@scripts/nightly.sh

fuzz: ## what others could have sent, ten minutes (MINUTES=10) against each part that reads it, guided by coverage
	@scripts/fuzz.sh

ui/node_modules: ui/package-lock.json
	@scripts/ui.sh install

clean-out: ## removes what runs and tests left in out/ (try-out data too)
	@rm -rf out
