#!/usr/bin/env bash
# scripts/nightly.sh: the tests, optimised, with many more random cases than a person waits for. CASES=100000 says how
# many. A case that fails is printed, and kept in a proptest-regressions file to be committed.
source "$(dirname "$0")/say.sh"

scripts/install.sh run
scripts/ui.sh
say "All tests, optimised (${CASES:-2000} cases a property)"
PROPTEST_CASES=${CASES:-2000} cargo test --quiet --release --locked --workspace
say "Random bytes and histories: the formats, the fold, the texts (${CASES:-100000} cases a property)"
# Some properties pass over many cases that say nothing, which is no failure however many there are.
PROPTEST_CASES=${CASES:-100000} PROPTEST_MAX_GLOBAL_REJECTS=10000000 \
  cargo test --quiet --release --locked -p luudong-domain -p luudong-sync
