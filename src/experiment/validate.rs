//! Records from outside: a file or a store may hold anything, so a Record is held against the plan of its own experiment before it is
//! shown.

use super::error::shortened;
use super::failed::{JobId, LONGEST_REASON};
use super::plan::Plan;
use super::possible_findings::findings_are_possible;
use super::possible_points::{LONGEST_NAME, point_is_possible};
use super::record::Record;
use super::setup::upgraded;
use crate::has_same_results;
use serde_json::Value;

/// Bytes of the largest record that is read. Those of this page have some hundred thousand.
pub const LARGEST_RECORD: usize = 6_000_000;
/// More analyses than any page asks for.
const MOST_ANALYSES: usize = 500;

/// Why a Record cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// It is no Record.
    #[error("it is no record of this page ({0})")]
    Shape(String),
    /// It is larger than any record.
    #[error("it is larger than any record of this page: {} MB, of at most {}", .0 / 1_000_000, LARGEST_RECORD / 1_000_000)]
    Large(usize),
    /// Its experiment is not possible.
    #[error("its experiment is not possible: {0}")]
    Spec(String),
    /// Its results cannot be of its experiment.
    #[error("its results are not of its experiment ({0})")]
    Other(&'static str),
    /// It is of this version, and its fingerprint is not that of its numbers.
    #[error("its numbers are not those that its fingerprint was made of; somebody changed them")]
    Changed,
}

/// Reads a Record from JSON.
///
/// # Errors
/// When it is none, or cannot be of its experiment.
pub fn record_from_json(text: &str) -> Result<Record, RecordError> {
    let shape = |e: serde_json::Error| RecordError::Shape(shortened(&e.to_string()));
    if text.len() > LARGEST_RECORD {
        return Err(RecordError::Large(text.len()));
    }
    let value: Value = serde_json::from_str(text).map_err(shape)?;
    checked_record(serde_json::from_value(upgraded(value)).map_err(shape)?)
}

/// Holds a Record against the plan of its experiment.
///
/// # Errors
/// When it cannot be what came out of it.
pub fn checked_record(record: Record) -> Result<Record, RecordError> {
    let plan = Plan::new(record.spec.clone()).map_err(|e| RecordError::Spec(e.to_string()))?;
    if record.version.chars().count() > LONGEST_NAME || record.analyses.len() > MOST_ANALYSES {
        return Err(RecordError::Other("a name is too long or there are too many analyses"));
    }
    if record.stages.len() != plan.stages.len() {
        return Err(RecordError::Other("another number of stages"));
    }
    let time = |seconds: Option<f64>| seconds.is_none_or(|s| s.is_finite() && s >= 0.0);
    for (stage, planned) in record.stages.iter().zip(&plan.stages) {
        let steps = stage.points.iter().map(|p| p.step);
        let fits = stage.role == planned.role
            && stage.rate == planned.schedule.peak
            && stage.steps == planned.schedule.steps
            && stage.points.len() <= planned.measured_at.len()
            && steps.eq(planned.measured_at.iter().copied().take(stage.points.len()))
            && stage.device.chars().count() <= LONGEST_NAME
            && time(stage.seconds);
        if !fits || !stage.points.iter().all(|point| point_is_possible(point, &plan.spec, planned)) {
            return Err(RecordError::Other("a stage that its experiment does not have"));
        }
    }
    if !failures_are_possible(&record, &plan) {
        return Err(RecordError::Other("a failure of a job that its experiment does not have"));
    }
    if !findings_are_possible(&record, &plan) {
        return Err(RecordError::Other("a finding that its experiment cannot have"));
    }
    if !time(record.wall_seconds) {
        return Err(RecordError::Other("an impossible time"));
    }
    // Other versions may have hashed otherwise. What a visitor asked for beside the plan is in the file and not in the fingerprint, so that a
    // Record with more analyses than planned is not held against it.
    let as_planned = record.analyses.iter().all(|f| plan.asks(f.analysis));
    let is_known = has_same_results(&record.version);
    if is_known && as_planned && record.fingerprint.as_ref().is_some_and(|print| *print != record.results_hash()) {
        return Err(RecordError::Changed);
    }
    // What a file calls its numbers decides nothing.
    Ok(Record { metrics: Record::empty(&plan).metrics, ..record })
}

/// Whether each job that failed is one of the plan's, stands there once, and was not done all the same.
pub(super) fn failures_are_possible(record: &Record, plan: &Plan) -> bool {
    record.failed.iter().enumerate().all(|(at, failed)| {
        let planned = match failed.job {
            JobId::Stage(role) => plan.stages.iter().any(|stage| stage.role == role) && record.finished(role).is_none(),
            JobId::Analysis(analysis) => {
                plan.asks(analysis) && record.analyses.iter().all(|found| found.analysis != analysis)
            }
        };
        let once = record.failed.iter().take(at).all(|earlier| earlier.job != failed.job);
        planned && once && failed.why.chars().count() <= LONGEST_REASON
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::shared::tests::finished;
    use crate::experiment::{FailedJob, Role};
    use crate::setups::grammar::Preset;

    #[test]
    fn a_record_larger_than_any_is_not_read() {
        let begin = std::time::Instant::now();
        let error = record_from_json(&" ".repeat(65_000_000)).unwrap_err().to_string();
        assert!(error.contains("65 MB, of at most 6"), "{error}");
        assert!(begin.elapsed().as_millis() < 500);
    }

    #[test]
    fn only_jobs_of_the_plan_that_were_not_done_can_have_failed() {
        let plan = Plan::new(Preset::Quick.spec()).unwrap();
        let with = |failed: Vec<FailedJob>| checked_record(Record { failed, ..Record::empty(&plan) });
        let of = |rate, why: &str| FailedJob { job: JobId::Stage(Role::FineTune { rate }), why: why.to_owned() };
        assert!(with(vec![of(0, "its loss is no number"), of(1, "")]).is_ok());
        assert!(with(vec![of(9, "its loss is no number")]).is_err(), "a rate that the experiment does not have");
        assert!(with(vec![of(0, ""), of(0, "")]).is_err(), "twice the same job");
        assert!(with(vec![of(0, &"x".repeat(LONGEST_REASON + 1))]).is_err(), "a reason without end");
        let long = FailedJob::new(JobId::Stage(Role::FineTune { rate: 0 }), &"x".repeat(10_000));
        assert!(with(vec![long]).is_ok(), "what the page itself keeps is taken back");
    }

    #[test]
    fn every_point_but_the_one_before_the_first_step_has_a_loss() {
        let record = finished(Preset::Micro.spec(), 5);
        assert!(checked_record(record.clone()).is_ok());
        for (at, loss) in [(0, Some(0.5)), (1, None)] {
            let mut other = Record { fingerprint: None, ..record.clone() };
            other.stages[0].points[at].loss = loss;
            assert!(checked_record(other).is_err(), "point {at}");
        }
    }
}
