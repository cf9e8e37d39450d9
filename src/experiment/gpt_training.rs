//! A GPT in training, whatever it learns: where batches come from, a loss, and the share of right answers on held-out sets.

use super::metric::Values;
use super::stage_state::StageState;
use super::work::{Step, Training};
use crate::analysis::{AttentionMass, attention_mass};
use crate::model::{Architecture, Gpt, ModelConfig, Weights};
use crate::tasks::{Batch, Layout, Stream};
use crate::train::{
    Accuracy, AdamW, FineTuningMethod, GradientWorker, HeldOut, Learner, LearnerError, LearnerState, Objective,
    Remover, answer_logits, correct, distillation_loss, is_large,
};
use burn::tensor::Device;
use std::rc::Rc;

/// What a stage teaches a GPT, and how it is measured.
pub struct GptStage {
    /// The model's sizes.
    pub config: ModelConfig,
    /// The optimiser's settings.
    pub adamw: AdamW,
    /// Which weights may move.
    pub method: FineTuningMethod,
    /// What is predicted.
    pub objective: Objective,
    /// Samples of a step.
    pub batch: u32,
    /// Draws the next batch.
    pub draw: Box<dyn Fn(&mut Stream) -> Batch>,
    /// The stream that batches are drawn from.
    pub stream: Stream,
    /// One held-out set for each metric.
    pub held_out: Vec<Batch>,
    /// Samples on which it is read where the answer position looks, asking for a and for b; none where that is not measured.
    pub looked_at: Option<(Layout, [Batch; 2])>,
}

/// A stage of a GPT under way.
pub struct GptTraining {
    stage: GptStage,
    learner: Learner,
    held_out: HeldOut,
    device: Device,
}

impl GptTraining {
    /// Begins a stage with `start`, or goes on where `resume` left it.
    ///
    /// # Errors
    /// A sentence when the weights are of another model, or the engine cannot go on from the state.
    pub fn begin(
        mut stage: GptStage,
        start: Weights,
        resume: Option<&StageState>,
        device: &Device,
    ) -> Result<Self, String> {
        let weights = start.checked().map_err(|e| e.to_string())?;
        if weights.architecture != Architecture::Gpt(stage.config) {
            return Err("the weights to start from are of another model".to_owned());
        }
        let learner = match resume {
            None => Learner::with_method(&weights, stage.adamw, stage.method, device),
            Some(state) => {
                stage.stream.seek(state.position);
                Learner::resumed(&weights, &state.learner, stage.adamw, stage.method, device)
                    .ok_or("this engine cannot go on from the state that was kept")?
            }
        };
        let held_out = HeldOut::new(&stage.held_out, device);
        Ok(Self { stage, learner, held_out, device: device.clone() })
    }

    /// The model as it is, without gradients.
    pub(super) fn frozen(&self) -> Gpt {
        self.learner.frozen()
    }

    /// One step on the next batch, towards what `teacher` answers to it, at learning rate `rate`.
    pub(super) fn step_towards(&mut self, teacher: &Gpt, rate: f64) {
        let batch = (self.stage.draw)(&mut self.stage.stream);
        let wanted = answer_logits(teacher, &batch, &self.device);
        let training = self.device.clone().autodiff();
        self.learner.step_down(|student| distillation_loss(answer_logits(student, &batch, &training), wanted), rate);
    }

    /// One step of `remover` on the next batch, which is of what is kept, and one of what is removed.
    pub(super) fn step_away(&mut self, remover: &mut Remover, removed: &dyn Fn(&mut Stream) -> Batch, rate: f64) {
        let kept = (self.stage.draw)(&mut self.stage.stream);
        let removed = removed(&mut self.stage.stream);
        self.learner.step_down(|model| remover.loss(model, &removed, &kept), rate);
    }

    /// Where the answer position looks, on some of the held-out samples.
    async fn attention(&self) -> Result<Option<AttentionMass>, LearnerError> {
        let Some((layout, [for_a, for_b])) = &self.stage.looked_at else { return Ok(None) };
        let model = self.learner.frozen();
        Ok(Some(AttentionMass {
            asked_for_a: attention_mass(&model, for_a, *layout, &self.device).await?,
            asked_for_b: attention_mass(&model, for_b, *layout, &self.device).await?,
        }))
    }
}

impl Training for GptTraining {
    fn step(&mut self, rate: f64) -> Step<'_, ()> {
        Box::pin(async move {
            let batch = (self.stage.draw)(&mut self.stage.stream);
            self.learner.step(&batch, self.stage.objective, rate).await
        })
    }

    fn measure(&mut self) -> Step<'_, Values> {
        Box::pin(async move {
            let right = correct(&self.learner.frozen(), &self.held_out).await?;
            let share = |(correct, set): (u32, &Batch)| Accuracy { correct, n: set.size as u32 };
            let shares = right.into_iter().zip(&self.stage.held_out).map(share).collect();
            Ok(Values { shares, numbers: Vec::new(), attention: self.attention().await? })
        })
    }

    fn mean_loss(&mut self) -> Step<'_, Option<f32>> {
        Box::pin(self.learner.mean_loss())
    }

    fn last_loss(&self) -> Step<'_, Option<f32>> {
        Box::pin(self.learner.last_loss())
    }

    fn weights(&self) -> Step<'_, Weights> {
        Box::pin(self.learner.weights())
    }

    fn state(&self) -> Step<'_, Option<(LearnerState, u64)>> {
        Box::pin(async move { Ok(self.learner.state().await?.map(|state| (state, self.stage.stream.position()))) })
    }

    fn steps(&self) -> u32 {
        self.learner.steps()
    }

    fn has_large_steps(&self) -> bool {
        is_large(&self.stage.config, self.stage.batch as usize, self.stage.config.context)
    }

    fn set_gradient_worker(&mut self, gradient_worker: Option<Rc<dyn GradientWorker>>) {
        self.learner.set_gradient_worker(gradient_worker);
    }

    fn lost_gradient_worker(&mut self) -> Option<String> {
        self.learner.lost_gradient_worker()
    }
}
