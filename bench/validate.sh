#!/usr/bin/env bash
# Runs our validator and ajv on the same body and schema and prints the ratio of their times.
#
#   bench/validate.sh [build directory]
#
# Needs a build with bench_validate, node and npm; NODE_MODULES may name a directory that has ajv
# and ajv-formats already, else npm fetches them into a temporary one.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
build=${1:-build}
bench=$(find "$build" -name bench_validate -type f -perm -u+x | head -n 1)
if [ -z "$bench" ]; then
  echo "no bench_validate under $build: build it first" >&2
  exit 2
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$here/ajv/package.json" "$here/ajv/validate.js" "$work/"
if [ -n "${NODE_MODULES:-}" ]; then
  ln -s "$NODE_MODULES" "$work/node_modules"
else
  (cd "$work" && npm install --silent --no-audit --no-fund --no-package-lock)
fi
"$bench" --write="$work"

# Medians of processor time on both sides: what else the machine does must not decide.
ours=$("$bench" --benchmark_filter='^PlainSchema$' --benchmark_repetitions=9 \
  --benchmark_report_aggregates_only=true --benchmark_format=csv 2>/dev/null |
  awk -F, '/PlainSchema_median/ {printf "%.0f", $4}')
ajv=$(node "$work/validate.js" "$work")
awk -v ours="$ours" -v ajv="$ajv" -v bytes="$(wc -c < "$work/body.json")" 'BEGIN {
  printf "body %d bytes: brazecheck %.1f us, ajv %.1f us, ratio %.2f\n",
         bytes, ours / 1000, ajv / 1000, ours / ajv }'
