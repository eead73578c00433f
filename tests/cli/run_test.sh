#!/usr/bin/env bash
# `brazecheck run` against the embedded emulator: reports, selection, repeatability, shards, interruption.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# A report is whole: its footer agrees with what stands above it.
expect_whole() {
  expect_jq "$1/results.json" '.footer.results == (.results | length) and .footer.exchanges == .exchanges and (.footer.digest | length) > 0'
}
passed_requests() {
  jq -r '.results[] | select(.verdict != "not_tested") | .operation + ":" + .requirement' "$1/results.json"
}

# --- everything ---
run "$brazecheck" run --seed 1 --out all
expect_exit 0
expect_out '^[0-9,]+ requirements exercised: [0-9,]+ passed, 0 failed, '
expect_out '^seed 1; report in all$'
expect_whole all
expect_jq all/results.json '.exit_code == 0 and .interrupted == false and .info.seed == 1 and .info.target == "mock"'
expect_jq all/results.json '[.results[] | .operation] | unique | length >= 24'
expect_jq all/results.json '[.results[] | select(.verdict == "pass")] | length >= 1000'
expect_jq all/results.json 'all(.results[]; .verdict != "not_tested" or .reason != "")'
expect "junit.xml is well-formed" xmllint --noout all/junit.xml
expect_equal "Allure results" "$(find all/allure-results -name '*-result.json' | wc -l)" "$(jq '.results | length' all/results.json)"

# --- selection ---
only() {
  rm -rf only
  run "$brazecheck" run --seed 1 --format json --out only "$@"
}
only --only users.alias.new
expect_exit 0
expect_jq only/results.json '[.results[].operation] | unique == ["users.alias.new"]'
expect_whole only
only --only users.alias.new --only users.alias.update
expect_jq only/results.json '[.results[].operation] | unique == ["users.alias.new", "users.alias.update"]'
only --only catalogs --cases 2
expect_exit 0
expect_jq only/results.json '[.results[].category] | unique == ["catalogs"]'
only --only new_user_alias/alias_name-required
expect_exit 0
expect_jq only/results.json '(.results | length) > 0 and all(.results[]; .requirement == "new_user_alias/alias_name-required" and .verdict == "pass")'
only --only 'new_user_alias/alias_*-max-*'
expect_exit 0
expect_jq only/results.json '(.results | length) > 1 and all(.results[]; .requirement | test("^new_user_alias/alias_.*-max-"))'
only --only common/key-required
expect_jq only/results.json '[.results[].operation] | unique | length >= 24'
only --only 'users.*:common/key-required'
expect_jq only/results.json '(.results | length) > 1 and all(.results[]; .requirement == "common/key-required" and (.operation | startswith("users.")))'
only --only users.alias.new:common/key-required
expect_exit 0
expect_jq only/results.json '[.results[] | .operation + ":" + .requirement] == ["users.alias.new:common/key-required"]'
only --only users.alias.new:common/rate-limit-headers
expect_exit 0
expect_jq only/results.json '[.results[] | .operation + ":" + .requirement] == ["users.alias.new:common/rate-limit-headers"]'

only --only no.such.thing
expect_exit 4
expect_err '^brazecheck: --only no\.such\.thing: .*matches$'
expect_out 'Nothing was judged'
expect_out ' in 0\.[0-9]+ s'
only --only users.alias.new --only no.such.thing
expect_exit 0
expect_err 'no\.such\.thing'

# --- a plan sends nothing and writes nothing ---
run "$brazecheck" run --list --only users.alias.new --out planned
expect_exit 0
expect_out '^users\.alias\.new +common/valid-accepted +[0-9]+ cases$'
expect_out '^[0-9]+ requirements, [0-9]+ cases$'
expect_not "a plan makes no folder" test -e planned
run env BRAZE_API_KEY=x "$brazecheck" run --list --only users.alias.new --target http://127.0.0.1:1
expect_exit 0
run "$brazecheck" run --list --only no.such.thing
expect_exit 4

# --- reports ---
only --only users.alias.new
expect_equal "files with --format json" "$(ls only)" results.json
rm -rf junit
run "$brazecheck" run --only users.alias.new --format junit --out junit
expect_exit 0
expect_equal "files with --format junit" "$(ls junit)" junit.xml
for formats in yaml json,yaml '' ','; do
  run "$brazecheck" run --only users.alias.new --format "$formats" --out unknown
  expect_exit 2
  expect_no_out
  expect_err_lines 1
  expect_not "nothing is written for --format '$formats'" test -e unknown
  rm -rf unknown
