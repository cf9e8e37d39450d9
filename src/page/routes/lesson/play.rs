//! Curves that were measured before are shown as they came, point by point; nobody has to wait for it who asked their system for less
//! motion.

use crate::chart::Figure;
use leptos::leptos_dom::helpers::IntervalHandle;
use leptos::prelude::*;
use std::time::Duration;

/// How long a curve takes to be shown.
const TAKES: Duration = Duration::from_millis(2500);
/// Between two pictures of it.
const TICK: Duration = Duration::from_millis(50);

/// How much of the curve of learning is on show; a handle that is copied freely.
#[derive(Clone, Copy)]
pub(super) struct Play {
    share: RwSignal<f64>,
    ticking: StoredValue<Option<IntervalHandle>>,
}

impl Play {
    pub(super) fn new() -> Self {
        Self { share: RwSignal::new(0.0), ticking: StoredValue::new(None) }
    }

    /// Whether all of it is on show.
    pub(super) fn is_over(self) -> bool {
        self.share.get() >= 1.0
    }

    /// Shows it from the beginning.
    pub(super) fn start(self) {
        if let Some(ticking) = self.ticking.get_value() {
            ticking.clear();
        }
        if wants_less_motion() {
            return self.share.set(1.0);
        }
        self.share.set(0.0);
        let tick = move || {
            self.share.update(|share| *share = (*share + TICK.as_secs_f64() / TAKES.as_secs_f64()).min(1.0));
            if self.share.get_untracked() >= 1.0
                && let Some(ticking) = self.ticking.get_value()
            {
                ticking.clear();
            }
        };
        match set_interval_with_handle(tick, TICK) {
            Ok(handle) => self.ticking.set_value(Some(handle)),
            Err(_) => self.share.set(1.0),
        }
    }

    /// `figure` as far as it is on show.
    pub(super) fn shown(self, mut figure: Figure) -> Figure {
        let until = figure.x.range.1 * self.share.get();
        let begun = self.share.get() > 0.0;
        for series in &mut figure.series {
            series.points.retain(|(x, _)| begun && *x <= until);
        }
        figure
    }
}

fn wants_less_motion() -> bool {
    let query = window().match_media("(prefers-reduced-motion: reduce)").ok().flatten();
    query.is_some_and(|query| query.matches())
}
