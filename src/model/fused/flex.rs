//! The fused operations on burn-flex: contiguous slices in, new tensors out.

use super::{FusedGradients, FusedOps};
use crate::kernel::linear::LinearShape;
use crate::kernel::{AttentionShape, attention, cross_entropy, embedding, gelu, linear, norm};
use burn::backend::tensor::{FloatTensor, IntTensor};
use burn::backend::{Flex, TensorMetadata};
use burn::tensor::{Shape, TensorData};
use std::borrow::Cow;

type Primitive = FloatTensor<Flex>;

/// The numbers of a contiguous float32 tensor.
fn numbers(tensor: &Primitive) -> &[f32] {
    tensor.as_slice::<f32>().unwrap_or_default()
}

/// The numbers of a contiguous tensor of whole numbers.
fn whole(tensor: &IntTensor<Flex>) -> Cow<'_, [i32]> {
    match (tensor.as_slice::<i32>(), tensor.as_slice::<i64>()) {
        (Some(numbers), _) => Cow::Borrowed(numbers),
        (None, Some(numbers)) => numbers.iter().map(|n| i32::try_from(*n).unwrap_or(-1)).collect(),
        (None, None) => Cow::Borrowed(&[]),
    }
}

fn made<const D: usize>(values: Vec<f32>, shape: [usize; D]) -> Primitive {
    Primitive::from_data(TensorData::new(values, Shape::new(shape)))
}

fn sizes<const D: usize>(tensor: &Primitive) -> [usize; D] {
    tensor.shape().dims()
}

/// The sizes of a product of `x` `[rows, inputs]` and a result or gradient `[rows, outputs]`.
fn matmul_shape(rows: usize, inputs: usize, outputs: usize) -> LinearShape {
    LinearShape { rows, inputs, outputs }
}

fn forward(x: &Primitive, weight: &Primitive, bias: Option<&Primitive>) -> Primitive {
    let (x, weight, bias) = (x.to_contiguous(), weight.to_contiguous(), bias.map(Primitive::to_contiguous));
    let ([rows, inputs], [_, outputs]) = (sizes(&x), sizes(&weight));
    let shape = matmul_shape(rows, inputs, outputs);
    made(linear::forward(numbers(&x), numbers(&weight), bias.as_ref().map(numbers), shape), [rows, outputs])
}

impl FusedOps for Flex {
    fn fused_embedding(tokens: IntTensor<Self>, token: Primitive, position: Primitive) -> Primitive {
        let (tokens, token, position) = (tokens.to_contiguous(), token.to_contiguous(), position.to_contiguous());
        let [_, width] = sizes(&token);
        let [batch, seq] = tokens.shape().dims();
        let values = embedding::forward(&whole(&tokens), numbers(&token), numbers(&position), seq, width);
        made(values, [batch * seq, width])
    }

    fn fused_norm(x: Primitive, weight: Primitive, bias: Primitive) -> Primitive {
        let (x, weight, bias) = (x.to_contiguous(), weight.to_contiguous(), bias.to_contiguous());
        made(norm::forward(numbers(&x), numbers(&weight), numbers(&bias)), sizes::<2>(&x))
    }

    fn fused_linear(x: Primitive, weight: Primitive, bias: Primitive) -> Primitive {
        forward(&x, &weight, Some(&bias))
    }

    fn fused_matmul(x: Primitive, weight: Primitive) -> Primitive {
        forward(&x, &weight, None)
    }

    fn fused_attention(
        query: Primitive,
        key: Primitive,
        value: Primitive,
        shape: AttentionShape,
    ) -> (Primitive, Primitive) {
        let (query, key, value) = (query.to_contiguous(), key.to_contiguous(), value.to_contiguous());
        let (mixed, patterns) = attention::forward(numbers(&query), numbers(&key), numbers(&value), shape);
        let AttentionShape { batch, seq, rows, heads, width } = shape;
        (made(mixed, [batch * rows, width]), made(patterns, [batch, heads, rows, seq]))
    }

    fn fused_gelu(x: Primitive) -> Primitive {
        let x = x.to_contiguous();
        made(gelu::forward(numbers(&x)), sizes::<2>(&x))
    }

