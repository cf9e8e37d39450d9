//! Reading attention: its mass on letters over many samples, and the whole maps of a single one.

use super::attention::Reply;
use super::lens::{Lens, read_by_head};
use crate::model::{Gpt, Readout, root_cause};
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
    let context = layout.context();
    let trace = model.trace(tokens(&batch.inputs, context, device), Readout::LastPosition);
    let mut last = Vec::new();
    for block in trace.blocks {
        let [samples, heads, rows, seq] = block.pattern.dims();
        last.push(block.pattern.slice([0..samples, 0..heads, rows - 1..rows, 0..seq]));
    }
    let heads = last.first().map_or(1, |pattern| pattern.dims()[1]);
    let data = Tensor::cat(last, 0).into_data_async().await.map_err(|e| LearnerError::Device(root_cause(&e)))?;
    let flat = data.try_into_vec::<f32>().map_err(|e| LearnerError::Device(root_cause(&e)))?;
    // Summed on the host in one order, so that every engine's last digits are those of its patterns.
    let letters = [Letter::A, Letter::B].map(|letter| layout.vocabulary().number(Token::Letter(letter)));
    let on = |pattern: &[f32], letter: u32| -> f64 {
        let sample = |(rows, inputs): (&[f32], &[u32])| -> f64 {
            let row = |row: &[f32]| -> f64 {
                row.iter().zip(inputs).filter(|(_, n)| **n == letter).map(|(mass, _)| f64::from(*mass)).sum()
            };
            rows.chunks_exact(context).map(row).sum()
        };
        pattern.chunks_exact(heads * context).zip(batch.inputs.chunks_exact(context)).map(sample).sum()
    };
    let count = (batch.size * heads) as f64;
    let block = |pattern: &[f32]| letters.map(|letter| (on(pattern, letter) / count) as f32);
    Ok(flat.chunks_exact(batch.size * heads * context).map(block).collect())
}

fn tokens(inputs: &[u32], context: usize, device: &Device) -> Tensor<2, Int> {
    let signed: Vec<i32> = inputs.iter().map(|n| *n as i32).collect();
    Tensor::from_data(TensorData::new(signed, [inputs.len() / context.max(1), context]), device)
}

/// Asks `model` one question, given as token numbers `[context]`; with a `lens` its probes read along.
///
/// # Errors
/// When the device is gone.
pub async fn ask(
    model: &Gpt,
    question: &[u32],
    layout: Layout,
    lens: Option<&Lens>,
    device: &Device,
) -> Result<Reply, LearnerError> {
    let trace = model.trace(tokens(question, layout.context(), device), Readout::EveryPosition);
    let mut reading = read_by_head(model, &trace, layout).await?;
    if let Some(lens) = lens {
        lens.read(&trace, &mut reading).await?;
    }
    let [rows, vocabulary] = trace.logits.dims();
    let last = softmax(trace.logits.slice([rows - 1..rows, 0..vocabulary]), 1);
    let failed = |e: String| LearnerError::Device(e);
    let data = last.into_data_async().await.map_err(|e| failed(root_cause(&e)))?;
    let probabilities = data.try_into_vec::<f32>().map_err(|e| failed(root_cause(&e)))?;
    let mut patterns = Vec::new();
    for block in trace.blocks {
        let [_, _, _, seq] = block.pattern.dims();
        let data = block.pattern.into_data_async().await.map_err(|e| failed(root_cause(&e)))?;
        let flat = data.try_into_vec::<f32>().map_err(|e| failed(root_cause(&e)))?;
        patterns.push(flat.chunks(seq * seq).map(<[f32]>::to_vec).collect());
    }
    Ok(Reply { probabilities, patterns, lens: reading })
}
