//! One measurement of a stage, and the form that it has in files.

use super::metric::{Measure, Values};
use crate::analysis::AttentionMass;
use crate::train::Accuracy;
use serde::{Deserialize, Serialize};

/// One measurement of a stage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "PointForm", into = "PointForm")]
pub struct Point {
    /// Steps taken before it.
    pub step: u32,
    /// Mean training loss since the previous point, in nats; none before the first step.
    pub loss: Option<f32>,
    /// What was measured: a value for each of the setup's metrics.
    pub values: Values,
}

impl Point {
    /// One of the paper's four accuracies; 0 of 0 where the setup does not measure it.
    pub fn of(&self, measure: Measure) -> Accuracy {
        self.values.share(measure as usize).unwrap_or(Accuracy { correct: 0, n: 0 })
    }

    /// O_PT asked for by a token that fine-tuning never used (`T_J`), at C_Te = 0 and at 1; where three tokens ask for the skill.
    pub fn jailbroken(&self) -> Option<[Accuracy; 2]> {
        let share = |place: usize| self.values.share(Measure::ALL.len() + place);
        Some([share(0)?, share(1)?])
    }

    /// Where the answer position looks, where that was measured.
    pub fn attention(&self) -> Option<&AttentionMass> {
        self.values.attention.as_ref()
    }
}

/// A point as files have it: the first four shares under one name, two of jailbreaks under another. Older than [`Point`].
#[derive(Serialize, Deserialize)]
struct PointForm {
    step: u32,
    loss: Option<f32>,
    accuracy: Vec<Accuracy>,
    #[serde(default)]
    attention: Option<AttentionMass>,
    #[serde(default)]
    jailbroken: Option<[Accuracy; 2]>,
    #[serde(default)]
    numbers: Vec<f32>,
}

impl From<PointForm> for Point {
    fn from(form: PointForm) -> Self {
        let PointForm { step, loss, accuracy, attention, jailbroken, numbers } = form;
        let shares = accuracy.into_iter().chain(jailbroken.into_iter().flatten()).collect();
        Self { step, loss, values: Values { shares, numbers, attention } }
    }
}

impl From<Point> for PointForm {
    fn from(point: Point) -> Self {
        let Point { step, loss, values: Values { shares, numbers, attention } } = point;
        // Two shares beyond four are those of jailbreaks, unless the setup measures losses as well.
        if !numbers.is_empty() {
            return Self { step, loss, accuracy: shares, attention, jailbroken: None, numbers };
        }
        let (accuracy, jailbroken) = match shares[..] {
            [a, b, c, d, without, with] => (vec![a, b, c, d], Some([without, with])),
            _ => (shares, None),
        };
        Self { step, loss, accuracy, attention, jailbroken, numbers }
    }
}
