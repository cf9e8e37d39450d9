//! An analysis of a model that answers texts with two labels under way: pruning, probing, or undoing what fine-tuning changed.

use super::texts::TwoLabels;
use crate::analysis::{
    GptQuestions, PlaceProbing, ProbedPlaces, Prune, PruningGrid, PruningSets, RANDOM_SAMPLES, Undo,
};
use crate::experiment::{Analyser, Analysis, Measure, models_of};
use crate::model::Weights;
use crate::tasks::{Purpose, Stream};
use burn::tensor::Device;

/// Begins an analysis of `models`, which are those that it needs, on `texts`.
pub(in crate::setups) fn begin(
    texts: &dyn TwoLabels,
    analysis: Analysis,
    models: Vec<Weights>,
    device: &Device,
) -> Result<Box<dyn Analyser>, String> {
    let own = texts.settings();
    let mut models = models_of(analysis, models, texts.config())?.into_iter();
    let (first, second) = (models.next().ok_or("an analysis is of one model at least")?, models.next());
    let held_out = texts.held_out();
    let reported = [Measure::PretrainedBroken, Measure::FineTunedHolds].map(|m| held_out[m as usize].clone());
    Ok(match (analysis, second) {
        (Analysis::Prune { granularity, .. }, _) => {
            let few = RANDOM_SAMPLES.min(own.held_out) as usize;
            let random = analysis.draws_at_random().then(|| reported.each_ref().map(|set| set.first(few)));
            let sets = PruningSets::of_gpt(texts.scoring(), texts.choosing(), reported, random, device);
            let stream = Stream::new(own.seed, Purpose::RandomPruning);
            Box::new(Prune::new(first, granularity, sets, PruningGrid::FINE, stream))
        }
        (Analysis::Probe { .. }, _) => Box::new(PlaceProbing::new(&first, places(texts), device)),
        (Analysis::Undo { .. }, Some(tuned)) => {
            let [skill, _] = reported;
            let questions = GptQuestions::new(&[texts.choosing(), skill], device);
            Box::new(Undo::new(tuned, first, Box::new(questions)))
        }
        _ => return Err("this is not asked of models that learned two labels".to_owned()),
    })
}

/// The texts that probes read, both answers at the last place.
fn places(texts: &dyn TwoLabels) -> ProbedPlaces {
    let probed = texts.probed();
    let context = texts.config().context;
    let last = context as u32 - 1;
    ProbedPlaces {
        places: vec![[last; 2]; probed.labels.len()],
        inputs: probed.inputs,
        context,
        labels: probed.labels,
        training: probed.training,
        classes: texts.classes(),
    }
}
