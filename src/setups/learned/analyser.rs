//! An analysis of a model that learned a program under way: pruning, probing, or undoing what fine-tuning changed.

use super::plan::LearnedPlan;
use super::spec::LearnedSpec;
use crate::analysis::{
    GptQuestions, PROBE_TRAINING, PlaceProbing, ProbedPlaces, Prune, PruningGrid, PruningSets, RANDOM_SAMPLES, Undo,
};
use crate::experiment::{Analyser, Analysis, Measure, models_of};
use crate::model::Weights;
use crate::tasks::{Purpose, Stream};
use burn::tensor::Device;

/// Begins an analysis of `models`, which are those that it needs.
pub(super) fn begin(
    spec: &LearnedSpec,
    analysis: Analysis,
    models: Vec<Weights>,
    device: &Device,
) -> Result<Box<dyn Analyser>, String> {
    let plan = LearnedPlan::of(spec).map_err(|e| e.to_string())?;
    let mut models = models_of(analysis, models, plan.config)?.into_iter();
    let (first, second) = (models.next().ok_or("an analysis is of one model at least")?, models.next());
    let held_out = plan.held_out();
    let reported = [Measure::PretrainedBroken, Measure::FineTunedHolds].map(|m| held_out[m as usize].clone());
    Ok(match (analysis, second) {
        (Analysis::Prune { granularity, .. }, _) => {
            let few = RANDOM_SAMPLES.min(plan.spec.held_out) as usize;
            let random = analysis.draws_at_random().then(|| reported.each_ref().map(|set| set.first(few)));
            let sets = PruningSets::of_gpt(plan.scoring(), plan.choosing(), reported, random, device);
            let stream = Stream::new(plan.spec.seed, Purpose::RandomPruning);
            Box::new(Prune::new(first, granularity, sets, PruningGrid::FINE, stream))
        }
        (Analysis::Probe { .. }, _) => Box::new(PlaceProbing::new(&first, places(&plan), device)),
        (Analysis::Undo { .. }, Some(tuned)) => {
            let [skill, _] = reported;
            let questions = GptQuestions::new(&[plan.choosing(), skill], device);
            Box::new(Undo::new(tuned, first, Box::new(questions)))
        }
        _ => return Err("this is not asked of models that learned a program".to_owned()),
    })
}

/// The strings that probes read, both answers at the last place.
fn places(plan: &LearnedPlan) -> ProbedPlaces {
    let (inputs, labels) = plan.probed();
    let context = plan.config.context;
    let last = context as u32 - 1;
    ProbedPlaces {
        places: vec![[last; 2]; labels.len()],
        inputs,
        context,
        labels,
        training: PROBE_TRAINING as usize,
        classes: plan.sampler.answers().len(),
    }
}
