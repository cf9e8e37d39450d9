# Engines: the three bundles that workers load. Trunk has no part in them, so that their compiling need not wait for it, and
# the page not for WebGPU.
# shellcheck shell=bash

declare -A engine_features=([worker_fma]='worker,relaxed' [worker_cpu]='worker,cpu' [worker_webgpu]='worker,webgpu')
# At level 3 steps take longer on both kinds of device, and the WebGPU engine is larger (docs/performance.md).
declare -A engine_switches=([worker_fma]='-O1 --enable-relaxed-simd' [worker_cpu]='-O1' [worker_webgpu]='-O1')

# compile_engines NAME...
compile_engines() {
  local name
  mkdir -p "$parts"
  for name in "$@"; do
    step "Compiling the engine $name" 'read the first error above'
    # All clones share the folder that cargo writes to.
    (
      flock 9
      env "${wasm_env[@]}" CARGO_TARGET_DIR="$wasm_target" cargo build --release --locked --offline --target "$wasm" \
        --no-default-features --features "${engine_features[$name]}" --bin "$name"
      cp "$wasm_target/$wasm/release/$name.wasm" "$parts/$name.wasm"
    ) 9>"$cache/engines.lock"
  done
}

# finish_engines NAME...: makes of the compiled engine what a browser loads, in a folder of its name.
finish_engines() {
  local name switches bundle
  for name in "$@"; do
    step "Finishing the engine $name" './lab setup checks the tools'
    rm -rf "${parts:?}/$name"
    wasm-bindgen --target=web --no-typescript --out-dir="$parts/$name" --out-name="$name" "$parts/$name.wasm"
    read -ra switches <<<"${engine_switches[$name]}"
    bundle=$parts/$name/${name}_bg.wasm
    # By name, functions of one generic lie beside each other, and gzip finds them alike.
    wasm-opt "${switches[@]}" --reorder-functions-by-name --strip-debug --strip-producers --output="$bundle" "$bundle"
  done
}
