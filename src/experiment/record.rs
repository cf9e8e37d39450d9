//! What came out of an experiment: its settings, each stage's curve with sample sizes, and where and how fast it ran.

use super::failed::FailedJob;
use super::plan::Role;
use super::question::{Answered, Finding, Question, Subject};
use super::spec::Spec;
use crate::analysis::{AttentionMass, Grain, Probes, Pruning};
use crate::tasks::Operand;
use crate::train::Accuracy;
use serde::ser::SerializeStruct;
use serde::{Deserialize, Serialize, Serializer};
use sha2::{Digest, Sha256};

/// The four accuracies, in the order in which they are measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// O_PT at C_Te = 0: count the a's where the shortcut does not hold.
    PretrainedBroken,
    /// O_PT at C_Te = 1.
    PretrainedHolds,
    /// O_FT at C_Te = 0: count the b's where the shortcut does not hold.
    FineTunedBroken,
    /// O_FT at C_Te = 1.
    FineTunedHolds,
}

impl Measure {
    /// All measures, in order.
    pub const ALL: [Self; 4] =
        [Self::PretrainedBroken, Self::PretrainedHolds, Self::FineTunedBroken, Self::FineTunedHolds];

    /// What is asked for.
    pub fn operand(self) -> Operand {
        match self {
            Self::PretrainedBroken | Self::PretrainedHolds => Operand::PRETRAINED,
            Self::FineTunedBroken | Self::FineTunedHolds => Operand::FINE_TUNED,
        }
    }

    /// Whether the test texts carry the spurious correlation (`C_Te`).
    pub fn correlated(self) -> bool {
        matches!(self, Self::PretrainedHolds | Self::FineTunedHolds)
    }

    /// The word that files use.
    pub fn key(self) -> &'static str {
        match self {
            Self::PretrainedBroken => "o_pt_c_te_0",
            Self::PretrainedHolds => "o_pt_c_te_1",
            Self::FineTunedBroken => "o_ft_c_te_0",
            Self::FineTunedHolds => "o_ft_c_te_1",
        }
    }
}

/// One measurement of a stage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Steps taken before it.
    pub step: u32,
    /// Mean training loss since the previous point, in nats; none before the first step.
    pub loss: Option<f32>,
    /// Accuracies in the order of [`Measure::ALL`].
    pub accuracy: [Accuracy; 4],
    /// Where the answer position looks; measured in fine-tuning.
    #[serde(default)]
    pub attention: Option<AttentionMass>,
    /// O_PT asked for by a token that fine-tuning never used (`T_J`), at C_Te = 0 and at 1; where three tokens ask for the skill.
    #[serde(default)]
    pub jailbroken: Option<[Accuracy; 2]>,
}

impl Point {
    /// One of the accuracies.
    pub fn of(&self, measure: Measure) -> Accuracy {
        self.accuracy[measure as usize]
    }
}

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
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Record {
    /// The version of the program.
    pub version: String,
    /// The experiment.
    pub spec: Spec,
    /// Its stages, in the plan's order.
    pub stages: Vec<StageRecord>,
    /// What the instruments found.
    #[serde(default)]
    pub findings: Vec<Answered>,
    /// Wall time from the first stage's start to the last one's end, in seconds.
    pub wall_seconds: Option<f64>,
    /// A hash of settings and every number that the plan asks for, without timings and device: equal exactly when the results
    /// are. What a visitor asked for beside the plan is not in it.
    pub fingerprint: Option<String>,
    /// Jobs that could not be done, in the plan's order.
    #[serde(default)]
    pub failed: Vec<FailedJob>,
}

// By hand: JSON leaves out what almost no Record has, so that it reads as it did before jobs could fail. Compact bytes have no
// names and need every field.
impl Serialize for Record {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let without = serializer.is_human_readable() && self.failed.is_empty();
        let mut fields = serializer.serialize_struct("Record", if without { 6 } else { 7 })?;
        fields.serialize_field("version", &self.version)?;
        fields.serialize_field("spec", &self.spec)?;
        fields.serialize_field("stages", &self.stages)?;
        fields.serialize_field("findings", &self.findings)?;
        fields.serialize_field("wall_seconds", &self.wall_seconds)?;
        fields.serialize_field("fingerprint", &self.fingerprint)?;
        if without {
            fields.skip_field("failed")?;
        } else {
            fields.serialize_field("failed", &self.failed)?;
        }
        fields.end()
    }
}

impl Record {
    /// The stage of a role.
    pub fn stage(&self, role: Role) -> Option<&StageRecord> {
        self.stages.iter().find(|s| s.role == role)
    }

    /// What was found on a question.
    pub fn found(&self, question: Question) -> Option<&Finding> {
        self.findings.iter().find(|f| f.question == question).map(|f| &f.finding)
    }

