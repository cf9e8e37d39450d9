//! Writing on, one token at a time: keys and values of what was read are kept (a key-value cache), so that a token costs one
//! position and not a whole pass. All prompts of a batch are written on side by side.

use super::gpt::Gpt;
use super::layer::{linear, norm};
use super::operations;
use super::readback::{ReadError, root_cause};
use super::written::{Choice, Written};
use crate::kernel::AttentionShape;
use crate::tasks::Stream;
use burn::tensor::{Device, Int, Tensor, TensorData};

/// Where writing stops, and how it goes on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Writing {
    /// The token that ends a text.
    pub end: u32,
    /// Tokens of prompt and text together at most; no more than the model's context.
    pub most: usize,
    /// How tokens are chosen.
    pub choice: Choice,
}

/// Keys and values of the positions that were read.
struct Cache<'a> {
    model: &'a Gpt,
    batch: usize,
    read: usize,
    /// For each block, `[batch, read, d_model]`; none before the first position.
    kept: Vec<Option<[Tensor<3>; 2]>>,
}

impl<'a> Cache<'a> {
    fn new(model: &'a Gpt, batch: usize) -> Self {
        Self { model, batch, read: 0, kept: vec![None; model.blocks.len()] }
    }

    /// Reads `tokens` `[batch, new]` after those read before, and gives the logits at the last of them, `[batch, vocabulary]`.
    fn read(&mut self, tokens: Tensor<2, Int>) -> Tensor<2> {
        let Gpt { token, position, blocks, heads, .. } = self.model;
        let [batch, new] = tokens.dims();
        let [_, width] = token.weight.dims();
        let seq = self.read + new;
        let places = position.weight.val().slice([self.read..seq, 0..width]);
        let mut stream = operations::embedding(tokens, token.weight.val(), places);
        let last = blocks.len().max(1) - 1;
        for (index, (block, kept)) in blocks.iter().zip(&mut self.kept).enumerate() {
            let rows = if index == last { 1 } else { new };
            let all = norm(stream.clone(), &block.norm_attention);
            let [key, value] = [&block.attention.key, &block.attention.value]
                .map(|layer| linear(all.clone(), layer).reshape([batch, new, width]));
            let [key, value] = match kept.take() {
                Some([keys, values]) => [Tensor::cat(vec![keys, key], 1), Tensor::cat(vec![values, value], 1)],
                None => [key, value],
            };
            *kept = Some([key.clone(), value.clone()]);
            let query = linear(at_the_end(all, batch, new, rows), &block.attention.query);
            let [key, value] = [key, value].map(|x| x.reshape([batch * seq, width]));
            let shape = AttentionShape { batch, seq, rows, heads: *heads, width };
            let (mixed, _) = operations::attention(query, key, value, shape);
            stream = at_the_end(stream, batch, new, rows) + linear(mixed, &block.attention.output);
            let hidden = operations::gelu(linear(norm(stream.clone(), &block.norm_mlp), &block.mlp_in));
            stream = stream + linear(hidden, &block.mlp_out);
        }
        self.read = seq;
        self.model.read_out(at_the_end(stream, self.batch, if blocks.is_empty() { new } else { 1 }, 1))
    }
}

/// The last `rows` of `of` positions of each sequence, `[batch · rows, d_model]`.
fn at_the_end(x: Tensor<2>, batch: usize, of: usize, rows: usize) -> Tensor<2> {
    if rows == of {
        return x;
    }
    let [_, width] = x.dims();
    x.reshape([batch, of, width]).slice([0..batch, of - rows..of, 0..width]).reshape([batch * rows, width])
}

