#!/usr/bin/env bash
# Every seeded fault is caught by its own requirement, and what a run says of a fault lets one see it again.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# --- the score ---
run "$brazecheck" selftest --format json
expect_exit 0
cp stdout score.json
expect 'all are caught' jq -e '.caught == .seeded and .healthy_green == .healthy_runs' score.json
expect 'at least 150 faults are seeded' jq -e '.seeded >= 150 and (.faults | length) == .seeded' score.json
expect 'nothing is red that is not listed' jq -e 'all(.faults[]; .as_it_should and (.expected as $own | .red | index($own)) and .astray == [])' score.json
expect 'the healthy emulator is green' jq -e 'all(.healthy[]; .red == [] and .requests > 0)' score.json
expect 'each run has its requests and seconds' jq -e 'all(.faults[]; .requests > 0 and .seconds > 0)' score.json
# Every category of operations has a fault, and each class of faults that the table is to cover.
"$brazecheck" list operations --json | jq -r '.[] | .category + " " + .operation' >operations
jq -r '.faults[].expected | split(":")[0]' score.json | sort -u >seeded
expect 'every category is there' awk 'NR == FNR { seeded[$1]; next } { all[$1] } $2 in seeded { hit[$1] }
  END { for (category in all) if (!(category in hit)) exit 1 }' seeded operations
for class in shape types 'missing fields' statuses headers 'error bodies' authentication 'lost writes' 'stale reads' counts paging \
  ordering encoding transport 'accepts what it must refuse' 'refuses what it must accept' \
  'limits: one more is accepted' 'limits: the last is refused'; do
  expect "the class \"$class\" has faults" jq -e --arg class "$class" 'any(.faults[]; .class == $class)' score.json
done

# --- parts of it, and what is said of them ---
run "$brazecheck" selftest --only authentication
expect_exit 0
expect_out '^authentication$'
expect_out '^  no-auth:catalogs\.list +common/key-required +[0-9]+ +[0-9.]+ s$'
expect_out '^healthy emulator: [0-9]+ of [0-9]+ selections without a finding$'
expect_out '^[0-9]+ of [0-9]+ faults caught by exactly their own requirement$'
run "$brazecheck" selftest --only 'no such fault'
expect_exit 4
run "$brazecheck" selftest --format xml
expect_exit 2

# --- a table of one's own ---
cat >own.json <<'TABLE'
{"own": [
  {"fault": "no-auth:catalogs.list", "caught_by": "catalogs.list:common/key-required"},
  {"fault": "no-auth:segments.list", "caught_by": "catalogs.list:common/key-required"},
  {"fault": "no-auth:events.list", "run": ["events.list"], "caught_by": "events.list:common/key-known",
   "also": {"events.list:common/key-*": "said to be so"}}
]}
TABLE
run "$brazecheck" selftest --table own.json
expect_exit 1
expect_out '^    NOT CAUGHT$'
expect_out '^1 of 3 faults caught by exactly their own requirement$'
echo '{"own": [{"fault": "no-auth", "caught_by": "catalogs.list:common/nothing"}]}' >bad.json
run "$brazecheck" selftest --table bad.json
expect_exit 2
expect_err 'selftest\.bad-table'
run "$brazecheck" selftest --table nowhere.json
expect_exit 2
expect_err 'selftest\.unreadable'

# --- a handful of them by hand: named, shown as curl, found again by the printed command ---
red() { jq -r '.results[] | select(.verdict == "fail" or .verdict == "error") | .operation + ":" + .requirement' "$1"; }
shown_request() { jq -r --arg pair "$2" '.results[] | select(.operation + ":" + .requirement == $pair) | .failures[].curl' "$1/results.json"; }

# by_hand FAULT OPERATION:REQUIREMENT
by_hand() {
  local expected=$2 replay
  run "$brazecheck" run --fault "$1" --only "${2%%:*}" --seed 1 --format json --out report
  expect_exit 1
  expect "$expected is red" grep -qxF -e "$expected" <(red report/results.json)
  expect "nothing but $expected is red" test "$(red report/results.json | wc -l)" -eq 1
  expect "the console names ${expected#*:}" grep -qF -e "${expected#*:}" stdout
  # A request of megabytes is cut on the console; its command stands in the report.
  expect_out '^ *curl |\(cut: .* the whole command is in results\.json\)'
  expect 'the report has a curl command' jq -e --arg pair "$expected" \
    'any(.results[]; .operation + ":" + .requirement == $pair and (.failures[0].curl | test("(^|\\| *)curl ")))' report/results.json
  replay=$(jq -r --arg pair "$expected" '[.results[] | select(.operation + ":" + .requirement == $pair) | .failures[].replay][0]' report/results.json)
  expect "a replay command: $replay" test "${replay#brazecheck run }" != "$replay"
  expect 'the console shows it' grep -qF -e "$replay" stdout
  run bash -c "\"\$1\" ${replay#brazecheck} --format json --out again" replay "$brazecheck"
  expect_exit 1
  expect "the replay shows $expected" grep -qxF -e "$expected" <(red again/results.json)
  expect 'the replay shows the same request' test "$(shown_request report "$expected")" = "$(shown_request again "$expected")"
  rm -rf report again
}
by_hand accept:users.track/objects-max-combined users.track:users.track/objects-max-combined
by_hand accept:common/request-body-size users.alias.new:common/request-body-size
by_hand refuse-limit:catalogs.create/catalogs.item.fields-max-items catalogs.create:catalogs.create/catalogs.item.fields-max-items
by_hand drop:users.delete:/deleted users.delete:users.delete/response.201.deleted-required
by_hand error-id:catalogs.items.list/error-invalid-cursor:bad-cursor catalogs.items.list:catalogs.items.list/error-invalid-cursor
by_hand no-auth catalogs.list:common/key-required
by_hand content-type:text/plain users.alias.new:common/response-content-type
by_hand stale-delete:catalogs.item.delete catalogs.item.delete:catalogs.item.delete/deleted-items-are-gone
by_hand truncate:users.alias.new users.alias.new:common/answered
finish
