//! How gradients flow through the fused operations.

use super::{FusedGradients, FusedOps};
use crate::kernel::AttentionShape;
use burn::backend::autodiff::checkpoint::{base::Checkpointer, strategy::CheckpointStrategy};
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops, OpsKind, unary};
use burn::backend::tensor::{FloatTensor, IntTensor};
use burn::backend::{Autodiff, TensorMetadata};

#[derive(Debug)]
struct Embedding;

impl<B: FusedGradients> Backward<B, 2> for Embedding {
    /// Tokens, and the rows of the tables.
    type State = (IntTensor<B>, usize, usize);

    fn backward(self, ops: Ops<Self::State, 2>, grads: &mut Gradients, _: &mut Checkpointer) {
        let (tokens, entries, places) = ops.state;
        let of = B::embedding_gradients(tokens, grads.consume::<B>(&ops.node), entries, places);
        for (parent, gradient) in ops.parents.into_iter().zip(of) {
            if let Some(node) = parent {
                grads.register::<B>(node.id, gradient);
            }
        }
    }
}

#[derive(Debug)]
struct LayerNorm;

impl<B: FusedGradients> Backward<B, 3> for LayerNorm {
    type State = (FloatTensor<B>, FloatTensor<B>);

    fn backward(self, ops: Ops<Self::State, 3>, grads: &mut Gradients, _: &mut Checkpointer) {
        let (x, weight) = ops.state;
        let of = B::norm_gradients(x, weight, grads.consume::<B>(&ops.node));
        for (parent, gradient) in ops.parents.into_iter().zip(of) {
            if let Some(node) = parent {
                grads.register::<B>(node.id, gradient);
            }
        }
    }
}

#[derive(Debug)]
struct Linear;

impl<B: FusedGradients> Backward<B, 3> for Linear {
    type State = (FloatTensor<B>, FloatTensor<B>);

    fn backward(self, ops: Ops<Self::State, 3>, grads: &mut Gradients, _: &mut Checkpointer) {
        let (x, weight) = ops.state;
        let grad = grads.consume::<B>(&ops.node);
        let [of_x, of_weight, of_bias] = ops.parents;
        if of_weight.is_some() || of_bias.is_some() {
            let of = B::linear_of_parameters(x, grad.clone());
            for (parent, gradient) in [of_weight, of_bias].into_iter().zip(of) {
                if let Some(node) = parent {
                    grads.register::<B>(node.id, gradient);
                }
            }
        }
        if let Some(node) = of_x {
            grads.register::<B>(node.id, B::matmul_of_input(weight, grad));
        }
    }
}

#[derive(Debug)]
struct Matmul;

impl<B: FusedGradients> Backward<B, 2> for Matmul {
    type State = (FloatTensor<B>, FloatTensor<B>);

    fn backward(self, ops: Ops<Self::State, 2>, grads: &mut Gradients, _: &mut Checkpointer) {
        let (x, weight) = ops.state;
        let grad = grads.consume::<B>(&ops.node);
        let [of_x, of_weight] = ops.parents;
        if let Some(node) = of_weight {
            grads.register::<B>(node.id, B::matmul_of_weight(x, grad.clone()));
        }
        if let Some(node) = of_x {
            grads.register::<B>(node.id, B::matmul_of_input(weight, grad));
        }
    }
}

#[derive(Debug)]
struct Attention;

impl<B: FusedGradients> Backward<B, 3> for Attention {
    /// Query, key, value, patterns.
    type State = ([FloatTensor<B>; 4], AttentionShape);

    fn backward(self, ops: Ops<Self::State, 3>, grads: &mut Gradients, _: &mut Checkpointer) {
        let ([query, key, value, patterns], shape) = ops.state;
        let of = B::attention_gradients(query, key, value, patterns, grads.consume::<B>(&ops.node), shape);
        for (parent, gradient) in ops.parents.into_iter().zip(of) {
            if let Some(node) = parent {
                grads.register::<B>(node.id, gradient);
            }
        }
    }
}

#[derive(Debug)]
struct Gelu;

impl<B: FusedGradients> Backward<B, 1> for Gelu {
    /// The derivative.
    type State = FloatTensor<B>;

    fn backward(self, ops: Ops<Self::State, 1>, grads: &mut Gradients, _: &mut Checkpointer) {
        unary::<B, _>(ops.parents, ops.node, grads, |grad| B::gelu_gradient(ops.state, grad));
    }
}

#[derive(Debug)]
struct CrossEntropy;

impl<B: FusedGradients> Backward<B, 1> for CrossEntropy {
    type State = (FloatTensor<B>, IntTensor<B>);

