#!/usr/bin/env bash
# `brazecheck run` against a target that is no emulator: what it may send there, and what it keeps to itself.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

node "$source_dir/tests/cli/echo_server.mjs" >server.log 2>server.err &
started+=("$!")
until_true test -s server.log || { echo "no server: $(cat server.err)" >&2; exit 1; }
url=$(head -n 1 server.log)
key='SECRET+KEY/123 "x"'
limited='LIMITED~KEY%456'
"$brazecheck" list operations --json >operations.json

# attempt OPTION…: runs against the server; what was sent is in `sent`, its operations in `effects`.
attempt() {
  rm -rf report
  local before
  before=$(wc -l <server.log)
  run env KEY="$key" LIMITED="$limited" "$brazecheck" run --target "$url" --key-env KEY --limited-key-env LIMITED \
    --seed 1 --patience 0 --out report "$@"
  tail -n +$((before + 1)) server.log >sent
  expect "something was sent" test -s sent
  "$brazecheck" check --only response --format jsonl sent >matched 2>/dev/null
  # Requests that name no operation (an unknown path, an unknown method) change nothing anywhere.
  jq -rs --slurpfile known operations.json '[.[].operation | values] | unique
    | map(. as $o | $known[0][] | select(.operation == $o) | .effect) | unique[]' matched >effects
}

# --- without --allow: reading, and catalogs of its own to read from ---
attempt
expect_exit 1
jq -r 'select(.request.method != "GET") | .request | .method + " " + .path' sent >changed
# What only reads changes nothing, nor does a method that no operation of the path has.
jq -r '.[] | select(.effect != "read") | .method + " " + (.path | gsub("\\{[^}]*\\}"; "[^/]+"))' operations.json |
  sed 's/^/^/; s/$/$/' >known
grep -f known -E changed >changes
expect "there are fixtures" test -s changes
expect_equal "changes of what is not its own" "$(grep -vE '^POST /catalogs$|^[A-Z]+ /catalogs/bzc_' changes)" ""
jq -r 'select(.request.method == "POST" and .request.path == "/catalogs") | .body | fromjson | .catalogs[].name' sent | sort >made
jq -r 'select(.request.method == "DELETE" and (.request.path | test("^/catalogs/bzc_[^/]+$"))) | .request.path | ltrimstr("/catalogs/")' sent | sort >removed
jq -r '.[] | select(.operation == "catalogs.delete") | .path.catalog_name' report/journal.jsonl | sort >journaled
expect_not "a catalog without the prefix is made" grep -qv '^bzc_' made
expect "what is made is removed" cmp made removed
expect "and was written down" cmp made journaled
expect_jq report/results.json '.info.emulator == false'
expect_jq report/results.json 'any(.results[]; .operation == "users.track" and .verdict == "not_tested" and (.reason | test("--allow write")))'
expect_jq report/results.json 'any(.results[]; .operation == "users.delete" and .verdict == "not_tested" and (.reason | test("--allow destroy")))'
expect_jq report/results.json 'all(.results[]; .operation != "users.track" or .verdict == "not_tested")'
expect "it was a run with a key" grep -q '"key":true' sent

# --- keys, from a server that repeats them wherever it can ---
expect "answers are kept" grep -q 'Invalid API key' report/results.json
for secret in "$key" "$limited" 'SECRET+KEY' 'SECRET%2BKEY' 'LIMITED~KEY' 'LIMITED%7EKEY'; do
  expect_not "no '$secret' in what is printed" grep -qF -e "$secret" stdout stderr
  expect_not "no '$secret' in the report" grep -rqF -e "$secret" report
done

# --- with --allow: what was allowed, and no more ---
attempt --only users.track --cases 2
expect_equal "effects without --allow" "$(paste -sd' ' effects)" read
attempt --allow write --only users.track --cases 2
expect "writes are sent" grep -qx write effects
# What scenarios made is removed at their end; nothing else is.
jq -r 'select(.request.path == "/users/delete") | .body | fromjson | .external_ids[]?' sent >deleted
expect "what was made is removed" test -s deleted
expect_not "nobody else is deleted" grep -qv '^bzc_' deleted
run env KEY="$key" "$brazecheck" run --target "$url" --key-env KEY --allow everything --out report
expect_exit 2

finish
