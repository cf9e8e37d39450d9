//! Files of stories as a visitor brings them: TinyStories-Instruct text, or JSON lines with the same fields. What can be read is read, what
//! cannot is left out and told of, and a file that is something else is refused in a sentence.

mod bounds;
mod error;
mod field;
mod json_lines;
mod marked_text;
mod quotes;
mod read;
mod record;
mod report;
mod synthetic;

#[cfg(test)]
mod tests;

pub use bounds::{LARGEST_FILE, LONGEST_STORY_TEXT, MOST_RECORDS};
pub use error::StoryFileError;
pub use field::RecordField;
pub use read::{FileReading, read_file};
pub use record::FileRecord;
pub use report::{FileFormat, FileReport, LeftOut, Reason};
pub use synthetic::{Synthetic, synthetic_json_lines, synthetic_text};
