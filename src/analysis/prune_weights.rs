//! Pruning a compiled model weight by weight: score, try, remove, ask. Scores, the choice of K and the reported accuracies use three
//! separate sets of strings.

use super::pruning::{Mode, PruningPoint, RANDOM_DRAWS, RANDOM_SAMPLES, RandomPoint};
use super::weight_pruning::{MOST_REMOVED, RemovedWeight, TRIED, WeightCurve, WeightPruning};
use crate::model::CompiledWeights;
use crate::tasks::Stream;
use crate::train::{Accuracy, CompiledBatch, LearnerError, compiled_correct, compiled_gradient};
use burn::tensor::Device;

/// The sets of strings that pruning needs.
pub struct WeightPruningSets {
    /// The skill's own task: weights are scored and tried out on it.
    pub scoring: CompiledBatch,
    /// O_PT at C_Te = 0: K is chosen on it.
    pub choosing: CompiledBatch,
    /// O_PT at C_Te = 0 and O_FT at C_Te = 1: what is reported.
    pub reported: [CompiledBatch; 2],
}

/// Pruning under way.
pub struct PruneWeights {
    weights: CompiledWeights,
    sets: WeightPruningSets,
    answer_indices: Vec<u32>,
    device: Device,
    stream: Stream,
    /// Weights that could be removed at random.
    candidates: Vec<u32>,
    /// The order of the random draw under way.
    draw: Vec<u32>,
    found: WeightPruning,
    taken: u32,
}

impl PruneWeights {
    /// Pruning of `weights`; `answer_indices` are those of the answers, random orders come from `stream`, and with
    /// `at_random` random pruning is drawn beside it.
    pub fn new(
        weights: CompiledWeights,
        sets: WeightPruningSets,
        answer_indices: Vec<u32>,
        at_random: bool,
        stream: Stream,
        device: &Device,
    ) -> Self {
        let candidates = (0..weights.values.len() as u32).filter(|i| weights.values[*i as usize] != 0.0).collect();
        let n = RANDOM_SAMPLES.min(sets.reported[0].size as u32);
        let point = |k| RandomPoint { k, n, skill: Vec::new(), tuned: Vec::new() };
        let random = if at_random { (0..=MOST_REMOVED).map(point).collect() } else { Vec::new() };
        let found = WeightPruning { random, ..WeightPruning::default() };
        Self {
            weights,
            sets,
            answer_indices,
            device: device.clone(),
            stream,
            candidates,
            draw: Vec::new(),
            found,
            taken: 0,
        }
    }

    /// The share of the steps that is done.
    pub fn share(&self) -> f64 {
        f64::from(self.taken) / f64::from(self.steps())
    }

    fn steps(&self) -> u32 {
        let curves = 2 * (MOST_REMOVED + 1);
        if self.found.random.is_empty() { curves } else { curves + RANDOM_DRAWS }
    }

    /// Takes one step: a point of a curve, or a random draw. Gives the result after the last one.
    ///
    /// # Errors
    /// When the device is gone.
    pub async fn step(&mut self) -> Result<Option<WeightPruning>, LearnerError> {
        let points = MOST_REMOVED + 1;
        if self.taken < points {
            self.extend(Mode::OneShot, self.taken).await?;
        } else if self.taken < 2 * points {
            self.extend(Mode::Iterative, self.taken - points).await?;
        } else if self.taken < self.steps() {
            self.draw_at_random().await?;
        }
        self.taken += 1;
        Ok((self.taken >= self.steps()).then(|| self.found.clone()))
    }

