//! Results in a link: the curves of a Record as a few hundred letters.
//!
//! Right answers are whole numbers and travel exactly; losses travel in hundredths of a nat. What the instruments found does not
//! travel, and neither do attention and times of single stages. The fingerprint, which covers all of it, does.

use super::collection::cut;
use super::error::shortened;
use super::failed::FailedJob;
use super::metric::{Metric, Unit, Values};
use super::plan::{Plan, Stage};
use super::point::Point;
use super::record::{Record, StageRecord};
use super::setup::Spec;
use super::shared_losses::{packed_losses, unpack_losses};
use super::validate::failures_are_possible;
use crate::train::Accuracy;
use data_encoding::BASE64URL_NOPAD;
use flate2::Compression;
use flate2::read::{DeflateDecoder, DeflateEncoder};
use serde::{Deserialize, Serialize};
use std::io::Read;

/// More bytes than any experiment's curves have.
const LARGEST: u64 = 400_000;
/// Losses travel in this fraction of a nat.
pub(super) const LOSS_UNIT: f32 = 100.0;
/// The largest loss that travels, in nats; larger ones arrive as this.
pub(super) const LOSS_LIMIT: f32 = 300.0;
/// Longest name of a device or version.
const LONGEST_NAME: usize = 80;

/// What travels. Counts are differences from the point before, measure by measure: long runs of small numbers compress.
#[derive(Serialize, Deserialize)]
struct Packed {
    version: String,
    device: String,
    fingerprint: Option<String>,
    stages: Vec<PackedStage>,
}

#[derive(Serialize, Deserialize)]
struct PackedStage {
    points: u32,
    /// The first four shares.
    correct: [Vec<i32>; 4],
    /// Two more, where they are measured.
    further: [Vec<i32>; 2],
    loss: Vec<i32>,
    /// Tenths of a second, and whether the stage is finished.
    tenths: Option<u32>,
}

/// Why shared results cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SharedError {
    /// The letters are no packed results.
    #[error("its results cannot be read ({0})")]
    Letters(String),
    /// They cannot be of the link's experiment.
    #[error("its results are not of its experiment ({0})")]
    Other(&'static str),
}

fn differences(values: impl Iterator<Item = i64>) -> Vec<i32> {
    let mut before = 0;
    values
        .map(|value| {
            let difference = value - before;
            before = value;
            difference as i32
        })
        .collect()
}

fn sums(differences: &[i32]) -> Vec<i64> {
    let added = |sum: &mut i64, difference: &i32| {
        *sum += i64::from(*difference);
        Some(*sum)
    };
    differences.iter().scan(0, added).collect()
}

/// The curves of `record` as letters for a link.
///
/// # Errors
/// When they cannot be packed, which is a defect.
pub fn results_to_letters(record: &Record) -> Result<String, SharedError> {
    let refused = |e: &dyn std::fmt::Display| SharedError::Letters(e.to_string());
    let stage = |stage: &StageRecord| {
        let of = |place: usize| {
            differences(stage.points.iter().filter_map(|p| Some(i64::from(p.values.share(place)?.correct))))
        };
        let loss = |p: &Point| p.loss.map(|loss| (loss.clamp(0.0, LOSS_LIMIT) * LOSS_UNIT).round() as i64);
        PackedStage {
            points: stage.points.len() as u32,
            correct: [of(0), of(1), of(2), of(3)],
            further: [of(4), of(5)],
            loss: differences(stage.points.iter().filter_map(loss)),
            tenths: stage.seconds.map(|s| (10.0 * s).round() as u32),
        }
    };
    // The first stages may have come with the page.
    let device = record.stages.iter().rev().map(|s| &s.device).find(|d| !d.is_empty());
    let packed = Packed {
        version: cut(&record.version, LONGEST_NAME),
        device: device.map_or_else(String::new, |device| cut(device, LONGEST_NAME)),
        fingerprint: record.fingerprint.clone(),
        stages: record.stages.iter().map(stage).collect(),
    };
    let mut bytes = postcard::to_stdvec(&packed).map_err(|e| refused(&e))?;
    bytes.extend(packed_losses(record).map_err(|e| refused(&e))?);
    // Versions up to 0.5.0 read no further than the curves.
    if !record.failed.is_empty() {
        bytes.extend(postcard::to_stdvec(&record.failed).map_err(|e| refused(&e))?);
    }
    let mut small = Vec::new();
    DeflateEncoder::new(&bytes[..], Compression::best()).read_to_end(&mut small).map_err(|e| refused(&e))?;
    Ok(BASE64URL_NOPAD.encode(&small))
}

