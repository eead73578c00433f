#!/usr/bin/env bash
# Reports of real runs in the tools that read them: Allure's own generator, ajv, the JUnit schema.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# A passing run, and one with failures that carry attachments.
run "$brazecheck" run --only users.alias.new --seed 1 --out passing
expect_exit 0
run "$brazecheck" run --only users.alias.new --seed 1 --fault accept:new_user_alias/alias_name-required \
  --fault status:users.alias.new:200 --out failing
expect_exit 1

for report in passing failing; do
  run "$source_dir/tests/reports/allure_test.sh" "$report/allure-results" "$tools"
  expect_exit 0
  expect_out "^$(jq '.results | length' $report/results.json) results in the report, as written$"
  run xmllint --noout --schema "$source_dir/tests/reports/junit.xsd" "$report/junit.xml"
  expect_exit 0
done
run "$source_dir/tests/reports/results_schema_test.sh" "$tools" passing/results.json failing/results.json
expect_exit 0
expect_out '^2 valid$'

# One truth in every format.
expect_equal "failures in JUnit" "$(grep -c '<failure' failing/junit.xml)" \
  "$(jq '[.results[] | select(.verdict == "fail")] | length' failing/results.json)"
expect_equal "failures in Allure" "$(jq -s '[.[] | select(.status == "failed")] | length' failing/allure-results/*-result.json)" \
  "$(jq '[.results[] | select(.verdict == "fail")] | length' failing/results.json)"

finish
