#!/usr/bin/env bash
# The contracts as people look them up: paths and their misprints, rules, coverage, the linter.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# --- a path says which operation is meant, misprinted as it may be ---
means() {  # ADDRESS OPERATION
  run "$brazecheck" explain "$1"
  expect_exit 0
  expect_out "^$2  "
}
means /canvas/liste canvas.list
means /content_blocks/liste content_blocks.list
means 'POST /campaigns/trigger/scheduger/update' campaigns.trigger.schedule.update
means /canvas/trigger/trigger/schedule/update canvas.trigger.schedule.update
means /fr/messages/scheduled_broadcasts messages.scheduled_broadcasts
means /fr/subscription/status/set subscription.status.set
means /fr/sms/invalid_phone_numbers/remove sms.invalid_phone_numbers.remove
means /sms/invalid_phone_number sms.invalid_phone_numbers.list
means /fr/purchases/product_list purchases.product_list
means '/transactional/v1/campaigns/{{CAMPAIGN_ID}}/send' transactional.campaigns.send
means '/preference_center_v1/{PreferenceCenterExternalID}/url/{UserID}' preference_center.url
means /content_blocks_update content_blocks.update
means /catalogs/restaurants/items/ catalogs.items.list
means /users/track users.track
run "$brazecheck" explain /canvas/liste
expect_out '^/canvas/liste is a misprint of GET /canvas/list \(seed 002\)$'
run "$brazecheck" explain /users/trak
expect_exit 2
expect_err 'usage\.unknown-path.*POST /users/track'
run "$brazecheck" explain /no/such/path/at/all
expect_exit 2
expect_err 'usage\.unknown-path'

# --- a rule is shown broken, on either side ---
run "$brazecheck" explain users.track/objects-max-combined
expect_exit 0
expect_out "76 entries .* where at most 75 are allowed"
expect_out "^curl .*'http://127\.0\.0\.1:8080/users/track'"
run "$brazecheck" explain users.track/response.201.message-type
expect_exit 0
expect_out 'an answer of users\.track with 201, wrong at /message'

# --- accounts with other limits ---
run "$brazecheck" --limits track-50-combined explain users.track/objects-max-combined
expect_out 'at most 50 items together'
run "$brazecheck" --limits track-75-per-array explain users.track/events-max-items
expect_out 'at most 75 items'
run "$brazecheck" --limits no-such-profile version
expect_exit 2
expect_err 'contract\.unknown-profile'
jq -n '{request: {method: "POST", path: "/users/track", body: {events: [range(60) | {external_id: "a", name: "e", time: "2024-05-01T10:00:00Z"}]}}}' -c >sixty
run "$brazecheck" check sixty
expect_exit 0
run "$brazecheck" --limits track-50-combined check sixty
expect_exit 1
expect_out 'users\.track/objects-max-combined'

run "$brazecheck" --limits track-50-combined run --only users.track:users.track/objects-max-combined --seed 1 --out report
expect_exit 0
run "$brazecheck" --limits track-50-combined run --only users.track:users.track/objects-max-combined --seed 1 --out report \
  --fault accept:users.track/objects-max-combined
expect_exit 1
expect_out '^ *brazecheck --limits track-50-combined run .*objects-max-combined'

# --- a deprecated operation is a warning, not a breach ---
echo '{"request":{"method":"GET","path":"/feed/list"}}' >deprecated
run "$brazecheck" check deprecated
expect_exit 0
expect_out 'should request /path: expected .*, found feed\.list, which is deprecated$'
expect_out 'feed\.list/not-deprecated'

# --- what stands beside the contracts ---
for what in permissions instances profiles fixtures; do
  run "$brazecheck" list "$what"
  expect_exit 0
  expect "$what are listed" test -s stdout
  run "$brazecheck" list "$what" --json
  expect_jq stdout 'length > 0'
done
run "$brazecheck" list instances
expect_equal "instances" "$(wc -l <stdout)" 15
expect_out '^EU-02 +https://rest\.fra-02\.braze\.eu'
run "$brazecheck" list operations
expect "all operations are listed" test "$(wc -l <stdout)" -ge 156

# --- the linter: nothing to say of ours, and something of contracts that lack something ---
run "$brazecheck" contracts lint
expect_exit 0
expect_out ' 0 problems$'
cp -r "$source_dir/schemas" contracts
lints() {  # FILE FILTER PATTERN
  cp "contracts/$1" kept
  jq "$2" kept >"contracts/$1"
  run "$brazecheck" --contracts contracts contracts lint --fast
  expect_exit 2
  expect_out "$3"
  cp kept "contracts/$1"
}
lints users/merge.json '.source = "somewhere"' 'lint\.no-source'
lints users/merge.json '.examples = []' 'lint\.no-example'
lints users/merge.json '.permission = "users.nothing"' 'lint\.permission'
lints users/merge.json '.errors += [{"message": "Never", "status": [400], "when": "Never.", "source": "spec"}]' 'lint\.error-not-raised'
lints users/merge.json '(.examples[0].request.body) = {"merge_updates": 3}' 'lint\.example-breaks-rule'
lints users/merge.json '.requirements += [{"id": "brand-new", "statement": "New.", "level": "may", "basis": "stated", "source": "spec"}]' 'lint\.id-new.*users\.merge/brand-new'
lints users/merge.json '.requirements = .requirements[1:]' 'lint\.id-gone'
lints feed/list.json '.replaced_by = "no.such"' 'lint\.unknown-operation'
lints rate_limits.json '.pools.unused = .pools.default' 'lint\.unused'

# --- the page on coverage is up to date ---
run "$brazecheck" contracts coverage
expect_exit 0
expect "docs/coverage.md is what 'brazecheck contracts coverage' prints" cmp stdout "$source_dir/docs/coverage.md"

finish
