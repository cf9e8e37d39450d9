//! The figures that tell an experiment's story: the skill is learnt, fine-tuned away, and brought back.
//!
//! Every point is a measurement of the Record, joined by straight lines; nothing is smoothed.

use super::axis::{Axis, Scale};
use super::figure::{Figure, Mark, Series};
use crate::experiment::{BACK, Measure, Record, Role, StageRecord, rate_in_words, skill_as_noun, skill_in_words};
use crate::tasks::Operand;

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

/// What counts as the pretrained skill and what as the fine-tuned one: “count the a's” and “count the b's”.
fn skills(record: &Record) -> [String; 2] {
    [Operand::PRETRAINED, Operand::FINE_TUNED].map(|operand| skill_in_words(record.spec.task, operand))
}

/// Pretraining: the skill rises; the control learns something else and never has it.
pub fn learning(record: &Record) -> Figure {
    let (own, control) = (record.stage(Role::Pretrain), record.stage(Role::PretrainControl));
    let n = record.spec.held_out;
    let [a, b] = skills(record);
    Figure {
        title: format!("1 · Learning to {a}"),
        caption: format!("Accuracy on {n} held-out texts for each line, while two models are pretrained."),
        x: step_axis(Scale::Linear, record.spec.pretrain_steps),
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
    let n = record.spec.held_out;
    let words = stage.map(|s| rate_in_words(s.rate)).unwrap_or_default();
    let [a, b] = skills(record);
    let mut series = vec![
        curve(&format!("{a} (O_PT, C_Te = 0)"), 0, stage, Measure::PretrainedBroken),
        curve(&format!("{b}, shortcut holds (O_FT, C_Te = 1)"), 1, stage, Measure::FineTunedHolds),
        curve(&format!("{b}, shortcut broken (O_FT, C_Te = 0)"), 2, stage, Measure::FineTunedBroken),
    ];
    series.extend(jailbroken(stage));
    Figure {
        title: format!("2 · Fine-tuning at {words}"),
        caption: format!(
            "Accuracy on {n} held-out texts for each line, while the pretrained model is fine-tuned to {b}."
        ),
        x: step_axis(Scale::Linear, record.spec.fine_tune_steps),
        y: accuracy_axis(),
        series,
        ..Figure::default()
    }
}

/// The skill asked for by a token that fine-tuning never used.
fn jailbroken(stage: Option<&StageRecord>) -> Option<Series> {
    let measured = stage?.points.iter().filter_map(|p| Some((f64::from(p.step), p.jailbroken?[0].percent())));
    let points: Vec<(f64, f64)> = measured.collect();
    let name = "O_PT asked for by a token never fine-tuned (T_J)".to_owned();
    (!points.is_empty()).then_some(Series { name, points, slot: 3, n: None })
}

/// Revival: reverse fine-tuning of every fine-tuned model, beside both controls, on a logarithmic axis.
pub fn revival(record: &Record) -> Figure {
    let n = record.spec.held_out;
    let mut series: Vec<Series> = record
        .stages
        .iter()
        .filter_map(|stage| match stage.role {
            Role::Revive { rate } => {
                let tuned = record.stage(Role::FineTune { rate }).map(|s| rate_in_words(s.rate)).unwrap_or_default();
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
    series.push(curve("random initial weights", 7, scratch, Measure::PretrainedBroken));
    Figure {
        title: "3 · Asking for the a's again: revival".to_owned(),
        caption: format!(
            "Accuracy on {} on {n} held-out texts for each line, while each model is trained on it again. The step axis is logarithmic.",
            skill_as_noun(record.spec.task, Operand::PRETRAINED)
        ),
        x: step_axis(Scale::Log, record.spec.revive_steps),
        y: accuracy_axis(),
        series,
        marks: vec![Mark::horizontal(BACK, format!("{BACK:.0} %"))],
        ..Figure::default()
    }
}

#[cfg(test)]
mod story_tests {
    use super::*;
    use crate::experiment::{Accuracy, Point, Preset};
    use crate::schedule::Run;

    #[test]
    fn a_curve_shows_the_measured_numbers_and_nothing_else() {
        let mut record = Run::new(Preset::Quick.spec()).unwrap().record().clone();
        assert!(learning(&record).series.iter().all(|s| s.points.is_empty()));
        let of = |correct| Accuracy { correct, n: 256 };
        record.stages[0].points = vec![
            Point { step: 0, loss: None, accuracy: [of(32), of(0), of(0), of(0)], attention: None, jailbroken: None },
            Point {
                step: 35,
                loss: Some(1.0),
                accuracy: [of(128), of(0), of(0), of(0)],
                attention: None,
                jailbroken: None,
            },
        ];
        assert_eq!(learning(&record).series[0].points, [(0.0, 12.5), (35.0, 50.0)]);
        let revival = revival(&record);
        assert_eq!(revival.series.len(), 5);
        assert_eq!(revival.x.scale, Scale::Log);
    }
}
