#!/usr/bin/env bash
# How fast the program is as a whole: a run against the embedded emulator, and `check` on small
# exchanges. Prints the median of several rounds and where the time of a run went.
#
#   bench/end_to_end.sh [BRAZECHECK] [ROUNDS]
#
# Needs jq. Figures of a shared machine are noisy: compare within one invocation only.
set -euo pipefail

binary=${1:-build/release/brazecheck}
rounds=${2:-5}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

median() { sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }

for ((round = 1; round <= rounds; round++)); do
  "$binary" run --seed "$round" --cases 400 --format json --out "$work/run$round" >/dev/null
done
for ((round = 1; round <= rounds; round++)); do
  jq '.exchanges / .time.wall' "$work/run$round/results.json"
done | median | awk '{printf "run: %.0f exchanges a second\n", $1}'
jq -r '"  of seed 1: \(.exchanges) exchanges in \(.time.wall * 100 | round / 100) s; seconds over all workers: " +
       ([.time | to_entries[] | select(.key != "wall") | "\(.key) \(.value * 100 | round / 100)"] | join(", "))' \
  "$work/run1/results.json"

lines=50000
awk -v lines="$lines" 'BEGIN {
  for (i = 0; i < lines; i++)
    printf "{\"id\":%d,\"request\":{\"method\":\"POST\",\"path\":\"/users/track\",\"body\":{\"events\":[{\"external_id\":\"u%d\",\"name\":\"e\",\"time\":\"2024-05-01T10:00:00Z\"}]}},\"response\":{\"status\":201,\"body\":{\"message\":\"success\",\"events_processed\":1}}}\n", i, i
}' >"$work/exchanges.jsonl"
for ((round = 1; round <= rounds; round++)); do
  begin=$(date +%s%N)
  "$binary" check --format jsonl "$work/exchanges.jsonl" >/dev/null
  echo $(($(date +%s%N) - begin))
done | median | awk -v lines="$lines" '{printf "check: %.0f exchanges a second\n", lines / ($1 / 1e9)}'
