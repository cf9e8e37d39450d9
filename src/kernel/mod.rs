//! The loops of the engines' fused operations: matrix products, attention, layer normalisation, GELU, cross-entropy,
//! embeddings and AdamW, forward and backward.
//!
//! Those of the CPU engine work on plain slices and know nothing of tensors. Every sum has a fixed order, and the exponential
//! and the logarithm are the same code everywhere: a machine with wider vectors is faster and gives the same bits. See
//! `arithmetic` for the exception. Those of the WebGPU engine are in `gpu`.

mod shape;
#[cfg(any(feature = "cpu", feature = "webgpu"))]
mod step;

pub(crate) use shape::AttentionShape;
#[cfg(any(feature = "cpu", feature = "webgpu"))]
pub(crate) use step::AdamWStep;

#[cfg(feature = "cpu")]
pub(crate) mod adamw;
#[cfg(feature = "cpu")]
pub(crate) mod arithmetic;
#[cfg(feature = "cpu")]
pub(crate) mod attention;
#[cfg(feature = "cpu")]
pub(crate) mod cross_entropy;
#[cfg(feature = "cpu")]
pub(crate) mod embedding;
#[cfg(feature = "cpu")]
mod exponential;
#[cfg(feature = "cpu")]
pub(crate) mod gelu;
#[cfg(feature = "webgpu")]
pub(crate) mod gpu;
#[cfg(feature = "cpu")]
pub(crate) mod linear;
#[cfg(feature = "cpu")]
mod matmul;
#[cfg(feature = "cpu")]
pub(crate) mod norm;
#[cfg(feature = "cpu")]
mod softmax;
