#!/bin/sh
# Validates results.json files with ajv against the schema that we publish.
#
#   results_schema_test.sh <tools> <results.json>...
#
# <tools> is a folder where tests/tools/package.json has been installed with npm.
set -eu

tools=$(cd "$1" && pwd)
shift
here=$(cd "$(dirname "$0")" && pwd)
[ $# -gt 0 ] || { echo "no file to validate" >&2; exit 2; }
NODE_PATH="$tools/node_modules" exec node "$here/results_schema_check.cjs" \
  "$here/../../schemas/meta/results.schema.json" "$@"
