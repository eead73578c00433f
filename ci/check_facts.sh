#!/usr/bin/env bash
# API facts live in schemas/: the code that speaks of Braze repeats neither limits nor paths.
#
# Looks for numbers that are limits in some contract, and for paths of operations, in the code of
# mock/ and suites/. A number that only happens to be equal, or that the emulator has to know by
# itself lest contracts check what they made, says so on its line: `// not from a contract`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

limits=$(jq -r '.. | objects | to_entries[]
    | select(.key | IN("maxItems", "maxLength", "maxProperties", "maximum", "minLength", "max",
                       "max_days", "requests", "value"))
    | .value | numbers | select(. >= 40 and (IN(60, 100, 400, 500) | not))' schemas/*.json schemas/objects/*.json $(find schemas -mindepth 2 -name '*.json' ! -path 'schemas/meta/*' ! -path 'schemas/objects/*') |
  sort -un | paste -sd'|')
paths=$(find schemas -mindepth 2 -name '*.json' ! -path 'schemas/meta/*' ! -path 'schemas/objects/*' -exec jq -r '.path' {} + |
  sed 's/{[^}]*}.*//; s/[/]$//' | grep -E '^/[a-z]' | sort -u | paste -sd'|')

found=0
report() {  # WHAT PATTERN
  local hits
  hits=$(grep -rnE --include='*.cc' --include='*.h' "$2" mock suites |
    grep -vE '^[^:]+:[0-9]+: *//|not from a contract' || true)
  [ -z "$hits" ] && return
  found=1
  echo "$1 in code:" >&2
  echo "$hits" >&2
}
report "a limit of some contract" "(^|[^A-Za-z0-9_.\"])($limits)([^A-Za-z0-9_.\"']|\$)"
report "a path of an operation" "\"($paths)[\"/]"
[ "$found" -eq 0 ] && echo "no limit and no path of a contract is repeated in mock/ and suites/"
exit "$found"