/// What `model`, which lies on `device` without gradients, writes after each of `prompts`. Prompts may differ in length; none may be
/// empty or longer than `writing.most`. Behind a prompt that fills the context it writes one token. `stream` gives one number for each prompt and position where tokens are sampled.
///
/// # Errors
/// When the device is gone.
pub async fn write(
    model: &Gpt,
    prompts: &[Vec<u32>],
    writing: Writing,
    stream: &mut Stream,
    device: &Device,
) -> Result<Vec<Written>, ReadError> {
    let mut written = vec![Written::default(); prompts.len()];
    // What is written last is not read any more.
    let most = writing.most.min(model.config().context + 1);
    let Some(shortest) = prompts.iter().map(Vec::len).min().filter(|shortest| (1..=most).contains(shortest)) else {
        return Ok(written);
    };
    let mut cache = Cache::new(model, prompts.len());
    let upload = |rows: Vec<i32>, columns: usize| {
        Tensor::<2, Int>::from_data(TensorData::new(rows, [prompts.len(), columns]), device)
    };
    let first = prompts.iter().flat_map(|prompt| &prompt[..shortest]).map(|token| *token as i32).collect();
    let mut logits = cache.read(upload(first, shortest));
    // The position that is filled next.
    for at in shortest..most {
        let all = on_host(logits).await?;
        let vocabulary = all.len() / prompts.len().max(1);
        let mut next = Vec::with_capacity(prompts.len());
        for ((prompt, text), row) in prompts.iter().zip(&mut written).zip(all.chunks(vocabulary.max(1))) {
            // Drawn whatever the row is at, so that one text's length moves no other text.
            let drawn = if writing.choice == Choice::Greedy { 0.0 } else { stream.unit() };
            let token = match prompt.get(at) {
                Some(token) => *token,
                None if text.ended => writing.end,
                None => {
                    let (token, probability) = chosen(row, writing.choice, drawn);
                    text.ended = token == writing.end;
                    if !text.ended {
                        text.tokens.push(token);
                        text.probabilities.push(probability);
                    }
                    token
                }
            };
            next.push(token as i32);
        }
        if written.iter().zip(prompts).all(|(text, prompt)| text.ended && prompt.len() <= at) {
            break;
        }
        logits = if at + 1 < most { cache.read(upload(next, 1)) } else { break };
    }
    Ok(written)
}

async fn on_host(logits: Tensor<2>) -> Result<Vec<f32>, ReadError> {
    let data = logits.into_data_async().await.map_err(|e| ReadError::Device(root_cause(&e)))?;
    data.try_into_vec::<f32>().map_err(|e| ReadError::Device(root_cause(&e)))
}

/// The next token by the logits of one row, and its probability at temperature 1. `drawn` lies in `[0, 1)`.
fn chosen(logits: &[f32], choice: Choice, drawn: f32) -> (u32, f32) {
    let largest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    // Software mathematics: the same token on every machine that has the same logits.
    let weights = |temperature: f64| -> Vec<f64> {
        logits.iter().map(|logit| libm::exp(f64::from(logit - largest) / temperature)).collect()
    };
    let own = weights(1.0);
    let token = match choice {
        Choice::Greedy => logits.iter().position(|logit| *logit == largest).unwrap_or(0),
        Choice::Sampled { temperature } => {
            let tempered = if temperature == 1.0 { own.clone() } else { weights(f64::from(temperature)) };
            let mut left = f64::from(drawn) * tempered.iter().sum::<f64>();
            let found = tempered.iter().position(|weight| {
                left -= weight;
                left < 0.0
            });
            found.unwrap_or(logits.len().max(1) - 1)
        }
    };
    let share = own.get(token).copied().unwrap_or(0.0) / own.iter().sum::<f64>().max(f64::MIN_POSITIVE);
    (token as u32, share as f32)
}

