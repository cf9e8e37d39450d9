//! How much of a file is read.

/// The most bytes of a file.
pub const LARGEST_FILE: usize = 64_000_000;
/// The most records that are taken.
pub const MOST_RECORDS: u32 = 200_000;
/// The most bytes of a story.
pub const LONGEST_STORY_TEXT: usize = 20_000;
