//! What both engines' optimisers are told about one step of AdamW.

/// What every parameter's step has in common.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct AdamWStep {
    /// The learning rate.
    pub(crate) rate: f32,
    /// What the parameter is multiplied by first: one less rate times decay.
    pub(crate) keep: f32,
    /// Decay of the first moment.
    pub(crate) beta_1: f32,
    /// Decay of the second moment.
    pub(crate) beta_2: f32,
    /// One less the first decay to the power of the step's number.
    pub(crate) correction_1: f32,
    /// The same of the second.
    pub(crate) correction_2: f32,
    /// Added to the root of the second moment.
    pub(crate) epsilon: f32,
    /// What the gradient is multiplied by first.
    pub(crate) scale: f32,
}
