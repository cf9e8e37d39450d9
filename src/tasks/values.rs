//! The two answers that a text is made for.

/// What a skill answers for `a` and for `b` on one text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Values {
    /// For `a`.
    pub a: u32,
    /// For `b`.
    pub b: u32,
}
