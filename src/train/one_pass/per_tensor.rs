//! AdamW on the CPU engine: one pass over each parameter with its gradient and moments, clipping included.

use super::Corrections;
use crate::kernel::{AdamWStep, adamw};
use crate::model::Gpt;
use crate::train::settings::AdamW;
use burn::backend::tensor::FloatTensor;
use burn::backend::{Backend, Dispatch, Flex, TensorMetadata, backend_extension};
use burn::module::{Module, ModuleMapper, ModuleVisitor, Param, ParamId};
use burn::optim::GradientsParams;
use burn::tensor::{Tensor, TensorData};
use std::collections::HashMap;

/// The optimiser's operations.
#[backend_extension(Flex)]
pub(crate) trait OptimiserOps: Backend {
    /// One step: the parameter and its two moments afterwards, all of one length.
    fn adamw(
        parameter: FloatTensor<Self>,
        grad: FloatTensor<Self>,
        first: FloatTensor<Self>,
        second: FloatTensor<Self>,
        by: AdamWStep,
    ) -> (FloatTensor<Self>, FloatTensor<Self>, FloatTensor<Self>);
}

type Primitive = FloatTensor<Flex>;

/// The numbers of a tensor: its own if nothing else holds it, else a copy.
fn owned(tensor: Primitive) -> Vec<f32> {
    tensor.into_data().try_into_vec().unwrap_or_default()
}

impl OptimiserOps for Flex {
    fn adamw(
        parameter: Primitive,
        grad: Primitive,
        first: Primitive,
        second: Primitive,
        by: AdamWStep,
    ) -> (Primitive, Primitive, Primitive) {
        let shape = parameter.shape();
        let grad = grad.to_contiguous();
        let (mut parameter, mut first, mut second) = (owned(parameter), owned(first), owned(second));
        adamw::step(&mut parameter, grad.as_slice().unwrap_or_default(), &mut first, &mut second, by);
        let made = |values| Primitive::from_data(TensorData::new(values, shape.clone()));
        (made(parameter), made(first), made(second))
    }
}

/// AdamW and its moments. Decay is decoupled, as in Burn's and PyTorch's; clipping is by the norm over all parameters.
pub(in crate::train) struct PerTensorAdamW {
    corrections: Corrections,
    clip: Option<f64>,
    moments: HashMap<ParamId, (Tensor<1>, Tensor<1>)>,
}

impl PerTensorAdamW {
    pub(in crate::train) fn new(settings: AdamW) -> Self {
        Self { corrections: Corrections::new(settings), clip: settings.clip, moments: HashMap::new() }
    }

    /// The optimiser of `model` as after `steps` steps that left these moments, in the order of the parameters.
    pub(in crate::train) fn resumed(settings: AdamW, model: &Gpt, moments: &[Vec<f32>; 2], steps: u32) -> Self {
        let mut put = Put { moments, at: 0, by_id: HashMap::new() };
        model.visit(&mut put);
        Self { corrections: Corrections::after(settings, steps), clip: settings.clip, moments: put.by_id }
    }

    /// The moments of all parameters of `model`, in their order.
    pub(in crate::train) fn moments(&self, model: &Gpt) -> [Vec<f32>; 2] {
        let mut take = Take { by_id: &self.moments, moments: [Vec::new(), Vec::new()] };
        model.visit(&mut take);
        take.moments
    }

    /// Takes one step at learning rate `rate`.
    pub(in crate::train) fn step(&mut self, rate: f64, model: Gpt, gradients: GradientsParams) -> Gpt {
        let scale = match self.clip {
            Some(limit) => (limit / (norm(&model, &gradients) + 1e-6)).min(1.0) as f32,
            None => 1.0,
        };
        let by = self.corrections.next(rate, scale);
        model.map(&mut Step { gradients, moments: &mut self.moments, by })
    }
}

struct Put<'a> {
    moments: &'a [Vec<f32>; 2],
    at: usize,
    by_id: HashMap<ParamId, (Tensor<1>, Tensor<1>)>,
}

impl ModuleVisitor for Put<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let (count, device) = (param.val().shape().num_elements(), param.val().inner().device());
        let part = |all: &Vec<f32>| {
            let values = all.get(self.at..self.at + count).map_or_else(|| vec![0.0; count], <[f32]>::to_vec);
            Tensor::from_data(TensorData::new(values, [count]), &device)
        };
        let [first, second] = self.moments;
        self.by_id.insert(param.id, (part(first), part(second)));
        self.at += count;
    }
}

struct Take<'a> {
    by_id: &'a HashMap<ParamId, (Tensor<1>, Tensor<1>)>,
    moments: [Vec<f32>; 2],
}

impl ModuleVisitor for Take<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let count = param.val().shape().num_elements();
        let numbers = |tensor: &Tensor<1>| owned_numbers(tensor, count);
        let (first, second) = match self.by_id.get(&param.id) {
            Some((first, second)) => (numbers(first), numbers(second)),
            // A parameter that has had no gradient yet.
            None => (vec![0.0; count], vec![0.0; count]),
        };
        self.moments[0].extend(first);
        self.moments[1].extend(second);
    }
}

/// The numbers of a tensor of the CPU engine, `count` of them.
fn owned_numbers(tensor: &Tensor<1>, count: usize) -> Vec<f32> {
    tensor.to_data().try_into_vec().unwrap_or_else(|_| vec![f32::NAN; count])
}

struct Step<'a> {
    gradients: GradientsParams,
    moments: &'a mut HashMap<ParamId, (Tensor<1>, Tensor<1>)>,
    by: AdamWStep,
}

impl ModuleMapper for Step<'_> {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let (id, tensor, mapper) = param.consume();
        let Some(grad) = self.gradients.remove::<D>(id) else {
            return Param::from_mapped_value(id, tensor, mapper);
        };
        let shape = tensor.shape();
        let flat = tensor.inner().reshape([-1]);
        let (first, second) = self.moments.remove(&id).unwrap_or_else(|| (flat.zeros_like(), flat.zeros_like()));
        let (flat, first, second) = Dispatch::adamw(
            flat.into_dispatch(),
            grad.reshape([-1]).into_dispatch(),
            first.into_dispatch(),
            second.into_dispatch(),
            self.by,
        );
        self.moments.insert(id, (Tensor::from_dispatch(first), Tensor::from_dispatch(second)));
        let tensor = Tensor::<1>::from_dispatch(flat).reshape(shape);
        Param::from_mapped_value(id, Tensor::from_inner(tensor).require_grad(), mapper)
    }
}

/// The norm of all gradients of `model` together.
fn norm(model: &Gpt, gradients: &GradientsParams) -> f64 {
    struct Squares<'a>(&'a GradientsParams, f64);
    impl ModuleVisitor for Squares<'_> {
        fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
            if let Some(gradient) = self.0.get::<D>(param.id) {
                let values = gradient.into_data();
                self.1 += values.as_slice::<f32>().map_or(f64::NAN, adamw::squares);
            }
        }
    }
    let mut squares = Squares(gradients, 0.0);
    model.visit(&mut squares);
    squares.1.sqrt()
}
