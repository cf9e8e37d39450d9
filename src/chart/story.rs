//! The figures that tell an experiment's story: the skill is learnt, fine-tuned away, and brought back.
//!
//! Every point is a measurement of the Record, joined by straight lines; nothing is smoothed.

use super::axis::{Axis, Scale};
use super::figure::{Figure, Mark, Series};
use crate::experiment::{Curve, Curves, Measure, Point, Record, Role, StageRecord, Unit, rate_label};
use crate::setups::grammar::GrammarSpec;

pub(super) fn accuracy_axis() -> Axis {
    Axis {
        label: "right answers".to_owned(),
        unit: Some("%".to_owned()),
        scale: Scale::Linear,
        range: (0.0, 100.0),
        ..Axis::default()
    }
}

pub(super) fn step_axis(scale: Scale, steps: u32) -> Axis {
    Axis {
        label: "training step".to_owned(),
        unit: None,
        scale,
        range: (0.0, f64::from(steps.max(1))),
        ..Axis::default()
    }
}

fn curve(name: &str, slot: usize, stage: Option<&StageRecord>, place: usize, unit: Unit) -> Series {
    let value = |point: &Point| match unit {
        Unit::Share => Some(point.values.share(place)?.percent()),
        Unit::Nats => point.values.numbers.get(place).copied().map(f64::from),
    };
    let measured = |point: &Point| Some((f64::from(point.step), value(point)?));
    let points = stage.map(|s| s.points.iter().filter_map(measured).collect()).unwrap_or_default();
    Series { name: name.to_owned(), points, slot, n: None }
}

fn drawn(curves: &[Curve], stage: Option<&StageRecord>, unit: Unit) -> Vec<Series> {
    curves.iter().map(|own| curve(&own.name, own.slot, stage, own.place, unit)).collect()
}

/// The axis of shares, in percent, or of losses, which fits them.
fn value_axis(curves: &Curves, unit: Unit, series: &[Series]) -> Axis {
    match unit {
        Unit::Share => Axis { label: curves.axis.to_owned(), ..accuracy_axis() },
        Unit::Nats => {
            let values = series.iter().flat_map(|own| &own.points).map(|(_, value)| *value);
            Axis::fitted(curves.axis, Some("nats"), Scale::Linear, values)
        }
    }
}

/// The axis of a stage's steps.
fn steps_of(scale: Scale, stage: Option<&StageRecord>) -> Axis {
    step_axis(scale, stage.map_or(1, |s| s.steps))
}

/// Pretraining: the skill rises; the control learns something else and never has it.
pub fn learning(record: &Record) -> Figure {
    let (own, control) = (record.stage(Role::Pretrain), record.stage(Role::PretrainControl));
    let (curves, unit) = (record.spec.curves(), record.spec.drawn());
    let series = [drawn(&curves.pretrained, own, unit), drawn(&curves.control, control, unit)].concat();
    Figure {
        title: format!("1 · Learning to {}", record.spec.words().skill),
        caption: format!("{}, while two models are pretrained.", curves.measured),
        x: steps_of(Scale::Linear, own),
        y: value_axis(&curves, unit, &series),
        series,
        ..Figure::default()
    }
}

/// Fine-tuning at the rate with index `rate`: the skill falls, the new task rises.
pub fn fine_tuning(record: &Record, rate: u32) -> Figure {
    let stage = record.stage(Role::FineTune { rate });
    let rate = stage.map(|s| rate_label(s.rate)).unwrap_or_default();
    let (curves, unit) = (record.spec.curves(), record.spec.drawn());
    let mut series = drawn(&curves.fine_tuned, stage, unit);
    series.extend(jailbroken(record, stage));
    Figure {
        title: format!("2 · Fine-tuning at {rate}"),
        caption: format!("{}, while the model is fine-tuned to {}.", curves.measured, record.spec.words().tuned),
        x: steps_of(Scale::Linear, stage),
        y: value_axis(&curves, unit, &series),
        series,
        ..Figure::default()
    }
}

/// The skill asked for by a token that fine-tuning never used.
fn jailbroken(record: &Record, stage: Option<&StageRecord>) -> Option<Series> {
    GrammarSpec::of_record(record)?;
    let measured = stage?.points.iter().filter_map(|p| Some((f64::from(p.step), p.jailbroken()?[0].percent())));
    let points: Vec<(f64, f64)> = measured.collect();
    let name = "O_PT asked for by a token never fine-tuned (T_J)".to_owned();
    (!points.is_empty()).then_some(Series { name, points, slot: 3, n: None })
}