    fn fused_cross_entropy(logits: Primitive, targets: IntTensor<Self>) -> Primitive {
        let (logits, targets) = (logits.to_contiguous(), targets.to_contiguous());
        let [_, classes] = sizes(&logits);
        made(vec![cross_entropy::forward(numbers(&logits), &whole(&targets), classes)], [1])
    }
}

impl FusedGradients for Flex {
    fn embedding_gradients(tokens: IntTensor<Self>, grad: Primitive, entries: usize, places: usize) -> [Primitive; 2] {
        let (tokens, grad) = (tokens.to_contiguous(), grad.to_contiguous());
        let ([_, seq], [_, width]) = (tokens.shape().dims(), sizes(&grad));
        let [of_token, of_position] = embedding::backward(&whole(&tokens), numbers(&grad), seq, width, entries, places);
        [made(of_token, [entries, width]), made(of_position, [places, width])]
    }

    fn norm_gradients(x: Primitive, weight: Primitive, grad: Primitive) -> [Primitive; 3] {
        let (x, weight, grad) = (x.to_contiguous(), weight.to_contiguous(), grad.to_contiguous());
        let [rows, width] = sizes(&x);
        let [of_x, of_weight, of_bias] = norm::backward(numbers(&x), numbers(&weight), numbers(&grad));
        [made(of_x, [rows, width]), made(of_weight, [width]), made(of_bias, [width])]
    }

    fn matmul_of_input(weight: Primitive, grad: Primitive) -> Primitive {
        let (weight, grad) = (weight.to_contiguous(), grad.to_contiguous());
        let ([rows, outputs], [inputs, _]) = (sizes(&grad), sizes(&weight));
        let shape = matmul_shape(rows, inputs, outputs);
        made(linear::of_input(numbers(&grad), numbers(&weight), shape), [rows, inputs])
    }

    fn matmul_of_weight(x: Primitive, grad: Primitive) -> Primitive {
        let (x, grad) = (x.to_contiguous(), grad.to_contiguous());
        let ([rows, inputs], [_, outputs]) = (sizes(&x), sizes(&grad));
        let shape = matmul_shape(rows, inputs, outputs);
        made(linear::of_weight(numbers(&x), numbers(&grad), shape), [inputs, outputs])
    }

    fn linear_of_parameters(x: Primitive, grad: Primitive) -> [Primitive; 2] {
        let grad = grad.to_contiguous();
        let [_, outputs] = sizes(&grad);
        let of_bias = made(linear::of_bias(numbers(&grad), outputs), [outputs]);
        [Self::matmul_of_weight(x, grad), of_bias]
    }

    fn attention_gradients(
        query: Primitive,
        key: Primitive,
        value: Primitive,
        patterns: Primitive,
        grad: Primitive,
        shape: AttentionShape,
    ) -> [Primitive; 3] {
        let (query, key, value) = (query.to_contiguous(), key.to_contiguous(), value.to_contiguous());
        let (patterns, grad) = (patterns.to_contiguous(), grad.to_contiguous());
        let (query, key, value) = (numbers(&query), numbers(&key), numbers(&value));
        let [of_query, of_key, of_value] =
            attention::backward(query, key, value, numbers(&patterns), numbers(&grad), shape);
        let AttentionShape { batch, seq, rows, width, .. } = shape;
        let all = [batch * seq, width];
        [made(of_query, [batch * rows, width]), made(of_key, all), made(of_value, all)]
    }

    fn gelu_and_slope(x: Primitive) -> (Primitive, Primitive) {
        let x = x.to_contiguous();
        let (out, slope) = gelu::forward_and_slope(numbers(&x));
        (made(out, sizes::<2>(&x)), made(slope, sizes::<2>(&x)))
    }

    fn gelu_gradient(slope: Primitive, grad: Primitive) -> Primitive {
        let grad = grad.to_contiguous();
        made(gelu::backward(numbers(&slope), numbers(&grad)), sizes::<2>(&grad))
    }

    fn cross_entropy_gradient(logits: Primitive, targets: IntTensor<Self>, grad: Primitive) -> Primitive {
        let (logits, targets, grad) = (logits.to_contiguous(), targets.to_contiguous(), grad.to_contiguous());
        let [rows, classes] = sizes(&logits);
        let grad = numbers(&grad).first().copied().unwrap_or(f32::NAN);
        made(cross_entropy::backward(numbers(&logits), &whole(&targets), classes, grad), [rows, classes])
    }
}
