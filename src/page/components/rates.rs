//! Learning rates: a logarithmic slider each, up to six.

use crate::experiment::{position_of, rate_at, rate_label};
use leptos::prelude::*;

const MOST: usize = 6;

/// Rates as the setting reads them.
fn rates_text(rates: &[f64]) -> String {
    rates.iter().map(f64::to_string).collect::<Vec<_>>().join(",")
}

#[component]
pub(in crate::page) fn Rates(
    key: &'static str,
    /// The rates with commas between.
    value: Signal<String>,
    change: Callback<String>,
) -> impl IntoView {
    let rates =
        Memo::new(move |_| value.with(|v| v.split(',').filter_map(|r| r.parse::<f64>().ok()).collect::<Vec<_>>()));
    let count = Memo::new(move |_| rates.with(Vec::len));
    let set = move |index: usize, rate: f64| {
        let mut all = rates.get_untracked();
        if let Some(slot) = all.get_mut(index) {
            *slot = rate;
            change.run(rates_text(&all));
        }
    };
    let remove = move |index: usize| {
        let mut all = rates.get_untracked();
        if index < all.len() {
            all.remove(index);
            change.run(rates_text(&all));
        }
    };
    let add = move |_: leptos::ev::MouseEvent| {
        let mut all = rates.get_untracked();
        // A third of the smallest, or the first rate downwards that is not there yet.
        let mut rate = all.iter().copied().fold(f64::INFINITY, f64::min) / 3.0;
        rate = rate_at(position_of(rate).max(0.0));
        while all.contains(&rate) {
            rate = rate_at(position_of(rate) + 1.0);
        }
        all.push(rate);
        change.run(rates_text(&all));
    };
    let full = move || count.get() >= MOST;
    let highest = position_of(0.03).to_string();
    view! {
        <div role="group" aria-labelledby=format!("{key}-label") class="rates">
            <For each=move || 0..count.get() key=|index| *index let:index>
                {
                    let rate = move || rates.with(|r| r.get(index).copied().unwrap_or(1e-3));
                    view! {
                        <span class="slider">
                            <input
                                type="range"
                                min="0"
                                max=highest.clone()
                                step="1"
                                aria-label=format!("learning rate {}", index + 1)
                                aria-valuetext=move || rate_label(rate())
                                prop:value=move || position_of(rate()).to_string()
                                on:change=move |e| {
                                    if let Ok(position) = event_target_value(&e).parse::<f64>() {
                                        set(index, rate_at(position));
                                    }
                                }
                            />
                            <output>{move || rate_label(rate())}</output>
                            <button
                                type="button"
                                aria-label=format!("Remove learning rate {}", index + 1)
                                disabled=move || count.get() < 2
                                on:click=move |_| remove(index)
                            >
                                "×"
                            </button>
                        </span>
                    }
                }
            </For>
            <button type="button" disabled=full on:click=add>"Add a learning rate"</button>
        </div>
    }
}
