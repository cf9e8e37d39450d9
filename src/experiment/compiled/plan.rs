//! What follows from the specification of an experiment on a compiled skill: models, strings, parts, and when they are measured.

use super::super::plan::{spread_by_ratio, spread_evenly};
use super::super::record::Measure;
use super::error::CompiledSpecError;
use super::part::{CompiledPart, CompiledSubject};
use super::spec::CompiledSpec;
use super::strings::{Labelled, Strings};
use crate::model::{CompiledWeights, compiled_weights, noised};
use crate::rasp::Compiled;
use crate::tasks::{Correlation, Purpose, Stream};
use crate::train::{CompiledBatch, Schedule};

/// Weights of the largest model that is trained: a step should not take a second.
const MOST_WEIGHTS: usize = 400_000;

/// All that follows from a Spec.
#[derive(Clone, Debug)]
pub struct CompiledPlan {
    /// The specification.
    pub spec: CompiledSpec,
    /// The compiled skill.
    pub compiled: Compiled,
    /// The compiled target, a model that never had the skill; none where the target cannot be compiled, or answers otherwise.
    pub control: Option<Compiled>,
    /// Where strings come from.
    pub strings: Strings,
    /// Everything there is to do, in order.
    pub parts: Vec<CompiledPart>,
}

impl CompiledPlan {
    /// Compiles the program and draws up the plan.
    ///
    /// # Errors
    /// When the Spec is not possible.
    pub fn new(spec: CompiledSpec) -> Result<Self, CompiledSpecError> {
        let spec = spec.checked()?;
        let program = spec.program()?;
        let compiled = program.compile()?;
        let found = compiled_weights(&compiled).sizes.parameter_count();
        if found > MOST_WEIGHTS {
            return Err(CompiledSpecError::Large { found, most: MOST_WEIGHTS });
        }
        let strings = Strings::new(&compiled, spec.offset, spec.seed)?;
        let target = program.target().map(|target| program.with_output(target));
        let control = target.and_then(|program| program.compile().ok()).filter(|control| {
            let alike = control.answers().iter().map(|(v, _)| v).eq(compiled.answers().iter().map(|(v, _)| v));
            alike && control.words == compiled.words
        });
        let rates = 0..spec.rates.len() as u32;
        let mut parts: Vec<CompiledPart> = rates.clone().map(|rate| CompiledPart::FineTune { rate }).collect();
        if control.is_some() {
            parts.extend([CompiledPart::Control, CompiledPart::Prune { subject: CompiledSubject::NeverHad }]);
        }
        for rate in rates {
            parts.extend([
                CompiledPart::Revive { rate },
                CompiledPart::Prune { subject: CompiledSubject::Tuned { rate } },
            ]);
        }
        Ok(Self { spec, compiled, control, strings, parts })
    }

    fn compiled_of(&self, part: CompiledPart) -> &Compiled {
        match &self.control {
            Some(control) if part.is_of_control() => control,
            _ => &self.compiled,
        }
    }

    /// The compiled weights that a part starts from, with noise; none where it goes on from another part.
    pub fn start(&self, part: CompiledPart) -> Option<CompiledWeights> {
        if part.after().is_some() {
            return None;
        }
        Some(noised(&compiled_weights(self.compiled_of(part)), self.spec.noise, self.spec.seed))
    }

    /// The compiled weights before fine-tuning, with noise.
    pub fn initial(&self) -> CompiledWeights {
        noised(&compiled_weights(&self.compiled), self.spec.noise, self.spec.seed)
    }

    /// The residual stream's direction of each answer in the model that a part is about.
    pub fn directions(&self, part: CompiledPart) -> Vec<u32> {
        self.compiled_of(part).answers().iter().map(|(_, direction)| *direction as u32).collect()
    }

    /// The learning rate over the steps of a part of training; pruning has none.
    pub fn schedule(&self, part: CompiledPart) -> Option<Schedule> {
        match part {
            CompiledPart::FineTune { rate } => {
                Some(Schedule::paper(*self.spec.rates.get(rate as usize)?, self.spec.steps))
            }
            CompiledPart::Revive { .. } | CompiledPart::Control => {
                Some(Schedule::paper(self.spec.revive_rate, self.spec.revive_steps))
            }
            CompiledPart::Prune { .. } => None,
        }
    }

