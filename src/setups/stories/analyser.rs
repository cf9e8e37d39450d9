//! An analysis of a model that writes stories under way: pruning, probing, or undoing what fine-tuning changed.

use super::batch::StoryBatch;
use super::cost::ASKED;
use super::grammar::StoryRecord;
use super::plan::StoriesPlan;
use super::probed::probed;
use super::questions::{Asking, StoryLoss, StoryQuestions};
use super::spec::StoriesSpec;
use crate::analysis::{PROBE_TRAINING, PlaceProbing, ProbedPlaces, Prune, PruningGrid, PruningSets, Questions, Undo};
use crate::experiment::{Analyser, Analysis, models_of};
use crate::model::Weights;
use crate::tasks::{Purpose, Stream};
use burn::tensor::Device;

/// Begins an analysis of `models`, which are those that it needs.
pub(super) fn begin(
    spec: &StoriesSpec,
    analysis: Analysis,
    models: Vec<Weights>,
    device: &Device,
) -> Result<Box<dyn Analyser>, String> {
    let plan = StoriesPlan::new(spec.clone()).map_err(|e| e.to_string())?;
    let config = plan.spec.model().map_err(|e| e.to_string())?;
    let mut models = models_of(analysis, models, config)?.into_iter();
    let (first, second) = (models.next().ok_or("an analysis is of one model at least")?, models.next());
    let asked = |asking, n| -> Box<dyn Questions> { Box::new(StoryQuestions::new(&plan, asking, n, device)) };
    Ok(match (analysis, second) {
        (Analysis::Prune { granularity, .. }, _) => {
            let random = analysis.draws_at_random().then(|| asked(Asking::Reported, ASKED / 2));
            let scoring = Box::new(StoryLoss::new(&plan, device));
            let sets = PruningSets { scoring, measured: asked(Asking::All, ASKED), random };
            let stream = Stream::new(plan.spec.seed, Purpose::RandomPruning);
            Box::new(Prune::new(first, granularity, sets, PruningGrid::COARSE, stream))
        }
        (Analysis::Probe { .. }, _) => Box::new(PlaceProbing::new(&first, places(&plan), device)),
        (Analysis::Undo { .. }, Some(tuned)) => Box::new(Undo::new(tuned, first, asked(Asking::Feature, ASKED))),
        _ => return Err("this is not asked of models that write stories".to_owned()),
    })
}

/// The stories that probes read, as tokens.
fn places(plan: &StoriesPlan) -> ProbedPlaces {
    let stories = probed(plan);
    let records: Vec<StoryRecord> = stories.iter().map(|own| own.record.clone()).collect();
    ProbedPlaces {
        inputs: StoryBatch::of(&records).inputs,
        context: StoryBatch::CONTEXT,
        places: stories.iter().map(|own| own.places()).collect(),
        labels: stories.iter().map(|own| own.labels).collect(),
        training: PROBE_TRAINING as usize,
        classes: 2,
    }
}
