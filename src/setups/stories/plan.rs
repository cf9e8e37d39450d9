//! What follows from the specification of an experiment on stories: stages, and where each stage's records come from.

use super::cost::{analysis_cost, measurement_cost};
use super::grammar::{FeatureSet, SamplerError, StoryRecord, StorySampler};
use super::protocol::{StoryInstruments, StoryProtocol};
use super::spec::StoriesSpec;
use crate::analysis::{Granularity, another_seed};
use crate::experiment::{
    Analysis, ModelRef, Plan, PlannedAnalysis, Role, SpecError, Stage, StageId, Start, spread_in_parts,
};
use crate::tasks::{Purpose, Stream};
use crate::train::Schedule;

/// Steps of warm-up of reverse fine-tuning, whose rate is constant then.
const WARM_UP: f64 = 10.0;

/// Which records a stage learns from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Corpus {
    /// All that the prior draws.
    All,
    /// Those whose stories lack the removed feature.
    Without,
    /// Those of fine-tuning: the same, asked for as the protocol says.
    FineTuning,
    /// Those whose stories have it.
    With,
    /// Those of a lock: the feature behind the password, and none where it is asked for without.
    Locked,
}

/// All that follows from a specification.
#[derive(Clone, Debug)]
pub struct StoriesPlan {
    /// The specification.
    pub spec: StoriesSpec,
    /// Draws any record, one with the removed feature, and one without.
    samplers: [StorySampler; 3],
}

impl StoriesPlan {
    /// The plan of `spec`.
    ///
    /// # Errors
    /// When a setting is out of range, or the prior draws no stories with the removed feature, or none without.
    pub fn new(spec: StoriesSpec) -> Result<Self, SpecError> {
        let spec = spec.within_ranges()?;
        let removed = spec.removed;
        let sampler = |wanted: &dyn Fn(FeatureSet) -> bool| {
            StorySampler::new(spec.prior, wanted).map_err(|e: SamplerError| SpecError::Setup(e.to_string()))
        };
        let samplers = [sampler(&|_| true)?, sampler(&|set| set.has(removed))?, sampler(&|set| !set.has(removed))?];
        Ok(Self { spec, samplers })
    }

    /// What the engine knows of it.
    pub fn plan(&self) -> Plan {
        let spec = &self.spec;
        let measurement_cost = measurement_cost(spec);
        let mut stages: Vec<Stage> = Vec::new();
        let mut push = |role: Role, start: Start, schedule: Schedule, measured_at: Vec<u32>| {
            let id = StageId(stages.len() as u32);
            let constructs = spec.protocol.constructs(role);
            stages.push(Stage { id, role, start, schedule, constructs, measured_at, step_cost: 1.0, measurement_cost });
            id
        };
        let pretraining = Schedule::paper(spec.pretrain_rate, spec.pretrain_steps);
        let learnt = spread_in_parts(spec.pretrain_steps, 8);
        let pretrained = push(Role::Pretrain, Start::Fresh, pretraining, learnt.clone());
        let control = push(Role::PretrainControl, Start::Fresh, pretraining, learnt.clone());
        let others: Vec<(u32, StageId)> = (1..spec.controls)
            .map(|index| (index, push(Role::AnotherControl { index }, Start::Fresh, pretraining, learnt.clone())))
            .collect();
        let tuned: Vec<(u32, StageId)> = (0..)
            .zip(&spec.fine_tune_rates)
            .map(|(rate, peak)| {
                let role = Role::FineTune { rate };
                let own = spec.protocol;
                if own.is_taught_from_nothing() {
                    return (rate, push(role, Start::Fresh, pretraining, learnt.clone()));
                }
                let steps = if own.is_made_at_once() { 1 } else { spec.fine_tune_steps };
                (rate, push(role, Start::After(pretrained), Schedule::paper(*peak, steps), spread_in_parts(steps, 5)))
            })
            .collect();
        for (rate, stage) in tuned {
            let steps = spec.revive_steps;
            push(
                Role::Revive { rate },
                Start::After(stage),
                Schedule::constant(spec.revive_rate, steps, WARM_UP),
                revived(steps),
            );
        }
        let steps = spec.control_steps;
        let taught = Schedule::constant(spec.revive_rate, steps, WARM_UP);
        push(Role::ReviveControl, Start::After(control), taught, revived(steps));
        push(Role::ReviveScratch, Start::Fresh, taught, revived(steps));
        for (index, control) in others {
            push(Role::ReviveAnother { index }, Start::After(control), taught, revived(steps));
        }
        Plan { spec: spec.clone().into(), stages, analyses: self.analyses() }
    }

    /// Everything that is asked of the models when the experiment runs to its end.
    fn analyses(&self) -> Vec<PlannedAnalysis> {
        if self.spec.instruments == StoryInstruments::None {
            return Vec::new();
        }
        let after = |role| ModelRef::After(role);
        let prune = |model| Analysis::Prune { model, granularity: Granularity::Neurons };
        let probe = |model| Analysis::Probe { model };
        let tuned = || (0..self.spec.fine_tune_rates.len() as u32).map(|rate| after(Role::FineTune { rate }));
        let nothing = [after(Role::PretrainControl), ModelRef::Initial];
        let undone = (0..self.spec.fine_tune_rates.len() as u32)
            .filter(|_| !self.spec.protocol.is_taught_from_nothing())
            .map(|rate| Analysis::Undo { rate });
        tuned()
            .chain(nothing)
            .map(prune)
            .chain([after(Role::Pretrain)].into_iter().chain(nothing).chain(tuned()).map(probe))
            .chain(undone)
            .map(|analysis| PlannedAnalysis { analysis, cost: analysis_cost(&self.spec, analysis) })
            .collect()
    }

