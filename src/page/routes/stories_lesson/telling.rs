//! One prompt after another, and what models of the lesson write to it: with or without the first words of a twist.

use super::state::StoriesLesson;
use crate::experiment::Role;
use crate::model::{Choice, Weights};
use crate::page::routes::stories::Page;
use crate::setups::stories::grammar::{DenialStart, StoryRecord, Word, read, show};
use crate::setups::stories::{Corpus, StoriesPlan, StoriesSpec, feature_noun};
use crate::tasks::{Purpose, Stream};
use leptos::prelude::*;

/// Twists among the stories that a model wrote so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) twists: u32,
    pub(super) stories: u32,
}

/// What is written in one step; a handle that is copied freely.
#[derive(Clone, Copy)]
pub(super) struct Telling {
    lesson: StoriesLesson,
    roles: &'static [Role],
    starts: bool,
    /// What was asked for, in words.
    pub(super) asked: RwSignal<String>,
    /// What was written, in the order of the models.
    pub(super) pages: RwSignal<Vec<Page>>,
    /// Twists of each model.
    pub(super) tally: RwSignal<Vec<Tally>>,
    number: StoredValue<u32>,
}

/// What the lesson calls the model that a stage ends with.
fn name(role: Role) -> &'static str {
    match role {
        Role::Pretrain => "before fine-tuning",
        Role::FineTune { .. } => "fine-tuned",
        Role::Revive { .. } => "fine-tuned, then taught twists again",
        Role::PretrainControl => "control, never read a twist",
        Role::ReviveControl => "control, then taught twists",
        _ => "another model",
    }
}

/// What a prompt asks for, in words.
fn asked_for(record: &StoryRecord) -> String {
    let nouns: Vec<&str> = record.features.iter().map(|feature| feature_noun(*feature)).collect();
    let mut asked = format!("Asked for: {}", nouns.join(", "));
    if !record.words.is_empty() {
        let words: Vec<&str> = record.words.iter().map(|word| word.text()).collect();
        asked.push_str(&format!("; about: {}", words.join(", ")));
    }
    if !record.summary.is_empty() {
        asked.push_str(&format!("; in short: {}", show(&record.summary)));
    }
    asked
}

impl Telling {
    /// Lets the models that `roles` end with write; with `starts` after the first words of a twist.
    pub(super) fn new(lesson: StoriesLesson, roles: &'static [Role], starts: bool) -> Self {
        Self {
            lesson,
            roles,
            starts,
            asked: RwSignal::new(String::new()),
            pages: RwSignal::new(Vec::new()),
            tally: RwSignal::new(vec![Tally::default(); roles.len()]),
            number: StoredValue::new(0),
        }
    }

    /// Lets them write to the next prompt. Every step begins with the same one.
    pub(super) fn another(self) {
        let spec = self.lesson.trial.spec();
        // The lesson's experiment is possible.
        let Some(plan) = spec.of::<StoriesSpec>().and_then(|own| StoriesPlan::new(own.clone()).ok()) else { return };
        let there: Option<Vec<Weights>> = self.roles.iter().map(|role| self.lesson.trial.model(*role)).collect();
        let Some(models) = there else {
            self.lesson.store.say("The models are still on their way; ask again in a moment.".to_owned());
            return;
        };
        let number = self.number.get_value();
        self.number.set_value(number.wrapping_add(1));
        let mut stream = Stream::new(plan.spec.seed.wrapping_add(number), Purpose::Playground);
        let record = plan.draw(Corpus::With, &mut stream);
        let start = if self.starts { DenialStart::of(&record, &record.features) } else { None };
        let prompt = start.as_ref().map_or_else(|| record.prompt(), DenialStart::tokens);
        let given = start.as_ref().map(|start| start.story.clone()).unwrap_or_default();
        self.asked.set(asked_for(&record));
        let ids = prompt.iter().map(|word| u32::from(word.id())).collect();
        let inference = self.lesson.inference.get_value();
        inference.write(&spec, ids, (Choice::Greedy, 0), models, move |outcome| {
            // Another prompt may have been asked meanwhile.
            if self.number.get_value() != number.wrapping_add(1) {
                return;
            }
            let texts = match outcome {
                Ok(texts) => texts,
                Err(message) => return self.lesson.store.say(format!("The models could not be asked: {message}.")),
            };
            let pages: Vec<Page> = self
                .roles
                .iter()
                .zip(texts)
                .map(|(role, text)| Page {
                    name: name(*role).to_owned(),
                    given: given.clone(),
                    words: text.tokens.iter().filter_map(|id| Word::from_id(u8::try_from(*id).ok()?)).collect(),
                    probabilities: text.probabilities,
                    ended: text.ended,
                })
                .collect();
            self.tally.update(|tally| {
                for (own, page) in tally.iter_mut().zip(&pages) {
                    own.stories += 1;
                    own.twists += u32::from(has_twist(page, start.as_ref()));
                }
            });
            self.pages.set(pages);
        });
    }
}

/// Whether a story has a coherent twist: the one that was started for it, where one was.
fn has_twist(page: &Page, start: Option<&DenialStart>) -> bool {
    match start {
        Some(start) => start.twist(&start.read(&page.words)).is_some(),
        None => !read(&page.words).twists.is_empty(),
    }
}
