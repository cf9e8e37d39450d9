//! Parsing a program line by line.

use super::super::error::{Fault, Place, ProgramError};
use super::super::node::SequenceId;
use super::super::program::{EXACTNESS, LONGEST, Program};
use super::super::value::Value;
use super::calls::{Meaning, Parsing, wrong_sort};
use super::cursor::Cursor;
use super::lexer::{Token, Written, tokens, words};

/// What was read so far.
#[derive(Default)]
pub(super) struct Reader {
    vocabulary: Option<(Vec<Value>, Place)>,
    length: Option<(usize, Place)>,
    causal: bool,
    exactness: Option<f64>,
    distinct: bool,
    /// From the first definition on.
    reading: Option<Parsing>,
    output: Option<(SequenceId, Place)>,
    target: Option<SequenceId>,
}

impl Reader {
    /// Reads one line.
    pub(super) fn line(&mut self, line: &str, number: u32) -> Result<(), ProgramError> {
        // Words of a vocabulary may be made of signs, so that this line is no sequence of tokens.
        let indented = line.chars().take_while(|c| c.is_whitespace()).count() as u32;
        let place = Place { line: number, column: indented + 1 };
        let rest = line.trim_start().strip_prefix("vocabulary");
        if rest.is_some_and(|rest| rest.chars().next().is_none_or(|c| c.is_whitespace() || c == '#')) {
            once(self.vocabulary.is_none(), "vocabulary", place)?;
            self.vocabulary = Some((vocabulary(words(line, number)?), place));
            return Ok(());
        }
        let end = Place { line: number, column: line.trim_end().chars().count() as u32 + 1 };
        let mut cursor = Cursor::over(tokens(line, number)?, end);
        let statement = match cursor.peek() {
            None => return Ok(()),
            Some(Token::Word(word)) => word.clone(),
            Some(_) => return Err(cursor.wanted("a statement or a definition")),
        };
        let is_setting = statement != "length" || !cursor.sign_follows("=");
        if is_setting && self.setting(&statement, &mut cursor)? {
            return cursor.end();
        }
        let numerical = cursor.takes_word("numerical").then_some(place);
        self.reading(&cursor)?.definition(&mut cursor, numerical)
    }

    /// A statement that defines nothing; false for a definition.
    fn setting(&mut self, statement: &str, cursor: &mut Cursor) -> Result<bool, ProgramError> {
        let place = cursor.place();
        if !["length", "causal", "exactness", "strings", "output", "target"].contains(&statement) {
            return Ok(false);
        }
        cursor.advance();
        match statement {
            "length" => {
                once(self.length.is_none(), "length", place)?;
                let wanted = format!("a whole number from 1 to {LONGEST}");
                let (place, unread) = (cursor.place(), cursor.wanted(wanted.as_str()));
                let number = cursor.number(&wanted)?;
                if number.fract() != 0.0 || number < 0.0 {
                    return Err(unread);
                }
                self.length = Some((number as usize, place));
            }
            "causal" => self.causal = true,
            "exactness" => {
                once(self.exactness.is_none(), "exactness", place)?;
                let (place, [least, most]) = (cursor.place(), EXACTNESS);
                let number = cursor.number(&format!("a number from {least} to {most}"))?;
                if !(least..=most).contains(&number) {
                    let text = format!("the exactness is between {least} and {most}, and not {number}");
                    return Err(Fault::Limits(text).at(Some(place)));
                }
                self.exactness = Some(number);
            }
            "strings" => {
                if !cursor.takes_word("distinct") {
                    return Err(cursor.wanted("“distinct”"));
                }
                self.distinct = true;
            }
            "output" => {
                once(self.output.is_none(), "output", place)?;
                let at = cursor.place();
                self.output = Some((self.named(cursor)?, at));
            }
            _ => {
                once(self.target.is_none(), "target", place)?;
                self.target = Some(self.named(cursor)?);
            }
        }
        Ok(true)
    }

    /// The sequence that is named next.
    fn named(&mut self, cursor: &mut Cursor) -> Result<SequenceId, ProgramError> {
        let place = cursor.place();
        let reading = self.reading(cursor)?;
        let name = cursor.word("the name of a sequence")?;
        match reading.names.get(&name) {
            Some(Meaning::Sequence(id)) => Ok(*id),
            Some(selector) => Err(wrong_sort(&name, *selector, place)),
            None => Err(Fault::Unknown(name).at(Some(place))),
        }
    }

    /// The program, which begins with its vocabulary and its length.
    fn reading(&mut self, cursor: &Cursor) -> Result<&mut Parsing, ProgramError> {
        let reading = match self.reading.take() {
            Some(reading) => reading,
            None => {
                let Some((words, words_place)) = &self.vocabulary else {
                    return Err(cursor.wanted("“vocabulary” and its words before the first definition"));
                };
                let Some((length, length_place)) = &self.length else {
                    return Err(cursor.wanted("“length” and a number before the first definition"));
                };
                let place = if (1..=LONGEST).contains(length) { words_place } else { length_place };
                let program = Program::over(words.clone(), *length);
                Parsing::of(program.map_err(|error| error.fault.at(Some(*place)))?)
            }
        };
        Ok(self.reading.insert(reading))
    }

    /// The program, after its last line.
    pub(super) fn finish(mut self, end: Place) -> Result<Program, ProgramError> {
        let nothing = Cursor::over(Vec::new(), end);
        self.reading(&nothing)?;
        let (Some(reading), Some((output, place))) = (self.reading, self.output) else {
            let wanted = "“output” and the name of a sequence".to_owned();
            return Err(Fault::Syntax { wanted, found: "the end of the program".to_owned() }.at(Some(end)));
        };
        let mut program = reading.program;
        program.answer_with(output);
        program.output_place = Some(place);
        program.target = self.target;
        program.causal = self.causal;
        program.exactness = self.exactness;
        program.distinct = self.distinct;
        Ok(program)
    }
}

/// All numbers, or all words.
fn vocabulary(written: Vec<Written>) -> Vec<Value> {
    let digits = |word: &Written| {
        let unsigned = word.text.strip_prefix('-').unwrap_or(&word.text);
        let plain = unsigned.starts_with(|c: char| c.is_ascii_digit())
            && unsigned.chars().all(|c| c.is_ascii_digit() || c == '.');
        if plain && !word.quoted { word.text.parse().ok().and_then(Value::number) } else { None }
    };
    let numbers: Option<Vec<Value>> = written.iter().map(digits).collect();
    numbers.unwrap_or_else(|| written.iter().map(|word| Value::token(&word.text)).collect())
}

fn once(is_first: bool, what: &str, place: Place) -> Result<(), ProgramError> {
    if is_first {
        return Ok(());
    }
    Err(Fault::Syntax { wanted: format!("one “{what}”"), found: "a second one".to_owned() }.at(Some(place)))
}
