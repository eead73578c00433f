#!/usr/bin/env bash
# The emulator beside nginx (static answers), Prism and WireMock (both with a JSON schema for the
# body): GET /catalogs and POST /users/track with 75 events in 20 KB, over 1, 16 and 256
# connections, in one run on 127.0.0.1. What the columns mean: bench/README.md.
#
#   bench/emulator.sh [BRAZECHECK] [SECONDS A CELL]
#
#   CONNECTIONS="1 16 256"   SERVERS="brazecheck nginx prism wiremock"   THREADS=2
#   PRISM_LEVEL=error   what Prism logs; info is its default
#   ROUNDS=1   the best of so many rounds counts: for machines that do something else as well
#
# Needs a build with bench_validate. Debian packages that are missing are installed; Prism and
# WireMock come from npm into build/bench-tools. Exit: 1 when a cell of the emulator had errors.
source "$(dirname "$0")/../ci/common.sh"

binary=$(realpath "${1:-build/release/brazecheck}")
seconds=${2:-5}
read -ra connections <<<"${CONNECTIONS:-1 16 256}"
read -ra servers <<<"${SERVERS:-brazecheck nginx prism wiremock}"
threads=${THREADS:-2}
rounds=${ROUNDS:-1}
key=bench-key
tools=build/bench-tools
here=$PWD/bench/emulator
validate=$(dirname "$binary")/bench/bench_validate
[ -x "$validate" ] || { echo "no $validate: build it first" >&2; exit 2; }

ensure_packages wrk nginx-light curl
ensure_node
command -v java >/dev/null || ensure_packages openjdk-17-jre-headless
if ! cmp -s "$here/package.json" "$tools/package.json" || [ ! -d "$tools/node_modules" ]; then
  mkdir -p "$tools"
  # No scripts of packages: nothing here needs them, and one of them reports the installation.
  cp "$here/package.json" "$tools/" &&
    npm install --prefix "$tools" --ignore-scripts --no-audit --no-fund --no-package-lock --silent
fi
wiremock_jar=$(find "$tools/node_modules/wiremock/build" -name 'wiremock-standalone-*.jar' | head -n 1)

