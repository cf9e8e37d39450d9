# Tools: Trunk, wasm-bindgen's program, wasm-opt and axe, each once and in a pinned version.
# shellcheck shell=bash

# install_crate ROOT ARGUMENTS...: with the locked versions, which are the same next year.
install_crate() {
  quiet env CARGO_TARGET_DIR="$cache/tools-target" cargo install --locked --root "$@"
  rm -rf "$cache/tools-target"
}

# install_npm PACKAGE VERSION FOLDER
install_npm() {
  { has npm && has node; } || packages npm nodejs
  step "Installing the npm package $1 $2" "npm install $1@$2"
  quiet npm install --prefix "$3" --no-audit --no-fund "$1@$2"
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
    step "Building Trunk $TRUNK_VERSION (some minutes, once)" "cargo install trunk --version $TRUNK_VERSION --locked"
    # It starts other programs and copies files: unoptimised, and without what it downloads with. The release profile of its
    # authors takes three times as long.
    CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
      install_crate "$tools" trunk --version "$TRUNK_VERSION" --no-default-features
  fi
  if ! [ -x "$bindgen/bin/wasm-bindgen" ]; then
    grep -q "^wasm-bindgen-cli = .*\"=$bindgen_version\"" scripts/bindgen/Cargo.toml ||
      die "scripts/bindgen/Cargo.toml has to name wasm-bindgen $bindgen_version, as Cargo.lock does"
    step "Building wasm-bindgen $bindgen_version (a minute or two, once)" 'cargo build --locked, in scripts/bindgen'
    install_crate "$bindgen" --path scripts/bindgen
  fi
  [ -x "$UNWRAP_WASM_OPT" ] || install_npm binaryen "$BINARYEN_VERSION" "$binaryen"
  unlock_setup
}

# The rules that tests hold every view against.
install_accessibility_rules() {
  local folder=$tools/axe-$AXE_VERSION
  export UNWRAP_AXE=$folder/node_modules/axe-core/axe.min.js
  [ -f "$UNWRAP_AXE" ] || install_npm axe-core "$AXE_VERSION" "$folder"
}

setup() {
  prepare_to_compile
  install_tools
}
