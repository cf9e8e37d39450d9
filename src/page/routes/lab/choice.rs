//! The visitor's choice of engine.

use crate::engine::DeviceKind;

/// Which engine the visitor wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Choice {
    /// The one that trains the experiment faster, found by measuring some steps on both while the visitor reads.
    Auto,
    /// This one.
    Just(DeviceKind),
}
