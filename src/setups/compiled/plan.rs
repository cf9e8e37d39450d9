//! What follows from the specification of an experiment on a compiled skill: models, strings, stages and analyses.

use super::error::CompiledSpecError;
use super::labelled_strings::Labelled;
use super::protocol::CompiledInstruments;
use super::sequence_sampler::SequenceSampler;
use super::spec::CompiledSpec;
use crate::analysis::{Granularity, PROBE_TEST, PROBE_TRAINING, another_seed};
use crate::experiment::{
    Analysis, Measure, ModelRef, Plan, PlannedAnalysis, Role, Stage, StageId, Start, spread_by_ratio, spread_evenly,
};
use crate::model::{CompiledWeights, Weights, compiled_weights, noised};
use crate::rasp::Compiled;
use crate::setups::latest_plan::{LatestPlan, latest_plan};
use crate::tasks::{Correlation, Purpose, Stream};
use crate::train::{CompiledBatch, Schedule};
use std::cell::RefCell;
use std::rc::Rc;

/// Weights of the largest model that is trained: a step should not take a second.
const MOST_WEIGHTS: usize = 400_000;
/// The cost of pruning one model, in steps of training.
const PRUNING: f64 = 800.0;
/// The cost of reading one model's attention.
const ATTENTION: f64 = 10.0;
/// The cost of probing one model.
const PROBING: f64 = 60.0;
/// The cost of undoing one model's change.
const UNDOING: f64 = 40.0;
/// Strings that attention is averaged over.
const LOOKED_AT: u32 = 64;
/// A forward pass over a batch costs about this share of a training step.
const FORWARD: f64 = 0.3;

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
    pub sampler: SequenceSampler,
}

thread_local! {
    static LATEST: LatestPlan<CompiledPlan> = const { RefCell::new(None) };
}

