//! The WebGPU engine's fused operations, each a WGSL program over contiguous tensors: few launches, because launches and not
//! multiplications are what a small model's step is made of there.
//!
//! Every sum has a fixed order on one adapter; adapters differ in their last digits. All buffers are bound for reading and
//! writing, because the engine's memory pool gives tensors parts of shared buffers, and WebGPU forbids mixed uses of one.

mod flat;
mod gather;
mod matmul;
mod program;
mod tensor;

pub(crate) use flat::{Flat, FlatStep};

use super::AttentionShape;
use burn::backend::TensorMetadata;
use burn::backend::wgpu::{CubeTensor, into_contiguous};
use matmul::Matmul;
use program::{Program, launch, lines};
use tensor::empty;

fn sizes<const D: usize>(tensor: &CubeTensor) -> [usize; D] {
    tensor.shape().dims()
}

fn words<const N: usize>(sizes: [usize; N]) -> [u32; N] {
    sizes.map(|n| n as u32)
}

fn is_wide<const N: usize>(widths: [usize; N]) -> bool {
    widths.iter().all(|n| n.is_multiple_of(4))
}

/// `x · weight`, plus `bias` where there is one: `[rows, inputs]`, `[inputs, outputs]`, `[outputs]`.
pub(crate) fn linear(x: CubeTensor, weight: CubeTensor, bias: Option<CubeTensor>) -> CubeTensor {
    let (x, weight, bias) = (into_contiguous(x), into_contiguous(weight), bias.map(into_contiguous));
    let ([rows, inputs], [_, outputs]) = (sizes(&x), sizes(&weight));
    let out = empty(&x, [rows, outputs]);
    let kind = if bias.is_some() { Matmul::WithBias } else { Matmul::Forward };
    let buffers: Vec<&CubeTensor> = [&x, &weight, &out].into_iter().chain(&bias).collect();
    let groups = kind.groups(rows, outputs);
    launch(Program::Matmul(kind), is_wide([inputs, outputs]), &buffers, &words([rows, outputs, inputs]), groups);
    out
}

/// The gradient of a matrix product with respect to its input, `[rows, inputs]`.
pub(crate) fn matmul_of_input(weight: CubeTensor, grad: CubeTensor) -> CubeTensor {
    let (weight, grad) = (into_contiguous(weight), into_contiguous(grad));
    let ([rows, outputs], [inputs, _]) = (sizes(&grad), sizes(&weight));
    let out = empty(&grad, [rows, inputs]);
    let (kind, wide) = (Matmul::OfInput, is_wide([inputs, outputs]));
    let sizes = words([rows, inputs, outputs]);
    launch(Program::Matmul(kind), wide, &[&grad, &weight, &out], &sizes, kind.groups(rows, inputs));
    out
}

/// The gradient of a matrix product with respect to its weight, `[inputs, outputs]`.
pub(crate) fn matmul_of_weight(x: CubeTensor, grad: CubeTensor) -> CubeTensor {
    let (x, grad) = (into_contiguous(x), into_contiguous(grad));
    let ([rows, inputs], [_, outputs]) = (sizes(&x), sizes(&grad));
    let out = empty(&x, [inputs, outputs]);
    let (kind, wide) = (Matmul::OfWeight, is_wide([inputs, outputs]));
    let sizes = words([inputs, outputs, rows]);
    launch(Program::Matmul(kind), wide, &[&x, &grad, &out], &sizes, kind.groups(inputs, outputs));
    out
}

/// The gradients of a linear layer with respect to its weight, `[inputs, outputs]`, and its bias, `[outputs]`.
pub(crate) fn matmul_of_weight_and_bias(x: CubeTensor, grad: CubeTensor) -> [CubeTensor; 2] {
    let (x, grad) = (into_contiguous(x), into_contiguous(grad));
    let ([rows, inputs], [_, outputs]) = (sizes(&x), sizes(&grad));
    let (out, of_bias) = (empty(&x, [inputs, outputs]), empty(&x, [outputs]));
    let (kind, wide) = (Matmul::OfWeightAndBias, is_wide([inputs, outputs]));
    let sizes = words([inputs, outputs, rows]);
    launch(Program::Matmul(kind), wide, &[&x, &grad, &out, &of_bias], &sizes, kind.groups(inputs, outputs));
    [out, of_bias]
}

