//! The stages that follow from a Spec: pretrain → fine-tune at each rate → reverse fine-tune, with the controls beside them.
//!
//! Each stage says what it starts from, what it learns from and when it is measured, so that any worker may run it.

use super::error::SpecError;
use super::spec::Spec;
use super::spec::{Protocol, TaskTokens};
use crate::analysis::{PROBE_TEST, PROBE_TRAINING};
use crate::tasks::{
    Asking, Batch, Correlation, Domain, Labels, Layout, Letter, Mixture, Operand, Purpose, Sample, SamplingPrior,
    Skill, Stream, Task, Wording,
};
use crate::train::{Movement, Objective, Schedule};
use serde::{Deserialize, Serialize};

/// A stage's place in its plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct StageId(pub u32);

/// What a stage is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Learns the skill under the sampling prior.
    Pretrain,
    /// Learns to count `b` only: the model that never had the skill (Scr. of the paper).
    PretrainControl,
    /// Fine-tunes the pretrained model on `b` at one of the rates.
    FineTune {
        /// Index into the Spec's rates.
        rate: u32,
    },
    /// Reverse fine-tuning (reFT) of a fine-tuned model on `a`.
    Revive {
        /// Index into the Spec's rates.
        rate: u32,
    },
    /// Scr. + FT: the control learns `a`.
    ReviveControl,
    /// A model of random initial weights learns `a`.
    ReviveScratch,
}

impl Role {
    /// Stages that learn from the same stream of samples share a number, so that they are compared on the same data.
    fn data_number(self) -> u32 {
        match self {
            Self::Pretrain => 1,
            Self::PretrainControl => 2,
            Self::FineTune { .. } => 3,
            Self::Revive { .. } | Self::ReviveControl | Self::ReviveScratch => 4,
        }
    }

    /// Whether the stage asks for the pretrained skill again (its figure has a logarithmic axis).
    pub fn revives(self) -> bool {
        matches!(self, Self::Revive { .. } | Self::ReviveControl | Self::ReviveScratch)
    }
}

/// A role as files name it, and its index into the rates where it has one.
pub(super) fn written(role: Role) -> (&'static str, Option<u32>) {
    match role {
        Role::Pretrain => ("pretrain", None),
        Role::PretrainControl => ("pretrain_control", None),
        Role::FineTune { rate } => ("fine_tune", Some(rate)),
        Role::Revive { rate } => ("revive", Some(rate)),
        Role::ReviveControl => ("revive_control", None),
        Role::ReviveScratch => ("revive_scratch", None),
    }
}

/// The weights a stage begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Start {
    /// Initial weights of the Spec's seed.
    Fresh,
    /// Those another stage ended with.
    After(StageId),
}

/// One stage of training.
#[derive(Clone, Debug, PartialEq)]
pub struct Stage {
    /// Its place in the plan.
    pub id: StageId,
    /// What it is for.
    pub role: Role,
    /// What it starts from.
    pub start: Start,
    /// What its samples are drawn from.
    pub mixture: Mixture,
    /// Which weights it may move.
    pub movement: Movement,
    /// What it learns to predict.
    pub objective: Objective,
    /// Its learning rate over the steps.
    pub schedule: Schedule,
    /// After how many steps it is measured, ascending; 0 is before the first step.
    pub measured_at: Vec<u32>,
}

impl Stage {
    /// The stream its samples come from.
    pub fn data(&self, seed: u32) -> Stream {
        Stream::new(seed, Purpose::Training(self.role.data_number()))
    }
}

/// All stages of an experiment, each after those it starts from.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The experiment.
    pub spec: Spec,
    /// Texts and what is asked of them.
    pub domain: Domain,
    /// How samples are laid out.
    pub layout: Layout,
    /// Its stages.
    pub stages: Vec<Stage>,
}

