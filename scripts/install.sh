#!/usr/bin/env bash
# scripts/install.sh run|test: Debian packages that the program (run) and its tests (test) need, only those that are missing.
source "$(dirname "$0")/say.sh"

# A C compiler, make and perl build SQLCipher and its OpenSSL; WebKitGTK is the window.
packages=(build-essential pkg-config perl libwebkit2gtk-4.1-dev librsvg2-dev)
if [ "${1:-run}" = test ]; then
  # The real window on a virtual screen, a real browser, and a face with Vietnamese letters for both; `ip` for halls of
  # machines on a network of their own; a printer that prints into files, and what turns papers into pictures and text.
  packages+=(xvfb dbus at-spi2-core webkit2gtk-driver chromium fonts-dejavu-core iproute2 cups-ipp-utils avahi-daemon poppler-utils)
fi

needs() { # needs PROGRAM HOW-TO-GET-IT
  command -v "$1" >/dev/null || fail "Cần có '$1'. '$1' is missing: $2"
}

needs cargo "install Rust 1.95 or newer from https://rustup.rs"
needs node "install Node.js 20 or newer from https://nodejs.org"
needs npm "install it with Node.js 20 or newer from https://nodejs.org"
node -e 'const [major, minor] = process.versions.node.split("."); process.exit(major > 20 || (major == 20 && minor >= 19) ? 0 : 1)' ||
  fail "Node.js $(node --version) is too old: install 20.19 or newer from https://nodejs.org"

command -v dpkg-query >/dev/null ||
  fail "This script knows Debian's packages only. Install what stands for these on your system, then run cargo build: ${packages[*]}"

missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q '^install ok installed$' || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || fail "As root, please run: apt-get install ${missing[*]}"
  as_root=(sudo)
fi

say "Installing ${#missing[@]} Debian packages: ${missing[*]}"
apt() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 "$@"; }
[ ${#as_root[@]} -eq 0 ] || sudo -v # asks for the password here, where it can be seen
quietly out/logs/apt-update.log apt update || say "apt-get update failed; trying with the lists that are here."
quietly out/logs/apt-install.log apt install -y --no-install-recommends "${missing[@]}" ||
  fail "Debian packages could not be installed (out/logs/apt-install.log). Is there a network? By hand: apt-get install ${missing[*]}"
