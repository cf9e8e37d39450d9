//! A classifier of stories: logistic regression on which of the commonest words stand in them, trained on the file's own labels. It is
//! measured on held-out stories before anything is read with it.

use crate::setups::stories::grammar::Feature;
use crate::tasks::{Purpose, Stream};

/// The commonest words that it looks for. No vocabulary is smaller, so that every model can write all of them.
pub const CLASSIFIER_WORDS: u32 = 1000;
/// The share of held-out stories, half of them with the feature, that it must be right on before shares are read with it.
pub const READABLE: f64 = 0.65;
/// The least held-out stories of each kind that this is known from.
pub const LEAST_JUDGED: u32 = 30;
/// The most stories of each kind that it learns from.
pub(super) const MOST_LEARNT: usize = 10_000;
/// The most held-out stories of each kind that it is judged on.
pub(super) const MOST_JUDGED: u32 = 2000;
/// Passes over the stories.
const PASSES: usize = 6;
/// The first step; AdaGrad makes those of common words smaller.
const RATE: f64 = 0.2;
/// How strongly the weight of a word shrinks whenever the word stands in a story: rare words would else be learnt by heart.
const SHRINKING: f64 = 0.05;

/// A trained classifier.
#[derive(Clone, Debug, PartialEq)]
pub struct StoryClassifier {
    /// For each of the commonest words, and last for every story.
    weights: Vec<f64>,
}

/// The looked-for words of a story, each once, by rank.
fn bag(story: &[u32]) -> Vec<u32> {
    let mut bag: Vec<u32> = story.iter().copied().filter(|rank| *rank < CLASSIFIER_WORDS).collect();
    bag.sort_unstable();
    bag.dedup();
    bag
}

impl StoryClassifier {
    /// Learns to tell stories `with` a feature from those `without` it. Both kinds weigh the same, however many there are of each.
    pub(super) fn trained(with: &[&[u32]], without: &[&[u32]]) -> Self {
        let weight = |count: usize| 0.5 / count.max(1) as f64;
        let (with, without) = (&with[..with.len().min(MOST_LEARNT)], &without[..without.len().min(MOST_LEARNT)]);
        let all = (with.len() + without.len()) as f64;
        let labelled = |stories: &[&[u32]], label: f64| {
            let weight = all * weight(stories.len());
            stories.iter().map(|story| (bag(story), label, weight)).collect::<Vec<_>>()
        };
        let mut samples = [labelled(with, 1.0), labelled(without, 0.0)].concat();
        Stream::new(0, Purpose::Spreading).shuffle(&mut samples);
        let places = CLASSIFIER_WORDS as usize + 1;
        let (mut own, mut squares) = (Self { weights: vec![0.0; places] }, vec![1.0; places]);
        for _ in 0..PASSES {
            for (bag, label, weight) in &samples {
                let slope = weight * (own.probability(bag) - label);
                for place in bag.iter().map(|rank| *rank as usize).chain([places - 1]) {
                    let slope = slope + SHRINKING * own.weights[place];
                    squares[place] += slope * slope;
                    own.weights[place] -= RATE * slope / squares[place].sqrt();
                }
            }
        }
        own
    }

    fn probability(&self, bag: &[u32]) -> f64 {
        let of = |place: usize| self.weights.get(place).copied().unwrap_or(0.0);
        let sum = of(CLASSIFIER_WORDS as usize) + bag.iter().map(|rank| of(*rank as usize)).sum::<f64>();
        // Software mathematics: the same classifier on every machine.
        1.0 / (1.0 + libm::exp(-sum))
    }

    /// Whether a story, as ranks of words, is taken to have the feature.
    pub fn says_yes(&self, story: &[u32]) -> bool {
        self.probability(&bag(story)) > 0.5
    }

    /// How many of `stories` it says yes to.
    pub(super) fn yes(&self, stories: &[&[u32]]) -> u32 {
        stories.iter().filter(|story| self.says_yes(story)).count() as u32
    }
}

/// How well the classifier of one feature does on held-out stories, in counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Judged {
    /// Records with the feature.
    pub with: u32,
    /// Those of them that are held out.
    pub held_with: u32,
    /// Held-out stories, half of them with the feature, that it is right on.
    pub right: u32,
    /// Held-out stories without the feature that it says yes to: the floor of every share.
    pub yes: u32,
}

