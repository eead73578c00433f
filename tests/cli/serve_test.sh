#!/usr/bin/env bash
# `brazecheck serve`, `run --target` against it, targets that cannot be had, and keys that never show.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# http METHOD PATH KEY [BODY]: the status; the body in `answer`.
http() {
  ran="curl -X $1 $2"
  curl -sS -o answer -w '%{http_code}' --max-time 20 -X "$1" ${3:+-H "Authorization: Bearer $3"} \
    ${4:+-H 'Content-Type: application/json' --data-raw "$4"} "$url$2" 2>"$work/stderr"
}

# --- keys and permissions ---
start_serve --key full --key reader=catalogs.get --key nothing=
expect_equal "lines on stdout" "$(wc -l <serve.out)" 1
expect "the line is the base URL" grep -qE '^http://127\.0\.0\.1:[0-9]+$' serve.out
expect_equal "lines on stderr" "$(wc -l <serve.err)" 0
expect_equal "health" "$(http GET /__admin/health '')" 200
expect_jq answer '.service == "brazecheck-emulator" and .status == "ok"'
expect_equal "without a key" "$(http GET /catalogs '')" 401
expect_equal "with an unknown key" "$(http GET /catalogs unknown)" 401
expect_equal "with every permission" "$(http GET /catalogs full)" 200
expect_jq answer '.message == "success"'
expect_equal "with the permission" "$(http GET /catalogs reader)" 200
expect_equal "without the permission" "$(http POST /users/alias/new reader '{"user_aliases":[{"alias_name":"n","alias_label":"l"}]}')" 403
expect_equal "without any" "$(http GET /catalogs nothing)" 403
expect_equal "a write" "$(http POST /users/alias/new full '{"user_aliases":[{"alias_name":"n","alias_label":"l"}]}')" 201
expect_equal "a breach" "$(http POST /users/alias/new full '{}')" 400
expect_equal "malformed" "$(http POST /users/alias/new full '{')" 400
expect_equal "an unknown path" "$(http GET /no/such/path full)" 404

# --- the port is taken ---
run "$brazecheck" serve --port "${url##*:}" --key k
expect_exit 2
expect_no_out
expect_err_lines 1
expect_err "${url##*:}"

# --- it is recognised, and passes ---
run env KEY=full LIMITED=nothing "$brazecheck" run --target "$url" --key-env KEY --limited-key-env LIMITED \
  --only users.alias.new --seed 3 --out remote
expect_exit 0
expect_jq remote/results.json '.info.emulator == true and .info.target == "'"$url"'"'
expect_jq remote/results.json 'any(.results[]; .requirement == "common/key-permission" and .verdict == "pass")'
run env KEY=full "$brazecheck" run --target "$url/" --key-env KEY --only catalogs.item.get --seed 3 --out remote-2
expect_exit 0
expect_jq remote-2/results.json 'any(.results[]; .requirement == "common/key-permission" and .verdict == "not_tested" and (.reason | test("limited-key-env")))'
# The catalogs that its cases needed are gone, and were written down before they were made.
expect_equal "catalogs afterwards" "$(http GET /catalogs full)" 200
expect_jq answer 'all(.catalogs[]; .name | startswith("bzc_") | not)'
expect "there is a journal" grep -q catalogs.delete remote-2/journal.jsonl
run env KEY=wrong "$brazecheck" run --target "$url" --key-env KEY --out refused
expect_exit 3
expect_no_out
expect_err_lines 1
expect_err 'key-refused.*401'
run env KEY=full "$brazecheck" run --target "$url" --key-env KEY --fault no-auth --out refused
expect_exit 2
expect_err_lines 1

stop_serve
expect_exit 0
run env KEY=full "$brazecheck" run --target "$url" --key-env KEY --out gone
expect_exit 3
expect_no_out
expect_err_lines 1
expect_err 'target\.unreachable.*cannot connect'

# --- faults are served as well ---
start_serve --key full --fault server-error:users.alias.new
expect_equal "a served fault" "$(http POST /users/alias/new full '{"user_aliases":[{"alias_name":"n","alias_label":"l"}]}')" 500
kill -INT "$server"
wait "$server"
status=$? ran="kill -INT of serve"
expect_exit 0

# --- targets that are refused before anything is sent ---
run "$brazecheck" run --target http://127.0.0.1:1 --out refused
expect_exit 2
expect_err_lines 1
expect_err 'BRAZE_API_KEY'
for target in http://example.invalid http://127.evil.invalid http://localhost.evil.invalid; do
  run env BRAZE_API_KEY=secret "$brazecheck" run --target "$target" --out refused
  expect_exit 3
  expect_no_out
  expect_err_lines 1
  expect_err 'target\.insecure'
done
for target in nonsense ftp://127.0.0.1 http:// 'http://127.0.0.1:99999' 'http://user:hunter2@127.0.0.1' 'http://127.0.0.1?a=b'; do
  run env BRAZE_API_KEY=secret "$brazecheck" run --target "$target" --out refused
  expect_exit 3
  expect_no_out
  expect_err_lines 1
  expect_not "a password is not repeated" grep -q hunter2 stderr
done
for wrong in "--host 300.1.1.1" "--port 99999" "--port x" "--threads 0" "--key =catalogs.get" "--fault no-such-fault"; do
  # shellcheck disable=SC2086
  run timeout 20 "$brazecheck" serve --port 0 $wrong
  expect_exit 2
  expect_no_out
done

# --- secrets ---
key=SECRET-KEY-123
limited=LIMITED-KEY-456
start_serve --key $key --key $limited= --fault accept:new_user_alias/alias_name-required
run env KEY=$key LIMITED=$limited "$brazecheck" run --target "$url" --key-env KEY --limited-key-env LIMITED \
  --only users.alias.new --out report
expect_exit 1
expect "there is a failure to look into" test "$(jq '[.results[].failures[]] | length' report/results.json)" -gt 0
expect_out 'Authorization: Bearer \$BRAZE_API_KEY'
for secret in $key $limited; do
  expect_not "no $secret in what is printed" grep -q "$secret" stdout stderr
  expect_not "no $secret in the report" grep -rq "$secret" report
done
stop_serve

# The emulator answers an unknown key with the key; the run names the variable, not its value.
start_serve --key other
expect_equal "an unknown key" "$(http GET /catalogs $key)" 401
expect "is echoed" grep -q $key answer
run env KEY=$key "$brazecheck" run --target "$url" --key-env KEY --out echoed
expect_exit 3
expect_not "no key in what is printed" grep -q $key stdout stderr
expect_not "no key in the report" grep -rq $key echoed
stop_serve

# A key that becomes unknown in the middle is echoed into answers that the report keeps.
start_serve --key $key --fault error-status:common/key-known:404
run env KEY=$key LIMITED=$limited "$brazecheck" run --target "$url" --key-env KEY --limited-key-env LIMITED \
  --only 'catalogs.list:common/key-*' --out echoed
expect_exit 1
expect "the answers are kept" grep -q 'Invalid API key' echoed/results.json
for secret in $key $limited; do
  expect_not "no $secret in what is printed" grep -q "$secret" stdout stderr
  expect_not "no $secret in the report" grep -rq "$secret" echoed
done
stop_serve

finish
