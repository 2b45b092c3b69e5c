#!/usr/bin/env bash
# scripts/run.sh: the try-out. A central on this machine's loopback, and the window over out/data.
#   DATA=out/laptop-2 make run    a second laptop beside the first
#   RELEASE=1 make run            the optimised program; its first build takes longer
source "$(dirname "$0")/say.sh"

data=${DATA:-out/data}
central_data=out/central
noted=out/central.run # "PID PORT" of the central that a try-out started

[ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] || fail "There is no display here (DISPLAY is not set): start this in a desktop session."
scripts/install.sh run
scripts/ui.sh
build=(cargo build --quiet --locked -p luudong-central -p luudong-desktop)
bin=target/debug
if [ -n "${RELEASE:-}" ]; then
  build+=(--release)
  bin=target/release
fi
say "Building what has changed of the program. The first time takes 10 to 20 minutes."
"${build[@]}" || fail "The program does not build: the reason is above."

answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# The port of a central that another try-out started and that still runs; nothing when there is none.
earlier_central() {
  local pid port
  [ -f $noted ] && read -r pid port <$noted || return 1
  [[ $pid =~ ^[0-9]+$ && -r /proc/$pid/cmdline ]] || return 1
  tr '\0' ' ' <"/proc/$pid/cmdline" | grep -q "luudong-central serve --data $central_data " || return 1
  answers "$port" && echo "$port"
}

# Starts a central on the first free port from 8471 on: sets `central_pid` and `port`.
start_central() {
  mkdir -p out/logs $central_data
  for port in $(seq 8471 8490); do
    if answers "$port"; then
      say "Port $port of this machine is in use; trying the next."
      continue
    fi
    $bin/luudong-central serve --data $central_data --listen "127.0.0.1:$port" >out/logs/central.log 2>&1 </dev/null &
    central_pid=$!
    trap stop_central EXIT
    trap 'exit 130' INT TERM HUP
    while kill -0 $central_pid 2>/dev/null; do
      if answers "$port"; then
        echo "$central_pid $port" >$noted
        return
      fi
      sleep 0.1
    done
    fail "Central did not start: $(tail -n 3 out/logs/central.log)"
  done
  fail "Ports 8471 to 8490 of this machine are all in use: free one and try again."
}

stop_central() {
  kill "$central_pid" 2>/dev/null || true
  wait "$central_pid" 2>/dev/null || true
  rm -f $noted
}

if port=$(earlier_central); then
  say "Central: http://127.0.0.1:$port (started by another try-out)"
else
  start_central
  say "Central: http://127.0.0.1:$port"
fi
code=$($bin/luudong-central codes --data $central_data add --role leader --scope '*') || fail "Central gave no admission code."

say "Mã dùng một lần để kết nối máy này / one-time code to admit this laptop:"
say "    $code"
say "Data: $data (delete the folder to begin again). Closing the window ends the try-out."

LUUDONG_CENTRAL="http://127.0.0.1:$port" LUUDONG_DATA="$data" $bin/luudong-desktop
