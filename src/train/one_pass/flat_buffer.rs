//! AdamW on WebGPU: all parameters lie in one buffer, and one launch takes the step for all of them.

use super::Corrections;
use crate::kernel::gpu::{Flat, FlatStep};
use crate::model::Gpt;
use crate::train::settings::AdamW;
use burn::backend::wgpu::CubeTensor;
use burn::backend::{BackendTensor, DispatchAutodiffContext, DispatchTensor, DispatchTensorKind};
use burn::module::{Module, ModuleMapper, ModuleVisitor, Param};
use burn::optim::GradientsParams;
use burn::tensor::Tensor;

/// AdamW, its moments and the parameters. Decay is decoupled; clipping is by the norm over all parameters, which is never
/// read back.
pub(in crate::train) struct FlatBufferAdamW {
    corrections: Corrections,
    limit: Option<f32>,
    flat: Flat,
}

impl FlatBufferAdamW {
    /// The optimiser of `model`; `None` where the model is not on WebGPU.
    pub(in crate::train) fn new(settings: AdamW, model: &Gpt) -> Option<Self> {
        let mut parameters = Parameters(Vec::new());
        model.visit(&mut parameters);
        let flat = Flat::new(parameters.0.into_iter().collect::<Option<Vec<_>>>()?)?;
        Some(Self { corrections: Corrections::new(settings), limit: settings.clip.map(|limit| limit as f32), flat })
    }

    /// The same as after `steps` steps that left these moments, in the order of the parameters.
    pub(in crate::train) fn resumed(settings: AdamW, model: &Gpt, moments: &[Vec<f32>; 2], steps: u32) -> Option<Self> {
        let Self { limit, flat, .. } = Self::new(settings, model)?;
        Some(Self { corrections: Corrections::after(settings, steps), limit, flat: flat.with_moments(moments) })
    }

    /// The moments of all parameters, in their order, once they are read back.
    pub(in crate::train) fn moments(&self) -> [Vec<Tensor<1>>; 2] {
        self.flat.moments().map(|parts| {
            let tensor = |part: CubeTensor| {
                let kind = DispatchTensorKind::Cube(BackendTensor::Float(part));
                Tensor::from_dispatch(DispatchTensor { kind, autodiff: DispatchAutodiffContext::Disabled })
            };
            parts.into_iter().map(tensor).collect()
        })
    }

    /// Takes one step at learning rate `rate`. `model` is the one that this was made for, or what the last step returned:
    /// the step starts from the buffer and not from the model's tensors.
    pub(in crate::train) fn step(&mut self, rate: f64, model: Gpt, gradients: GradientsParams) -> Gpt {
        let mut collected = Gradients { gradients, collected: Vec::new() };
        model.visit(&mut collected);
        let step = FlatStep { by: self.corrections.next(rate, 1.0), limit: self.limit };
        let stepped = self.flat.step(collected.collected, step);
        model.map(&mut Replace(stepped.into_iter()))
    }
}

/// What lies on WebGPU behind a tensor without gradients.
fn cube<const D: usize>(tensor: Tensor<D>) -> Option<CubeTensor> {
    match tensor.into_dispatch().kind {
        DispatchTensorKind::Cube(BackendTensor::Float(tensor)) => Some(tensor),
        #[allow(unreachable_patterns)]
        _ => None,
    }
}

struct Parameters(Vec<Option<CubeTensor>>);

impl ModuleVisitor for Parameters {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        self.0.push(cube(param.val().inner()));
    }
}

struct Gradients {
    gradients: GradientsParams,
    collected: Vec<CubeTensor>,
}

impl ModuleVisitor for Gradients {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let gradient = self.gradients.remove::<D>(param.id).unwrap_or_else(|| param.val().inner().zeros_like());
        // Every tensor of a model lies on one device, which was asked when the optimiser was made.
        self.collected.extend(cube(gradient));
    }
}

struct Replace<I>(I);

impl<I: Iterator<Item = CubeTensor>> ModuleMapper for Replace<I> {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let (id, tensor, mapper) = param.consume();
        let Some(next) = self.0.next() else {
            return Param::from_mapped_value(id, tensor, mapper);
        };
        let kind = DispatchTensorKind::Cube(BackendTensor::Float(next));
        let next = Tensor::from_dispatch(DispatchTensor { kind, autodiff: DispatchAutodiffContext::Disabled });
        Param::from_mapped_value(id, Tensor::from_inner(next).require_grad(), mapper)
    }
}
