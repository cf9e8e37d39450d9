//! The list of runs, which this browser keeps: shown, laid over one another, named, noted, duplicated, deleted, taken out and brought in.

mod class;
mod compare;
mod files;
mod row;

use super::state::{Lab, has_figures_of};
use class::Class;
use compare::Compare;
use files::Files;
use leptos::prelude::*;
use row::Row;

#[component]
pub(in crate::page::routes) fn Runs() -> impl IntoView {
    let lab = expect_context::<Lab>();
    let numbers = Memo::new(move |_| {
        let set = lab.spec.get();
        lab.runs.with(|runs| {
            let own = runs.iter().rev().filter(|e| has_figures_of(&e.record.spec, &set));
            own.map(|e| e.number).collect::<Vec<_>>()
        })
    });
    view! {
        <section class="runs" aria-label="Runs">
            <h2>"Runs"</h2>
            <Show
                when=move || !numbers.with(Vec::is_empty)
                fallback=|| view! { <p class="about">"Runs stand here and stay in this browser; nothing is sent anywhere."</p> }
            >
                <ul id="runs">
                    <For each=move || numbers.get() key=|number| *number let:number>
                        <Row number=number/>
                    </For>
                </ul>
                <Compare/>
            </Show>
            <Class/>
            <Files/>
        </section>
    }
}
