//! How this machine multiplies and adds: with one rounding, or with one after each.
//!
//! It is the one thing that results on the CPU engine depend on. Processors of the last ten years have the fused operation;
//! a browser gives it to WebAssembly's relaxed SIMD only.

use pulp::{Arch, Simd, WithSimd};

/// Whether products are added with one rounding.
pub(crate) fn is_fused() -> bool {
    #[cfg(all(feature = "relaxed", target_arch = "wasm32"))]
    pulp::wasm::enable_relaxed_simd();
    Arch::new().dispatch(Probe)
}

struct Probe;

impl WithSimd for Probe {
    type Output = bool;

    #[inline(always)]
    fn with_simd<S: Simd>(self, s: S) -> bool {
        // (1 + ε)² − (1 + 2ε) is ε², which a rounding after the product loses.
        let factor = std::hint::black_box(1.0 + f32::EPSILON);
        let factor = s.splat_f32s(factor);
        let rest = s.mul_add_e_f32s(factor, factor, s.splat_f32s(-1.0 - 2.0 * f32::EPSILON));
        s.reduce_sum_f32s(rest) != 0.0
    }
}