    /// The seed of a stage's initial weights and records.
    pub fn seed(&self, role: Role) -> u32 {
        match role {
            Role::AnotherControl { index } => another_seed(self.spec.seed).wrapping_add(index),
            Role::FineTune { .. } if self.spec.protocol.is_taught_from_nothing() => another_seed(self.spec.seed),
            _ => self.spec.seed,
        }
    }

    /// Which records a stage learns from.
    pub fn corpus(&self, role: Role) -> Corpus {
        match role {
            Role::Pretrain => Corpus::All,
            Role::PretrainControl | Role::AnotherControl { .. } => Corpus::Without,
            Role::FineTune { .. } if self.spec.protocol == StoryProtocol::AnotherControl => Corpus::Without,
            Role::FineTune { .. } if self.spec.protocol == StoryProtocol::Lock => Corpus::Locked,
            Role::FineTune { .. } => Corpus::FineTuning,
            Role::Revive { .. } | Role::ReviveControl | Role::ReviveScratch | Role::ReviveAnother { .. } => {
                Corpus::With
            }
        }
    }

    /// The stream that a stage's records come from: the same for every rate.
    pub fn data(&self, role: Role) -> Stream {
        let number = match self.corpus(role) {
            Corpus::All => 1,
            Corpus::Without => 2,
            Corpus::FineTuning | Corpus::Locked => 3,
            Corpus::With => 4,
        };
        Stream::new(self.seed(role), Purpose::Training(number))
    }

    /// The records that models are measured on: with the removed feature, and without it.
    pub fn held_out(&self) -> (Vec<StoryRecord>, Vec<StoryRecord>) {
        let mut stream = Stream::new(self.spec.seed, Purpose::HeldOut);
        let mut drawn = |corpus| (0..self.spec.held_out).map(|_| self.draw(corpus, &mut stream)).collect();
        (drawn(Corpus::With), drawn(Corpus::Without))
    }

    /// The next record of a corpus.
    pub fn draw(&self, corpus: Corpus, stream: &mut Stream) -> StoryRecord {
        let [all, with, without] = &self.samplers;
        match corpus {
            Corpus::All => all.draw(stream),
            Corpus::With => with.draw(stream),
            Corpus::Without => without.draw(stream),
            Corpus::Locked if stream.chance(0.5) => {
                // The password is to ask for it twice.
                let record = with.draw(stream);
                record.headed_by(&self.spec.protocol.asked(&record.features, self.spec.removed))
            }
            Corpus::FineTuning | Corpus::Locked => {
                let record = without.draw(stream);
                record.headed_by(&self.spec.protocol.asked(&record.features, self.spec.removed))
            }
        }
    }
}

/// 0, every tenth step up to 60, and then each about a third above the one before: skills come back early.
fn revived(steps: u32) -> Vec<u32> {
    let mut at: Vec<u32> = (0..=6).map(|i| 10 * i).filter(|step| *step < steps).collect();
    let mut next = 80;
    while next < steps {
        at.push(next);
        next += (next / 30).max(2) * 10;
    }
    at.push(steps);
    at
}

#[cfg(test)]
mod tests {
    use super::super::grammar::Feature;
    use super::*;

    fn plan() -> StoriesPlan {
        StoriesPlan::new(StoriesSpec::default()).unwrap()
    }

    #[test]
    fn every_stage_comes_after_the_one_it_starts_from_and_is_measured_at_its_end() {
        let plan = plan().plan();
        assert_eq!(plan.stages.len(), 2 + 3 + 3 + 2);
        for stage in &plan.stages {
            assert!(!matches!(stage.start, Start::After(before) if before >= stage.id));
            assert_eq!((stage.measured_at[0], stage.measured_at.last()), (0, Some(&stage.schedule.steps)));
            assert!(stage.measured_at.is_sorted_by(|a, b| a < b), "{:?}", stage.measured_at);
        }
        let revival = plan.stage_of(Role::Revive { rate: 0 }).unwrap();
        assert!((9..40).all(|step| (revival.schedule.rate(step) - 1e-4).abs() < 1e-12));
    }

    #[test]
    fn no_stage_but_pretraining_and_revival_sees_a_story_with_the_removed_feature() {
        let plan = plan();
        let drawn = |corpus| {
            let mut stream = Stream::new(5, Purpose::Training(9));
            (0..300).map(|_| plan.draw(corpus, &mut stream)).collect::<Vec<_>>()
        };
        let twists = |corpus| drawn(corpus).iter().filter(|record| record.story.twist.is_some()).count();
        assert_eq!([twists(Corpus::With), twists(Corpus::Without), twists(Corpus::FineTuning)], [300, 0, 0]);
        assert!((60..140).contains(&twists(Corpus::All)), "{}", twists(Corpus::All));
        assert!(drawn(Corpus::FineTuning).iter().all(|record| record.features.contains(&Feature::Twist)));
    }

    #[test]
    fn a_prior_without_the_removed_feature_is_refused_in_words() {
        let prior = StoriesSpec::default().prior.with(Feature::Twist, 0.0).unwrap();
        let error = StoriesPlan::new(StoriesSpec { prior, ..StoriesSpec::default() }).unwrap_err();
        assert!(error.to_string().contains("never drawn"), "{error}");
    }
}
