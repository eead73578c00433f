#!/usr/bin/env bash
# The whole conformance suite against the emulator over the network: as it is, and where effects of
# asynchronous operations show late.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# whole_run NAME SEED OPTION…: every operation, against an emulator with these options.
whole_run() {
  local name=$1 seed=$2
  shift 2
  start_serve --key full --key nothing= "$@"
  run env KEY=full LIMITED=nothing "$brazecheck" run --target "$url" --key-env KEY --limited-key-env LIMITED \
    --workers 32 --seed "$seed" --out "$name"
  expect_exit 0
  expect_jq "$name/results.json" '[.results[] | select(.verdict == "pass")] | length > 9000'
  expect_jq "$name/results.json" '[.results[] | select(.verdict == "fail" or .verdict == "error")] == []'
  expect_jq "$name/results.json" '[.results[] | select(.verdict == "pass") | .operation] | unique | length == 160'
  stop_serve
  expect_exit 0
}

whole_run plain 7
whole_run late 8 --consistency 2s

finish
