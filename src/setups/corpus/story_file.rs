//! A file ready to be learnt from: its records as ranks of words, which of them are held out, and what the classifiers were judged.

use super::classifier::{Judged, MOST_LEARNT, StoryClassifier};
use super::file::{FileReport, StoryFileError, read_file};
use super::identity::FileIdentity;
use super::words::{Counting, Ranking};
use crate::setups::stories::grammar::{Feature, FeatureSet};
use crate::setups::visitor_file::file_hash;
use crate::tasks::{Purpose, Stream};
use serde::{Deserialize, Serialize};

/// A record whose words are told by their ranks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RankedRecord {
    /// The features that it names.
    pub features: FeatureSet,
    /// The words that it names; empty where it names none, as below.
    pub words: Box<[u32]>,
    /// Its summary.
    pub summary: Box<[u32]>,
    /// A sentence of its story.
    pub sentence: Box<[u32]>,
    /// Its story.
    pub story: Box<[u32]>,
}

/// A file ready to be learnt from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoryFile {
    identity: FileIdentity,
    report: FileReport,
    ranking: Ranking,
    records: Vec<RankedRecord>,
    /// Whether each record is held out.
    held: Vec<bool>,
}

impl StoryFile {
    /// Reads a file called `name`, ranks its words, and judges a classifier for each feature.
    ///
    /// # Errors
    /// A sentence when it is no file of stories.
    pub fn read(name: &str, bytes: &[u8]) -> Result<Self, StoryFileError> {
        let reading = read_file(bytes)?;
        let hash = file_hash(bytes);
        let identity = FileIdentity {
            hash,
            records: reading.report.kept,
            judged: [Judged::default(); Feature::ALL.len()],
            name: FileIdentity::named(name),
        };
        let held = held_out(reading.records.len(), identity.held_out() as usize);
        let mut counting = Counting::default();
        let mut records: Vec<RankedRecord> = Vec::with_capacity(reading.records.len());
        for (record, held) in reading.records.iter().zip(&held) {
            let mut take = |text: &str| counting.take(text, !held);
            records.push(RankedRecord {
                features: record.features,
                words: named_words(&record.words).flat_map(|word| take(word).into_vec()).collect(),
                summary: take(&record.summary),
                sentence: take(&record.sentence),
                story: take(&record.story),
            });
        }
        let (ranking, ranks) = counting.ranked();
        let of = |number: &mut u32| *number = ranks.get(*number as usize).copied().unwrap_or(u32::MAX);
        for record in &mut records {
            for list in [&mut record.words, &mut record.summary, &mut record.sentence, &mut record.story] {
                list.iter_mut().for_each(of);
            }
        }
        let mut file = Self { identity, report: reading.report, ranking, records, held };
        file.identity.judged = Feature::ALL.map(|feature| file.judged(feature));
        Ok(file)
    }

    /// What an experiment knows of it.
    pub fn identity(&self) -> &FileIdentity {
        &self.identity
    }

    /// What was found and left out.
    pub fn report(&self) -> &FileReport {
        &self.report
    }

    /// Its words.
    pub fn ranking(&self) -> &Ranking {
        &self.ranking
    }

    /// Its records, in order.
    pub fn records(&self) -> &[RankedRecord] {
        &self.records
    }

    /// The numbers of the records with wanted features that are `held` out, or that are not.
    pub fn numbers(&self, held: bool, wanted: impl Fn(FeatureSet) -> bool) -> Vec<u32> {
        let all = (0..).zip(self.records.iter().zip(&self.held));
        all.filter(|(_, (record, own))| **own == held && wanted(record.features)).map(|(number, _)| number).collect()
    }

    /// Those records.
    pub fn chosen(&self, held: bool, wanted: impl Fn(FeatureSet) -> bool) -> Vec<&RankedRecord> {
        self.numbers(held, wanted).into_iter().filter_map(|number| self.records.get(number as usize)).collect()
    }

    /// The share of words in held-out stories that the `words` commonest ones cover, in `[0, 1]`.
    pub fn covered(&self, words: u32) -> f64 {
        let words = words.min(self.ranking.learnt());
        let (mut known, mut all) = (0_u64, 0_u64);
        for record in self.chosen(true, |_| true) {
            known += record.story.iter().filter(|rank| **rank < words).count() as u64;
            all += record.story.len() as u64;
        }
        known as f64 / all.max(1) as f64
    }

