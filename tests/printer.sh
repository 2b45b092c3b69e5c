#!/usr/bin/env bash
# tests/printer.sh FOLDER PORT [FORMATS]: a real IPP printer (ippeveprinter of CUPS) that keeps what it is sent in FOLDER/spool,
# until it is ended. It wants to be announced, so it gets a bus and an Avahi of its own, which nobody else sees.
set -euo pipefail
folder=$1 port=$2 formats=${3:-application/pdf}
mkdir -p "$folder/spool"
cat >"$folder/bus.conf" <<BUS
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <listen>unix:path=$folder/bus</listen>
  <auth>EXTERNAL</auth>
  <policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy>
</busconfig>
BUS
export DBUS_SYSTEM_BUS_ADDRESS="unix:path=$folder/bus"
pids=()
trap 'kill "${pids[@]}" 2>/dev/null || true' EXIT
trap 'exit 0' TERM INT
there() { for _ in $(seq 100); do "$@" >/dev/null 2>&1 && return; sleep 0.1; done; echo "not there: $*" >&2; exit 1; }
dbus-daemon --config-file="$folder/bus.conf" --nofork >"$folder/bus.log" 2>&1 &
pids+=($!)
there test -S "$folder/bus"
# It notes its process in /run, which is the whole machine's: here it has one of its own, and several run side by side.
mapped=()
[ "$(id -u)" -eq 0 ] || mapped=(--map-root-user --map-auto)
unshare "${mapped[@]}" --mount sh -c 'mount -t tmpfs none /run && mkdir /run/avahi-daemon && PATH=$PATH:/usr/sbin exec "$@"' sh \
  avahi-daemon --no-drop-root --no-rlimits --no-chroot >"$folder/avahi.log" 2>&1 &
pids+=($!)
there grep -q "startup complete" "$folder/avahi.log"
PATH=$PATH:/usr/sbin ippeveprinter -p "$port" -k -d "$folder/spool" -f "$formats" -c /bin/true -r off may-in >"$folder/printer.log" 2>&1 &
pids+=($!)
wait "${pids[2]}"