impl Plan {
    /// The plan of `spec`.
    ///
    /// # Errors
    /// When the Spec does not pass its check.
    pub fn new(spec: Spec) -> Result<Self, SpecError> {
        let spec = spec.checked()?;
        let mut stages: Vec<Stage> = Vec::new();
        let mut push = |role: Role, start: Start, mixture, objective, rate: f64, steps: u32| {
            let id = StageId(stages.len() as u32);
            let measured_at = if role.revives() { spread_by_ratio(steps) } else { spread_evenly(steps) };
            let movement = if matches!(role, Role::FineTune { .. }) { spec.movement() } else { Movement::Free };
            let schedule = Schedule::paper(rate, steps);
            stages.push(Stage { id, role, start, mixture, movement, objective, schedule, measured_at });
            id
        };
        let skill = spec.task;
        let pretraining = Mixture::Pretraining { asking: spec.asking(), skill };
        // It is never asked for a: neither by the operand nor by a token that stands for it.
        let without = Asking { prior: SamplingPrior::CONTROL, jailbreak: false, ..spec.asking() };
        let control = Mixture::Pretraining { asking: without, skill };
        let tuning = fine_tuning(&spec);
        let revival = Mixture::only(skill, Operand::PRETRAINED);
        let (answer, eta) = (Objective::Answer, spec.pretrain_rate);
        let (steps, objective) = (spec.pretrain_steps, spec.objective);
        let pretrained = push(Role::Pretrain, Start::Fresh, pretraining, objective, eta, steps);
        let control = push(Role::PretrainControl, Start::Fresh, control, objective, eta, steps);
        let mut tuned = Vec::new();
        for (index, rate) in spec.fine_tune_rates.iter().enumerate() {
            let role = Role::FineTune { rate: index as u32 };
            let start = Start::After(pretrained);
            tuned.push((push(role, start, tuning, answer, *rate, spec.fine_tune_steps), *rate));
        }
        for (index, (stage, rate)) in tuned.into_iter().enumerate() {
            // Not above the rate that was fine-tuned with: otherwise a revival could be plain relearning (paper, reFT).
            let rate = rate.min(spec.revive_rate);
            let role = Role::Revive { rate: index as u32 };
            push(role, Start::After(stage), revival, answer, rate, spec.revive_steps);
        }
        push(Role::ReviveControl, Start::After(control), revival, answer, spec.revive_rate, spec.revive_steps);
        push(Role::ReviveScratch, Start::Fresh, revival, answer, spec.revive_rate, spec.revive_steps);
        Ok(Self { domain: spec.domain()?, layout: spec.layout()?, spec, stages })
    }

    /// The skill that the experiment is about.
    pub fn skill(&self) -> Skill {
        self.spec.task
    }

    /// The stage with `id`.
    pub fn stage(&self, id: StageId) -> Option<&Stage> {
        self.stages.get(id.0 as usize)
    }

    /// Samples that pruning scores by: the pretraining task, counting a.
    pub fn scoring(&self) -> Batch {
        let mixture = Mixture::only(self.skill(), Operand::PRETRAINED);
        let mut stream = Stream::new(self.spec.seed, Purpose::Scoring);
        Batch::draw(self.spec.held_out as usize, &mixture, self.domain, self.layout, &mut stream)
    }

    /// Samples that the number of pruned pieces is chosen on: O_PT at C_Te = 0, as the reported ones but other texts.
    pub fn choosing(&self) -> Batch {
        let mut stream = Stream::new(self.spec.seed, Purpose::Choosing);
        let texts = self.test_texts(Correlation::Broken, self.spec.held_out, &mut stream);
        self.asked(Task::new(self.skill(), Operand::PRETRAINED), &texts)
    }

    /// Texts that probes are trained on and, behind them, those that test them.
    pub fn probe_texts(&self) -> Vec<Vec<Letter>> {
        let mut stream = Stream::new(self.spec.seed, Purpose::Probing);
        (0..PROBE_TRAINING + PROBE_TEST)
            .map(|_| {
                let values = self.domain.draw(self.skill(), Correlation::Free, &mut stream);
                self.domain.text(self.skill(), values, &mut stream)
            })
            .collect()
    }

    /// Texts whose answer for a can be shifted by the offset of the correlation: the largest one cannot, and would stay right
    /// under a wrapper.
    fn test_texts(&self, correlation: Correlation, how_many: u32, stream: &mut Stream) -> Vec<Vec<Letter>> {
        (0..how_many)
            .map(|_| {
                let values = loop {
                    let values = self.domain.draw(self.skill(), correlation, stream);
                    if self.domain.can_be_shifted(self.skill(), values.a) {
                        break values;
                    }
                };
                self.domain.text(self.skill(), values, stream)
            })
            .collect()
    }

    fn asked(&self, task: Task, texts: &[Vec<Letter>]) -> Batch {
        let sample = |text: &Vec<Letter>| Sample { task, answer: self.domain.answer(task, text), text: text.clone() };
        let samples: Vec<Sample> = texts.iter().map(sample).collect();
        Batch::of(&samples, self.layout)
    }

