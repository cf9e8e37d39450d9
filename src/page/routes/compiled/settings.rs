//! The settings of an experiment on a compiled skill; the program has an editor of its own.

use super::CompiledState;
use crate::experiment::Setting;
use crate::setups::compiled::COMPILED;
use leptos::prelude::*;

/// Settings that stand open; the others fold away.
const FIRST: [&str; 5] = ["c_tr", "offset", "rates", "steps", "seed"];
/// Those that the editor is for.
const EDITED: [&str; 2] = ["program", "source"];

#[component]
pub(super) fn Settings() -> impl IntoView {
    let all = (COMPILED.settings)().into_iter().filter(|s| !EDITED.contains(&s.key));
    let (first, more): (Vec<&'static Setting>, Vec<&'static Setting>) = all.partition(|s| FIRST.contains(&s.key));
    let fields = |settings: Vec<&'static Setting>| {
        settings.into_iter().map(|setting| view! { <Entry setting=setting/> }).collect_view()
    };
    view! {
        <section class="status" aria-label="Fine-tuning">
            <h2>"Fine-tune it"</h2>
            <p class="about">
                "Noise is laid on the compiled weights, and gradient descent teaches the target's answers at the last position, at each rate. Then \
                 weights are removed one by one, and every model is taught the program's own answers again, beside the compiled target, which never \
                 had the skill. With these settings it takes one to three minutes on two processor cores."
            </p>
            <div class="fields">{fields(first)}</div>
            <details>
                <summary>"More settings"</summary>
                <div class="fields">{fields(more)}</div>
            </details>
        </section>
    }
}

#[component]
fn Entry(setting: &'static Setting) -> impl IntoView {
    let state = expect_context::<CompiledState>();
    let lab = state.lab;
    let refused = RwSignal::new(None::<String>);
    let value = move || lab.spec.with(|spec| spec.get(setting.key).unwrap_or_default());
    let id = format!("compiled-{}", setting.key);
    let about = format!("{id}-about");
    view! {
        <div class="control">
            <label for=id.clone()>{setting.name}</label>
            <input
                type="text"
                id=id
                inputmode="decimal"
                autocomplete="off"
                aria-describedby=about.clone()
                prop:value=value
                on:change=move |event| {
                    refused.set(lab.change(setting.key, event_target_value(&event).trim()).err());
                }
            />
            <p class="about" id=about>{setting.sentence}</p>
            <p class="refused" role="status">{move || refused.get()}</p>
        </div>
    }
}
