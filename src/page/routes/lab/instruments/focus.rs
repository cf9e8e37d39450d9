//! What the instruments look at: the record on show, a fine-tuning rate, a number of removed units, and one prompt that
//! the models answer.

use super::super::state::Lab;
use crate::analysis::{Granularity, Mode, Reply, pruned};
use crate::chart::{PruningView, removed};
use crate::experiment::{ModelRef, Record, Role, Spec};
use crate::model::Weights;
use crate::setups::grammar::GrammarSpec;
use crate::tasks::{Domain, Letter, Operand, Purpose, Skill, Stream, Task, Values};
use leptos::prelude::*;

/// Which model answers in the playground.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ModelChoice {
    /// The pretrained model.
    Pretrained,
    /// The fine-tuned model of the rate in focus.
    FineTuned,
    /// The same with K units removed.
    Pruned,
    /// The same after reverse fine-tuning.
    Revived,
    /// The control that never had the skill.
    Control,
}

impl ModelChoice {
    pub(super) const ALL: [Self; 5] = [Self::Pretrained, Self::FineTuned, Self::Pruned, Self::Revived, Self::Control];

    fn model_ref(self, rate: u32) -> ModelRef {
        ModelRef::After(match self {
            Self::Pretrained => Role::Pretrain,
            Self::FineTuned | Self::Pruned => Role::FineTune { rate },
            Self::Revived => Role::Revive { rate },
            Self::Control => Role::PretrainControl,
        })
    }
}

/// Values that tell the skill on `a`, the shortcut and the skill on `b` apart, where the domain has such.
fn telling(domain: Domain, skill: Skill, stream: &mut Stream) -> Values {
    let (low, high) = domain.drawn(skill);
    loop {
        let a = low + stream.below(high - low + 1 - domain.offset(skill));
        let b = low + stream.below(high - low + 1);
        let apart = a > 0 && b > 0 && b != a && b != a + domain.offset(skill);
        if apart || (high - low < 3 && (skill == Skill::Count || a != b)) {
            return Values { a, b };
        }
    }
}

/// A handle on what is in focus; copied freely.
#[derive(Clone, Copy)]
pub(super) struct Focus {
    lab: Lab,
    pub(super) record: Memo<Option<Record>>,
    pub(super) rate: RwSignal<u32>,
    pub(super) granularity: RwSignal<Granularity>,
    pub(super) mode: RwSignal<Mode>,
    pub(super) up_to: RwSignal<u32>,
    pub(super) k: RwSignal<u32>,
    pub(super) task: RwSignal<Task>,
    pub(super) text: RwSignal<Vec<Letter>>,
    pub(super) replies: RwSignal<Vec<(ModelChoice, Reply)>>,
    /// The run and the letter asked for whose lens is trained.
    lens_of: StoredValue<Option<(u32, Task)>>,
    drawn: StoredValue<u32>,
}

impl Focus {
    pub(super) fn new(lab: Lab) -> Self {
        let focus = Self {
            lab,
            record: Memo::new(move |_| lab.shown_record()),
            rate: RwSignal::new(0),
            granularity: RwSignal::new(Granularity::Neurons),
            mode: RwSignal::new(Mode::OneShot),
            up_to: RwSignal::new(20),
            k: RwSignal::new(0),
            task: RwSignal::new(Task::new(Skill::Count, Operand::A)),
            text: RwSignal::new(Vec::new()),
            replies: RwSignal::new(Vec::new()),
            lens_of: StoredValue::new(None),
            drawn: StoredValue::new(0),
        };
        focus.follow();
        focus
    }

    /// What the pruning figures show.
    pub(super) fn view(self) -> PruningView {
        PruningView {
            rate: self.rate.get(),
            granularity: self.granularity.get(),
            mode: self.mode.get(),
            up_to: self.up_to.get(),
            k: self.k.get(),
        }
    }

    /// A text like those of the experiment, with answers that tell “count a”, “count a + 1” and “count b” apart, or for another
    /// task family any text that suits it.
    pub(super) fn draw_text(self) {
        let text = self.record.with_untracked(|record| {
            let record = record.as_ref()?;
            let spec = GrammarSpec::of_record(record)?;
            let domain = spec.domain().ok()?;
            let task = self.task.get_untracked();
            let number = self.drawn.get_value();
            self.drawn.set_value(number + 1);
            let mut stream = Stream::new(spec.seed.wrapping_add(number), Purpose::Playground);
            if task.family != spec.task.family() {
                return Some(domain.text_for(task, &mut stream));
            }
            Some(domain.text(spec.task, telling(domain, spec.task, &mut stream), &mut stream))
        });
        self.text.set(text.unwrap_or_default());
    }

