//! Why a file is no file of stories, in sentences that say what to do.

use super::bounds::LARGEST_FILE;

/// Why nothing of a file is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoryFileError {
    /// More bytes than are read.
    #[error("it has {} MB; at most {} are read, so take a part of it", .0 / 1_000_000, LARGEST_FILE / 1_000_000)]
    Large(usize),
    /// Nothing is in it.
    #[error("there is nothing in it")]
    Empty,
    /// A text of another encoding.
    #[error("it is text in UTF-16; save it as UTF-8")]
    Utf16,
    /// No text.
    #[error("it is no text")]
    NotText,
    /// One JSON value instead of lines.
    #[error("it is one JSON list; write each record as an object on a line of its own")]
    JsonList,
    /// No record with a story.
    #[error(
        "there is no story in it: records of text have a line that begins with “Story:” and end with “<|endoftext|>”, \
         those of JSON lines have a field “story”"
    )]
    NoStories,
}
