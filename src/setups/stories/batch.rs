//! Records as a model takes them: tokens padded to one length, and the places whose next token is of the story. The prompt is given and
//! never predicted.

use super::grammar::{LONGEST_RECORD, StoryRecord, Word};

/// Records as a model takes them, of the grammar or of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoryBatch {
    /// Records.
    pub size: usize,
    /// Input tokens, `[size, context]`, padded at the end, where nothing is predicted.
    pub inputs: Vec<u32>,
    /// Places in `inputs` whose next token belongs to the story or ends it, record by record.
    pub places: Vec<u32>,
    /// Those next tokens.
    pub targets: Vec<u32>,
}

impl StoryBatch {
    /// Positions of a record: all but the last of its tokens are read.
    pub const CONTEXT: usize = LONGEST_RECORD - 1;

    /// Writes `records`.
    pub fn of(records: &[StoryRecord]) -> Self {
        let mut batch = Self { size: records.len(), inputs: Vec::new(), places: Vec::new(), targets: Vec::new() };
        for record in records {
            let first = batch.inputs.len();
            let tokens: Vec<u32> = record.tokens().iter().map(|word| u32::from(word.id())).collect();
            let title = record.prompt().len();
            let read = tokens.len().min(Self::CONTEXT + 1) - 1;
            batch.inputs.extend(&tokens[..read]);
            batch.inputs.resize(first + Self::CONTEXT, u32::from(Word::PAD.id()));
            for (at, next) in tokens.iter().enumerate().take(read + 1).skip(title) {
                batch.places.push((first + at - 1) as u32);
                batch.targets.push(*next);
            }
        }
        batch
    }
}

#[cfg(test)]
mod tests {
    use super::super::grammar::{FeaturePrior, StorySampler};
    use super::*;
    use crate::tasks::{Purpose, Stream};

    #[test]
    fn the_story_and_its_end_are_predicted_and_nothing_else() {
        let sampler = StorySampler::new(FeaturePrior::default(), |_| true).unwrap();
        let mut stream = Stream::new(3, Purpose::Training(1));
        let records: Vec<StoryRecord> = (0..20).map(|_| sampler.draw(&mut stream)).collect();
        let batch = StoryBatch::of(&records);
        assert_eq!(batch.inputs.len(), 20 * StoryBatch::CONTEXT);
        let mut rest = batch.targets.as_slice();
        let mut places = batch.places.as_slice();
        for (row, record) in records.iter().enumerate() {
            let count = record.story.words.len() + 1;
            let (own, others) = rest.split_at(count);
            let words: Vec<u32> = record.story.words.iter().map(|word| u32::from(word.id())).collect();
            assert_eq!(own[..count - 1], words);
            assert_eq!(own[count - 1], u32::from(Word::END.id()));
            let first = places[0] as usize;
            assert_eq!(batch.inputs[first], u32::from(Word::STORY.id()));
            assert_eq!(first, row * StoryBatch::CONTEXT + record.prompt().len() - 1);
            (rest, places) = (others, &places[count..]);
        }
        assert!(rest.is_empty() && places.is_empty());
    }
}
