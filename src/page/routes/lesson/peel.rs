//! Neurons taken away one by one, and one text through the lens meanwhile: the answer turns back where the wrapper was.

use super::state::{Lesson, TUNED};
use crate::analysis::{Granularity, LensReading, PrunableUnit, pruned};
use crate::experiment::{ModelRef, best_pruning, counted};
use crate::page::components::{LensColumn, LensTable};
use crate::setups::first_text;
use crate::tasks::{Letter, Operand, Skill, Task};
use leptos::prelude::*;

/// Neurons at most.
const MOST: u32 = 20;
/// The models on show, by what names them in the page and what they are called.
const MODELS: [(&str, &str); 3] =
    [("pretrained", "pretrained"), ("finetuned", "fine-tuned"), ("pruned", "fine-tuned, neurons taken away")];

#[component]
pub(super) fn Peel() -> impl IntoView {
    let lesson = expect_context::<Lesson>();
    let trial = lesson.first;
    let (k, readings) = (RwSignal::new(0_u32), RwSignal::new(Vec::<LensReading>::new()));
    // Counting a, one more than that, and counting b give three answers on it.
    let text = StoredValue::new(first_text());
    // The pruning that does best, once it is there.
    let order = Memo::new(move |_| {
        trial.record.with(|r| {
            let found = r.as_ref()?.pruning(ModelRef::After(TUNED), Granularity::Neurons)?;
            let (mode, best) = best_pruning(found)?;
            Some((found.curve(mode).order.clone(), best.k))
        })
    });
    Effect::new(move |_| {
        if let Some((_, best)) = order.get() {
            k.set(best.min(MOST));
        }
    });
    Effect::new(move |_| {
        let taken = k.get();
        let Some((order, _)) = order.get() else { return };
        let first: Vec<PrunableUnit> = order.into_iter().take(taken as usize).collect();
        let (Some(pretrained), Some(tuned)) = (trial.pretrained(), trial.model(TUNED)) else { return };
        let without = pruned(&tuned, Granularity::Neurons, &first);
        let models = vec![pretrained.clone(), tuned, without];
        let task = Task::new(Skill::Count, Operand::A);
        lesson.inference.get_value().ask(
            &trial.spec(),
            task,
            text.get_value(),
            models,
            Some(pretrained),
            move |outcome| match outcome {
                Ok(replies) if k.get_untracked() == taken => {
                    readings.set(replies.into_iter().map(|reply| reply.lens).collect());
                }
                Ok(_) => {}
                Err(message) => lesson.store.say(format!("The models could not be asked: {message}.")),
            },
        );
    });
    let columns = Signal::derive(move || {
        let column = |((key, name), reading): (&(&str, &str), LensReading)| LensColumn {
            key: (*key).to_owned(),
            name: (*name).to_owned(),
            reading,
            had_it: true,
        };
        MODELS.iter().zip(readings.get()).map(column).collect::<Vec<_>>()
    });
    let known = Signal::derive(move || {
        let count = |letter: Letter| text.with_value(|t| t.iter().filter(|l| **l == letter).count() as u32);
        let (a, b) = (count(Letter::A), count(Letter::B));
        let names = [(a, "count a"), (a + 1, "count a + 1"), (b, "count b")];
        Some((a, names.map(|(value, name)| (value, name.to_owned())).to_vec()))
    });
    let letters = move || text.with_value(|t| t.iter().map(|l| l.character()).collect::<String>());
    let words = move || format!("{} taken away", counted(k.get() as usize, "neuron"));
    view! {
        <Show when=move || order.with(Option::is_some)>
            <label class="slider k-slider">
                <span>"K"</span>
                <input
                    type="range"
                    id="lesson-k"
                    min="0"
                    max=MOST
                    step="1"
                    aria-label="number of neurons taken away"
                    aria-valuetext=words
                    prop:value=move || k.get().to_string()
                    on:input=move |event| {
                        if let Ok(taken) = event_target_value(&event).parse::<u32>() {
                            k.set(taken.min(MOST));
                        }
                    }
                />
                <output>{words}</output>
            </label>
            <p>"One text, asked for its a's: " <span class="letters">{letters}</span></p>
            <LensTable columns=columns known=known watched="finetuned"/>
        </Show>
    }
}
