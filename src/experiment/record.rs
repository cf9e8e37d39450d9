//! What came out of an experiment: its settings, each stage's curve with sample sizes, and where and how fast it ran.

use super::analysis::{Analysis, AnalysisResult, FinishedAnalysis, ModelRef};
use super::failed::FailedJob;
use super::metric::{Measure, Unit};
use super::plan::{Plan, Stage};
use super::point::Point;
use super::role::Role;
use super::setup::Spec;
use crate::VERSION;
use crate::analysis::{AnswerProbes, Granularity, LetterAttention, Probes, Pruning, Undone, WeightPruning};
use serde::{Deserialize, Serialize};

/// What came out of one stage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StageRecord {
    /// What the stage is for.
    pub role: Role,
    /// Its peak learning rate.
    pub rate: f64,
    /// Steps it was to take.
    pub steps: u32,
    /// Its measurements so far.
    pub points: Vec<Point>,
    /// The engine that ran it: `cpu` or `webgpu`, with the adapter's name where there is one.
    pub device: String,
    /// Seconds of work, once it is finished.
    pub seconds: Option<f64>,
}

impl StageRecord {
    /// The first measured step at which `measure` is at least `percent`; none when it was never reached.
    pub fn reaches(&self, measure: Measure, percent: f64) -> Option<u32> {
        self.points.iter().find(|p| p.of(measure).percent() >= percent).map(|p| p.step)
    }

    /// The last measurement.
    pub fn last(&self) -> Option<&Point> {
        self.points.last()
    }
}

/// What came out of an experiment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The version of the program.
    pub version: String,
    /// The experiment.
    pub spec: Spec,
    /// What a point's shares and then its numbers are called, for those who read files.
    #[serde(default)]
    pub metrics: Vec<String>,
    /// Its stages, in the plan's order.
    pub stages: Vec<StageRecord>,
    /// What the instruments found.
    #[serde(default)]
    #[serde(rename = "findings")]
    pub analyses: Vec<FinishedAnalysis>,
    /// What could not be done, and why; what goes on from it could not be done either.
    #[serde(default)]
    pub failed: Vec<FailedJob>,
    /// Wall time from the first stage's start to the last one's end, in seconds.
    pub wall_seconds: Option<f64>,
    /// A hash of settings and every number that the plan asks for, without timings and device: equal exactly when the results
    /// are. What a visitor asked for beside the plan is not in it.
    pub fingerprint: Option<String>,
}

/// The keys of what a setup measures, shares first.
fn named(spec: &Spec) -> Vec<String> {
    let (shares, numbers): (Vec<_>, Vec<_>) = spec.metrics().into_iter().partition(|m| m.unit == Unit::Share);
    shares.iter().chain(&numbers).map(|metric| metric.key.to_owned()).collect()
}

impl Record {
    /// A Record of `plan` with nothing done.
    pub fn empty(plan: &Plan) -> Self {
        let stage = |stage: &Stage| StageRecord {
            role: stage.role,
            rate: stage.schedule.peak,
            steps: stage.schedule.steps,
            points: Vec::new(),
            device: String::new(),
            seconds: None,
        };
        Self {
            version: VERSION.to_owned(),
            spec: plan.spec.clone(),
            metrics: named(&plan.spec),
            stages: plan.stages.iter().map(stage).collect(),
            analyses: Vec::new(),
            failed: Vec::new(),
            wall_seconds: None,
            fingerprint: None,
        }
    }

    /// The stage of a role.
    pub fn stage(&self, role: Role) -> Option<&StageRecord> {
        self.stages.iter().find(|s| s.role == role)
    }

    /// The stage of a role, once it is finished.
    pub fn finished(&self, role: Role) -> Option<&StageRecord> {
        self.stage(role).filter(|s| s.seconds.is_some())
    }

    /// What an analysis found.
    pub fn found(&self, analysis: Analysis) -> Option<&AnalysisResult> {
        self.analyses.iter().find(|f| f.analysis == analysis).map(|f| &f.result)
    }

    /// What pruning of `model` by `granularity` found.
    pub fn pruning(&self, model: ModelRef, granularity: Granularity) -> Option<&Pruning> {
        match self.found(Analysis::Prune { model, granularity })? {
            AnalysisResult::Pruning(pruning) => Some(pruning),
            _ => None,
        }
    }

    /// What pruning single weights of a compiled model found.
    pub fn weight_pruning(&self, model: ModelRef) -> Option<&WeightPruning> {
        match self.found(Analysis::Prune { model, granularity: Granularity::Weights })? {
            AnalysisResult::WeightPruning(pruning) => Some(pruning),
            _ => None,
        }
    }

    /// Where the last position of a compiled model looks.
    pub fn letter_attention(&self, model: ModelRef) -> &[LetterAttention] {
        match self.found(Analysis::Attention { model }) {
            Some(AnalysisResult::LetterAttention(found)) => found,
            _ => &[],
        }
    }

    /// What probes of `model` read.
    pub fn probes(&self, model: ModelRef) -> Option<&Probes> {
        match self.found(Analysis::Probe { model })? {
            AnalysisResult::Probes(probes) => Some(probes),
            _ => None,
        }
    }

    /// What probes of a compiled model read.
    pub fn answer_probes(&self, model: ModelRef) -> Option<&AnswerProbes> {
        match self.found(Analysis::Probe { model })? {
            AnalysisResult::AnswerProbes(probes) => Some(probes),
            _ => None,
        }
    }

    /// What undoing the change of the model fine-tuned at a rate shows.
    pub fn undone(&self, rate: u32) -> Option<&Undone> {
        match self.found(Analysis::Undo { rate })? {
            AnalysisResult::Undone(undone) => Some(undone),
            _ => None,
        }
    }
}
