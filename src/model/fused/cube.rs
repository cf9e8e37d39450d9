//! The fused operations on WebGPU.

use super::{FusedGradients, FusedOps};
use crate::kernel::{AttentionShape, gpu};
use burn::backend::tensor::{FloatTensor, IntTensor};
use burn::backend::wgpu::CubeBackend;

type Primitive = FloatTensor<CubeBackend>;

impl FusedOps for CubeBackend {
    fn fused_embedding(tokens: IntTensor<Self>, token: Primitive, position: Primitive) -> Primitive {
        gpu::embedding(tokens, token, position)
    }

    fn fused_norm(x: Primitive, weight: Primitive, bias: Primitive) -> Primitive {
        gpu::norm(x, weight, bias)
    }

    fn fused_linear(x: Primitive, weight: Primitive, bias: Primitive) -> Primitive {
        gpu::linear(x, weight, Some(bias))
    }

    fn fused_matmul(x: Primitive, weight: Primitive) -> Primitive {
        gpu::linear(x, weight, None)
    }

    fn fused_attention(
        query: Primitive,
        key: Primitive,
        value: Primitive,
        shape: AttentionShape,
    ) -> (Primitive, Primitive) {
        gpu::attention(query, key, value, shape)
    }

    fn fused_gelu(x: Primitive) -> Primitive {
        gpu::gelu(x)
    }

    fn fused_cross_entropy(logits: Primitive, targets: IntTensor<Self>) -> Primitive {
        gpu::cross_entropy(logits, targets)
    }
}

impl FusedGradients for CubeBackend {
    fn embedding_gradients(tokens: IntTensor<Self>, grad: Primitive, entries: usize, places: usize) -> [Primitive; 2] {
        gpu::embedding_gradients(tokens, grad, entries, places)
    }

    fn norm_gradients(x: Primitive, weight: Primitive, grad: Primitive) -> [Primitive; 3] {
        gpu::norm_gradients(x, weight, grad)
    }

    fn matmul_of_input(weight: Primitive, grad: Primitive) -> Primitive {
        gpu::matmul_of_input(weight, grad)
    }

    fn matmul_of_weight(x: Primitive, grad: Primitive) -> Primitive {
        gpu::matmul_of_weight(x, grad)
    }

    fn linear_of_parameters(x: Primitive, grad: Primitive) -> [Primitive; 2] {
        gpu::matmul_of_weight_and_bias(x, grad)
    }

    fn attention_gradients(
        query: Primitive,
        key: Primitive,
        value: Primitive,
        patterns: Primitive,
        grad: Primitive,
        shape: AttentionShape,
    ) -> [Primitive; 3] {
        gpu::attention_gradients([query, key, value, patterns], grad, shape)
    }

    fn gelu_and_slope(x: Primitive) -> (Primitive, Primitive) {
        gpu::gelu_and_slope(x)
    }

    fn gelu_gradient(slope: Primitive, grad: Primitive) -> Primitive {
        gpu::gelu_gradient(slope, grad)
    }

    fn cross_entropy_gradient(logits: Primitive, targets: IntTensor<Self>, grad: Primitive) -> Primitive {
        gpu::cross_entropy_gradient(logits, targets, grad)
    }
}