    /// Keeps the focus possible, and the answers those of what is in focus.
    fn follow(self) {
        let run = self.lab.shown;
        let rates = Memo::new(move |_| self.record.with(|r| r.as_ref().map_or(0, |r| r.spec.rates().len())));
        Effect::new(move |_| {
            if self.rate.get() as usize >= rates.get().max(1) {
                self.rate.set(0);
            }
        });
        let tasks = Memo::new(move |_| {
            self.record.with(|r| r.as_ref().and_then(GrammarSpec::of_record).map(|s| (s.task, s.layout().ok())))
        });
        Effect::new(move |_| {
            let Some((skill, Some(layout))) = tasks.get() else { return };
            // A task that this run's models have no token for gives way to the skill.
            if !layout.vocabulary().has(self.task.get_untracked()) {
                self.task.update(|task| *task = Task::new(skill, task.operand));
            }
        });
        let length = Memo::new(move |_| {
            self.record.with(|r| r.as_ref().and_then(GrammarSpec::of_record).map_or(0, |s| s.text_length))
        });
        Effect::new(move |_| {
            if length.get() as usize != self.text.with_untracked(Vec::len) {
                self.draw_text();
            }
        });
        // Which models are there, so that answers come as soon as a stage has ended.
        let trained = Memo::new(move |_| {
            self.record.with(|r| r.as_ref().map_or(0, |r| r.stages.iter().filter(|s| s.seconds.is_some()).count()))
        });
        Effect::new(move |_| {
            // Read and not only tracked: a memo that was never read does not know what it depends on.
            let (_, _) = (trained.get(), run.get());
            self.replies.set(Vec::new());
            self.ask(ModelChoice::ALL.into_iter().filter(|w| *w != ModelChoice::Pruned).collect());
        });
        let order = Memo::new(move |_| {
            let view = self.view();
            self.record.with(|r| r.as_ref().map(|r| removed(r, view).to_vec()).unwrap_or_default())
        });
        Effect::new(move |_| {
            let (_, _, _) = (order.get(), trained.get(), run.get());
            self.ask(vec![ModelChoice::Pruned]);
        });
    }

    /// The weights of `choice`, once they are there.
    fn model(self, number: u32, record: &Record, choice: ModelChoice) -> Option<Weights> {
        let weights = self.lab.models.get(number, record, choice.model_ref(self.rate.get()))?;
        if choice == ModelChoice::Pruned {
            let view = self.view();
            // Without a curve nothing is known to remove: there is no such model to ask.
            record.pruning(choice.model_ref(self.rate.get()), view.granularity)?;
            return Some(pruned(&weights, view.granularity, removed(record, view)));
        }
        Some((*weights).clone())
    }

    /// Whether `choice` is trained.
    pub(super) fn is_there(self, choice: ModelChoice) -> bool {
        let ModelRef::After(role) = choice.model_ref(self.rate.get()) else { return true };
        self.record.with(|r| r.as_ref().and_then(|r| r.stage(role)).is_some_and(|s| s.seconds.is_some()))
    }

    /// Whether units of the granularity in focus were scored.
    pub(super) fn has_curve(self) -> bool {
        let (model, granularity) = (ModelChoice::Pruned.model_ref(self.rate.get()), self.granularity.get());
        self.record.with(|r| r.as_ref().is_some_and(|r| r.pruning(model, granularity).is_some()))
    }

    fn ask(self, choices: Vec<ModelChoice>) {
        let (task, text) = (self.task.get(), self.text.get());
        let Some(number) = self.lab.shown.get_untracked() else { return };
        let asked = self.record.with_untracked(|record| {
            let record = record.as_ref()?;
            if text.len() != GrammarSpec::of_record(record)?.text_length as usize {
                return None;
            }
            let found = choices.into_iter().map(|w| (w, self.model(number, record, w)));
            let (there, absent): (Vec<_>, Vec<_>) = found.partition(|(_, model)| model.is_some());
            if self.replies.with_untracked(|all| all.iter().any(|(w, _)| absent.iter().any(|(a, _)| a == w))) {
                self.replies.update(|all| all.retain(|(w, _)| absent.iter().all(|(a, _)| a != w)));
            }
            let there: Vec<(ModelChoice, Weights)> =
                there.into_iter().filter_map(|(w, model)| Some((w, model?))).collect();
            (!there.is_empty()).then(|| (record.spec.clone(), there))
        });
        let Some((spec, there)) = asked else { return };
        let (choices, models): (Vec<ModelChoice>, Vec<Weights>) = there.into_iter().unzip();
        let lens = self.record.with_untracked(|r| self.model(number, r.as_ref()?, ModelChoice::Pretrained));
        let trained = self.lens_of.get_value() == Some((number, task));
        if lens.is_none() || !trained {
            // An answer does not wait until the lens is trained.
            self.send(number, &spec, (task, text.clone()), (choices.clone(), models.clone()), None);
        }
        if lens.is_some() {
            self.send(number, &spec, (task, text), (choices, models), lens);
        }
    }

    /// Has the models answer; with `lens` its probes read along.
    fn send(
        self,
        number: u32,
        spec: &Spec,
        (task, text): (Task, Vec<Letter>),
        (choices, models): (Vec<ModelChoice>, Vec<Weights>),
        lens: Option<Weights>,
    ) {
        let inference = self.lab.inference.get_value();
        let (rate, prompt, read) = (self.rate.get_untracked(), text.clone(), lens.is_some());
        inference.ask(spec, task, text, models, lens, move |outcome| match outcome {
            Ok(replies) => {
                if read {
                    self.lens_of.set_value(Some((number, task)));
                }
                // What was asked may no longer be what is on show.
                let still = self.lab.shown.get_untracked() == Some(number)
                    && self.rate.get_untracked() == rate
                    && self.task.get_untracked() == task
                    && self.text.with_untracked(|t| *t == prompt);
                if still {
                    self.replies.update(|all| {
                        all.retain(|(w, _)| !choices.contains(w));
                        all.extend(choices.into_iter().zip(replies));
                    });
                }
            }
            Err(message) => self.lab.notice(format!("The models could not be asked: {message}.")),
        });
    }

    /// What `choice` made of the prompt.
    pub(super) fn reply(self, choice: ModelChoice) -> Option<Reply> {
        self.replies.with(|all| all.iter().find(|(w, _)| *w == choice).map(|(_, reply)| reply.clone()))
    }
}
