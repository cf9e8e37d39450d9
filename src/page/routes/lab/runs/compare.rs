//! Two runs side by side: the settings in which they differ, and where they ended.

use super::super::state::{Lab, has_figures_of};
use crate::experiment::{Measure, Record};
use leptos::prelude::*;

/// The rows of the comparison: what is compared, in the first run and in the second.
fn rows(one: &Record, other: &Record) -> Vec<[String; 3]> {
    let of_other = |key: &str| other.spec.get(key).unwrap_or_default();
    let settings =
        one.spec.values().into_iter().map(|(setting, own)| [setting.name.to_owned(), own, of_other(setting.key)]);
    let mut rows: Vec<[String; 3]> = settings.filter(|[_, a, b]| a != b).collect();
    for stage in &one.stages {
        let Some(theirs) = other.stage(stage.role) else { continue };
        let end = |points: Option<&crate::experiment::Point>| {
            points.map_or("–".to_owned(), |p| {
                let of = |measure: Measure| format!("{:.1}", p.of(measure).percent());
                format!("{} / {}", of(Measure::PretrainedBroken), of(Measure::FineTunedHolds))
            })
        };
        let (a, b) = (end(stage.last()), end(theirs.last()));
        if a != b {
            rows.push([format!("end of {}: O_PT / O_FT, %", one.spec.role_label(stage.role)), a, b]);
        }
    }
    rows
}

#[component]
pub(super) fn Compare() -> impl IntoView {
    let lab = expect_context::<Lab>();
    let with = RwSignal::new(None::<u32>);
    let others = Memo::new(move |_| {
        let shown = lab.shown.get();
        lab.runs.with(|runs| {
            let set = lab.spec.get();
            let others = runs.iter().filter(|e| Some(e.number) != shown && has_figures_of(&e.record.spec, &set));
            others.map(|e| (e.number, e.title())).collect::<Vec<_>>()
        })
    });
    let found = move || {
        let (one, other) = (lab.shown.get()?, with.get()?);
        lab.runs.with(|runs| {
            let record = |number: u32| runs.iter().find(|e| e.number == number).map(|e| &e.record);
            Some((one, other, rows(record(one)?, record(other).filter(|_| one != other)?)))
        })
    };
    view! {
        <Show when=move || lab.shown.get().is_some() && !others.with(Vec::is_empty)>
            <details id="compare">
                <summary>"Compare with another run"</summary>
                <label>
                    "the run on show with "
                    <select
                        id="compare-with"
                        on:change=move |event| with.set(event_target_value(&event).parse().ok())
                    >
                        <option value="" selected=move || with.get().is_none()>"…"</option>
                        <For each=move || others.get() key=|other| other.clone() let:other>
                            <option value=other.0.to_string() selected=move || with.get() == Some(other.0)>{format!("{}: {}", other.0, other.1)}</option>
                        </For>
                    </select>
                </label>
                {move || {
                    found().map(|(one, other, rows)| {
                        if rows.is_empty() {
                            return view! { <p class="about" id="compared">"Same settings, same ends."</p> }.into_any();
                        }
                        let row = |[what, a, b]: [String; 3]| view! { <tr><th scope="row">{what}</th><td>{a}</td><td>{b}</td></tr> };
                        view! {
                            <div class="scroll" tabindex="0" role="region" aria-label="What differs between the two runs">
                                <table id="compared">
                                    <thead>
                                        <tr>
                                            <th scope="col">"differs in"</th>
                                            <th scope="col">{format!("run {one}")}</th>
                                            <th scope="col">{format!("run {other}")}</th>
                                        </tr>
                                    </thead>
                                    <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
                                </table>
                            </div>
                        }
                            .into_any()
                    })
                }}
            </details>
        </Show>
    }
}
