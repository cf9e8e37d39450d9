//! Parsing the calls that make sequences and selectors, and what stands between their parentheses.

use super::super::bounds::LONGEST_WORD;
use super::super::error::{Fault, Place, ProgramError};
use super::super::node::{Selector, SelectorId, Sequence, SequenceId};
use super::super::program::Program;
use super::cursor::Cursor;
use super::terms::{Over, closing, term};
use std::collections::{BTreeMap, BTreeSet};

/// Calls that make a sequence.
const SEQUENCES: [&str; 5] = ["map", "zip", "blend", "aggregate", "width"];
/// Calls that make a selector.
const SELECTORS: [&str; 5] = ["select", "all", "both", "either", "except"];
/// Other words that no definition can have for its name. `length` can: an equals sign tells the two apart.
const WORDS: [&str; 20] = [
    "vocabulary",
    "causal",
    "exactness",
    "strings",
    "distinct",
    "output",
    "target",
    "numerical",
    "tokens",
    "indices",
    "x",
    "y",
    "and",
    "or",
    "not",
    "if",
    "then",
    "else",
    "true",
    "false",
];

/// What a name stands for.
#[derive(Clone, Copy)]
pub(super) enum Meaning {
    Sequence(SequenceId),
    Selector(SelectorId),
}

/// A program that is being read, with its names.
pub(super) struct Parsing {
    pub(super) program: Program,
    pub(super) names: BTreeMap<String, Meaning>,
    /// Names that were made up for calls within calls. The text cannot use them.
    made_up: BTreeSet<String>,
    /// The name of the definition that is being read.
    defining: String,
}

impl Parsing {
    pub(super) fn of(program: Program) -> Self {
        let sequences = [("tokens", Program::TOKENS), ("indices", Program::INDICES)];
        let names = sequences.map(|(name, id)| (name.to_owned(), Meaning::Sequence(id)));
        Self { program, names: BTreeMap::from(names), made_up: BTreeSet::new(), defining: String::new() }
    }

    /// `name = call`, from the name on.
    pub(super) fn definition(&mut self, cursor: &mut Cursor, numerical: Option<Place>) -> Result<(), ProgramError> {
        let place = cursor.place();
        let name = cursor.word("a name")?;
        let words = WORDS.iter().chain(&SEQUENCES).chain(&SELECTORS);
        if self.names.contains_key(&name) || words.into_iter().any(|word| *word == name) {
            return Err(Fault::Taken(name).at(Some(place)));
        }
        if name.chars().count() > LONGEST_WORD {
            return Err(Fault::Limits(format!("a name has at most {LONGEST_WORD} characters")).at(Some(place)));
        }
        if !cursor.takes("=") {
            return Err(cursor.wanted(format!("“=” and what “{name}” is")));
        }
        self.defining.clone_from(&name);
        let meaning = self.call(cursor, &name, place)?;
        if let Some(at) = numerical {
            let Meaning::Sequence(id) = meaning else { return Err(wrong_sort(&name, meaning, at)) };
            self.program.make_numerical(id)?;
        }
        cursor.end()?;
        self.names.insert(name, meaning);
        Ok(())
    }

    /// A sequence by its name, or by a call.
    pub(super) fn sequence(&mut self, cursor: &mut Cursor) -> Result<SequenceId, ProgramError> {
        let place = cursor.place();
        let numerical = cursor.takes_word("numerical");
        match self.operand(cursor, "a sequence", numerical)? {
            (_, Meaning::Sequence(id)) => {
                if numerical {
                    self.program.make_numerical(id)?;
                }
                Ok(id)
            }
            (name, meaning) => Err(wrong_sort(&name, meaning, place)),
        }
    }

    fn selector(&mut self, cursor: &mut Cursor) -> Result<SelectorId, ProgramError> {
        let place = cursor.place();
        match self.operand(cursor, "a selector", false)? {
            (_, Meaning::Selector(id)) => Ok(id),
            (name, meaning) => Err(wrong_sort(&name, meaning, place)),
        }
    }

    /// What stands where a sequence or a selector is needed, and the word by which it is named there.
    fn operand(
        &mut self,
        cursor: &mut Cursor,
        wanted: &str,
        call_only: bool,
    ) -> Result<(String, Meaning), ProgramError> {
        let place = cursor.place();
        let Some(word) = cursor.peek_word().map(str::to_owned) else { return Err(cursor.wanted(wanted)) };
        if SEQUENCES.contains(&word.as_str()) || SELECTORS.contains(&word.as_str()) {
            let outer = &self.defining;
            let mut names =
                (1..).map(|n| if n == 1 { format!("{outer}_{word}") } else { format!("{outer}_{word}{n}") });
            let free = |name: &String| !self.names.contains_key(name) && !self.made_up.contains(name);
            let name = names.find(free).unwrap_or_default();
            self.made_up.insert(name.clone());
            return Ok((word, cursor.deeper(|cursor| self.call(cursor, &name, place))?));
        }
        if call_only {
            return Err(cursor.wanted("a call such as map(…) (“numerical” is said where a sequence is made)"));
        }
        match self.names.get(&word) {
            Some(meaning) => {
                cursor.advance();
                Ok((word, *meaning))
            }
            None if WORDS.contains(&word.as_str()) => Err(cursor.wanted(wanted)),
            None => Err(Fault::Unknown(word).at(Some(place))),
        }
    }

