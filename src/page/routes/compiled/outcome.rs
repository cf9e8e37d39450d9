//! What came out: figures, the outcome beside the paper's Table 3, which weights were removed, and where the model looks.

use super::CompiledState;
use crate::analysis::Mode;
use crate::chart::{Figure, HeatMap, compiled_pruning, letter_map};
use crate::experiment::{JobId, Measure, ModelRef, Record, Role, rate_label, verdict};
use crate::gallery::{CompiledCell, Outcome as Word, agreement, ended, table_3};
use crate::model::CompiledWeights;
use crate::page::components::{ChartView, MapView};
use crate::page::routes::lab::sentences;
use crate::rasp::Compiled;
use crate::setups::compiled::CompiledSpec;
use leptos::prelude::*;

#[component]
pub(super) fn Outcome() -> impl IntoView {
    let state = expect_context::<CompiledState>();
    let record = Memo::new(move |_| state.record());
    view! {
        <Show when=move || record.with(Option::is_some)>
            <Pruning record=record/>
            <Attention record=record/>
            <Table record=record/>
        </Show>
    }
}

#[component]
fn Pruning(record: Memo<Option<Record>>) -> impl IntoView {
    let mode = RwSignal::new(Mode::Iterative);
    let rates = Memo::new(move |_| record.with(|r| r.as_ref().map_or(0, |r| r.spec.rates().len() as u32)));
    let draw = move |rate: u32| {
        Memo::new(move |_| -> Figure {
            record.with(|r| r.as_ref().map(|r| compiled_pruning(r, rate, mode.get())).unwrap_or_default())
        })
    };
    view! {
        <p class="buttons choices" role="group" aria-label="How the weights to remove are found">
            {[(Mode::Iterative, "scored again after each, and tried out"), (Mode::OneShot, "scored once, as in the paper")]
                .into_iter()
                .map(|(own, name)| {
                    view! {
                        <button type="button" aria-pressed=move || (mode.get() == own).to_string() on:click=move |_| mode.set(own)>
                            {name}
                        </button>
                    }
                })
                .collect_view()}
        </p>
        <section class="figures" aria-label="Pruning">
            <For each=move || 0..rates.get() key=|rate| *rate let:rate>
                <ChartView figure=draw(rate) id=format!("compiled-pruning-{rate}")/>
            </For>
        </section>
    }
}

/// The compiled program of the record's run.
fn machine(record: &Record) -> Option<Compiled> {
    record.spec.of::<CompiledSpec>()?.program().ok()?.compile().ok()
}

#[component]
fn Attention(record: Memo<Option<Record>>) -> impl IntoView {
    let run = Memo::new(move |_| record.with(|r| r.as_ref().and_then(|r| r.spec.of::<CompiledSpec>().cloned())));
    let words = Memo::new(move |_| {
        let program = run.get().and_then(|spec| spec.program().ok()?.compile().ok());
        program.map(|c| c.words.iter().map(ToString::to_string).collect::<Vec<_>>()).unwrap_or_default()
    });
    // Heads that the program uses: the others' attention is even and means nothing.
    let heads = Memo::new(move |_| {
        let Some(compiled) = run.get().and_then(|spec| spec.program().ok()?.compile().ok()) else { return Vec::new() };
        let used =
            |(layer, l): (usize, &crate::rasp::Layer)| (0..l.heads.len()).map(move |head| (layer as u32, head as u32));
        compiled.layers.iter().enumerate().flat_map(used).collect::<Vec<_>>()
    });
    let map = move |layer: u32, head: u32| {
        Signal::derive(move || -> HeatMap {
            words.with(|words| {
                record.with(|r| r.as_ref().map(|r| letter_map(r, layer, head, words)).unwrap_or_default())
            })
        })
    };
    view! {
        <section class="status" aria-label="Attention before and after">
            <h2>"Where the answer looks, before and after"</h2>
            <div class="maps">
                <For each=move || heads.get() key=|at| *at let:at>
                    <MapView map=map(at.0, at.1) id=format!("letters-{}-{}", at.0, at.1) width=620/>
                </For>
            </div>
        </section>
    }
}