impl CompiledPlan {
    /// The plan of `spec`; the last one that was asked for is kept.
    ///
    /// # Errors
    /// When the Spec is not possible.
    pub fn of(spec: &CompiledSpec) -> Result<Rc<Self>, CompiledSpecError> {
        latest_plan(&LATEST, |plan| plan.spec == *spec, || Self::new(spec.clone()))
    }

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
        let sampler = SequenceSampler::new(compiled.program(), &compiled.words, spec.offset, spec.seed)?;
        let target = program.target().map(|target| program.with_output(target));
        let control = target.and_then(|program| program.compile().ok()).filter(|control| {
            let alike = control.answers().iter().map(|(v, _)| v).eq(compiled.answers().iter().map(|(v, _)| v));
            alike && control.words == compiled.words
        });
        Ok(Self { spec, compiled, control, sampler })
    }

    /// What the engine knows of it.
    pub fn plan(&self) -> Plan {
        let spec = &self.spec;
        let rates = 0..spec.rates.len() as u32;
        let mut stages: Vec<Stage> = Vec::new();
        let measurement_cost = 4.0 * FORWARD * f64::from(spec.held_out) / f64::from(spec.batch);
        let mut push = |role: Role, start: Start, schedule: Schedule| {
            let id = StageId(stages.len() as u32);
            let measured_at =
                if role.revives() { spread_by_ratio(schedule.steps) } else { spread_evenly(schedule.steps) };
            let constructs = spec.protocol.constructs(role);
            stages.push(Stage { id, role, start, schedule, constructs, measured_at, step_cost: 1.0, measurement_cost });
            id
        };
        let revival = Schedule::paper(spec.revive_rate, spec.revive_steps);
        let tuned: Vec<StageId> = rates
            .clone()
            .zip(&spec.rates)
            .map(|(rate, peak)| {
                let steps = if spec.protocol.is_full() { spec.steps } else { 1 };
                push(Role::FineTune { rate }, Start::Fresh, Schedule::paper(*peak, steps))
            })
            .collect();
        if self.control.is_some() {
            push(Role::ReviveControl, Start::Fresh, revival);
        }
        for (rate, id) in rates.clone().zip(tuned) {
            push(Role::Revive { rate }, Start::After(id), revival);
        }
        let prune = |model| (Analysis::Prune { model, granularity: Granularity::Weights }, PRUNING);
        let look = |model| (Analysis::Attention { model }, ATTENTION);
        let after = |role| ModelRef::After(role);
        let never_had = self.control.iter().map(|_| prune(ModelRef::NeverHad));
        let judged = spec.instruments == CompiledInstruments::Verdict;
        let probe = |model| (Analysis::Probe { model }, PROBING);
        let with_nothing = self.control.iter().map(|_| ModelRef::NeverHad).chain([ModelRef::Random]);
        let evidence = [ModelRef::Initial]
            .into_iter()
            .chain(with_nothing)
            .chain(rates.clone().map(|rate| after(Role::FineTune { rate })))
            .map(probe)
            .chain([prune(ModelRef::Random)])
            .chain(rates.clone().map(|rate| (Analysis::Undo { rate }, UNDOING)))
            .filter(|_| judged);
        let asked = std::iter::once(look(ModelRef::Initial))
            .chain(rates.clone().map(|rate| look(after(Role::FineTune { rate }))))
            .chain(rates.clone().map(|rate| look(after(Role::Revive { rate }))))
            .chain(never_had)
            .chain(rates.clone().map(|rate| prune(after(Role::FineTune { rate }))))
            .chain(evidence);
        let analyses = asked.map(|(analysis, cost)| PlannedAnalysis { analysis, cost }).collect();
        Plan { spec: spec.clone().into(), stages, analyses }
    }

    /// The compiled skill, or for the stage that teaches the control and for what is asked of it the compiled target.
    fn compiled_of(&self, control: bool) -> &Compiled {
        match &self.control {
            Some(target) if control => target,
            _ => &self.compiled,
        }
    }

    /// The compiled weights before any training, with noise: of the skill, or of the control.
    pub fn initial(&self, control: bool) -> CompiledWeights {
        noised(&compiled_weights(self.compiled_of(control)), self.spec.noise, self.spec.seed)
    }

    /// Random weights of the skill's own sizes: normal numbers with the mean and the spread of each of its matrices.
    pub fn random(&self) -> Weights {
        let mut stream = Stream::new(another_seed(self.spec.seed), Purpose::Construction);
        let mut weights = Weights::from(&self.initial(false));
        for own in &mut weights.parameters {
            let n = own.values.len().max(1) as f32;
            let mean = own.values.iter().sum::<f32>() / n;
            let spread = (own.values.iter().map(|v| (v - mean) * (v - mean)).sum::<f32>() / n).sqrt();
            own.values.iter_mut().for_each(|value| *value = mean + spread * stream.normal());
        }
        weights
    }

    /// Strings that probes are trained on and, behind them, those that test them: the shortcut does not hold on any.
    pub fn probed_strings(&self) -> (Vec<Labelled>, usize) {
        let mut stream = Stream::new(self.spec.seed, Purpose::Probing);
        let draw = |_| self.sampler.draw_movable(&mut stream);
        ((0..PROBE_TRAINING + PROBE_TEST).map(draw).collect(), PROBE_TRAINING as usize)
    }

    /// The residual stream's direction of each answer.
    pub fn answer_indices(&self, control: bool) -> Vec<u32> {
        self.compiled_of(control).answers().iter().map(|(_, direction)| *direction as u32).collect()
    }

    /// The stream that a stage's strings come from: the same for every rate.
    pub fn data(&self, role: Role) -> Stream {
        let number = if matches!(role, Role::FineTune { .. }) { 1 } else { 2 };
        Stream::new(self.spec.seed, Purpose::Training(number))
    }

    /// The next batch of a stage.
    pub fn batch(&self, role: Role, stream: &mut Stream) -> CompiledBatch {
        let size = self.spec.batch as usize;
        match role {
            Role::FineTune { .. } => self.sampler.tuning_batch(size, self.spec.c_tr, stream),
            _ => self.sampler.skill_batch(size, stream),
        }
    }

    /// The held-out strings, without the correlation and with it. The largest answers, which no wrapper could move, are left out.
    pub fn held_out_strings(&self) -> [Vec<Labelled>; 2] {
        let mut stream = Stream::new(self.spec.seed, Purpose::HeldOut);
        let broken = (0..self.spec.held_out).map(|_| self.sampler.draw_movable(&mut stream)).collect();
        let holds = (0..self.spec.held_out).map(|_| self.sampler.draw(Correlation::Holds, &mut stream)).collect();
        [broken, holds]
    }

    /// Held-out strings without the correlation that attention is averaged over, as rows of the embedding.
    pub fn looked_at(&self) -> Vec<Vec<u32>> {
        let mut stream = Stream::new(self.spec.seed, Purpose::HeldOut);
        let count = LOOKED_AT.min(self.spec.held_out);
        (0..count).map(|_| self.sampler.encode(&self.sampler.draw_movable(&mut stream).words)).collect()
    }

    /// The held-out sets, in the order of [`Measure::ALL`].
    pub fn held_out(&self) -> Vec<CompiledBatch> {
        let [broken, holds] = self.held_out_strings();
        let set = |measure: Measure| {
            let strings = if measure.correlated() { &holds } else { &broken };
            let skill = measure.is_of_skill();
            self.sampler.batch(strings, |labelled| if skill { labelled.skill } else { labelled.target })
        };
        Measure::ALL.into_iter().map(set).collect()
    }

    /// Strings that pruning scores by: the skill's own task.
    pub fn scoring(&self) -> CompiledBatch {
        self.sampler.skill_batch(self.spec.held_out as usize, &mut Stream::new(self.spec.seed, Purpose::Scoring))
    }

    /// Strings that the number of pruned weights is chosen on: the skill where the correlation does not hold.
    pub fn choosing(&self) -> CompiledBatch {
        let mut stream = Stream::new(self.spec.seed, Purpose::Choosing);
        let draw = |_| self.sampler.draw_movable(&mut stream);
        let all: Vec<Labelled> = (0..self.spec.held_out).map(draw).collect();
        self.sampler.batch(&all, |labelled| labelled.skill)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_papers_programs_have_a_control_and_every_stage_after_the_one_it_starts_from() {
        for key in ["counter", "max-identifier"] {
            let own = CompiledPlan::new(CompiledSpec::of_listed(key).unwrap()).unwrap();
            assert!(own.control.is_some(), "{key}");
            assert_eq!(own.compiled.layers.len(), 3, "{key}");
            let plan = own.plan();
            assert_eq!((plan.stages.len(), plan.analyses.len()), (4 + 1 + 4, 9 + 5));
            for stage in &plan.stages {
                assert!(!matches!(stage.start, Start::After(before) if before >= stage.id));
            }
            let sets = own.held_out();
            assert_eq!(sets.len(), 4);
            for (skill, target, holds) in [(0, 2, false), (1, 3, true)] {
                assert_eq!(sets[skill].inputs, sets[target].inputs);
                for (a, b) in sets[skill].answers.iter().zip(&sets[target].answers) {
                    assert_eq!(*b == a + own.spec.offset, holds);
                }
            }
        }
    }

    #[test]
    fn a_plan_that_was_just_made_is_not_made_again() {
        let spec = CompiledSpec::counter();
        let first = CompiledPlan::of(&spec).unwrap();
        assert!(Rc::ptr_eq(&first, &CompiledPlan::of(&spec).unwrap()));
        let other = CompiledPlan::of(&CompiledSpec { seed: 2, ..spec }).unwrap();
        assert!(!Rc::ptr_eq(&first, &other));
    }
}
