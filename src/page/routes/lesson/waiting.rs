//! What is measured so far as a figure, and what is left to wait for.

use super::trial::Trial;
use crate::chart::Figure;
use crate::experiment::{Record, seconds_label};
use leptos::prelude::*;

/// A figure of what an experiment has measured so far.
pub(in crate::page::routes) fn drawn(
    trial: Trial,
    figure: impl Fn(&Record) -> Figure + Send + Sync + 'static,
) -> Signal<Figure> {
    Signal::derive(move || trial.record.with(|r| r.as_ref().map(&figure).unwrap_or_default()))
}

/// What is left to wait for.
#[component]
pub(in crate::page::routes) fn Waiting(trial: Trial) -> impl IntoView {
    let words = move || {
        let progress = trial.progress.get()?;
        if trial.run.is_idle() {
            return None;
        }
        let left = progress.eta_seconds.map(|s| format!(", about {} left", seconds_label(s))).unwrap_or_default();
        Some(format!("Trained and measured here so far: {:.0} %{left}.", 100.0 * progress.share))
    };
    view! { <p class="about waiting" translate="no">{words}</p> }
}
