//! A setting as a field: its kind decides which, and a value that is not possible is refused in words.

use super::rates::Rates;
use super::shares::Shares;
use crate::experiment::Kind;
use leptos::prelude::*;

#[component]
pub(in crate::page) fn Control(
    /// Names the setting; the field's id.
    key: &'static str,
    /// What it is called.
    name: &'static str,
    /// What it does.
    sentence: &'static str,
    /// Which values it takes.
    kind: Kind,
    /// Values with a name, one button each.
    named: &'static [(&'static str, &'static str)],
    /// Its value as text.
    value: Signal<String>,
    /// Sets it, or refuses in a sentence.
    change: Callback<String, Result<(), String>>,
) -> impl IntoView {
    let refused = RwSignal::new(None::<String>);
    let value = Memo::new(move |_| value.get());
    // A change from elsewhere, such as a preset, makes an earlier refusal moot.
    Effect::new(move |_| {
        value.track();
        refused.set(None);
    });
    let set = Callback::new(move |text: String| refused.set(change.run(text.trim().to_owned()).err()));
    let about = format!("{}-about", key);
    let described = about.clone();
    let input = match kind {
        // A text of several lines has an editor of its own.
        Kind::Text { .. } => return ().into_any(),
        Kind::Choice(words) => view! {
            <select
                id=key
                aria-describedby=described
                prop:value=move || value.get()
                on:change=move |e| set.run(event_target_value(&e))
            >
                {words
                    .iter()
                    .map(|w| view! { <option value=*w selected=move || value.get() == *w>{*w}</option> })
                    .collect_view()}
            </select>
        }
        .into_any(),
        Kind::Share => view! {
            <span class="slider">
                <input
                    id=key
                    type="range"
                    min="0"
                    max="1"
                    step="0.01"
                    aria-describedby=described
                    prop:value=move || value.get()
                    on:input=move |e| set.run(event_target_value(&e))
                />
                <output for=key>{move || value.get()}</output>
            </span>
        }
        .into_any(),
        Kind::Whole { low, high } => view! {
            <input
                id=key
                type="number"
                min=low.to_string()
                max=high.to_string()
                step="1"
                aria-describedby=described
                aria-invalid=move || refused.get().is_some().to_string()
                prop:value=move || value.get()
                on:change=move |e| set.run(event_target_value(&e))
            />
        }
        .into_any(),
        Kind::Rates { .. } => view! { <Rates key=key value=value.into() change=set/> }.into_any(),
        Kind::Shares(names) => {
            view! { <Shares key=key names=names value=value.into() change=set sums_to_one=true/> }.into_any()
        }
        Kind::Probabilities(names) => {
            view! { <Shares key=key names=names value=value.into() change=set sums_to_one=false/> }.into_any()
        }
        Kind::Rate { .. } | Kind::Number { .. } => view! {
            <input
                id=key
                type="text"
                inputmode="decimal"
                autocomplete="off"
                aria-describedby=described
                aria-invalid=move || refused.get().is_some().to_string()
                prop:value=move || value.get()
                on:change=move |e| set.run(event_target_value(&e))
            />
        }
        .into_any(),
    };
    let buttons = (!named.is_empty()).then(|| {
        view! {
            <span class="choices">
                {named
                    .iter()
                    .copied()
                    .map(|(words, own)| {
                        view! {
                            <button
                                type="button"
                                aria-pressed=move || (value.get() == own).to_string()
                                on:click=move |_| set.run(own.to_owned())
                            >
                                {words}
                            </button>
                        }
                    })
                    .collect_view()}
            </span>
        }
    });
    let label = if matches!(kind, Kind::Rates { .. } | Kind::Shares(_) | Kind::Probabilities(_)) {
        view! { <span class="label" id=format!("{}-label", key)>{name}</span> }.into_any()
    } else {
        view! { <label for=key>{name}</label> }.into_any()
    };
    view! {
        <div class="control">
            {label}
            {input}
            {buttons}
            <details class="what">
            <summary aria-label=format!("What is {name}?")>"?"</summary>
            <p class="about" id=about>
                {sentence}
                {match kind {
                    Kind::Whole { low, high } => format!(" {low} to {high}."),
                    Kind::Rate { low, high } => format!(" {low:e} to {high:e}."),
                    Kind::Number { low, high } => format!(" {low} to {high}."),
                    _ => String::new(),
                }}
            </p>
            </details>
            {move || refused.get().map(|text| view! { <p class="refused" role="alert">{text}" Nothing was changed."</p> })}
        </div>
    }
    .into_any()
}
