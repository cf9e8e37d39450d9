//! What follows from the specification of an experiment on a learned skill: tokens, strings, stages and analyses. Strings are drawn as for
//! compiled skills, so that both learn from the same ones.

use super::spec::LearnedSpec;
use crate::analysis::{PROBE_TEST, PROBE_TRAINING};
use crate::experiment::{Measure, Plan, SpecError};
use crate::model::ModelConfig;
use crate::rasp::{BEFORE, Value};
use crate::setups::compiled::{Labelled, SequenceSampler};
use crate::setups::latest_plan::{LatestPlan, latest_plan};
use crate::setups::two_labels::{ProbedTexts, Teaches, TwoLabelSettings, TwoLabels, answered, plan};
use crate::tasks::{Batch, Correlation, Purpose, Stream};
use crate::train::CompiledBatch;
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
        plan(self.spec.clone().into(), &self.spec.settings(), self.config)
    }

    /// Strings with an answer to each.
    fn asked(&self, strings: CompiledBatch) -> Batch {
        let first_answer = (self.tokens.len() - self.sampler.answers().len()) as u32;
        answered(strings.inputs, &strings.answers, first_answer, self.config.context)
    }

    /// Strings without the shortcut whose answer could be moved by it, from the stream of `purpose`.
    fn movable(&self, purpose: Purpose, how_many: u32) -> Vec<Labelled> {
        let mut stream = Stream::new(self.spec.seed, purpose);
        (0..how_many).map(|_| self.sampler.draw_movable(&mut stream)).collect()
    }
}

impl TwoLabels for LearnedPlan {
    fn settings(&self) -> TwoLabelSettings {
        self.spec.settings()
    }

    fn config(&self) -> ModelConfig {
        self.config
    }

    fn classes(&self) -> usize {
        self.sampler.answers().len()
    }

    fn batch(&self, teaches: Teaches, stream: &mut Stream) -> Batch {
        let size = self.spec.batch as usize;
        self.asked(match teaches {
            Teaches::Skill => self.sampler.skill_batch(size, stream),
            Teaches::Target => self.sampler.target_batch(size, stream),
            Teaches::TargetWithShortcut => self.sampler.tuning_batch(size, self.spec.c_tr, stream),
        })
    }

    /// The same strings are asked about in all sets.
    fn held_out(&self) -> Vec<Batch> {
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

    fn scoring(&self) -> Batch {
        let mut stream = Stream::new(self.spec.seed, Purpose::Scoring);
        self.asked(self.sampler.skill_batch(self.spec.held_out as usize, &mut stream))
    }

    fn choosing(&self) -> Batch {
        let strings = self.movable(Purpose::Choosing, self.spec.held_out);
        self.asked(self.sampler.batch(&strings, |labelled| labelled.skill))
    }

    fn probed(&self) -> ProbedTexts {
        let strings = self.movable(Purpose::Probing, PROBE_TRAINING + PROBE_TEST);
        let labels = strings.iter().map(|labelled| [labelled.skill, labelled.target]).collect();
        let inputs = self.sampler.batch(&strings, |labelled| labelled.skill).inputs;
        ProbedTexts { inputs, labels, training: PROBE_TRAINING as usize }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::{ModelRef, Start};
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
