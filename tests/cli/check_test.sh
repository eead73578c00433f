#!/usr/bin/env bash
# `brazecheck check`: verdicts, output line by line, and input of every unfriendly kind.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

good='{"id":"good","request":{"method":"POST","path":"/users/alias/new","body":{"user_aliases":[{"external_id":"e","alias_name":"n","alias_label":"l"}]}}}'
bad='{"id":"bad","request":{"method":"POST","path":"/users/alias/new","body":{"user_aliases":[{"external_id":"e","alias_label":"l"}]}}}'
unknown='{"id":"unknown","request":{"method":"POST","path":"/no/such/path","body":{}}}'
answer='{"id":"answer","request":{"method":"GET","path":"/catalogs"},"response":{"status":200,"body":{"catalogs":[],"message":"success"}}}'
bad_answer='{"id":"bad-answer","request":{"method":"GET","path":"/catalogs"},"response":{"status":200,"body":{"message":"success"}}}'

# check_lines FORMAT LINE…
check_lines() {
  local format=$1
  shift
  printf '%s\n' "$@" >exchanges.jsonl
  run "$brazecheck" check --format "$format" exchanges.jsonl
}

# --- verdicts ---
check_lines text "$good"
expect_exit 0
expect_out '^1 exchanges: 1 conforming, 0 not conforming, 0 of unknown operations$'
check_lines jsonl "$good"
expect_exit 0
expect_jq stdout '. == {"id":"good","operation":"users.alias.new","verdict":"conforming","findings":[]}'

check_lines text "$bad"
expect_exit 1
expect_out '^bad: users\.alias\.new nonconforming$'
expect_out 'new_user_alias/alias_name-required'
check_lines jsonl "$bad"
expect_exit 1
expect_jq stdout '.verdict == "nonconforming" and (.findings | length) == 1'
expect_jq stdout '.findings[0] | .side == "request" and .level == "must" and .requirement == "new_user_alias/alias_name-required" and (.pointer | type) == "string" and (.message | length) > 0'

check_lines text "$unknown"
expect_exit 4
expect_out '^unknown: no contract for POST /no/such/path$'
check_lines jsonl "$unknown" "$good"
expect_exit 0
expect_equal "verdicts" "$(jq -r .verdict stdout | paste -sd' ')" "unknown_operation conforming"
expect_jq <(head -n 1 stdout) '.operation == null and .findings == []'

# One line out for each line in, in order.
check_lines jsonl "$good" "$bad" "$unknown" "$answer" "$bad_answer" "$good"
expect_exit 1
expect_equal "ids" "$(jq -r .id stdout | paste -sd' ')" "good bad unknown answer bad-answer good"
expect_jq <(sed -n 5p stdout) '.findings[0] | .side == "response" and .requirement == "catalogs.list/response.200.catalogs-required"'

# --- sides ---
both=$(jq -c '.response = {"status": 299}' <<<"$bad")
printf '%s\n' "$both" >both.jsonl
run "$brazecheck" check --format jsonl both.jsonl
expect_exit 1
expect_equal "sides" "$(jq -r '[.findings[].side] | unique | join(" ")' stdout)" "request response"
run "$brazecheck" check --only request --format jsonl both.jsonl
expect_equal "sides" "$(jq -r '[.findings[].side] | unique | join(" ")' stdout)" "request"
run "$brazecheck" check --only response --format jsonl both.jsonl
expect_equal "sides" "$(jq -r '[.findings[].side] | unique | join(" ")' stdout)" "response"
run "$brazecheck" check --only neither both.jsonl
expect_exit 2
run "$brazecheck" check --format yaml both.jsonl
expect_exit 2

# A request of method and path alone names the operation of its response, and is not judged itself.
check_lines jsonl '{"request":{"method":"POST","path":"/users/track"},"response":{"status":201,"body":{"message":"success"}}}'
expect_exit 0
expect_jq stdout '.id == null and .findings == []'
check_lines jsonl '{"request":{"method":"POST","path":"/users/track"}}'
expect_exit 1
expect_jq stdout 'any(.findings[]; .side == "request")'

# --- bodies ---
check_lines jsonl '{"request":{"method":"POST","path":"/users/track","body_text":"{\"events\":["}}'
expect_exit 1
expect_jq stdout 'any(.findings[]; .requirement == "common/request-json")'
check_lines jsonl "$(jq -c '.request.body_text = (.request.body | tojson) | del(.request.body)' <<<"$good")"
expect_exit 0
check_lines jsonl '{"request":{"method":"GET","path":"/catalogs"},"response":{"status":200,"body_text":"<html>"}}'
expect_exit 1
expect_jq stdout 'any(.findings[]; .requirement == "common/response-json")'
check_lines jsonl "$(jq -c '.request.body_text = "x"' <<<"$good")"
expect_exit 2
expect_err 'exchanges\.jsonl:1: .*body_text'

# --- levels: what is only recommended does not make an exchange nonconforming ---
check_lines jsonl '{"request":{"method":"POST","path":"/users/track","body":{"attributes":[{"external_id":"e","country":"Austria"}]}}}'
expect_exit 0
expect_jq stdout '.verdict == "conforming" and (.findings | length) == 1 and .findings[0].level == "should"'
expect_jq stdout '.findings[0].requirement == "country_code/object-enum"'

