# shellcheck shell=bash
# What every script here begins with: the project's folder, and how it speaks. Sourced, not run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf '%s\n' "$*"; }

# Ends the script with one sentence that says what to do.
fail() {
  printf '\n%s\n' "$*" >&2
  exit 1
}

# Runs a command quietly into a log; shows the log's end when the command fails.
quietly() {
  local log=$1
  shift
  mkdir -p "$(dirname "$log")"
  "$@" >"$log" 2>&1 </dev/null && return
  tail -n 40 "$log" >&2
  return 1
}