const MEASURES: [Measure; 4] =
    [Measure::PretrainedHolds, Measure::FineTunedHolds, Measure::PretrainedBroken, Measure::FineTunedBroken];

/// The row of one rate: ours with the paper's in brackets, pruning, revival and the verdict.
fn row(record: &Record, rate: u32, paper: Option<&CompiledCell>) -> Vec<String> {
    let mut cells: Vec<String> = MEASURES
        .into_iter()
        .map(|measure| {
            let own = ended(record, rate).map_or("–".to_owned(), |a| format!("{:.1}", a[measure as usize].percent()));
            paper.map_or(own.clone(), |cell| format!("{own} ({:.1})", cell.accuracy[measure as usize]))
        })
        .collect();
    let pruned = record.weight_pruning(ModelRef::After(Role::FineTune { rate })).and_then(|p| p.best());
    cells.push(pruned.map_or("–".to_owned(), |(_, best)| format!("K = {}: {:.1}", best.k, best.skill.percent())));
    let revived = record.finished(Role::Revive { rate });
    let end = revived.and_then(|s| s.last()).map(|p| p.of(Measure::PretrainedBroken).percent());
    cells.push(end.map_or("–".to_owned(), |percent| format!("{percent:.1}")));
    let failed = record.failed.iter().find(|f| f.job == JobId::Stage(Role::FineTune { rate }));
    let verdict = verdict(&[record], Role::FineTune { rate }).map_or("–", |judgement| judgement.verdict.label());
    // A training fails when its loss is no number, and also when its workers are lost on it again and again.
    cells.push(failed.map_or_else(|| verdict.to_owned(), |f| format!("failed: {}", f.why)));
    cells
}

/// How many of the accuracies say the same in words as the paper's, and how many the opposite.
fn agreement_label(record: &Record, paper: &[CompiledCell]) -> Option<String> {
    let c_tr = record.spec.of::<CompiledSpec>()?.c_tr;
    let (mut same, mut opposite, mut all) = (0, 0, 0);
    for rate in 0..record.spec.rates().len() as u32 {
        let cell = CompiledCell::at(paper, record.spec.rates()[rate as usize], c_tr);
        let Some([agree, disagree]) = cell.and_then(|cell| agreement(record, rate, cell)) else { continue };
        all += Measure::ALL.len();
        same += agree;
        opposite += disagree;
    }
    (all > 0).then(|| {
        format!(
            "Of {all} accuracies {same} say the same in words as the paper's and {opposite} the opposite: {}",
            Word::RULE.replace('*', "")
        )
    })
}

#[component]
fn Table(record: Memo<Option<Record>>) -> impl IntoView {
    let state = expect_context::<CompiledState>();
    let paper = Memo::new(move |_| {
        let key = record.with(|r| r.as_ref().and_then(|r| r.spec.of::<CompiledSpec>()?.program_key()));
        // The table is part of this build, and a test holds that it can be read.
        key.and_then(|key| table_3(key).ok()).unwrap_or_default()
    });
    let spec = Memo::new(move |_| record.with(|r| r.as_ref().and_then(|r| r.spec.of::<CompiledSpec>().cloned())));
    let machine = Memo::new(move |_| spec.with(|spec| spec.as_ref().and_then(CompiledSpec::fidelity)));
    let content = move || {
        record.get().map(|record| {
            let paper = paper.get();
            let c_tr = record.spec.of::<CompiledSpec>().map_or(f64::NAN, |own| own.c_tr);
            let cell = |rate: u32| CompiledCell::at(&paper, record.spec.rates()[rate as usize], c_tr);
            let rows = (0..record.spec.rates().len() as u32)
                .map(|rate| {
                    let cells = row(&record, rate, cell(rate)).into_iter().map(|c| view! { <td>{c}</td> }).collect_view();
                    view! { <tr data-rate=rate><th scope="row">{rate_label(record.spec.rates()[rate as usize])}</th>{cells}</tr> }
                })
                .collect_view();
            let source = if paper.is_empty() {
                "The paper has no numbers on this program."
            } else {
                "In brackets the paper's Table 3 at the same rate and C_Tr, where it has them; it took 10,000 steps."
            };
            view! {
                <div class="scroll" tabindex="0" role="region" aria-label="Outcome of every rate">
                    <table id="compiled-outcome">
                        <thead>
                            <tr>
                                <th scope="col">"rate"</th>
                                <th scope="col">"O_PT, C_Te = 1 (%)"</th>
                                <th scope="col">"O_FT, C_Te = 1"</th>
                                <th scope="col">"O_PT, C_Te = 0"</th>
                                <th scope="col">"O_FT, C_Te = 0"</th>
                                <th scope="col">"pruned: O_PT, C_Te = 0"</th>
                                <th scope="col">"revived: O_PT"</th>
                                <th scope="col">"verdict"</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
                <p class="about">
                    {format!(
                        "Accuracies on {} held-out strings each, seed {}. O_PT is the program's answer, O_FT the target's. The largest answers, which no \
                         shortcut could move, are left out. {source}",
                        record.spec.held_out(),
                        record.spec.seed(),
                    )}
                </p>
                <p class="about" id="compiled-machine">{move || machine.get()}</p>
                <p class="about" id="compiled-agreement">{agreement_label(&record, &paper)}</p>
                <Evidence record=record.clone()/>
                <Removed record=record.clone() models=state.models()/>
            }
        })
    };
    view! {
        <section class="results" aria-label="Outcome of the run">
            <h2>"Beside the paper"</h2>
            {content}
        </section>
    }
}