/// The Record that letters of a link hold, for the link's experiment. Losses are those of the link, to a hundredth of a nat.
///
/// # Errors
/// When they are none, or cannot be of `spec`.
pub fn results_from_letters(letters: &str, spec: &Spec) -> Result<Record, SharedError> {
    let refused = |e: &dyn std::fmt::Display| SharedError::Letters(shortened(&e.to_string()));
    let small = BASE64URL_NOPAD.decode(letters.as_bytes()).map_err(|e| refused(&e))?;
    let mut bytes = Vec::new();
    DeflateDecoder::new(&small[..]).take(LARGEST + 1).read_to_end(&mut bytes).map_err(|e| refused(&e))?;
    if bytes.len() as u64 > LARGEST {
        return Err(refused(&"they are too many"));
    }
    let (packed, losses) = postcard::take_from_bytes::<Packed>(&bytes).map_err(|e| refused(&e))?;
    let plan = Plan::new(spec.clone()).map_err(|e| refused(&e))?;
    if [&packed.version, &packed.device].into_iter().any(|name| name.chars().count() > LONGEST_NAME) {
        return Err(SharedError::Other("a name is too long"));
    }
    let is_print = |print: &String| print.len() == 16 && print.bytes().all(|b| b.is_ascii_hexdigit());
    if !packed.fingerprint.as_ref().is_none_or(is_print) {
        return Err(SharedError::Other("its fingerprint is none"));
    }
    if packed.stages.len() != plan.stages.len() {
        return Err(SharedError::Other("another number of stages"));
    }
    let metrics = plan.spec.metrics();
    let mut stages = Vec::new();
    for (own, planned) in packed.stages.iter().zip(&plan.stages) {
        stages.push(StageRecord {
            role: planned.role,
            rate: planned.schedule.peak,
            steps: planned.schedule.steps,
            points: points(own, planned, &metrics, spec.held_out())?,
            device: packed.device.clone(),
            seconds: own.tenths.map(|tenths| f64::from(tenths) / 10.0),
        });
    }
    let rest =
        unpack_losses(losses, &plan, &mut stages).ok_or(SharedError::Other("its losses are not of its points"))?;
    let failed: Vec<FailedJob> =
        if rest.is_empty() { Vec::new() } else { postcard::from_bytes(rest).map_err(|e| refused(&e))? };
    let times = packed.stages.iter().map(|s| s.tenths.map(f64::from));
    let wall_seconds = times.sum::<Option<f64>>().map(|tenths| tenths / 10.0);
    let (version, fingerprint) = (packed.version, packed.fingerprint);
    let record = Record { version, stages, failed, wall_seconds, fingerprint, ..Record::empty(&plan) };
    if !failures_are_possible(&record, &plan) {
        return Err(SharedError::Other("a failure of a job that its experiment does not have"));
    }
    Ok(record)
}

