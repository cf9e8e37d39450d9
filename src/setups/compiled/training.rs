//! A stage of an experiment on a compiled skill in training: strings labelled by the program, gradient descent with momentum, and four
//! accuracies.

use super::plan::CompiledPlan;
use super::spec::CompiledSpec;
use crate::experiment::{Role, StageId, StageState, Start, Step, Training, Values};
use crate::model::{CompiledWeights, Weights};
use crate::tasks::Stream;
use crate::train::{Accuracy, CompiledBatch, CompiledLearner, LearnerState, compiled_correct};
use burn::tensor::Device;
use std::rc::Rc;

pub(super) struct CompiledTraining {
    plan: Rc<CompiledPlan>,
    role: Role,
    learner: CompiledLearner,
    held_out: Vec<CompiledBatch>,
    answer_indices: Vec<u32>,
    stream: Stream,
    device: Device,
}

impl CompiledTraining {
    pub(super) fn begin(
        spec: &CompiledSpec,
        id: StageId,
        start: Option<&Weights>,
        resume: Option<&StageState>,
        device: &Device,
    ) -> Result<Self, String> {
        let plan = CompiledPlan::of(spec).map_err(|e| e.to_string())?;
        let whole = plan.plan();
        let stage = whole.stage(id).ok_or_else(|| format!("the plan has no stage {}", id.0))?;
        let role = stage.role;
        let control = role == Role::ReviveControl;
        let initial = plan.initial(control);
        let weights = match (stage.start, start) {
            (Start::Fresh, _) => initial,
            (Start::After(_), Some(given)) => CompiledWeights::of(given)
                .filter(|given| given.sizes == initial.sizes)
                .ok_or("the weights to start from are of another model")?,
            (Start::After(_), None) => {
                return Err(format!("stage {} goes on from another one, and its weights are missing", id.0));
            }
        };
        let answer_indices = plan.answer_indices(control);
        let clip = (plan.spec.clip > 0.0).then_some(plan.spec.clip);
        let momentum = plan.spec.momentum as f32;
        let mut stream = plan.data(role);
        let mut learner = CompiledLearner::new(weights, momentum, clip, answer_indices.clone(), device);
        if let Some(state) = resume {
            stream.seek(state.position);
            learner = learner.resumed(&state.learner).ok_or("the state to go on from is of another model")?;
        }
        let held_out = plan.held_out();
        Ok(Self { plan, role, learner, held_out, answer_indices, stream, device: device.clone() })
    }
}

impl Training for CompiledTraining {
    fn step(&mut self, rate: f64) -> Step<'_, ()> {
        Box::pin(async move {
            let batch = self.plan.batch(self.role, &mut self.stream);
            self.learner.step(&batch, rate).await
        })
    }

    fn measure(&mut self) -> Step<'_, Values> {
        Box::pin(async move {
            let sets: Vec<&CompiledBatch> = self.held_out.iter().collect();
            let n = self.plan.spec.held_out;
            let right = compiled_correct(self.learner.weights(), &sets, &self.answer_indices, &self.device).await?;
            Ok(Values::of_shares(right.into_iter().map(|(correct, _)| Accuracy { correct, n }).collect::<Vec<_>>()))
        })
    }

    fn mean_loss(&mut self) -> Step<'_, Option<f32>> {
        let loss = self.learner.mean_loss();
        Box::pin(async move { Ok(loss) })
    }

    fn last_loss(&self) -> Step<'_, Option<f32>> {
        let loss = self.learner.last_loss();
        Box::pin(async move { Ok(loss) })
    }

    fn weights(&self) -> Step<'_, Weights> {
        Box::pin(async move { Ok(Weights::from(self.learner.weights())) })
    }

    fn state(&self) -> Step<'_, Option<(LearnerState, u64)>> {
        Box::pin(async move { Ok(Some((self.learner.state(), self.stream.position()))) })
    }

    fn steps(&self) -> u32 {
        self.learner.steps()
    }
}
