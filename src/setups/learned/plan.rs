//! What follows from the specification of an experiment on a learned skill: tokens, strings, stages and analyses. Strings are drawn as for
//! compiled skills, so that both learn from the same ones.

use super::spec::{LearnedInstruments, LearnedSpec};
use crate::analysis::{Granularity, PROBE_TEST, PROBE_TRAINING, another_seed};
use crate::experiment::{
    Analysis, Measure, ModelRef, Plan, PlannedAnalysis, Role, SpecError, Stage, StageId, Start, spread_by_ratio,
    spread_evenly,
};
use crate::model::ModelConfig;
use crate::rasp::{BEFORE, Value};
use crate::setups::compiled::{Labelled, SequenceSampler};
use crate::setups::gpt_cost::GptCost;
use crate::setups::latest_plan::{LatestPlan, latest_plan};
use crate::tasks::{Batch, Correlation, Purpose, Stream};
use crate::train::{CompiledBatch, Schedule};
use std::cell::RefCell;
use std::rc::Rc;

/// The most answers a program may have: each is a token, and must be met often enough to be learned.
const MOST_ANSWERS: usize = 128;
/// The most tokens a batch may have, so that a step fits the memory of a browser tab.
const MOST_TOKENS: usize = 65_536;

/// All that follows from a Spec.
#[derive(Clone, Debug)]
pub struct LearnedPlan {
    /// The specification.
    pub spec: LearnedSpec,
    /// The model's tokens: the one before each string, the words, and the answers.
    pub tokens: Vec<String>,
    /// Where strings come from.
    pub sampler: SequenceSampler,
    /// The model's sizes.
    pub config: ModelConfig,
}

thread_local! {
    static LATEST: LatestPlan<LearnedPlan> = const { RefCell::new(None) };
}

/// What a stage teaches of its strings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Teaches {
    /// What the program answers.
    Skill,
    /// What its target answers, on strings as they come.
    Target,
    /// What its target answers, on strings of which a share of `C_Tr` carries the shortcut.
    TargetWithShortcut,
}

impl Teaches {
    fn of(role: Role) -> Self {
        match role {
            Role::PretrainControl | Role::AnotherControl { .. } => Self::Target,
            Role::FineTune { .. } => Self::TargetWithShortcut,
            Role::Pretrain
            | Role::Revive { .. }
            | Role::ReviveControl
            | Role::ReviveScratch
            | Role::ReviveAnother { .. } => Self::Skill,
        }
    }
}

impl LearnedPlan {
    /// The plan of `spec`; the last one that was asked for is kept.
    ///
    /// # Errors
    /// When the Spec is not possible.
    pub fn of(spec: &LearnedSpec) -> Result<Rc<Self>, SpecError> {
        latest_plan(&LATEST, |plan| plan.spec == *spec, || Self::new(spec.clone()))
    }

    /// Tabulates the program and draws up the plan.
    ///
    /// # Errors
    /// When the Spec is not possible.
    pub fn new(spec: LearnedSpec) -> Result<Self, SpecError> {
        let spec = spec.checked()?;
        let program = spec.program()?;
        let embedded: Vec<Value> =
            std::iter::once(Value::token(BEFORE)).chain(program.vocabulary().iter().cloned()).collect();
        let sampler = SequenceSampler::new(&program, &embedded, spec.offset, spec.seed)?;
        let answers = sampler.answers();
        if answers.len() > MOST_ANSWERS {
            return Err(SpecError::Setup(format!(
                "the program has {} possible answers, more than the {MOST_ANSWERS} that are learned here; a shorter length makes them fewer",
                answers.len()
            )));
        }
        let tokens: Vec<String> = embedded
            .iter()
            .map(ToString::to_string)
            .chain(answers.iter().map(|answer| format!("answer:{answer}")))
            // What other programs read has one token in a line, and none with blanks.
            .map(|token| token.replace(char::is_whitespace, "_"))
            .collect();
        let context = program.length() + 1;
        if spec.batch as usize * context > MOST_TOKENS {
            return Err(SpecError::Tokens { batch: spec.batch, context, most: MOST_TOKENS });
        }
        let config = spec.model(tokens.len(), context)?;
        Ok(Self { spec, tokens, sampler, config })
    }

