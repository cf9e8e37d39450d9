# Tools: Trunk, wasm-bindgen's program, wasm-opt and axe, each once and in a pinned version.
# shellcheck shell=bash

# install_crate OPT_LEVEL ROOT ARGUMENTS...: these programs run for seconds, so most of what a release build spends its minutes
# on is switched off. Locked: what their authors tested, and the same next year.
install_crate() {
  local level=$1 root=$2
  shift 2
  quiet env CARGO_TARGET_DIR="$cache/tools-target" CARGO_PROFILE_RELEASE_OPT_LEVEL="$level" CARGO_PROFILE_RELEASE_LTO=off \
    CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 cargo install --locked --root "$root" "$@"
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
    # Without its servers' encryption and its search for updates: it only builds here.
    install_crate 0 "$tools" trunk --version "$TRUNK_VERSION" --no-default-features --features rustls
  fi
  if ! [ -x "$bindgen/bin/wasm-bindgen" ]; then
    step "Building wasm-bindgen $bindgen_version (a minute or two, once)" \
      "cargo install wasm-bindgen-cli --version $bindgen_version --locked"
    # It reads bundles of some megabytes, slowly when it is not optimised at all.
    install_crate 1 "$bindgen" wasm-bindgen-cli --bin wasm-bindgen --version "$bindgen_version"
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
