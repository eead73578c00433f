#!/usr/bin/env bash
# Installs the npm packages that the tests read our output with, as tests/tools/package.json names them.
#
#   install.sh DIR
#
# Does nothing when DIR already holds a finished installation of the same package.json.
set -u

[ $# -eq 1 ] || { echo "usage: install.sh DIR" >&2; exit 2; }
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
mkdir -p "$1" || exit 1
cd "$1" || exit 1

# Written last: an installation that was cut short has none and is made anew.
stamp=node_modules/.installed-from.json
cmp -s "$here/package.json" "$stamp" && exit 0

cp "$here/package.json" package.json
rm -rf node_modules
if ! npm install --no-audit --no-fund --no-package-lock --omit=dev --omit=optional --loglevel=error >install.log 2>&1; then
  echo "tests/tools/install.sh: npm could not install into $PWD (no network?): $(grep -m 1 -E 'ERR!|rror' install.log || tail -n 1 install.log)" >&2
  exit 1
fi
rm -f install.log
cp package.json "$stamp"
