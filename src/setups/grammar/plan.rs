//! The stages of an experiment on the grammar: pretrain → fine-tune at each rate → reverse fine-tune, with the controls beside them; and the
//! sets of samples that it measures and analyses on.

use super::cost::question_cost;
use super::spec::{GrammarSpec, Instruments, Protocol, TaskTokens};
use crate::analysis::{Grain, PROBE_TEST, PROBE_TRAINING};
use crate::experiment::{
    Measure, Plan, PlannedAnalysis, Question, Role, SpecError, Stage, StageId, Start, Subject, spread_by_ratio,
    spread_evenly,
};
use crate::tasks::{
    Asking, Batch, Correlation, Domain, Labels, Layout, Letter, Mixture, Operand, Purpose, Sample, SamplingPrior,
    Skill, Stream, Task, Wording,
};
use crate::train::{Movement, Objective, Schedule};

/// Stages that learn from the same stream of samples share a number, so that they are compared on the same data.
fn data_number(role: Role) -> u32 {
    match role {
        Role::Pretrain => 1,
        Role::PretrainControl => 2,
        Role::FineTune { .. } => 3,
        Role::Revive { .. } | Role::ReviveControl | Role::ReviveScratch => 4,
    }
}

/// A forward pass over a batch costs about this share of a training step.
pub(super) const FORWARD: f64 = 0.3;
/// Training on every token costs about this many times a step on the answer alone.
pub(super) const EVERY_TOKEN: f64 = 1.5;

/// One stage of training, with what it learns from and how.
#[derive(Clone, Debug, PartialEq)]
pub struct GrammarStage {
    /// What the engine knows of it.
    pub stage: Stage,
    /// What its samples are drawn from.
    pub mixture: Mixture,
    /// Which weights it may move.
    pub movement: Movement,
    /// What it learns to predict.
    pub objective: Objective,
}

impl GrammarStage {
    /// The stream its samples come from.
    pub fn data(&self, seed: u32) -> Stream {
        Stream::new(seed, Purpose::Training(data_number(self.stage.role)))
    }
}

/// All stages of an experiment, each after those it starts from.
#[derive(Clone, Debug, PartialEq)]
pub struct GrammarPlan {
    /// The experiment.
    pub spec: GrammarSpec,
    /// Texts and what is asked of them.
    pub domain: Domain,
    /// How samples are laid out.
    pub layout: Layout,
    /// Its stages.
    pub stages: Vec<GrammarStage>,
}