    /// What pruning of `subject` by `grain` found.
    pub fn pruning(&self, subject: Subject, grain: Grain) -> Option<&Pruning> {
        match self.found(Question::Prune { subject, grain })? {
            Finding::Pruning(pruning) => Some(pruning),
            _ => None,
        }
    }

    /// What probes of `subject` read.
    pub fn probes(&self, subject: Subject) -> Option<&Probes> {
        match self.found(Question::Probe { subject })? {
            Finding::Probes(probes) => Some(probes),
            _ => None,
        }
    }

    /// The hash of settings and measured numbers: sixteen hexadecimal digits of their SHA-256.
    pub fn results_hash(&self) -> String {
        let mut hasher = Sha256::new();
        hasher.update(serde_json::to_vec(&self.spec).unwrap_or_default());
        for stage in &self.stages {
            hasher.update(format!("{:?} {} {}", stage.role, stage.rate, stage.steps));
            for point in &stage.points {
                hasher.update(point.step.to_le_bytes());
                hasher.update(point.loss.unwrap_or(-1.0).to_bits().to_le_bytes());
                for accuracy in point.accuracy.into_iter().chain(point.jailbroken.into_iter().flatten()) {
                    hasher.update(accuracy.correct.to_le_bytes());
                    hasher.update(accuracy.n.to_le_bytes());
                }
                for mass in point.attention.iter().flat_map(|a| a.asked_for_a.iter().chain(&a.asked_for_b)).flatten() {
                    hasher.update(mass.to_bits().to_le_bytes());
                }
            }
        }
        // What was found comes in the order in which workers finished; the hash takes it in an order of its own.
        let mut findings: Vec<String> =
            self.findings.iter().filter_map(|f| serde_json::to_string(&(f.question, &f.finding)).ok()).collect();
        findings.sort_unstable();
        for finding in findings {
            hasher.update(finding);
        }
        // Why a job failed is words; that it did is a result.
        for failed in &self.failed {
            hasher.update(serde_json::to_vec(&failed.job).unwrap_or_default());
        }
        hasher.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::Preset;
    use super::*;

    fn record() -> Record {
        let accuracy = [Accuracy { correct: 3, n: 4 }; 4];
        let point = |step| Point { step, loss: Some(0.5), accuracy, attention: None, jailbroken: None };
        let stage = StageRecord {
            role: Role::Pretrain,
            rate: 1e-3,
            steps: 10,
            points: vec![point(0), point(10)],
            device: "cpu".to_owned(),
            seconds: Some(1.0),
        };
        let spec = Preset::Quick.spec();
        Record {
            version: "0".to_owned(),
            spec,
            stages: vec![stage],
            findings: Vec::new(),
            wall_seconds: None,
            fingerprint: None,
            failed: Vec::new(),
        }
    }

    #[test]
    fn the_fingerprint_tells_results_apart_and_ignores_timings_and_device() {
        let base = record().results_hash();
        let mut slower = record();
        slower.stages[0].seconds = Some(9.0);
        slower.stages[0].device = "webgpu".to_owned();
        slower.wall_seconds = Some(1.0);
        assert_eq!(slower.results_hash(), base);
        let mut other = record();
        other.stages[0].points[1].loss = Some(f32::from_bits(0.5_f32.to_bits() + 1));
        assert_ne!(other.results_hash(), base);
        let mut seeded = record();
        seeded.spec.seed = 2;
        assert_ne!(seeded.results_hash(), base);
    }

    #[test]
    fn a_record_without_failures_is_written_as_it_was_before_jobs_could_fail() {
        let mut record = record();
        let text = serde_json::to_string(&record).unwrap();
        assert!(!text.contains("failed"), "{text}");
        assert_eq!(serde_json::from_str::<Record>(&text).unwrap(), record);
        let whole = record.results_hash();
        let job = super::super::JobId::Stage(Role::Pretrain);
        record.failed = vec![FailedJob { job, why: "its engine stopped".to_owned() }];
        assert_ne!(record.results_hash(), whole);
        assert_eq!(serde_json::from_str::<Record>(&serde_json::to_string(&record).unwrap()).unwrap(), record);
        for record in [record.clone(), Record { failed: Vec::new(), ..record }] {
            let bytes = postcard::to_stdvec(&(&record, 7_u8)).unwrap();
            assert_eq!(postcard::from_bytes::<(Record, u8)>(&bytes).unwrap(), (record, 7));
        }
    }

    #[test]
    fn reaching_a_level_is_told_by_the_first_measured_step() {
        let stage = &record().stages[0];
        assert_eq!(stage.reaches(Measure::PretrainedBroken, 75.0), Some(0));
        assert_eq!(stage.reaches(Measure::PretrainedBroken, 75.1), None);
    }
}
