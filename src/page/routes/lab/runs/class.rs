//! What comes back from a class: many links with results, pasted at once, as curves with a band, words counted, and the runs that differ.

use super::super::state::Lab;
use crate::analysis::Verdict;
use crate::chart::class_figure;
use crate::experiment::{Record, counted, links_in_text, rate_label};
use crate::gallery::over_class;
use crate::page::components::ChartView;
use crate::page::storage::Origin;
use leptos::prelude::*;

/// The runs that differ from the one on show in nothing but the seed, and that one; each seed once, with its number in the list.
fn same_but_seed(lab: Lab) -> Vec<(u32, Record)> {
    let Some(shown) = lab.shown_record() else { return Vec::new() };
    let mut found: Vec<(u32, Record)> = Vec::new();
    lab.runs.with(|runs| {
        for run in runs {
            let seed = run.record.spec.seed();
            if run.record.spec.is_but_for_its_seed(&shown.spec)
                && found.iter().all(|(_, record)| record.spec.seed() != seed)
            {
                found.push((run.number, run.record.clone()));
            }
        }
    });
    found
}

fn verdicts_label(verdicts: &[(Verdict, usize)]) -> String {
    match verdicts {
        [] => "none".to_owned(),
        some => {
            some.iter().map(|(verdict, count)| format!("{} {count}", verdict.label())).collect::<Vec<_>>().join(", ")
        }
    }
}

#[component]
pub(super) fn Class() -> impl IntoView {
    let lab = expect_context::<Lab>();
    let told = RwSignal::new(Vec::<String>::new());
    let area = NodeRef::<leptos::html::Textarea>::new();
    let take = move |_| {
        let Some(area) = area.get_untracked() else { return };
        let found = links_in_text(&area.value());
        let count = found.records.len();
        let setups: Vec<&str> = found.records.iter().map(|record| record.spec.kind().key).collect();
        let spec = found.records.last().map(|record| record.spec.clone());
        if let Some(spec) = spec {
            // The settings follow what comes on show.
            lab.adopt(spec);
        }
        found.records.into_iter().for_each(|record| lab.receive(record));
        let came = match count {
            0 => "No link with results was found.".to_owned(),
            1 => "One run came in.".to_owned(),
            count => format!("{count} runs came in."),
        };
        let others = setups.windows(2).any(|pair| pair[0] != pair[1]);
        let mixed = others.then(|| "They are of different setups: each view lists its own.".to_owned());
        told.set(std::iter::once(came).chain(mixed).chain(found.refused).collect());
        area.set_value("");
    };
    let all = Memo::new(move |_| same_but_seed(lab));
    let figure =
        Memo::new(move |_| all.with(|all| class_figure(&all.iter().map(|(_, record)| record).collect::<Vec<_>>())));
    let rows = move || {
        all.with(|all| {
            let records: Vec<&Record> = all.iter().map(|(_, record)| record).collect();
            let row = |at: crate::gallery::AtRate| {
                let words: Vec<String> =
                    at.words.iter().map(|(word, count)| format!("{} {count}", word.word())).collect();
                let others: Vec<String> =
                    at.others.iter().filter_map(|place| Some(format!("run {}", all.get(*place)?.0))).collect();
                let skill = format!("{:.1} % ({:.1} to {:.1})", at.skill.value, at.skill.low, at.skill.high);
                view! {
                    <tr>
                        <th scope="row">{rate_label(at.rate)}</th>
                        <td>{at.runs}</td>
                        <td>{skill}</td>
                        <td>{words.join(", ")}</td>
                        <td>{verdicts_label(&at.verdicts)}</td>
                        <td>{if others.is_empty() { "none".to_owned() } else { others.join(", ") }}</td>
                    </tr>
                }
            };
            over_class(&records).into_iter().map(row).collect_view()
        })
    };
    let origins = move || {
        all.with(|all| {
            lab.runs.with(|runs| {
                let of = |origin: Origin| {
                    let is = |number: u32| runs.iter().any(|run| run.number == number && run.origin == origin);
                    all.iter().filter(|(number, _)| is(*number)).count()
                };
                let of_here = all.len() - of(Origin::Sender) - of(Origin::File);
                let parts =
                    [(of_here, "trained here"), (of(Origin::Sender), "from links"), (of(Origin::File), "from files")];
                let told = parts.into_iter().filter(|(count, _)| *count > 0);
                let told: Vec<String> = told.map(|(count, whence)| format!("{count} {whence}")).collect();
                format!(
                    "{}: {}. Links bring curves; verdicts are of runs whose instruments are here.",
                    counted(all.len(), "run"),
                    told.join(", ")
                )
            })
        })
    };
    view! {
        <details id="class">
            <summary>"Collect links of a class"</summary>
            <label for="links-in">"Links with results, one a line or in any text"</label>
            <textarea id="links-in" rows="3" node_ref=area></textarea>
            <p class="buttons"><button type="button" id="take-links" on:click=take>"Take them"</button></p>
            <div role="status">
                <ul id="links-told">{move || told.get().into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul>
            </div>
            <Show when=move || all.with(|all| all.len() > 1)>
                <ChartView figure=figure id="class-figure"/>
                <p class="about" id="class-origins">{origins}</p>
                <div class="scroll" tabindex="0" role="region" aria-label="What the runs say together">
                    <table id="class-table">
                        <thead>
                            <tr>
                                <th scope="col">"rate"</th>
                                <th scope="col">"runs"</th>
                                <th scope="col">"skill left"</th>
                                <th scope="col">"the skill"</th>
                                <th scope="col">"verdicts"</th>
                                <th scope="col">"differ"</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </Show>
        </details>
    }
}
