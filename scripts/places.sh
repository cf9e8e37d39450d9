# Places and versions: where tools and compiled code lie, and which tools they are.
# shellcheck shell=bash

# Absolute, because cargo is also run from elsewhere.
cache=$(realpath -m "${XDG_CACHE_HOME:-$HOME/.cache}")/unwrap-lab
tools=$cache/tools
# Native and wasm builds have a folder each: cargo locks a folder while it builds, and may have to use another compiler for
# wasm. Within a folder cargo keeps the results of different compilers and clones apart, so switching invalidates nothing.
target=${CARGO_TARGET_DIR:-$cache/target}
wasm_target=${CARGO_TARGET_DIR:-$cache/target-wasm}
wasm=wasm32-unknown-unknown
# What this clone alone has: the parts that dist/ is put together from.
parts=$PWD/target/parts
# Cargo's list of what it compiles is for people who watch.
[ -t 2 ] || export CARGO_TERM_QUIET=${CARGO_TERM_QUIET:-true}

# shellcheck source=tools.versions
. ./tools.versions
channel=$(sed -n 's/^channel = "\(.*\)"$/\1/p' rust-toolchain.toml)
bindgen_version=$(awk -F'"' '/^name = "wasm-bindgen"$/ { getline; print $2 }' Cargo.lock)
bindgen=$tools/wasm-bindgen-$bindgen_version
binaryen=$tools/binaryen-$BINARYEN_VERSION
# What scripts/wasm-opt reads.
export UNWRAP_WASM_OPT=$binaryen/node_modules/.bin/wasm-opt UNWRAP_WASM_OPT_RESULTS=$cache/wasm-opt
# scripts/ comes first for its wasm-opt, which Trunk finds there too.
export PATH="$PWD/scripts:$tools/bin:$bindgen/bin:$PATH"
