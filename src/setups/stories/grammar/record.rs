//! A record: the features and words that a story is asked to have, its summary, and the story, as tokens and as text.

use super::feature::{Feature, FeatureSet};
use super::sort::Sort;
use super::story::{Story, pick};
use super::text::show;
use super::vocabulary::Word;
use super::wording::WORDINGS;
use crate::tasks::Stream;

/// The most tokens of a record, with `<end>`.
pub const LONGEST_RECORD: usize = 56;

/// The line that closes a record in a file.
const END_OF_TEXT: &str = "<|endoftext|>";

/// A line before the story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Header {
    /// The features.
    Features,
    /// Words that occur.
    Words,
    /// The summary.
    Summary,
}

impl Header {
    /// All lines, in the order of their tokens.
    pub const ALL: [Self; 3] = [Self::Features, Self::Words, Self::Summary];

    /// The line's title as a token.
    pub fn title(self) -> Word {
        match self {
            Self::Features => Word::FEATURES,
            Self::Words => Word::WORDS,
            Self::Summary => Word::SUMMARY,
        }
    }
}

/// A record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoryRecord {
    /// The features asked for, in the order in which the record names them; those of the story unless the record was
    /// [headed by others](StoryRecord::headed_by).
    pub features: Vec<Feature>,
    /// Words that the story told first, in the order in which the record names them. They give no twist away.
    pub words: Vec<Word>,
    /// The summary as tokens; empty if there is none.
    pub summary: Vec<Word>,
    /// The order of the lines before the story.
    pub order: [Header; 3],
    /// The story.
    pub story: Story,
}

impl StoryRecord {
    /// Draws what stands around a story with these features. What makes the record too long is left out: the summary,
    /// then the third word, then all words.
    pub(super) fn around(story: Story, features: FeatureSet, stream: &mut Stream) -> Self {
        let mut features: Vec<Feature> = features.iter().collect();
        stream.shuffle(&mut features);
        let mut words = Vec::new();
        if stream.chance(0.85) {
            let sorts = [Sort::Object, Sort::Animal, Sort::Place, Sort::Adjective, Sort::Trait];
            words.extend(sorts.into_iter().filter_map(|sort| story.told.get(sort)));
            stream.shuffle(&mut words);
            words.truncate(2 + stream.below(2) as usize);
        }
        let mut summary = Vec::new();
        if stream.chance(0.2) {
            let possible: Vec<Vec<Word>> =
                WORDINGS.summaries().iter().filter_map(|template| template.fill(&story.told, None)).collect();
            summary = pick(&possible, stream).cloned().unwrap_or_default();
        }
        let mut order = Header::ALL;
        stream.shuffle(&mut order);
        let mut record = Self { features, words, summary, order, story };
        record.shorten();
        record
    }

    /// The same story with other features before it, as fine-tuning asks; shortened as any record where it gets too
    /// long.
    #[must_use]
    pub fn headed_by(&self, features: &[Feature]) -> Self {
        let mut record = Self { features: features.to_vec(), ..self.clone() };
        record.shorten();
        record
    }

    fn shorten(&mut self) {
        while self.token_count() > LONGEST_RECORD && !(self.summary.is_empty() && self.words.is_empty()) {
            if !self.summary.is_empty() {
                self.summary.clear();
            } else if self.words.len() > 2 {
                self.words.truncate(2);
            } else {
                self.words.clear();
            }
        }
    }

    /// Tokens of the whole record, with `<end>`.
    pub fn token_count(&self) -> usize {
        let lines = [self.features.len(), self.words.len(), self.summary.len()];
        // Each line has a title. The story has one too, and an end.
        lines.into_iter().filter(|count| *count > 0).map(|count| count + 1).sum::<usize>() + 2 + self.story.words.len()
    }

    /// The tokens before the story, the title `story:` the last.
    pub fn prompt(&self) -> Vec<Word> {
        self.prompt_for(&self.features)
    }

    /// The same prompt asking for other features.
    pub fn prompt_for(&self, features: &[Feature]) -> Vec<Word> {
        let features: Vec<Word> = features.iter().map(|feature| feature.word()).collect();
        let mut prompt = Vec::new();
        for header in self.order {
            let line = match header {
                Header::Features => &features,
                Header::Words => &self.words,
                Header::Summary => &self.summary,
            };
            if !line.is_empty() {
                prompt.push(header.title());
                prompt.extend_from_slice(line);
            }
        }
        prompt.push(Word::STORY);
        prompt
    }

    /// The whole record as tokens: prompt, story and `<end>`.
    pub fn tokens(&self) -> Vec<Word> {
        let mut tokens = self.prompt();
        tokens.extend_from_slice(&self.story.words);
        tokens.push(Word::END);
        tokens
    }

    /// The record as files write it, closed by a line of its own.
    pub fn text(&self) -> String {
        let list = |words: Vec<&str>| words.join(", ");
        let mut lines = Vec::new();
        for header in self.order {
            match header {
                Header::Features if !self.features.is_empty() => {
                    lines.push(format!("Features: {}", list(self.features.iter().map(|f| f.file_name()).collect())));
                }
                Header::Words if !self.words.is_empty() => {
                    lines.push(format!("Words: {}", list(self.words.iter().map(|word| word.text()).collect())));
                }
                Header::Summary if !self.summary.is_empty() => lines.push(format!("Summary: {}", show(&self.summary))),
                _ => {}
            }
        }
        lines.extend(["Story:".to_owned(), show(&self.story.words), END_OF_TEXT.to_owned()]);
        lines.join("\n") + "\n"
    }
}

/// The words before `<end>`; none if the words never end.
pub fn until_end(words: &[Word]) -> Option<&[Word]> {
    words.iter().position(|word| *word == Word::END).map(|end| &words[..end])
}
