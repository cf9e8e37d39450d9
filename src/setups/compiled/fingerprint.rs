//! The fingerprint of an experiment on a compiled skill: a hash of its settings and of everything that was measured. Its form is older than
//! the one engine and never changes.

use super::spec::CompiledSpec;
use crate::analysis::{Granularity, LetterAttention};
use crate::experiment::{Analysis, AnalysisResult, JobId, ModelRef, Point, Record, Role, hex16};
use crate::train::Accuracy;
use serde::Serialize;
use sha2::{Digest, Sha256};

/// A point as it is hashed.
#[derive(Serialize)]
struct HashedPoint<'a> {
    step: u32,
    loss: Option<f32>,
    accuracy: &'a [Accuracy],
    attention: Option<()>,
    jailbroken: Option<()>,
}

/// The model that was pruned, as it is hashed.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum HashedModel {
    Tuned { rate: u32 },
    NeverHad,
    Random,
}

pub(super) fn fingerprint(spec: &CompiledSpec, record: &Record) -> String {
    let mut results: Vec<String> = Vec::new();
    for stage in &record.stages {
        let point = |p: &'_ Point| -> String {
            let Point { step, loss, values } = p;
            let hashed =
                HashedPoint { step: *step, loss: *loss, accuracy: &values.shares, attention: None, jailbroken: None };
            serde_json::to_string(&hashed).unwrap_or_default()
        };
        let points: Vec<String> = stage.points.iter().map(point).collect();
        // The control answers along directions of its own, and was never asked where it looks.
        let attention: &[LetterAttention] = record.letter_attention(ModelRef::After(stage.role));
        let json = |value: serde_json::Result<String>| value.unwrap_or_default();
        results.push(format!(
            "[{},{},{},[{}],{}]",
            json(serde_json::to_string(&stage.role)),
            json(serde_json::to_string(&stage.rate)),
            stage.steps,
            points.join(","),
            json(serde_json::to_string(attention))
        ));
    }
    for finished in &record.analyses {
        if matches!(finished.result, AnalysisResult::AnswerProbes(_) | AnalysisResult::Undone(_)) {
            results.extend(serde_json::to_string(&(finished.analysis, &finished.result)).ok());
        }
        let Analysis::Prune { model, granularity: Granularity::Weights } = finished.analysis else { continue };
        let model = match model {
            ModelRef::After(Role::FineTune { rate }) => HashedModel::Tuned { rate },
            ModelRef::Random => HashedModel::Random,
            _ => HashedModel::NeverHad,
        };
        if let AnalysisResult::WeightPruning(pruning) = &finished.result {
            results.extend(serde_json::to_string(&(model, pruning)).ok());
        }
    }
    results.extend(
        record.failed.iter().filter(|failed| failed.is_own()).map(|failed| format!("lost {}", hashed_job(failed.job))),
    );
    // Workers finish in any order; the hash has one of its own.
    results.sort_unstable();
    let mut hasher = Sha256::new();
    hasher.update(serde_json::to_vec(spec).unwrap_or_default());
    results.iter().for_each(|result| hasher.update(result));
    hex16(hasher)
}

fn hashed_job(job: JobId) -> String {
    match job {
        JobId::Stage(Role::ReviveControl) => "Control".to_owned(),
        JobId::Stage(role) => role.fingerprint_key(),
        JobId::Analysis(Analysis::Prune { model: ModelRef::After(Role::FineTune { rate }), .. }) => {
            format!("Prune {{ subject: Tuned {{ rate: {rate} }} }}")
        }
        JobId::Analysis(Analysis::Prune { .. }) => "Prune { subject: NeverHad }".to_owned(),
        JobId::Analysis(Analysis::Attention { model }) => format!("Attention {{ subject: {model:?} }}"),
        JobId::Analysis(Analysis::Probe { model }) => format!("Probe {{ subject: {model:?} }}"),
        JobId::Analysis(analysis) => format!("{analysis:?}"),
    }
}
