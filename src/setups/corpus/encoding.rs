//! Records as a model takes them: the prompt first, then the story, padded to one length, and the places whose next token is of the story.

use super::story_file::RankedRecord;
use super::words::{Title, Vocabulary};
use crate::setups::stories::StoryBatch;
use crate::setups::stories::grammar::FeatureSet;

/// How records become tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Encoding {
    /// The tokens.
    pub vocabulary: Vocabulary,
    /// Positions of a sequence.
    pub context: usize,
}

impl Encoding {
    /// The prompt of a record that asks for `features`: features, words, a sentence and the summary, each after its title, and last the
    /// story's title. It takes half of the context at most; what is too much is cut at its end, the summary first.
    pub fn prompt(&self, record: &RankedRecord, features: FeatureSet) -> Vec<u32> {
        let mut prompt = Vec::new();
        let mut add = |title: Title, tokens: Vec<u32>| {
            if !tokens.is_empty() {
                prompt.push(Vocabulary::title(title));
                prompt.extend(tokens);
            }
        };
        let words = |ranks: &[u32]| ranks.iter().map(|rank| self.vocabulary.word(*rank)).collect::<Vec<_>>();
        add(Title::Features, features.iter().map(Vocabulary::feature).collect());
        add(Title::Words, words(&record.words));
        add(Title::Sentence, words(&record.sentence));
        add(Title::Summary, words(&record.summary));
        prompt.truncate((self.context / 2).max(1) - 1);
        prompt.push(Vocabulary::title(Title::Story));
        prompt
    }

    /// The whole record as tokens: prompt, story and its end.
    pub fn tokens(&self, record: &RankedRecord, features: FeatureSet) -> Vec<u32> {
        let mut tokens = self.prompt(record, features);
        tokens.extend(record.story.iter().map(|rank| self.vocabulary.word(*rank)));
        tokens.push(Vocabulary::END);
        tokens
    }

    /// Whether a record is not cut.
    pub fn fits(&self, record: &RankedRecord) -> bool {
        // The end is predicted and never read.
        self.tokens(record, record.features).len() <= self.context + 1
    }

    /// Writes records, each with the features that it asks for.
    pub fn batch<'a>(&self, records: impl Iterator<Item = (&'a RankedRecord, FeatureSet)>) -> StoryBatch {
        let mut batch = StoryBatch { size: 0, inputs: Vec::new(), places: Vec::new(), targets: Vec::new() };
        for (record, features) in records {
            let first = batch.inputs.len();
            let title = self.prompt(record, features).len();
            let tokens = self.tokens(record, features);
            let read = tokens.len().min(self.context + 1) - 1;
            batch.inputs.extend(&tokens[..read]);
            batch.inputs.resize(first + self.context, Vocabulary::PAD);
            for (at, next) in tokens.iter().enumerate().take(read + 1).skip(title) {
                batch.places.push((first + at - 1) as u32);
                batch.targets.push(*next);
            }
            batch.size += 1;
        }
        batch
    }

    /// The ranks of the words that were written.
    pub fn ranks(&self, tokens: &[u32]) -> Vec<u32> {
        tokens.iter().filter_map(|token| self.vocabulary.rank(*token)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::file::synthetic_text;
    use super::super::story_file::StoryFile;
    use super::*;
    use crate::setups::stories::grammar::Feature;

    fn file() -> StoryFile {
        StoryFile::read("a", &synthetic_text(5, 200, false).unwrap().bytes).unwrap()
    }

    #[test]
    fn the_story_and_its_end_are_predicted_and_nothing_else() {
        let file = file();
        let encoding = Encoding { vocabulary: Vocabulary::new(1000, file.ranking()), context: 128 };
        let records = &file.records()[..20];
        assert!(records.iter().all(|record| encoding.fits(record)));
        let batch = encoding.batch(records.iter().map(|record| (record, record.features)));
        assert_eq!((batch.size, batch.inputs.len()), (20, 20 * 128));
        let (mut places, mut targets) = (&batch.places[..], &batch.targets[..]);
        for (row, record) in records.iter().enumerate() {
            let count = record.story.len() + 1;
            assert_eq!(encoding.ranks(&targets[..count]), *record.story);
            assert_eq!(targets[count - 1], Vocabulary::END);
            assert_eq!(batch.inputs[places[0] as usize], Vocabulary::title(Title::Story));
            assert_eq!(places[0] as usize / 128, row);
            (places, targets) = (&places[count..], &targets[count..]);
        }
        assert!(places.is_empty() && targets.is_empty());
    }

    #[test]
    fn what_is_too_long_is_cut_and_keeps_its_prompt() {
        let file = file();
        let encoding = Encoding { vocabulary: Vocabulary::new(1000, file.ranking()), context: 32 };
        let all = FeatureSet::NONE.with(Feature::Twist).with(Feature::Dialogue);
        for record in file.records() {
            let prompt = encoding.prompt(record, all);
            assert!(prompt.len() <= 16, "{prompt:?}");
            assert_eq!(prompt[..2], [Vocabulary::title(Title::Features), Vocabulary::feature(Feature::Twist)]);
            assert_eq!(prompt.last(), Some(&Vocabulary::title(Title::Story)));
            let batch = encoding.batch([(record, all)].into_iter());
            assert_eq!(batch.inputs.len(), 32);
            assert!(batch.places.iter().all(|place| *place < 32) && batch.places.len() == batch.targets.len());
        }
        assert!(!file.records().iter().all(|record| encoding.fits(record)));
    }

    #[test]
    fn prompts_name_features_in_one_order_whatever_asks_for_them() {
        let file = file();
        let encoding = Encoding { vocabulary: Vocabulary::new(1000, file.ranking()), context: 128 };
        let record = &file.records()[0];
        let late: FeatureSet = [Feature::Dialogue, Feature::Twist].into_iter().collect();
        let early: FeatureSet = [Feature::Twist, Feature::Dialogue].into_iter().collect();
        assert_eq!(encoding.prompt(record, late), encoding.prompt(record, early));
    }
}
