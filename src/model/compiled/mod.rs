//! Transformers that a RASP program was compiled to (paper, Setup 2): no normalisation, ReLU, heads of any size, and an answer that is
//! read off named directions of the residual stream.
//!
//! Sizes and host weights are plain data; the forward pass is tensor code.

mod sizes;
mod weights;

#[cfg(feature = "tensor")]
mod model;

pub use sizes::CompiledSizes;
pub use weights::{CompiledWeights, compiled_weights, noised};

#[cfg(feature = "tensor")]
pub use model::CompiledModel;
