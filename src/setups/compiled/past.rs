//! Records of compiled skills as version 0.4.0 wrote them: parts instead of stages, pruning and attention at places of their own.

use super::spec::KEY;
use crate::analysis::{Granularity, LetterAttention, WeightPruning};
use crate::experiment::{Analysis, AnalysisResult, FailedJob, FinishedAnalysis, JobId, ModelRef, Role, StageRecord};
use serde::Deserialize;
use serde_json::{Map, Value, json};

#[derive(Deserialize)]
struct PastRecord {
    version: String,
    spec: Map<String, Value>,
    stages: Vec<PastStage>,
    examined: Vec<PastExamined>,
    attention: Vec<LetterAttention>,
    #[serde(default)]
    lost: Vec<(PastPart, String)>,
    wall_seconds: Option<f64>,
    fingerprint: Option<String>,
}

#[derive(Deserialize)]
struct PastStage {
    stage: StageRecord,
    attention: Vec<LetterAttention>,
}

#[derive(Deserialize)]
struct PastExamined {
    subject: PastModel,
    pruning: WeightPruning,
    seconds: f64,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum PastModel {
    Tuned { rate: u32 },
    NeverHad,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum PastPart {
    FineTune { rate: u32 },
    Revive { rate: u32 },
    Control,
    Prune { subject: PastModel },
}

fn pruned(model: PastModel) -> Analysis {
    let subject = match model {
        PastModel::Tuned { rate } => ModelRef::After(Role::FineTune { rate }),
        PastModel::NeverHad => ModelRef::NeverHad,
    };
    Analysis::Prune { model: subject, granularity: Granularity::Weights }
}

/// The Record in today's form; none where it is no such Record.
pub(super) fn read(value: &Value) -> Option<Value> {
    let spec = value.get("spec")?;
    if spec.get("source").is_none() || spec.get("setup").is_some() {
        return None;
    }
    let PastRecord { version, mut spec, stages, examined, attention, lost, wall_seconds, fingerprint } =
        serde_json::from_value(value.clone()).ok()?;
    spec.insert("setup".to_owned(), json!(KEY));
    let device = stages.iter().map(|s| s.stage.device.clone()).find(|d| !d.is_empty()).unwrap_or_default();
    let answered = |analysis, result, seconds| FinishedAnalysis { analysis, result, device: device.clone(), seconds };
    let look = |model, found: &Vec<LetterAttention>| {
        answered(Analysis::Attention { model }, AnalysisResult::LetterAttention(found.clone()), 0.0)
    };
    let of_stages = stages.iter().filter(|s| !s.attention.is_empty());
    let analyses: Vec<FinishedAnalysis> = std::iter::once(look(ModelRef::Initial, &attention))
        .chain(of_stages.map(|s| look(ModelRef::After(s.stage.role), &s.attention)))
        .chain(
            examined
                .iter()
                .map(|e| answered(pruned(e.subject), AnalysisResult::WeightPruning(e.pruning.clone()), e.seconds)),
        )
        .collect();
    let failed = |(part, reason): &(PastPart, String)| {
        let job = match *part {
            PastPart::FineTune { rate } => JobId::Stage(Role::FineTune { rate }),
            PastPart::Revive { rate } => JobId::Stage(Role::Revive { rate }),
            PastPart::Control => JobId::Stage(Role::ReviveControl),
            PastPart::Prune { subject } => JobId::Analysis(pruned(subject)),
        };
        FailedJob { job, why: reason.clone() }
    };
    Some(json!({
        "version": version,
        "spec": spec,
        "stages": stages.iter().map(|s| &s.stage).collect::<Vec<_>>(),
        "findings": analyses,
        "failed": lost.iter().map(failed).collect::<Vec<_>>(),
        "wall_seconds": wall_seconds,
        "fingerprint": fingerprint,
    }))
}
