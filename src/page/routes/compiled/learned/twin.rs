//! The same program learned and compiled, side by side.

use super::{ComesBy, shared};
use crate::analysis::Granularity;
use crate::experiment::{Measure, ModelRef, Record, Role, best_pruning, rate_label, verdict};
use crate::page::routes::lab::Lab;
use crate::page::storage::Origin;
use crate::setups::learned::LearnedSpec;
use leptos::prelude::*;

/// The row of one rate.
fn row(record: &Record, rate: u32) -> Vec<String> {
    let tuned = Role::FineTune { rate };
    let at_the_end = |role: Role, measure: Measure| {
        let point = record.finished(role).and_then(|stage| stage.last());
        point.map_or_else(|| "–".to_owned(), |point| format!("{:.1}", point.of(measure).percent()))
    };
    let model = ModelRef::After(tuned);
    let neurons = record
        .pruning(model, Granularity::Neurons)
        .and_then(best_pruning)
        .map(|(_, point)| (point.k, point.skill, "neurons"));
    let weights = || record.weight_pruning(model)?.best().map(|(_, point)| (point.k, point.skill, "weights"));
    let pruned = neurons.or_else(weights);
    let back = record.stage(Role::Revive { rate }).map(|stage| {
        match stage.reaches(Measure::PretrainedBroken, record.spec.back(record)) {
            Some(step) => step.to_string(),
            None if stage.seconds.is_some() => format!("not in {}", stage.steps),
            None => "–".to_owned(),
        }
    });
    vec![
        at_the_end(tuned, Measure::PretrainedBroken),
        at_the_end(tuned, Measure::FineTunedHolds),
        pruned.map_or_else(|| "–".to_owned(), |(k, skill, what)| format!("{:.1} without {k} {what}", skill.percent())),
        back.unwrap_or_else(|| "–".to_owned()),
        verdict(&[record], tuned).map_or("–", |judgement| judgement.verdict.label()).to_owned(),
    ]
}

fn name(record: &Record) -> &'static str {
    if record.spec.of::<LearnedSpec>().is_some() { "learned" } else { "compiled" }
}

#[component]
pub(in crate::page::routes::compiled) fn Twins() -> impl IntoView {
    let lab = expect_context::<Lab>();
    // The run on show, and the latest run of the other kind that shares program, shortcut and seed with it.
    let pair = Memo::new(move |_| {
        let shown = lab.shown_record()?;
        let own = shared(&shown.spec)?;
        let other = lab.runs.with(|runs| {
            let is_twin = |record: &Record| name(record) != name(&shown) && shared(&record.spec).as_ref() == Some(&own);
            runs.iter()
                .rev()
                .find(|run| run.origin != Origin::Sender && is_twin(&run.record))
                .map(|run| run.record.clone())
        });
        Some((shown, other))
    });
    let train = move |_| {
        let Some((shown, _)) = pair.get_untracked() else { return };
        let other = if name(&shown) == "learned" { ComesBy::Compiling } else { ComesBy::Learning };
        if let Some(spec) = other.spec(lab, &shown.spec) {
            lab.adopt(spec);
            lab.start();
        }
    };
    let rows = move || {
        let Some((shown, other)) = pair.get() else { return Vec::new() };
        std::iter::once(shown)
            .chain(other)
            .flat_map(|record| {
                let rates = 0..record.spec.rates().len() as u32;
                rates
                    .map(|rate| {
                        let cells = row(&record, rate).into_iter().map(|cell| view! { <td>{cell}</td> }).collect_view();
                        let head = format!("{}, {}", name(&record), rate_label(record.spec.rates()[rate as usize]));
                        view! { <tr data-comes-by=name(&record)><th scope="row">{head}</th>{cells}</tr> }
                    })
                    .collect::<Vec<_>>()
            })
            .collect()
    };
    let missing = move || {
        pair.with(|pair| {
            pair.as_ref().filter(|(_, other)| other.is_none()).map(|(shown, _)| {
                if name(shown) == "learned" { "Train its compiled twin" } else { "Train its learned twin" }
            })
        })
    };
    view! {
        <Show when=move || pair.with(Option::is_some)>
            <section class="results" aria-label="Learned beside compiled">
                <h2>"Learned beside compiled"</h2>
                <p class="about">
                    "The same program, shortcut, seed and strings. One model learned the program's answers and is trained with AdamW, the other was compiled from \
                     it and is trained with plain gradient descent, each at learning rates of its own: compare what becomes of the skill, not row with row."
                </p>
                <div class="scroll" tabindex="0" role="region" aria-label="Learned beside compiled, rate by rate">
                    <table id="twins">
                        <thead>
                            <tr>
                                <th scope="col">"fine-tuned at"</th>
                                <th scope="col">"program's answers, C_Te = 0 (%)"</th>
                                <th scope="col">"target's, C_Te = 1"</th>
                                <th scope="col">"program's, pruned"</th>
                                <th scope="col">"reFT: steps until back"</th>
                                <th scope="col">"verdict"</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
                <Show when=move || missing().is_some()>
                    <p class="buttons"><button type="button" id="train-twin" on:click=train>{missing}</button></p>
                </Show>
            </section>
        </Show>
    }
}
