//! A story up to the literal start of a denial (“but it was not a”): a model that still has the skill goes on with a
//! twist, even where it no longer begins one.

use super::feature::Feature;
use super::reader::read;
use super::reading::{Reading, Twist};
use super::record::{StoryRecord, until_end};
use super::sort::Sort;
use super::template::Slot;
use super::vocabulary::Word;
use super::wording::WORDINGS;

/// The turn before the denial.
const TURN: &str = "but";

/// What a model is given when the twist is started for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DenialStart {
    /// The record's prompt, up to `story:`.
    pub prompt: Vec<Word>,
    /// The story up to its twist, and the start of a denial in the twist's place.
    pub story: Vec<Word>,
    /// What is denied.
    pub sort: Sort,
    /// Where in the story the denial begins, with its turn.
    pub place: usize,
}

impl DenialStart {
    /// The start for a record that has a twist, with a prompt for these features; none for other records. What is
    /// given and the rest of the twist are never longer than a record.
    pub fn of(record: &StoryRecord, features: &[Feature]) -> Option<Self> {
        let sort = record.story.twist?;
        let place = record.story.twist_span()?.start;
        let body = WORDINGS.twists(sort).first()?;
        let mut story = record.story.words.get(..place)?.to_vec();
        story.extend(Word::parse(TURN));
        // A story has one twist, so that what it told first is what it knows here.
        story.extend(body.template.fill_until(Slot::Told(sort), &record.story.told)?);
        Some(Self { prompt: record.headed_by(features).prompt(), story, sort, place })
    }

    /// Everything that the model is given.
    pub fn tokens(&self) -> Vec<Word> {
        [self.prompt.as_slice(), &self.story].concat()
    }

    /// Reads the story that a continuation makes, up to the continuation's `<end>` if it has one.
    pub fn read(&self, continuation: &[Word]) -> Reading {
        read(&[&self.story, until_end(continuation).unwrap_or(continuation)].concat())
    }

    /// The coherent twist that the denial became, if it did.
    pub fn twist<'r>(&self, reading: &'r Reading) -> Option<&'r Twist> {
        reading.twists.iter().find(|twist| twist.span.start == self.place)
    }
}
