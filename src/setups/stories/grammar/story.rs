//! A story drawn from the grammar: its words, its sentences by kind, and what it told first.

use super::facts::Facts;
use super::feature::FeatureSet;
use super::kind::Kind;
use super::plan::Plan;
use super::sort::{Sort, double, event_of};
use super::template::Slot;
use super::vocabulary::Word;
use super::wording::{WORDINGS, Wording};
use crate::tasks::Stream;
use std::ops::Range;

/// The most words of a story, without `<end>`.
pub const LONGEST_STORY: usize = 44;

/// A story of the grammar.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Story {
    /// Its words, without `<end>`.
    pub words: Vec<Word>,
    /// Its sentences in order.
    pub parts: Vec<StoryPart>,
    /// What it told first of each sort; a twist changes nothing here.
    pub told: Facts,
    /// What its twist changes, if it has one.
    pub twist: Option<Sort>,
}

/// A sentence of a story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoryPart {
    /// What it does.
    pub kind: Kind,
    /// Its words in the story, with the turn before a twist.
    pub span: Range<usize>,
}

impl Story {
    /// Draws a story with exactly these features; none if it comes out longer than [`LONGEST_STORY`].
    pub(super) fn draw(features: FeatureSet, stream: &mut Stream) -> Option<Self> {
        let plan = Plan::draw(features, stream);
        let least = |kind: &Kind| match plan.twist.filter(|_| *kind == Kind::Twist) {
            Some(sort) => shortest(WORDINGS.twists(sort)),
            None => shortest(WORDINGS.of(*kind)),
        };
        let to_come = plan.kinds.iter().map(least).sum();
        let mut teller =
            Teller { story: Self { twist: plan.twist, ..Self::default() }, facts: Facts::default(), to_come };
        teller.tell(Kind::Open, stream)?;
        for kind in &plan.kinds {
            teller.to_come -= least(kind);
            match (*kind, plan.twist) {
                (Kind::Twist, Some(sort)) => teller.twist(sort, stream)?,
                _ => teller.tell(*kind, stream)?,
            }
        }
        Some(teller.story)
    }

    /// The twist's words in the story, with its turn.
    pub fn twist_span(&self) -> Option<Range<usize>> {
        self.parts.iter().find(|part| part.kind == Kind::Twist).map(|part| part.span.clone())
    }
}

struct Teller {
    story: Story,
    /// What is known now.
    facts: Facts,
    /// The least number of words of the sentences that are still to come.
    to_come: usize,
}

impl Teller {
    /// Adds a sentence of a kind.
    fn tell(&mut self, kind: Kind, stream: &mut Stream) -> Option<()> {
        let can = |wording: &&Wording| wording.template.slots().all(|slot| self.has(kind, slot.sort()));
        let possible: Vec<&Wording> = WORDINGS.of(kind).iter().filter(can).collect();
        let template = &pick(&possible, stream)?.template;
        for sort in kind.tells().iter().copied().filter(|sort| template.has(Slot::Told(*sort))) {
            let word = *pick(sort.words(), stream)?;
            self.facts.set(sort, word);
            self.story.told.set_first(sort, word);
        }
        match kind {
            Kind::Moral => self.facts.set(Sort::Lesson, *pick(Sort::Lesson.words(), stream)?),
            Kind::Fulfil => self.facts.set(Sort::Event, event_of(self.facts.get(Sort::Sign)?)?),
            _ => {}
        }
        self.add(kind, &[], &template.fill(&self.facts, None)?)
    }

    /// Whether a sentence of this kind has a word for the sort: told by it, drawn for it, or known.
    fn has(&self, kind: Kind, sort: Sort) -> bool {
        kind.tells().contains(&sort) || matches!(sort, Sort::Event | Sort::Lesson) || self.facts.get(sort).is_some()
    }

    /// Adds a twist, whose new word is known from then on.
    fn twist(&mut self, sort: Sort, stream: &mut Stream) -> Option<()> {
        let new = double(self.facts.get(sort)?)?;
        let body = &pick(WORDINGS.twists(sort), stream)?.template;
        // What could as well confirm a fact always has a turn before it.
        let needs_turn = !body.has(Slot::Told(sort)) && !matches!(sort, Sort::Animal | Sort::Object);
        let turns = WORDINGS.turns();
        let turn = pick(if needs_turn { &turns[1..] } else { turns }, stream)?;
        let body = body.fill(&self.facts, Some(new))?;
        self.facts.twist(sort, new);
        self.add(Kind::Twist, turn, &body)
    }

    /// Adds a sentence's words; none once the story cannot but come out too long.
    fn add(&mut self, kind: Kind, turn: &[Word], body: &[Word]) -> Option<()> {
        let words = &mut self.story.words;
        let first = words.len();
        words.extend_from_slice(turn);
        words.extend_from_slice(body);
        self.story.parts.push(StoryPart { kind, span: first..words.len() });
        (words.len() + self.to_come <= LONGEST_STORY).then_some(())
    }
}

/// Words of the shortest of these sentences.
fn shortest(wordings: &[Wording]) -> usize {
    wordings.iter().map(|wording| wording.template.pieces().len()).min().unwrap_or_default()
}

/// One of them, each as likely; none of none.
pub(super) fn pick<'a, T>(items: &'a [T], stream: &mut Stream) -> Option<&'a T> {
    items.get(stream.below(items.len() as u32) as usize)
}
