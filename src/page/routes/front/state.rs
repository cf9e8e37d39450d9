//! The front page's state: the shown run, the text, which neurons are off, and what the models answer.

use crate::analysis::{Granularity, PrunableUnit, Reply, Verdict, likeliest, prunable_units, pruned};
use crate::chart::{CoreAndSleeve, core_and_sleeve};
use crate::engine::Event;
use crate::experiment::{Record, Role, Spec, decode, record_from_json, verdict};
use crate::model::Weights;
use crate::page::inference_worker::InferenceWorker;
use crate::page::routes::lab::Lab;
use crate::page::shipped;
use crate::page::store::Store;
use crate::setups::grammar::GrammarSpec;
use crate::setups::{SHOWN_ANSWERS, SHOWN_FOLDER, SHOWN_MODELS, SHOWN_RECORD, first_text, shown_spec};
use crate::tasks::{Letter, Operand, Purpose, Skill, Stream, Task, Token, Vocabulary};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What is off in each model.
pub(super) type Off = Vec<Vec<PrunableUnit>>;

/// A text, and what was off when it was asked about.
type Question = (Vec<Letter>, Off);

/// A question and what the models answered.
#[derive(Clone, PartialEq)]
pub(super) struct Told {
    question: Question,
    replies: Vec<Reply>,
    /// Whether an engine answered in this visit.
    live: bool,
}

/// How far the lens is.
#[derive(Clone, Copy, PartialEq)]
enum Lens {
    /// No engine was asked for it yet.
    Unasked,
    /// Its probes are trained.
    InTraining,
    /// It reads along.
    Ready,
}

/// All of it; a handle that is copied freely.
#[derive(Clone, Copy)]
pub(super) struct Front {
    store: Store,
    inference: StoredValue<InferenceWorker, LocalStorage>,
    spec: StoredValue<Spec>,
    vocabulary: Option<Vocabulary>,
    /// What came out of the run, once it is here.
    pub(super) record: RwSignal<Option<Record>>,
    /// Its models as they are drawn.
    pub(super) drawn: Memo<Vec<CoreAndSleeve>>,
    /// What became of the skill in each of them.
    pub(super) fates: Memo<Vec<Option<Verdict>>>,
    models: StoredValue<Vec<Option<Weights>>>,
    /// The text.
    pub(super) text: RwSignal<Vec<Letter>>,
    /// What is off in each model.
    pub(super) off: RwSignal<Off>,
    /// Whether that was drawn at random.
    pub(super) at_random: RwSignal<bool>,
    told: RwSignal<Option<Told>>,
    lens: RwSignal<Lens>,
    /// Whether an answer is on its way.
    waits: StoredValue<bool>,
    /// How often something was drawn.
    draws: StoredValue<u32>,
    /// The model that a narrow window shows.
    pub(super) chosen: RwSignal<usize>,
}

impl Front {
    pub(super) fn new(store: Store, lab: Lab) -> Self {
        let record = RwSignal::new(None::<Record>);
        let of_models = |record: &Record| {
            let drawn = SHOWN_MODELS.iter().map(|model| core_and_sleeve(record, model.role).unwrap_or_default());
            drawn.collect::<Vec<_>>()
        };
        let fates_of = |record: &Record| {
            SHOWN_MODELS.iter().map(|model| Some(verdict(&[record], model.role)?.verdict)).collect::<Vec<_>>()
        };
        let spec = shown_spec();
        let layout = spec.of::<GrammarSpec>().and_then(|own| own.layout().ok());
        let front = Self {
            store,
            inference: lab.inference,
            spec: StoredValue::new(spec),
            vocabulary: layout.map(|layout| layout.vocabulary()),
            record,
            drawn: Memo::new(move |_| record.with(|r| r.as_ref().map(of_models).unwrap_or_default())),
            fates: Memo::new(move |_| record.with(|r| r.as_ref().map(fates_of).unwrap_or_default())),
            models: StoredValue::new(vec![None; SHOWN_MODELS.len()]),
            text: RwSignal::new(first_text()),
            off: RwSignal::new(vec![Vec::new(); SHOWN_MODELS.len()]),
            at_random: RwSignal::new(false),
            told: RwSignal::new(None),
            lens: RwSignal::new(Lens::Unasked),
            waits: StoredValue::new(false),
            draws: StoredValue::new(0),
            chosen: RwSignal::new(2),
        };
        front.fetch();
        Effect::new(move |_| {
            front.text.track();
            front.off.track();
            front.ask();
        });
        front
    }

    /// How many models there are.
    pub(super) fn count(self) -> usize {
        SHOWN_MODELS.len()
    }

    /// Its experiment.
    pub(super) fn spec(self) -> Spec {
        self.spec.get_value()
    }

