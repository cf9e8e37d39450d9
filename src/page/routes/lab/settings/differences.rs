//! What differs from the named experiment that is nearest, as its link has it: each with a way back.

use super::super::state::Lab;
use leptos::prelude::*;

/// A setting that differs: its key and name, its value, and the named experiment's.
type Difference = (&'static str, &'static str, String, String);

fn differences(lab: Lab) -> Vec<Difference> {
    lab.spec.with(|spec| {
        let (_, base) = spec.base();
        let bases = spec.kind().bases;
        let of = |(setting, own): (&'static crate::experiment::Setting, String)| {
            let named = base.get(setting.key)?;
            (named != own && !bases.contains(&setting.key)).then_some((setting.key, setting.name, own, named))
        };
        spec.values().into_iter().filter_map(of).collect()
    })
}

#[component]
pub(super) fn Differences() -> impl IntoView {
    let lab = expect_context::<Lab>();
    let all = Memo::new(move |_| differences(lab));
    let back = move |key: &'static str, named: &str| {
        if let Err(message) = lab.change(key, named) {
            lab.notice(format!("The setting stays as it is: {message}."));
        }
    };
    let row = move |(key, name, own, named): Difference| {
        let label = format!("Set {name} back to {named}");
        let shown = named.clone();
        view! {
            <li data-setting=key>
                <span>{name} ": " <b>{own}</b> {format!(" (preset: {shown})")}</span>
                <button type="button" aria-label=label on:click=move |_| back(key, &named)>"×"</button>
            </li>
        }
    };
    view! {
        <Show when=move || !all.with(Vec::is_empty)>
            <div class="control" id="differences">
                <span class="label">"differs from the preset in"</span>
                <ul>{move || all.get().into_iter().map(row).collect_view()}</ul>
            </div>
        </Show>
    }
}