/// Layer normalisation of each row of `[rows, d_model]`.
pub(crate) fn norm(x: CubeTensor, weight: CubeTensor, bias: CubeTensor) -> CubeTensor {
    let (x, weight, bias) = (into_contiguous(x), into_contiguous(weight), into_contiguous(bias));
    let [rows, width] = sizes(&x);
    let out = empty(&x, [rows, width]);
    let buffers = [&x, &weight, &bias, &out];
    launch(Program::NormForward, is_wide([width]), &buffers, &words([rows, width]), lines(rows));
    out
}

/// The gradients of layer normalisation with respect to input, weight and bias.
pub(crate) fn norm_gradients(x: CubeTensor, weight: CubeTensor, grad: CubeTensor) -> [CubeTensor; 3] {
    let (x, weight, grad) = (into_contiguous(x), into_contiguous(weight), into_contiguous(grad));
    let [rows, width] = sizes(&x);
    let (of_x, moments) = (empty(&x, [rows, width]), empty(&x, [rows, 2]));
    let (of_weight, of_bias) = (empty(&x, [width]), empty(&x, [width]));
    let sizes = words([rows, width]);
    launch(Program::NormOfInput, is_wide([width]), &[&x, &weight, &grad, &of_x, &moments], &sizes, lines(rows));
    let buffers = [&x, &grad, &moments, &of_weight, &of_bias];
    launch(Program::NormOfParameters, false, &buffers, &sizes, [width, 1, 1]);
    [of_x, of_weight, of_bias]
}

fn attention_words(shape: AttentionShape) -> [u32; 5] {
    words([shape.batch, shape.seq, shape.rows, shape.heads, shape.width])
}

/// What the heads mix, `[batch · rows, d_model]`, and their patterns, `[batch, heads, rows, seq]`.
pub(crate) fn attention(
    query: CubeTensor,
    key: CubeTensor,
    value: CubeTensor,
    shape: AttentionShape,
) -> (CubeTensor, CubeTensor) {
    let (query, key, value) = (into_contiguous(query), into_contiguous(key), into_contiguous(value));
    let AttentionShape { batch, seq, rows, heads, width } = shape;
    let (mixed, patterns) = (empty(&query, [batch * rows, width]), empty(&query, [batch, heads, rows, seq]));
    let buffers = [&query, &key, &value, &mixed, &patterns];
    let wide = is_wide([width / heads]);
    launch(Program::AttentionForward, wide, &buffers, &attention_words(shape), lines(batch * heads * rows));
    (mixed, patterns)
}

/// The gradients of attention with respect to query, key and value.
pub(crate) fn attention_gradients(
    [query, key, value, patterns]: [CubeTensor; 4],
    grad: CubeTensor,
    shape: AttentionShape,
) -> [CubeTensor; 3] {
    let [query, key, value, patterns] = [query, key, value, patterns].map(into_contiguous);
    let grad = into_contiguous(grad);
    let AttentionShape { batch, seq, rows, heads, width } = shape;
    let (of_scores, of_query) = (empty(&query, [batch, heads, rows, seq]), empty(&query, [batch * rows, width]));
    let (of_key, of_value) = (empty(&query, [batch * seq, width]), empty(&query, [batch * seq, width]));
    let (wide, sizes) = (is_wide([width / heads]), attention_words(shape));
    let buffers = [&key, &value, &patterns, &grad, &of_scores, &of_query];
    launch(Program::AttentionOfQuery, wide, &buffers, &sizes, lines(batch * heads * rows));
    let buffers = [&query, &patterns, &of_scores, &grad, &of_key, &of_value];
    launch(Program::AttentionOfKeys, wide, &buffers, &sizes, lines(batch * heads * seq));
    [of_query, of_key, of_value]
}

