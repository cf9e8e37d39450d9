//! How many workers of which kind a driver may have, and how patient it is with them.

use crate::engine::DeviceKind;
use std::time::Duration;

/// More workers than this gain a single experiment nothing: there are no more stages.
const MOST_IN_A_BROWSER: usize = 8;
/// A worker in a browser that says nothing for this long is taken for lost.
const SILENCE: Duration = Duration::from_secs(120);

/// What a driver may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// What stages are trained on, as long as it works.
    pub kind: DeviceKind,
    /// The most workers that train on a graphics adapter at the same time.
    pub graphics: usize,
    /// The most workers on the processor.
    pub processors: usize,
    /// The most workers on the processor while a graphics adapter trains; they do analyses only.
    pub beside: usize,
    /// The processor's cores. Those that no worker needs are offered to workers in training.
    pub cores: usize,
    /// How often a worker in training is asked for the state of its stage, at most once a tick.
    pub snapshot_every: Duration,
    /// How long a worker may say nothing; none where its word is not needed.
    pub silence: Option<Duration>,
}

impl Rules {
    /// A page's: one worker for the one graphics adapter, others when it is done.
    pub fn in_a_browser(kind: DeviceKind, cores: usize) -> Self {
        Self {
            kind,
            graphics: 1,
            processors: cores.clamp(1, MOST_IN_A_BROWSER),
            beside: 0,
            cores,
            snapshot_every: Duration::ZERO,
            silence: Some(SILENCE),
        }
    }

    /// The command line's: as many trainings at the same time as it is told. A thread ends by saying so.
    pub fn on_threads(kind: DeviceKind, threads: usize, cores: usize, snapshot_every: Duration) -> Self {
        Self { kind, graphics: threads, processors: threads, beside: 1, cores, snapshot_every, silence: None }
    }
}
