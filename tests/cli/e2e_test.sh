#!/usr/bin/env bash
# A real client of the API, and the inspector page in a real browser, against `brazecheck serve`.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

start_serve --key dev
run timeout 60 node "$source_dir/tests/e2e/braze_api.mjs" "$tools" "$url" dev
expect_exit 0
expect_out 'operations of braze-api work unchanged'
run timeout 150 node "$source_dir/tests/e2e/inspector.mjs" "$tools" "$url" dev
expect_exit 0
expect_out 'the inspector works; [0-9]+ operations of the control API answer as described'
stop_serve
expect_exit 0
expect_equal "lines on stderr" "$(wc -l <serve.err)" 0

finish
