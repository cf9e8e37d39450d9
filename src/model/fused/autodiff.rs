//! How gradients flow through the fused operations.

use super::FusedOps;
use burn::backend::autodiff::checkpoint::{base::Checkpointer, strategy::CheckpointStrategy};
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops, OpsKind, unary};
use burn::backend::tensor::FloatTensor;
use burn::backend::{Autodiff, TensorMetadata};
use burn::tensor::{Shape, Slice};

#[derive(Debug)]
struct Gelu;

impl<B: FusedOps> Backward<B, 1> for Gelu {
    type State = FloatTensor<B>;

    fn backward(self, ops: Ops<Self::State, 1>, grads: &mut Gradients, _: &mut Checkpointer) {
        unary::<B, _>(ops.parents, ops.node, grads, |grad| B::fused_gelu_backward(ops.state, grad));
    }
}

#[derive(Debug)]
struct CausalSoftmax;

impl<B: FusedOps> Backward<B, 1> for CausalSoftmax {
    type State = FloatTensor<B>;

    fn backward(self, ops: Ops<Self::State, 1>, grads: &mut Gradients, _: &mut Checkpointer) {
        unary::<B, _>(ops.parents, ops.node, grads, |grad| B::fused_causal_softmax_backward(ops.state, grad));
    }
}

#[derive(Debug)]
struct Norm;

impl<B: FusedOps> Backward<B, 3> for Norm {
    type State = (FloatTensor<B>, FloatTensor<B>);

    fn backward(self, ops: Ops<Self::State, 3>, grads: &mut Gradients, _: &mut Checkpointer) {
        let (x, gain) = ops.state;
        let [rows, width] = x.shape().dims();
        let all = B::fused_norm_backward(x, gain, grads.consume::<B>(&ops.node));
        let part =
            |from: usize, to: usize| B::float_slice(all.clone(), &[Slice::from(from..to), Slice::from(0..width)]);
        let row = |at: usize| B::float_reshape(part(at, at + 1), Shape::new([width]));
        let [of_x, of_gain, of_bias] = ops.parents;
        if let Some(node) = of_x {
            grads.register::<B>(node.id, part(0, rows));
        }
        if let Some(node) = of_gain {
            grads.register::<B>(node.id, row(rows));
        }
        if let Some(node) = of_bias {
            grads.register::<B>(node.id, row(rows + 1));
        }
    }
}

impl<B: FusedOps, C: CheckpointStrategy> FusedOps for Autodiff<B, C> {
    fn fused_gelu(x: FloatTensor<Self>) -> FloatTensor<Self> {
        match Gelu.prepare::<C>([x.node()]).compute_bound().stateful() {
            OpsKind::Tracked(prepared) => prepared.finish(x.primitive().clone(), B::fused_gelu(x.into_primitive())),
            OpsKind::UnTracked(prepared) => prepared.finish(B::fused_gelu(x.into_primitive())),
        }
    }

    fn fused_gelu_backward(_: FloatTensor<Self>, grad: FloatTensor<Self>) -> FloatTensor<Self> {
        grad
    }

    fn fused_causal_softmax(scores: FloatTensor<Self>) -> FloatTensor<Self> {
        match CausalSoftmax.prepare::<C>([scores.node()]).compute_bound().stateful() {
            OpsKind::Tracked(prepared) => {
                let pattern = B::fused_causal_softmax(scores.into_primitive());
                prepared.finish(pattern.clone(), pattern)
            }
            OpsKind::UnTracked(prepared) => prepared.finish(B::fused_causal_softmax(scores.into_primitive())),
        }
    }

    fn fused_causal_softmax_backward(_: FloatTensor<Self>, grad: FloatTensor<Self>) -> FloatTensor<Self> {
        grad
    }

    fn fused_norm(x: FloatTensor<Self>, gain: FloatTensor<Self>, bias: FloatTensor<Self>) -> FloatTensor<Self> {
        match Norm.prepare::<C>([x.node(), gain.node(), bias.node()]).compute_bound().stateful() {
            OpsKind::Tracked(prepared) => {
                let state = (x.primitive().clone(), gain.primitive().clone());
                prepared.finish(state, B::fused_norm(x.into_primitive(), gain.into_primitive(), bias.into_primitive()))
            }
            OpsKind::UnTracked(prepared) => {
                prepared.finish(B::fused_norm(x.into_primitive(), gain.into_primitive(), bias.into_primitive()))
            }
        }
    }

    fn fused_norm_backward(_: FloatTensor<Self>, _: FloatTensor<Self>, grad: FloatTensor<Self>) -> FloatTensor<Self> {
        grad
    }
}
