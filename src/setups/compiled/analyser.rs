//! An analysis of a compiled model under way: pruning single weights, or reading where the last position looks.

use super::plan::CompiledPlan;
use super::spec::CompiledSpec;
use crate::analysis::{Granularity, PruneWeights, WeightPruningSets, letter_attention};
use crate::experiment::{Analyser, Analysis, AnalysisResult, Measure, ModelRef, Role, Step};
use crate::model::{CompiledWeights, Weights};
use crate::tasks::{Purpose, Stream};
use burn::tensor::Device;
use std::rc::Rc;

pub(super) enum CompiledAnalyser {
    Prune(Box<PruneWeights>),
    Look { plan: Rc<CompiledPlan>, weights: CompiledWeights },
}

impl CompiledAnalyser {
    pub(super) fn begin(
        spec: &CompiledSpec,
        analysis: Analysis,
        models: &[Weights],
        device: &Device,
    ) -> Result<Self, String> {
        let plan = CompiledPlan::of(spec).map_err(|e| e.to_string())?;
        let [weights] = models else { return Err("one model is needed for each analysis".to_owned()) };
        let (Analysis::Prune { model, .. } | Analysis::Attention { model }) = analysis else {
            return Err("this is not asked of compiled models".to_owned());
        };
        let control = matches!(model, ModelRef::NeverHad | ModelRef::After(Role::ReviveControl));
        let weights = CompiledWeights::of(weights)
            .filter(|given| given.sizes == plan.initial(control).sizes)
            .ok_or("a model to look into is of other sizes than the experiment's")?;
        match analysis {
            Analysis::Prune { granularity: Granularity::Weights, .. } => {
                let mut sets = plan.held_out();
                let reported = [Measure::PretrainedBroken, Measure::FineTunedHolds]
                    .map(|measure| std::mem::take(&mut sets[measure as usize]));
                let sets = WeightPruningSets { scoring: plan.scoring(), choosing: plan.choosing(), reported };
                let stream = Stream::new(plan.spec.seed, Purpose::RandomPruning);
                let at_random = analysis.draws_at_random();
                let answer_indices = plan.answer_indices(control);
                Ok(Self::Prune(Box::new(PruneWeights::new(weights, sets, answer_indices, at_random, stream, device))))
            }
            Analysis::Prune { .. } => Err("compiled models are pruned weight by weight".to_owned()),
            _ => Ok(Self::Look { plan, weights }),
        }
    }
}

impl Analyser for CompiledAnalyser {
    fn step(&mut self) -> Step<'_, Option<AnalysisResult>> {
        Box::pin(async move {
            Ok(match self {
                Self::Prune(prune) => prune.step().await?.map(AnalysisResult::WeightPruning),
                Self::Look { plan, weights } => {
                    Some(AnalysisResult::LetterAttention(letter_attention(weights, &plan.looked_at())))
                }
            })
        })
    }

    fn share(&self) -> f64 {
        match self {
            Self::Prune(prune) => prune.share(),
            Self::Look { .. } => 0.0,
        }
    }
}
