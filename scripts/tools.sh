#!/usr/bin/env bash
# scripts/tools.sh NAME...: command-line tools of the tests, into target/tools, only when this version is not there yet.
source "$(dirname "$0")/say.sh"

declare -A versions=([tauri-driver]=2.0.4 [cargo-fuzz]=0.13.2 [cargo-deny]=0.20.2)

for tool in "$@"; do
  version=${versions[$tool]}
  # Cargo records what it installed: `"tauri-driver 2.0.4 (registry+…)" = […]`.
  grep -qsF "\"$tool $version " target/tools/.crates.toml && [ -x "target/tools/bin/$tool" ] && continue
  say "Building $tool $version"
  quietly "out/logs/$tool.log" cargo install "$tool" --version "$version" --locked --root target/tools ||
    fail "$tool could not be built: see out/logs/$tool.log"
done
