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

# The closing line, from ctest's own: "99% tests passed, 1 tests failed out of 250".
summary=$(grep -E 'tests passed, [0-9]+ tests failed out of [0-9]+' "$log" | tail -n 1 || true)
if [[ $summary =~ ([0-9]+)\ tests\ failed\ out\ of\ ([0-9]+) ]]; then
  failed=${BASH_REMATCH[1]}
  echo "$((BASH_REMATCH[2] - failed)) passed, $failed failed"
else
  echo "no test ran" >&2
  exit 4
fi
exit "$status"
