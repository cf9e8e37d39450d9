//! Every operation, in both forms, against a second one written out in float64: values, and gradients against central
//! differences of that second one.

use super::{fused, plain};
use crate::kernel::AttentionShape;
use crate::tasks::{Purpose, Stream};
use burn::tensor::{Device, Int, Tensor, TensorData};

/// What ‖ours − reference‖ / ‖reference‖ stays below.
const TOLERANCE: f64 = 1e-5;

type Shape = [usize; 2];
type Matrix = Vec<f64>;
/// What one form of an operation makes of its float inputs.
type Form<'a> = &'a dyn Fn(&[Tensor<2>]) -> Tensor<2>;
type Reference<'a> = &'a dyn Fn(&[Matrix]) -> Matrix;

fn widened(values: &[f32]) -> Matrix {
    values.iter().map(|v| f64::from(*v)).collect()
}

fn numbers(tensor: Tensor<2>) -> Matrix {
    widened(&tensor.into_data().try_into_vec::<f32>().unwrap())
}

fn distance(a: &[f64], b: &[f64]) -> f64 {
    assert_eq!(a.len(), b.len());
    let norm = |values: &mut dyn Iterator<Item = f64>| values.map(|v| v * v).sum::<f64>().sqrt();
    norm(&mut a.iter().zip(b).map(|(a, b)| a - b)) / norm(&mut b.iter().copied()).max(1e-3)
}