    /// What the engine knows of it.
    pub fn plan(&self) -> Plan {
        let spec = &self.spec;
        let mut stages: Vec<Stage> = Vec::new();
        let measurement_cost = self.cost().measurement();
        let mut push = |role: Role, start: Start, schedule: Schedule| {
            let id = StageId(stages.len() as u32);
            let measured_at =
                if role.revives() { spread_by_ratio(schedule.steps) } else { spread_evenly(schedule.steps) };
            let step_cost = 1.0;
            stages.push(Stage {
                id,
                role,
                start,
                schedule,
                constructs: false,
                measured_at,
                step_cost,
                measurement_cost,
            });
            id
        };
        let pretraining = Schedule::paper(spec.pretrain_rate, spec.pretrain_steps);
        let pretrained = push(Role::Pretrain, Start::Fresh, pretraining);
        let control = push(Role::PretrainControl, Start::Fresh, pretraining);
        let others: Vec<(u32, StageId)> = (1..spec.controls)
            .map(|index| (index, push(Role::AnotherControl { index }, Start::Fresh, pretraining)))
            .collect();
        let mut tune = |(rate, peak): (u32, &f64)| {
            let schedule = Schedule::paper(*peak, spec.fine_tune_steps);
            (rate, *peak, push(Role::FineTune { rate }, Start::After(pretrained), schedule))
        };
        let tuned: Vec<(u32, f64, StageId)> = (0..).zip(&spec.fine_tune_rates).map(&mut tune).collect();
        let teach = |peak: f64| Schedule::paper(peak, spec.revive_steps);
        for (rate, tuned_at, id) in tuned {
            // Not above the rate that was fine-tuned with: otherwise a revival could be plain relearning (paper, reFT).
            push(Role::Revive { rate }, Start::After(id), teach(tuned_at.min(spec.revive_rate)));
        }
        push(Role::ReviveControl, Start::After(control), teach(spec.revive_rate));
        push(Role::ReviveScratch, Start::Fresh, teach(spec.revive_rate));
        for (index, control) in others {
            push(Role::ReviveAnother { index }, Start::After(control), teach(spec.revive_rate));
        }
        Plan { spec: spec.clone().into(), stages, analyses: self.analyses() }
    }

    fn cost(&self) -> GptCost {
        GptCost { config: self.config, batch: self.spec.batch, held_out: self.spec.held_out }
    }

    /// Everything that is asked of the models when the experiment runs to its end.
    fn analyses(&self) -> Vec<PlannedAnalysis> {
        if self.spec.instruments == LearnedInstruments::None {
            return Vec::new();
        }
        let rates = 0..self.spec.fine_tune_rates.len() as u32;
        let after = |role| ModelRef::After(role);
        let prune = |model| Analysis::Prune { model, granularity: Granularity::Neurons };
        let probe = |model| Analysis::Probe { model };
        let tuned = || rates.clone().map(|rate| after(Role::FineTune { rate }));
        let nothing = [after(Role::PretrainControl), ModelRef::Initial];
        tuned()
            .chain(nothing)
            .map(prune)
            .chain([after(Role::Pretrain)].into_iter().chain(nothing).chain(tuned()).map(probe))
            .chain(rates.clone().map(|rate| Analysis::Undo { rate }))
            .map(|analysis| PlannedAnalysis { analysis, cost: self.cost().of(analysis) })
            .collect()
    }

    /// The seed of a stage's initial weights and strings.
    pub fn seed(&self, role: Role) -> u32 {
        match role {
            Role::AnotherControl { index } => another_seed(self.spec.seed).wrapping_add(index),
            _ => self.spec.seed,
        }
    }

    /// The stream that a stage's strings come from: the same for stages that are compared.
    pub fn data(&self, role: Role) -> Stream {
        let number = match Teaches::of(role) {
            Teaches::Skill if role == Role::Pretrain => 1,
            Teaches::Target => 2,
            Teaches::TargetWithShortcut => 3,
            Teaches::Skill => 4,
        };
        Stream::new(self.seed(role), Purpose::Training(number))
    }

    /// The next batch of a stage.
    pub fn batch(&self, role: Role, stream: &mut Stream) -> Batch {
        let size = self.spec.batch as usize;
        self.asked(match Teaches::of(role) {
            Teaches::Skill => self.sampler.skill_batch(size, stream),
            Teaches::Target => self.sampler.target_batch(size, stream),
            Teaches::TargetWithShortcut => self.sampler.tuning_batch(size, self.spec.c_tr, stream),
        })
    }

    /// Strings with an answer to each, as a GPT takes them: it answers behind the last word.
    fn asked(&self, strings: CompiledBatch) -> Batch {
        let CompiledBatch { size, inputs, answers } = strings;
        let context = self.config.context;
        let first_answer = (self.tokens.len() - self.sampler.answers().len()) as u32;
        let follows = |(row, answer): (&[u32], u32)| {
            let behind = row.iter().skip(1).copied().collect::<Vec<_>>();
            behind.into_iter().chain([first_answer + answer])
        };
        let targets = inputs.chunks(context).zip(answers).flat_map(follows).collect();
        Batch { size, inputs, targets }
    }

    /// Strings without the shortcut whose answer could be moved by it, from the stream of `purpose`.
    fn movable(&self, purpose: Purpose, how_many: u32) -> Vec<Labelled> {
        let mut stream = Stream::new(self.spec.seed, purpose);
        (0..how_many).map(|_| self.sampler.draw_movable(&mut stream)).collect()
    }

