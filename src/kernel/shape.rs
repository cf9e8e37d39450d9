//! Sizes that both the plain and the fused forms of an operation are told.

/// The sizes of one attention call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AttentionShape {
    /// Sequences.
    pub(crate) batch: usize,
    /// Positions of a sequence.
    pub(crate) seq: usize,
    /// How many of the last positions attend.
    pub(crate) rows: usize,
    /// Heads.
    pub(crate) heads: usize,
    /// Width of the residual stream, `d_model`; a head has `width / heads` of it.
    pub(crate) width: usize,
}
