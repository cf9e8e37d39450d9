//! Pruning a model unit by unit (paper, pruning): score, remove, ask. Scores, the choice of K and the reported
//! accuracies use three separate sets.

use super::granularity::{Granularity, PrunableUnit, prunable_units, pruned, scores};
use super::pruning::{
    CHOOSE_UP_TO, GRID, Mode, Pruning, PruningCurve, PruningPoint, RANDOM_DRAWS, RANDOM_GRID, RandomPoint,
};
use crate::model::{Gpt, Weights};
use crate::tasks::{Batch, Stream};
use crate::train::{Accuracy, HeldOut, LearnerError, Objective, correct, gradient};
use burn::tensor::Device;

/// The sets that pruning needs.
pub struct PruningSets {
    /// The pretraining task: units are scored by its loss.
    pub scoring: Batch,
    /// O_PT at C_Te = 0: K is chosen on it.
    pub choosing: Batch,
    /// O_PT at C_Te = 0 and O_FT at C_Te = 1: what is reported.
    pub reported: [Batch; 2],
    /// The same for the random prunings; none for a model that is a control itself.
    pub random: Option<[Batch; 2]>,
}

/// Pruning under way. Every [`Prune::step`] is one forward pass over the sets, or one gradient.
pub struct Prune {
    weights: Weights,
    granularity: Granularity,
    device: Device,
    scoring: Batch,
    measured: HeldOut,
    n: [u32; 3],
    random_sets: Option<(HeldOut, u32)>,
    stream: Stream,
    one_shot: PruningCurve,
    iterative: PruningCurve,
    /// The order of the random draw under way.
    draw: Vec<PrunableUnit>,
    random: Vec<RandomPoint>,
    taken: u32,
}

impl Prune {
    /// Pruning of `weights` by `granularity` on `device`; random orders come from `stream`.
    pub fn new(weights: Weights, granularity: Granularity, sets: PruningSets, stream: Stream, device: &Device) -> Self {
        let [skill, tuned] = sets.reported;
        let n = [sets.choosing.size, skill.size, tuned.size].map(|size| size as u32);
        let measured = HeldOut::new(&[sets.choosing, skill, tuned], device);
        let random_sets = sets.random.map(|both| (HeldOut::new(&both, device), both[0].size as u32));
        let empty = || PruningCurve { order: Vec::new(), points: Vec::new() };
        let random = match &random_sets {
            None => Vec::new(),
            Some((_, n)) => {
                let most = prunable_units(&weights.config(), granularity).len() as u32;
                let point = |k| RandomPoint { k, n: *n, skill: Vec::new(), tuned: Vec::new() };
                RANDOM_GRID.into_iter().filter(|k| *k <= most).map(point).collect()
            }
        };
        Self {
            weights,
            granularity,
            device: device.clone(),
            scoring: sets.scoring,
            measured,
            n,
            random_sets,
            stream,
            one_shot: empty(),
            iterative: empty(),
            draw: Vec::new(),
            random,
            taken: 0,
        }
    }

    /// Steps it takes from beginning to end.
    pub fn steps(&self) -> u32 {
        let grid = self.grid().len() as u32;
        2 * grid + RANDOM_DRAWS * self.random.len() as u32
    }

    /// The share of the steps that is done.
    pub fn share(&self) -> f64 {
        f64::from(self.taken) / f64::from(self.steps().max(1))
    }

    /// Takes one step; gives the result after the last one.
    ///
    /// # Errors
    /// When the device is gone.
    pub async fn step(&mut self) -> Result<Option<Pruning>, LearnerError> {
        let grid = self.grid();
        if self.one_shot.points.len() < grid.len() {
            self.extend(Mode::OneShot, grid[self.one_shot.points.len()]).await?;
        } else if self.iterative.points.len() < grid.len() {
            self.extend(Mode::Iterative, grid[self.iterative.points.len()]).await?;
        } else if !self.random_step().await? {
            return Ok(Some(self.result()));
        }
        self.taken += 1;
        Ok((self.taken >= self.steps()).then(|| self.result()))
    }

    fn result(&self) -> Pruning {
        Pruning {
            granularity: self.granularity,
            one_shot: self.one_shot.clone(),
            iterative: self.iterative.clone(),
            random: self.random.clone(),
        }
    }

    /// The K that are measured: a model may have fewer units than the grid goes on to.
    fn grid(&self) -> Vec<u32> {
        let most = prunable_units(&self.weights.config(), self.granularity).len() as u32;
        GRID.into_iter().filter(|k| *k <= most).collect()
    }

    async fn extend(&mut self, mode: Mode, k: u32) -> Result<(), LearnerError> {
        let mut order = match mode {
            Mode::OneShot => self.one_shot.order.clone(),
            Mode::Iterative => self.iterative.order.clone(),
        };
        match mode {
            Mode::OneShot if order.is_empty() => {
                let most = GRID.last().copied().unwrap_or(0) as usize;
                order = self.best(&[], most).await?;
            }
            Mode::Iterative if k > 0 => {
                let missing = (k as usize).saturating_sub(order.len());
                let next = self.best(&order, missing).await?;
                order.extend(next);
            }
            _ => {}
        }
        let removed = &order[..order.len().min(k as usize)];
        let model = Gpt::from_weights(&pruned(&self.weights, self.granularity, removed), &self.device);
        let right = correct(&model, &self.measured).await?;
        let [choosing, skill, tuned] =
            [0, 1, 2].map(|i| Accuracy { correct: right.get(i).copied().unwrap_or(0), n: self.n[i] });
        let curve = match mode {
            Mode::OneShot => &mut self.one_shot,
            Mode::Iterative => &mut self.iterative,
        };
        curve.order = order;
        curve.points.push(PruningPoint { k, choosing, skill, tuned });
        Ok(())
    }

    /// The `count` units of the highest score once `removed` are gone. Equal scores keep the model's order.
    async fn best(&self, removed: &[PrunableUnit], count: usize) -> Result<Vec<PrunableUnit>, LearnerError> {
        let weights = pruned(&self.weights, self.granularity, removed);
        let gradients = gradient(&weights, &self.scoring, Objective::Answer, &self.device).await?;
        let mut scored = scores(&weights, &gradients, self.granularity);
        scored.retain(|(unit, _)| !removed.contains(unit));
        scored.sort_by(|a, b| b.1.total_cmp(&a.1));
        Ok(scored.into_iter().take(count).map(|(unit, _)| unit).collect())
    }

    async fn random_step(&mut self) -> Result<bool, LearnerError> {
        let Some((sets, _)) = &self.random_sets else { return Ok(false) };
        let draws = |p: &RandomPoint| p.skill.len();
        let least = self.random.iter().map(draws).min().unwrap_or(0);
        if least >= RANDOM_DRAWS as usize {
            return Ok(false);
        }
        let Some(at) = self.random.iter().position(|p| draws(p) == least) else { return Ok(false) };
        if at == 0 {
            self.draw = prunable_units(&self.weights.config(), self.granularity);
            self.stream.shuffle(&mut self.draw);
        }
        let k = (self.random[at].k as usize).min(self.draw.len());
        let model = Gpt::from_weights(&pruned(&self.weights, self.granularity, &self.draw[..k]), &self.device);
        let right = correct(&model, sets).await?;
        self.random[at].skill.push(right.first().copied().unwrap_or(0));
        self.random[at].tuned.push(right.get(1).copied().unwrap_or(0));
        Ok(true)
    }
}

const _: () = assert!(CHOOSE_UP_TO <= GRID[GRID.len() - 1]);
