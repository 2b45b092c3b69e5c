#!/usr/bin/env bash
# scripts/day.sh: a simulated day in the real window, optimised. PEOPLE=1000 says how many are planned.
source "$(dirname "$0")/say.sh"

scripts/install.sh test
scripts/ui.sh
scripts/npm.sh tests/ui
scripts/tools.sh tauri-driver
say "Building the optimised window, central and the other laptops"
cargo build --quiet --release --locked -p luudong-desktop -p luudong-central -p luudong-tests --bins
cd tests/ui
LUUDONG_BIN=$PWD/../../target/release PEOPLE=${PEOPLE:-1000} node --test hall_day.window.test.mjs
