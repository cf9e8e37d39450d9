//! What probes with two readings read, block by block: of a story whether it has the feature and whether that is asked for, of a string what
//! the program answers and what its target does.

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

/// What a figure of probes is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProbeReading {
    /// Whether a story has the feature.
    StoryHas,
    /// Whether its prompt asks for it.
    StoryIsAsked,
    /// What the program answers.
    Skill,
    /// What its target answers.
    Target,
}

impl ProbeReading {
    /// Which of a level's two accuracies it is.
    fn place(self) -> usize {
        usize::from(matches!(self, Self::StoryIsAsked | Self::Target))
    }

    /// The figure's title, and what stands below it.
    fn words(self, record: &Record) -> (String, String) {
        let words = record.spec.words();
        let of = |place: &str| {
            format!(
                "Held-out accuracy of linear probes on the residual stream at {place}. Half of the stories have it, and for half of both it is asked."
            )
        };
        let at_the_end = "Held-out accuracy of linear probes on the residual stream at the last word, on strings without the shortcut.";
        match self {
            Self::StoryHas => {
                (format!("Is it seen that a story has {}?", words.skill_short), of("the story's last word"))
            }
            Self::StoryIsAsked => {
                (format!("Is it seen that {} is asked for?", words.skill_short), of("the word before the story"))
            }
            Self::Skill => (format!("Can {} be read inside?", words.skill_short), at_the_end.to_owned()),
            Self::Target => (format!("Can {} be read inside?", words.tuned_short), at_the_end.to_owned()),
        }
    }
}

/// The figure of one reading.
pub fn answer_probes(record: &Record, rate: u32, reading: ProbeReading) -> Figure {
    let mut highest = 1;
    let series = probed(rate)
        .into_iter()
        .map(|(model, name, slot)| {
            let levels = record.answer_probes(model).map(|p| p.levels.as_slice()).unwrap_or_default();
            highest = highest.max(levels.len().saturating_sub(1));
            let points = levels.iter().enumerate();
            let points =
                points.filter_map(|(at, level)| Some((at as f64, level.get(reading.place())?.percent()))).collect();
            Series { name: name.to_owned(), points, slot, n: None }
        })
        .collect();
    let (title, caption) = reading.words(record);
    Figure {
        title,
        caption,
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
