#!/usr/bin/env bash
# What a run leaves on a target: nothing, however it ends; and `brazecheck cleanup` for what a kill left.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

export KEY=full
names() { curl -sS --max-time 20 -H 'Authorization: Bearer full' "$url/catalogs" | jq -r '.catalogs[].name | select(. != "demo_products")'; }
some_catalogs() { [ -n "$(names)" ]; }
cleanup() { run "$brazecheck" cleanup "$1" --target "$url" --key-env KEY; }
# Is any of these users there?
users_left() {
  jq -s '{external_ids: [.[][] | select(.operation == "users.delete") | .body.external_ids // [] | .[]] | unique | .[:50], fields_to_export: ["external_id"]}' "$1" >ask
  curl -sS --max-time 20 -H 'Authorization: Bearer full' -H 'Content-Type: application/json' --data-binary @ask "$url/users/export/ids" >users
  jq -r '.users[].external_id' users
}

# --- a run that ends by itself ---
start_serve --key full
run "$brazecheck" run --target "$url" --key-env KEY --seed 1 --cases 5 --format json --out whole
expect_exit 0
expect_equal "catalogs afterwards" "$(names)" ""
expect "catalogs were made" grep -q '"catalogs.delete"' whole/journal.jsonl
expect "users were made" grep -q '"users.delete"' whole/journal.jsonl
expect_equal "users afterwards" "$(users_left whole/journal.jsonl)" ""
expect_jq users '.invalid_user_ids | length > 10'
cleanup whole/journal.jsonl
expect_exit 0
expect_out '^[0-9]+ removed, [0-9]+ already gone, 0 failed$'
stop_serve
# A scenario that fails tidies up as well.
start_serve --key full --fault lost-write:catalogs.items.create_many --fault drop:catalogs.list:/catalogs/0/num_items
run "$brazecheck" run --target "$url" --key-env KEY --seed 1 --cases 2 --format json --out failing --only catalogs
expect_exit 1
expect_equal "catalogs after failures" "$(names)" ""
stop_serve

# --- kill -9 in the middle ---
start_serve --key full --fault hang:catalogs.items.list
"$brazecheck" run --target "$url" --key-env KEY --seed 1 --format json --out killed --only catalogs.items.list >stdout 2>stderr &
runner=$!
started+=("$runner")
ran="run, then kill -9"
expect "the run comes to the case that hangs" until_true some_catalogs
kill -KILL "$runner"
wait "$runner" 2>/dev/null
expect_not "there is no report" test -e killed/results.json
names >left
expect "something is left" test -s left
jq -r '.[].path.catalog_name' killed/journal.jsonl >journaled
expect_equal "what is left and not written down" "$(grep -vxF -f journaled left)" ""
cleanup killed/journal.jsonl
expect_exit 0
expect_out "^$(wc -l <left) removed, [0-9]+ already gone, 0 failed$"
expect_equal "catalogs afterwards" "$(names)" ""
cleanup killed/journal.jsonl
expect_exit 0
expect_out '^0 removed, [1-9][0-9]* already gone, 0 failed$'

# --- a journal whose last line was cut off ---
make() {
  curl -sS --max-time 20 -H 'Authorization: Bearer full' -H 'Content-Type: application/json' "$url/catalogs" \
    --data-raw "{\"catalogs\":[{\"name\":\"$1\",\"description\":\"d\",\"fields\":[{\"name\":\"id\",\"type\":\"string\"}]}]}"
}
make bzc_cut >made
make sacred >made
head -n 1 killed/journal.jsonl | jq -c '.[0].path.catalog_name = "bzc_cut"' >cut.jsonl
head -n 1 killed/journal.jsonl | head -c 30 >>cut.jsonl
cleanup cut.jsonl
expect_exit 0
expect_err '^brazecheck: \[cleanup\.bad-line\] cut\.jsonl:2: '
expect_err_lines 1
expect_out '^1 removed, 0 already gone, 0 failed$'
expect_equal "what is not in the journal stays" "$(names)" sacred

# --- what is no journal ---
cleanup no-such-file
expect_exit 2
expect_no_out
expect_err_lines 1
expect_err 'no-such-file'
cleanup .
expect_exit 2
expect_no_out
: >empty.jsonl
cleanup empty.jsonl
expect_exit 0
expect_out '^0 removed, 0 already gone, 0 failed$'
for line in '[{"operation": "no.such"}]' '[5]' '{}' '5' 'text' '[{"operation": 5}]' '[{"operation": "catalogs.delete", "path": {"catalog_name": 5}}]' \
  '[{"operation": "catalogs.delete", "path": 5}]' '[{"operation": "catalogs.delete"}]'; do
  echo "$line" >strange.jsonl
  cleanup strange.jsonl
  expect_exit 2
  expect_no_out
  expect_err_lines 2
  expect_err '^brazecheck: \[(contract\.invalid|cleanup\.bad-line)\] strange\.jsonl:1: '
  expect_err '^brazecheck: \[cleanup\.no-journal\] strange\.jsonl: '
done
run "$brazecheck" cleanup
expect_exit 2
run env -u KEY "$brazecheck" cleanup empty.jsonl --target "$url" --key-env KEY
expect_exit 2
expect_err 'KEY'
expect_equal "nothing of that changed anything" "$(names)" sacred

# --- what cannot be removed ---
cp killed/journal.jsonl refused.jsonl
stop_serve
cleanup killed/journal.jsonl
expect_exit 3
expect_err 'target\.unreachable'
expect_no_out
start_serve --key full --fault server-error:catalogs.delete
make "$(head -n 1 journaled)" >made
cleanup refused.jsonl
expect_exit 3
expect_out 'failed$'
expect_err 'DELETE /catalogs/bzc_.* answered with 500'
stop_serve

# --- SIGINT while the target hangs ---
start_serve --key full --fault hang:catalogs.items.list
began=$SECONDS
"$brazecheck" run --target "$url" --key-env KEY --seed 1 --out cut --only catalogs.items.list >stdout 2>stderr &
runner=$!
started+=("$runner")
ran="run, then SIGINT"
expect "the run comes to the case that hangs" until_true some_catalogs
kill -INT "$runner"
wait "$runner"
status=$?
expect_exit 130
# Its own deadline is 30 s for an exchange: this asks only whether the interrupt was heard.
expect "it ends long before the exchanges would" test $((SECONDS - began)) -lt 25
expect_jq cut/results.json '.interrupted == true and .footer.results == (.results | length) and (.footer.digest | length) > 0'
expect_jq cut/results.json 'all(.results[]; .verdict != "fail" and .verdict != "error")'
expect "junit.xml is well-formed" xmllint --noout cut/junit.xml
expect_equal "catalogs afterwards" "$(names)" ""
stop_serve

# --- SIGINT while something is being removed: the removal is sent again ---
node "$source_dir/tests/cli/reluctant_server.mjs" >asked 2>server.err &
started+=("$!")
expect "there is a server" until_true test -s asked
url=$(head -n 1 asked)
"$brazecheck" run --target "$url" --key-env KEY --allow write --allow destroy --seed 1 --workers 1 --format json --out reluctant \
  --only catalogs.create:common/valid-accepted >stdout 2>stderr &
runner=$!
started+=("$runner")
ran="run, then SIGINT while DELETE hangs"
expect "a removal is under way" until_true grep -q ^DELETE asked
kill -INT "$runner"
wait "$runner"
status=$?
expect_exit 130
expect_equal "requests to remove it" "$(grep ^DELETE asked | uniq -c | awk '{print $1}' | head -n 1)" 2

finish
