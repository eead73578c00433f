#!/usr/bin/env bash
# Builds brazecheck and runs the suites against the embedded emulator.
# Arguments are handed on: ./ci/run.sh --only users.track --seed 7
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

ensure_packages "${BUILD_PACKAGES[@]}"
build_preset release brazecheck
out=(--out build/report)
for argument in "$@"; do
  case $argument in --out | --out=*) out=() ;; esac
done
exec build/release/brazecheck run ${out[@]+"${out[@]}"} "$@"
