//! The operations between matrix products: fused on the CPU engine where that is switched on, else composed of Burn's own.

use burn::tensor::Tensor;
use std::sync::atomic::{AtomicBool, Ordering};

#[cfg(all(feature = "cpu", not(feature = "webgpu")))]
use super::fused;

/// A build with both engines has only the plain forms, which run on either.
const CAN_FUSE: bool = cfg!(all(feature = "cpu", not(feature = "webgpu")));

/// On in the browser's CPU engine, where plain operations cost most; off natively unless asked for.
static FUSE: AtomicBool = AtomicBool::new(CAN_FUSE && cfg!(target_arch = "wasm32"));

/// Switches the fused operations on or off for the whole process. Returns whether they are on now: a build that has none
/// stays with the plain ones. Meant to be called once, before any model is made: results differ in their last digits.
pub fn fuse_operations(on: bool) -> bool {
    FUSE.store(on && CAN_FUSE, Ordering::Relaxed);
    on && CAN_FUSE
}

/// GELU (with erf) of every element.
pub(super) fn gelu(x: Tensor<2>) -> Tensor<2> {
    #[cfg(all(feature = "cpu", not(feature = "webgpu")))]
    if FUSE.load(Ordering::Relaxed) {
        return fused::gelu(x);
    }
    plain::gelu(x)
}

/// Layer normalisation of each row of `[rows, d_model]`, with the variance's floor of 1e-5.
pub(super) fn norm(x: Tensor<2>, gain: Tensor<1>, bias: Tensor<1>) -> Tensor<2> {
    #[cfg(all(feature = "cpu", not(feature = "webgpu")))]
    if FUSE.load(Ordering::Relaxed) {
        return fused::norm(x, gain, bias);
    }
    plain::norm(x, gain, bias)
}

/// Causal softmax of `[batch, heads, rows, seq]`, where `rows` are the last positions.
pub(super) fn causal_softmax(scores: Tensor<4>) -> Tensor<4> {
    #[cfg(all(feature = "cpu", not(feature = "webgpu")))]
    if FUSE.load(Ordering::Relaxed) {
        return fused::causal_softmax(scores);
    }
    plain::causal_softmax(scores)
}

/// The plain forms: what WebGPU runs, and what the fused ones are compared with.
mod plain {
    use burn::tensor::activation::softmax;
    use burn::tensor::module::layer_norm;
    use burn::tensor::{Tensor, TensorData};

    /// GELU (with erf) of every element.
    pub(crate) fn gelu(x: Tensor<2>) -> Tensor<2> {
        burn::tensor::activation::gelu(x)
    }

    /// Layer normalisation of each row of `[rows, d_model]`, with the variance's floor of 1e-5.
    pub(crate) fn norm(x: Tensor<2>, gain: Tensor<1>, bias: Tensor<1>) -> Tensor<2> {
        layer_norm(x, gain, Some(bias), 1e-5)
    }

    /// Causal softmax of `[batch, heads, rows, seq]`, where `rows` are the last positions.
    pub(crate) fn causal_softmax(scores: Tensor<4>) -> Tensor<4> {
        let [_, _, rows, seq] = scores.dims();
        if rows == 1 {
            return softmax(scores, 3);
        }
        let mask = Tensor::<4>::from_data(future(seq, rows), &scores.device());
        softmax(scores + mask, 3)
    }

    /// `[1, 1, rows, seq]`: 0 where a position may be seen, a large negative number where it lies in the future.
    fn future(seq: usize, rows: usize) -> TensorData {
        let first = seq - rows;
        let values: Vec<f32> =
            (0..rows).flat_map(|row| (0..seq).map(move |col| if col > first + row { -1e9 } else { 0.0 })).collect();
        TensorData::new(values, [1, 1, rows, seq])
    }
}

