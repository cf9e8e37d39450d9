//! What is read: a beginning, how words are chosen, and what each model of the run on show wrote after it.

use crate::experiment::{ModelRef, Record, Role, rate_label};
use crate::model::{Choice, Weights, Written};
use crate::page::routes::lab::Lab;
use crate::setups::stories::grammar::{
    DenialStart, Feature, FeatureSet, LONGEST_RECORD, StoryRecord, StorySampler, Word,
};
use crate::setups::stories::{Corpus, StoriesPlan, StoriesSpec, StoryProtocol};
use crate::tasks::{Purpose, Stream};
use leptos::prelude::*;
use std::sync::Arc;

/// What a model wrote.
#[derive(Clone, PartialEq)]
pub(in crate::page::routes) struct Page {
    /// The model.
    pub(in crate::page::routes) model: ModelRef,
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
pub(super) struct Reading {
    lab: Lab,
    /// The features that the prompt asks for.
    pub(super) features: RwSignal<Vec<Feature>>,
    /// The words that the prompt names.
    pub(super) words: RwSignal<Vec<Word>>,
    /// The beginning of the story, where the visitor wrote one.
    pub(super) opening: RwSignal<Vec<Word>>,
    /// Whether words are sampled at temperature 1.
    pub(super) sampled: RwSignal<bool>,
    /// The fine-tuning rate whose models write.
    pub(super) rate: RwSignal<u32>,
    /// What was written, in the order of the models.
    pub(super) pages: RwSignal<Vec<Page>>,
    drawn: StoredValue<u32>,
    asked: StoredValue<u32>,
}

impl Reading {
    pub(super) fn new(lab: Lab) -> Self {
        let reading = Self {
            lab,
            features: RwSignal::new(vec![Feature::Twist]),
            words: RwSignal::new(Vec::new()),
            opening: RwSignal::new(Vec::new()),
            sampled: RwSignal::new(false),
            rate: RwSignal::new(0),
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

    /// The models of a record that write: pretrained, fine-tuned, revived, control.
    fn models(self, record: &Record) -> Vec<ModelRef> {
        let rate = self.rate.get();
        [Role::Pretrain, Role::FineTune { rate }, Role::Revive { rate }, Role::PretrainControl, Role::ReviveControl]
            .into_iter()
            .filter(|role| record.finished(*role).is_some())
            .map(ModelRef::After)
            .collect()
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
        let trained = Memo::new(move |_| {
            let run = self.lab.shown.get();
            self.lab.shown_record().map(|record| {
                let finished = record.stages.iter().filter(|stage| stage.seconds.is_some()).count();
                (run, record.spec.rates().len(), finished)
            })
        });
        Effect::new(move |_| {
            let count = trained.get().map_or(0, |(_, rates, _)| rates);
            if self.rate.get() as usize >= count.max(1) {
                self.rate.set(0);
            }
            self.write();
        });
    }

    fn write(self) {
        let (beginning, opening) = (self.beginning(), self.opening.get());
        let choice = if self.sampled.get() { Choice::Sampled { temperature: 1.0 } } else { Choice::Greedy };
        let seed = self.drawn.get_value();
        let rate = self.rate.get();
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
        let there: Vec<(ModelRef, Arc<Weights>)> = untrack(|| self.models(&record))
            .into_iter()
            .filter_map(|model| Some((model, untrack(|| self.lab.weights_of(&record, model))?)))
            .collect();
        if there.is_empty() {
            self.pages.set(Vec::new());
            return;
        }
        let (models, weights): (Vec<ModelRef>, Vec<Weights>) =
            there.into_iter().map(|(model, weights)| (model, (*weights).clone())).unzip();
        let prompt = beginning.iter().map(|word| u32::from(word.id())).collect();
        let spec = record.spec.clone();
        self.lab.inference.get_value().write(&record.spec, prompt, (choice, seed), weights, move |outcome| {
            // What was asked may no longer be what is on show.
            if self.asked.get_value() != ticket || self.rate.get_untracked() != rate {
                return;
            }
            match outcome {
                Ok(texts) => {
                    let page = |(model, text): (ModelRef, Written)| Page {
                        model,
                        name: spec.model_label(model),
                        given: opening.clone(),
                        words: text.tokens.iter().filter_map(|id| Word::from_id(u8::try_from(*id).ok()?)).collect(),
                        probabilities: text.probabilities,
                        ended: text.ended,
                    };
                    self.pages.set(models.into_iter().zip(texts).map(page).collect());
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
