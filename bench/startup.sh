#!/usr/bin/env bash
# How long `brazecheck serve` takes from its start to the line with its base URL, and to the first
# answered request. Prints the median of several starts.
#
#   bench/startup.sh [BRAZECHECK] [STARTS]
#
# Measures only; figures of a busy machine are too high, for contracts load on two threads.
set -euo pipefail

binary=${1:-build/release/brazecheck}
starts=${2:-20}
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
mkfifo "$work/out"

# Microseconds, without a process for the clock.
now() { local time=$EPOCHREALTIME; printf -v "$1" '%d' "${time//[!0-9]/}"; }

median() { sort -n "$1" | awk '{v[NR] = $1} END {printf "%.1f", v[int((NR + 1) / 2)] / 1000}'; }

for ((i = 0; i < starts; i++)); do
  now begin
  "$binary" serve --port 0 --key bench >"$work/out" 2>"$work/errors" &
  server=$!
  exec 3<"$work/out"
  if ! IFS= read -r line <&3 || [[ ! $line =~ https?://([^:/ ]+):([0-9]+) ]]; then
    echo "serve did not print its base URL: ${line:-} $(cat "$work/errors")" >&2
    exit 2
  fi
  now listening
  exec 4<>"/dev/tcp/${BASH_REMATCH[1]}/${BASH_REMATCH[2]}"
  printf 'GET /catalogs HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer bench\r\nConnection: close\r\n\r\n' >&4
  IFS= read -r status <&4
  now answered
  exec 3<&- 4>&-
  kill "$server"
  wait "$server" || true
  server=
  echo $((listening - begin)) >>"$work/listening"
  echo $((answered - begin)) >>"$work/answered"
done

echo "serve: base URL after $(median "$work/listening") ms, first answer (${status%$'\r'}) after" \
  "$(median "$work/answered") ms; median of $starts starts"
