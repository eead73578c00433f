#!/usr/bin/env bash
# Builds and runs all tests of this project: ./ci/test.sh [--sanitize] [ctest arguments…]
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

preset=release
if [ "${1:-}" = --sanitize ]; then
  preset=sanitize
  shift
fi

ensure_packages "${BUILD_PACKAGES[@]}" "${TEST_PACKAGES[@]}"
ensure_node
tests/tools/install.sh build/tools
build_preset "$preset"

log=build/$preset/ctest.log
status=0
ctest --preset "$preset" -j "$(nproc)" --no-tests=error "$@" 2>&1 | tee "$log" || status=$?

# In CI the entry of the emulator is fuzzed for a minute as well: one test more.
fuzz_passed=0 fuzz_failed=0
if [ "${CI:-}" = true ] && [ "$preset" = release ] && [ $# -eq 0 ]; then
  if ci/fuzz.sh 60; then
    fuzz_passed=1
  else
    fuzz_failed=1 status=1
  fi
fi

# The closing line, from ctest's own: "99% tests passed, 1 tests failed out of 250".
summary=$(grep -E 'tests passed, [0-9]+ tests failed out of [0-9]+' "$log" | tail -n 1 || true)
if [[ $summary =~ ([0-9]+)\ tests\ failed\ out\ of\ ([0-9]+) ]]; then
  failed=${BASH_REMATCH[1]}
  echo "$((BASH_REMATCH[2] - failed + fuzz_passed)) passed, $((failed + fuzz_failed)) failed"
else
  echo "no test ran" >&2
  exit 4
fi
exit "$status"
