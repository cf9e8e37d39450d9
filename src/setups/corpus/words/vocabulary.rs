//! The tokens of a model: marks, titles and features first, then the commonest words of the file.

use super::ranking::Ranking;
use crate::setups::stories::grammar::Feature;

/// Tokens before the first word.
pub const SPECIAL: u32 = 14;

/// A title in a prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Title {
    /// Features follow.
    Features,
    /// Words to use follow.
    Words,
    /// A summary follows.
    Summary,
    /// A sentence follows.
    Sentence,
    /// The story follows.
    Story,
}

/// The vocabulary of the commonest words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vocabulary {
    /// Words that have a token.
    most: u32,
    /// Those that are learnt: a smaller file has fewer.
    words: u32,
}

impl Vocabulary {
    /// Fills a sequence.
    pub const PAD: u32 = 0;
    /// Stands for every word that is not in it.
    pub const UNKNOWN: u32 = 1;
    /// Ends a story.
    pub const END: u32 = 2;

    /// The vocabulary of the `most` commonest words of a file. Where fewer are learnt from, the other tokens never stand in a record.
    pub fn new(most: u32, ranking: &Ranking) -> Self {
        Self { most, words: most.min(ranking.learnt()) }
    }

    /// How many words are learnt.
    pub fn words(self) -> u32 {
        self.words
    }

    /// Tokens in all.
    pub fn tokens(self) -> usize {
        (SPECIAL + self.most) as usize
    }

    /// The token of a title.
    pub fn title(title: Title) -> u32 {
        Self::END + 1 + title as u32
    }

    /// The token of a feature.
    pub fn feature(feature: Feature) -> u32 {
        Self::title(Title::Story) + 1 + feature as u32
    }

    /// The token of the word with a rank.
    pub fn word(self, rank: u32) -> u32 {
        if rank < self.words { SPECIAL + rank } else { Self::UNKNOWN }
    }

    /// The rank of the word that a token stands for; none for tokens that are no word.
    pub fn rank(self, token: u32) -> Option<u32> {
        token.checked_sub(SPECIAL).filter(|rank| *rank < self.words)
    }
}

#[cfg(test)]
mod tests {
    use super::super::ranking::Counting;
    use super::*;

    #[test]
    fn every_word_of_the_vocabulary_has_a_token_of_its_own_and_all_others_share_one() {
        let mut counting = Counting::default();
        counting.take("a a a b b c", true);
        let (ranking, _) = counting.ranked();
        let vocabulary = Vocabulary::new(2, &ranking);
        assert_eq!((vocabulary.tokens(), vocabulary.word(0), vocabulary.word(1)), (16, 14, 15));
        assert_eq!((vocabulary.word(2), vocabulary.word(9)), (Vocabulary::UNKNOWN, Vocabulary::UNKNOWN));
        assert_eq!((vocabulary.rank(15), vocabulary.rank(16), vocabulary.rank(13)), (Some(1), None, None));
        assert_eq!(Vocabulary::feature(Feature::Conflict) + 1, SPECIAL);
        assert_eq!(Vocabulary::new(9, &ranking).words(), 3);
    }
}