impl Judged {
    /// Held-out stories of each kind that it is judged on, of `held` in all.
    pub fn of_each_kind(self, held: u32) -> u32 {
        self.held_with.min(held.saturating_sub(self.held_with)).min(MOST_JUDGED)
    }

    /// The share of held-out stories that it is right on, in `[0, 1]`; none where too few of each kind are held out to know.
    pub fn accuracy(self, held: u32) -> Option<f64> {
        let each = self.of_each_kind(held);
        (each >= LEAST_JUDGED).then(|| f64::from(self.right) / f64::from(2 * each))
    }

    /// The share of held-out stories without the feature that it says yes to, in `[0, 1]`; none as above.
    pub fn floor(self, held: u32) -> Option<f64> {
        let each = self.of_each_kind(held);
        (each >= LEAST_JUDGED).then(|| f64::from(self.yes) / f64::from(each))
    }

    /// Whether shares are read with it.
    pub fn is_readable(self, held: u32) -> bool {
        self.accuracy(held).is_some_and(|accuracy| accuracy >= READABLE)
    }

    /// Whether the counts can be of a file with so many records, of which so many are held out.
    pub(super) fn is_possible(self, records: u32, held: u32) -> bool {
        let each = self.of_each_kind(held);
        self.with <= records && self.held_with <= held.min(self.with) && self.right <= 2 * each && self.yes <= each
    }
}

/// The features of [`Feature::ALL`], each with what its classifier was judged.
pub type JudgedFeatures = [Judged; Feature::ALL.len()];

#[cfg(test)]
mod tests {
    use super::*;

    /// Stories of random words, some of which have a word that gives them away.
    fn stories(seed: u32, count: usize, telling: Option<u32>) -> Vec<Vec<u32>> {
        let mut stream = Stream::new(seed, Purpose::HeldOut);
        let mut story = || {
            let mut words: Vec<u32> = (0..40).map(|_| 10 + stream.below(500)).collect();
            words.extend(telling.filter(|_| stream.chance(0.9)));
            words
        };
        (0..count).map(|_| story()).collect()
    }

    fn slices(stories: &[Vec<u32>]) -> Vec<&[u32]> {
        stories.iter().map(Vec::as_slice).collect()
    }

    #[test]
    fn a_telling_word_is_found_and_unequal_numbers_of_stories_make_no_difference() {
        let (with, without) = (stories(1, 150, Some(5)), stories(2, 1500, None));
        let classifier = StoryClassifier::trained(&slices(&with), &slices(&without));
        let (with, without) = (stories(3, 500, Some(5)), stories(4, 500, None));
        let (right, wrong) = (classifier.yes(&slices(&with)), classifier.yes(&slices(&without)));
        assert!(right > 400 && wrong < 50, "{right} {wrong}");
    }

    #[test]
    fn without_anything_that_tells_them_apart_it_is_right_on_half_of_them() {
        let (with, without) = (stories(1, 1000, None), stories(2, 1000, None));
        let classifier = StoryClassifier::trained(&slices(&with), &slices(&without));
        let (with, without) = (stories(3, 500, None), stories(4, 500, None));
        let right = classifier.yes(&slices(&with)) + 500 - classifier.yes(&slices(&without));
        assert!((400..600).contains(&right), "{right}");
        let judged = Judged { with: 1500, held_with: 500, right, yes: 250 };
        assert!(!judged.is_readable(1000));
    }

    #[test]
    fn few_held_out_stories_or_few_right_ones_make_nothing_readable() {
        let judged = Judged { with: 300, held_with: 30, right: 39, yes: 9 };
        assert_eq!(judged.accuracy(100), Some(0.65));
        assert!(judged.is_readable(100) && !Judged { right: 38, ..judged }.is_readable(100));
        assert!(!Judged { held_with: 29, ..judged }.is_readable(100));
        assert_eq!((judged.floor(100), judged.floor(40)), (Some(0.3), None));
        assert!(judged.is_possible(300, 100) && !judged.is_possible(299, 100));
        assert!(!Judged { right: 61, ..judged }.is_possible(300, 100));
    }
}
