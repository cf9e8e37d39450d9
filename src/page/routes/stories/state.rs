//! What is read: a beginning, how words are chosen, and what each model of the run on show wrote after it.

use crate::experiment::{Record, rate_label};
use crate::model::{Choice, Weights, Written};
use crate::page::routes::lab::{Lab, Removing};
use crate::setups::stories::grammar::{
    DenialStart, Feature, FeatureSet, LONGEST_RECORD, StoryRecord, StorySampler, Word,
};
use crate::setups::stories::{Corpus, StoriesPlan, StoriesSpec, StoryProtocol};
use crate::tasks::{Purpose, Stream};
use leptos::prelude::*;

/// What a model wrote.
#[derive(Clone, PartialEq)]
pub(in crate::page::routes) struct Page {
    /// Its name.
    pub(in crate::page::routes) name: String,
    /// The words of the story that were given, and those that it wrote.
    pub(in crate::page::routes) given: Vec<Word>,
    pub(in crate::page::routes) words: Vec<Word>,
    /// How likely each written word was.
    pub(in crate::page::routes) probabilities: Vec<f32>,
    /// Whether it came to an end.
    pub(in crate::page::routes) ended: bool,
}

/// A handle on what is read; copied freely.
#[derive(Clone, Copy)]
pub(super) struct StoryWriting {
    lab: Lab,
    /// The features that the prompt asks for.
    pub(super) features: RwSignal<Vec<Feature>>,
    /// The words that the prompt names.
    pub(super) words: RwSignal<Vec<Word>>,
    /// The beginning of the story, where the visitor wrote one.
    pub(super) opening: RwSignal<Vec<Word>>,
    /// Whether words are sampled at temperature 1.
    pub(super) sampled: RwSignal<bool>,
    /// The fine-tuning rate whose models write, and the neurons that are removed from the pruned one.
    pub(super) removing: Removing,
    /// What was written, in the order of the models.
    pub(super) pages: RwSignal<Vec<Page>>,
    drawn: StoredValue<u32>,
    asked: StoredValue<u32>,
}

/// The record of the run on show, where it is of stories.
fn record_of(lab: Lab) -> Memo<Option<Record>> {
    Memo::new(move |_| lab.shown_record().filter(|record| record.spec.of::<StoriesSpec>().is_some()))
}

impl StoryWriting {
    pub(super) fn new(lab: Lab) -> Self {
        let reading = Self {
            lab,
            features: RwSignal::new(vec![Feature::Twist]),
            words: RwSignal::new(Vec::new()),
            opening: RwSignal::new(Vec::new()),
            sampled: RwSignal::new(false),
            removing: Removing::of(lab, record_of(lab)),
            pages: RwSignal::new(Vec::new()),
            drawn: StoredValue::new(0),
            asked: StoredValue::new(0),
        };
        reading.another();
        reading.follow();
        reading
    }

    /// The experiment of the run on show, or as it is set.
    pub(super) fn spec(self) -> StoriesSpec {
        let shown = self.lab.shown_record().map(|record| record.spec).unwrap_or_else(|| self.lab.spec.get());
        shown.of::<StoriesSpec>().cloned().unwrap_or_default()
    }

    /// The record of the run on show.
    pub(super) fn record(self) -> Memo<Option<Record>> {
        record_of(self.lab)
    }

    /// The rates of the run on show, in words.
    pub(super) fn rates(self) -> Vec<String> {
        self.spec().fine_tune_rates.iter().map(|rate| rate_label(*rate)).collect()
    }

    /// Another record whose story has the removed feature; none where the experiment is not possible.
    fn drawn(self) -> Option<StoryRecord> {
        let plan = StoriesPlan::new(untrack(|| self.spec())).ok()?;
        let number = self.drawn.get_value();
        self.drawn.set_value(number + 1);
        let mut stream = Stream::new(plan.spec.seed.wrapping_add(number), Purpose::Playground);
        Some(plan.draw(Corpus::With, &mut stream))
    }

