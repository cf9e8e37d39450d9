//! Tables as files: lines of a text and its two answers, with commas, semicolons or tabs between, and the shortcut that the answers follow.

mod bounds;
mod columns;
mod error;
mod read;
mod report;
mod shortcut;
mod synthetic;

pub use bounds::{LARGEST_TABLE, LONGEST_ANSWER, LONGEST_TEXT, MOST_ANSWERS, MOST_ROWS, MOST_WORDS};
pub use error::TableError;
pub(super) use read::apart;
pub use read::{RawRow, TableReading, read_table};
pub use report::{LeftOutRows, Reason, TableReport};
pub use shortcut::{Moves, Shortcut};
pub use synthetic::synthetic_table;
