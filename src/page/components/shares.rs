//! Shares as sliders. Those of one whole always sum to one: moving one makes the others give way.

use crate::experiment::rebalanced;
use leptos::prelude::*;

/// A slider for each share of `value`, which is written with commas between.
#[component]
pub(in crate::page) fn Shares(
    key: &'static str,
    names: &'static [&'static str],
    value: Signal<String>,
    change: Callback<String>,
    /// Whether they are shares of one whole.
    sums_to_one: bool,
) -> impl IntoView {
    let shares =
        Memo::new(move |_| value.with(|v| v.split(',').filter_map(|s| s.parse::<f64>().ok()).collect::<Vec<_>>()));
    let moved = move |index: usize, to: f64| {
        let mut next = shares.get_untracked();
        if sums_to_one {
            next = rebalanced(&next, index, to);
        } else if let Some(own) = next.get_mut(index) {
            *own = to;
        }
        change.run(next.iter().map(f64::to_string).collect::<Vec<_>>().join(","));
    };
    let slider = move |(index, name): (usize, &'static str)| {
        let share = move || shares.with(|s| s.get(index).copied().unwrap_or(0.0));
        let id = format!("{key}-{index}");
        view! {
            <span class="slider">
                <label for=id.clone()>{name}</label>
                <input
                    id=id
                    type="range"
                    min="0"
                    max="1"
                    step=if sums_to_one { "0.001" } else { "0.01" }
                    prop:value=move || share().to_string()
                    on:input=move |e| {
                        if let Ok(to) = event_target_value(&e).parse() {
                            moved(index, to);
                        }
                    }
                />
                <output>{move || share().to_string()}</output>
            </span>
        }
    };
    view! {
        <div role="group" aria-labelledby=format!("{key}-label") class="shares">
            {names.iter().copied().enumerate().map(slider).collect_view()}
        </div>
    }
}
