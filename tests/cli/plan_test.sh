#!/usr/bin/env bash
# How much is sent (profiles, budgets, a plan that is only shown), what is known before the first case, and how
# failures come back: replays, and tests to keep.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

operations=$(find "$source_dir/schemas" -mindepth 2 -name '*.json' -not -path '*/meta/*' -not -path '*/objects/*' | wc -l)

# --- a plan that is only shown ---
run "$brazecheck" run --dry-run --seed 1
expect_exit 0
expect_out '^operation +effect +cases +fixtures +scenarios +machines +all$'
expect_out '^users\.delete +destroy +[0-9]+'
expect_out '^about [0-9]+ requests \(destroy [0-9]+, export [0-9]+, read [0-9]+, send [0-9]+, write [0-9]+\)'
expect "nothing was written" test ! -e brazecheck-report
expect_equal "operations with requests" "$(grep -cE '^[a-z_]+\.[a-z_.0-9]+ +(read|write|send|destroy|export) ' stdout)" "$operations"
# What a workspace gets by default only reads, and no key is needed to know it.
run "$brazecheck" run --dry-run --target https://rest.example.com --seed 1
expect_exit 0
expect_out '^about [0-9]+ requests \(read [0-9]+\)'
run "$brazecheck" run --dry-run --only no.such.thing
expect_exit 4

# --- profiles ---
run "$brazecheck" run --profile smoke --seed 1 --format json --out smoke
expect_exit 0
expect_jq smoke/results.json '.info.profile == "smoke"'
expect_jq smoke/results.json "[.results[] | select(.verdict == \"pass\") | .operation] | unique | length == $operations"
expect_jq smoke/results.json '.exchanges < 5000'
run "$brazecheck" run --profile thorough
expect_exit 2
expect_err 'smoke'

# --- budgets ---
run "$brazecheck" run --only users --only catalogs --max-requests 400 --seed 1 --format json --out few
expect_exit 0
expect_jq few/results.json '.exchanges <= 400 and .exchanges > 200 and .info.max_requests == 400'
expect_jq few/results.json 'any(.results[]; .reason == "left out by the budget of 400 requests")'
expect_jq few/results.json '[.results[] | select(.verdict == "pass") | .operation] | unique | length > 30'
run "$brazecheck" run --only users.track --time 1ms --seed 1 --format json --out late
expect_jq late/results.json 'any(.results[]; .reason | test("budget of 0.001 seconds is used up"))'
run "$brazecheck" run --time tomorrow
expect_exit 2

# --- replays ---
run "$brazecheck" run --only users.delete --only users.alias.new --fault retype:users.delete:/deleted --fault accept:new_user_alias/alias_name-required --seed 3 --format json,gtest --out broken
expect_exit 1
red='[.results[] | select(.verdict == "fail") | .operation + ":" + .requirement]'
expect_jq broken/results.json "$red == [\"users.alias.new:new_user_alias/alias_name-required\", \"users.delete:users.delete/response.201.deleted-type\"]"
run "$brazecheck" run --replay broken/results.json --fault retype:users.delete:/deleted --format json --out again
expect_exit 1
expect_jq again/results.json "$red == [\"users.delete:users.delete/response.201.deleted-type\"] and .info.seed == 3"
run "$brazecheck" run --replay broken/results.json --format json --out mended
expect_exit 0
expect_jq mended/results.json '[.results[] | select(.verdict == "pass")] | length == 2'
run "$brazecheck" run --replay mended/results.json
expect_exit 2
expect_err 'nothing failed'
head -c 300 broken/results.json >cut.json
run "$brazecheck" run --replay cut.json
expect_exit 2
run "$brazecheck" run --replay broken/results.json --only users
expect_exit 2

# --- a sequence of commands, shortened, and told ---
run "$brazecheck" run --only catalogs.item.delete --fault stale-delete:catalogs.item.delete --seed 3 --format json --out stale
expect_exit 1
expect_jq stale/results.json "$red == [\"catalogs.item.delete:catalogs.item.delete/deleted-items-are-gone\"]"
expect_jq stale/results.json 'all(.results[] | select(.verdict == "fail") | .failures[0]; (.curl | split("\n") | length) > 1)'

# --- tests to keep ---
expect_jq broken/results.json 'true'
expect_equal "tests" "$(grep -c '^TEST(BrazeConformance, ' broken/regression_test.cc)" 2
ran="building regression_test.cc"
expect "regression_test.cc compiles and links" c++ -std=c++17 -Wall -Werror broken/regression_test.cc -lgtest -lgtest_main -pthread -o regression
mkdir -p path
ln -sf "$brazecheck" path/brazecheck
ran="./regression"
expect_not "kept tests fail as long as the fault is there" env PATH="$work/path:$PATH" ./regression
sed -E "s/ --fault '[^']*'//g" broken/regression_test.cc >sound_test.cc
expect "they compile without the fault" c++ -std=c++17 sound_test.cc -lgtest -lgtest_main -pthread -o sound
expect "kept tests pass where the requirement holds" env PATH="$work/path:$PATH" ./sound
expect_not "kept tests fail where nothing can be judged" env PATH=/nowhere ./sound

# --- known before the first case ---
start_serve --key full --key "reader=catalogs.get" --key nothing=none.at.all
export BRAZE_API_KEY=reader
run "$brazecheck" run --target "$url" --only catalogs.list --only users.merge --seed 1 --format json --out reader
expect_exit 0
expect_err 'the key lacks the permissions .*users\.merge.*: nothing is judged of [0-9]+ operations'
expect_jq reader/results.json 'any(.results[]; .operation == "catalogs.list" and .verdict == "pass")'
expect_jq reader/results.json 'all(.results[] | select(.operation == "users.merge"); .verdict == "not_tested")'
BRAZE_API_KEY=nothing run "$brazecheck" run --target "$url" --only users.merge --seed 1 --format json --out nothing
expect_exit 3
expect_err 'target\.key-unprivileged'
BRAZE_API_KEY=unknown run "$brazecheck" run --target "$url" --only users --seed 1 --format json --out nothing
expect_exit 3
expect_err 'target\.key-refused'
expect "nothing was judged with such keys" test ! -e nothing/results.json
stop_serve
expect_exit 0

# --- a target that is only busy breaks no contract ---
start_serve --key full --fault 'rate-limited:*'
BRAZE_API_KEY=full run "$brazecheck" run --target "$url" --only users.alias.new --seed 1 --format json --out busy
expect_exit 0
expect_jq busy/results.json 'all(.results[]; .verdict != "fail") and any(.results[]; .reason | test("answered with 429"))'
stop_serve
start_serve --key full --fault 'error:*:503@0.2'
BRAZE_API_KEY=full run "$brazecheck" run --target "$url" --only users.alias.new --seed 1 --format json --out flaky
expect_jq flaky/results.json 'any(.results[]; .verdict == "pass")'
stop_serve

finish
