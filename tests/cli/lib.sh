# shellcheck shell=bash disable=SC2034
# Sourced by the tests of the binary. Each is called as: TEST.sh BRAZECHECK SOURCE_DIR TOOLS_DIR
#
#   run COMMAND…         runs it; then expect_* look at its exit code, stdout and stderr
#   expect_* …           count one assertion each; one that fails prints all there is to know
#   start_serve OPTION…  an emulator of our own: sets $url and $server
#   finish               the last line of every test: says how many and exits
set -u

[ $# -eq 3 ] || { echo "usage: $0 BRAZECHECK SOURCE_DIR TOOLS_DIR" >&2; exit 2; }
brazecheck=$1 source_dir=$2 tools=$3
# What the surroundings set must not reach the program under test.
unset BRAZE_API_KEY GTEST_TOTAL_SHARDS GTEST_SHARD_INDEX GTEST_FILTER
export NO_COLOR=1 LC_ALL=C.UTF-8

work=$(mktemp -d)
started=()
assertions=0 failed=0 status=0 ran="(nothing yet)"

clean_up() {
  local pid
  for pid in ${started[@]+"${started[@]}"}; do
    kill -KILL "$pid" 2>/dev/null
    wait "$pid" 2>/dev/null
  done
  rm -rf "$work"
}
trap clean_up EXIT
cd "$work" || exit 2

run() {
  ran="$*"
  "$@" >"$work/stdout" 2>"$work/stderr" </dev/null
  status=$?
}
# The same with standard input from a file: run_with FILE COMMAND…
run_with() {
  local input=$1
  shift
  ran="$* < $input"
  "$@" >"$work/stdout" 2>"$work/stderr" <"$input"
  status=$?
}

fail() {
  failed=$((failed + 1))
  # The line in the test itself, however deep the helper that noticed.
  local frames=${#BASH_LINENO[@]}
  {
    echo "FAILED (line ${BASH_LINENO[frames - 2]}): $1"
    echo "  command: $ran"
    echo "  exit code: $status"
    sed 's/^/  stdout: /' "$work/stdout" | head -n 40
    sed 's/^/  stderr: /' "$work/stderr" | head -n 40
  } >&2
}

# expect TEXT COMMAND…: the command succeeds.
expect() {
  assertions=$((assertions + 1))
  local text=$1
  shift
  "$@" >/dev/null 2>&1 || fail "$text"
}
expect_not() {
  assertions=$((assertions + 1))
  local text=$1
  shift
  ! "$@" >/dev/null 2>&1 || fail "$text"
}
expect_exit() {
  assertions=$((assertions + 1))
  [ "$status" -eq "$1" ] || fail "exit code $1 expected"
}
# Extended regular expressions, by line.
expect_out() {
  assertions=$((assertions + 1))
  grep -qE -e "$1" "$work/stdout" || fail "stdout matches: $1"
}
expect_no_out() {
  assertions=$((assertions + 1))
  [ ! -s "$work/stdout" ] || fail "stdout is empty"
}
expect_err() {
  assertions=$((assertions + 1))
  grep -qE -e "$1" "$work/stderr" || fail "stderr matches: $1"
}
expect_err_lines() {
  assertions=$((assertions + 1))
  [ "$(wc -l <"$work/stderr")" -eq "$1" ] || fail "stderr has $1 lines"
}
# expect_jq FILE FILTER: the filter yields true.
expect_jq() {
  assertions=$((assertions + 1))
  jq -e "$2" "$1" >/dev/null 2>&1 || fail "jq '$2' on $1: $(jq -c "$2" "$1" 2>&1 | head -c 300)"
}
expect_equal() {
  assertions=$((assertions + 1))
  [ "$2" = "$3" ] || fail "$1: '$2' is not '$3'"
}

# Waits for a condition that must come, without betting on how soon: until COMMAND…
until_true() {
  for _ in $(seq 600); do
    "$@" >/dev/null 2>&1 && return 0
    sleep 0.05
  done
  return 1
}

# Starts an emulator; kills only what it started itself.
start_serve() {
  : >"$work/serve.out"
  "$brazecheck" serve --port 0 "$@" >"$work/serve.out" 2>"$work/serve.err" &
  server=$!
  started+=("$server")
  until_true test -s "$work/serve.out" || { echo "no emulator: $(cat "$work/serve.err")" >&2; exit 1; }
  url=$(head -n 1 "$work/serve.out")
}
# Sets $status to how the emulator ended.
stop_serve() {
  ran="kill -TERM of serve"
  kill -TERM "$server"
  wait "$server"
  status=$?
}

finish() {
  echo "$assertions assertions, $failed failed"
  [ "$assertions" -gt 0 ] && [ "$failed" -eq 0 ]
  exit
}