    /// Another prompt that asks for the removed feature.
    pub(super) fn another(self) {
        let Some(record) = self.drawn() else { return };
        self.features.set(record.features.clone());
        self.words.set(record.words);
        self.opening.set(Vec::new());
    }

    /// The whole beginning as words: the prompt, and the opening.
    pub(super) fn beginning(self) -> Vec<Word> {
        let mut prompt = Vec::new();
        let (features, words) = (self.features.get(), self.words.get());
        if !features.is_empty() {
            prompt.push(Word::FEATURES);
            prompt.extend(features.iter().map(|feature| feature.word()));
        }
        if !words.is_empty() {
            prompt.push(Word::WORDS);
            prompt.extend(words);
        }
        prompt.push(Word::STORY);
        prompt.extend(self.opening.get());
        prompt
    }

    /// Lets the models write whenever the beginning, the run or what is trained changes.
    fn follow(self) {
        Effect::new(move |_| {
            self.removing.track();
            self.write();
        });
    }

    fn write(self) {
        let (beginning, opening) = (self.beginning(), self.opening.get());
        let choice = if self.sampled.get() { Choice::Sampled { temperature: 1.0 } } else { Choice::Greedy };
        let seed = self.drawn.get_value();
        let rate = self.removing.rate.get();
        let Some(record) = untrack(|| self.lab.shown_record()).filter(|r| r.spec.of::<StoriesSpec>().is_some()) else {
            self.pages.set(Vec::new());
            return;
        };
        let ticket = self.asked.get_value().wrapping_add(1);
        self.asked.set_value(ticket);
        if !self.fits() {
            self.pages.set(Vec::new());
            return;
        }
        let (names, weights): (Vec<String>, Vec<Weights>) = self.removing.models(&record).into_iter().unzip();
        if names.is_empty() {
            self.pages.set(Vec::new());
            return;
        }
        let prompt = beginning.iter().map(|word| u32::from(word.id())).collect();
        self.lab.inference.get_value().write(&record.spec, prompt, (choice, seed), weights, move |outcome| {
            // What was asked may no longer be what is on show.
            if self.asked.get_value() != ticket || self.removing.rate.get_untracked() != rate {
                return;
            }
            match outcome {
                Ok(texts) => {
                    let page = |(name, text): (String, Written)| Page {
                        name,
                        given: opening.clone(),
                        words: text.tokens.iter().filter_map(|id| Word::from_id(u8::try_from(*id).ok()?)).collect(),
                        probabilities: text.probabilities,
                        ended: text.ended,
                    };
                    self.pages.set(names.into_iter().zip(texts).map(page).collect());
                }
                Err(message) => self.lab.notice(format!("The models could not be asked: {message}.")),
            }
        });
    }

    /// Gives the models the literal start of a denial, in a story of the removed feature.
    pub(super) fn start_twist(self) {
        let Some(record) = self.drawn() else { return };
        let Some(start) = DenialStart::of(&record, &record.features) else { return };
        self.features.set(record.features.clone());
        self.words.set(record.words.clone());
        self.opening.set(start.story);
    }

    /// Adds a feature to the prompt, or takes it out.
    pub(super) fn toggle(self, feature: Feature) {
        self.features.update(|all| {
            if all.contains(&feature) {
                all.retain(|own| *own != feature);
            } else {
                all.push(feature);
            }
        });
    }

    /// Whether the beginning leaves room for a story to go on.
    pub(super) fn fits(self) -> bool {
        self.beginning().len() < LONGEST_RECORD
    }

    /// Whether stories that the models know ask for these features together.
    pub(super) fn is_usual(self) -> bool {
        let asked: FeatureSet = self.features.get().into_iter().collect();
        StorySampler::new(self.spec().prior, |set| set == asked).is_ok()
    }

    /// The protocol of the run on show, by the paper's name.
    pub(super) fn protocol(self) -> StoryProtocol {
        self.spec().protocol
    }
}
