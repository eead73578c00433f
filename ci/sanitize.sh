#!/usr/bin/env bash
# The emulator under load with sanitizers: ci/sanitize.sh [SECONDS]
#
# Builds the binary with ThreadSanitizer and with AddressSanitizer and UndefinedBehaviorSanitizer, lets
# tests/load run against each for SECONDS (20) in memory and with a state file, and stops the server
# while requests are on their way. Any report fails it. SEED chooses another run, PRESETS fewer builds
# ("thread sanitize"), TESTS=1 runs the tests of the emulator as well.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

seconds=${1:-20}
seed=${SEED:-1}
key=load
# A report ends the process: its status tells, and no later report hides the first.
export TSAN_OPTIONS="halt_on_error=1 second_deadlock_stack=1 exitcode=66"
export ASAN_OPTIONS="halt_on_error=1 detect_stack_use_after_return=1 strict_string_checks=1 detect_leaks=1 exitcode=67"
export UBSAN_OPTIONS="halt_on_error=1 print_stacktrace=1"

ensure_packages "${BUILD_PACKAGES[@]}"
ensure_node
work=$(mktemp -d)
server= late=
clean_up() {
  # The server first: the load ends by itself when nobody answers.
  [ -z "$server" ] || kill -9 "$server" 2>/dev/null || true
  [ -z "$late" ] || kill "$late" 2>/dev/null || true
  rm -rf "$work"
}
trap clean_up EXIT

# What a sanitizer or the server said, without what it says about callbacks that go nowhere.
show_log() { grep -v '^callback ' "$work/log" | head -n 120 >&2 || true; }

start_server() { # BINARY ARGUMENT…
  "$@" >"$work/url" 2>"$work/log" &
  server=$!
  local wait
  for wait in $(seq 300); do
    grep -q '^http' "$work/url" && return
    kill -0 "$server" 2>/dev/null || break
    sleep 0.1
  done
  show_log
  echo "the server did not start" >&2
  exit 1
}

stop_server() { # it must end well, and without a report
  kill -TERM "$server" 2>/dev/null || true
  local status=0
  wait "$server" || status=$?
  server=
  if [ "$status" -ne 0 ] || grep -qE 'ERROR: |WARNING: ThreadSanitizer|runtime error: ' "$work/log"; then
    show_log
    echo "the server ended with status $status" >&2
    exit 1
  fi
}

for preset in ${PRESETS:-thread sanitize}; do
  build_preset "$preset" brazecheck
  for mode in "--consistency 50ms" "--state $work/$preset.db" "--state $work/$preset.db --consistency 50ms --threads 4"; do
    echo "== $preset: serve ${mode//$work\//}"
    # shellcheck disable=SC2086  # a mode is several arguments
    start_server "build/$preset/brazecheck" serve --port 0 --key "$key" $mode
    node tests/load/load.mjs "$(cat "$work/url")" "$key" "$seconds" "$seed" || {
      kill -0 "$server" 2>/dev/null || wait "$server" || echo "the server ended with status $?" >&2
      show_log
      exit 1
    }
    # And once more, to stop it in the middle: what that load makes of it is not the point.
    node tests/load/load.mjs "$(cat "$work/url")" "$key" 30 "$seed" >/dev/null 2>&1 &
    late=$!
    sleep 3
    stop_server
    wait "$late" || true
    late=
  done
  if [ -n "${TESTS:-}" ]; then
    build_preset "$preset" mock_tests
    "build/$preset/tests/mock_tests" --gtest_brief=1
  fi
done
echo "no report from any sanitizer"
