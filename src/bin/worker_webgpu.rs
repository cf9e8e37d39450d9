//! The engine in a dedicated web worker, for WebGPU (burn-wgpu).

#[cfg(target_arch = "wasm32")]
fn main() {
    constructors::run();
    wasm_bindgen_futures::spawn_local(unwrap_lab::worker::serve(unwrap_lab::engine::DeviceKind::WebGpu));
}

/// Below burn-wgpu there are life-before-main registrations. Where no code calls the module's constructors, the linker has
/// every exported function call them, which here made each launch of a kernel take milliseconds.
#[cfg(target_arch = "wasm32")]
mod constructors {
    #[allow(unsafe_code)]
    unsafe extern "C" {
        fn __wasm_call_ctors();
    }

    /// Runs the constructors.
    #[allow(unsafe_code)]
    pub(super) fn run() {
        // SAFETY: the linker makes this function, without arguments or result; it is called once, before anything else, as it
        // would be by a runtime that has one.
        unsafe { __wasm_call_ctors() }
    }
}

/// Outside a browser there is no worker to be.
#[cfg(not(target_arch = "wasm32"))]
fn main() {}
