//! The engine in a dedicated web worker, for the processor (burn-flex), with multiplication and addition in one operation.

#[cfg(target_arch = "wasm32")]
fn main() {
    wasm_bindgen_futures::spawn_local(unwrap_lab::worker::serve(unwrap_lab::engine::DeviceKind::Cpu));
}

/// Outside a browser there is no worker to be.
#[cfg(not(target_arch = "wasm32"))]
fn main() {}
