//! Losses that take a skill away while another is kept (unlearning): gradient ascent, negative preference optimisation and
//! misdirected activations, each beside what keeps the rest.

use super::loss::{answer_logits, loss, tokens};
use super::settings::Objective;
use crate::model::{Gpt, Readout};
use crate::tasks::{Batch, Stream};
use burn::tensor::activation::{log_sigmoid, log_softmax};
use burn::tensor::{Device, Int, Tensor, TensorData};

/// β of NPO: how soon the push ends. With 1, as in its authors' toy task, it has a tenth of its strength left where the
/// right answer has a probability of 5 %.
const BETA: f64 = 1.0;
/// How many times as long as the usual activations those are that RMU steers to.
const LENGTH: f32 = 3.0;

/// How much more than the steering RMU weighs what moves the activations that are kept, as its authors do.
const HELD: f64 = 100.0;

/// A loss that removes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RemovalLoss {
    /// Cross-entropy on what is kept less that on what is removed (GradDiff; arXiv 2401.06121 and others).
    Ascent,
    /// Negative preference optimisation beside cross-entropy on what is kept (arXiv 2404.05868).
    Preference,
    /// Activations after a middle block steered to a random direction on what is removed, and held on what is kept (RMU;
    /// arXiv 2403.03218).
    Misdirection,
}

/// A removal under way: the loss with the model it started from.
pub struct Remover {
    loss: RemovalLoss,
    /// The model before, without gradients.
    before: Gpt,
    device: Device,
    /// What RMU steers to, `[1, d_model]`; none before its first step.
    target: Option<Tensor<2>>,
    stream: Stream,
}

impl Remover {
    /// `before` is the model to start from, on the plain `device`; a random direction is drawn from `stream`.
    pub fn new(loss: RemovalLoss, before: Gpt, stream: Stream, device: &Device) -> Self {
        Self { loss, before, device: device.clone(), target: None, stream }
    }

    /// The loss of `model`, in training, on a batch of what is removed and one of what is kept, `[1]`.
    pub fn loss(&mut self, model: &Gpt, removed: &Batch, kept: &Batch) -> Tensor<1> {
        let training = self.device.clone().autodiff();
        let keeping = || loss(model, kept, Objective::Answer, &training);
        match self.loss {
            RemovalLoss::Ascent => keeping() - loss(model, removed, Objective::Answer, &training),
            RemovalLoss::Preference => {
                let targets = removed.answers();
                let own = log_likelihood(answer_logits(model, removed, &training), &targets, &training);
                let old = log_likelihood(answer_logits(&self.before, removed, &self.device), &targets, &self.device);
                let ratio = own - Tensor::from_inner(old);
                keeping() - log_sigmoid(ratio.mul_scalar(-BETA)).mean().mul_scalar(2.0 / BETA)
            }
            RemovalLoss::Misdirection => {
                let block = (model.config().blocks / 2).saturating_sub(1);
                let target = self.target(removed, block);
                let own = at_answer(stream_after(model, removed, block, &training), removed);
                // At every position: later blocks read them all.
                let kept_now = stream_after(model, kept, block, &training);
                let kept_before = stream_after(&self.before, kept, block, &self.device);
                let steered = (own - Tensor::from_inner(target)).square().mean();
                let moved = (kept_now - Tensor::from_inner(kept_before)).square().mean();
                steered + moved.mul_scalar(HELD)
            }
        }
    }

    /// A random direction, [`LENGTH`] times as long as the mean activation on `removed`.
    fn target(&mut self, removed: &Batch, block: usize) -> Tensor<2> {
        if let Some(target) = &self.target {
            return target.clone();
        }
        let usual = at_answer(stream_after(&self.before, removed, block, &self.device), removed);
        let width = usual.dims()[1];
        let mean = usual.square().sum_dim(1).sqrt().mean_dim(0);
        let direction: Vec<f32> = (0..width).map(|_| self.stream.normal()).collect();
        let length = direction.iter().map(|v| v * v).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
        let unit: Vec<f32> = direction.iter().map(|v| v * LENGTH / length).collect();
        let target = Tensor::from_data(TensorData::new(unit, [1, width]), &self.device) * mean;
        self.target = Some(target.clone());
        target
    }
}

/// The logarithm of the probability of each right answer, `[size, 1]`.
fn log_likelihood(logits: Tensor<2>, targets: &[u32], device: &Device) -> Tensor<2> {
    log_softmax(logits, 1).gather(1, tokens(targets, targets.len(), device))
}

/// The residual stream after a block, `[size · rows, d_model]`; after the last block only the answer's row of each sample.
fn stream_after(model: &Gpt, batch: &Batch, block: usize, device: &Device) -> Tensor<2> {
    let inputs: Tensor<2, Int> = tokens(&batch.inputs, batch.size, device);
    let mut blocks = model.trace(inputs, Readout::LastPosition).blocks;
    blocks.swap_remove(block.min(blocks.len().saturating_sub(1))).residual
}

