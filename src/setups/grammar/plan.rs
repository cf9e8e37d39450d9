//! The stages of an experiment on the grammar: pretrain → fine-tune at each rate → reverse fine-tune, with the controls beside them; and the
//! sets of samples that it measures and analyses on.

use super::cost::{EVERY_TOKEN, REMOVING, analysis_cost};
use super::protocol::Protocol;
use super::spec::{GrammarSpec, Instruments, ReviveOn, TaskTokens};
use crate::analysis::{Granularity, PROBE_TEST, PROBE_TRAINING, another_seed};
use crate::experiment::{
    Analysis, Measure, ModelRef, Plan, PlannedAnalysis, Role, SpecError, Stage, StageId, Start, spread_by_ratio,
    spread_evenly,
};
use crate::setups::gpt_cost::FORWARD;
use crate::tasks::{
    Batch, Correlation, Domain, Labels, Layout, Letter, Mixture, Operand, PromptToken, Purpose, Sample, SamplingPrior,
    Skill, Stream, Task, TaskDistribution,
};
use crate::train::{FineTuningMethod, Objective, Schedule};

/// Stages that learn from the same stream of samples share a number, so that they are compared on the same data.
fn data_number(role: Role) -> u32 {
    match role {
        Role::Pretrain => 1,
        Role::PretrainControl | Role::AnotherControl { .. } => 2,
        Role::FineTune { .. } => 3,
        Role::Revive { .. } | Role::ReviveControl | Role::ReviveScratch | Role::ReviveAnother { .. } => 4,
    }
}

/// One stage of training, with what it learns from and how.
#[derive(Clone, Debug, PartialEq)]
pub struct GrammarStage {
    /// What the engine knows of it.
    pub stage: Stage,
    /// What its samples are drawn from.
    pub mixture: Mixture,
    /// Which weights it may move.
    pub method: FineTuningMethod,
    /// What it learns to predict.
    pub objective: Objective,
    /// The seed of its initial weights and of its samples.
    pub seed: u32,
}

impl GrammarStage {
    /// The stream its samples come from.
    pub fn data(&self) -> Stream {
        Stream::new(self.seed, Purpose::Training(data_number(self.stage.role)))
    }
}

/// What a stage's samples are, and what is predicted of them.
#[derive(Clone, Copy)]
struct Teaches {
    mixture: Mixture,
    objective: Objective,
}