/// What the verdict on every rate rests on, in sentences.
#[component]
fn Evidence(record: Record) -> impl IntoView {
    let words = record.spec.words();
    let item = |role: Role| {
        let said = sentences(&record.spec.evidence(&record, role)?, &words).join(" ");
        Some(view! { <li>{format!("{}: {said}", record.spec.role_label(role))}</li> })
    };
    let items = record.spec.judged().into_iter().filter_map(item).collect_view();
    view! {
        <details id="compiled-evidence">
            <summary>"What the verdict rests on"</summary>
            <ul class="sentences">{items}</ul>
        </details>
    }
}

/// Which weights the chosen pruning removes, by the names of what they join.
#[component]
fn Removed(record: Record, models: Vec<(String, CompiledWeights)>) -> impl IntoView {
    let Some(compiled) = machine(&record) else { return ().into_any() };
    let Some(weights) = models.into_iter().next().map(|(_, weights)| weights) else { return ().into_any() };
    let direction = |at: usize| compiled.basis.get(at).map_or_else(|| at.to_string(), ToString::to_string);
    let word = |index: u32, value: f32| {
        let Some((name, row, column)) = weights.place(index as usize) else { return String::new() };
        let stem = name.trim_end_matches(".weight").trim_end_matches(".bias");
        let place = match (stem, name.ends_with(".bias")) {
            ("token", _) => format!(
                "{} → {}",
                compiled.words.get(row).map(ToString::to_string).unwrap_or_default(),
                direction(column)
            ),
            ("position", _) => format!("position {row} → {}", direction(column)),
            (stem, true) if stem.ends_with("output") || stem.ends_with("mlp_out") => {
                format!("bias → {}", direction(column))
            }
            (_, true) => format!("bias → unit {column}"),
            (stem, _) if stem.ends_with("output") || stem.ends_with("mlp_out") => {
                format!("unit {row} → {}", direction(column))
            }
            _ => format!("{} → unit {column}", direction(row)),
        };
        format!("{stem}: {place} ({value:.4})")
    };
    let item = |rate: u32| {
        let pruning = record.weight_pruning(ModelRef::After(Role::FineTune { rate }))?;
        let (mode, best) = pruning.best().filter(|(_, best)| best.k > 0)?;
        let removed = &pruning.curve(mode).removed;
        let named: Vec<String> = removed.iter().take(best.k as usize).map(|r| word(r.index, r.value)).collect();
        let rate = rate_label(record.spec.rates()[rate as usize]);
        Some(view! { <li>{format!("After {rate}: {}", named.join("; "))}</li> })
    };
    let items = (0..record.spec.rates().len() as u32).filter_map(item).collect_view();
    view! {
        <details>
            <summary>"Which weights pruning removes"</summary>
            <ul class="sentences">{items}</ul>
        </details>
    }
    .into_any()
}
