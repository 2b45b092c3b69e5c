#!/usr/bin/env bash
# scripts/npm.sh FOLDER: npm packages exactly as locked, only when the lock is newer than what is there.
source "$(dirname "$0")/say.sh"

folder=$1
# npm writes this file last, so it is also missing after an interrupted install.
[ "$folder/node_modules/.package-lock.json" -nt "$folder/package-lock.json" ] && exit 0
say "Installing npm packages of $folder"
quietly "out/logs/npm-${folder//\//-}.log" npm --prefix "$folder" ci --no-audit --no-fund --loglevel=error ||
  fail "npm packages of $folder could not be installed: see out/logs/npm-${folder//\//-}.log. Is there a network?"
touch "$folder/node_modules/.package-lock.json"
