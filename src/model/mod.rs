//! The transformers: their sizes, seeded initial weights, the forward pass with named activations, and weights in and out.
//!
//! Sizes and host weights are plain data; the forward pass is tensor code, compiled with the feature `tensor`.

mod architecture;
mod checked;
mod compiled;
mod config;
mod init;
mod safetensors;
mod site;
mod transformers;
mod weights;
mod written;

#[cfg(feature = "tensor")]
mod attention;
#[cfg(feature = "tensor")]
mod block;
#[cfg(feature = "tensor")]
mod flatten;
#[cfg(any(feature = "cpu", feature = "webgpu"))]
mod fused;
#[cfg(feature = "tensor")]
mod generate;
#[cfg(feature = "tensor")]
mod gpt;
#[cfg(feature = "tensor")]
mod layer;
#[cfg(feature = "tensor")]
mod operations;
#[cfg(feature = "tensor")]
mod readback;

pub use architecture::Architecture;
pub use checked::{Checked, TOLERANCE};
pub use compiled::{CompiledSizes, CompiledWeights, compiled_weights, noised};
pub use config::{ConfigError, ModelConfig, ModelSize};
pub use init::initial_weights;
pub use safetensors::{LARGEST_HEADER, from_safetensors, safetensors_note, to_safetensors, to_safetensors_with};
pub use site::Site;
pub use transformers::{from_transformers, sizes_of_transformers, to_transformers, transformers_config};
pub use weights::{Parameter, Weights, WeightsError};
pub use written::{Choice, Written};

#[cfg(feature = "tensor")]
pub use block::{BlockTrace, Edit};
#[cfg(feature = "tensor")]
pub use compiled::CompiledModel;
#[cfg(feature = "tensor")]
pub(crate) use flatten::{flat_gradients, flat_weights};
#[cfg(feature = "tensor")]
pub use generate::{Writing, write};
#[cfg(feature = "tensor")]
pub use gpt::{Gpt, Readout, Trace};
#[cfg(any(feature = "cpu", feature = "webgpu"))]
pub(crate) use operations::check;
#[cfg(feature = "tensor")]
pub(crate) use operations::cross_entropy;
#[cfg(feature = "tensor")]
pub use operations::fuse_operations;
#[cfg(any(feature = "cpu", feature = "webgpu"))]
pub(crate) use operations::operations_are_fused;
#[cfg(feature = "tensor")]
pub use readback::{ReadError, read};
#[cfg(feature = "tensor")]
pub(crate) use readback::{numbers, root_cause};
#[cfg(feature = "tensor")]
pub(crate) use weights::cut;
