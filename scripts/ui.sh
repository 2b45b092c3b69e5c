#!/usr/bin/env bash
# scripts/ui.sh [install]: the pages' packages as locked, then the pages into ui/dist; each only when out of date.
source "$(dirname "$0")/say.sh"

scripts/npm.sh ui
[ "${1:-}" != install ] || exit 0

# Anything of the pages newer than what was built from them?
stale() {
  [ -f ui/dist/index.html ] || return 0
  [ -n "$(find ui -path ui/node_modules -prune -o -path ui/dist -prune -o -path ui/src/lib/paraglide -prune \
    -o -type f -newer ui/dist/index.html -print -quit)" ]
}
stale || exit 0
say "Building the pages"
quietly out/logs/ui-build.log npm --prefix ui run build || fail "The pages do not build: see out/logs/ui-build.log"
