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
pub(in crate::train) struct EachAdamW {
    corrections: Corrections,
    clip: Option<f64>,
    moments: HashMap<ParamId, (Tensor<1>, Tensor<1>)>,
}

impl EachAdamW {
    pub(in crate::train) fn new(settings: AdamW) -> Self {
        Self { corrections: Corrections::new(settings), clip: settings.clip, moments: HashMap::new() }
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
