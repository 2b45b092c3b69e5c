#!/usr/bin/env bash
# scripts/test.sh [lint]: every check in the order of its price, stopping at the first that fails. `lint`: no programs are run.
source "$(dirname "$0")/say.sh"

only=${1:-all}
began=$SECONDS

# stage NAME COMMAND...: a heading, the command, and how long it took.
stage() {
  local name=$1 start=$SECONDS
  shift
  printf '\n── %s (at %d s)\n' "$name" $((start - began))
  "$@" || fail "make test stopped at '$name' after $((SECONDS - began)) s: what is wrong is said above."
  printf '   %d s\n' $((SECONDS - start))
}

browser_tests() { npm --prefix tests/ui run --silent browser; }
window_tests() { npm --prefix tests/ui run --silent window; }
pages() { npm --prefix ui run --silent "$1"; }
rust_docs() { RUSTDOCFLAGS="-D warnings" cargo doc --quiet --workspace --no-deps --locked; }
licences() { target/tools/bin/cargo-deny --log-level error --locked check bans licenses sources; }
lint_tools() { scripts/tools.sh cargo-deny; }

stage "Debian packages" scripts/install.sh test
stage "Rust format" cargo fmt --all --check
stage "Rust format: fuzz targets" cargo fmt --manifest-path tests/fuzz/Cargo.toml --check
stage "npm packages" scripts/npm.sh ui
stage "Pages: types" pages check
stage "Pages: lints" pages lint
# The desktop program carries the built pages, so they come before anything of Rust.
stage "Pages: build" scripts/ui.sh
stage "Rust lints" cargo clippy --quiet --workspace --all-targets --locked -- -D warnings
stage "Rust documentation" rust_docs
stage "Tool: cargo-deny" lint_tools
stage "Licences and sources" licences

if [ "$only" = all ]; then
  # All targets at once, so that tests and programs share one build of everything they stand on.
  stage "Rust build" cargo build --quiet --workspace --all-targets --locked
  stage "Rust tests" cargo test --quiet --workspace --locked
  stage "Browser and window: packages" scripts/npm.sh tests/ui
  stage "Browser tests" browser_tests
  stage "Tool: tauri-driver" scripts/tools.sh tauri-driver
  stage "Window tests" window_tests
fi

printf '\nAll good after %d s.\n' $((SECONDS - began))
