//! The forward pass of a compiled transformer in Burn, as it is trained further.

use super::super::layer::{Linear, linear};
use super::super::operations;
use super::sizes::CompiledSizes;
use super::weights::CompiledWeights;
use burn::module::{Module, Param};
use burn::tensor::activation::{relu, softmax};
use burn::tensor::{Device, Int, Tensor, TensorData};

/// A compiled transformer on a device.
#[derive(Module, Debug)]
pub struct CompiledModel {
    token: Param<Tensor<2>>,
    position: Param<Tensor<2>>,
    layers: Vec<CompiledLayer>,
    heads: usize,
    causal: bool,
}

/// One block: heads, then an MLP; both read the residual stream as it is.
#[derive(Module, Debug)]
struct CompiledLayer {
    query: Linear,
    key: Linear,
    value: Linear,
    output: Linear,
    mlp_in: Linear,
    mlp_out: Linear,
}

/// Takes numbers in the order of the parameters and puts them on a device.
struct Loader<'a, I> {
    rest: &'a [f32],
    parameters: I,
    device: &'a Device,
}

impl<I: Iterator<Item = (String, Vec<usize>)>> Loader<'_, I> {
    fn next<const D: usize>(&mut self) -> Param<Tensor<D>> {
        // As many as the sizes ask for: callers check the weights. An empty tensor would be refused by its first use.
        let shape = self.parameters.next().map_or_else(|| vec![0; D], |(_, shape)| shape);
        let (own, others) = self.rest.split_at(shape.iter().product::<usize>().min(self.rest.len()));
        self.rest = others;
        Param::from_data(TensorData::new(own.to_vec(), shape), self.device)
    }

    fn linear(&mut self) -> Linear {
        Linear { weight: self.next(), bias: self.next() }
    }
}

/// Sizes of one pass: sequences, their tokens, and the positions at the end that later layers read.
#[derive(Clone, Copy)]
struct Pass {
    batch: usize,
    seq: usize,
    rows: usize,
}

impl CompiledModel {
    /// Puts `weights` on `device`.
    pub fn from_weights(weights: &CompiledWeights, device: &Device) -> Self {
        let mut loader = Loader { rest: &weights.values, parameters: weights.sizes.parameters().into_iter(), device };
        let CompiledSizes { layers, heads, causal, .. } = weights.sizes;
        Self {
            token: loader.next(),
            position: loader.next(),
            layers: (0..layers)
                .map(|_| CompiledLayer {
                    query: loader.linear(),
                    key: loader.linear(),
                    value: loader.linear(),
                    output: loader.linear(),
                    mlp_in: loader.linear(),
                    mlp_out: loader.linear(),
                })
                .collect(),
            heads,
            causal,
        }
    }

    /// How strongly each answer is given at the last position: `[batch, answers]` for `tokens` `[batch, seq]`, where `answers` holds the
    /// residual stream's direction of each answer, `[answers]`. The last layer is computed at that position only.
    pub fn forward(&self, tokens: Tensor<2, Int>, answers: Tensor<1, Int>) -> Tensor<2> {
        let [batch, seq] = tokens.dims();
        let mut stream = operations::embedding(tokens, self.token.val(), self.position.val());
        for (index, layer) in self.layers.iter().enumerate() {
            let rows = if index + 1 == self.layers.len() { 1 } else { seq };
            stream = self.block(layer, stream, Pass { batch, seq, rows });
        }
        if self.layers.is_empty() {
            stream = last(stream, Pass { batch, seq, rows: 1 });
        }
        stream.select(1, answers)
    }

    /// The residual stream at the last position, after the embedding and after each layer, each `[batch, width]`.
    pub fn streams(&self, tokens: Tensor<2, Int>) -> Vec<Tensor<2>> {
        let [batch, seq] = tokens.dims();
        let pass = Pass { batch, seq, rows: seq };
        let at_the_end = |stream: &Tensor<2>| last(stream.clone(), Pass { rows: 1, ..pass });
        let mut stream = operations::embedding(tokens, self.token.val(), self.position.val());
        let mut all = vec![at_the_end(&stream)];
        for layer in &self.layers {
            stream = self.block(layer, stream, pass);
            all.push(at_the_end(&stream));
        }
        all
    }

    fn block(&self, layer: &CompiledLayer, all: Tensor<2>, pass: Pass) -> Tensor<2> {
        let Pass { batch, seq, rows } = pass;
        let stream = last(all.clone(), pass);
        let [_, inner] = layer.query.weight.dims();
        let size = inner / self.heads.max(1);
        let split = |x: Tensor<2>, rows: usize| x.reshape([batch, rows, self.heads, size]).swap_dims(1, 2);
        let query = split(linear(stream.clone(), &layer.query), rows);
        let key = split(linear(all.clone(), &layer.key), seq);
        let value = split(linear(all, &layer.value), seq);
        let scores = query.matmul(key.swap_dims(2, 3)).mul_scalar(1.0 / (size as f64).sqrt());
        let scores = if self.causal && rows > 1 { hidden_future(scores, seq) } else { scores };
        let mixed = softmax(scores, 3).matmul(value).swap_dims(1, 2).reshape([batch * rows, inner]);
        let stream = stream + linear(mixed, &layer.output);
        let hidden = relu(linear(stream.clone(), &layer.mlp_in));
        stream + linear(hidden, &layer.mlp_out)
    }
}

/// The last `rows` positions of each sequence, `[batch · rows, width]`.
fn last(x: Tensor<2>, Pass { batch, seq, rows }: Pass) -> Tensor<2> {
    if rows == seq {
        return x;
    }
    let [_, width] = x.dims();
    x.reshape([batch, seq, width]).slice([0..batch, seq - rows..seq, 0..width]).reshape([batch * rows, width])
}

/// Scores `[batch, heads, seq, seq]` with the future at minus a number that no softmax sees.
fn hidden_future(scores: Tensor<4>, seq: usize) -> Tensor<4> {
    let future: Vec<f32> = (0..seq * seq).map(|i| if i % seq > i / seq { -1e9 } else { 0.0 }).collect();
    let mask = Tensor::<4>::from_data(TensorData::new(future, [1, 1, seq, seq]), &scores.device());
    scores + mask
}
