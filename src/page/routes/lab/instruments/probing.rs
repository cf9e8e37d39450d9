//! Probing: what can be read from the residual stream after each block, for every kind of model, with intervals.

use super::focus::Focus;
use crate::analysis::{PROBE_STEPS, PROBE_TEST, PROBE_TRAINING, wilson};
use crate::chart::{Figure, probe_rows, probes};
use crate::page::components::ChartView;
use crate::tasks::Operand;
use leptos::prelude::*;

#[component]
pub(super) fn ProbingView() -> impl IntoView {
    let focus = expect_context::<Focus>();
    let asked = RwSignal::new(Operand::A);
    let figure = move |counted: Operand| {
        Memo::new(move |_| {
            let (rate, asked) = (focus.rate.get(), asked.get());
            focus.record.with(|r| r.as_ref().map_or_else(Figure::default, |r| probes(r, rate, asked, counted)))
        })
    };
    let (of_a, of_b) = (figure(Operand::A), figure(Operand::B));
    let rows = move |counted: Operand| {
        focus
            .record
            .with(|r| r.as_ref().map(|r| probe_rows(r, focus.rate.get(), asked.get(), counted)).unwrap_or_default())
    };
    let prompts = [(Operand::A, "asked for a's"), (Operand::B, "asked for b's")];
    view! {
        <p class="about">
            {format!(
                "A linear layer is trained on what stands in the residual stream where the answer is predicted: {PROBE_TRAINING} texts, \
                 {PROBE_STEPS} steps (the paper: 4,000), and tested on {PROBE_TEST} others. If the answer for a can still be read after \
                 fine-tuning, it is still being computed. The control shows what is left in a trained model that never had the skill. \
                 Random weights are no such floor: before training, attention is spread evenly, and counts pass through it.",
            )}
        </p>
        <div class="buttons choices" role="group" aria-label="Prompt">
            {prompts
                .map(|(operand, words)| {
                    view! {
                        <button type="button" aria-pressed=move || (asked.get() == operand).to_string() on:click=move |_| asked.set(operand)>
                            {words}
                        </button>
                    }
                })
                .into_iter()
                .collect_view()}
        </div>
        <div class="pair even">
            <ChartView figure=of_a id="probe-a"/>
            <ChartView figure=of_b id="probe-b"/>
        </div>
        <div class="scroll" tabindex="0" role="region" aria-label="Probe accuracies with intervals">
            <table id="probes">
                <thead>
                    <tr>
                        <th scope="col">"model"</th>
                        <th scope="col">"answer for"</th>
                        <th scope="col">"after each level: accuracy (95 % interval)"</th>
                    </tr>
                </thead>
                <tbody>
                    {move || {
                        [(Operand::A, "a"), (Operand::B, "b")]
                            .into_iter()
                            .flat_map(|(counted, letter)| rows(counted).into_iter().map(move |row| (letter, row)))
                            .map(|(letter, (name, levels))| {
                                let words = levels
                                    .into_iter()
                                    .map(|accuracy| {
                                        let i = wilson(accuracy);
                                        format!("{:.1} % ({:.1}–{:.1})", i.value, i.low, i.high)
                                    })
                                    .collect::<Vec<_>>()
                                    .join("  ·  ");
                                view! {
                                    <tr data-model=name data-letter=letter>
                                        <th scope="row">{name}</th>
                                        <td>{letter}</td>
                                        <td>{words}</td>
                                    </tr>
                                }
                            })
                            .collect_view()
                    }}
                </tbody>
            </table>
        </div>
    }
}
