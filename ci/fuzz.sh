#!/usr/bin/env bash
# Feeds mutated requests to the HTTP and JSON entry of the emulator: ci/fuzz.sh [SECONDS]
#
# Exits non-zero at the first crash, with the input in build/fuzz/crash-*; an input goes through it
# again with: build/fuzz/tests/fuzz/request_fuzz FILE
# SEED chooses another run, NEW_CORPUS a folder to keep what it finds in.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

seconds=${1:-60}
seed=${SEED:-1}
new=${NEW_CORPUS:-build/fuzz/corpus}

ensure_packages "${BUILD_PACKAGES[@]}" "${FUZZ_PACKAGES[@]}"
[ -f build/fuzz/build.ninja ] || cmake -S . -B build/fuzz -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo \
  -DCMAKE_CXX_COMPILER=clang++ -DBRAZECHECK_FUZZ=ON >/dev/null
cmake --build build/fuzz --target request_fuzz

# Beside the corpus, the examples of the contracts: all requests of a contract over one connection.
examples=build/fuzz/examples
mkdir -p "$new" "$examples"
for contract in schemas/*/*.json; do
  case $contract in schemas/meta/* | schemas/objects/*) continue ;; esac
  jq -j '. as $contract | (.examples // [])[].request // empty | . as $request
    | ($contract.path | gsub("\\{(?<name>[^}]*)\\}"; ($request.path // {})[.name] // "a" | tostring | @uri)) as $path
    | ((.query // {}) | to_entries | map("\(.key)=\(.value | tostring | @uri)") | join("&")) as $query
    | (if has("body") then .body | tojson else "" end) as $body
    | "\($contract.method) \($path)?\($query) HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer fuzz\r\n"
      + "Content-Type: application/json\r\nContent-Length: \($body | utf8bytelength)\r\n\r\n\($body)"
    ' "$contract" >"$examples/$(basename "$(dirname "$contract")")_$(basename "$contract" .json)"
done

log=build/fuzz/fuzz.log
status=0
# The journal keeps what it has seen, which libFuzzer would take for leaks and look into, each time.
# One input may not take longer than a client would wait, nor more memory than a laptop has to spare.
UBSAN_OPTIONS=print_stacktrace=1 \
  build/fuzz/tests/fuzz/request_fuzz -max_total_time="$seconds" -seed="$seed" -rss_limit_mb=2048 \
  -timeout=10 -detect_leaks=0 -max_len=65536 -dict=tests/fuzz/http.dict -print_final_stats=1 \
  -artifact_prefix=build/fuzz/ "$new" tests/fuzz/corpus "$examples" >"$log" 2>&1 || status=$?
if [ "$status" -ne 0 ]; then
  grep -vE '^#[0-9]+\s+(REDUCE|NEW|pulse|RELOAD)' "$log" | tail -n 60 >&2
  echo "a crash, after $(grep -oE 'number_of_executed_units: [0-9]+' "$log" | grep -oE '[0-9]+' || echo '?') inputs" >&2
  exit 1
fi
executed=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
covered=$(grep -oE 'cov: [0-9]+' "$log" | tail -n 1 | grep -oE '[0-9]+')
if [ -z "$executed" ] || [ "$executed" -lt 1000 ]; then
  echo "only ${executed:-no} inputs were tried: this says nothing" >&2
  exit 4
fi
echo "no crash in $executed inputs ($((executed / (seconds > 0 ? seconds : 1)))/s, $covered edges covered)"
