//! The fingerprint of an experiment: a hash of its settings and of every number that was measured. Its form never changes.

use super::analysis::FinishedAnalysis;
use super::failed::JobId;
use super::record::Record;
use sha2::{Digest, Sha256};

/// The first sixteen hexadecimal digits of a hash.
pub fn hex16(hasher: Sha256) -> String {
    hasher.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

impl Record {
    /// The hash of settings and measured numbers: sixteen hexadecimal digits of their SHA-256, equal exactly when the results are.
    pub fn results_hash(&self) -> String {
        self.spec.own_fingerprint(self).unwrap_or_else(|| fingerprint(self))
    }
}

/// The fingerprint of `record`, without timings and devices.
fn fingerprint(record: &Record) -> String {
    let mut hasher = Sha256::new();
    hasher.update(serde_json::to_vec(&record.spec).unwrap_or_default());
    for stage in &record.stages {
        hasher.update(format!("{} {} {}", stage.role.fingerprint_key(), stage.rate, stage.steps));
        for point in &stage.points {
            hasher.update(point.step.to_le_bytes());
            hasher.update(point.loss.unwrap_or(-1.0).to_bits().to_le_bytes());
            for number in &point.values.numbers {
                hasher.update(number.to_bits().to_le_bytes());
            }
            for accuracy in &point.values.shares {
                hasher.update(accuracy.correct.to_le_bytes());
                hasher.update(accuracy.n.to_le_bytes());
            }
            let attention = point.attention();
            for mass in attention.iter().flat_map(|a| a.asked_for_a.iter().chain(&a.asked_for_b)).flatten() {
                hasher.update(mass.to_bits().to_le_bytes());
            }
        }
    }
    // What was found comes in the order in which workers finished; the hash takes it in an order of its own.
    let written = |f: &FinishedAnalysis| serde_json::to_string(&(f.analysis, &f.result)).ok();
    let mut analyses: Vec<String> = record.analyses.iter().filter_map(written).collect();
    analyses.sort_unstable();
    analyses.iter().for_each(|result| hasher.update(result));
    for failed in &record.failed {
        let job = match failed.job {
            JobId::Stage(role) => role.fingerprint_key(),
            JobId::Analysis(analysis) => serde_json::to_string(&analysis).unwrap_or_default(),
        };
        hasher.update(format!("failed {job}"));
    }
    hex16(hasher)
}

#[cfg(test)]
mod tests {
    use super::super::{Plan, Point, Spec, Values};
    use super::*;
    use crate::setups::grammar::Preset;
    use crate::train::Accuracy;

    fn record() -> Record {
        let mut record = Record::empty(&Plan::new(Preset::Quick.spec()).unwrap());
        let point = |step| {
            let values = Values::of_shares([Accuracy { correct: 3, n: 4 }; 4]);
            Point { step, loss: Some(0.5), values }
        };
        record.stages[0].points = vec![point(0), point(10)];
        record
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
        seeded.spec = Spec::from(Preset::Quick.spec()).with_seed(2);
        assert_ne!(seeded.results_hash(), base);
    }
}
