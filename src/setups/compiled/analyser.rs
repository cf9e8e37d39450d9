//! An analysis of a compiled model under way: pruning single weights, or reading where the last position looks.

use super::plan::CompiledPlan;
use super::spec::CompiledSpec;
use crate::analysis::{Grain, PruneWeights, WeightPruningSets, letter_attention};
use crate::experiment::{Analyser, Finding, Measure, Question, Role, Step, Subject};
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
        question: Question,
        models: &[Weights],
        device: &Device,
    ) -> Result<Self, String> {
        let plan = CompiledPlan::of(spec).map_err(|e| e.to_string())?;
        let [weights] = models else { return Err("one model is needed for each question".to_owned()) };
        let (Question::Prune { subject, .. } | Question::Attention { subject }) = question else {
            return Err("this is not asked of compiled models".to_owned());
        };
        let control = matches!(subject, Subject::NeverHad | Subject::After(Role::ReviveControl));
        let weights = CompiledWeights::of(weights)
            .filter(|given| given.sizes == plan.initial(control).sizes)
            .ok_or("a model to look into is of other sizes than the experiment's")?;
        match question {
            Question::Prune { grain: Grain::Weights, .. } => {
                let mut sets = plan.held_out();
                let reported = [Measure::PretrainedBroken, Measure::FineTunedHolds]
                    .map(|measure| std::mem::take(&mut sets[measure as usize]));
                let sets = WeightPruningSets { scoring: plan.scoring(), choosing: plan.choosing(), reported };
                let stream = Stream::new(plan.spec.seed, Purpose::RandomPruning);
                let at_random = question.draws_at_random();
                let directions = plan.directions(control);
                Ok(Self::Prune(Box::new(PruneWeights::new(weights, sets, directions, at_random, stream, device))))
            }
            Question::Prune { .. } => Err("compiled models are pruned weight by weight".to_owned()),
            _ => Ok(Self::Look { plan, weights }),
        }
    }
}

impl Analyser for CompiledAnalyser {
    fn step(&mut self) -> Step<'_, Option<Finding>> {
        Box::pin(async move {
            Ok(match self {
                Self::Prune(prune) => prune.step().await?.map(Finding::WeightPruning),
                Self::Look { plan, weights } => {
                    Some(Finding::LetterAttention(letter_attention(weights, &plan.looked_at())))
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