    fn backward(self, ops: Ops<Self::State, 1>, grads: &mut Gradients, _: &mut Checkpointer) {
        let (logits, targets) = ops.state;
        unary::<B, _>(ops.parents, ops.node, grads, |grad| B::cross_entropy_gradient(logits, targets, grad));
    }
}

impl<B: FusedGradients, C: CheckpointStrategy> FusedOps for Autodiff<B, C> {
    fn fused_embedding(
        tokens: IntTensor<Self>,
        token: FloatTensor<Self>,
        position: FloatTensor<Self>,
    ) -> FloatTensor<Self> {
        let prepared = Embedding.prepare::<C>([token.node(), position.node()]).compute_bound().stateful();
        let ([entries, _], [places, _]) = (token.shape().dims(), position.shape().dims());
        let (token, position) = (token.into_primitive(), position.into_primitive());
        match prepared {
            OpsKind::Tracked(p) => {
                p.finish((tokens.clone(), entries, places), B::fused_embedding(tokens, token, position))
            }
            OpsKind::UnTracked(p) => p.finish(B::fused_embedding(tokens, token, position)),
        }
    }

    fn fused_norm(x: FloatTensor<Self>, weight: FloatTensor<Self>, bias: FloatTensor<Self>) -> FloatTensor<Self> {
        let prepared = LayerNorm.prepare::<C>([x.node(), weight.node(), bias.node()]).compute_bound().stateful();
        let (x, weight, bias) = (x.into_primitive(), weight.into_primitive(), bias.into_primitive());
        match prepared {
            OpsKind::Tracked(p) => p.finish((x.clone(), weight.clone()), B::fused_norm(x, weight, bias)),
            OpsKind::UnTracked(p) => p.finish(B::fused_norm(x, weight, bias)),
        }
    }

    fn fused_linear(x: FloatTensor<Self>, weight: FloatTensor<Self>, bias: FloatTensor<Self>) -> FloatTensor<Self> {
        let prepared = Linear.prepare::<C>([x.node(), weight.node(), bias.node()]).compute_bound().stateful();
        let (x, weight, bias) = (x.into_primitive(), weight.into_primitive(), bias.into_primitive());
        match prepared {
            OpsKind::Tracked(p) => p.finish((x.clone(), weight.clone()), B::fused_linear(x, weight, bias)),
            OpsKind::UnTracked(p) => p.finish(B::fused_linear(x, weight, bias)),
        }
    }

    fn fused_matmul(x: FloatTensor<Self>, weight: FloatTensor<Self>) -> FloatTensor<Self> {
        let prepared = Matmul.prepare::<C>([x.node(), weight.node()]).compute_bound().stateful();
        let (x, weight) = (x.into_primitive(), weight.into_primitive());
        match prepared {
            OpsKind::Tracked(p) => p.finish((x.clone(), weight.clone()), B::fused_matmul(x, weight)),
            OpsKind::UnTracked(p) => p.finish(B::fused_matmul(x, weight)),
        }
    }

    fn fused_attention(
        query: FloatTensor<Self>,
        key: FloatTensor<Self>,
        value: FloatTensor<Self>,
        shape: AttentionShape,
    ) -> (FloatTensor<Self>, FloatTensor<Self>) {
        let prepared = Attention.prepare::<C>([query.node(), key.node(), value.node()]).compute_bound().stateful();
        let (query, key, value) = (query.into_primitive(), key.into_primitive(), value.into_primitive());
        let (mixed, patterns) = B::fused_attention(query.clone(), key.clone(), value.clone(), shape);
        let mixed = match prepared {
            OpsKind::Tracked(p) => p.finish(([query, key, value, patterns.clone()], shape), mixed),
            OpsKind::UnTracked(p) => p.finish(mixed),
        };
        (mixed, FloatTensor::<Self>::new(patterns))
    }

    fn fused_gelu(x: FloatTensor<Self>) -> FloatTensor<Self> {
        let prepared = Gelu.prepare::<C>([x.node()]).compute_bound().stateful();
        let x = x.into_primitive();
        match prepared {
            OpsKind::Tracked(p) => {
                let (out, slope) = B::gelu_and_slope(x);
                p.finish(slope, out)
            }
            OpsKind::UnTracked(p) => p.finish(B::fused_gelu(x)),
        }
    }

    fn fused_cross_entropy(logits: FloatTensor<Self>, targets: IntTensor<Self>) -> FloatTensor<Self> {
        let prepared = CrossEntropy.prepare::<C>([logits.node()]).compute_bound().stateful();
        let logits = logits.into_primitive();
        match prepared {
            OpsKind::Tracked(p) => p.finish((logits.clone(), targets.clone()), B::fused_cross_entropy(logits, targets)),
            OpsKind::UnTracked(p) => p.finish(B::fused_cross_entropy(logits, targets)),
        }
    }
}
