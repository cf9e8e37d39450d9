//! What came out of an experiment on a compiled skill.

use super::super::evidence::revival_of;
use super::super::plan::Role;
use super::super::record::{Measure, StageRecord};
use super::part::{CompiledPart, CompiledSubject};
use super::spec::CompiledSpec;
use crate::analysis::{
    Evidence, Judgement, LetterAttention, PruningEvidence, RevivalEvidence, THRESHOLDS, WeightPruning, judge,
};
use crate::train::Accuracy;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What came out of an experiment on a compiled skill.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CompiledRecord {
    /// The version of the program.
    pub version: String,
    /// The experiment.
    pub spec: CompiledSpec,
    /// Its parts of training, in the plan's order.
    pub stages: Vec<CompiledStage>,
    /// What pruning found.
    pub examined: Vec<Examined>,
    /// Where the last position of the compiled model looks, before fine-tuning.
    pub attention: Vec<LetterAttention>,
    /// Parts that failed, and why: those whose training left the numbers.
    #[serde(default)]
    pub lost: Vec<(CompiledPart, String)>,
    /// Wall time from the first part's start to the last one's end, in seconds.
    pub wall_seconds: Option<f64>,
    /// A hash of settings and every number, without timings and device: equal exactly when the results are.
    pub fingerprint: Option<String>,
}

/// A part of training, with where its model looks at the end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CompiledStage {
    /// Its curve.
    pub stage: StageRecord,
    /// Where the last position looks once it is finished; empty before.
    pub attention: Vec<LetterAttention>,
}

/// A model that was pruned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Examined {
    /// Which model.
    pub subject: CompiledSubject,
    /// What pruning found.
    pub pruning: WeightPruning,
    /// Seconds of work.
    pub seconds: f64,
}

impl CompiledRecord {
    /// The stage of a role.
    pub fn stage(&self, role: Role) -> Option<&CompiledStage> {
        self.stages.iter().find(|s| s.stage.role == role)
    }

    /// What pruning of `subject` found.
    pub fn pruning(&self, subject: CompiledSubject) -> Option<&WeightPruning> {
        self.examined.iter().find(|e| e.subject == subject).map(|e| &e.pruning)
    }

    /// The four accuracies that a fine-tuning ended with, in the order of [`Measure::ALL`]; none before it is finished.
    pub fn ended(&self, rate: u32) -> Option<[Accuracy; 4]> {
        let stage = &self.stage(Role::FineTune { rate })?.stage;
        stage.seconds?;
        Some(stage.last()?.accuracy)
    }

    /// The verdict on the model fine-tuned at a rate, from its answers, pruning and revival, by the rule of all experiments. There are no
    /// probes: the skill's directions have names here.
    pub fn verdict(&self, rate: u32) -> Option<Judgement> {
        let stage = &self.stage(Role::FineTune { rate })?.stage;
        let before = stage.points.first()?.of(Measure::PretrainedBroken);
        let after = self.ended(rate)?[Measure::PretrainedBroken as usize];
        let pruning = self.pruning(CompiledSubject::Tuned { rate }).and_then(|own| {
            let (_, best) = own.best()?;
            let control = self.pruning(CompiledSubject::NeverHad)?.best()?.1.skill.percent();
            let random = own.random_skill(best.k).unwrap_or_else(|| after.percent());
            Some(PruningEvidence { k: best.k, skill: best.skill, random, control: Some(control) })
        });
        let revival = self.revival(rate);
        judge(&[Evidence { before, after, pruning, probe: None, revival }], &THRESHOLDS)
    }

    fn revival(&self, rate: u32) -> Option<RevivalEvidence> {
        let own = revival_of(&self.stage(Role::Revive { rate })?.stage)?;
        let control = revival_of(&self.stage(Role::ReviveControl)?.stage)?;
        Some(RevivalEvidence { own, control, smaller_rate: false })
    }

    /// The hash of settings and results: sixteen hexadecimal digits of their SHA-256.
    pub fn results_hash(&self) -> String {
        let mut results: Vec<String> = Vec::new();
        for CompiledStage { stage, attention } in &self.stages {
            let points = &stage.points;
            results.extend(serde_json::to_string(&(stage.role, stage.rate, stage.steps, points, attention)).ok());
        }
        // Workers finish in any order; the hash has one of its own.
        results.extend(self.examined.iter().filter_map(|e| serde_json::to_string(&(e.subject, &e.pruning)).ok()));
        results.extend(self.lost.iter().map(|(part, _)| format!("lost {part:?}")));
        results.sort_unstable();
        let mut hasher = Sha256::new();
        hasher.update(serde_json::to_vec(&self.spec).unwrap_or_default());
        results.iter().for_each(|result| hasher.update(result));
        hasher.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }

    /// Whether every part of `parts` is in it.
    pub fn is_complete(&self, parts: &[CompiledPart]) -> bool {
        parts.iter().all(|part| match part {
            CompiledPart::Prune { subject } => self.pruning(*subject).is_some(),
            part => part.role().and_then(|role| self.stage(role)).is_some_and(|s| s.stage.seconds.is_some()),
        })
    }
}
