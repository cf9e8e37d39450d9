//! An analysis of a compiled model under way: pruning single weights, probing, undoing a change, or reading where the last position
//! looks.

use super::plan::CompiledPlan;
use super::spec::CompiledSpec;
use crate::analysis::{
    AnswerProbing, CompiledQuestions, Granularity, ProbedStrings, PruneWeights, Undo, WeightPruningSets,
    letter_attention,
};
use crate::experiment::{Analyser, Analysis, AnalysisResult, Measure, ModelRef, Role, Step};
use crate::model::{CompiledWeights, Weights};
use crate::tasks::{Purpose, Stream};
use burn::tensor::Device;
use std::rc::Rc;

/// Begins an analysis of `models`, which are those that it needs.
pub(super) fn begin(
    spec: &CompiledSpec,
    analysis: Analysis,
    models: &[Weights],
    device: &Device,
) -> Result<Box<dyn Analyser>, String> {
    let plan = CompiledPlan::of(spec).map_err(|e| e.to_string())?;
    let needs = analysis.needs();
    if models.len() != needs.len() {
        return Err(format!("{} models were handed over for an analysis of {}", models.len(), needs.len()));
    }
    let mut checked = Vec::with_capacity(models.len());
    for (model, weights) in needs.iter().zip(models) {
        let sizes = plan.initial(is_control(*model)).sizes;
        let own = CompiledWeights::of(weights).filter(|given| given.sizes == sizes);
        checked.push(own.ok_or("a model to look into is of other sizes than the experiment's")?);
    }
    let (Some(model), Some(weights)) = (needs.first().copied(), checked.into_iter().next()) else {
        return Err("an analysis is of one model at least".to_owned());
    };
    let answer_indices = plan.answer_indices(is_control(model));
    let mut sets = plan.held_out();
    let mut held_out = |measure: Measure| std::mem::take(&mut sets[measure as usize]);
    Ok(match (analysis, models) {
        (Analysis::Prune { granularity: Granularity::Weights, .. }, _) => {
            let reported = [Measure::PretrainedBroken, Measure::FineTunedHolds].map(held_out);
            let sets = WeightPruningSets { scoring: plan.scoring(), choosing: plan.choosing(), reported };
            let stream = Stream::new(plan.spec.seed, Purpose::RandomPruning);
            let at_random = analysis.draws_at_random();
            Box::new(PruneWeights::new(weights, sets, answer_indices, at_random, stream, device))
        }
        (Analysis::Probe { .. }, _) => {
            let (all, training) = plan.probed_strings();
            let probed = ProbedStrings {
                strings: plan.sampler.batch(&all, |labelled| labelled.skill),
                target: all.iter().map(|labelled| labelled.target).collect(),
                training,
                classes: plan.sampler.answers().len(),
            };
            Box::new(AnswerProbing::new(&weights, &probed, device))
        }
        (Analysis::Undo { .. }, [compiled, tuned]) => {
            let sets = vec![plan.choosing(), held_out(Measure::PretrainedBroken)];
            let questions = CompiledQuestions { sets, answer_indices, device: device.clone() };
            Box::new(Undo::new(tuned.clone(), compiled.clone(), Box::new(questions)))
        }
        (Analysis::Attention { .. }, _) => Box::new(Look { plan, weights }),
        _ => return Err("this is not asked of compiled models".to_owned()),
    })
}

/// Whether a model has the target's sizes and answers.
fn is_control(model: ModelRef) -> bool {
    matches!(model, ModelRef::NeverHad | ModelRef::After(Role::ReviveControl))
}

/// Reading where the last position looks.
struct Look {
    plan: Rc<CompiledPlan>,
    weights: CompiledWeights,
}

impl Analyser for Look {
    fn step(&mut self) -> Step<'_, Option<AnalysisResult>> {
        Box::pin(async move {
            Ok(Some(AnalysisResult::LetterAttention(letter_attention(&self.weights, &self.plan.looked_at()))))
        })
    }

    fn share(&self) -> f64 {
        0.0
    }
}
