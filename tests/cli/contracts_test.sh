#!/usr/bin/env bash
# Broken contracts: exit code 2 and one line that names id, file and place; never a crash, never a run.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# edit FILE FILTER: changes a contract of the copy.
edit() { jq "$2" "contracts/$1" >edited && mv edited "contracts/$1"; }
fresh() {
  rm -rf contracts
  cp -r "$source_dir/schemas" contracts
}
# broken ID PLACE: what the last change leads to.
broken() {
  run "$brazecheck" --contracts contracts list operations
  expect_exit 2
  expect_no_out
  expect_err_lines 1
  expect_err "^brazecheck: \[$1\] $2: .+"
}
schema=.request.body.schema

fresh
run "$brazecheck" --contracts contracts list operations
expect_exit 0
untouched=$(wc -l <stdout)
edit users/track.json '.summary = "Changed."'
run "$brazecheck" --contracts contracts list operations
expect_exit 0
expect_equal "operations of a copy" "$(wc -l <stdout)" "$untouched"

fresh; sed -i '3s/,$/,,/' contracts/users/track.json
broken contract.syntax 'users/track\.json:3:[0-9]+'
fresh; : >contracts/users/track.json
broken contract.syntax 'users/track\.json:1:1'
fresh; head -c 3000 /dev/urandom >contracts/users/track.json
broken contract.syntax 'users/track\.json:[0-9]+:[0-9]+'
fresh; head -c 200000 /dev/zero | tr '\0' '[' >contracts/users/track.json
broken contract.syntax 'users/track\.json:1:[0-9]+'
fresh; { head -c 200000 /dev/zero | tr '\0' '['; head -c 200000 /dev/zero | tr '\0' ']'; } >contracts/users/track.json
broken 'contract\.[a-z-]+' 'users/track\.json.*'
fresh; echo '[]' >contracts/users/track.json
broken contract.invalid 'users/track\.json#'
fresh; edit users/track.json '.method = 3'
broken contract.invalid 'users/track\.json#/method'
fresh; edit users/track.json 'del(.path)'
broken contract.invalid 'users/track\.json#'
fresh; edit users/track.json '.colour = "red"'
broken 'contract\.[a-z-]+' 'users/track\.json#.*'

fresh; edit users/track.json "$schema.properties.events.maxItemz = 3"
broken contract.unknown-keyword 'users/track\.json#/request/body/schema/properties/events/maxItemz'
fresh; edit users/track.json "$schema.properties.events.maxItems = \"three\""
broken 'contract\.[a-z-]+' 'users/track\.json#/request/body/schema/properties/events.*'
fresh; edit users/track.json "$schema.properties.events.items = {\"\$ref\": \"../objects/nothing.json\"}"
broken contract.dangling-ref 'users/track\.json#/request/body/schema/properties/events/items/\$ref'
fresh; edit users/track.json "$schema.properties.events.items = {\"\$ref\": \"../objects/event.json#/definitions/nothing\"}"
broken contract.dangling-ref 'users/track\.json#/request/body/schema/properties/events/items/\$ref'
fresh; edit users/track.json "$schema.properties.events.items = {\"\$ref\": \"../../../../etc/passwd\"}"
broken 'contract\.[a-z-]+' 'users/track\.json#.*'
fresh; edit catalogs/create.json "$schema.properties.catalogs.items.properties.name.pattern = \"(\""
broken contract.bad-pattern 'catalogs/create\.json#/request/body/schema/properties/catalogs/items/properties/name/pattern'

fresh; edit users/delete.json '.operation = "users.track"'
broken contract.duplicate-id '[a-z/_]+\.json.*'
fresh; edit users/delete.json '.path = "/users/track"'
broken 'contract\.[a-z-]+' 'users/[a-z]+\.json.*'
fresh; edit users/track.json '.requirements += [.requirements[0]]'
broken contract.duplicate-id 'users/track\.json#/requirements/[0-9]+'
fresh; edit catalogs/delete.json '.fixture.setup[0].operation = "no.such.operation"'
broken 'contract\.[a-z-]+' 'catalogs/delete\.json#.*'

fresh; rm contracts/common.json
broken contract.unreadable '.*common\.json'
fresh; rm -r contracts/meta
broken contract.unreadable '.*contract\.schema\.json'
fresh; find contracts -mindepth 1 -maxdepth 1 -type d ! -name objects ! -name meta -exec rm -r {} +
broken contract.empty 'contracts'
fresh; rm -r contracts; mkdir contracts
broken 'contract\.[a-z-]+' '.*contracts.*'
rm -r contracts
broken contract.unreadable '.*contracts'
touch contracts
broken 'contract\.[a-z-]+' '.*contracts'

# Every command says the same, and none begins its work.
rm contracts
fresh; edit users/track.json "$schema.properties.events.maxItemz = 3"
for command in "run --out report" "serve --port 0" "check -" "list requirements" "explain common/key-known" version; do
  # shellcheck disable=SC2086
  run timeout 20 "$brazecheck" --contracts contracts $command
  expect_exit 2
  expect_no_out
  expect_err_lines 1
  expect_err 'contract\.unknown-keyword'
done
expect_not "no report" test -e report

finish