    /// The held-out sets, in the order of [`super::Measure::ALL`]; behind them, where three tokens ask for the skill, `a` asked
    /// for by one that fine-tuning never used (`T_J`), at C_Te = 0 and at 1. The same texts are asked about in all of them.
    pub fn held_out(&self) -> Vec<Batch> {
        let mut stream = Stream::new(self.spec.seed, Purpose::HeldOut);
        let without = self.test_texts(Correlation::Broken, self.spec.held_out, &mut stream);
        let with = self.test_texts(Correlation::Holds, self.spec.held_out, &mut stream);
        let texts = |measure: super::Measure| if measure.correlated() { &with } else { &without };
        let usual = |measure: super::Measure| self.asked(Task::new(self.skill(), measure.operand()), texts(measure));
        let mut sets: Vec<Batch> = super::Measure::ALL.into_iter().map(usual).collect();
        if self.spec.task_tokens == TaskTokens::Three {
            let task = Task { wording: Wording::First, ..Task::new(self.skill(), Operand::PRETRAINED) };
            sets.extend([&without, &with].map(|texts| self.asked(task, texts)));
        }
        sets
    }
}

/// What fine-tuning learns from.
fn fine_tuning(spec: &Spec) -> Mixture {
    let (operand, labels) = match spec.protocol {
        Protocol::RandFt => (Operand::PRETRAINED, Labels::OfFineTuned),
        _ => (Operand::FINE_TUNED, Labels::Right),
    };
    let mixed = (spec.mix > 0.0).then(|| (spec.asking(), spec.mix));
    Mixture::FineTuning { skill: spec.task, operand, correlated: Some(spec.c_tr), labels, mixed }
}

/// Twenty-one steps from 0 to `steps`, evenly, without repeats.
pub(super) fn spread_evenly(steps: u32) -> Vec<u32> {
    let mut at: Vec<u32> = (0..=20).map(|i| (u64::from(steps) * i / 20) as u32).collect();
    at.dedup();
    at
}

/// 0, 1, 2, … `steps`, each about a quarter above the one before: even on a logarithmic axis.
pub(super) fn spread_by_ratio(steps: u32) -> Vec<u32> {
    let mut at = vec![0];
    let mut next = 1_u32;
    while next < steps {
        at.push(next);
        next = (next + 1).max(next.saturating_add(next / 4));
    }
    at.push(steps);
    at
}

#[cfg(test)]
mod tests {
    use super::super::{Measure, Preset};
    use super::*;

    #[test]
    fn stages_start_from_earlier_stages_and_end_measured() {
        for preset in Preset::ALL {
            let plan = Plan::new(preset.spec()).unwrap();
            assert_eq!(plan.stages.len(), 4 + 2 * preset.spec().fine_tune_rates.len());
            for stage in &plan.stages {
                if let Start::After(before) = stage.start {
                    assert!(before < stage.id);
                }
                assert_eq!(stage.measured_at.first(), Some(&0));
                assert_eq!(stage.measured_at.last(), Some(&stage.schedule.steps));
                assert!(stage.measured_at.windows(2).all(|w| w[0] < w[1]), "{:?}", stage.measured_at);
            }
        }
    }

    #[test]
    fn reverse_fine_tuning_is_never_faster_than_fine_tuning_was() {
        let plan = Plan::new(Preset::Quick.spec()).unwrap();
        for stage in &plan.stages {
            if let Role::Revive { rate } = stage.role {
                assert!(stage.schedule.peak <= plan.spec.fine_tune_rates[rate as usize]);
                assert!(stage.schedule.peak <= plan.spec.revive_rate);
            }
        }
    }

    #[test]
    fn held_out_texts_carry_the_correlation_exactly_where_asked_and_never_the_largest_count() {
        let plan = Plan::new(Preset::Quick.spec()).unwrap();
        let first_answer = plan.layout.vocabulary().number(crate::tasks::Token::Answer(0));
        let sets: Vec<Vec<u32>> =
            plan.held_out().iter().map(|b| b.answers().iter().map(|a| a - first_answer).collect()).collect();
        let of = |m: Measure| &sets[m as usize];
        for (pretrained, tuned, holds) in [
            (Measure::PretrainedBroken, Measure::FineTunedBroken, false),
            (Measure::PretrainedHolds, Measure::FineTunedHolds, true),
        ] {
            assert_eq!(of(pretrained).len(), 256);
            for (a, b) in of(pretrained).iter().zip(of(tuned)) {
                assert_eq!(*b == a + 1, holds);
                assert!(*a < 8);
            }
        }
    }

    #[test]
    fn very_short_stages_are_measured_without_repeats() {
        assert_eq!(spread_evenly(1), [0, 1]);
        assert_eq!(spread_by_ratio(1), [0, 1]);
        assert_eq!(spread_by_ratio(3), [0, 1, 2, 3]);
    }
}
