//! What probes of models that write stories read, block by block: whether a story has the feature, and whether it is asked for.

use super::axis::{Axis, Scale};
use super::figure::{Figure, Series};
use super::story::accuracy_axis;
use crate::experiment::{ModelRef, Record, Role};

/// The models that probes are compared in, with their slots.
fn probed(rate: u32) -> [(ModelRef, &'static str, usize); 4] {
    [
        (ModelRef::After(Role::Pretrain), "pretrained", 2),
        (ModelRef::After(Role::FineTune { rate }), "fine-tuned", 5),
        (ModelRef::After(Role::PretrainControl), "control", 3),
        (ModelRef::Initial, "random weights", 7),
    ]
}

/// The figure of one reading: 0, whether the story has the feature; 1, whether the prompt asks for it.
pub fn story_probes(record: &Record, rate: u32, reading: usize) -> Figure {
    let words = record.spec.words();
    let mut highest = 1;
    let series = probed(rate)
        .into_iter()
        .map(|(model, name, slot)| {
            let levels = record.answer_probes(model).map(|p| p.levels.as_slice()).unwrap_or_default();
            highest = highest.max(levels.len().saturating_sub(1));
            let points = levels.iter().enumerate();
            let points = points.filter_map(|(at, level)| Some((at as f64, level.get(reading)?.percent()))).collect();
            Series { name: name.to_owned(), points, slot, n: None }
        })
        .collect();
    let (title, place) = match reading {
        0 => (format!("Is it seen that a story has {}?", words.skill_short), "the story's last word"),
        _ => (format!("Is it seen that {} is asked for?", words.skill_short), "the word before the story"),
    };
    Figure {
        title,
        caption: format!(
            "Held-out accuracy of linear probes on the residual stream at {place}. Half of the stories have it, and for half of both it is asked."
        ),
        x: Axis {
            label: "after block (0: the embedding)".to_owned(),
            unit: None,
            scale: Scale::Whole,
            range: (0.0, highest as f64),
            ..Axis::default()
        },
        y: accuracy_axis(),
        series,
        ..Figure::default()
    }
}
