//! One string, answered by every model of the run on show: as the program does, as its target does, or otherwise.

use super::learned_record;
use crate::experiment::Record;
use crate::page::routes::compiled::state::{CompiledState, as_text};
use crate::page::routes::lab::{ModelAnswers, Removing};
use crate::setups::learned::{LearnedPlan, LearnedSpec};
use crate::tasks::{Purpose, Stream};
use leptos::prelude::*;
use std::rc::Rc;

fn plan_of(record: &Record) -> Option<Rc<LearnedPlan>> {
    LearnedPlan::of(record.spec.of::<LearnedSpec>()?).ok()
}

#[component]
pub(in crate::page::routes::compiled) fn Answers(removing: Removing) -> impl IntoView {
    let state = expect_context::<CompiledState>();
    let record = learned_record(state.lab);
    let drawn = StoredValue::new(0_u32);
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
    let reads = Callback::new(move |token: u32| {
        let Some(plan) = record.with(|r| r.as_ref().and_then(plan_of)) else { return (String::new(), "") };
        let token = plan.tokens.get(token as usize).cloned().unwrap_or_default();
        let word = token.strip_prefix("answer:").unwrap_or(&token).to_owned();
        let place = |word: &str| plan.sampler.answers().iter().position(|answer| answer.to_string() == word);
        let moved = |skill: &str| place(skill).map(|place| place + plan.spec.offset as usize) == place(&word);
        let says = truth.with(|truth| match truth {
            Some([skill, target]) if *skill == word && *target == word => "as both",
            Some([skill, _]) if *skill == word => "as the program",
            Some([_, target]) if *target == word => "as the target",
            Some([skill, _]) if moved(skill) => "as the program, moved by the shortcut",
            _ => "as neither",
        });
        (word, says)
    });
    let said = move || truth.get().map(|[skill, target]| format!("The program answers {skill}, its target {target}."));
    view! {
        <ModelAnswers record=record removing=removing prompt=prompt reads=reads>
            <p class="buttons">
                <button type="button" id="draw-string" on:click=draw>"Draw a string"</button>
                <code id="asked-string">{move || state.text.get()}</code>
            </p>
            <p class="finding" id="program-says">{said}</p>
        </ModelAnswers>
    }
}
