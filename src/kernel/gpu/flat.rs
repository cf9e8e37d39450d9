//! All parameters in one buffer, so that the optimiser takes its step in one launch: parameters are views of it, and their
//! gradients are gathered beside it.

use super::program::{Program, launch, lines};
use super::tensor::empty;
use crate::kernel::AdamWStep;
use burn::backend::wgpu::{CubeTensor, into_contiguous};
use burn::tensor::Shape;

/// Tensors begin at multiples of so many numbers: buffers are bound at multiples of 256 bytes.
const ALIGNMENT: usize = 64;
/// Every adapter binds eight buffers, one of them the flat one.
const AT_ONCE: usize = 7;
/// Workgroups that share the step: each of them adds up the gradient's squares first.
const GROUPS: usize = 256;

/// What one step is taken by.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FlatStep {
    /// The step; its `scale` is not used.
    pub(crate) by: AdamWStep,
    /// The largest norm of the gradient over all parameters.
    pub(crate) limit: Option<f32>,
}

/// Parameters and their moments, each in one buffer.
pub(crate) struct Flat {
    shapes: Vec<Shape>,
    parameters: CubeTensor,
    first: CubeTensor,
    second: CubeTensor,
    count: usize,
}

impl Flat {
    /// Copies `parameters` into one buffer; the moments are zero. `None` if there are none.
    pub(crate) fn new(parameters: Vec<CubeTensor>) -> Option<Self> {
        let shapes: Vec<Shape> = parameters.iter().map(|tensor| tensor.meta.shape().clone()).collect();
        let count = shapes.iter().map(|s| s.num_elements().next_multiple_of(ALIGNMENT)).sum();
        let like = parameters.first()?.clone();
        let zeros = || {
            let handle = like.client.create_from_slice(&vec![0; count * size_of::<f32>()]);
            let shape = Shape::new([count]);
            CubeTensor::new_contiguous(like.client.clone(), like.device.clone(), shape, handle, like.dtype)
        };
        let (first, second) = (zeros(), zeros());
        Some(Self { shapes, parameters: flattened(parameters, &like, count), first, second, count })
    }

    /// Takes one step with the gradients of all parameters, in their order, and gives the parameters after it.
    pub(crate) fn step(&mut self, gradients: Vec<CubeTensor>, step: FlatStep) -> Vec<CubeTensor> {
        let gradients = flattened(gradients, &self.parameters, self.count);
        let (squares, out) = (empty(&gradients, [64]), empty(&gradients, [self.count]));
        let count = self.count as u32;
        launch(Program::Squares, false, &[&gradients, &squares], &[count], [64, 1, 1]);
        let FlatStep { by, limit } = step;
        let numbers = [
            by.rate,
            by.keep,
            by.beta_1,
            by.beta_2,
            by.correction_1,
            by.correction_2,
            by.epsilon,
            limit.unwrap_or(f32::MAX),
        ];
        let words: Vec<u32> = std::iter::once(count).chain(numbers.map(f32::to_bits)).collect();
        let buffers = [&self.parameters, &gradients, &self.first, &self.second, &squares, &out];
        launch(Program::AdamW, false, &buffers, &words, [self.count.div_ceil(64).min(GROUPS), 1, 1]);
        self.parameters = out;
        self.views()
    }

    /// The same with other moments, one number after the other in the order of the parameters.
    pub(crate) fn with_moments(self, moments: &[Vec<f32>; 2]) -> Self {
        let spread = |values: &Vec<f32>| {
            let mut bytes = Vec::with_capacity(self.count * size_of::<f32>());
            let mut at = 0;
            for length in self.shapes.iter().map(Shape::num_elements) {
                let own = values.get(at..at + length).unwrap_or_default();
                bytes.extend(own.iter().flat_map(|v| v.to_le_bytes()));
                let room = length.next_multiple_of(ALIGNMENT);
                bytes.resize(bytes.len() + (room - own.len()) * size_of::<f32>(), 0);
                at += length;
            }
            let like = &self.parameters;
            let handle = like.client.create_from_slice(&bytes);
            let shape = Shape::new([self.count]);
            CubeTensor::new_contiguous(like.client.clone(), like.device.clone(), shape, handle, like.dtype)
        };
        let [first, second] = moments.each_ref().map(spread);
        Self { first, second, ..self }
    }

    /// The first and the second moments, parameter by parameter, each as one row of numbers.
    pub(crate) fn moments(&self) -> [Vec<CubeTensor>; 2] {
        [&self.first, &self.second].map(|flat| {
            let parts = self.views_of(flat).into_iter().zip(&self.shapes);
            let row = |(part, shape): (CubeTensor, &Shape)| {
                let row = Shape::new([shape.num_elements()]);
                CubeTensor::new_contiguous(part.client, part.device, row, part.handle, part.dtype)
            };
            parts.map(row).collect()
        })
    }

    /// The parameters as parts of the flat buffer.
    fn views(&self) -> Vec<CubeTensor> {
        self.views_of(&self.parameters)
    }

    fn views_of(&self, flat: &CubeTensor) -> Vec<CubeTensor> {
        let mut begin = 0;
        let bytes = |numbers: usize| (numbers * size_of::<f32>()) as u64;
        self.shapes
            .iter()
            .map(|shape| {
                let (length, room) = (shape.num_elements(), shape.num_elements().next_multiple_of(ALIGNMENT));
                let handle = flat.handle.clone().offset_start(bytes(begin));
                let handle = handle.offset_end(bytes(self.count - begin - length));
                begin += room;
                CubeTensor::new_contiguous(flat.client.clone(), flat.device.clone(), shape.clone(), handle, flat.dtype)
            })
            .collect()
    }
}

/// The numbers of all `tensors` one behind the other, each at a multiple of [`ALIGNMENT`], `count` in all, beside `like`.
fn flattened(tensors: Vec<CubeTensor>, like: &CubeTensor, count: usize) -> CubeTensor {
    let tensors: Vec<CubeTensor> = tensors.into_iter().map(into_contiguous).collect();
    let flat = empty(like, [count]);
    let mut place = 0;
    for some in tensors.chunks(AT_ONCE) {
        let mut words = Vec::new();
        let mut thread = 0;
        for tensor in some {
            let length = tensor.meta.shape().num_elements();
            let room = length.next_multiple_of(ALIGNMENT);
            words.extend([thread, length, place, room].map(|n| n as u32));
            thread += room;
            place += room;
        }
        words.resize(32, 0);
        let buffers: Vec<&CubeTensor> = some.iter().chain([&flat]).collect();
        launch(Program::Gather(some.len()), false, &buffers, &words, lines(thread));
    }
    flat
}