fn points(packed: &PackedStage, planned: &Stage, metrics: &[Metric], n: u32) -> Result<Vec<Point>, SharedError> {
    let measured_at = &planned.measured_at;
    let count = packed.points as usize;
    if count > measured_at.len() {
        return Err(SharedError::Other("more points than are measured"));
    }
    let counts = |differences: &Vec<i32>| -> Result<Vec<Accuracy>, SharedError> {
        let accuracy = |sum: i64| {
            let correct = u32::try_from(sum).ok().filter(|c| *c <= n).ok_or(SharedError::Other("impossible counts"))?;
            Ok(Accuracy { correct, n })
        };
        sums(differences).into_iter().map(accuracy).collect()
    };
    let shares = packed.correct.iter().chain(&packed.further).map(counts).collect::<Result<Vec<_>, _>>()?;
    let measured = metrics.iter().filter(|m| m.unit == Unit::Share).count();
    let whole = |(place, list): (usize, &Vec<Accuracy>)| list.len() == if place < measured { count } else { 0 };
    let losses = sums(&packed.loss);
    let with_loss = measured_at.iter().take(count).filter(|step| planned.has_loss(**step)).count();
    if !shares.iter().enumerate().all(whole) || losses.len() != with_loss {
        return Err(SharedError::Other("curves of different lengths"));
    }
    let mut losses = losses.into_iter();
    let point = |(index, step): (usize, &u32)| Point {
        step: *step,
        loss: if planned.has_loss(*step) { losses.next().map(|loss| loss as f32 / LOSS_UNIT) } else { None },
        values: Values::of_shares(shares.iter().filter_map(|list| list.get(index).copied()).collect::<Vec<_>>()),
    };
    Ok(measured_at.iter().take(count).enumerate().map(point).collect())
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::experiment::{JobId, Role, record_from_json};
    use crate::setups::compiled::{CompiledProtocol, CompiledSpec};
    use crate::setups::grammar::{GrammarSpec, Preset, Protocol};
    use crate::setups::stories::{StoriesSpec, StoryProtocol};
    use proptest::prelude::*;

    /// A Record of `spec` with every point measured, its counts wandering as `seed` says.
    pub(in crate::experiment) fn finished(spec: impl Into<Spec>, seed: u32) -> Record {
        let plan = Plan::new(spec).unwrap();
        let mut record = Record::empty(&plan);
        let mut state = seed;
        let mut next = |below: u32| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) % below.max(1)
        };
        let n = record.spec.held_out();
        let units = record.spec.metrics().into_iter().map(|metric| metric.unit);
        let (shares, numbers): (Vec<Unit>, Vec<Unit>) = units.partition(|unit| *unit == Unit::Share);
        for (stage, planned) in record.stages.iter_mut().zip(&plan.stages) {
            let mut level = vec![n / 2; shares.len()];
            for step in &planned.measured_at {
                level = level.into_iter().map(|l| (l + next(60)).saturating_sub(30).min(n)).collect();
                let measured: Vec<Accuracy> = level.iter().map(|correct| Accuracy { correct: *correct, n }).collect();
                let values = Values { numbers: vec![0.5; numbers.len()], ..Values::of_shares(measured) };
                let loss = planned.has_loss(*step).then(|| next(400) as f32 / 100.0);
                stage.points.push(Point { step: *step, loss, values });
            }
            stage.seconds = Some(1.5);
            stage.device = "cpu".to_owned();
        }
        record.fingerprint = Some(record.results_hash());
        record
    }

    /// A constructed model is not trained, so that its stage has points and no loss.
    #[test]
    fn results_of_constructed_models_travel_in_files_and_links() {
        let grammar = GrammarSpec { protocol: Protocol::HeadShifted, ..Preset::Quick.spec() };
        let compiled = CompiledSpec { protocol: CompiledProtocol::AnswersShifted, ..CompiledSpec::counter() };
        let stories = StoriesSpec { protocol: StoryProtocol::WordSwapped, ..StoriesSpec::default() };
        for spec in [Spec::from(grammar), compiled.into(), stories.into()] {
            let record = finished(spec, 5);
            let made = record.finished(Role::FineTune { rate: 0 }).unwrap();
            assert_eq!((made.points.len(), made.points[1].loss), (2, None));
            let arrived = results_from_letters(&results_to_letters(&record).unwrap(), &record.spec).unwrap();
            let points = |record: &Record| record.stages.iter().map(|stage| stage.points.len()).collect::<Vec<_>>();
            assert_eq!((points(&arrived), &arrived.fingerprint), (points(&record), &record.fingerprint));
            let json = serde_json::to_string(&record).unwrap();
            assert_eq!(record_from_json(&json).as_ref(), Ok(&record));
        }
    }

    #[test]
    fn curves_arrive_as_they_were_sent_and_a_link_of_the_default_experiment_is_short() {
        let record = finished(Preset::Quick.spec(), 7);
        let letters = results_to_letters(&record).unwrap();
        assert!(letters.len() < 3_700, "{}", letters.len());
        let arrived = results_from_letters(&letters, &record.spec).unwrap();
        assert_eq!(arrived.stages, record.stages);
        assert_eq!((arrived.fingerprint, arrived.version), (record.fingerprint, record.version));
    }

    #[test]
    fn curves_of_compiled_skills_and_of_three_tokens_travel_as_well() {
        let three = GrammarSpec { task_tokens: crate::setups::grammar::TaskTokens::Three, ..Preset::Micro.spec() };
        for record in [finished(three, 3), finished(CompiledSpec::counter(), 2)] {
            let letters = results_to_letters(&record).unwrap();
            assert_eq!(results_from_letters(&letters, &record.spec).unwrap().stages, record.stages);
        }
    }

    #[test]
    fn what_could_not_be_done_travels_and_a_failure_of_no_job_is_refused() {
        let mut record = finished(Preset::Quick.spec(), 4);
        let job = |rate| JobId::Stage(Role::FineTune { rate });
        let stage = record.stages.iter_mut().find(|stage| stage.role == Role::FineTune { rate: 1 }).unwrap();
        (stage.points, stage.seconds) = (Vec::new(), None);
        record.failed = vec![FailedJob::new(job(1), "its loss is no number")];
        let arrived = results_from_letters(&results_to_letters(&record).unwrap(), &record.spec).unwrap();
        assert_eq!(arrived.failed, record.failed);
        record.failed = vec![FailedJob::new(job(9), "its loss is no number")];
        assert!(results_from_letters(&results_to_letters(&record).unwrap(), &record.spec).is_err());
    }

    #[test]
    fn unfinished_runs_travel_too() {
        let mut record = finished(Preset::Micro.spec(), 1);
        record.fingerprint = None;
        record.stages[1].points.truncate(2);
        record.stages[1].seconds = None;
        record.stages[2].points.clear();
        let letters = results_to_letters(&record).unwrap();
        let arrived = results_from_letters(&letters, &record.spec).unwrap();
        assert_eq!(arrived.stages[1].points, record.stages[1].points);
        assert_eq!((arrived.wall_seconds, arrived.fingerprint), (None, None));
    }

    #[test]
    fn times_that_no_number_holds_together_are_no_panic() {
        let mut record = finished(Preset::Micro.spec(), 1);
        record.stages.iter_mut().for_each(|stage| stage.seconds = Some(4e8));
        let arrived = results_from_letters(&results_to_letters(&record).unwrap(), &record.spec).unwrap();
        assert!(arrived.wall_seconds.is_some_and(|seconds| seconds > 1e9));
    }

    #[test]
    fn results_of_another_experiment_or_with_impossible_counts_are_refused() {
        let record = finished(Preset::Micro.spec(), 1);
        let letters = results_to_letters(&record).unwrap();
        let two_rates = record.spec.with("fine_tune_rates", "1e-3,1e-4").unwrap();
        assert_eq!(results_from_letters(&letters, &two_rates), Err(SharedError::Other("another number of stages")));
        let many = results_to_letters(&finished(record.spec.with("held_out", "512").unwrap(), 1)).unwrap();
        assert_eq!(results_from_letters(&many, &record.spec).err(), Some(SharedError::Other("impossible counts")));
        let mut other = record.clone();
        other.fingerprint = Some("<script>".to_owned());
        let letters = results_to_letters(&other).unwrap();
        assert_eq!(results_from_letters(&letters, &record.spec), Err(SharedError::Other("its fingerprint is none")));
    }

    proptest! {
        #[test]
        fn no_letters_whatever_make_the_reader_panic(text in "[A-Za-z0-9_-]{0,400}") {
            let _ = results_from_letters(&text, &Preset::Micro.spec().into());
        }

        #[test]
        fn letters_that_were_changed_on_the_way_never_panic(place in 0_usize..200, letter in "[A-Za-z0-9_-]") {
            let record = finished(Preset::Micro.spec(), 3);
            let mut letters = results_to_letters(&record).unwrap();
            let place = place % letters.len();
            letters.replace_range(place..=place, &letter);
            let _ = results_from_letters(&letters, &record.spec);
        }
    }
}
