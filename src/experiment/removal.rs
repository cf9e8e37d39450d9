//! Stages that take a skill out of a GPT by something else than learning another one: by a loss of its own, by pruning and
//! retraining, or by suppressing, noising and distilling.

use super::gpt_training::GptTraining;
use super::metric::Values;
use super::work::{Step, Training};
use crate::analysis::{Granularity, pruned, scores};
use crate::model::{Gpt, Weights};
use crate::tasks::{Batch, Stream};
use crate::train::{LearnerError, LearnerState, Objective, Remover, gradient};
use burn::tensor::Device;

/// Begins a training with these weights.
pub type BeginGpt = Box<dyn Fn(Weights) -> Result<GptTraining, String>>;

/// Right answers, in percent, below which pruning has taken the skill away.
const PRUNED_AWAY: f64 = 20.0;

/// How a skill is taken out.
pub enum Removal {
    /// Down a loss that both a batch of what is removed, drawn here, and one of what is kept have a part in.
    Loss(Box<Remover>, Box<dyn Fn(&mut Stream) -> Batch>),
    /// The units that these samples need most are set to zero, twice as many each time until the answers are gone; what is left then
    /// learns what is kept.
    Prune {
        /// Samples of the skill.
        scoring: Batch,
        /// Makes a training of the pruned model.
        begin: BeginGpt,
    },
    /// The skill is fine-tuned away, a share of the weights given up for random ones, and what is left taught to answer as the
    /// fine-tuned model does (arXiv 2506.06278).
    Distil {
        /// Steps of suppressing.
        suppress: u32,
        /// Makes the student of the suppressed model's weights.
        begin: BeginGpt,
    },
}

/// A stage that removes.
pub struct RemovalTraining {
    now: GptTraining,
    removal: Removal,
    teacher: Option<Gpt>,
    device: Device,
    steps: u32,
}

impl RemovalTraining {
    /// Takes a skill out of `start` by `removal`.
    pub fn new(start: GptTraining, removal: Removal, device: &Device) -> Self {
        Self { now: start, removal, teacher: None, device: device.clone(), steps: 0 }
    }

    async fn one(&mut self, rate: f64) -> Result<(), LearnerError> {
        match &mut self.removal {
            Removal::Loss(remover, draw) => self.now.step_away(remover, draw, rate),
            Removal::Prune { scoring, begin } => {
                if self.steps == 0 {
                    let start = self.now.weights().await?;
                    let gradients = gradient(&start, scoring, Objective::Answer, &self.device).await?;
                    let mut scored = scores(&start, &gradients, Granularity::Neurons);
                    // The loss on the skill rises most without those of the lowest score.
                    scored.sort_by(|a, b| a.1.total_cmp(&b.1));
                    let order: Vec<_> = scored.into_iter().map(|(unit, _)| unit).collect();
                    let mut count = 1;
                    while count <= order.len() {
                        let without = pruned(&start, Granularity::Neurons, &order[..count]);
                        self.now = begin(without).map_err(LearnerError::Device)?;
                        let left = self.now.measure().await?;
                        if left.share(0).is_some_and(|skill| skill.percent() < PRUNED_AWAY) {
                            break;
                        }
                        count *= 2;
                    }
                }
                self.now.step(rate).await?;
            }
            Removal::Distil { suppress, begin } => {
                if self.teacher.is_none() && self.steps >= *suppress {
                    let weights = self.now.weights().await?;
                    self.teacher = Some(self.now.frozen());
                    self.now = begin(weights).map_err(LearnerError::Device)?;
                }
                match &self.teacher {
                    Some(teacher) => self.now.step_towards(teacher, rate),
                    None => self.now.step(rate).await?,
                }
            }
        }
        self.steps += 1;
        Ok(())
    }
}

impl Training for RemovalTraining {
    fn step(&mut self, rate: f64) -> Step<'_, ()> {
        Box::pin(self.one(rate))
    }

    fn measure(&mut self) -> Step<'_, Values> {
        self.now.measure()
    }

    fn mean_loss(&mut self) -> Step<'_, Option<f32>> {
        self.now.mean_loss()
    }

    fn last_loss(&self) -> Step<'_, Option<f32>> {
        self.now.last_loss()
    }

    fn weights(&self) -> Step<'_, Weights> {
        self.now.weights()
    }

    // The model before, or the teacher, would be needed as well: such a stage begins anew.
    fn state(&self) -> Step<'_, Option<(LearnerState, u64)>> {
        Box::pin(async { Ok(None) })
    }

    fn steps(&self) -> u32 {
        self.steps
    }
}