    /// The classifier of a feature, trained on the records that are not held out.
    pub fn classifier(&self, feature: Feature) -> StoryClassifier {
        let [with, without] = self.labelled(feature, false);
        StoryClassifier::trained(&with, &without)
    }

    /// Stories with a feature and stories without.
    fn labelled(&self, feature: Feature, held: bool) -> [Vec<&[u32]>; 2] {
        [true, false].map(|has| {
            let records = self.chosen(held, |features| features.has(feature) == has);
            records.into_iter().map(|record| &*record.story).take(MOST_LEARNT).collect()
        })
    }

    fn judged(&self, feature: Feature) -> Judged {
        let [with, without] = self.labelled(feature, true);
        let judged = Judged {
            with: self.report.having(feature),
            held_with: self.chosen(true, |features| features.has(feature)).len() as u32,
            ..Judged::default()
        };
        let each = judged.of_each_kind(self.identity.held_out()) as usize;
        if each == 0 {
            return judged;
        }
        let classifier = self.classifier(feature);
        let (found, yes) = (classifier.yes(&with[..each]), classifier.yes(&without[..each]));
        Judged { right: found + (each as u32 - yes), yes, ..judged }
    }
}

/// The words of a record's list, without the commas between.
fn named_words(list: &str) -> impl Iterator<Item = &str> {
    list.split([',', ';', '\n'])
}

/// Which of `records` are held out: `count` of them, the same for every experiment.
fn held_out(records: usize, count: usize) -> Vec<bool> {
    let mut held: Vec<bool> = (0..records).map(|at| at < count).collect();
    Stream::new(0, Purpose::HeldOut).shuffle(&mut held);
    held
}

#[cfg(test)]
mod tests {
    use super::super::file::{synthetic_json_lines, synthetic_text};
    use super::*;

    fn file() -> StoryFile {
        StoryFile::read("tales.txt", &synthetic_text(1, 800, true).unwrap().bytes).unwrap()
    }

    #[test]
    fn one_record_in_eight_is_held_out_and_the_same_file_is_the_same_whatever_its_name() {
        let file = file();
        let other = StoryFile::read("x", &synthetic_text(1, 800, true).unwrap().bytes).unwrap();
        assert!(file.identity().is_same(other.identity()) && file.records() == other.records());
        assert_eq!((file.identity().records, file.chosen(true, |_| true).len()), (800, 100));
        assert_eq!(file.chosen(false, |_| true).len(), 700);
        let changed = StoryFile::read("x", &synthetic_text(2, 800, true).unwrap().bytes).unwrap();
        assert_ne!(file.identity().hash, changed.identity().hash);
    }

    #[test]
    fn the_classifier_finds_the_twists_of_the_grammar_and_says_how_often_it_is_wrong() {
        let made = synthetic_text(1, 2000, true).unwrap();
        let file = StoryFile::read("tales.txt", &made.bytes).unwrap();
        let held = file.identity().held_out();
        let judged = file.identity().judged(Feature::Twist);
        assert!(judged.accuracy(held).unwrap() > 0.8, "{judged:?}");
        assert!(judged.floor(held).unwrap() < 0.3, "{judged:?}");
        assert!(file.identity().to_string().parse::<FileIdentity>().is_ok());
    }

    #[test]
    fn labels_that_say_nothing_make_nothing_readable() {
        let made = synthetic_json_lines(3, 1200, false).unwrap();
        let mut stream = Stream::new(4, Purpose::Playground);
        let lines: Vec<String> = made
            .stories
            .iter()
            .map(|story| {
                let features = if stream.coin() { "Twist" } else { "" };
                serde_json::json!({"features": features, "story": story}).to_string()
            })
            .collect();
        let file = StoryFile::read("x", lines.join("\n").as_bytes()).unwrap();
        let (judged, held) = (file.identity().judged(Feature::Twist), file.identity().held_out());
        assert!(judged.accuracy(held).unwrap() < 0.65 && !judged.is_readable(held), "{judged:?}");
    }

    #[test]
    fn more_words_cover_more_of_what_is_held_out() {
        let file = file();
        let covered: Vec<f64> = [0, 10, 50, 10_000].into_iter().map(|words| file.covered(words)).collect();
        assert!(covered.is_sorted() && covered[0] == 0.0 && covered[3] > 0.99, "{covered:?}");
    }
}
