//! Reading attention: its mass on letters over many samples, and the whole maps of a single one.

use super::attention::Reply;
use crate::model::{Gpt, Readout, innermost};
use crate::tasks::{Batch, Layout, Letter, Token};
use crate::train::LearnerError;
use burn::tensor::activation::softmax;
use burn::tensor::{Device, Int, Tensor, TensorData};

/// For each block the shares of the answer position's attention on letters `a` and `b`, averaged over heads and over the
/// samples of `batch`.
///
/// # Errors
/// When the device is gone.
pub async fn attention_mass(
    model: &Gpt,
    batch: &Batch,
    layout: Layout,
    device: &Device,
) -> Result<Vec<[f32; 2]>, LearnerError> {
    let (size, context) = (batch.size, layout.context());
    let trace = model.trace(tokens(&batch.inputs, context, device), Readout::LastPosition);
    let on = |letter: Letter| {
        let number = layout.vocabulary().number(Token::Letter(letter));
        let held: Vec<f32> = batch.inputs.iter().map(|n| f32::from(u8::from(*n == number))).collect();
        Tensor::<4>::from_data(TensorData::new(held, [size, 1, 1, context]), device)
    };
    let letters = [on(Letter::A), on(Letter::B)];
    let mut means = Vec::new();
    for block in trace.blocks {
        let [samples, heads, rows, seq] = block.pattern.dims();
        let last = block.pattern.slice([0..samples, 0..heads, rows - 1..rows, 0..seq]);
        for letter in &letters {
            let total = (last.clone() * letter.clone()).sum();
            means.push(total.div_scalar((samples * heads) as f64));
        }
    }
    let data = Tensor::cat(means, 0).into_data_async().await.map_err(|e| LearnerError::Device(innermost(&e)))?;
    let flat = data.try_into_vec::<f32>().map_err(|e| LearnerError::Device(innermost(&e)))?;
    Ok(flat.as_chunks::<2>().0.to_vec())
}

fn tokens(inputs: &[u32], context: usize, device: &Device) -> Tensor<2, Int> {
    let signed: Vec<i32> = inputs.iter().map(|n| *n as i32).collect();
    Tensor::from_data(TensorData::new(signed, [inputs.len() / context.max(1), context]), device)
}

/// Asks `model` one question, given as token numbers `[context]`.
///
/// # Errors
/// When the device is gone.
pub async fn ask(model: &Gpt, question: &[u32], layout: Layout, device: &Device) -> Result<Reply, LearnerError> {
    let trace = model.trace(tokens(question, layout.context(), device), Readout::EveryPosition);
    let [rows, vocabulary] = trace.logits.dims();
    let last = softmax(trace.logits.slice([rows - 1..rows, 0..vocabulary]), 1);
    let failed = |e: String| LearnerError::Device(e);
    let data = last.into_data_async().await.map_err(|e| failed(innermost(&e)))?;
    let all = data.try_into_vec::<f32>().map_err(|e| failed(innermost(&e)))?;
    let answer = |class: u32| layout.vocabulary().number(Token::Answer(class)) as usize;
    let classes = layout.vocabulary().classes();
    let probabilities = (0..classes).map(|c| all.get(answer(c)).copied().unwrap_or(0.0)).collect();
    let mut patterns = Vec::new();
    for block in trace.blocks {
        let [_, _, _, seq] = block.pattern.dims();
        let data = block.pattern.into_data_async().await.map_err(|e| failed(innermost(&e)))?;
        let flat = data.try_into_vec::<f32>().map_err(|e| failed(innermost(&e)))?;
        patterns.push(flat.chunks(seq * seq).map(<[f32]>::to_vec).collect());
    }
    Ok(Reply { probabilities, patterns })
}
