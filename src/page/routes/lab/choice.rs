//! The visitor's choice of engine.

use crate::engine::DeviceKind;

/// Which engine the visitor wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Choice {
    /// Whichever is faster, found by measuring a few steps on both.
    Faster,
    /// This one.
    Just(DeviceKind),
}
