#!/usr/bin/env bash
# scripts/fuzz.sh [TARGET...]: coverage-guided fuzzing of what reads bytes that others wrote; all targets by default.
# MINUTES=10 says how long each runs. An input that ends a target lies in tests/fuzz/artifacts/TARGET afterwards: it is
# mended in the code and kept as a test of that crate. What was found to be of interest stays in tests/fuzz/corpus.
source "$(dirname "$0")/say.sh"

minutes=${MINUTES:-10}
[[ $minutes =~ ^[1-9][0-9]*$ ]] || fail "MINUTES=$minutes: a whole number of minutes, from 1."
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=(scan mrz encodings import_csv import_xlsx import_sheet batch)

cargo +nightly --version >/dev/null 2>&1 ||
  fail "Fuzzing needs Rust's nightly compiler, which alone has libFuzzer's instrumentation: rustup toolchain install nightly"
scripts/install.sh run
scripts/tools.sh cargo-fuzz
export PATH="$PWD/target/tools/bin:$PATH"

# No sanitizer: the product has no unsafe code, so what it could find lies in SQLite, OpenSSL and zstd, which would all
# have to be built again for it; without it twice as many inputs are tried. Arithmetic that wraps is found either way.
fuzz() {
  local command=$1
  shift
  cargo +nightly fuzz "$command" --fuzz-dir tests/fuzz --target-dir "${CARGO_TARGET_DIR:-target}/fuzz" --sanitizer none "$@"
}

# The longest input, bytes; what is longer meets the same code again. The longest scan is a little over its own limit.
declare -A longest=([scan]=4200 [mrz]=200 [encodings]=2048 [import_csv]=8192 [import_xlsx]=65536 [import_sheet]=8192
  [batch]=16384)
declare -A dictionary=([scan]=scan [encodings]=import_csv [import_csv]=import_csv [import_xlsx]=import_sheet
  [import_sheet]=import_sheet [batch]=batch)

say "Building the targets and what they begin with"
cargo build --quiet --locked --package luudong-cli
node tests/fuzz/seeds.mjs "${CARGO_TARGET_DIR:-target}/debug/luudong"
quietly out/logs/fuzz-build.log fuzz build || fail "The targets could not be built: see out/logs/fuzz-build.log"

failed=()
for target in "${targets[@]}"; do
  log=out/logs/fuzz-$target.log
  # An input that takes a gigabyte or 20 s is as much a fault as one that panics.
  options=(-max_total_time=$((minutes * 60)) -rss_limit_mb=1024 -timeout=20 -max_len="${longest[$target]}"
    -print_final_stats=1)
  [ -z "${dictionary[$target]:-}" ] || options+=(-dict="tests/fuzz/dictionaries/${dictionary[$target]}.dict")
  say "$target: $minutes minutes (out/logs/fuzz-$target.log)"
  if quietly "$log" fuzz run "$target" -- "${options[@]}"; then
    inputs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    coverage=$(sed -n 's/^#[0-9]*\tDONE *cov: \([0-9]*\) ft: \([0-9]*\) corp: \([0-9]*\).*/\1 edges, \2 features, \3 inputs kept/p' "$log")
    say "$target: clean. $inputs inputs tried; $coverage"
  else
    failed+=("$target")
  fi
done
[ ${#failed[@]} -eq 0 ] ||
  fail "Not clean: ${failed[*]}. The inputs are in tests/fuzz/artifacts; each becomes a test of its crate."