#[cfg(all(test, feature = "cpu", not(feature = "webgpu")))]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{fused, plain};
    use crate::tasks::{Purpose, Stream};
    use burn::tensor::{Device, Tensor, TensorData};

    fn random<const D: usize>(shape: [usize; D], stream: &mut Stream) -> Tensor<D> {
        let values: Vec<f32> = (0..shape.iter().product()).map(|_| 2.0 * stream.normal()).collect();
        Tensor::from_data(TensorData::new(values, shape), &Device::flex().autodiff()).require_grad()
    }

    fn numbers<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
        tensor.into_data().try_into_vec().unwrap()
    }

    /// ‖a − b‖ / ‖b‖.
    fn distance(a: &[f32], b: &[f32]) -> f64 {
        assert_eq!(a.len(), b.len());
        let norm = |values: &mut dyn Iterator<Item = f64>| values.map(|v| v * v).sum::<f64>().sqrt();
        let apart = norm(&mut a.iter().zip(b).map(|(a, b)| f64::from(*a) - f64::from(*b)));
        apart / norm(&mut b.iter().map(|b| f64::from(*b)))
    }

    /// Compares value and gradient of two functions of one tensor, weighted so that every element counts differently.
    fn agree<const D: usize>(
        what: &str,
        shape: [usize; D],
        stream: &mut Stream,
        fused: impl Fn(Tensor<D>) -> Tensor<D>,
        plain: impl Fn(Tensor<D>) -> Tensor<D>,
    ) {
        let (x, weight) = (random(shape, stream), random(shape, stream).detach());
        let outcome = |f: &dyn Fn(Tensor<D>) -> Tensor<D>| {
            let y = f(x.clone());
            let gradients = (y.clone() * weight.clone()).sum().backward();
            (numbers(y), numbers(x.grad(&gradients).unwrap()))
        };
        let (ours, theirs) = (outcome(&fused), outcome(&plain));
        assert!(distance(&ours.0, &theirs.0) < 1e-6, "{what} {shape:?}: value");
        assert!(distance(&ours.1, &theirs.1) < 2e-6, "{what} {shape:?}: gradient");
    }

    #[test]
    fn fused_operations_agree_with_plain_ones_in_value_and_gradient() {
        let mut stream = Stream::new(1, Purpose::Benchmark);
        for shape in [[1, 1], [3, 7], [19, 32], [64, 128]] {
            agree("gelu", shape, &mut stream, fused::gelu, plain::gelu);
        }
        for shape in [[2, 3, 5, 5], [2, 2, 1, 19], [2, 4, 3, 19], [1, 2, 32, 32]] {
            agree("causal softmax", shape, &mut stream, fused::causal_softmax, plain::causal_softmax);
        }
        for shape in [[1, 4], [5, 7], [38, 32], [16, 192]] {
            let (gain, bias) = (random([shape[1]], &mut stream), random([shape[1]], &mut stream));
            let (gain2, bias2) = (gain.clone(), bias.clone());
            agree(
                "norm",
                shape,
                &mut stream,
                move |x| fused::norm(x, gain.clone(), bias.clone()),
                move |x| plain::norm(x, gain2.clone(), bias2.clone()),
            );
        }
    }

    #[test]
    fn the_norms_gain_and_bias_get_the_plain_gradients() {
        let mut stream = Stream::new(2, Purpose::Benchmark);
        let (x, weight) = (random([11, 32], &mut stream), random([11, 32], &mut stream).detach());
        let (gain, bias) = (random([32], &mut stream), random([32], &mut stream));
        let of = |y: Tensor<2>| {
            let gradients = (y * weight.clone()).sum().backward();
            [numbers(gain.grad(&gradients).unwrap()), numbers(bias.grad(&gradients).unwrap())]
        };
        let fused = of(fused::norm(x.clone(), gain.clone(), bias.clone()));
        let plain = of(plain::norm(x, gain.clone(), bias.clone()));
        for (ours, theirs) in fused.iter().zip(&plain) {
            assert!(distance(ours, theirs) < 1e-6, "{}", distance(ours, theirs));
        }
    }
}
