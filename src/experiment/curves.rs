//! Which of a setup's shares the figures of training draw, and what each curve is called.

use super::metric::Measure;
use super::setup_words::SetupWords;

/// A curve of a figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Curve {
    /// What it is called.
    pub name: String,
    /// Its slot among the colours.
    pub slot: usize,
    /// Its place among the shares of a point.
    pub place: usize,
}

impl Curve {
    /// A curve of the share at `place`.
    pub fn new(name: impl Into<String>, slot: usize, place: usize) -> Self {
        Self { name: name.into(), slot, place }
    }
}

/// The curves of the figures of training.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Curves {
    /// Of the model in pretraining.
    pub pretrained: Vec<Curve>,
    /// Of the control beside it.
    pub control: Vec<Curve>,
    /// Of a fine-tuned model.
    pub fine_tuned: Vec<Curve>,
    /// The columns of the table of outcomes, by place; of the first one start and end are shown.
    pub columns: Vec<(String, usize)>,
    /// What the vertical axis counts.
    pub axis: &'static str,
    /// What a point is, of `n` samples: the beginning of a caption.
    pub measured: String,
    /// The same of the first share alone, which revival is about.
    pub revived: String,
}

impl Curves {
    /// Those of the paper's four accuracies on `n` samples.
    pub fn of_accuracies(words: &SetupWords, n: u32) -> Self {
        let SetupWords { skill: a, tuned: b, samples, skill_noun, skill_short, tuned_short, .. } = words;
        let (first, holds, broken) =
            (Measure::PretrainedBroken as usize, Measure::FineTunedHolds as usize, Measure::FineTunedBroken as usize);
        Self {
            pretrained: vec![Curve::new(format!("{a} (O_PT)"), 0, first)],
            control: vec![
                Curve::new(format!("control, {}: {a}", words.control_taught), 3, first),
                Curve::new(format!("control: {b} (O_FT)"), 1, broken),
            ],
            fine_tuned: vec![
                Curve::new(format!("{a} (O_PT, C_Te = 0)"), 0, first),
                Curve::new(format!("{b}, shortcut holds (O_FT, C_Te = 1)"), 1, holds),
                Curve::new(format!("{b}, shortcut broken (O_FT, C_Te = 0)"), 2, broken),
            ],
            columns: vec![
                (format!("{skill_short} (O_PT): start → end"), first),
                (format!("{tuned_short}, shortcut holds"), holds),
                (format!("{tuned_short}, shortcut broken"), broken),
            ],
            axis: "right answers",
            measured: format!("Accuracy on {n} held-out {samples} for each line"),
            revived: format!("Accuracy on {skill_noun} on {n} held-out {samples} for each line"),
        }
    }
}