    /// The held-out sets, in the order of [`Measure::ALL`]: the same strings are asked about in all of them.
    pub fn held_out(&self) -> Vec<Batch> {
        let mut stream = Stream::new(self.spec.seed, Purpose::HeldOut);
        let n = self.spec.held_out;
        let broken: Vec<Labelled> = (0..n).map(|_| self.sampler.draw_movable(&mut stream)).collect();
        let holds: Vec<Labelled> = (0..n).map(|_| self.sampler.draw(Correlation::Holds, &mut stream)).collect();
        let set = |measure: Measure| {
            let strings = if measure.correlated() { &holds } else { &broken };
            let skill = measure.is_of_skill();
            self.asked(self.sampler.batch(strings, |labelled| if skill { labelled.skill } else { labelled.target }))
        };
        Measure::ALL.into_iter().map(set).collect()
    }

    /// Strings that pruning scores by: the skill's own task.
    pub fn scoring(&self) -> Batch {
        let mut stream = Stream::new(self.spec.seed, Purpose::Scoring);
        self.asked(self.sampler.skill_batch(self.spec.held_out as usize, &mut stream))
    }

    /// Strings that the number of pruned units is chosen on: O_PT at C_Te = 0, as the reported ones but others.
    pub fn choosing(&self) -> Batch {
        let strings = self.movable(Purpose::Choosing, self.spec.held_out);
        self.asked(self.sampler.batch(&strings, |labelled| labelled.skill))
    }

    /// Strings that probes are trained on and, behind them, those that test them, as tokens; and both answers to each.
    pub fn probed(&self) -> (Vec<u32>, Vec<[u32; 2]>) {
        let strings = self.movable(Purpose::Probing, PROBE_TRAINING + PROBE_TEST);
        let labels = strings.iter().map(|labelled| [labelled.skill, labelled.target]).collect();
        (self.sampler.batch(&strings, |labelled| labelled.skill).inputs, labels)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::setups::compiled::{CompiledPlan, CompiledSpec};

    #[test]
    fn a_learned_skill_and_its_compiled_twin_are_measured_on_the_same_strings() {
        for key in ["counter", "max-identifier", "most-frequent"] {
            let own = LearnedSpec { held_out: 64, ..LearnedSpec::of_listed(key).unwrap() };
            let plan = LearnedPlan::new(own.clone()).unwrap();
            let (source, offset, seed) = (own.source.clone(), own.offset, own.seed);
            let twin = CompiledSpec { source, offset, seed, held_out: 64, ..CompiledSpec::counter() };
            let twin = CompiledPlan::new(twin).unwrap();
            let words = |names: &[String], inputs: &[u32]| -> Vec<String> {
                inputs.iter().map(|token| names[*token as usize].clone()).collect()
            };
            let compiled: Vec<String> = twin.compiled.words.iter().map(ToString::to_string).collect();
            for (learned, written) in plan.held_out().iter().zip(twin.held_out()) {
                assert_eq!(words(&plan.tokens, &learned.inputs), words(&compiled, &written.inputs), "{key}");
                let first = (plan.tokens.len() - plan.sampler.answers().len()) as u32;
                let answers: Vec<u32> = learned.answers().iter().map(|token| token - first).collect();
                assert_eq!(answers, written.answers, "{key}");
            }
        }
    }

    #[test]
    fn programs_of_the_library_are_learned_or_refused_because_no_string_carries_the_shortcut() {
        let mut refused = Vec::new();
        for listed in &crate::rasp::LIBRARY {
            match LearnedSpec::of_listed(listed.key).map_err(SpecError::from).and_then(LearnedPlan::new) {
                Ok(plan) => assert_eq!(plan.plan().stages.len(), 4 + 2 * 3, "{}", listed.key),
                Err(error) => {
                    assert!(error.to_string().contains("carry the shortcut"), "{}: {error}", listed.key);
                    refused.push(listed.key);
                }
            }
        }
        assert_eq!(refused, ["sort-unique", "sort", "pair-balance", "length"]);
    }

    #[test]
    fn stages_start_from_earlier_ones_and_end_measured_and_analyses_are_of_models_that_are_trained() {
        let plan = LearnedPlan::new(LearnedSpec { controls: 3, ..LearnedSpec::counter() }).unwrap().plan();
        assert_eq!(plan.stages.len(), 4 + 2 * 3 + 2 * 2);
        for stage in &plan.stages {
            assert!(!matches!(stage.start, Start::After(before) if before >= stage.id));
            assert_eq!(stage.measured_at.last(), Some(&stage.schedule.steps));
        }
        for analysis in plan.analyses.iter().map(|planned| planned.analysis) {
            for model in analysis.needs() {
                let exists = match model {
                    ModelRef::Initial => true,
                    ModelRef::After(role) => plan.stage_of(role).is_some(),
                    ModelRef::NeverHad | ModelRef::Random => false,
                };
                assert!(exists, "{analysis:?}");
            }
        }
    }
}