impl GrammarPlan {
    /// The plan of `spec`.
    ///
    /// # Errors
    /// When the specification does not pass its check.
    pub fn new(spec: GrammarSpec) -> Result<Self, SpecError> {
        let spec = spec.checked()?;
        let mut stages: Vec<GrammarStage> = Vec::new();
        let measurement_cost = 4.0 * FORWARD * f64::from(spec.held_out) / f64::from(spec.batch);
        let mut push = |role: Role, start: Start, mixture, objective, rate: f64, steps: u32| {
            let id = StageId(stages.len() as u32);
            let measured_at = if role.revives() { spread_by_ratio(steps) } else { spread_evenly(steps) };
            let movement = if matches!(role, Role::FineTune { .. }) { spec.movement() } else { Movement::Free };
            let schedule = Schedule::paper(rate, steps);
            let step_cost = if objective == Objective::EveryToken { EVERY_TOKEN } else { 1.0 };
            let stage = Stage { id, role, start, schedule, measured_at, step_cost, measurement_cost };
            stages.push(GrammarStage { stage, mixture, movement, objective });
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

    /// What the engine knows of it.
    pub fn plan(&self) -> Plan {
        let analyses = self.questions().into_iter();
        Plan {
            spec: self.spec.clone().into(),
            stages: self.stages.iter().map(|s| s.stage.clone()).collect(),
            analyses: analyses
                .map(|question| PlannedAnalysis { question, cost: question_cost(self, question) })
                .collect(),
        }
    }

    /// Everything that is asked of the models when the experiment runs to its end.
    fn questions(&self) -> Vec<Question> {
        if self.spec.instruments == Instruments::None {
            return Vec::new();
        }
        let rates = 0..self.spec.fine_tune_rates.len() as u32;
        let prune = |role| Question::Prune { subject: Subject::After(role), grain: Grain::Neurons };
        let probe = |subject| Question::Probe { subject };
        let mut all = Vec::new();
        all.extend(rates.clone().map(|rate| prune(Role::FineTune { rate })));
        all.extend([prune(Role::Pretrain), prune(Role::PretrainControl)]);
        all.extend(
            [Subject::Initial, Subject::After(Role::Pretrain), Subject::After(Role::PretrainControl)].map(probe),
        );
        all.extend(rates.clone().map(|rate| probe(Subject::After(Role::FineTune { rate }))));
        all.extend(rates.clone().map(|rate| probe(Subject::After(Role::Revive { rate }))));
        all.extend(rates.clone().map(|rate| Question::Patch { rate }));
        all.extend(rates.map(|rate| Question::Change { rate }));
        all
    }

    /// The stage of a role.
    pub fn stage_of(&self, role: Role) -> Option<&GrammarStage> {
        self.stages.iter().find(|s| s.stage.role == role)
    }

    /// The skill that the experiment is about.
    pub fn skill(&self) -> Skill {
        self.spec.task
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

    /// The held-out sets, in the order of [`Measure::ALL`]; behind them, where three tokens ask for the skill, `a` asked
    /// for by one that fine-tuning never used (`T_J`), at C_Te = 0 and at 1. The same texts are asked about in all of them.
    pub fn held_out(&self) -> Vec<Batch> {
        let mut stream = Stream::new(self.spec.seed, Purpose::HeldOut);
        let without = self.test_texts(Correlation::Broken, self.spec.held_out, &mut stream);
        let with = self.test_texts(Correlation::Holds, self.spec.held_out, &mut stream);
        let texts = |measure: Measure| if measure.correlated() { &with } else { &without };
        let usual = |measure: Measure| self.asked(Task::new(self.skill(), operand(measure)), texts(measure));
        let mut sets: Vec<Batch> = Measure::ALL.into_iter().map(usual).collect();
        if self.spec.task_tokens == TaskTokens::Three {
            let task = Task { wording: Wording::First, ..Task::new(self.skill(), Operand::PRETRAINED) };
            sets.extend([&without, &with].map(|texts| self.asked(task, texts)));
        }
        sets
    }
}

/// What a measure asks for.
pub(super) fn operand(measure: Measure) -> Operand {
    if measure.is_of_skill() { Operand::PRETRAINED } else { Operand::FINE_TUNED }
}

/// What fine-tuning learns from.
fn fine_tuning(spec: &GrammarSpec) -> Mixture {
    let (operand, labels) = match spec.protocol {
        Protocol::RandFt => (Operand::PRETRAINED, Labels::OfFineTuned),
        _ => (Operand::FINE_TUNED, Labels::Right),
    };
    let mixed = (spec.mix > 0.0).then(|| (spec.asking(), spec.mix));
    Mixture::FineTuning { skill: spec.task, operand, correlated: Some(spec.c_tr), labels, mixed }
}

#[cfg(test)]
mod tests {
    use super::super::Preset;
    use super::*;

    #[test]
    fn stages_start_from_earlier_stages_and_end_measured() {
        for preset in Preset::ALL {
            let plan = GrammarPlan::new(preset.spec()).unwrap();
            assert_eq!(plan.stages.len(), 4 + 2 * preset.spec().fine_tune_rates.len());
            for stage in plan.stages.iter().map(|s| &s.stage) {
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
        let plan = GrammarPlan::new(Preset::Quick.spec()).unwrap();
        for stage in plan.stages.iter().map(|s| &s.stage) {
            if let Role::Revive { rate } = stage.role {
                assert!(stage.schedule.peak <= plan.spec.fine_tune_rates[rate as usize]);
                assert!(stage.schedule.peak <= plan.spec.revive_rate);
            }
        }
    }

    #[test]
    fn held_out_texts_carry_the_correlation_exactly_where_asked_and_never_the_largest_count() {
        let plan = GrammarPlan::new(Preset::Quick.spec()).unwrap();
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
    fn every_question_is_about_models_that_the_plan_trains() {
        let plan = GrammarPlan::new(Preset::Quick.spec()).unwrap().plan();
        assert_eq!(plan.analyses.len(), 3 + 2 + 3 + 3 + 3 + 3 + 3);
        for question in plan.analyses.iter().map(|a| a.question) {
            for subject in question.needs() {
                let trained = match subject {
                    Subject::Initial => true,
                    Subject::After(role) => plan.stage_of(role).is_some(),
                    Subject::NeverHad => false,
                };
                assert!(trained, "{question:?}");
            }
        }
    }
}
