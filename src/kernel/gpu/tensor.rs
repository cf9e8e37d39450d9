//! New tensors on the device of others.

use burn::backend::wgpu::CubeTensor;
use burn::tensor::Shape;

/// A new tensor beside `like`, of any content.
pub(super) fn empty<const D: usize>(like: &CubeTensor, shape: [usize; D]) -> CubeTensor {
    let bytes = shape.iter().product::<usize>() * size_of::<f32>();
    let handle = like.client.empty(bytes);
    CubeTensor::new_contiguous(like.client.clone(), like.device.clone(), Shape::new(shape), handle, like.dtype)
}
