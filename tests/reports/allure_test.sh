#!/bin/sh
# Generates Allure's own report from a results folder and compares what it holds with what we wrote:
# results that Allure takes for retries of one another, or cannot read, would be missing from it.
#
#   allure_test.sh <allure-results> <tools>
#
# <tools> is a folder where tests/tools/package.json has been installed with npm.
set -eu

results=$1
tools=$2
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Nothing may leave the machine, and a proxy that refuses shows if something tries.
export ALLURE_NO_ANALYTICS=true
export http_proxy=http://127.0.0.1:9 https_proxy=http://127.0.0.1:9

results=$(cd "$results" && pwd)
tools=$(cd "$tools" && pwd)
(cd "$work" && "$tools/node_modules/.bin/allure" generate --output "$work/report" "$results") \
  >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }

node "$here/allure_report_check.cjs" "$results" "$work/report"