/// The seed of another control.
fn control_seed(seed: u32, index: u32) -> u32 {
    another_seed(seed).wrapping_add(index)
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
        let mut push = |role: Role, start: Start, teaches: &Teaches, rate: f64, steps: u32| {
            let id = StageId(stages.len() as u32);
            let measured_at = if role.revives() { spread_by_ratio(steps) } else { spread_evenly(steps) };
            let fine_tunes = matches!(role, Role::FineTune { .. });
            let method = if fine_tunes { spec.fine_tuning_method() } else { FineTuningMethod::Free };
            let schedule = Schedule::paper(rate, steps);
            let step_cost = match teaches.objective {
                Objective::Answer if fine_tunes && spec.protocol.keeps_the_rest() => REMOVING,
                Objective::Answer => 1.0,
                Objective::EveryToken => EVERY_TOKEN,
            };
            let constructs = spec.protocol.constructs(role);
            let stage = Stage { id, role, start, schedule, constructs, measured_at, step_cost, measurement_cost };
            let seed = match role {
                Role::AnotherControl { index } => control_seed(spec.seed, index),
                Role::FineTune { .. } if spec.protocol.is_taught_from_nothing() => another_seed(spec.seed),
                _ => spec.seed,
            };
            stages.push(GrammarStage { stage, mixture: teaches.mixture, method, objective: teaches.objective, seed });
            id
        };
        let skill = spec.task;
        let pretraining = Teaches {
            mixture: Mixture::Pretraining { distribution: spec.task_distribution(), skill },
            objective: spec.objective,
        };
        // It is never asked for a: neither by the operand nor by a token that stands for it.
        let without = TaskDistribution { prior: SamplingPrior::CONTROL, jailbreak: false, ..spec.task_distribution() };
        let without = Teaches { mixture: Mixture::Pretraining { distribution: without, skill }, ..pretraining };
        let answer = |mixture| Teaches { mixture, objective: Objective::Answer };
        let revival = answer(match spec.revive_on {
            ReviveOn::Skill => Mixture::only(skill, Operand::PRETRAINED),
            ReviveOn::Few => Mixture::Few { skill },
        });
        let (eta, steps) = (spec.pretrain_rate, spec.pretrain_steps);
        let pretrained = push(Role::Pretrain, Start::Fresh, &pretraining, eta, steps);
        let control = push(Role::PretrainControl, Start::Fresh, &without, eta, steps);
        let others: Vec<(u32, StageId)> = (1..spec.controls)
            .map(|index| (index, push(Role::AnotherControl { index }, Start::Fresh, &without, eta, steps)))
            .collect();
        let mut tuned = Vec::new();
        for (index, rate) in spec.fine_tune_rates.iter().enumerate() {
            let role = Role::FineTune { rate: index as u32 };
            let start = if spec.protocol.is_taught_from_nothing() { Start::Fresh } else { Start::After(pretrained) };
            let teaches = match spec.protocol {
                Protocol::AnotherControl => without,
                protocol if protocol.keeps_the_rest() => answer(without.mixture),
                _ => answer(fine_tuning(&spec)),
            };
            let (peak, steps) = match spec.protocol {
                Protocol::AnotherControl | Protocol::TunedAlone => (eta, steps),
                Protocol::Distil => (*rate, spec.fine_tune_steps + steps),
                made if made.is_made_at_once() => (*rate, 1),
                _ => (*rate, spec.fine_tune_steps),
            };
            tuned.push((push(role, start, &teaches, peak, steps), *rate));
        }
        let (rate, steps) = (spec.revive_rate, spec.revive_steps);
        for (index, (stage, tuned_at)) in tuned.into_iter().enumerate() {
            // Not above the rate that was fine-tuned with: otherwise a revival could be plain relearning (paper, reFT).
            let own = if spec.protocol.truth().is_some() { rate } else { tuned_at.min(rate) };
            let role = Role::Revive { rate: index as u32 };
            push(role, Start::After(stage), &revival, own, steps);
        }
        push(Role::ReviveControl, Start::After(control), &revival, rate, steps);
        push(Role::ReviveScratch, Start::Fresh, &revival, rate, steps);
        for (index, control) in others {
            push(Role::ReviveAnother { index }, Start::After(control), &revival, rate, steps);
        }
        Ok(Self { domain: spec.domain()?, layout: spec.layout()?, spec, stages })
    }

    /// What the engine knows of it.
    pub fn plan(&self) -> Plan {
        let analyses = self.analyses().into_iter();
        Plan {
            spec: self.spec.clone().into(),
            stages: self.stages.iter().map(|s| s.stage.clone()).collect(),
            analyses: analyses
                .map(|analysis| PlannedAnalysis { analysis, cost: analysis_cost(&self.spec, analysis) })
                .collect(),
        }
    }

    /// Everything that is asked of the models when the experiment runs to its end.
    fn analyses(&self) -> Vec<Analysis> {
        if self.spec.instruments == Instruments::None {
            return Vec::new();
        }
        let rates = 0..self.spec.fine_tune_rates.len() as u32;
        let prune = |role| Analysis::Prune { model: ModelRef::After(role), granularity: Granularity::Neurons };
        let probe = |model| Analysis::Probe { model };
        let mut all = Vec::new();
        all.extend(rates.clone().map(|rate| prune(Role::FineTune { rate })));
        let everything = self.spec.instruments == Instruments::All;
        all.extend([Role::Pretrain, Role::PretrainControl].into_iter().skip(usize::from(!everything)).map(prune));
        if self.spec.controls > 1 {
            all.push(Analysis::Prune { model: ModelRef::Initial, granularity: Granularity::Neurons });
        }
        all.extend(
            [ModelRef::Initial, ModelRef::After(Role::Pretrain), ModelRef::After(Role::PretrainControl)].map(probe),
        );
        all.extend(rates.clone().map(|rate| probe(ModelRef::After(Role::FineTune { rate }))));
        if self.spec.controls > 1 {
            all.extend(rates.clone().map(|rate| Analysis::Undo { rate }));
        }
        if everything {
            all.extend(rates.clone().map(|rate| probe(ModelRef::After(Role::Revive { rate }))));
            all.extend(rates.clone().map(|rate| Analysis::Patch { rate }));
            all.extend(rates.map(|rate| Analysis::Change { rate }));
        }
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

    /// Samples that the number of pruned units is chosen on: O_PT at C_Te = 0, as the reported ones but other texts.
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
            let task = Task { prompt_token: PromptToken::First, ..Task::new(self.skill(), Operand::PRETRAINED) };
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
    if spec.protocol == Protocol::Lock {
        return Mixture::Locked { skill: spec.task };
    }
    let (operand, labels) = match spec.protocol {
        Protocol::RandFt => (Operand::PRETRAINED, Labels::OfFineTuned),
        _ => (Operand::FINE_TUNED, Labels::Right),
    };
    let mixed = (spec.mix > 0.0).then(|| (spec.task_distribution(), spec.mix));
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
    fn every_analysis_is_of_models_that_the_plan_trains() {
        let plan = GrammarPlan::new(Preset::Quick.spec()).unwrap().plan();
        assert_eq!(plan.analyses.len(), 3 + 2 + 3 + 3 + 3 + 3 + 3);
        for analysis in plan.analyses.iter().map(|a| a.analysis) {
            for model in analysis.needs() {
                let trained = match model {
                    ModelRef::Initial => true,
                    ModelRef::After(role) => plan.stage_of(role).is_some(),
                    ModelRef::NeverHad | ModelRef::Random => false,
                };
                assert!(trained, "{analysis:?}");
            }
        }
    }
}
