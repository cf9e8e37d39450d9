//! Why a file is no file of stories, in sentences that say what to do.

use crate::setups::visitor_file::NotText;

/// Why nothing of a file is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoryFileError {
    /// No text that is read.
    #[error(transparent)]
    NotText(#[from] NotText),
    /// Nothing is in it.
    #[error("there is nothing in it")]
    Empty,
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
