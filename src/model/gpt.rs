//! A GPT in the manner of minGPT: token and position embeddings, pre-norm blocks, a final norm and an untied head.

use super::attention::Attention;
use super::block::{Block, BlockTrace, Edit};
use super::config::ModelConfig;
use super::layer::{Embedding, LayerNorm, Linear, norm};
use super::operations;
use super::site::Site;
use super::weights::{Parameter, Weights};
use crate::kernel::AttentionShape;
use burn::module::{Module, Param};
use burn::tensor::{Device, Int, Tensor, TensorData};

/// The model. Inputs are token numbers `[batch, seq]`, outputs logits over the vocabulary.
#[derive(Module, Debug)]
pub struct Gpt {
    pub(super) token: Embedding,
    pub(super) position: Embedding,
    pub(super) blocks: Vec<Block>,
    norm_final: LayerNorm,
    head: Embedding,
    pub(super) heads: usize,
}

/// Which positions the logits are wanted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readout {
    /// Every position.
    EveryPosition,
    /// The last position alone, where the answer is predicted. The last block then computes its queries, MLP and
    /// logits there only, which changes no number.
    LastPosition,
}

/// The named activations of one forward pass.
#[derive(Clone, Debug)]
pub struct Trace {
    /// The residual stream before the first block, `[batch · seq, d_model]`.
    pub embedding: Tensor<2>,
    /// Each block's activations, first block first.
    pub blocks: Vec<BlockTrace>,
    /// Logits, `[batch · rows, vocabulary]`.
    pub logits: Tensor<2>,
}

impl Gpt {
    /// Puts `weights` on `device`.
    pub fn from_weights(weights: &Weights, device: &Device) -> Self {
        let mut parameters = weights.parameters.iter();
        let mut loader = Loader { parameters: &mut parameters, device };
        Self {
            token: loader.embedding(),
            position: loader.embedding(),
            blocks: (0..weights.config().blocks).map(|_| loader.block()).collect(),
            norm_final: loader.layer_norm(),
            head: loader.embedding(),
            heads: weights.config().heads,
        }
    }

    /// Logits for `tokens` `[batch, seq]`: `[batch · seq, vocabulary]`, or `[batch, vocabulary]` of the last position.
    pub fn forward(&self, tokens: Tensor<2, Int>, readout: Readout) -> Tensor<2> {
        self.trace(tokens, readout).logits
    }

    /// The forward pass with everything in it that has a name.
    pub fn trace(&self, tokens: Tensor<2, Int>, readout: Readout) -> Trace {
        self.trace_edited(tokens, readout, &|_, activations| activations)
    }

    /// The forward pass in which `edit` replaces activations: what it returns for a [`Site`] is what later layers read.
    /// With [`Readout::EveryPosition`] the rows of every place are `[batch · seq]`, sample by sample.
    pub fn trace_edited(&self, tokens: Tensor<2, Int>, readout: Readout, edit: Edit<'_>) -> Trace {
        let [batch, seq] = tokens.dims();
        let [_, width] = self.token.weight.dims();
        let embedded = operations::embedding(tokens, self.token.weight.val(), self.position.weight.val());
        let embedded = edit(Site::Embedding, embedded);
        let mut stream = embedded.clone();
        let mut blocks = Vec::with_capacity(self.blocks.len());
        for (index, block) in self.blocks.iter().enumerate() {
            let last = index + 1 == self.blocks.len() && readout == Readout::LastPosition;
            let rows = if last { 1 } else { seq };
            let shape = AttentionShape { batch, seq, rows, heads: self.heads, width };
            let trace = block.forward(stream, shape, index as u32, edit);
            stream = trace.residual.clone();
            blocks.push(trace);
        }
        let logits = self.read_out(stream);
        Trace { embedding: embedded, blocks, logits }
    }

    /// The logits that the final norm and the head make of a residual stream `[rows, d_model]`: `[rows, vocabulary]`.
    pub fn read_out(&self, stream: Tensor<2>) -> Tensor<2> {
        operations::matmul(norm(stream, &self.norm_final), self.head.weight.val())
    }

    /// The model's sizes.
    pub fn config(&self) -> ModelConfig {
        let [vocabulary, width] = self.token.weight.dims();
        let [context, _] = self.position.weight.dims();
        ModelConfig { vocabulary, context, width, blocks: self.blocks.len(), heads: self.heads }
    }
}

/// Takes parameters in their one order and puts them on a device.
struct Loader<'a, I> {
    parameters: &'a mut I,
    device: &'a Device,
}

impl<'a, I: Iterator<Item = &'a Parameter>> Loader<'a, I> {
    fn tensor<const D: usize>(&mut self) -> Param<Tensor<D>> {
        // `Weights` are checked when they are made, so the order cannot run out here; an empty tensor would be refused
        // by the first operation on it.
        let data = match self.parameters.next() {
            Some(parameter) => TensorData::new(parameter.values.clone(), parameter.shape.clone()),
            None => TensorData::new(Vec::<f32>::new(), [0; D]),
        };
        Param::from_data(data, self.device)
    }

    fn embedding(&mut self) -> Embedding {
        Embedding { weight: self.tensor() }
    }

    fn layer_norm(&mut self) -> LayerNorm {
        LayerNorm { weight: self.tensor(), bias: self.tensor() }
    }

    fn linear(&mut self) -> Linear {
        Linear { weight: self.tensor(), bias: self.tensor() }
    }

    fn block(&mut self) -> Block {
        Block {
            norm_attention: self.layer_norm(),
            attention: Attention {
                query: self.linear(),
                key: self.linear(),
                value: self.linear(),
                output: self.linear(),
            },
            norm_mlp: self.layer_norm(),
            mlp_in: self.linear(),
            mlp_out: self.linear(),
        }
    }
}
