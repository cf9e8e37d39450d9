//! Programs as text; `language.md` describes the language.

mod calls;
mod cursor;
mod lexer;
mod statements;
mod terms;

use super::error::{Fault, Place, ProgramError};
use super::program::Program;
use statements::Reader;

/// Characters of the longest program, line ends included.
pub const LONGEST_TEXT: usize = 20_000;

impl Program {
    #[doc = include_str!("language.md")]
    pub fn parse(source: &str) -> Result<Self, ProgramError> {
        let mut reader = Reader::default();
        let (mut read, mut end) = (0, Place { line: 1, column: 1 });
        for (number, line) in (1..).zip(source.lines()) {
            let length = line.chars().count();
            if read + length > LONGEST_TEXT {
                let place = Place { line: number, column: LONGEST_TEXT.saturating_sub(read) as u32 + 1 };
                let text = format!("a program has at most {LONGEST_TEXT} characters");
                return Err(Fault::Limits(text).at(Some(place)));
            }
            read += length + 1;
            end = Place { line: number, column: length as u32 + 1 };
            reader.line(line, number)?;
        }
        reader.finish(end)
    }
}
