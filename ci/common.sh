# Sourced by the other scripts: where things are, and the packages that a build needs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

BUILD_PACKAGES=(
  build-essential cmake ninja-build ccache mold pkg-config
  libgtest-dev libgmock-dev librapidcheck-dev nlohmann-json3-dev libfmt-dev
  libcurl4-openssl-dev libboost1.81-dev libre2-dev libsqlite3-dev libarchive-dev
  libsimdjson-dev libmimalloc-dev libcli11-dev libbenchmark-dev
  libssl-dev zlib1g-dev
)
TEST_PACKAGES=(json-schema-test-suite jq curl openssl libxml2-utils chromium)
FUZZ_PACKAGES=(clang libclang-rt-dev)

# Installs what is missing of the named Debian packages; no network is needed when all are there.
ensure_packages() {
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  echo "installing: ${missing[*]}"
  local as_root=()
  [ "$(id -u)" -eq 0 ] || as_root=(sudo)
  "${as_root[@]}" apt-get update -qq
  DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends \
    "${missing[@]}" >/dev/null
}

# Node.js for the tests that open our output in the tools which read it. Any installation counts;
# Debian's is taken where there is none.
ensure_node() {
  command -v node >/dev/null && command -v npm >/dev/null || ensure_packages nodejs npm
}

# Configures once, then builds what changed: build_preset PRESET [TARGET…]
build_preset() {
  local preset=$1
  shift
  [ -f "build/$preset/build.ninja" ] || cmake --preset "$preset" >"/tmp/brazecheck-configure-$$.log" 2>&1 || {
    cat "/tmp/brazecheck-configure-$$.log" >&2
    rm -f "/tmp/brazecheck-configure-$$.log"
    return 1
  }
  rm -f "/tmp/brazecheck-configure-$$.log"
  cmake --build "build/$preset" ${@:+--target "$@"}
}