done
touch a-file
run "$brazecheck" run --only users.alias.new --out a-file
expect_exit 2
expect_no_out
expect_err_lines 1
expect_not "the file stays as it was" test -s a-file
run "$brazecheck" run --only users.alias.new --out a-file/below
expect_exit 2
expect_no_out
run "$brazecheck" run --only users.alias.new --out /proc/no-such-folder
expect_exit 2
expect_no_out
expect_err_lines 1
for wrong in "--cases 0" "--cases x" "--workers 0" "--seed x" "--fixed-clock noon" "--allow everything" "--fault no-such-fault"; do
  # shellcheck disable=SC2086
  run "$brazecheck" run --only users.alias.new --out wrong $wrong
  expect_exit 2
  expect_no_out
  expect "nothing is written with $wrong" test -z "$(find wrong -type f 2>/dev/null)"
  rm -rf wrong
done

# --- one seed, one run ---
fixed() {
  run "$brazecheck" run --seed 7 --cases 5 --fixed-clock 2026-01-01T00:00:00Z "$@"
}
fixed --out first
expect_exit 0
expect_jq first/results.json '.info.started_at == "2026-01-01T00:00:00Z" and ([.time[]] | add) == 0'
fixed --out second
fixed --out single --workers 1
fixed --out eight --workers 8
for other in second single eight; do
  for file in results.json junit.xml allure-results; do
    ran="diff -r first/$file $other/$file"
    diff -r "first/$file" "$other/$file" >stdout 2>stderr
    status=$?
    expect_exit 0
  done
done
run "$brazecheck" run --only users.alias.new --seed 8 --cases 5 --fixed-clock 2026-01-01T00:00:00Z --format json --out other-seed
expect_exit 0
expect_jq other-seed/results.json '.info.seed == 8'
# Failures too, down to the smallest request: what an emulator chooses (a port, request ids) is left out.
for fault in drop:users.track:/message accept:user_attributes/gender-enum; do
  rm -rf failing-*
  for workers in 1 8; do
    fixed --only users.track --fault "$fault" --workers "$workers" --out "failing-$workers"
    expect_exit 1
    expect_jq "failing-$workers/results.json" '[.results[].failures[]] | length > 0 and all(.[]; .curl != "" and .replay != "" and (.exchanges | length) > 0)'
    grep -rohE '(127\.0\.0\.1|localhost):[0-9]+' "failing-$workers" | sort -u >told
    expect_equal "addresses that are told" "$(paste -sd' ' told)" 127.0.0.1:8080
  done
  for file in results.json junit.xml allure-results; do
    ran="diff -r failing-1/$file failing-8/$file ($fault)"
    diff -r "failing-1/$file" "failing-8/$file" >stdout 2>stderr
    status=$?
    expect_exit 0
  done
done

# --- shards, as GoogleTest splits them ---
only --only users.alias.new --only users.merge
passed_requests only | sort >whole
expect "there is something to split" test -s whole
: >parts
total=0
for shard in 0 1 2; do
  run env GTEST_TOTAL_SHARDS=3 GTEST_SHARD_INDEX=$shard "$brazecheck" run --seed 1 --format json --out "shard-$shard" \
    --only users.alias.new --only users.merge
  expect_exit 0
  passed_requests "shard-$shard" >>parts
  total=$((total + $(jq '.results | length' "shard-$shard/results.json")))
done
# What a response shows is judged in every shard that sees one; what a request asks, in one only.
expect "three shards judge what one run judges" cmp <(sort -u parts) whole
expect "and none of them all" test "$(passed_requests shard-0 | wc -l)" -lt "$(wc -l <whole)"

# --- interruption: a partial report, and 130 ---
"$brazecheck" run --only users.alias.new --cases 20000 --seed 1 --out cut >stdout 2>stderr &
runner=$!
ran="run --cases 20000, then SIGINT"
# The emulator answers from the line on; the report of all would take seconds.
until_true grep -q 'planned' stdout
kill -INT "$runner"
wait "$runner"
status=$?
expect_exit 130
expect_out '^Interrupted: these results are partial\.$'
expect_whole cut
expect_jq cut/results.json '.interrupted == true and .exit_code == 130'
expect "junit.xml of a cut run is well-formed" xmllint --noout cut/junit.xml

finish
