#!/usr/bin/env bash
# Help, wrong usage, and the commands that only read contracts: list, explain, version.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

run "$brazecheck" --help
expect_exit 0
expect_out '^Examples:'
expect_out '^Exit codes: 0 conforming'
for command in run serve check list explain version; do
  run "$brazecheck" "$command" --help
  expect_exit 0
  expect_out '^Examples:'
  expect_out "^  .*brazecheck $command"
  expect_err_lines 0
  run "$brazecheck" "$command" --no-such-flag
  expect_exit 2
  expect_no_out
  expect_err 'no-such-flag|required'
done

run "$brazecheck"
expect_exit 2
expect_no_out
expect_err 'subcommand'
run "$brazecheck" frobnicate
expect_exit 2
expect_no_out
run "$brazecheck" --no-such-flag
expect_exit 2

run "$brazecheck" version
expect_exit 0
expect_out '^brazecheck [0-9]+\.[0-9]+\.[0-9]+$'
expect_out '[0-9]+ operations, [0-9]+ requirements, digest [0-9a-f]+'

run "$brazecheck" list operations
expect_exit 0
expect "at least 24 operations are listed" test "$(wc -l <stdout)" -ge 24
expect_out '^users\.track +POST +/users/track +[0-9]+ requirements$'
run "$brazecheck" list operations --json
expect_exit 0
expect_jq stdout 'type == "array" and length >= 24'
expect_jq stdout 'any(.[]; .operation == "users.track" and .method == "POST" and .path == "/users/track")'
expect_jq stdout '[.[].operation] | unique | length == length'
expect_jq stdout 'all(.[]; .requirements > 0 and (.docs | startswith("https://")))'
operations=$(jq length stdout)
files=$(find "$source_dir/schemas" -mindepth 2 -name '*.json' -not -path '*/objects/*' -not -path '*/meta/*' | wc -l)
expect_equal "operations listed, contract files" "$operations" "$files"

run "$brazecheck" list requirements
expect_exit 0
expect_out '^users\.track/body-required +must '
lines=$(wc -l <stdout)
run "$brazecheck" list requirements --json
expect_exit 0
expect_jq stdout 'type == "array" and all(.[]; (.id | length > 0) and (.statement | length > 0) and (.source | length > 0) and (.location | length > 0))'
expect_jq stdout '([.[].id] | unique | length) == length'
expect_equal "requirements as text and as JSON" "$lines" "$(jq length stdout)"
run "$brazecheck" list everything
expect_exit 2
run "$brazecheck" list
expect_exit 2

run "$brazecheck" explain users.track/objects-max-combined
expect_exit 0
expect_out '^users\.track/objects-max-combined$'
expect_out '^  level +must'
expect_out '^  source +[^ ]+:[^ ]+'
expect_out '^  defined at +users/track\.json#/'
expect_out '^  applies to +users\.track'
expect_out "brazecheck run --only 'users.track/objects-max-combined'"
run "$brazecheck" explain common/key-required
expect_exit 0
expect_out 'every operation'
run "$brazecheck" explain users.track/objects-max-combine
expect_exit 2
expect_no_out
expect_err 'did you mean .*users\.track/objects-max-combined'
expect_err_lines 1
run "$brazecheck" explain utterly/unlike-anything
expect_exit 2
expect_err_lines 1
run "$brazecheck" explain
expect_exit 2

# A full disk is no success.
if [ -e /dev/full ]; then
  run bash -c "echo '{\"request\":{\"method\":\"GET\",\"path\":\"/catalogs\"}}' | '$brazecheck' check --format jsonl - >/dev/full"
  expect_exit 2
fi

finish
