//! The exact reader: from left to right, at each place the longest sentence that agrees with what is known.

use super::facts::Facts;
use super::flaw::Flaw;
use super::kind::Kind;
use super::reading::{Reading, Sentence, Twist};
use super::sort::{Sort, double, event_of};
use super::template::{Bindings, Slot, bound};
use super::vocabulary::Word;
use super::wording::{WORDINGS, Wording};
use std::ops::Range;

/// Words of an unreadable place that its flaw quotes.
const QUOTED: usize = 6;

/// Reads a story, without its title and without `<end>`. Any words can be read.
pub fn read(words: &[Word]) -> Reading {
    let mut reader = Reader { words, facts: Facts::default(), ended: false, reading: Reading::default() };
    let mut at = 0;
    while at < words.len() {
        at = match reader.candidate(at) {
            Some(candidate) => reader.take(candidate),
            None => reader.skip(at),
        };
    }
    if !reader.ended {
        reader.object(Flaw::NoEnding);
    }
    reader.reading
}

struct Reader<'w> {
    words: &'w [Word],
    facts: Facts,
    ended: bool,
    reading: Reading,
}

/// A sentence that can be read at a place.
struct Candidate {
    kind: Kind,
    bindings: Bindings,
    /// What changes if it is a twist.
    change: Option<Change>,
    flaw: Option<Flaw>,
    span: Range<usize>,
    body: usize,
}

impl Candidate {
    /// What agrees with the facts comes before what does not, then what is longer.
    fn rank(&self) -> (bool, usize) {
        (self.flaw.is_none(), self.span.len())
    }
}

#[derive(Clone, Copy)]
struct Change {
    sort: Sort,
    old: Word,
    new: Word,
}

impl Reader<'_> {
    /// The best sentence that begins here; the first of equals.
    fn candidate(&self, at: usize) -> Option<Candidate> {
        let mut best: Option<Candidate> = None;
        for turn in WORDINGS.turns_longest_first() {
            let body = at + turn.len();
            if !self.words[at..].starts_with(turn) || body >= self.words.len() {
                continue;
            }
            for wording in WORDINGS.beginning_with(self.words[body]) {
                // A turn belongs to a twist, or to a confirmation in a twist's words.
                if !turn.is_empty() && !matches!(wording.kind, Kind::Twist | Kind::Same) {
                    continue;
                }
                let Some(bindings) = wording.template.find(&self.words[body..]) else { continue };
                let candidate = self.judged(wording, bindings, at, body);
                if best.as_ref().is_none_or(|best| candidate.rank() > best.rank()) {
                    best = Some(candidate);
                }
            }
        }
        best
    }

    fn judged(&self, wording: &Wording, bindings: Bindings, at: usize, body: usize) -> Candidate {
        let span = at..body + wording.template.pieces().len();
        let (kind, change, flaw) = match wording.twists {
            Some(sort) => match self.change(wording, sort, &bindings) {
                Ok(Some(change)) => (Kind::Twist, Some(change), None),
                // It says again what is known.
                Ok(None) => (Kind::Same, None, None),
                Err(flaw) => (Kind::Twist, None, Some(flaw)),
            },
            None => (wording.kind, None, self.plain_flaw(wording.kind, &bindings)),
        };
        Candidate { kind, bindings, change, flaw, span, body }
    }

    /// What a twist changes; nothing if it only confirms what is known.
    fn change(&self, wording: &Wording, sort: Sort, bindings: &Bindings) -> Result<Option<Change>, Flaw> {
        let told = |slot: &Slot| matches!(slot, Slot::Told(_));
        let against = bindings.iter().rfind(|(slot, word)| told(slot) && self.facts.get(slot.sort()) != Some(*word));
        if let Some((slot, said)) = against {
            let sort = slot.sort();
            return Err(Flaw::FalseDenial { sort, said: *said, known: self.facts.get(sort) });
        }
        let (Some(old), Some(new)) = (self.facts.get(sort), bound(bindings, Slot::Changed(sort))) else {
            return Err(Flaw::NeverTold { sort });
        };
        if old == new {
            let denies = wording.template.has(Slot::Told(sort));
            return if denies { Err(Flaw::ChangesNothing { word: old }) } else { Ok(None) };
        }
        if double(old) != Some(new) {
            return Err(Flaw::NotTheDouble { old, new });
        }
        Ok(Some(Change { sort, old, new }))
    }

    /// What is wrong with a sentence that is no twist. Where several things are, a place in the story weighs most.
    fn plain_flaw(&self, kind: Kind, bindings: &Bindings) -> Option<Flaw> {
        if self.ended && kind != Kind::Moral {
            return Some(Flaw::AfterTheEnding);
        }
        match (kind == Kind::Open, self.facts.is_empty()) {
            (true, false) => return Some(Flaw::SecondOpening),
            (false, true) => return Some(Flaw::NoOpening),
            _ => {}
        }
        let is_known = |sort: Sort| !kind.tells().contains(&sort) && !matches!(sort, Sort::Event | Sort::Lesson);
        let against =
            bindings.iter().rfind(|(slot, word)| is_known(slot.sort()) && self.facts.get(slot.sort()) != Some(*word));
        if let Some((slot, said)) = against {
            let sort = slot.sort();
            return Some(Flaw::Contradiction { kind, sort, said: *said, known: self.facts.get(sort) });
        }
        let sign = bound(bindings, Slot::Told(Sort::Sign));
        let event = bound(bindings, Slot::Told(Sort::Event));
        match (sign, event) {
            (Some(sign), Some(event)) if event_of(sign) != Some(event) => Some(Flaw::WrongEvent { sign, event }),
            _ => None,
        }
    }

    /// Takes a sentence for read and says where the next one begins.
    fn take(&mut self, read: Candidate) -> usize {
        let Candidate { kind, bindings, change, flaw, span, body } = read;
        let coherent = flaw.is_none();
        if kind == Kind::Twist {
            self.reading.attempts += 1;
        }
        if let Some(Change { sort, old, new }) = change {
            let sentence = self.reading.sentences.len();
            self.reading.twists.push(Twist { sort, sentence, span: span.clone(), body, old, new });
            self.facts.twist(sort, new);
        }
        // What a sentence tells is known from here on even where the sentence itself contradicts something.
        for sort in kind.tells() {
            if let Some(word) = bound(&bindings, Slot::Told(*sort)) {
                self.facts.set(*sort, word);
            }
        }
        if let Some(feature) = kind.feature().filter(|_| coherent) {
            self.reading.features = self.reading.features.with(feature);
        }
        self.ended |= kind.is_ending();
        if let Some(flaw) = flaw {
            self.object(flaw);
        }
        let end = span.end;
        self.reading.sentences.push(Sentence { kind: Some(kind), coherent, span, body });
        end
    }

    /// Skips what cannot be read and says where the next sentence may begin.
    fn skip(&mut self, at: usize) -> usize {
        let rest = &self.words[at..];
        self.object(Flaw::Unreadable { at, words: rest.iter().take(QUOTED).copied().collect() });
        let end = rest.iter().position(|word| word.ends_sentence()).map_or(self.words.len(), |stop| at + stop + 1);
        self.reading.sentences.push(Sentence { kind: None, coherent: false, span: at..end, body: at });
        end
    }

    /// Only the first flaw counts.
    fn object(&mut self, flaw: Flaw) {
        self.reading.flaw.get_or_insert(flaw);
    }
}
