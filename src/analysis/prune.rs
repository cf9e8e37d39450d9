//! Pruning a model unit by unit (paper, pruning): score, remove, ask. Scores, the choice of K and the reported
//! accuracies use three separate sets.

use super::granularity::{Granularity, PrunableUnit, prunable_units, pruned, scores};
use super::pruning::{CHOOSE_UP_TO, GRID, Mode, Pruning, PruningCurve, PruningGrid, PruningPoint, RandomPoint};
use super::questions::{AnswerLoss, GptQuestions, Questions, SkillLoss};
use crate::model::Weights;
use crate::tasks::{Batch, Stream};
use crate::train::LearnerError;
use burn::tensor::Device;

/// The sets that pruning needs.
pub struct PruningSets {
    /// The pretraining task: units are scored by its loss.
    pub scoring: Box<dyn SkillLoss>,
    /// Three sets: the skill, which K is chosen on (O_PT at C_Te = 0); the same on other samples, which is reported; and what
    /// fine-tuning teaches or should leave alone (O_FT at C_Te = 1).
    pub measured: Box<dyn Questions>,
    /// The last two for the random prunings; none for a model that is a control itself.
    pub random: Option<Box<dyn Questions>>,
}

impl PruningSets {
    /// The sets of a GPT whose answer is one token, on `device`.
    pub fn of_gpt(
        scoring: Batch,
        choosing: Batch,
        reported: [Batch; 2],
        random: Option<[Batch; 2]>,
        device: &Device,
    ) -> Self {
        let asked = |sets: &[Batch]| -> Box<dyn Questions> { Box::new(GptQuestions::new(sets, device)) };
        let [skill, tuned] = reported;
        Self {
            scoring: Box::new(AnswerLoss { batch: scoring, device: device.clone() }),
            measured: asked(&[choosing, skill, tuned]),
            random: random.map(|sets| asked(&sets)),
        }
    }
}

/// Pruning under way. Every [`Prune::step`] is one forward pass over the sets, or one gradient.
pub struct Prune {
    weights: Weights,
    granularity: Granularity,
    sets: PruningSets,
    grid: PruningGrid,
    stream: Stream,
    one_shot: PruningCurve,
    iterative: PruningCurve,
    /// The order of the random draw under way.
    draw: Vec<PrunableUnit>,
    random: Vec<RandomPoint>,
    taken: u32,
}

impl Prune {
    /// Pruning of `weights` by `granularity` as finely as `grid` says; random orders come from `stream`.
    pub fn new(
        weights: Weights,
        granularity: Granularity,
        sets: PruningSets,
        grid: PruningGrid,
        stream: Stream,
    ) -> Self {
        let empty = || PruningCurve { order: Vec::new(), points: Vec::new() };
        let most = prunable_units(&weights.config(), granularity).len() as u32;
        let point = |k: &u32| RandomPoint { k: *k, n: 0, skill: Vec::new(), tuned: Vec::new() };
        let drawn = grid.random.iter().filter(|k| **k <= most && sets.random.is_some());
        let random = drawn.map(point).collect();
        Self {
            weights,
            granularity,
            sets,
            grid,
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
        2 * grid + self.grid.draws * self.random.len() as u32
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
        self.grid.curve.iter().copied().filter(|k| *k <= most).collect()
    }

    async fn extend(&mut self, mode: Mode, k: u32) -> Result<(), LearnerError> {
        let mut order = match mode {
            Mode::OneShot => self.one_shot.order.clone(),
            Mode::Iterative => self.iterative.order.clone(),
        };
        match mode {
            Mode::OneShot if order.is_empty() => {
                let most = self.grid.curve.last().copied().unwrap_or(0) as usize;
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
        let found = self.sets.measured.answered(&pruned(&self.weights, self.granularity, removed)).await?;
        let [choosing, skill, tuned] = [0, 1, 2].map(|set| found.get(set).copied().unwrap_or_default());
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
        let gradients = self.sets.scoring.gradient(&weights).await?;
        let mut scored = scores(&weights, &gradients, self.granularity);
        scored.retain(|(unit, _)| !removed.contains(unit));
        scored.sort_by(|a, b| b.1.total_cmp(&a.1));
        Ok(scored.into_iter().take(count).map(|(unit, _)| unit).collect())
    }

    async fn random_step(&mut self) -> Result<bool, LearnerError> {
        let Some(sets) = &self.sets.random else { return Ok(false) };
        let draws = |p: &RandomPoint| p.skill.len();
        let least = self.random.iter().map(draws).min().unwrap_or(0);
        if least >= self.grid.draws as usize {
            return Ok(false);
        }
        let Some(at) = self.random.iter().position(|p| draws(p) == least) else { return Ok(false) };
        if at == 0 {
            self.draw = prunable_units(&self.weights.config(), self.granularity);
            self.stream.shuffle(&mut self.draw);
        }
        let k = (self.random[at].k as usize).min(self.draw.len());
        let found = sets.answered(&pruned(&self.weights, self.granularity, &self.draw[..k])).await?;
        let [skill, tuned] = [0, 1].map(|set| found.get(set).copied().unwrap_or_default());
        let point = &mut self.random[at];
        point.n = skill.n;
        point.skill.push(skill.correct);
        point.tuned.push(tuned.correct);
        Ok(true)
    }
}

const _: () = assert!(CHOOSE_UP_TO <= GRID[GRID.len() - 1]);
