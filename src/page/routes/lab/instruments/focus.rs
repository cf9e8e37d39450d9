//! What the instruments look at: the record on show, a fine-tuning rate, a number of removed pieces, and one prompt that the
//! models answer.

use super::super::state::Lab;
use crate::analysis::{Grain, Mode, Reply, pruned};
use crate::chart::{PruningView, removed};
use crate::experiment::{Record, Role, Subject};
use crate::model::Weights;
use crate::setups::grammar::GrammarSpec;
use crate::tasks::{Domain, Letter, Operand, Purpose, Skill, Stream, Task, Values};
use leptos::prelude::*;

/// Who answers in the playground.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whom {
    /// The pretrained model.
    Pretrained,
    /// The fine-tuned model of the rate in focus.
    FineTuned,
    /// The same with K pieces removed.
    Pruned,
    /// The same after reverse fine-tuning.
    Revived,
    /// The control that never had the skill.
    Control,
}

impl Whom {
    pub(super) const ALL: [Self; 5] = [Self::Pretrained, Self::FineTuned, Self::Pruned, Self::Revived, Self::Control];

    fn subject(self, rate: u32) -> Subject {
        Subject::After(match self {
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
    pub(super) grain: RwSignal<Grain>,
    pub(super) mode: RwSignal<Mode>,
    pub(super) up_to: RwSignal<u32>,
    pub(super) k: RwSignal<u32>,
    pub(super) task: RwSignal<Task>,
    pub(super) text: RwSignal<Vec<Letter>>,
    pub(super) replies: RwSignal<Vec<(Whom, Reply)>>,
    drawn: StoredValue<u32>,
}

impl Focus {
    pub(super) fn new(lab: Lab) -> Self {
        let focus = Self {
            lab,
            record: Memo::new(move |_| lab.shown_record()),
            rate: RwSignal::new(0),
            grain: RwSignal::new(Grain::Neurons),
            mode: RwSignal::new(Mode::OneShot),
            up_to: RwSignal::new(20),
            k: RwSignal::new(0),
            task: RwSignal::new(Task::new(Skill::Count, Operand::A)),
            text: RwSignal::new(Vec::new()),
            replies: RwSignal::new(Vec::new()),
            drawn: StoredValue::new(0),
        };
        focus.follow();
        focus
    }

    /// What the pruning figures show.
    pub(super) fn view(self) -> PruningView {
        PruningView {
            rate: self.rate.get(),
            grain: self.grain.get(),
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
            self.ask(Whom::ALL.into_iter().filter(|w| *w != Whom::Pruned).collect());
        });
        let order = Memo::new(move |_| {
            let view = self.view();
            self.record.with(|r| r.as_ref().map(|r| removed(r, view).to_vec()).unwrap_or_default())
        });
        Effect::new(move |_| {
            let (_, _, _) = (order.get(), trained.get(), run.get());
            self.ask(vec![Whom::Pruned]);
        });
    }

    /// The weights of `whom`, once they are there.
    fn model(self, number: u32, record: &Record, whom: Whom) -> Option<Weights> {
        let weights = self.lab.models.get(number, record, whom.subject(self.rate.get()))?;
        if whom == Whom::Pruned {
            let view = self.view();
            // Without a curve nothing is known to remove: there is no such model to ask.
            record.pruning(whom.subject(self.rate.get()), view.grain)?;
            return Some(pruned(&weights, view.grain, removed(record, view)));
        }
        Some((*weights).clone())
    }

    /// Whether `whom` is trained.
    pub(super) fn is_there(self, whom: Whom) -> bool {
        let Subject::After(role) = whom.subject(self.rate.get()) else { return true };
        self.record.with(|r| r.as_ref().and_then(|r| r.stage(role)).is_some_and(|s| s.seconds.is_some()))
    }

    /// Whether pieces of the grain in focus were scored.
    pub(super) fn has_curve(self) -> bool {
        let (subject, grain) = (Whom::Pruned.subject(self.rate.get()), self.grain.get());
        self.record.with(|r| r.as_ref().is_some_and(|r| r.pruning(subject, grain).is_some()))
    }

    fn ask(self, whom: Vec<Whom>) {
        let (task, text) = (self.task.get(), self.text.get());
        let Some(number) = self.lab.shown.get_untracked() else { return };
        let asked = self.record.with_untracked(|record| {
            let record = record.as_ref()?;
            if text.len() != GrammarSpec::of_record(record)?.text_length as usize {
                return None;
            }
            let found = whom.into_iter().map(|w| (w, self.model(number, record, w)));
            let (there, absent): (Vec<_>, Vec<_>) = found.partition(|(_, model)| model.is_some());
            if self.replies.with_untracked(|all| all.iter().any(|(w, _)| absent.iter().any(|(a, _)| a == w))) {
                self.replies.update(|all| all.retain(|(w, _)| absent.iter().all(|(a, _)| a != w)));
            }
            let there: Vec<(Whom, Weights)> = there.into_iter().filter_map(|(w, model)| Some((w, model?))).collect();
            (!there.is_empty()).then(|| (record.spec.clone(), there))
        });
        let Some((spec, there)) = asked else { return };
        let (whom, models): (Vec<Whom>, Vec<Weights>) = there.into_iter().unzip();
        let desk = self.lab.desk.get_value();
        let (rate, prompt) = (self.rate.get_untracked(), text.clone());
        desk.ask(&spec, task, text, models, move |outcome| match outcome {
            Ok(replies) => {
                // What was asked may no longer be what is on show.
                let still = self.lab.shown.get_untracked() == Some(number)
                    && self.rate.get_untracked() == rate
                    && self.task.get_untracked() == task
                    && self.text.with_untracked(|t| *t == prompt);
                if still {
                    self.replies.update(|all| {
                        all.retain(|(w, _)| !whom.contains(w));
                        all.extend(whom.into_iter().zip(replies));
                    });
                }
            }
            Err(message) => self.lab.notice(format!("The models could not be asked: {message}.")),
        });
    }

    /// What `whom` made of the prompt.
    pub(super) fn reply(self, whom: Whom) -> Option<Reply> {
        self.replies.with(|all| all.iter().find(|(w, _)| *w == whom).map(|(_, reply)| reply.clone()))
    }
}
