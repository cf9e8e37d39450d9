//! What the checks against float64 are too slow for: longer attentions, fused against plain.

use super::{fused, plain};
use crate::kernel::AttentionShape;
use crate::tasks::{Purpose, Stream};
use burn::tensor::{Device, Tensor, TensorData};

fn numbers(tensor: Tensor<2>) -> Vec<f64> {
    tensor.into_data().try_into_vec::<f32>().unwrap().into_iter().map(f64::from).collect()
}

#[test]
fn attentions_over_more_than_one_depth_agree_and_so_do_their_patterns() {
    let mut stream = Stream::new(4, Purpose::Benchmark);
    let shape = AttentionShape { batch: 1, seq: 400, rows: 400, heads: 2, width: 12 };
    let device = Device::flex().autodiff();
    let mut draw = || {
        let values: Vec<f32> = (0..400 * 12).map(|_| stream.normal()).collect();
        Tensor::<2>::from_data(TensorData::new(values, [400, 12]), &device).require_grad()
    };
    let inputs = [draw(), draw(), draw()];
    let weight = draw().detach();
    let of = |(mixed, pattern): (Tensor<2>, Tensor<4>)| {
        let backward = (mixed.clone() * weight.clone()).sum().backward();
        let mut all = vec![numbers(mixed), numbers(pattern.reshape([800, 400]))];
        all.extend(inputs.iter().map(|x| numbers(x.grad(&backward).unwrap())));
        all
    };
    let [query, key, value] = inputs.clone();
    let fused = of(fused::attention(query.clone(), key.clone(), value.clone(), shape));
    let plain = of(plain::attention(query, key, value, shape));
    for (index, (a, b)) in fused.iter().zip(&plain).enumerate() {
        let apart: f64 = a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt();
        let size: f64 = b.iter().map(|b| b.powi(2)).sum::<f64>().sqrt();
        assert!(apart / size < 1e-5, "{index}: {:e}", apart / size);
    }
}
