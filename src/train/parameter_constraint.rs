//! Keeps a model's training to the weights that a stage may move.

use super::fine_tuning_method::FineTuningMethod;
use crate::model::{Gpt, flat_weights};
use crate::tasks::{Purpose, Stream};
use burn::module::{LoraAdapter, Module, ModuleMapper, ModuleVisitor, Param, Reparameterizer};
use burn::optim::GradientsParams;
use burn::tensor::{Tensor, TensorData};

/// A LoRA adapter's product counts this many times, as is usual.
const SCALE: f64 = 2.0;

/// What holds a model back.
pub(super) enum ParameterConstraint {
    /// Nothing; for [`FineTuningMethod::LowRank`] the model itself does, once [`ParameterConstraint::attach`] has
    /// frozen it.
    Nothing,
    /// Parameters that get no gradient, by their place in the model's order.
    Frozen(Vec<bool>),
    /// Where each parameter was, and how strongly it is pulled back.
    Pulled(Vec<Tensor<1>>, f32),
    /// Each parameter's weights that are kept, as ones; the others, as zeros, stay zero.
    Pruned(Vec<Tensor<1>>),
}

impl ParameterConstraint {
    /// Prepares `model`, on its training device, for `method`.
    pub(super) fn attach(method: FineTuningMethod, model: Gpt) -> (Self, Gpt) {
        match method {
            FineTuningMethod::Free => (Self::Nothing, model),
            FineTuningMethod::LowRank { rank, seed } => {
                let stream = Stream::new(seed, Purpose::Adapters);
                (Self::Nothing, model.apply_reparameterization(Adapters { rank: rank as usize, stream }))
            }
            FineTuningMethod::Frozen { blocks } => {
                let frozen = |name: &str| {
                    let block =
                        name.strip_prefix("blocks.").and_then(|rest| rest.split('.').next()?.parse::<u32>().ok());
                    block.map_or(name.starts_with("token") || name.starts_with("position"), |b| b < blocks)
                };
                (Self::Frozen(model.config().parameters().iter().map(|(name, _)| frozen(name)).collect()), model)
            }
            FineTuningMethod::Pulled { strength } => (Self::Pulled(flat_weights(&model), strength), model),
            FineTuningMethod::Pruned => {
                let names = model.config().parameters();
                let kept = |(weights, (name, shape)): (Tensor<1>, &(String, Vec<usize>))| {
                    let whole = !name.starts_with("blocks.") || shape.len() < 2;
                    if whole { weights.ones_like() } else { weights.not_equal_elem(0.0).float() }
                };
                (Self::Pruned(flat_weights(&model).into_iter().zip(&names).map(kept).collect()), model)
            }
        }
    }

    /// Drops the gradients of what may not move.
    pub(super) fn held_back(&self, model: &Gpt, gradients: GradientsParams) -> GradientsParams {
        let Self::Frozen(frozen) = self else { return gradients };
        let mut drop = Drop { frozen, at: 0, gradients };
        model.visit(&mut drop);
        drop.gradients
    }

    /// Pulls the weights back, or removed ones to zero, after a step at learning rate `rate`.
    pub(super) fn pulled_back(&self, model: Gpt, rate: f64) -> Gpt {
        match self {
            Self::Pulled(anchor, strength) => {
                let share = (rate * f64::from(*strength)).min(1.0);
                let toward = move |now: Tensor<1>, anchor: Tensor<1>| now.clone() + (anchor - now).mul_scalar(share);
                model.map(&mut PullBack { anchors: anchor.iter(), toward })
            }
            Self::Pruned(kept) => model.map(&mut PullBack { anchors: kept.iter(), toward: |now, kept| now * kept }),
            Self::Nothing | Self::Frozen(_) => model,
        }
    }
}

/// Gives every matrix of the blocks a change of low rank and freezes everything else. The first factor is normal with a variance
/// of one over the inputs, the second zero, so that the model is the same at first.
struct Adapters {
    rank: usize,
    stream: Stream,
}

impl Reparameterizer for Adapters {
    type Reparam = LoraAdapter;

    fn reparameterize<const D: usize>(
        &mut self,
        path: &str,
        param: Param<Tensor<D>>,
    ) -> (Param<Tensor<D>>, Option<LoraAdapter>) {
        let (shape, device) = (param.base().shape(), param.base().device());
        let base = param.set_require_grad(false);
        if D != 2 || !path.contains("blocks") {
            return (base, None);
        }
        let (inputs, outputs, rank) = (shape[0], shape[1], self.rank);
        let spread = 1.0 / (inputs as f32).sqrt();
        let first: Vec<f32> = (0..inputs * rank).map(|_| spread * self.stream.normal()).collect();
        let factor = |values: Vec<f32>, shape: [usize; 2]| Param::from_data(TensorData::new(values, shape), &device);
        let adapter = LoraAdapter {
            a: factor(first, [inputs, rank]),
            b: factor(vec![0.0; rank * outputs], [rank, outputs]),
            scale: SCALE,
        };
        (base, Some(adapter))
    }
}

struct Drop<'a> {
    frozen: &'a [bool],
    at: usize,
    gradients: GradientsParams,
}

impl ModuleVisitor for Drop<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        if self.frozen.get(self.at) == Some(&true) {
            self.gradients.remove::<D>(param.id);
        }
        self.at += 1;
    }
}

/// Brings every parameter, flat, back towards what stands for it.
struct PullBack<'a, F> {
    anchors: std::slice::Iter<'a, Tensor<1>>,
    toward: F,
}

impl<F: Fn(Tensor<1>, Tensor<1>) -> Tensor<1>> ModuleMapper for PullBack<'_, F> {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let (id, tensor, mapper) = param.consume();
        let Some(anchor) = self.anchors.next() else { return Param::from_mapped_value(id, tensor, mapper) };
        let shape = tensor.shape();
        let numbers = shape.num_elements();
        let now = tensor.inner().reshape([numbers]);
        let next = (self.toward)(now, anchor.clone()).reshape(shape);
        Param::from_mapped_value(id, Tensor::from_inner(next).require_grad(), mapper)
    }
}
