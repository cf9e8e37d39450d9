//! The figures that tell an experiment's story: the skill is learnt, fine-tuned away, and brought back.
//!
//! Every point is a measurement of the Record, joined by straight lines; nothing is smoothed.

use super::axis::{Axis, Scale};
use super::figure::{Figure, Mark, Series};
use crate::experiment::{BACK, Measure, Record, Role, StageRecord, rate_label};

pub(super) fn accuracy_axis() -> Axis {
    Axis { label: "right answers".to_owned(), unit: Some("%".to_owned()), scale: Scale::Linear, range: (0.0, 100.0) }
}

pub(super) fn step_axis(scale: Scale, steps: u32) -> Axis {
    Axis { label: "training step".to_owned(), unit: None, scale, range: (0.0, f64::from(steps.max(1))) }
}

fn curve(name: &str, slot: usize, stage: Option<&StageRecord>, measure: Measure) -> Series {
    let points = stage
        .map(|s| s.points.iter().map(|p| (f64::from(p.step), p.of(measure).percent())).collect())
        .unwrap_or_default();
    Series { name: name.to_owned(), points, slot, n: None }
}

/// The axis of a stage's steps.
fn steps_of(scale: Scale, stage: Option<&StageRecord>) -> Axis {
    step_axis(scale, stage.map_or(1, |s| s.steps))
}

/// Pretraining: the skill rises; the control learns something else and never has it.
pub fn learning(record: &Record) -> Figure {
    let (own, control) = (record.stage(Role::Pretrain), record.stage(Role::PretrainControl));
    let n = record.spec.held_out();
    let words = record.spec.words();
    let (a, b, samples) = (words.skill, words.tuned, words.samples);
    Figure {
        title: format!("1 · Learning to {a}"),
        caption: format!("Accuracy on {n} held-out {samples} for each line, while two models are pretrained."),
        x: steps_of(Scale::Linear, own),
        y: accuracy_axis(),
        series: vec![
            curve(&format!("{a} (O_PT)"), 0, own, Measure::PretrainedBroken),
            curve(&format!("control, taught b only: {a}"), 3, control, Measure::PretrainedBroken),
            curve(&format!("control: {b} (O_FT)"), 1, control, Measure::FineTunedBroken),
        ],
        ..Figure::default()
    }
}

/// Fine-tuning at the rate with index `rate`: the skill falls, the new task rises.
pub fn fine_tuning(record: &Record, rate: u32) -> Figure {
    let stage = record.stage(Role::FineTune { rate });
    let n = record.spec.held_out();
    let rate = stage.map(|s| rate_label(s.rate)).unwrap_or_default();
    let words = record.spec.words();
    let (a, b, samples) = (words.skill, words.tuned, words.samples);
    let mut series = vec![
        curve(&format!("{a} (O_PT, C_Te = 0)"), 0, stage, Measure::PretrainedBroken),
        curve(&format!("{b}, shortcut holds (O_FT, C_Te = 1)"), 1, stage, Measure::FineTunedHolds),
        curve(&format!("{b}, shortcut broken (O_FT, C_Te = 0)"), 2, stage, Measure::FineTunedBroken),
    ];
    series.extend(jailbroken(stage));
    Figure {
        title: format!("2 · Fine-tuning at {rate}"),
        caption: format!("Accuracy on {n} held-out {samples} for each line, while the model is fine-tuned to {b}."),
        x: steps_of(Scale::Linear, stage),
        y: accuracy_axis(),
        series,
        ..Figure::default()
    }
}

/// The skill asked for by a token that fine-tuning never used.
fn jailbroken(stage: Option<&StageRecord>) -> Option<Series> {
    let measured = stage?.points.iter().filter_map(|p| Some((f64::from(p.step), p.jailbroken()?[0].percent())));
    let points: Vec<(f64, f64)> = measured.collect();
    let name = "O_PT asked for by a token never fine-tuned (T_J)".to_owned();
    (!points.is_empty()).then_some(Series { name, points, slot: 3, n: None })
}

/// Revival: reverse fine-tuning of every fine-tuned model, beside both controls, on a logarithmic axis.
pub fn revival(record: &Record) -> Figure {
    let n = record.spec.held_out();
    let words = record.spec.words();
    let mut series: Vec<Series> = record
        .stages
        .iter()
        .filter_map(|stage| match stage.role {
            Role::Revive { rate } => {
                let tuned = record.stage(Role::FineTune { rate }).map(|s| rate_label(s.rate)).unwrap_or_default();
                // Slots 3 and 7 belong to the controls; 0 to 2 stand for other things in the figures above, so they come last.
                let slot = [5, 6, 4, 2, 0, 1][rate as usize % 6];
                Some(curve(&format!("reFT after fine-tuning at {tuned}"), slot, Some(stage), Measure::PretrainedBroken))
            }
            _ => None,
        })
        .collect();
    let control = record.stage(Role::ReviveControl);
    let scratch = record.stage(Role::ReviveScratch);
    series.push(curve("control, never had it (Scr. + FT)", 3, control, Measure::PretrainedBroken));
    if scratch.is_some() {
        series.push(curve("random initial weights", 7, scratch, Measure::PretrainedBroken));
    }
    Figure {
        title: format!("3 · Asking for {} again: revival", words.skill_short),
        caption: format!(
            "Accuracy on {} on {n} held-out {} for each line, while each model is trained on it again. The step axis is logarithmic.",
            words.skill_noun, words.samples
        ),
        x: steps_of(Scale::Log, control),
        y: accuracy_axis(),
        series,
        marks: vec![Mark::horizontal(BACK, format!("{BACK:.0} %"))],
        ..Figure::default()
    }
}

#[cfg(test)]
mod story_tests {
    use super::*;
    use crate::experiment::{Plan, Point, Values};
    use crate::setups::compiled::CompiledSpec;
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
}