    async fn extend(&mut self, mode: Mode, k: u32) -> Result<(), LearnerError> {
        let mut curve = self.found.curve(mode).clone();
        match mode {
            Mode::OneShot if k == 1 => {
                let best = self.highest(&self.weights, MOST_REMOVED as usize).await?;
                curve.removed = best.into_iter().map(|index| self.removed(index)).collect();
            }
            Mode::Iterative if k > 0 => {
                let index = self.tried(&curve).await?;
                curve.removed.extend(index.map(|index| self.removed(index)));
            }
            _ => {}
        }
        let gone: Vec<u32> = curve.removed.iter().take(k as usize).map(|r| r.index).collect();
        let model = without(&self.weights, &gone);
        let [skill, tuned] = &self.sets.reported;
        let sets = [&self.sets.choosing, skill, tuned];
        let right = compiled_correct(&model, &sets, &self.answer_indices, &self.device).await?;
        let [choosing, skill, tuned] =
            [0, 1, 2].map(|i| Accuracy { correct: right.get(i).map_or(0, |r| r.0), n: sets[i].size as u32 });
        curve.points.push(PruningPoint { k, choosing, skill, tuned });
        match mode {
            Mode::OneShot => self.found.one_shot = curve,
            Mode::Iterative => self.found.iterative = curve,
        }
        Ok(())
    }

    fn removed(&self, index: u32) -> RemovedWeight {
        RemovedWeight { index, value: self.weights.values[index as usize] }
    }

    /// The `count` weights of `weights` with the highest gradient times weight on the scoring strings.
    async fn highest(&self, weights: &CompiledWeights, count: usize) -> Result<Vec<u32>, LearnerError> {
        let (_, gradient) = compiled_gradient(weights, &self.sets.scoring, &self.answer_indices, &self.device).await?;
        let scored = weights.values.iter().zip(&gradient).map(|(weight, gradient)| weight * gradient);
        let mut scored: Vec<(u32, f32)> = (0..).zip(scored).filter(|(_, score)| *score > 0.0).collect();
        scored.sort_by(|a, b| b.1.total_cmp(&a.1));
        Ok(scored.into_iter().take(count).map(|(index, _)| index).collect())
    }

    /// Of the weights with the highest scores, the one whose removal leaves most right answers; of equal ones that with the least loss.
    async fn tried(&self, curve: &WeightCurve) -> Result<Option<u32>, LearnerError> {
        let gone: Vec<u32> = curve.removed.iter().map(|r| r.index).collect();
        let mut model = without(&self.weights, &gone);
        let mut best: Option<(u32, f32, u32)> = None;
        for index in self.highest(&model, TRIED).await? {
            let value = std::mem::take(&mut model.values[index as usize]);
            let found = compiled_correct(&model, &[&self.sets.scoring], &self.answer_indices, &self.device).await?;
            model.values[index as usize] = value;
            let Some((right, loss)) = found.first().copied() else { continue };
            if best.is_none_or(|(most, least, _)| right > most || (right == most && loss < least)) {
                best = Some((right, loss, index));
            }
        }
        Ok(best.map(|(_, _, index)| index))
    }

    async fn draw_at_random(&mut self) -> Result<(), LearnerError> {
        self.draw.clone_from(&self.candidates);
        self.stream.shuffle(&mut self.draw);
        let few = RANDOM_SAMPLES as usize;
        let [skill, tuned] = [self.sets.reported[0].first(few), self.sets.reported[1].first(few)];
        for point in 0..self.found.random.len() {
            let k = (self.found.random[point].k as usize).min(self.draw.len());
            let model = without(&self.weights, &self.draw[..k]);
            let right = compiled_correct(&model, &[&skill, &tuned], &self.answer_indices, &self.device).await?;
            self.found.random[point].skill.push(right.first().map_or(0, |r| r.0));
            self.found.random[point].tuned.push(right.get(1).map_or(0, |r| r.0));
        }
        Ok(())
    }
}

/// The weights with those at `gone` set to zero.
fn without(weights: &CompiledWeights, gone: &[u32]) -> CompiledWeights {
    let mut weights = weights.clone();
    for index in gone {
        if let Some(value) = weights.values.get_mut(*index as usize) {
            *value = 0.0;
        }
    }
    weights
}
