#!/usr/bin/env bash
# Whether the memory of the emulator stays where it is under steady load:
#   soak.sh BINARY [SECONDS=600] [PAUSE=100]
# PAUSE are milliseconds between the requests of each of the 16 connections. Writes the resident memory
# every ten seconds; fails when the last quarter of the time needs over a quarter more than the second.
set -euo pipefail
binary=$1 seconds=${2:-600} pause=${3:-100}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
server= load=
clean_up() {
  [ -z "$load" ] || kill "$load" 2>/dev/null || true
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  rm -rf "$work"
}
trap clean_up EXIT

"$binary" serve --port 0 --key load >"$work/url" 2>/dev/null &
server=$!
until grep -q '^http' "$work/url"; do
  kill -0 "$server" || exit 3
  sleep 0.1
done
resident() { awk '/^VmRSS/ {print $2}' "/proc/$server/status"; }

samples=("$(resident)")
echo "0 s: ${samples[0]} kB"
node "$here/load.mjs" "$(cat "$work/url")" load "$seconds" 1 "$pause" >"$work/load" 2>&1 &
load=$!
for ((at = 10; at <= seconds; at += 10)); do
  sleep 10
  samples+=("$(resident)")
  echo "$at s: ${samples[-1]} kB"
done
status=0
wait "$load" || status=$?
load=
cat "$work/load"

# The highest of each quarter: what comes and goes in between is not growth.
count=${#samples[@]}
highest() { printf '%s\n' "${samples[@]:$1:$2}" | sort -n | tail -n 1; }
second=$(highest $((count / 4)) $((count / 4 + 1)))
last=$(highest $((count * 3 / 4)) "$count")
echo "highest of the second quarter: $second kB, of the last: $last kB"
if [ $((last * 4)) -gt $((second * 5)) ]; then
  echo "the memory grows" >&2
  exit 1
fi
exit "$status"
