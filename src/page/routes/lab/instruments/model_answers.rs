//! One text, answered by every model of the run on show, and whose answer each gives.

use super::super::state::Lab;
use super::neuron_pruning::Removing;
use crate::experiment::{Record, rate_label};
use crate::model::{Choice, Weights};
use leptos::prelude::*;

/// What a model answered.
#[derive(Clone, Debug, PartialEq)]
struct Answer {
    model: String,
    /// The token, and how sure the model is of it.
    token: u32,
    probability: f32,
}

/// A choice of the rate that is looked at.
#[component]
pub(in crate::page::routes) fn RatePicker(
    id: &'static str,
    record: Memo<Option<Record>>,
    removing: Removing,
) -> impl IntoView {
    let rates = Memo::new(move |_| record.with(|r| r.as_ref().map(|r| r.spec.rates().to_vec()).unwrap_or_default()));
    let option = move |(index, rate): (usize, f64)| {
        let selected = move || removing.rate.get() as usize == index;
        view! { <option value=index.to_string() selected=selected>{rate_label(rate)}</option> }
    };
    view! {
        <label>
            "model fine-tuned at "
            <select
                id=id
                prop:value=move || removing.rate.get().to_string()
                on:change=move |event| {
                    if let Ok(rate) = event_target_value(&event).parse() {
                        removing.rate.set(rate);
                    }
                }
            >
                {move || rates.get().into_iter().enumerate().map(option).collect_view()}
            </select>
        </label>
    }
}

/// The answers to `prompt`, which is tokens or a sentence that says what is wrong with it; `reads` makes a word of an answer's token, and says
/// whose answer it is.
#[component]
pub(in crate::page::routes) fn ModelAnswers(
    record: Memo<Option<Record>>,
    removing: Removing,
    prompt: Memo<Result<Vec<u32>, String>>,
    reads: Callback<u32, (String, &'static str)>,
    children: ChildrenFn,
) -> impl IntoView {
    let lab = expect_context::<Lab>();
    let answers = RwSignal::new(Vec::<Answer>::new());
    let ticket = StoredValue::new(0_u32);
    Effect::new(move |_| {
        removing.track();
        ticket.update_value(|own| *own = own.wrapping_add(1));
        let own = ticket.get_value();
        let Ok(prompt) = prompt.get() else { return answers.set(Vec::new()) };
        let Some(record) = record.get_untracked() else { return answers.set(Vec::new()) };
        let (names, weights): (Vec<String>, Vec<Weights>) = removing.models(&record).into_iter().unzip();
        if names.is_empty() {
            return answers.set(Vec::new());
        }
        lab.inference.get_value().write(&record.spec, prompt, (Choice::Greedy, 0), weights, move |outcome| {
            // What was asked may no longer be what is on show.
            if ticket.get_value() != own {
                return;
            }
            match outcome {
                Ok(texts) => answers.set(
                    names
                        .into_iter()
                        .zip(texts)
                        .filter_map(|(model, text)| {
                            let (token, probability) = (*text.tokens.first()?, *text.probabilities.first()?);
                            Some(Answer { model, token, probability })
                        })
                        .collect(),
                ),
                Err(message) => lab.notice(format!("The models could not be asked: {message}.")),
            }
        });
    });
    let row = move |answer: Answer| {
        let (word, says) = reads.run(answer.token);
        let sure = format!("{:.0} %", 100.0 * answer.probability);
        view! {
            <tr data-says=says>
                <th scope="row">{answer.model}</th>
                <td><b>{word}</b></td>
                <td>{sure}</td>
                <td>{says}</td>
            </tr>
        }
    };
    let rows = move || answers.get().into_iter().map(row).collect_view();
    view! {
        <Show when=move || record.with(Option::is_some)>
            <section class="results" aria-label="What the models answer">
                <div class="instruments-head">
                    <h2>"What the models answer"</h2>
                    <RatePicker id="answers-rate" record=record removing=removing/>
                </div>
                {children()}
                <p class="refused" id="not-asked" role="status">{move || prompt.get().err()}</p>
                <div class="scroll" tabindex="0" role="region" aria-label="Answers of the models">
                    <table id="model-answers">
                        <thead>
                            <tr>
                                <th scope="col">"model"</th>
                                <th scope="col">"answer"</th>
                                <th scope="col">"how sure"</th>
                                <th scope="col">"it answers"</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </section>
        </Show>
    }
}