    /// A call, whose result gets this name and place.
    fn call(&mut self, cursor: &mut Cursor, name: &str, place: Place) -> Result<Meaning, ProgramError> {
        let wanted = "a call such as map(…), aggregate(…) or select(…)";
        let word = cursor.peek_word().unwrap_or_default().to_owned();
        if word == "all" {
            cursor.advance();
            return self.program.selector(name, Selector::All, Some(place)).map(Meaning::Selector);
        }
        let is_sequence = SEQUENCES.contains(&word.as_str());
        if !is_sequence && !SELECTORS.contains(&word.as_str()) {
            return Err(cursor.wanted(wanted));
        }
        cursor.advance();
        cursor.sign("(")?;
        if is_sequence {
            let (sequence, at) = self.sequence_call(cursor, &word)?;
            let made = self.program.sequence(name, sequence, Some(place));
            made.map(Meaning::Sequence).map_err(|error| at_term(error, at))
        } else {
            let (selector, at) = self.selector_call(cursor, &word)?;
            let made = self.program.selector(name, selector, Some(place));
            made.map(Meaning::Selector).map_err(|error| at_term(error, at))
        }
    }

    /// The arguments of a sequence's call, and where its term is.
    fn sequence_call(&mut self, cursor: &mut Cursor, word: &str) -> Result<(Sequence, Place), ProgramError> {
        let mut at = cursor.place();
        let sequence = match word {
            "map" => {
                let of = self.sequence(cursor)?;
                at = comma(cursor)?;
                Sequence::Map { term: term(cursor, Over::X)?, of }
            }
            "zip" => {
                let x = self.sequence(cursor)?;
                comma(cursor)?;
                let y = self.sequence(cursor)?;
                at = comma(cursor)?;
                Sequence::Zip { term: term(cursor, Over::XAndY)?, of: [x, y] }
            }
            "blend" => {
                let first = cursor.number("a number, the weight of the first sequence")?;
                comma(cursor)?;
                let x = self.sequence(cursor)?;
                comma(cursor)?;
                let second = cursor.number("a number, the weight of the second sequence")?;
                comma(cursor)?;
                Sequence::Blend { weights: [first, second], of: [x, self.sequence(cursor)?] }
            }
            "aggregate" => {
                let by = self.selector(cursor)?;
                comma(cursor)?;
                Sequence::Aggregate { by, of: self.sequence(cursor)? }
            }
            _ => Sequence::Width { of: self.selector(cursor)? },
        };
        if matches!(word, "map" | "zip") { closing(cursor) } else { cursor.sign(")") }?;
        Ok((sequence, at))
    }

    /// The arguments of a selector's call, and where its term is.
    fn selector_call(&mut self, cursor: &mut Cursor, word: &str) -> Result<(Selector, Place), ProgramError> {
        let mut at = cursor.place();
        if word == "select" {
            let keys = self.sequence(cursor)?;
            comma(cursor)?;
            let queries = self.sequence(cursor)?;
            at = comma(cursor)?;
            let predicate = term(cursor, Over::XAndY)?;
            closing(cursor)?;
            return Ok((Selector::Select { keys, queries, predicate }, at));
        }
        let first = self.selector(cursor)?;
        let selector = if word == "except" {
            Selector::Except(first)
        } else {
            comma(cursor)?;
            let both = [first, self.selector(cursor)?];
            if word == "both" { Selector::Both(both) } else { Selector::Either(both) }
        };
        cursor.sign(")")?;
        Ok((selector, at))
    }
}

/// A comma, and where the next argument begins.
fn comma(cursor: &mut Cursor) -> Result<Place, ProgramError> {
    cursor.sign(",")?;
    Ok(cursor.place())
}

/// What is wrong with a term is shown where the term is.
fn at_term(error: ProgramError, term: Place) -> ProgramError {
    match error.fault {
        Fault::Term(_) | Fault::Predicate(_) => error.fault.at(Some(term)),
        _ => error,
    }
}

pub(super) fn wrong_sort(name: &str, meaning: Meaning, place: Place) -> ProgramError {
    let (found, wanted) = match meaning {
        Meaning::Sequence(_) => ("a sequence", "a selector"),
        Meaning::Selector(_) => ("a selector", "a sequence"),
    };
    Fault::WrongSort { name: name.to_owned(), found, wanted }.at(Some(place))
}
