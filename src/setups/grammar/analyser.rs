//! An analysis under way: it draws the sets that the plan states, runs the instrument step by step, and wraps up what it found.

use super::plan::GrammarPlan;
use super::spec::GrammarSpec;
use crate::analysis::{
    GptQuestions, LINE_POINTS, LinePoint, PROBE_TRAINING, Patch, Probing, Prune, PruningGrid, PruningSets,
    RANDOM_SAMPLES, Undo, WeightTransplant, changes, linear_interpolation, parts, transplanted,
};
use crate::experiment::{Analyser, Analysis, AnalysisResult, Change, Measure, ModelRef, Segment, Step, models_of};
use crate::model::{Gpt, Weights};
use crate::tasks::{Batch, Purpose, Stream};
use crate::train::{Accuracy, HeldOut, LearnerError, correct};
use burn::tensor::Device;

pub(super) fn begin(
    spec: &GrammarSpec,
    analysis: Analysis,
    models: Vec<Weights>,
    device: &Device,
) -> Result<Box<dyn Analyser>, String> {
    let plan = GrammarPlan::new(spec.clone()).map_err(|e| e.to_string())?;
    let config = plan.spec.model().map_err(|e| e.to_string())?;
    let mut checked = models_of(analysis, models, config)?;
    let (layout, held_out) = (plan.layout, plan.held_out());
    let reported = [Measure::PretrainedBroken, Measure::FineTunedHolds].map(|m| held_out[m as usize].clone());
    Ok(match analysis {
        Analysis::Prune { granularity, .. } => {
            let few = RANDOM_SAMPLES.min(plan.spec.held_out) as usize;
            let random = analysis.draws_at_random().then(|| [reported[0].first(few), reported[1].first(few)]);
            let sets = PruningSets::of_gpt(plan.scoring(), plan.choosing(), reported, random, device);
            let stream = Stream::new(plan.spec.seed, Purpose::RandomPruning);
            Box::new(Prune::new(checked.swap_remove(0), granularity, sets, PruningGrid::FINE, stream))
        }
        Analysis::Probe { .. } => {
            let (texts, trained) = (plan.probe_texts(), PROBE_TRAINING as usize);
            Box::new(Probing::new(&checked[0], texts, trained, (plan.domain, plan.skill()), layout, device))
        }
        Analysis::Undo { .. } => {
            let [pretrained, tuned] = [0, 1].map(|index| checked[index].clone());
            let [skill, _] = reported;
            let questions = GptQuestions::new(&[plan.choosing(), skill], device);
            Box::new(Undo::new(tuned, pretrained, Box::new(questions)))
        }
        Analysis::Patch { .. } => Box::new(Patch::new(&checked[1], &checked[0], &reported[0], layout, device)),
        Analysis::Change { .. } => Box::new(Compare::new(analysis.needs(), checked, &reported, device)),
        Analysis::Attention { .. } => return Err("attention is read while the models are trained".to_owned()),
    })
}

impl Analyser for Compare {
    fn step(&mut self) -> Step<'_, Option<AnalysisResult>> {
        Box::pin(async move { Ok(Self::step(self).await?.map(AnalysisResult::Change)) })
    }

    fn share(&self) -> f64 {
        self.done as f64 / self.jobs.len().max(1) as f64
    }
}

/// Models to ask: on the lines between checkpoints, and with transplanted parts.
struct Compare {
    sets: HeldOut,
    n: [u32; 2],
    device: Device,
    models: Vec<Weights>,
    jobs: Vec<Job>,
    done: usize,
    change: Change,
}

#[derive(Clone, Copy)]
enum Job {
    Line { segment: usize, at: u32 },
    Transplant { part: usize },
}

impl Compare {
    /// Compares the pretrained, fine-tuned and revived models.
    fn new(refs: Vec<ModelRef>, models: Vec<Weights>, reported: &[Batch; 2], device: &Device) -> Self {
        let segment = |from: usize, to: usize| Segment {
            from: refs[from],
            to: refs[to],
            matrices: changes(&models[from], &models[to]),
            line: Vec::new(),
        };
        let segments = vec![segment(0, 1), segment(1, 2), segment(0, 2)];
        let lines = (0..2).flat_map(|segment| (0..LINE_POINTS).map(move |at| Job::Line { segment, at }));
        let transplants = (0..parts(&models[0].config()).len()).map(|part| Job::Transplant { part });
        let jobs = lines.chain(transplants).collect();
        let n = [reported[0].size as u32, reported[1].size as u32];
        let change = Change { segments, transplants: Vec::new() };
        Self { sets: HeldOut::new(reported, device), n, device: device.clone(), models, jobs, done: 0, change }
    }

    async fn step(&mut self) -> Result<Option<Change>, LearnerError> {
        if let Some(job) = self.jobs.get(self.done).copied() {
            let weights = match job {
                Job::Line { segment, at } => {
                    linear_interpolation(&self.models[segment], &self.models[segment + 1], share_of(at))
                }
                Job::Transplant { part } => {
                    transplanted(&self.models[1], &self.models[0], &parts(&self.models[0].config())[part])
                }
            };
            let right = correct(&Gpt::from_weights(&weights, &self.device), &self.sets).await?;
            let [skill, tuned] = [0, 1].map(|i| Accuracy { correct: right.get(i).copied().unwrap_or(0), n: self.n[i] });
            match job {
                Job::Line { segment, at } => {
                    self.change.segments[segment].line.push(LinePoint { share: share_of(at), skill, tuned });
                }
                Job::Transplant { part } => {
                    let part = parts(&self.models[0].config())[part].name.clone();
                    self.change.transplants.push(WeightTransplant { part, skill, tuned });
                }
            }
            self.done += 1;
        }
        Ok((self.done >= self.jobs.len()).then(|| self.change.clone()))
    }
}

fn share_of(at: u32) -> f64 {
    f64::from(at) / f64::from(LINE_POINTS - 1)
}
