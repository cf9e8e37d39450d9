//! The rank of a wrapper: how many singular directions of what fine-tuning changed must be undone until the skill is back, and
//! in which matrices they lie.

use crate::train::Accuracy;
use serde::{Deserialize, Serialize};

/// Numbers of directions that are tried.
pub const UNDONE_GRID: [u32; 10] = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];

/// Of the pretrained model's right answers, the share at which a skill counts as back.
const BACK: f64 = 0.9;

/// What a model answers with its largest changes undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndonePoint {
    /// Directions undone, the largest first: each by its singular value over the norm of its matrix before.
    pub directions: u32,
    /// O_PT at C_Te = 0 on the samples that the number is chosen on.
    pub choosing: Accuracy,
    /// The same on the reported samples.
    pub skill: Accuracy,
}

/// How many directions of a matrix are among those undone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndonePlace {
    /// The parameter's name.
    pub name: String,
    /// Directions of it.
    pub directions: u32,
}

/// What undoing the change of one fine-tuned model shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undone {
    /// Directions of all matrices, and one for each vector: as many as a change could have.
    pub all: u32,
    /// The pretrained model's accuracy on the samples that the number is chosen on.
    pub pretrained: Accuracy,
    /// What is answered with more and more undone.
    pub points: Vec<UndonePoint>,
    /// Where the directions lie that bring the skill back; empty where it needs all of them.
    pub places: Vec<UndonePlace>,
}

impl Undone {
    /// The least number of directions that brings the skill back, chosen on samples of its own; none where less than all of
    /// them never does.
    pub fn needed(&self) -> Option<&UndonePoint> {
        let wanted = BACK * self.pretrained.percent();
        self.points.iter().find(|point| point.choosing.percent() >= wanted && point.directions < self.all)
    }
}
