//! One string, answered by every model of the run on show: as the program does, as its target does, or otherwise.

use super::learned_record;
use crate::experiment::{Record, rate_label};
use crate::model::{Choice, Weights};
use crate::page::routes::compiled::state::{CompiledState, as_text};
use crate::page::routes::lab::{Lab, Removing};
use crate::setups::learned::{LearnedPlan, LearnedSpec};
use crate::tasks::{Purpose, Stream};
use leptos::prelude::*;
use std::rc::Rc;

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
pub(super) fn RatePicker(id: &'static str, removing: Removing) -> impl IntoView {
    let record = learned_record(expect_context::<Lab>());
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

#[component]
pub(in crate::page::routes::compiled) fn Answers(removing: Removing) -> impl IntoView {
    let state = expect_context::<CompiledState>();
    let lab = state.lab;
    let record = learned_record(lab);
    let answers = RwSignal::new(Vec::<Answer>::new());
    let ticket = StoredValue::new(0_u32);
    let drawn = StoredValue::new(0_u32);
    let plan_of =
        |record: &Record| -> Option<Rc<LearnedPlan>> { LearnedPlan::of(record.spec.of::<LearnedSpec>()?).ok() };
    // The string as tokens, or what is wrong with it.
    let prompt = Memo::new(move |_| -> Result<Vec<u32>, String> {
        let (_, input) = state.input()?;
        let plan = record.with(|r| r.as_ref().and_then(plan_of)).ok_or("Nothing is trained yet.")?;
        let program = plan.spec.program().map_err(|e| e.to_string())?;
        let places = input.iter().filter_map(|word| program.vocabulary().iter().position(|own| own == word));
        let words: Vec<u32> = places.map(|place| place as u32).collect();
        let length = program.length();
        if words.len() != length {
            return Err(format!("The models learned strings of {length} words, and this one has {}.", words.len()));
        }
        Ok(plan.sampler.encode(&words))
    });
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
    let draw = move |_| {
        let Some(plan) = record.with_untracked(|r| r.as_ref().and_then(plan_of)) else { return };
        let Ok(program) = plan.spec.program() else { return };
        drawn.update_value(|own| *own = own.wrapping_add(1));
        let mut stream = Stream::new(plan.spec.seed.wrapping_add(drawn.get_value()), Purpose::Playground);
        let words = plan.sampler.draw_movable(&mut stream).words;
        let words = words.iter().filter_map(|word| program.vocabulary().get(*word as usize));
        state.text.set(as_text(words));
    };
    // What the program and its target say at the last position.
    let truth = Memo::new(move |_| -> Option<[String; 2]> {
        let (program, input) = state.input().ok()?;
        let last = |program: &crate::rasp::Program| {
            program.interpret(&input).ok()?.output().last()?.as_ref().map(ToString::to_string)
        };
        let target = program.program.target()?;
        Some([last(&program.program)?, last(&program.program.with_output(target))?])
    });
    let rows = move || {
        let Some(plan) = record.with(|r| r.as_ref().and_then(plan_of)) else { return Vec::new() };
        let truth = truth.get();
        let row = |answer: Answer| {
            let token = plan.tokens.get(answer.token as usize).cloned().unwrap_or_default();
            let word = token.strip_prefix("answer:").unwrap_or(&token).to_owned();
            let place = |word: &str| plan.sampler.answers().iter().position(|answer| answer.to_string() == word);
            let moved = |skill: &str| place(skill).map(|place| place + plan.spec.offset as usize) == place(&word);
            let says = match &truth {
                Some([skill, target]) if *skill == word && *target == word => "as both",
                Some([skill, _]) if *skill == word => "as the program",
                Some([_, target]) if *target == word => "as the target",
                Some([skill, _]) if moved(skill) => "as the program, moved by the shortcut",
                _ => "as neither",
            };
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
        answers.get().into_iter().map(row).collect()
    };
    let said = move || truth.get().map(|[skill, target]| format!("The program answers {skill}, its target {target}."));
    view! {
        <Show when=move || record.with(Option::is_some)>
            <section class="results" aria-label="What the models answer">
                <div class="instruments-head">
                    <h2>"What the models answer"</h2>
                    <RatePicker id="answers-rate" removing=removing/>
                </div>
                <p class="buttons">
                    <button type="button" id="draw-string" on:click=draw>"Draw a string"</button>
                    <code id="asked-string">{move || state.text.get()}</code>
                </p>
                <p class="finding" id="program-says">{said}</p>
                <p class="refused" id="not-asked" role="status">{move || prompt.get().err()}</p>
                <div class="scroll" tabindex="0" role="region" aria-label="Answers of the models">
                    <table id="learned-answers">
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
