//! The fused operations on burn-flex: contiguous slices in, a new tensor out.

use super::{FusedOps, gelu, norm, softmax};
use burn::backend::tensor::FloatTensor;
use burn::backend::{Flex, TensorMetadata};
use burn::tensor::{Shape, TensorData};

type Primitive = FloatTensor<Flex>;

/// The numbers of a contiguous float32 tensor.
fn numbers(tensor: &Primitive) -> &[f32] {
    tensor.as_slice::<f32>().unwrap_or_default()
}

fn made(values: Vec<f32>, shape: Shape) -> Primitive {
    Primitive::from_data(TensorData::new(values, shape))
}

impl FusedOps for Flex {
    fn fused_gelu(x: Primitive) -> Primitive {
        let x = x.to_contiguous();
        made(gelu::forward(numbers(&x)), x.shape())
    }

    fn fused_gelu_backward(x: Primitive, grad: Primitive) -> Primitive {
        let (x, grad) = (x.to_contiguous(), grad.to_contiguous());
        made(gelu::backward(numbers(&x), numbers(&grad)), x.shape())
    }

    fn fused_causal_softmax(scores: Primitive) -> Primitive {
        let scores = scores.to_contiguous();
        let [_, _, rows, seq] = scores.shape().dims();
        made(softmax::forward(numbers(&scores), rows, seq), scores.shape())
    }

    fn fused_causal_softmax_backward(pattern: Primitive, grad: Primitive) -> Primitive {
        let (pattern, grad) = (pattern.to_contiguous(), grad.to_contiguous());
        let [_, _, _, seq] = pattern.shape().dims();
        made(softmax::backward(numbers(&pattern), numbers(&grad), seq), pattern.shape())
    }

    fn fused_norm(x: Primitive, gain: Primitive, bias: Primitive) -> Primitive {
        let (x, gain, bias) = (x.to_contiguous(), gain.to_contiguous(), bias.to_contiguous());
        made(norm::forward(numbers(&x), numbers(&gain), numbers(&bias)), x.shape())
    }

    fn fused_norm_backward(x: Primitive, gain: Primitive, grad: Primitive) -> Primitive {
        let (x, gain, grad) = (x.to_contiguous(), gain.to_contiguous(), grad.to_contiguous());
        let [rows, width] = x.shape().dims();
        made(norm::backward(numbers(&x), numbers(&gain), numbers(&grad)), Shape::new([rows + 2, width]))
    }
}