/// GELU of every number.
pub(crate) fn gelu(x: CubeTensor) -> CubeTensor {
    let x = into_contiguous(x);
    let (out, count) = (empty::<2>(&x, sizes(&x)), x.shape().num_elements());
    launch(Program::GeluForward, is_wide([count]), &[&x, &out], &words([count]), lines(count));
    out
}

/// GELU of every number, and its derivative.
pub(crate) fn gelu_and_slope(x: CubeTensor) -> (CubeTensor, CubeTensor) {
    let x = into_contiguous(x);
    let (out, slope, count) = (empty::<2>(&x, sizes(&x)), empty::<2>(&x, sizes(&x)), x.shape().num_elements());
    launch(Program::GeluAndSlope, is_wide([count]), &[&x, &out, &slope], &words([count]), lines(count));
    (out, slope)
}

/// The gradient of what GELU was taken of.
pub(crate) fn gelu_gradient(slope: CubeTensor, grad: CubeTensor) -> CubeTensor {
    let (slope, grad) = (into_contiguous(slope), into_contiguous(grad));
    let (out, count) = (empty::<2>(&grad, sizes(&grad)), grad.shape().num_elements());
    launch(Program::GeluBackward, is_wide([count]), &[&slope, &grad, &out], &words([count]), lines(count));
    out
}

/// Mean cross-entropy of `logits` `[rows, vocabulary]` and `targets` `[rows, 1]`, `[1]`.
pub(crate) fn cross_entropy(logits: CubeTensor, targets: CubeTensor) -> CubeTensor {
    let (logits, targets) = (into_contiguous(logits), into_contiguous(targets));
    let out = empty(&logits, [1]);
    let sizes = words(sizes::<2>(&logits));
    launch(Program::CrossEntropyForward, false, &[&logits, &targets, &out], &sizes, [1, 1, 1]);
    out
}

/// The gradient with respect to the logits; `grad` is `[1]`.
pub(crate) fn cross_entropy_gradient(logits: CubeTensor, targets: CubeTensor, grad: CubeTensor) -> CubeTensor {
    let (logits, targets, grad) = (into_contiguous(logits), into_contiguous(targets), into_contiguous(grad));
    let [rows, classes] = sizes(&logits);
    let out = empty(&logits, [rows, classes]);
    let buffers = [&logits, &targets, &grad, &out];
    launch(Program::CrossEntropyBackward, false, &buffers, &words([rows, classes]), lines(rows));
    out
}

/// The token's row plus its position's, `[batch · seq, d_model]`.
pub(crate) fn embedding(tokens: CubeTensor, token: CubeTensor, position: CubeTensor) -> CubeTensor {
    let (tokens, token, position) = (into_contiguous(tokens), into_contiguous(token), into_contiguous(position));
    let ([batch, seq], [_, width]) = (sizes(&tokens), sizes(&token));
    let out = empty(&token, [batch * seq, width]);
    let (buffers, wide) = ([&tokens, &token, &position, &out], is_wide([width]));
    launch(Program::EmbeddingForward, wide, &buffers, &words([batch * seq, seq, width]), lines(batch * seq * width));
    out
}

/// The gradients with respect to the tables, of `entries` and `places` rows.
pub(crate) fn embedding_gradients(
    tokens: CubeTensor,
    grad: CubeTensor,
    entries: usize,
    places: usize,
) -> [CubeTensor; 2] {
    let (tokens, grad) = (into_contiguous(tokens), into_contiguous(grad));
    let ([batch, seq], [_, width]) = (sizes(&tokens), sizes(&grad));
    let (of_token, of_position) = (empty(&grad, [entries, width]), empty(&grad, [places, width]));
    let (buffers, wide) = ([&tokens, &grad, &of_token, &of_position], is_wide([width]));
    let sizes = words([batch * seq, seq, width, entries, places]);
    launch(Program::EmbeddingBackward, wide, &buffers, &sizes, lines((entries + places) * width));
    [of_token, of_position]
}
