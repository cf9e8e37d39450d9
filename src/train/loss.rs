//! Cross-entropy on the answer alone, or on every next token.

use super::settings::Objective;
use crate::model::{Gpt, Readout, cross_entropy};
use crate::tasks::Batch;
use burn::tensor::activation::{log_softmax, softmax};
use burn::tensor::{Device, Int, Tensor, TensorData};

/// Token numbers `[size, len / size]` on `device`.
pub(super) fn tokens(numbers: &[u32], size: usize, device: &Device) -> Tensor<2, Int> {
    let signed: Vec<i32> = numbers.iter().map(|n| *n as i32).collect();
    let columns = signed.len() / size.max(1);
    Tensor::from_data(TensorData::new(signed, [size, columns]), device)
}

/// The logits of a batch's answers, `[size, vocabulary]`, on `device`, the model's.
pub fn answer_logits(model: &Gpt, batch: &Batch, device: &Device) -> Tensor<2> {
    model.forward(tokens(&batch.inputs, batch.size, device), Readout::LastPosition)
}

/// Mean cross-entropy of a student's answers, of which `logits` are `[size, vocabulary]`, with those of its teacher, in nats.
pub fn distillation_loss(logits: Tensor<2>, teacher: Tensor<2>) -> Tensor<1> {
    let samples = logits.dims()[0] as f64;
    let wanted = Tensor::from_inner(softmax(teacher, 1));
    (wanted * log_softmax(logits, 1)).sum().neg().div_scalar(samples)
}

/// Mean cross-entropy of `model` in nats, `[1]`, at some places of `inputs`, `[size, context]` row by row, each with the token that
/// follows there.
pub fn loss_at(
    model: &Gpt,
    inputs: &[u32],
    size: usize,
    (places, targets): (&[u32], &[u32]),
    device: &Device,
) -> Tensor<1> {
    let logits = model.forward(tokens(inputs, size, device), Readout::EveryPosition);
    let chosen: Vec<i32> = places.iter().map(|place| *place as i32).collect();
    let chosen = Tensor::<1, Int>::from_data(TensorData::new(chosen, [places.len()]), device);
    cross_entropy(logits.select(0, chosen), tokens(targets, targets.len(), device))
}

/// Mean cross-entropy of `model` on `batch`, in nats, `[1]`.
pub fn loss(model: &Gpt, batch: &Batch, objective: Objective, device: &Device) -> Tensor<1> {
    let inputs = tokens(&batch.inputs, batch.size, device);
    let (readout, targets) = match objective {
        Objective::Answer => (Readout::LastPosition, batch.answers()),
        Objective::EveryToken => (Readout::EveryPosition, batch.targets.clone()),
    };
    let rows = targets.len();
    let logits = model.forward(inputs, readout);
    let targets = tokens(&targets, rows, device);
    cross_entropy(logits, targets)
}