    /// The stage that ended with a model.
    pub(super) fn role(self, model: usize) -> Role {
        SHOWN_MODELS.get(model).map_or(Role::Pretrain, |model| model.role)
    }

    /// What became of the skill in a model, in a word or two; of a model that was only pretrained, that.
    pub(super) fn name(self, model: usize) -> &'static str {
        match self.role(model) {
            Role::Pretrain => "pretrained",
            _ => self.fates.with(|fates| fates.get(model).copied().flatten()).map_or("…", Verdict::label),
        }
    }

    /// The first model of a fate.
    pub(super) fn of_fate(self, fate: Verdict) -> Option<usize> {
        self.fates.with(|fates| fates.iter().position(|own| *own == Some(fate)))
    }

    fn fetch(self) {
        // The engine is the longest to come: it is loaded while the rest is fetched.
        self.inference.with_value(InferenceWorker::prepare);
        let told = move |what: &str, message: String| {
            self.store.say(format!("{what} could not be had ({message}). Reloading the page may help."));
        };
        spawn_local(async move {
            let bytes = shipped::bytes(&format!("{SHOWN_FOLDER}/{SHOWN_RECORD}")).await;
            let read = bytes.and_then(|bytes| String::from_utf8(bytes).map_err(|e| e.to_string()));
            let record = read.and_then(|text| record_from_json(&text).map_err(|e| e.to_string()));
            match record
                .and_then(|r| if r.spec == self.spec() { Ok(r) } else { Err("it is of another run".to_owned()) })
            {
                Ok(record) => self.record.set(Some(record)),
                Err(message) => told("The run that is shown here", message),
            }
        });
        spawn_local(async move {
            let bytes = shipped::bytes(&format!("{SHOWN_FOLDER}/{SHOWN_ANSWERS}")).await;
            match bytes.and_then(|bytes| decode::<Event>(&bytes).map_err(|e| e.to_string())) {
                Ok(Event::Replied { replies, .. }) if replies.len() == self.count() => {
                    let first = (first_text(), vec![Vec::new(); self.count()]);
                    // An engine may have been faster.
                    if self.told.with_untracked(Option::is_none) {
                        self.told.set(Some(Told { question: first, replies, live: false }));
                    }
                }
                // The engine answers all the same.
                Ok(_) | Err(_) => {}
            }
        });
        for (index, model) in SHOWN_MODELS.into_iter().enumerate() {
            spawn_local(async move {
                match shipped::fetch_from(&self.spec(), model.role, model.file).await {
                    Ok(checkpoint) => {
                        self.models.update_value(|all| all[index] = Some(checkpoint.weights));
                        self.ask();
                    }
                    Err(message) => told("A model that answers here", message),
                }
            });
        }
    }

    /// Asks all models, once they are here; one question at a time, and the newest next.
    fn ask(self) {
        let Some(models) = self.models.with_value(|all| all.iter().cloned().collect::<Option<Vec<_>>>()) else {
            return;
        };
        if self.waits.get_value() {
            return;
        }
        let question: Question = (self.text.get_untracked(), self.off.get_untracked());
        let reads = self.lens.get_untracked() == Lens::Ready;
        if self
            .told
            .with_untracked(|t| t.as_ref().is_some_and(|t| t.live && t.question == question && (t.reads() || !reads)))
        {
            return;
        }
        self.waits.set_value(true);
        self.send(question, models, reads, move || {
            self.waits.set_value(false);
            self.read_along();
            self.ask();
        });
    }

    /// Has the probes of the lens trained beside the first answers, which do not wait for them.
    fn read_along(self) {
        let Some(models) = self.models.with_value(|all| all.iter().cloned().collect::<Option<Vec<_>>>()) else {
            return;
        };
        if self.lens.get_untracked() != Lens::Unasked {
            return;
        }
        self.lens.set(Lens::InTraining);
        let question = (self.text.get_untracked(), self.off.get_untracked());
        self.send(question, models, true, move || {
            self.lens.set(Lens::Ready);
            self.ask();
        });
    }

    fn send(self, question: Question, models: Vec<Weights>, reads: bool, then: impl Fn() + 'static) {
        let lens = models.first().filter(|_| reads).cloned();
        let without = |(weights, off): (Weights, &Vec<PrunableUnit>)| match off.is_empty() {
            true => weights,
            false => pruned(&weights, Granularity::Neurons, off),
        };
        let asked = models.into_iter().zip(&question.1).map(without).collect();
        let task = Task::new(Skill::Count, Operand::PRETRAINED);
        let inference = self.inference.get_value();
        inference.ask(&self.spec(), task, question.0.clone(), asked, lens, move |outcome| match outcome {
            Ok(replies) => {
                self.take_in(question, replies);
                then();
            }
            Err(message) => {
                self.waits.set_value(false);
                self.lens.set(Lens::Unasked);
                self.store.say(format!("The models could not be asked: {message}."));
            }
        });
    }

    fn take_in(self, question: Question, mut replies: Vec<Reply>) {
        if self.text.with_untracked(|text| *text != question.0) || self.off.with_untracked(|off| *off != question.1) {
            return;
        }
        // What the lens has read of the same question stays.
        let before = self.told.with_untracked(|told| told.clone().filter(|told| told.question == question));
        if let Some(before) = before.filter(|before| before.reads() && replies.iter().all(|own| !reads(own))) {
            for (own, earlier) in replies.iter_mut().zip(before.replies) {
                own.lens = earlier.lens;
            }
        }
        self.told.set(Some(Told { question, replies, live: true }));
    }

    /// Whether an engine has answered in this visit.
    pub(super) fn is_live(self) -> bool {
        self.told.with(|told| told.as_ref().is_some_and(|told| told.live))
    }

    /// Whether the lens reads every text that it is given.
    pub(super) fn has_lens(self) -> bool {
        self.lens.get() == Lens::Ready
    }

    /// What a model answers, and how sure it is.
    pub(super) fn answer(self, model: usize) -> Option<(Token, f32)> {
        self.told.with(|told| {
            let reply = told.as_ref()?.replies.get(model)?;
            let (number, share) = likeliest(&reply.probabilities)?;
            Some((self.vocabulary?.token(number)?, share))
        })
    }

    /// What the lens reads in a half block of a model: the probability of the right answer, of one more, and the likeliest answer.
    pub(super) fn read(self, model: usize, half_block: usize) -> Option<(f32, f32, u32)> {
        self.told.with(|told| {
            let Told { question, replies, .. } = told.as_ref()?;
            let probe = &replies.get(model)?.lens.levels.get(half_block)?.probe;
            let right = a_of(&question.0);
            let of = |answer: usize| probe.get(answer).copied().unwrap_or_default();
            Some((of(right), of(right + 1), likeliest(probe)?.0))
        })
    }

    /// How many of the text's letters are this one.
    pub(super) fn letters(self, letter: Letter) -> usize {
        self.text.with(|text| text.iter().filter(|own| **own == letter).count())
    }

    /// Another text with a's and b's of other numbers.
    pub(super) fn draw_text(self) {
        let mut stream = self.stream();
        let drawn = self.spec.with_value(|spec| {
            let own = spec.of::<GrammarSpec>()?;
            let domain = own.domain().ok()?;
            let a = 1 + stream.below(7);
            let b = (a + 2 + stream.below(6)) % 9;
            Some(domain.text(own.task, crate::tasks::Values { a, b }, &mut stream))
        });
        if let Some(text) = drawn {
            self.text.set(text);
        }
    }

    fn stream(self) -> Stream {
        self.draws.update_value(|draws| *draws += 1);
        Stream::new(self.draws.get_value(), Purpose::Playground)
    }

    /// Takes a neuron of a model off, or puts it back. What was off at random comes back first.
    pub(super) fn toggle(self, model: usize, unit: PrunableUnit) {
        let was_random = self.at_random.get_untracked();
        self.at_random.set(false);
        self.off.update(|off| {
            if was_random {
                off.iter_mut().for_each(Vec::clear);
            }
            let Some(own) = off.get_mut(model) else { return };
            match own.iter().position(|other| *other == unit) {
                Some(at) => drop(own.remove(at)),
                None => own.push(unit),
            }
        });
    }

    /// Takes the first `k` neurons of every sleeve off, and nothing else.
    pub(super) fn peel(self, k: usize) {
        self.at_random.set(false);
        let first = |own: &CoreAndSleeve| own.sleeve.iter().take(k).map(|strip| strip.unit).collect();
        self.off.set(self.drawn.with_untracked(|drawn| drawn.iter().map(first).collect()));
    }

    /// Takes `k` neurons off at random, the same in every model.
    pub(super) fn peel_at_random(self, k: usize) {
        let Some(config) = self.spec.with_value(|spec| Some(spec.architecture(Role::Pretrain).ok()?.config())) else {
            return;
        };
        let mut left = prunable_units(&config, Granularity::Neurons);
        let mut stream = self.stream();
        let mut drawn = Vec::new();
        while drawn.len() < k && !left.is_empty() {
            drawn.push(left.swap_remove(stream.below(left.len() as u32) as usize));
        }
        self.at_random.set(true);
        self.off.set(vec![drawn; self.count()]);
    }
}

impl Told {
    fn reads(&self) -> bool {
        self.replies.iter().all(reads)
    }
}

fn reads(reply: &Reply) -> bool {
    reply.lens.levels.iter().all(|level| !level.probe.is_empty())
}

fn a_of(text: &[Letter]) -> usize {
    text.iter().filter(|letter| **letter == Letter::A).count()
}