# --- headers that were not recorded, and those that were ---
check_lines jsonl '{"request":{"method":"GET","path":"/catalogs"},"response":{"status":200,"body":{"catalogs":[],"message":"success"},"headers":{"content-type":"text/html"}}}'
expect_exit 1
expect_jq stdout 'any(.findings[]; .requirement == "common/response-content-type")'
check_lines jsonl '{"request":{"method":"GET","path":"/catalogs"},"response":{"status":200,"body":{"catalogs":[],"message":"success"},"headers":{"Content-Type":"application/json; charset=utf-8"}}}'
expect_exit 0

# --- queries: members, arrays, and as part of the path ---
check_lines jsonl '{"request":{"method":"GET","path":"/catalogs/c/items","query":{"cursor":["a","b"]}}}'
expect_jq stdout '.operation == "catalogs.items.list"'
check_lines jsonl '{"request":{"method":"GET","path":"/catalogs/c/items?cursor=a%20b"}}'
expect_exit 0
expect_jq stdout '.operation == "catalogs.items.list"'

# --- input of every kind ---
: >empty.jsonl
run "$brazecheck" check empty.jsonl
expect_exit 4
printf '\n  \n\r\n' >blank.jsonl
run "$brazecheck" check --format jsonl blank.jsonl
expect_exit 4
expect_no_out
run "$brazecheck" check no-such-file.jsonl
expect_exit 2
expect_err 'no-such-file\.jsonl'
expect_err_lines 1
run "$brazecheck" check "$work"
expect_exit 2
expect_err_lines 1

printf '%s\n' "$good" >one.jsonl
run_with one.jsonl "$brazecheck" check --format jsonl -
expect_exit 0
expect_jq stdout '.verdict == "conforming"'
run_with one.jsonl "$brazecheck" check
expect_exit 2

check_lines jsonl "$good" 'this is no JSON' '[1,2]' '42' '{"id":1}' '{"request":3}' '{"request":{"method":"GET"}}' \
  '{"request":{"method":"GET","path":"/catalogs"},"response":{"status":"200"}}' "$bad"
expect_exit 2
expect_equal "lines judged in spite of the others" "$(jq -r .id stdout | paste -sd' ')" "good bad"
expect_err_lines 7
for line in 2 3 4 5 6 7 8; do expect_err "exchanges\.jsonl:$line: "; done

{ printf '%s\n' "$good"; head -c 100000 /dev/zero | tr '\0' '['; printf '\n%s\n' "$good"; } >deep.jsonl
run "$brazecheck" check --format jsonl deep.jsonl
expect_exit 2
expect_equal "good lines around a deep one" "$(wc -l <stdout)" 2
expect_err 'deep\.jsonl:2: nested deeper'
{ printf '{"request":{"method":"POST","path":"/users/track","body":'; head -c 100000 /dev/zero | tr '\0' '['; head -c 100000 /dev/zero | tr '\0' ']'; printf '}}\n'; } >deep.jsonl
run "$brazecheck" check --format jsonl deep.jsonl
expect_exit 2
expect_err 'deep\.jsonl:1: nested deeper'
{ printf '{"request":{"method":"POST","path":"/users/track","body_text":"'; head -c 100000 /dev/zero | tr '\0' '['; printf '"}}\n'; } >deep.jsonl
run "$brazecheck" check --format jsonl deep.jsonl
expect_exit 1
expect_jq stdout 'any(.findings[]; .requirement == "common/request-json")'

printf '{"id":"\xff\xfe","request":{"method":"GET","path":"/catalogs"}}\n%s\n' "$good" >bytes.jsonl
run "$brazecheck" check --format jsonl bytes.jsonl
expect_exit 2
expect_equal "good lines beside invalid UTF-8" "$(jq -r .id stdout)" good
printf '{"id":"a\\u0000b","request":{"method":"GET","path":"/catalogs"}}\n' >nul.jsonl
run "$brazecheck" check --format jsonl nul.jsonl
expect_exit 0
expect_jq stdout '.id == "a\u0000b"'
head -c 20000 /dev/urandom >random.jsonl
run "$brazecheck" check --format jsonl random.jsonl
expect_exit 2
expect_no_out

{ printf '{"id":"long","request":{"method":"POST","path":"/users/track","body":{"attributes":[{"external_id":"e","text":"'; head -c 20000000 /dev/zero | tr '\0' 'x'; printf '"}]}}}\n'; } >long.jsonl
run "$brazecheck" check --format jsonl long.jsonl
expect "a line of 20 MB is judged" test "$status" -le 1
expect_jq stdout '.id == "long" and .operation == "users.track"'
expect "and not echoed" test "$(wc -c <stdout)" -lt 5000

printf '%s\r\n%s\r\n' "$good" "$bad" >crlf.jsonl
run "$brazecheck" check --format jsonl crlf.jsonl
expect_exit 1
expect_equal "lines with CRLF" "$(jq -r .verdict stdout | paste -sd' ')" "conforming nonconforming"
printf '%s\n%s' "$good" "$bad" >unended.jsonl
run "$brazecheck" check --format jsonl unended.jsonl
expect_exit 1
expect_equal "a last line without an end" "$(wc -l <stdout)" 2
printf '{"request":{"method":"POST","path":"/users/track","body":{"events":[],"events":3}}}\n' >twice.jsonl
run "$brazecheck" check --format jsonl twice.jsonl
expect "a member given twice does not crash" test "$status" -le 2

finish
