# Tools: Trunk, wasm-bindgen's program, wasm-opt and axe, each once and in a pinned version.
# shellcheck shell=bash

# install_crate ROOT ARGUMENTS...: with the locked versions, which are the same next year.
install_crate() {
  quiet env CARGO_TARGET_DIR="$cache/tools-target" cargo install --locked --root "$@"
  rm -rf "$cache/tools-target"
}

# install_program CRATE VERSION: one that starts others or reads files, unoptimised; the release profile of its authors takes three times as long.
install_program() {
  step "Building $1 $2 (some minutes, once)" "cargo install $1 --version $2 --locked"
  CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
    install_crate "$tools" "$1" --version "$2" "${@:3}"
}

# install_npm PACKAGE VERSION INTEGRITY FOLDER [PROGRAM]: that package with that hash and no other. None of its scripts runs.
install_npm() {
  { has npm && has node; } || packages npm nodejs
  step "Installing the npm package $1 $2" "npm install $1@$2"
  local asked="\"dependencies\": {\"$1\": \"$2\"}" program=''
  [ -z "${5:-}" ] || program=", \"bin\": {\"$5\": \"bin/$5\"}"
  mkdir -p "$4"
  echo "{\"private\": true, $asked}" >"$4/package.json"
  echo "{\"lockfileVersion\": 3, \"packages\": {\"\": {$asked}," \
    "\"node_modules/$1\": {\"version\": \"$2\", \"integrity\": \"$3\"$program}}}" >"$4/package-lock.json"
  quiet npm ci --prefix "$4" --ignore-scripts --no-audit --no-fund
}

# Another clone may be installing the same.
lock_setup() {
  mkdir -p "$cache"
  exec 8>"$cache/setup.lock"
  flock 8
}
unlock_setup() { exec 8>&-; }

# What compiling needs: compilers and the sources of crates.
prepare_to_compile() {
  lock_setup
  native_compiler
  wasm_compiler
  step 'Fetching the crates named in Cargo.lock' 'cargo fetch --locked'
  quiet cargo fetch --locked
  unlock_setup
}

# What makes a page of compiled code.
install_tools() {
  lock_setup
  if [ "$("$tools/bin/trunk" --version 2>/dev/null)" != "trunk $TRUNK_VERSION" ]; then
    # Without what it downloads with.
    install_program trunk "$TRUNK_VERSION" --no-default-features
  fi
  if ! [ -x "$bindgen/bin/wasm-bindgen" ]; then
    grep -q "^wasm-bindgen-cli = .*\"=$bindgen_version\"" scripts/bindgen/Cargo.toml ||
      die "scripts/bindgen/Cargo.toml has to name wasm-bindgen $bindgen_version, as Cargo.lock does"
    step "Building wasm-bindgen $bindgen_version (a minute or two, once)" 'cargo build --locked, in scripts/bindgen'
    install_crate "$bindgen" --path scripts/bindgen
  fi
  [ -x "$UNWRAP_WASM_OPT" ] || install_npm binaryen "$BINARYEN_VERSION" "$BINARYEN_INTEGRITY" "$binaryen" wasm-opt
  unlock_setup
}

# The rules that tests hold every view against.
install_accessibility_rules() {
  local folder=$tools/axe-$AXE_VERSION
  export UNWRAP_AXE=$folder/node_modules/axe-core/axe.min.js
  [ -f "$UNWRAP_AXE" ] || install_npm axe-core "$AXE_VERSION" "$AXE_INTEGRITY" "$folder"
}

# What holds the crates below this one against deny.toml.
install_supply_rules() {
  [ "$(cargo-deny --version 2>/dev/null)" = "cargo-deny $CARGO_DENY_VERSION" ] || install_program cargo-deny "$CARGO_DENY_VERSION"
}

# What drives Firefox.
install_firefox_driver() {
  [ -n "${GECKODRIVER:-}" ] || case $(geckodriver --version 2>/dev/null) in
    "geckodriver $GECKODRIVER_VERSION"*) ;;
    *) install_program geckodriver "$GECKODRIVER_VERSION" ;;
  esac
}

setup() {
  prepare_to_compile
  install_tools
}