    /// After how many steps a part of training is measured, ascending.
    pub fn measured_at(&self, part: CompiledPart) -> Vec<u32> {
        match part {
            CompiledPart::FineTune { .. } => spread_evenly(self.spec.steps),
            CompiledPart::Revive { .. } | CompiledPart::Control => spread_by_ratio(self.spec.revive_steps),
            CompiledPart::Prune { .. } => Vec::new(),
        }
    }

    /// The stream that a part's strings come from: the same for every rate.
    pub fn data(&self, part: CompiledPart) -> Stream {
        let number = if matches!(part, CompiledPart::FineTune { .. }) { 1 } else { 2 };
        Stream::new(self.spec.seed, Purpose::Training(number))
    }

    /// The next batch of a part of training.
    pub fn batch(&self, part: CompiledPart, stream: &mut Stream) -> CompiledBatch {
        let size = self.spec.batch as usize;
        match part {
            CompiledPart::FineTune { .. } => self.strings.tuning_batch(size, self.spec.c_tr, stream),
            _ => self.strings.skill_batch(size, stream),
        }
    }

    /// The held-out strings, without the correlation and with it. The largest answers, which no wrapper could move, are left out.
    pub fn held_out_strings(&self) -> [Vec<Labelled>; 2] {
        let mut stream = Stream::new(self.spec.seed, Purpose::HeldOut);
        let broken = (0..self.spec.held_out).map(|_| self.strings.draw_movable(&mut stream)).collect();
        let holds = (0..self.spec.held_out).map(|_| self.strings.draw(Correlation::Holds, &mut stream)).collect();
        [broken, holds]
    }

    /// The held-out sets, in the order of [`Measure::ALL`].
    pub fn held_out(&self) -> Vec<CompiledBatch> {
        let [broken, holds] = self.held_out_strings();
        let set = |measure: Measure| {
            let strings = if measure.correlated() { &holds } else { &broken };
            let skill = matches!(measure, Measure::PretrainedBroken | Measure::PretrainedHolds);
            self.strings.batch(strings, |labelled| if skill { labelled.skill } else { labelled.target })
        };
        Measure::ALL.into_iter().map(set).collect()
    }

    /// Strings that pruning scores by: the skill's own task.
    pub fn scoring(&self) -> CompiledBatch {
        self.strings.skill_batch(self.spec.held_out as usize, &mut Stream::new(self.spec.seed, Purpose::Scoring))
    }

    /// Strings that the number of pruned weights is chosen on: the skill where the correlation does not hold.
    pub fn choosing(&self) -> CompiledBatch {
        let mut stream = Stream::new(self.spec.seed, Purpose::Choosing);
        let draw = |_| self.strings.draw_movable(&mut stream);
        let all: Vec<Labelled> = (0..self.spec.held_out).map(draw).collect();
        self.strings.batch(&all, |labelled| labelled.skill)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_papers_programs_have_a_control_and_every_part_after_what_it_needs() {
        for key in ["counter", "max-identifier"] {
            let plan = CompiledPlan::new(CompiledSpec::of_listed(key).unwrap()).unwrap();
            assert!(plan.control.is_some(), "{key}");
            assert_eq!(plan.compiled.layers.len(), 3, "{key}");
            assert_eq!(plan.parts.len(), 4 + 2 + 8);
            for (index, part) in plan.parts.iter().enumerate() {
                let before = part.after();
                assert!(before.is_none_or(|before| plan.parts[..index].contains(&before)), "{part:?}");
                assert_eq!(plan.start(*part).is_some(), before.is_none());
            }
            let sets = plan.held_out();
            assert_eq!(sets.len(), 4);
            for (skill, target, holds) in [(0, 2, false), (1, 3, true)] {
                assert_eq!(sets[skill].inputs, sets[target].inputs);
                for (a, b) in sets[skill].answers.iter().zip(&sets[target].answers) {
                    assert_eq!(*b == a + plan.spec.offset, holds);
                }
            }
        }
    }
}