/// Compares both forms with the reference on random inputs of the given shapes; the sum that gradients are taken of weighs
/// every element of the result differently.
fn check(what: &str, shapes: &[Shape], stream: &mut Stream, forms: [Form<'_>; 2], reference: Reference<'_>) {
    let inputs: Vec<Vec<f32>> = shapes.iter().map(|s| (0..s[0] * s[1]).map(|_| stream.normal()).collect()).collect();
    let mut wide: Vec<Matrix> = inputs.iter().map(|v| widened(v)).collect();
    let value = reference(&wide);
    let weights: Vec<f32> = value.iter().map(|_| stream.normal()).collect();
    let weighed =
        |inputs: &[Matrix]| -> f64 { reference(inputs).iter().zip(&weights).map(|(y, w)| y * f64::from(*w)).sum() };
    let gradients: Vec<Matrix> = (0..wide.len())
        .map(|input| {
            (0..wide[input].len())
                .map(|at| {
                    let (x, h) = (wide[input][at], 1e-4);
                    wide[input][at] = x + h;
                    let above = weighed(&wide);
                    wide[input][at] = x - h;
                    let below = weighed(&wide);
                    wide[input][at] = x;
                    (above - below) / (2.0 * h)
                })
                .collect()
        })
        .collect();
    for (form, name) in forms.into_iter().zip(["fused", "plain"]) {
        let device = Device::flex().autodiff();
        let tensors: Vec<Tensor<2>> = inputs
            .iter()
            .zip(shapes)
            .map(|(values, shape)| Tensor::from_data(TensorData::new(values.clone(), *shape), &device).require_grad())
            .collect();
        let out = form(&tensors);
        let weight = Tensor::<2>::from_data(TensorData::new(weights.clone(), out.dims()), &device);
        let backward = (out.clone() * weight).sum().backward();
        let apart = distance(&numbers(out), &value);
        assert!(apart < TOLERANCE, "{name} {what} {shapes:?}: value, {apart:e}");
        for (index, (tensor, expected)) in tensors.iter().zip(&gradients).enumerate() {
            let ours = numbers(tensor.grad(&backward).unwrap());
            let apart = distance(&ours, expected);
            assert!(apart < TOLERANCE, "{name} {what} {shapes:?}: gradient of input {index}, {apart:e}");
        }
    }
}

fn product(x: &[f64], weight: &[f64], bias: Option<&[f64]>, inputs: usize, outputs: usize) -> Matrix {
    x.chunks_exact(inputs)
        .flat_map(|row| {
            (0..outputs).map(move |j| {
                let sum: f64 = row.iter().zip(weight[j..].iter().step_by(outputs)).map(|(a, b)| a * b).sum();
                sum + bias.map_or(0.0, |b| b[j])
            })
        })
        .collect()
}

fn row(x: &Tensor<2>) -> Tensor<1> {
    x.clone().flatten(0, 1)
}

/// A number of `low..=high`.
fn between(stream: &mut Stream, low: usize, high: usize) -> usize {
    low + stream.below((high - low + 1) as u32) as usize
}

#[test]
fn affine_layers_and_products_are_right() {
    let mut stream = Stream::new(1, Purpose::Benchmark);
    // Deeper than what is summed in registers, in the product and in the gradient of the weight.
    let mut sizes = vec![[1, 1, 1], [3, 300, 9], [520, 4, 5], [4, 16, 16], [8, 32, 48]];
    sizes.extend((0..12).map(|_| [33; 3].map(|high| between(&mut stream, 1, high))));
    for [rows, inputs, outputs] in sizes {
        let shapes = [[rows, inputs], [inputs, outputs], [1, outputs]];
        check(
            "affine",
            &shapes,
            &mut stream,
            [&|t| fused::affine(t[0].clone(), t[1].clone(), row(&t[2])), &|t| {
                plain::affine(t[0].clone(), t[1].clone(), row(&t[2]))
            }],
            &|m| product(&m[0], &m[1], Some(&m[2]), inputs, outputs),
        );
        check(
            "product",
            &shapes[..2],
            &mut stream,
            [&|t| fused::product(t[0].clone(), t[1].clone()), &|t| plain::product(t[0].clone(), t[1].clone())],
            &|m| product(&m[0], &m[1], None, inputs, outputs),
        );
    }
}

#[test]
fn layer_normalisation_is_right() {
    let mut stream = Stream::new(2, Purpose::Benchmark);
    let mut sizes = vec![[1, 4], [5, 7], [38, 32], [6, 192]];
    sizes.extend((0..8).map(|_| [between(&mut stream, 1, 20), between(&mut stream, 4, 40)]));
    for [rows, width] in sizes {
        check(
            "norm",
            &[[rows, width], [1, width], [1, width]],
            &mut stream,
            [&|t| fused::norm(t[0].clone(), row(&t[1]), row(&t[2])), &|t| {
                plain::norm(t[0].clone(), row(&t[1]), row(&t[2]))
            }],
            &|m| {
                let n = width as f64;
                let normal = |row: &[f64]| -> Matrix {
                    let mean = row.iter().sum::<f64>() / n;
                    let variance = row.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n;
                    row.iter().map(|x| (x - mean) / (variance + 1e-5).sqrt()).collect()
                };
                let scaled = |row: Matrix| -> Matrix {
                    row.iter().zip(m[1].iter().zip(&m[2])).map(|(x, (gain, bias))| x * gain + bias).collect()
                };
                m[0].chunks_exact(width).flat_map(|row| scaled(normal(row))).collect()
            },
        );
    }
}

/// Attention written out, one head, query and key at a time.
fn attention(m: &[Matrix], shape: AttentionShape) -> Matrix {
    let AttentionShape { batch, seq, rows, heads, width } = shape;
    let head_width = width / heads;
    let mut out = vec![0.0; batch * rows * width];
    for (sequence, head, query) in
        (0..batch).flat_map(|b| (0..heads).flat_map(move |h| (0..rows).map(move |q| (b, h, q))))
    {
        let at = |positions: usize, position: usize| (sequence * positions + position) * width + head * head_width;
        let seen = seq - rows + query + 1;
        let scores: Matrix = (0..seen)
            .map(|key| {
                let dot: f64 = (0..head_width).map(|d| m[0][at(rows, query) + d] * m[1][at(seq, key) + d]).sum();
                (dot / (head_width as f64).sqrt()).exp()
            })
            .collect();
        let total: f64 = scores.iter().sum();
        for (key, score) in scores.iter().enumerate() {
            for d in 0..head_width {
                out[at(rows, query) + d] += score / total * m[2][at(seq, key) + d];
            }
        }
    }
    out
}

#[test]
fn causal_attention_is_right_over_all_positions_and_over_the_last_alone() {
    let mut stream = Stream::new(3, Purpose::Benchmark);
    let mut sizes = vec![[2, 5, 5, 2, 3], [2, 19, 1, 4, 8], [1, 9, 3, 2, 5], [1, 1, 1, 1, 1], [1, 33, 33, 1, 20]];
    for _ in 0..8 {
        let seq = between(&mut stream, 1, 14);
        let rows = between(&mut stream, 1, seq);
        let [batch, heads, head_width] = [2, 3, 9].map(|high| between(&mut stream, 1, high));
        sizes.push([batch, seq, rows, heads, head_width]);
    }
    for [batch, seq, rows, heads, head_width] in sizes {
        let width = heads * head_width;
        let shape = AttentionShape { batch, seq, rows, heads, width };
        check(
            &format!("attention {shape:?}"),
            &[[batch * rows, width], [batch * seq, width], [batch * seq, width]],
            &mut stream,
            [&|t| fused::attention(t[0].clone(), t[1].clone(), t[2].clone(), shape).0, &|t| {
                plain::attention(t[0].clone(), t[1].clone(), t[2].clone(), shape).0
            }],
            &|m| attention(m, shape),
        );
    }
}

#[test]
fn attentions_over_more_than_one_depth_agree_and_so_do_their_patterns() {
    let mut stream = Stream::new(4, Purpose::Benchmark);
    let shape = AttentionShape { batch: 1, seq: 300, rows: 300, heads: 2, width: 12 };
    let device = Device::flex().autodiff();
    let mut draw = || {
        let values: Vec<f32> = (0..300 * 12).map(|_| stream.normal()).collect();
        Tensor::<2>::from_data(TensorData::new(values, [300, 12]), &device).require_grad()
    };
    let inputs = [draw(), draw(), draw()];
    let weight = draw().detach();
    let of = |(mixed, pattern): (Tensor<2>, Tensor<4>)| {
        let backward = (mixed.clone() * weight.clone()).sum().backward();
        let mut all = vec![numbers(mixed), numbers(pattern.reshape([600, 300]))];
        all.extend(inputs.iter().map(|x| numbers(x.grad(&backward).unwrap())));
        all
    };
    let [query, key, value] = inputs.clone();
    let fused = of(fused::attention(query.clone(), key.clone(), value.clone(), shape));
    let plain = of(plain::attention(query, key, value, shape));
    for (index, (a, b)) in fused.iter().zip(&plain).enumerate() {
        assert!(distance(a, b) < TOLERANCE, "{index}: {:e}", distance(a, b));
    }
}

/// The error function by its series for small arguments and its continued fraction for large ones.
fn erf(x: f64) -> f64 {
    if x.abs() < 3.0 {
        let mut term = x;
        let mut sum = x;
        for n in 1..80 {
            term *= -x * x / f64::from(n);
            sum += term / f64::from(2 * n + 1);
        }
        return sum * std::f64::consts::FRAC_2_SQRT_PI;
    }
    let tail = (1..60).rev().fold(0.0, |deeper, n| f64::from(n) / 2.0 / (x.abs() + deeper));
    let above = (-x * x).exp() / ((x.abs() + tail) * std::f64::consts::PI.sqrt());
    (1.0 - above).copysign(x)
}

#[test]
fn gelu_is_right() {
    let mut stream = Stream::new(5, Purpose::Benchmark);
    for shape in [[1, 1], [3, 7], [19, 32], [40, 50]] {
        // Three times as wide as the other inputs, so that the tails are met.
        check(
            "gelu",
            &[shape],
            &mut stream,
            [&|t| fused::gelu(t[0].clone().mul_scalar(3.0)), &|t| plain::gelu(t[0].clone().mul_scalar(3.0))],
            &|m| m[0].iter().map(|x| 1.5 * x * (1.0 + erf(3.0 * x * std::f64::consts::FRAC_1_SQRT_2))).collect(),
        );
    }
}

#[test]
fn cross_entropy_is_right() {
    let mut stream = Stream::new(6, Purpose::Benchmark);
    for [rows, classes] in [[1, 2], [7, 29], [40, 48], [3, 101]] {
        let targets: Vec<i32> = (0..rows).map(|_| stream.below(classes as u32) as i32).collect();
        let on_device = |t: &[Tensor<2>]| -> Tensor<2, Int> {
            Tensor::from_data(TensorData::new(targets.clone(), [rows, 1]), &t[0].device())
        };
        check(
            "cross-entropy",
            &[[rows, classes]],
            &mut stream,
            [&|t| fused::cross_entropy(t[0].clone(), on_device(t)).unsqueeze(), &|t| {
                plain::cross_entropy(t[0].clone(), on_device(t)).unsqueeze()
            }],
            &|m| {
                let each = m[0]
                    .chunks_exact(classes)
                    .zip(&targets)
                    .map(|(row, target)| row.iter().map(|x| x.exp()).sum::<f64>().ln() - row[*target as usize]);
                vec![each.sum::<f64>() / rows as f64]
            },
        );
    }
}

#[test]
fn embeddings_are_right() {
    let mut stream = Stream::new(7, Purpose::Benchmark);
    for [batch, seq, entries, places, width] in [[1, 1, 2, 1, 1], [4, 6, 11, 9, 8], [5, 19, 30, 19, 32]] {
        let tokens: Vec<i32> = (0..batch * seq).map(|_| stream.below(entries as u32) as i32).collect();
        let on_device = |t: &[Tensor<2>]| -> Tensor<2, Int> {
            Tensor::from_data(TensorData::new(tokens.clone(), [batch, seq]), &t[0].device())
        };
        check(
            "embedding",
            &[[entries, width], [places, width]],
            &mut stream,
            [&|t| fused::embedding(on_device(t), t[0].clone(), t[1].clone()), &|t| {
                plain::embedding(on_device(t), t[0].clone(), t[1].clone())
            }],
            &|m| {
                let row = |index: usize| {
                    let (token, place) = (tokens[index] as usize, index % seq);
                    (0..width).map(move |d| (token * width + d, place * width + d))
                };
                (0..batch * seq).flat_map(row).map(|(token, place)| m[0][token] + m[1][place]).collect()
            },
        );
    }
}
