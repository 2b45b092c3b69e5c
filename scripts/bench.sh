#!/usr/bin/env bash
# scripts/bench.sh: every benchmark, optimised; the screen's is taken in the real window.
source "$(dirname "$0")/say.sh"

scripts/install.sh test
scripts/ui.sh
scripts/npm.sh tests/ui
scripts/tools.sh tauri-driver
say "Building the optimised window"
cargo build --quiet --release --locked -p luudong-desktop
cargo bench --locked --package luudong-tests
