//! A transformer's forward pass on the host, in single precision and with all its activations, and what its answers mean.

use super::compile::{AnswerReadout, Compiled};
use super::value::Value;
use super::weights::{HeadWeights, LayerWeights, Matrix, ModelWeights};
use std::fmt;

/// Everything that a transformer computes for one string. Positions count from the token before the string, which is at 0.
#[derive(Clone, Debug, PartialEq)]
pub struct Forward {
    /// `[position][width]`: the residual stream before the first block.
    pub embedding: Vec<Vec<f32>>,
    /// Blocks in order.
    pub layers: Vec<ForwardLayer>,
}

/// What one block computes.
#[derive(Clone, Debug, PartialEq)]
pub struct ForwardLayer {
    /// `[head][query][key]`; each row sums to 1.
    pub attention: Vec<Vec<Vec<f32>>>,
    /// `[position][width]`: the residual stream after attention.
    pub after_attention: Vec<Vec<f32>>,
    /// `[position][hidden]`: the MLP's units after the ReLU.
    pub hidden: Vec<Vec<f32>>,
    /// `[position][width]`: the residual stream after the MLP.
    pub after_mlp: Vec<Vec<f32>>,
}

/// A model's answer at one position.
#[derive(Clone, Debug, PartialEq)]
pub enum Decoded {
    /// The value whose direction is largest.
    Value(Value),
    /// The length along the answer's direction.
    Number(f32),
}

impl fmt::Display for Decoded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value(value) => write!(f, "{value}"),
            Self::Number(number) => write!(f, "{number:.2}"),
        }
    }
}

impl Forward {
    /// `[position][width]`: the residual stream after the last block.
    pub fn last(&self) -> &[Vec<f32>] {
        self.layers.last().map_or(&self.embedding, |layer| &layer.after_mlp)
    }
}

/// What is read at one place of the residual stream.
#[derive(Clone, Debug, PartialEq)]
pub struct Read {
    /// The answer whose direction is longest there.
    pub answer: Decoded,
    /// The stream's length along it: 1 where a compiled program has written it, 0 where nothing has been.
    pub length: f32,
}

impl Compiled {
    /// What the model answers at each position of the string, without the token before it. Where the program is undefined, the
    /// answer means nothing.
    pub fn decode(&self, forward: &Forward) -> Vec<Decoded> {
        forward.last().iter().skip(1).filter_map(|x| Some(self.read(x)?.answer)).collect()
    }

    /// What the model would answer at the string's last position if it ended there, by the directions that have the answers' names:
    /// after attention and after the MLP of each block.
    pub fn lens(&self, forward: &Forward) -> Vec<Read> {
        let levels = forward.layers.iter().flat_map(|layer| [&layer.after_attention, &layer.after_mlp]);
        levels.filter_map(|stream| self.read(stream.last()?)).collect()
    }

    fn read(&self, x: &[f32]) -> Option<Read> {
        let length = |direction: usize| x.get(direction).copied().unwrap_or(0.0);
        match &self.reading {
            AnswerReadout::Length(direction) => {
                let length = length(*direction);
                Some(Read { answer: Decoded::Number(length), length })
            }
            AnswerReadout::Largest(answers) => {
                let largest = answers.iter().reduce(|a, b| if length(b.1) > length(a.1) { b } else { a });
                largest.map(|(value, at)| Read { answer: Decoded::Value(value.clone()), length: length(*at) })
            }
        }
    }
}

impl ModelWeights {
    /// Runs the model on the rows that [`Compiled::encode`] gives. A row that the embedding lacks adds nothing.
    pub fn forward(&self, tokens: &[u32]) -> Forward {
        let embed = |(position, token): (usize, &u32)| {
            let mut x = vec![0.0; self.tokens.columns];
            add(&mut x, 1.0, self.tokens.row(*token as usize));
            add(&mut x, 1.0, self.positions.row(position));
            x
        };
        let embedding: Vec<Vec<f32>> = tokens.iter().enumerate().map(embed).collect();
        let mut layers: Vec<ForwardLayer> = Vec::with_capacity(self.layers.len());
        for weights in &self.layers {
            let before = layers.last().map_or(&embedding, |layer| &layer.after_mlp);
            layers.push(block(weights, before, self.causal));
        }
        Forward { embedding, layers }
    }
}

fn block(weights: &LayerWeights, before: &[Vec<f32>], causal: bool) -> ForwardLayer {
    let mut after_attention = before.to_vec();
    let attention: Vec<Vec<Vec<f32>>> = weights
        .heads
        .iter()
        .map(|head| {
            let pattern = pattern(head, before, causal);
            let values: Vec<Vec<f32>> = before.iter().map(|x| times(x, &head.value, &head.biases[2])).collect();
            for (x, row) in after_attention.iter_mut().zip(&pattern) {
                let mut moved = vec![0.0; head.value.columns];
                row.iter().zip(&values).for_each(|(share, value)| add(&mut moved, *share, value));
                add(x, 1.0, &times(&moved, &head.output, &[]));
            }
            pattern
        })
        .collect();
    after_attention.iter_mut().for_each(|x| add(x, 1.0, &weights.output_bias));
    let relu =
        |x: &Vec<f32>| times(x, &weights.mlp_in, &weights.mlp_in_bias).into_iter().map(|sum| sum.max(0.0)).collect();
    let hidden: Vec<Vec<f32>> = after_attention.iter().map(relu).collect();
    let mut after_mlp = after_attention.clone();
    for (x, hidden) in after_mlp.iter_mut().zip(&hidden) {
        add(x, 1.0, &times(hidden, &weights.mlp_out, &weights.mlp_out_bias));
    }
    ForwardLayer { attention, after_attention, hidden, after_mlp }
}

/// `[query][key]`.
fn pattern(head: &HeadWeights, before: &[Vec<f32>], causal: bool) -> Vec<Vec<f32>> {
    let keys: Vec<Vec<f32>> = before.iter().map(|x| times(x, &head.key, &head.biases[1])).collect();
    let root = (head.key.columns as f32).sqrt();
    let row = |(position, x): (usize, &Vec<f32>)| {
        let query = times(x, &head.query, &head.biases[0]);
        let seen = if causal { &keys[..=position] } else { &keys[..] };
        let score = |key: &Vec<f32>| query.iter().zip(key).map(|(q, k)| q * k).sum::<f32>() / root;
        let mut row: Vec<f32> = seen.iter().map(score).collect();
        softmax(&mut row);
        row.resize(keys.len(), 0.0);
        row
    };
    before.iter().enumerate().map(row).collect()
}

fn softmax(row: &mut [f32]) {
    let largest = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    row.iter_mut().for_each(|score| *score = (*score - largest).exp());
    let sum: f32 = row.iter().sum();
    row.iter_mut().for_each(|share| *share /= sum);
}

/// A row times a matrix, and a bias or nothing. A compiled residual stream is mostly zeros, whose rows are skipped.
fn times(x: &[f32], matrix: &Matrix, bias: &[f32]) -> Vec<f32> {
    let mut result = vec![0.0; matrix.columns];
    for (row, value) in x.iter().enumerate().filter(|(_, value)| **value != 0.0) {
        add(&mut result, *value, matrix.row(row));
    }
    add(&mut result, 1.0, bias);
    result
}

fn add(to: &mut [f32], scale: f32, what: &[f32]) {
    to.iter_mut().zip(what).for_each(|(to, what)| *to += scale * what);
}
