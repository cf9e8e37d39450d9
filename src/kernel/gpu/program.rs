//! The WGSL programs and how one is launched.

use super::gather::gather;
use super::matmul::Matmul;
use burn::backend::wgpu::{CubeDim, CubeTensor, KernelSource, SourceKernel, SourceTemplate};
use cubecl::prelude::{CubeCount, KernelId};
use cubecl::server::{KernelArguments, MetadataBindingInfo};

/// One program. Together with its width it names one compiled pipeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Program {
    NormForward,
    NormOfInput,
    NormOfParameters,
    Matmul(Matmul),
    AttentionForward,
    AttentionOfQuery,
    AttentionOfKeys,
    GeluForward,
    GeluAndSlope,
    GeluBackward,
    CrossEntropyForward,
    CrossEntropyBackward,
    EmbeddingForward,
    EmbeddingBackward,
    /// Of so many tensors.
    Gather(usize),
    Squares,
    AdamW,
}

impl Program {
    fn text(self, wide: bool) -> String {
        match self {
            Self::NormForward => include_str!("norm_forward.wgsl").into(),
            Self::NormOfInput => include_str!("norm_of_input.wgsl").into(),
            Self::NormOfParameters => include_str!("norm_of_parameters.wgsl").into(),
            Self::Matmul(matmul) => matmul.text(wide),
            Self::AttentionForward => include_str!("attention_forward.wgsl").into(),
            Self::AttentionOfQuery => include_str!("attention_of_query.wgsl").into(),
            Self::AttentionOfKeys => include_str!("attention_of_keys.wgsl").into(),
            Self::GeluForward => concat!(include_str!("normal.wgsl"), include_str!("gelu_forward.wgsl")).into(),
            Self::GeluAndSlope => concat!(include_str!("normal.wgsl"), include_str!("gelu_and_slope.wgsl")).into(),
            Self::GeluBackward => include_str!("gelu_backward.wgsl").into(),
            Self::CrossEntropyForward => include_str!("cross_entropy_forward.wgsl").into(),
            Self::CrossEntropyBackward => include_str!("cross_entropy_backward.wgsl").into(),
            Self::EmbeddingForward => include_str!("embedding_forward.wgsl").into(),
            Self::EmbeddingBackward => include_str!("embedding_backward.wgsl").into(),
            Self::Gather(tensors) => gather(tensors),
            Self::Squares => include_str!("squares.wgsl").into(),
            Self::AdamW => include_str!("adamw.wgsl").into(),
        }
    }

    fn threads(self) -> CubeDim {
        match self {
            Self::Matmul(Matmul::OfWeight | Matmul::OfWeightAndBias) => CubeDim::new_3d(2, 2, 8),
            Self::Matmul(_) => CubeDim::new_2d(8, 8),
            _ => CubeDim::new_1d(64),
        }
    }
}

struct Source {
    program: Program,
    wide: bool,
}

impl KernelSource for Source {
    fn source(&self) -> SourceTemplate {
        let header = if self.wide { include_str!("header_wide.wgsl") } else { include_str!("header_narrow.wgsl") };
        SourceTemplate::new(header.to_owned() + &self.program.text(self.wide))
    }

    fn id(&self) -> KernelId {
        KernelId::new::<Self>().info((self.program, self.wide))
    }

    fn lang(&self) -> &'static str {
        "wgsl"
    }
}

/// Workgroups of 64 threads, in two dimensions where one would exceed what every adapter offers.
pub(super) fn lines(threads: usize) -> [usize; 3] {
    let groups = threads.div_ceil(64);
    let rows = groups.div_ceil(65_535).max(1);
    [groups.div_ceil(rows), rows, 1]
}

/// Queues `program` on `buffers`, which must be contiguous and distinct, and on the small numbers of `words`.
pub(super) fn launch(program: Program, wide: bool, buffers: &[&CubeTensor], words: &[u32], groups: [usize; 3]) {
    let Some(first) = buffers.first() else { return };
    let mut words = words.to_vec();
    words.resize(words.len().next_multiple_of(4), 0);
    let info = words.chunks_exact(2).map(|pair| u64::from(pair[0]) | (u64::from(pair[1]) << 32)).collect();
    let bindings = buffers.iter().map(|tensor| tensor.handle.clone().binding()).collect();
    let arguments = KernelArguments::new().with_buffers(bindings).with_info(MetadataBindingInfo::custom(info));
    let [x, y, z] = groups.map(|n| n as u32);
    let kernel = SourceKernel::new(Source { program, wide }, program.threads());
    first.client.launch(Box::new(kernel), CubeCount::Static(x, y, z), arguments);
}
