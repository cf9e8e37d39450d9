//! Every operation, fused and plain, against a second one written out in float64: values, and gradients against central
//! differences of that second one. The tests run it natively, and a visitor's engine on the visitor's own machine.

mod case;
mod cases;
mod reference;

use crate::model::Checked;
use crate::model::readback::root_cause;
use crate::tasks::{Purpose, Stream};
use burn::tensor::{Device, Tensor, TensorData};
use case::{Matrix, Reference};

pub(crate) use cases::CASES;

/// Checks the case with this `index`, below [`CASES`], on `device`, which has no autodiff; the plain
/// form if it is asked for.
///
/// # Errors
/// A sentence when the device does not deliver a value.
pub(crate) async fn check(index: usize, device: &Device, plain: bool) -> Result<Checked, String> {
    let mut stream = Stream::new(index as u32 + 1, Purpose::Benchmark);
    let case = cases::case(index, &mut stream);
    let inputs: Vec<Vec<f32>> =
        case.shapes.iter().map(|s| (0..s[0] * s[1]).map(|_| stream.normal()).collect()).collect();
    let mut wide: Vec<Matrix> = inputs.iter().map(|v| widened(v)).collect();
    let value = (case.reference)(&wide);
    // The sum that gradients are taken of weighs every element of the result differently.
    let weights: Vec<f32> = value.iter().map(|_| stream.normal()).collect();
    let expected = differences(&case.reference, &mut wide, &weights);
    let mut apart = Vec::new();
    for form in [Some(&case.fused), plain.then_some(&case.plain)].into_iter().flatten() {
        let device = device.clone().autodiff();
        let tensors: Vec<Tensor<2>> = inputs
            .iter()
            .zip(&case.shapes)
            .map(|(values, shape)| Tensor::from_data(TensorData::new(values.clone(), *shape), &device).require_grad())
            .collect();
        let out = form(&tensors);
        let weight = Tensor::<2>::from_data(TensorData::new(weights.clone(), out.dims()), &device);
        let backward = (out.clone() * weight).sum().backward();
        let mut errors = vec![distance(&numbers(out.inner()).await?, &value)];
        for (tensor, expected) in tensors.iter().zip(&expected) {
            let gradient = tensor.grad(&backward).ok_or("a gradient is missing")?;
            errors.push(distance(&numbers(gradient).await?, expected));
        }
        apart.push(errors);
    }
    let mut apart = apart.into_iter();
    let (fused, plain) = (apart.next().unwrap_or_default(), apart.next().unwrap_or_default());
    Ok(Checked { what: case.what, fused, plain })
}

/// The gradients of the weighed sum of what `reference` makes of `inputs`, by central differences.
fn differences(reference: &Reference, inputs: &mut [Matrix], weights: &[f32]) -> Vec<Matrix> {
    const H: f64 = 1e-4;
    let weighed =
        |inputs: &[Matrix]| -> f64 { reference(inputs).iter().zip(weights).map(|(y, w)| y * f64::from(*w)).sum() };
    let mut all = Vec::new();
    for input in 0..inputs.len() {
        let mut gradient = Vec::with_capacity(inputs[input].len());
        for at in 0..inputs[input].len() {
            let x = inputs[input][at];
            inputs[input][at] = x + H;
            let above = weighed(inputs);
            inputs[input][at] = x - H;
            let below = weighed(inputs);
            inputs[input][at] = x;
            gradient.push((above - below) / (2.0 * H));
        }
        all.push(gradient);
    }
    all
}

fn widened(values: &[f32]) -> Matrix {
    values.iter().map(|v| f64::from(*v)).collect()
}

async fn numbers(tensor: Tensor<2>) -> Result<Matrix, String> {
    let data = tensor.into_data_async().await.map_err(|e| root_cause(&e))?;
    Ok(widened(data.as_slice::<f32>().map_err(|e| format!("{e:?}"))?))
}

/// ‖a − b‖ / ‖b‖, infinite for different lengths.
fn distance(a: &[f64], b: &[f64]) -> f64 {
    if a.len() != b.len() {
        return f64::INFINITY;
    }
    let norm = |values: &mut dyn Iterator<Item = f64>| values.map(|v| v * v).sum::<f64>().sqrt();
    norm(&mut a.iter().zip(b).map(|(a, b)| a - b)) / norm(&mut b.iter().copied()).max(1e-3)
}

#[cfg(all(test, feature = "cpu"))]
mod tests {
    use super::*;
    use crate::model::TOLERANCE;

    #[test]
    fn every_operation_is_right_in_both_forms_and_so_are_its_gradients() {
        for index in 0..CASES {
            let checked = pollster::block_on(check(index, &Device::flex(), true)).unwrap();
            assert!(checked.is_right() && checked.is_plain_right() == Some(true), "{checked:?}");
        }
    }

    #[test]
    fn a_wrong_operation_is_found() {
        let mut checked = pollster::block_on(check(0, &Device::flex(), false)).unwrap();
        checked.fused[1] = f64::NAN;
        assert!(!checked.is_right());
        assert!(distance(&[1.0, 2.0], &[1.0, 2.001]) > TOLERANCE);
        assert!(distance(&[1.0], &[1.0, 2.0]) > TOLERANCE);
    }
}