work=$(mktemp -d)
declare -A pid port ready result details statuses_of broken_of
stop_all() {
  local one
  for one in "${pid[@]}"; do kill "$one" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap stop_all EXIT

free_port() {
  local candidate
  for candidate in $(shuf -i 20000-30000 -n 50); do
    (exec 3<>"/dev/tcp/127.0.0.1/$candidate") 2>/dev/null || { echo "$candidate"; return; }
  done
  return 1
}

# start SERVER COMMAND…: runs it and waits for its first answer; sets its pid and ready time in ms.
start() {
  local server=$1 begin line='' deadline
  shift
  begin=${EPOCHREALTIME/./}
  deadline=$((begin + 60000000))
  "$@" >"$work/$server.log" 2>&1 &
  pid[$server]=$!
  until [ -n "$line" ]; do
    if ! kill -0 "${pid[$server]}" 2>/dev/null || [ "${EPOCHREALTIME/./}" -gt "$deadline" ]; then
      echo "$server did not start:" >&2
      tail -n 20 "$work/$server.log" >&2
      exit 1
    fi
    # A subshell: a connection that is refused must not end this one.
    line=$( (exec 3<>"/dev/tcp/127.0.0.1/${port[$server]}" &&
      printf 'GET /catalogs HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n\r\n' "$key" >&3 &&
      read -r -t 5 text <&3 && echo "$text") 2>/dev/null || true)
  done
  ready[$server]=$(((${EPOCHREALTIME/./} - begin) / 1000))
}

# The process and its children.
family() { echo "$1"; pgrep -P "$1" || true; }

# Processor time so far, in microseconds.
cpu_of() {
  local one total=0 ticks
  for one in $(family "$1"); do
    ticks=$(sed 's/.*) //' "/proc/$one/stat" | awk '{print $12 + $13}')
    total=$((total + ticks))
  done
  echo $((total * 1000000 / $(getconf CLK_TCK)))
}

# Peak of resident memory in MB; children count with all their pages, shared or not.
peak_of() {
  local one
  for one in $(family "$1"); do grep VmHWM "/proc/$one/status"; done |
    awk '{total += $2} END {printf "%.0f", total / 1024}'
}

# post PORT FILE: the status, and whether the answer tells of a mistake: the operation takes what is
# right in a body and lists the rest beside it.
post() {
  local status
  status=$(curl -s -o "$work/answer" -w '%{http_code}' -H "Authorization: Bearer $key" \
    -H 'Content-Type: application/json' -H 'Expect:' --data-binary "@$2" \
    "http://127.0.0.1:$1/users/track")
  if [ "$status" -ge 400 ] || grep -q '"errors"' "$work/answer"; then
    echo "mistake found ($status)"
  else
    echo "taken ($status)"
  fi
}
size_of() { curl -s -H "Authorization: Bearer $key" "$@" | wc -c; }

"$validate" --write="$work"
for server in "${servers[@]}"; do port[$server]=$(free_port); done
# The first start reads the program and its contracts from the disk: not what is measured.
port[brazecheck]=${port[brazecheck]:-$(free_port)}
start brazecheck "$binary" serve --port "${port[brazecheck]}" --key "$key" --threads "$threads"
catalogs_bytes=$(size_of "http://127.0.0.1:${port[brazecheck]}/catalogs")
track_bytes=$(size_of -H 'Content-Type: application/json' --data-binary "@$work/body.json" \
  "http://127.0.0.1:${port[brazecheck]}/users/track")
kill "${pid[brazecheck]}" && wait "${pid[brazecheck]}" 2>/dev/null || true
node "$here/inputs.js" "$work" "$key" "$catalogs_bytes" "$track_bytes"
bodies=("$work"/bodies/*.json)

for server in "${servers[@]}"; do
  case $server in
    brazecheck)
      start brazecheck "$binary" serve --port "${port[brazecheck]}" --key "$key" --threads "$threads"
      ;;
    nginx)
      sed -e "s|%DIR%|$work|; s|%THREADS%|$threads|; s|%PORT%|${port[nginx]}|" \
        -e "s|%CATALOGS%|$(cat "$work/catalogs.answer")|; s|%TRACK%|$(cat "$work/track.answer")|" \
        "$here/nginx.conf" >"$work/nginx.conf"
      start nginx "$(PATH=$PATH:/usr/sbin command -v nginx)" -c "$work/nginx.conf"
      ;;
    prism)
      start prism node "$tools/node_modules/@stoplight/prism-cli/dist/index.js" mock \
        --host 127.0.0.1 --port "${port[prism]}" --verboseLevel "${PRISM_LEVEL:-error}" "$work/openapi.json"
      ;;
    wiremock)
      start wiremock java -jar "$wiremock_jar" --bind-address 127.0.0.1 --port "${port[wiremock]}" \
        --no-request-journal --disable-banner --root-dir "$work/wiremock"
      ;;
    *) echo "unknown server $server" >&2; exit 2 ;;
  esac
  # A figure of a server that does not look at the body would mean nothing.
  good=$(post "${port[$server]}" "${bodies[0]}")
  bad=$(post "${port[$server]}" "$work/bad.json")
  echo "$server: ready in ${ready[$server]} ms; a valid body: $good, one with a mistake: $bad"
  [[ $good == taken* && ($server == nginx || $bad == mistake*) ]] ||
    { echo "not comparable" >&2; exit 1; }
done

# load SERVER PATH CONNECTIONS SECONDS METHOD [BODY…]: the figures that load.lua writes.
load() {
  local server=$1 path=$2 count=$3 time=$4 workers=2
  shift 4
  [ "$count" -gt 1 ] || workers=1
  wrk --latency -t "$workers" -c "$count" -d "${time}s" -s "$here/load.lua" \
    "http://127.0.0.1:${port[$server]}" -- "$1" "$path" "$key" "${@:2}" | sed -n 's/^RESULT //p'
}

# measure NAME SERVER PATH CONNECTIONS METHOD [BODY…]: a cell; keeps the round with the most answers
# a second and the errors of all.
failed=0
measure() {
  local name=$1 server=$2 path=$3 count=$4 before answers rate statuses broken median slowest
  local cell=$1/$4 cpu
  shift 4
  before=$(cpu_of "${pid[$server]}")
  read -r answers rate statuses broken median slowest \
    <<<"$(load "$server" "$path" "$count" "$seconds" "$@")"
  cpu=$(($(cpu_of "${pid[$server]}") - before))
  [ "${answers:-0}" -gt 0 ] || { echo "no answers from $name" >&2; exit 1; }
  statuses_of[$cell]=$((${statuses_of[$cell]:-0} + statuses))
  broken_of[$cell]=$((${broken_of[$cell]:-0} + broken))
  [[ $server != brazecheck || ($statuses == 0 && $broken == 0) ]] || failed=1
  if awk -v now="$rate" -v best="${result[$cell]:-0}" 'BEGIN {exit !(now > best)}'; then
    result[$cell]=$rate
    details[$cell]="$((cpu / answers)) $median $slowest"
  fi
}
row() {
  local name=$1 cell=$1/$2 cpu median slowest
  read -r cpu median slowest <<<"${details[$cell]}"
  printf '%-12s %5d %11.0f %9s %10d %10d %8d %9.2f %9.2f\n' "$name" "$2" "${result[$cell]}" \
    "$(ratio "${result[$cell]}" "${result[nginx/$2]:-}")" "$cpu" "${statuses_of[$cell]}" \
    "${broken_of[$cell]}" "$median" "$slowest"
}
ratio() { awk -v a="$1" -v b="${2:-0}" 'BEGIN {if (b > 0) printf "%.3f", a / b; else printf "-"}'; }

# table TITLE METHOD PATH [BODY…]
table() {
  local title=$1 method=$2 path=$3 count server name round names=()
  shift 3
  result=() details=() statuses_of=() broken_of=()
  for server in "${servers[@]}"; do load "$server" "$path" 16 3 "$method" "$@" >/dev/null; done
  # The servers of one number of connections follow each other closely, so that what else the
  # machine does hits them alike.
  for count in "${connections[@]}"; do
    for ((round = 0; round < rounds; round++)); do
      for server in "${servers[@]}"; do
        measure "$server" "$server" "$path" "$count" "$method" "$@"
        [[ $server != nginx || $method != POST ]] ||
          measure nginx-read nginx "/read$path" "$count" "$method" "$@"
      done
    done
  done
  printf '\n%s\n%-12s %5s %11s %9s %10s %10s %8s %9s %9s\n' "$title" server conns requests/s x-nginx \
    cpu-us/req status\>399 broken p50-ms p99-ms
  for count in "${connections[@]}"; do
    for name in brazecheck nginx nginx-read prism wiremock; do
      [ -z "${result[$name/$count]:-}" ] || row "$name" "$count"
    done
  done
  for count in "${connections[@]}"; do
    [ -n "${result[brazecheck/$count]:-}" ] || continue
    printf 'brazecheck at %3d connections:' "$count"
    for name in nginx nginx-read prism wiremock; do
      [ -z "${result[$name/$count]:-}" ] ||
        printf '  %s x %s' "$(ratio "${result[brazecheck/$count]}" "${result[$name/$count]}")" "$name"
    done
    printf '\n'
  done
}

echo "$(nproc) processors shared by the servers and wrk; load before: $(cut -d' ' -f1-3 /proc/loadavg)"
table "GET /catalogs ($catalogs_bytes bytes)" GET /catalogs
table "POST /users/track ($(wc -c <"${bodies[0]}") bytes, 75 events)" POST /users/track "${bodies[@]}"

printf '\n%-12s %9s %12s\n' server ready-ms peak-RSS-MB
for server in "${servers[@]}"; do
  printf '%-12s %9d %12d\n' "$server" "${ready[$server]}" "$(peak_of "${pid[$server]}")"
done

# What was sent must be there: the events of one of the customers.
if [ -n "${pid[brazecheck]:-}" ]; then
  stored=$(curl -s -H "Authorization: Bearer $key" -H 'Content-Type: application/json' \
    --data '{"external_ids":["customer-03105"],"fields_to_export":["external_id","custom_events"]}' \
    "http://127.0.0.1:${port[brazecheck]}/users/export/ids")
  echo "stored for customer-03105: ${stored:0:300}"
  [[ $stored == *'"count"'* ]] || failed=1
fi
exit "$failed"
