//! The stages and analyses that follow from a specification, as data: what each starts from, when it is measured, what it costs. Any worker
//! may do any of them.

use super::analysis::Analysis;
use super::error::SpecError;
use super::role::{Role, StageId};
use super::setup::Spec;
use crate::train::Schedule;
use serde::{Deserialize, Serialize};

/// The weights a stage begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Start {
    /// Weights that follow from the specification: the initial ones of its seed, or a compiled program's.
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
    /// Its learning rate over the steps.
    pub schedule: Schedule,
    /// Whether it puts a model of known state in the place of the one that it starts from, and trains nothing.
    pub constructs: bool,
    /// After how many steps it is measured, ascending; 0 is before the first step.
    pub measured_at: Vec<u32>,
    /// What a step costs, in steps of a stage of plain fine-tuning.
    pub step_cost: f64,
    /// What a measurement costs, in the same unit.
    pub measurement_cost: f64,
}

impl Stage {
    /// Whether a point after `step` steps states the mean loss of the steps before it.
    pub fn has_loss(&self, step: u32) -> bool {
        step > 0 && !self.constructs
    }

    /// The cost of taking it from `from` steps to its end, in steps of plain fine-tuning.
    pub fn cost_from(&self, from: u32) -> f64 {
        let left = self.measured_at.iter().filter(|at| **at > from || from == 0).count();
        self.step_cost * f64::from(self.schedule.steps - from.min(self.schedule.steps))
            + self.measurement_cost * left as f64
    }
}

/// An analysis of trained models.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlannedAnalysis {
    /// What is asked, and of which models.
    pub analysis: Analysis,
    /// What it costs, in steps of plain fine-tuning.
    pub cost: f64,
}

/// All stages of an experiment, each after those it starts from, and what is asked of the models that they end with.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The experiment.
    pub spec: Spec,
    /// Its stages.
    pub stages: Vec<Stage>,
    /// Its analyses.
    pub analyses: Vec<PlannedAnalysis>,
}

impl Plan {
    /// The plan of a specification.
    ///
    /// # Errors
    /// When it does not pass its check.
    pub fn new(spec: impl Into<Spec>) -> Result<Self, SpecError> {
        spec.into().checked()?.plan()
    }

    /// The stage with `id`.
    pub fn stage(&self, id: StageId) -> Option<&Stage> {
        self.stages.get(id.0 as usize)
    }

    /// The stage of a role.
    pub fn stage_of(&self, role: Role) -> Option<&Stage> {
        self.stages.iter().find(|s| s.role == role)
    }

    /// Whether `analysis` is one of its analyses.
    pub fn asks(&self, analysis: Analysis) -> bool {
        self.analyses.iter().any(|a| a.analysis == analysis)
    }
}

/// Twenty-one steps from 0 to `steps`, evenly, without repeats.
pub fn spread_evenly(steps: u32) -> Vec<u32> {
    spread_in_parts(steps, 20)
}

/// `parts` + 1 steps from 0 to `steps`, evenly, without repeats.
pub fn spread_in_parts(steps: u32, parts: u32) -> Vec<u32> {
    let mut at: Vec<u32> = (0..=parts).map(|i| (u64::from(steps) * u64::from(i) / u64::from(parts)) as u32).collect();
    at.dedup();
    at
}

/// 0, 1, 2, … `steps`, each about a quarter above the one before: even on a logarithmic axis.
pub fn spread_by_ratio(steps: u32) -> Vec<u32> {
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
    use super::*;

    #[test]
    fn very_short_stages_are_measured_without_repeats() {
        assert_eq!(spread_evenly(1), [0, 1]);
        assert_eq!(spread_by_ratio(1), [0, 1]);
        assert_eq!(spread_by_ratio(3), [0, 1, 2, 3]);
    }
}