#[cfg(all(test, feature = "cpu"))]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::gpt::Readout;
    use super::super::{ModelSize, initial_weights};
    use super::*;
    use crate::tasks::Purpose;

    fn model(device: &Device) -> Gpt {
        let mut weights = initial_weights(ModelSize::Mini.config(23, 20).unwrap(), 5);
        // Fresh weights are all but indifferent between tokens.
        for parameter in &mut weights.parameters {
            parameter.values.iter_mut().for_each(|value| *value *= 4.0);
        }
        Gpt::from_weights(&weights, device)
    }

    /// The same with a whole forward pass for each token.
    fn without_a_cache(model: &Gpt, prompt: &[u32], writing: Writing, device: &Device) -> Vec<u32> {
        let mut all = prompt.to_vec();
        while all.len() < writing.most {
            let signed: Vec<i32> = all.iter().map(|token| *token as i32).collect();
            let tokens = Tensor::from_data(TensorData::new(signed, [1, all.len()]), device);
            let logits = pollster::block_on(on_host(model.forward(tokens, Readout::LastPosition))).unwrap();
            let (token, _) = chosen(&logits, writing.choice, 0.0);
            if token == writing.end {
                break;
            }
            all.push(token);
        }
        all[prompt.len()..].to_vec()
    }

    #[test]
    fn writing_with_a_cache_gives_the_tokens_of_a_whole_pass_for_each() {
        let device = Device::flex();
        let model = model(&device);
        let prompts = [vec![3, 7], vec![1, 2, 3, 4, 5, 6], vec![22], vec![9, 9, 9]];
        let writing = Writing { end: 0, most: 20, choice: Choice::Greedy };
        let mut stream = Stream::new(1, Purpose::HeldOut);
        let written = pollster::block_on(write(&model, &prompts, writing, &mut stream, &device)).unwrap();
        for (prompt, text) in prompts.iter().zip(&written) {
            assert_eq!(text.tokens, without_a_cache(&model, prompt, writing, &device), "{prompt:?}");
            assert_eq!(text.tokens.len(), text.probabilities.len());
            assert!(text.ended || prompt.len() + text.tokens.len() >= writing.most - 1);
        }
    }

    #[test]
    fn sampled_tokens_come_in_proportion_to_their_probabilities_and_are_the_streams() {
        let logits: Vec<f32> = [0.5_f32, 0.3, 0.2].iter().map(|p| p.ln()).collect();
        let mut stream = Stream::new(2, Purpose::HeldOut);
        let mut counts = [0_u32; 3];
        for _ in 0..20_000 {
            let (token, probability) = chosen(&logits, Choice::Sampled { temperature: 1.0 }, stream.unit());
            counts[token as usize] += 1;
            assert!((probability - [0.5, 0.3, 0.2][token as usize]).abs() < 1e-6);
        }
        for (count, expected) in counts.iter().zip([0.5, 0.3, 0.2]) {
            assert!((f64::from(*count) / 20_000.0 - expected).abs() < 0.02, "{counts:?}");
        }
        let cold = chosen(&logits, Choice::Sampled { temperature: 0.01 }, 0.999).0;
        assert_eq!((cold, chosen(&logits, Choice::Greedy, 0.9).0), (0, 0));
        let device = Device::flex();
        let model = model(&device);
        let writing = Writing { end: 0, most: 20, choice: Choice::Sampled { temperature: 1.0 } };
        let texts = |prompts: &[Vec<u32>]| {
            pollster::block_on(write(&model, prompts, writing, &mut Stream::new(3, Purpose::HeldOut), &device)).unwrap()
        };
        assert_eq!(texts(&[vec![4], vec![5]]), texts(&[vec![4], vec![5]]));
        assert_ne!(texts(&[vec![4], vec![4]])[0], texts(&[vec![4], vec![4]])[1]);
    }

    #[test]
    fn behind_a_prompt_that_fills_the_context_one_token_is_written_and_without_prompts_nothing() {
        let device = Device::flex();
        let model = model(&device);
        let writing = Writing { end: 0, most: 99, choice: Choice::Greedy };
        let texts = |prompts: &[Vec<u32>]| {
            pollster::block_on(write(&model, prompts, writing, &mut Stream::new(3, Purpose::HeldOut), &device)).unwrap()
        };
        assert_eq!(texts(&[]), []);
        let prompt: Vec<u32> = (1..=20).collect();
        let answer = without_a_cache(&model, &prompt, Writing { most: 21, ..writing }, &device);
        assert_eq!((texts(&[prompt])[0].tokens.clone(), answer.len()), (answer, 1));
        let over = Writing { most: 20, ..writing };
        let kept =
            pollster::block_on(write(&model, &[vec![1; 20]], over, &mut Stream::new(3, Purpose::HeldOut), &device));
        assert_eq!(kept.unwrap(), [Written::default()], "no more was asked for");
    }
}
