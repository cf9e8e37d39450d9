//! What the steps of the lesson say once their numbers are there: sentences of this visit's own run.

use super::state::{REVIVED, Soon, StoriesLesson, TUNED};
use crate::experiment::Role;
use crate::setups::stories::{Back, StoryShare};
use crate::train::Accuracy;
use leptos::prelude::{Get, With};

/// The models for which a twist is started.
pub(super) static STARTED_FOR: [Role; 2] = [TUNED, Role::PretrainControl];
/// The models that are taught twists again.
pub(super) static TAUGHT: [Role; 2] = [REVIVED, Role::ReviveControl];

/// A share as a whole percentage.
pub(super) fn whole(share: Accuracy) -> String {
    format!("{:.0} %", share.percent())
}

/// What to say of a guess beside what came out.
fn beside<T: PartialEq>(guess: Option<T>, came: T) -> &'static str {
    match guess {
        None => "",
        Some(guess) if guess == came => " You guessed it.",
        Some(_) => " You guessed otherwise.",
    }
}

pub(super) fn tuned_sentence(lesson: StoriesLesson) -> Option<String> {
    let fate = lesson.fate()?;
    let valid = lesson
        .trial
        .record
        .with(|record| record.as_ref()?.finished(TUNED)?.last()?.values.share(StoryShare::Valid as usize))?;
    Some(format!(
        "Asked for a twist, it wrote one in {} of {} stories, and now does in {}. Not asked for one, {} of its stories are valid.{}",
        whole(fate.asked.pretrained),
        fate.asked.pretrained.n,
        whole(fate.asked.tuned),
        whole(valid),
        beside(lesson.loses.get(), fate.lost())
    ))
}

pub(super) fn started_sentence(lesson: StoriesLesson) -> Option<String> {
    let started = lesson.fate()?.started;
    Some(format!(
        "Of {} such beginnings the fine-tuned model makes {} a twist that holds together, without any training; before fine-tuning it was {}. The control \
         makes {} one.",
        started.tuned.n,
        whole(started.tuned),
        whole(started.pretrained),
        whole(started.control)
    ))
}

/// Steps in words.
pub(super) fn after(steps: Option<u32>, of: u32) -> String {
    steps.map_or_else(|| format!("not within {of} steps"), |steps| format!("after {steps} steps"))
}

pub(super) fn taught_sentence(lesson: StoriesLesson) -> Option<String> {
    let Back { steps, control_steps, scratch_steps, of, control_of, ends: [_, control, scratch] } =
        lesson.fate()?.back?;
    let guess = steps.map(|steps| beside(lesson.soon.get(), Soon::of(steps))).unwrap_or_default();
    Some(format!(
        "Nine of ten of its former twists are back {}. The control: {}; it then writes one in {} of stories. Random weights: {}, {}.{guess}",
        after(steps, of),
        after(control_steps, control_of),
        whole(control),
        after(scratch_steps, control_of),
        whole(scratch)
    ))
}