/// Revival: reverse fine-tuning of every fine-tuned model, beside both controls, on a logarithmic axis.
pub fn revival(record: &Record) -> Figure {
    let words = record.spec.words();
    let (curves, first) = (record.spec.curves(), Measure::PretrainedBroken as usize);
    let unit = record.spec.drawn();
    let back = record.spec.back(record);
    let mut series: Vec<Series> = record
        .stages
        .iter()
        .filter_map(|stage| match stage.role {
            Role::Revive { rate } => {
                let tuned = record.stage(Role::FineTune { rate }).map(|s| rate_label(s.rate)).unwrap_or_default();
                // Slots 3 and 7 belong to the controls; 0 to 2 stand for other things in the figures above, so they come last.
                let slot = [5, 6, 4, 2, 0, 1][rate as usize % 6];
                Some(curve(&format!("reFT after fine-tuning at {tuned}"), slot, Some(stage), first, unit))
            }
            _ => None,
        })
        .collect();
    let control = record.stage(Role::ReviveControl);
    let scratch = record.stage(Role::ReviveScratch);
    series.push(curve("control, never had it (Scr. + FT)", 3, control, first, unit));
    if scratch.is_some() {
        series.push(curve("random initial weights", 7, scratch, first, unit));
    }
    Figure {
        title: format!("3 · Asking for {} again: revival", words.skill_short),
        caption: format!("{}, while each model is trained on it again. The step axis is logarithmic.", curves.revived),
        x: steps_of(Scale::Log, control),
        y: value_axis(&curves, unit, &series),
        series,
        marks: if unit == Unit::Share { vec![Mark::horizontal(back, format!("{back:.0} %"))] } else { Vec::new() },
        ..Figure::default()
    }
}

#[cfg(test)]
mod story_tests {
    use super::*;
    use crate::experiment::{Plan, Values};
    use crate::setups::compiled::CompiledSpec;
    use crate::setups::corpus::file::synthetic_text;
    use crate::setups::corpus::{CorpusSpec, StoryFile};
    use crate::setups::grammar::Preset;
    use crate::train::Accuracy;

    #[test]
    fn a_curve_shows_the_measured_numbers_and_nothing_else() {
        let mut record = Record::empty(&Plan::new(Preset::Quick.spec()).unwrap());
        assert!(learning(&record).series.iter().all(|s| s.points.is_empty()));
        let of = |correct| Accuracy { correct, n: 256 };
        let point = |step, loss, correct| {
            let values = Values::of_shares([of(correct), of(0), of(0), of(0)]);
            Point { step, loss, values }
        };
        record.stages[0].points = vec![point(0, None, 32), point(35, Some(1.0), 128)];
        assert_eq!(learning(&record).series[0].points, [(0.0, 12.5), (35.0, 50.0)]);
        let revival = revival(&record);
        assert_eq!(revival.series.len(), 5);
        assert_eq!(revival.x.scale, Scale::Log);
    }

    #[test]
    fn a_compiled_skill_has_the_same_story_without_random_weights() {
        let record = Record::empty(&Plan::new(CompiledSpec::counter()).unwrap());
        assert_eq!(revival(&record).series.len(), 4 + 1);
        assert!(fine_tuning(&record, 3).title.ends_with("1e-4"));
    }

    #[test]
    fn a_setup_of_losses_draws_them_and_no_level_in_percent() {
        let made = synthetic_text(1, 800, false).unwrap();
        let file = StoryFile::read("tales", &made.bytes).unwrap().identity().clone();
        let spec = CorpusSpec { file: Some(file), ..CorpusSpec::default() };
        let mut record = Record::empty(&Plan::new(spec).unwrap());
        let point = |step, numbers: [f32; 2]| {
            let values = Values { numbers: numbers.into(), ..Values::default() };
            Point { step, loss: None, values }
        };
        record.stages[0].points = vec![point(0, [7.0, 6.5]), point(100, [2.5, 2.25])];
        let figure = learning(&record);
        assert_eq!(figure.series[0].points, [(0.0, 7.0), (100.0, 2.5)]);
        assert_eq!(figure.series[1].points, [(0.0, 6.5), (100.0, 2.25)]);
        assert_eq!(figure.y.unit.as_deref(), Some("nats"));
        assert!(revival(&record).marks.is_empty());
    }
}