/// The rows of a residual stream at the position that predicts the answer, `[size, d_model]`.
fn at_answer(stream: Tensor<2>, batch: &Batch) -> Tensor<2> {
    let (size, [rows, width]) = (batch.size, stream.dims());
    let each = rows / size.max(1);
    stream.reshape([size, each, width]).slice([0..size, each - 1..each, 0..width]).reshape([size, width])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ModelSize, Weights, initial_weights};
    use crate::setups::grammar::{GrammarPlan, GrammarSpec, Preset};
    use crate::tasks::{Mixture, Operand, Purpose, Skill};
    use crate::train::{AdamW, FineTuningMethod, HeldOut, Learner, correct};
    use pollster::block_on;

    const SIZE: usize = 64;

    fn adamw() -> AdamW {
        AdamW { clip: Some(1.0), ..Preset::Micro.spec().adamw() }
    }

    /// Learns to count a's and b's, and then removes the a's by `loss`: the share of right answers for a and for b after each.
    fn removed_by(loss: RemovalLoss) -> [[f64; 2]; 2] {
        let spec = GrammarSpec { size: ModelSize::Mini, ..Preset::Micro.spec() };
        let plan = GrammarPlan::new(spec).unwrap();
        let device = Device::default();
        let draw = |operand, stream: &mut Stream| {
            let mixture = Mixture::only(Skill::Count, operand);
            Batch::draw(SIZE, &mixture, plan.domain, plan.layout, stream)
        };
        let mut stream = Stream::new(1, Purpose::Training(1));
        let mut test = Stream::new(1, Purpose::HeldOut);
        let sets = [Operand::A, Operand::B].map(|o| draw(o, &mut test));
        let held_out = HeldOut::new(&sets, &device);
        let measured = |learner: &Learner| {
            let right = block_on(correct(&learner.frozen(), &held_out)).unwrap();
            [0, 1].map(|i| f64::from(right[i]) / SIZE as f64)
        };
        let mut learner = Learner::new(&initial_weights(plan.spec.model().unwrap(), 1), adamw(), &device);
        for step in 0..400 {
            let batch = draw([Operand::A, Operand::B][step % 2], &mut stream);
            block_on(learner.step(&batch, Objective::Answer, 3e-3)).unwrap();
        }
        let learnt = measured(&learner);
        let weights: Weights = block_on(learner.weights()).unwrap();
        let mut learner = Learner::new(&weights, adamw(), &device);
        let mut remover = Remover::new(loss, learner.frozen(), Stream::new(1, Purpose::Construction), &device);
        for _ in 0..100 {
            let [removed, kept] = [Operand::A, Operand::B].map(|o| draw(o, &mut stream));
            learner.step_down(|model| remover.loss(model, &removed, &kept), 1e-3);
        }
        [learnt, measured(&learner)]
    }

    #[test]
    fn each_loss_takes_the_answers_for_a_away_and_leaves_those_for_b() {
        for loss in [RemovalLoss::Ascent, RemovalLoss::Preference, RemovalLoss::Misdirection] {
            let [learnt, left] = removed_by(loss);
            assert!(learnt.iter().all(|share| *share > 0.9), "{loss:?}: {learnt:?}");
            assert!(left[0] < 0.6 && left[1] > 0.9, "{loss:?}: {left:?}");
        }
    }

    #[test]
    fn what_pruning_removed_stays_zero_while_the_rest_learns() {
        let plan = GrammarPlan::new(Preset::Micro.spec()).unwrap();
        let device = Device::default();
        let mut weights = initial_weights(plan.spec.model().unwrap(), 1);
        let first = weights.parameters.iter_mut().find(|p| p.name == "blocks.0.mlp_in.weight").unwrap();
        first.values[..8].fill(0.0);
        let mut learner = Learner::with_method(&weights, adamw(), FineTuningMethod::Pruned, &device);
        let mut stream = Stream::new(1, Purpose::Training(1));
        let batch = Batch::draw(SIZE, &Mixture::only(Skill::Count, Operand::A), plan.domain, plan.layout, &mut stream);
        for _ in 0..5 {
            block_on(learner.step(&batch, Objective::Answer, 1e-3)).unwrap();
        }
        let after = block_on(learner.weights()).unwrap();
        let after = &after.get("blocks.0.mlp_in.weight").unwrap().values;
        assert!(after[..8].iter().all(|v| *v == 0.0) && after[8..].iter().all(|v| *v != 0.0));
        // A bias that begins at zero is not pruned.
        assert!(
            block_on(learner.weights()).unwrap().get("blocks.0.mlp_in.bias").unwrap().values.iter().any(|v| *v != 0.0)
        );
    }
}
