# Checks: everything that `./lab test` holds the code against, and what only a browser can make of the built page.
# shellcheck shell=bash

native() { env CARGO_TARGET_DIR="$target" UNWRAP_DIST="$PWD/dist" cargo "$@"; }
# Quiet, cargo would also leave out the tests' names.
run_cargo_test() { CARGO_TERM_QUIET=false native test --profile checks --locked "$@"; }
# The page and the engine in one go: what both are built of is checked once. The WebGPU engine differs from the CPU's in a single function, and its
# dependencies take minutes to check.
lint_wasm() {
  env "${wasm_env[@]}" CARGO_TARGET_DIR="$wasm_target" cargo clippy --release --locked --target "$wasm" \
    --no-default-features --features page,worker,relaxed --bin app --bin worker_fma -- -D warnings
}
browser() { [ -n "${CHROMEDRIVER:-}" ] || has chromedriver || packages chromium chromium-driver; }
other_browsers() {
  { has WebKitWebDriver && has Xvfb; } || packages webkit2gtk-driver xvfb
  has firefox || packages firefox-esr
  install_firefox_driver
}

failed=()
# check TEXT COMMAND...: goes on after a failure, so that one run reports everything.
check() {
  step "$1"
  "${@:2}" || failed+=("$1")
}
run_tests() {
  setup
  install_accessibility_rules
  browser
  other_browsers
  check 'Checking the formatting' cargo fmt --check
  check 'Linting for this machine' native clippy --profile checks --locked --all-targets -- -D warnings
  check 'Linting for browsers' lint_wasm
  # A process of its own, because `set -e` has no effect within a check.
  check 'Building the page' ./lab build
  # The browser tests are marked `ignore`, and so left out here.
  check 'Testing' run_cargo_test --no-fail-fast
  check 'Testing the built page in a browser' run_cargo_test --test browser -- --include-ignored
  [ ${#failed[@]} = 0 ] || die "failed: $(printf '"%s" ' "${failed[@]}")"
}

# Licences, sources and versions of all crates. The tool takes minutes to compile, so that `./lab test` leaves it out.
supply() {
  setup
  install_supply_rules
  step 'Holding all crates against deny.toml'
  cargo-deny --locked check licenses sources bans
}

# An hour of what `./lab test` does for a minute: every entrance under inputs that are nearly right.
fuzz() {
  setup
  UNWRAP_FUZZ_SECONDS=${1:-3600} UNWRAP_FUZZ_SEED=${2:-$RANDOM} run_cargo_test --test fuzz -- --nocapture
}

# The page's own CPU engine trains them, so that they are what a visitor's browser would train, to the last bit.
checkpoints() {
  build
  browser
  step 'Training the shipped models in a browser (about a minute)'
  UNWRAP_MAKE_CHECKPOINTS=1 run_cargo_test --test browser -- --include-ignored shipped_models
}

# What docs/performance.md shows. UNWRAP_PYTHON names a Python with PyTorch; without it there is nothing to compare with.
measure() {
  build
  browser
  step 'Measuring (about ten minutes; let the machine rest)'
  # The native program as a user builds it.
  UNWRAP_MEASURE=${UNWRAP_MEASURE:-yes} native test --release --locked --test browser -- \
    --include-ignored --nocapture performance
}

# Pictures of every view for the documents.
screens() {
  build
  browser
  step 'Picturing every view (about four minutes)'
  UNWRAP_SCREENS=$PWD/docs/screens run_cargo_test --test browser -- --include-ignored screens:: pictured
}
