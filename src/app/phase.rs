//! What a run is doing, as the page's buttons know it.

/// What a run is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// No run is under way.
    Idle,
    /// Engines are being measured or loaded.
    Starting,
    /// Training.
    Running,
    /// Paused by the visitor.
    Paused,
}
