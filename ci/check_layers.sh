#!/usr/bin/env bash
# Holds the tree to its layers: an include may only point to a folder listed for its own.
# Usage: ci/check_layers.sh [ROOT]
set -uo pipefail
cd "${1:-$(dirname "${BASH_SOURCE[0]}")/..}" || exit 2

declare -A allowed=(
  [contract]="contract"
  [generators]="generators contract"
  [transport]="transport contract"
  [reports]="reports contract"
  [mock]="mock contract"
  [suites]="suites generators contract"
  [runner]="runner suites generators transport reports contract"
  [cli]="cli runner suites generators transport reports mock contract"
)

status=0
checked=0
for layer in "${!allowed[@]}"; do
  while IFS=: read -r file line text; do
    [[ $text =~ \#include\ \"([a-z]+)/ ]] || continue
    checked=$((checked + 1))
    if [[ " ${allowed[$layer]} " != *" ${BASH_REMATCH[1]} "* ]]; then
      echo "$file:$line: $layer/ may not include ${BASH_REMATCH[1]}/ (only: ${allowed[$layer]})"
      status=1
    fi
  done < <(grep -rn '#include "' "$layer" --include='*.h' --include='*.cc')
done

# RapidCheck is behind generators/, printing and exiting in cli/.
while IFS= read -r hit; do
  echo "$hit: RapidCheck is included by generators/ only"
  status=1
done < <(grep -rnE '#include <rapidcheck' contract transport reports mock runner cli suites --include='*.h' --include='*.cc')
while IFS= read -r hit; do
  echo "$hit: only cli/ exits"
  status=1
done < <(grep -rnE '\b(std::)?_?[eE]xit\(' contract generators transport reports mock suites runner --include='*.cc' | grep -vE '//.*[eE]xit\(')

[ "$checked" -gt 100 ] || { echo "only $checked includes found: is this the source tree?"; exit 2; }
[ "$status" -eq 0 ] && echo "$checked includes keep the layers"
exit "$status"
