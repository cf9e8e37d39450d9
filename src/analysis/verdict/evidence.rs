//! What the instruments showed of one model of one seed.

use crate::analysis::undone::Undone;
use crate::train::Accuracy;
use serde::{Deserialize, Serialize};

/// More controls than any experiment has.
const MOST_CONTROLS: usize = 100;

/// When a skill comes back: at a step, or not within the steps that were tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Return {
    /// At this step.
    At(u32),
    /// Not within this many steps.
    NotWithin(u32),
}

impl Return {
    /// The step, or the steps tried as a lower bound.
    pub fn steps(self) -> u32 {
        match self {
            Self::At(step) | Self::NotWithin(step) => step,
        }
    }

    /// Whether the skill came back.
    pub fn is_back(self) -> bool {
        matches!(self, Self::At(_))
    }
}

/// What pruning showed of one model, on the reported set.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PruningEvidence {
    /// Units removed, chosen on another set.
    pub k: u32,
    /// O_PT then.
    pub skill: Accuracy,
    /// Mean O_PT with as many units removed at random, in percent.
    pub random: f64,
    /// O_PT of a model without the skill after the same pruning, in percent: the best of the never-had control and random weights;
    /// none where that is the model itself.
    pub nothing: Option<f64>,
}

/// What probes read, at the level where each model is read best.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProbeEvidence {
    /// The skill's answer, from this model.
    pub own: Accuracy,
    /// From a model without the skill: the best of the never-had control, random initial weights and chance. Before training
    /// attention is spread evenly, and counts pass through it.
    pub floor: Accuracy,
    /// From the pretrained model.
    pub ceiling: Accuracy,
    /// How much better the skill's answer is read than the other task's; none where there is no such task.
    pub selectivity: Option<Selectivity>,
}

/// By how many points the skill's answer is read better than the other task's from the same place, where that is most. A model
/// that computes neither lets both pass alike.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Selectivity {
    /// Both accuracies from this model: the skill's and the other's.
    pub own: [Accuracy; 2],
    /// Points in a model without the skill: the most of the control's, random weights' and none.
    pub floor: f64,
    /// Points in the pretrained model.
    pub ceiling: f64,
}

/// Steps of training on the skill until it is back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevivalEvidence {
    /// This model.
    pub own: Return,
    /// Models that never had it: controls of one seed or more (Scr. + FT), and random weights.
    pub controls: Vec<Return>,
    /// Whether this model was revived at a smaller learning rate than the controls learnt at. It would then be slower
    /// whatever it still knows.
    pub smaller_rate: bool,
}

impl RevivalEvidence {
    /// The fastest of the models that never had it; none without any.
    pub fn fastest_control(&self) -> Option<Return> {
        self.controls.iter().copied().min_by_key(|control| (control.steps(), !control.is_back()))
    }
}

/// How much of what fine-tuning changed must be undone until the skill is back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndoneEvidence {
    /// Singular directions, chosen on another set; none where fewer than all of those tried were never enough.
    pub needed: Option<u32>,
    /// Directions that a change could have.
    pub all: u32,
}

impl From<&Undone> for UndoneEvidence {
    fn from(found: &Undone) -> Self {
        Self { needed: found.needed().map(|point| point.directions), all: found.all }
    }
}

/// What a model makes of the literal beginning of what it does not begin by itself any more: whether it goes on with the skill. Nothing
/// is trained for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StartedEvidence {
    /// This model.
    pub own: Accuracy,
    /// The best of the models without the skill: controls and random weights.
    pub floor: Accuracy,
    /// The pretrained model.
    pub ceiling: Accuracy,
}

/// All that is known of one model of one seed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// O_PT before fine-tuning.
    pub before: Accuracy,
    /// O_PT after it.
    pub after: Accuracy,
    /// Pruning, if it was done.
    pub pruning: Option<PruningEvidence>,
    /// Probing, if it was done.
    pub probe: Option<ProbeEvidence>,
    /// Revival, if it was done.
    pub revival: Option<RevivalEvidence>,
    /// Undoing, if it was done.
    pub undone: Option<UndoneEvidence>,
    /// Starting it for the model, where a skill can be started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started: Option<StartedEvidence>,
}

impl Evidence {
    /// Whether its numbers can be of a model: for evidence from outside.
    pub fn is_possible(&self) -> bool {
        let share = |of: &Accuracy| of.correct <= of.n;
        let percent = |value: f64| (0.0..=100.0).contains(&value);
        let points = |value: f64| (-100.0..=100.0).contains(&value);
        let pruning =
            |found: &PruningEvidence| share(&found.skill) && percent(found.random) && found.nothing.is_none_or(percent);
        let selective =
            |found: &Selectivity| found.own.iter().all(share) && points(found.floor) && points(found.ceiling);
        let probe = |found: &ProbeEvidence| {
            [&found.own, &found.floor, &found.ceiling].into_iter().all(share)
                && found.selectivity.as_ref().is_none_or(selective)
        };
        let started = |found: &StartedEvidence| [&found.own, &found.floor, &found.ceiling].into_iter().all(share);
        [&self.before, &self.after].into_iter().all(share)
            && self.pruning.as_ref().is_none_or(pruning)
            && self.probe.as_ref().is_none_or(probe)
            && self.revival.as_ref().is_none_or(|found| found.controls.len() <= MOST_CONTROLS)
            && self.undone.is_none_or(|found| found.needed.is_none_or(|needed| needed <= found.all))
            && self.started.as_ref().is_none_or(started)
    }
}
