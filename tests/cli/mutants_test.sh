#!/usr/bin/env bash
# Every fault in mutants.tsv is found, named, shown as curl, and found again by the printed command.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

table=$source_dir/tests/cli/mutants.tsv
export brazecheck work

red() { jq -r '.results[] | select(.verdict == "fail" or .verdict == "error") | .operation + ":" + .requirement' "$1"; }
shown_request() { jq -r --arg pair "$2" '.results[] | select(.operation + ":" + .requirement == $pair) | .failures[].curl' "$1/results.json"; }

# mutant NUMBER LINE: prints what is wrong, nothing when all is well.
mutant() {
  local number=$1 fault only expected tolerated
  IFS=$'\t' read -r fault only expected tolerated <<<"$2"
  local out=$work/$number requirement=${expected#*:}
  mkdir "$out"
  complain() {
    echo "FAILED: --fault '$fault' --only '$only': $1"
    tail -n 40 "$out/stdout" "$out/stderr" | sed 's/^/    /'
  }

  "$brazecheck" run --fault "$fault" --only "$only" --seed 1 --format json --out "$out/report" \
    >"$out/stdout" 2>"$out/stderr"
  local status=$?
  [ $status -eq 1 ] || { complain "exit code $status"; return; }
  red "$out/report/results.json" >"$out/red"
  grep -qxF -e "$expected" "$out/red" || { complain "$expected is not red, but: $(paste -sd' ' "$out/red")"; return; }
  local pair glob allowed
  while read -r pair; do
    [ "$pair" = "$expected" ] && continue
    allowed=no
    for glob in $tolerated; do
      # shellcheck disable=SC2053
      [[ $pair == $glob ]] && allowed=yes
    done
    [ $allowed = yes ] || complain "$pair is red as well"
  done <"$out/red"
  grep -qF -e "$requirement" "$out/stdout" || complain "the console does not name $requirement"
  # A request of megabytes is cut on the console; its command stands in the report.
  grep -qE '^ *curl |\(cut: .* the whole command is in results\.json\)' "$out/stdout" || complain "there is no curl line"
  jq -e --arg pair "$expected" 'any(.results[]; .operation + ":" + .requirement == $pair and (.failures[0].curl | test("(^|\\| *)curl ")))' \
    "$out/report/results.json" >/dev/null || complain "there is no curl in the report"

  local replay
  replay=$(jq -r --arg pair "$expected" '[.results[] | select(.operation + ":" + .requirement == $pair) | .failures[].replay][0]' "$out/report/results.json")
  [[ $replay == "brazecheck run "* ]] || { complain "the replay command is: $replay"; return; }
  grep -qF -e "$replay" "$out/stdout" || complain "the console does not show: $replay"
  eval "\"\$brazecheck\" ${replay#brazecheck} --format json --out \"\$out/again\"" >"$out/stdout" 2>"$out/stderr"
  status=$?
  [ $status -eq 1 ] || { complain "the replay ends with $status: $replay"; return; }
  red "$out/again/results.json" | grep -qxF -e "$expected" || complain "the replay does not show $expected: $replay"
  [ "$(shown_request "$out/report" "$expected")" = "$(shown_request "$out/again" "$expected")" ] || complain "the replay shows another request: $replay"
}
export -f mutant red shown_request

set -f  # globs in the table are for red pairs, not for files
grep -v '^#' "$table" >mutants
number=0
while IFS= read -r line; do
  number=$((number + 1))
  printf '%s\0%s\0' "$number" "$line"
done <mutants | xargs -0 -n 2 -P 2 bash -fc 'mutant "$1" "$2" >"$work/$1.problems" 2>&1' mutant

mutants=$(wc -l <mutants)
escaped=0
for number in $(seq "$mutants"); do
  if [ ! -f "$number.problems" ] || [ -s "$number.problems" ]; then
    escaped=$((escaped + 1))
    cat "$number.problems" >&2
  fi
done
echo "$mutants mutants, $escaped not as listed"
[ "$mutants" -ge 30 ] && [ "$escaped" -eq 0 ]
