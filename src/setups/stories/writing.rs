//! What a model writes after prompts, read exactly.

use super::grammar::{Feature, LONGEST_RECORD, Reading, Word, read};
use crate::model::{Choice, Gpt, Writing, Written, write};
use crate::tasks::{Purpose, Stream};
use crate::train::{Accuracy, LearnerError};
use burn::tensor::Device;

/// Prompts written on side by side.
const SIDE_BY_SIDE: usize = 128;

/// The tokens of words.
pub(super) fn ids(words: &[Word]) -> Vec<u32> {
    words.iter().map(|word| u32::from(word.id())).collect()
}

/// The words of written tokens. A model of this vocabulary writes no others.
pub(super) fn words(tokens: &[u32]) -> Vec<Word> {
    tokens.iter().filter_map(|token| Word::from_id(u8::try_from(*token).ok()?)).collect()
}

/// A story that a model wrote.
pub(super) struct ReadStory {
    reading: Reading,
    ended: bool,
}

impl ReadStory {
    /// Whether it has a feature, coherently.
    pub(super) fn has(&self, feature: Feature) -> bool {
        self.reading.features.has(feature)
    }

    /// Whether it holds together from its opening to its end.
    pub(super) fn is_valid(&self) -> bool {
        self.ended && self.reading.is_valid()
    }
}

/// How many of some stories count.
pub(super) fn share(stories: &[ReadStory], counts: &dyn Fn(&ReadStory) -> bool) -> Accuracy {
    let correct = stories.iter().filter(|story| counts(story)).count() as u32;
    Accuracy { correct, n: stories.len() as u32 }
}

/// What `model` writes after each prompt, read.
///
/// # Errors
/// When the device is gone.
pub(super) async fn stories(
    model: &Gpt,
    prompts: &[Vec<u32>],
    choice: Choice,
    seed: u32,
    device: &Device,
) -> Result<Vec<ReadStory>, LearnerError> {
    let texts = write_all(model, prompts, choice, seed, device).await?;
    let read = |text: Written| ReadStory { reading: read(&words(&text.tokens)), ended: text.ended };
    Ok(texts.into_iter().map(read).collect())
}

/// What `model` writes after each prompt, up to the longest record.
///
/// # Errors
/// When the device is gone.
pub(super) async fn write_all(
    model: &Gpt,
    prompts: &[Vec<u32>],
    choice: Choice,
    seed: u32,
    device: &Device,
) -> Result<Vec<Written>, LearnerError> {
    let writing = Writing { end: u32::from(Word::END.id()), most: LONGEST_RECORD, choice };
    let mut stream = Stream::new(seed, Purpose::Writing);
    let mut all = Vec::with_capacity(prompts.len());
    for some in prompts.chunks(SIDE_BY_SIDE) {
        all.extend(write(model, some, writing, &mut stream, device).await?);
    }
    Ok(all)
}
