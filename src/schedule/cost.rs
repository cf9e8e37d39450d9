//! What a stage costs, what is left, and an ETA from the speed seen so far.
//!
//! The unit is one training step on the answer alone; everything else is stated in such steps.

use crate::analysis::{
    GRID, LINE_POINTS, PROBE_STEPS, PROBE_TEST, PROBE_TRAINING, Positions, RANDOM_DRAWS, RANDOM_GRID, RANDOM_SAMPLES,
    parts, pieces,
};
use crate::experiment::{Plan, Question, Stage};
use crate::model::Site;
use crate::train::Objective;

/// A forward pass over a batch costs about this share of a training step.
const FORWARD: f64 = 0.3;
/// Training on every token costs about this many times a step on the answer alone.
const EVERY_TOKEN: f64 = 1.5;
/// A step of a model's probes costs about this share of a training step of the default model.
const PROBE_STEP: f64 = 0.1;

/// How far a run has come.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    /// The share of the work that is done, in `[0, 1]`.
    pub share: f64,
    /// Training steps a second over all workers; none before there are any.
    pub steps_per_second: Option<f64>,
    /// Seconds until the last stage ends; none before a speed is known.
    pub eta_seconds: Option<f64>,
}

/// Work and time of late, by which the ETA is told: a browser runs its first seconds with code it has not yet optimised.
#[derive(Clone, Copy, Default)]
pub(super) struct RecentWork {
    cost: f64,
    seconds: f64,
}

impl RecentWork {
    /// What lies this many seconds of work back counts half.
    const HALF_LIFE: f64 = 3.0;

    pub(super) fn add(&mut self, cost: f64, seconds: f64) {
        let fade = 0.5_f64.powf(seconds.max(0.0) / Self::HALF_LIFE);
        self.cost = self.cost * fade + cost;
        self.seconds = self.seconds * fade + seconds;
    }

    /// Seconds for a unit of cost; none before anything was done.
    pub(super) fn seconds_per_cost(self) -> Option<f64> {
        (self.cost > 0.0).then(|| self.seconds / self.cost)
    }
}

/// Cost of taking a stage from `from` steps to its end, in steps on the answer alone.
pub fn stage_cost(plan: &Plan, stage: &Stage, from: u32) -> f64 {
    let step = if stage.objective == Objective::EveryToken { EVERY_TOKEN } else { 1.0 };
    let measurement = 4.0 * FORWARD * f64::from(plan.spec.held_out) / f64::from(plan.spec.batch);
    let left = stage.measured_at.iter().filter(|at| **at > from || from == 0).count();
    step * f64::from(stage.schedule.steps - from.min(stage.schedule.steps)) + measurement * left as f64
}

/// Cost of answering a question, in steps on the answer alone.
pub fn question_cost(plan: &Plan, question: Question) -> f64 {
    let Ok(config) = plan.spec.model() else { return 0.0 };
    let (batch, held_out) = (f64::from(plan.spec.batch), f64::from(plan.spec.held_out));
    let asked = |samples: f64| FORWARD * samples / batch;
    match question {
        Question::Prune { grain, .. } => {
            let most = pieces(&config, grain).len() as u32;
            let reach = |grid: &[u32]| grid.iter().filter(|k| **k <= most).count() as f64;
            let gradients = reach(&GRID) * held_out / batch;
            let random = f64::from(RANDOM_DRAWS) * reach(&RANDOM_GRID) * asked(2.0 * f64::from(RANDOM_SAMPLES));
            2.0 * reach(&GRID) * asked(3.0 * held_out)
                + gradients
                + if question.draws_at_random() { random } else { 0.0 }
        }
        Question::Probe { .. } => {
            asked(2.0 * f64::from(PROBE_TRAINING + PROBE_TEST)) + PROBE_STEP * f64::from(PROBE_STEPS)
        }
        Question::Patch { .. } => {
            let cells = Site::all(config.blocks).len() * Positions::ALL.len();
            EVERY_TOKEN * asked(held_out) * cells as f64
        }
        Question::Change { .. } => asked(2.0 * held_out) * (f64::from(2 * LINE_POINTS) + parts(&config).len() as f64),
    }
}

/// Something that is not finished: a stage or a question.
#[derive(Clone, Debug, PartialEq)]
pub struct WorkLeft {
    /// Its number.
    pub id: usize,
    /// The numbers of what has to be finished before it.
    pub after: Vec<usize>,
    /// Its remaining cost.
    pub cost: f64,
    /// Whether a worker is on it.
    pub running: bool,
}

/// The cost that passes until the last of them ends when `workers` share them in the order given, each waiting for what has
/// to be finished before it.
pub fn makespan(left: &[WorkLeft], workers: usize) -> f64 {
    let mut free_at = vec![0.0_f64; workers.max(1)];
    let mut ends: Vec<(usize, f64)> = Vec::new();
    let mut open: Vec<WorkLeft> = left.to_vec();
    while !open.is_empty() {
        let ready_at = |work: &WorkLeft| {
            let mut ready = 0.0_f64;
            for before in work.after.iter().filter(|before| left.iter().any(|w| w.id == **before)) {
                ready = ready.max(ends.iter().find(|(id, _)| id == before)?.1);
            }
            Some(ready)
        };
        let best = open
            .iter()
            .enumerate()
            .filter_map(|(index, work)| ready_at(work).map(|at| (index, at, !work.running)))
            .min_by(|a, b| (a.2, a.1).partial_cmp(&(b.2, b.1)).unwrap_or(std::cmp::Ordering::Equal));
        let Some((index, ready, _)) = best else { break };
        let work = open.remove(index);
        free_at.sort_by(f64::total_cmp);
        let end = free_at[0].max(ready) + work.cost;
        free_at[0] = end;
        ends.push((work.id, end));
    }
    ends.into_iter().map(|(_, end)| end).fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn work(id: usize, after: Option<usize>, cost: f64) -> WorkLeft {
        WorkLeft { id, after: after.into_iter().collect(), cost, running: false }
    }

    #[test]
    fn independent_stages_share_the_workers() {
        let left = [work(0, None, 4.0), work(1, None, 4.0), work(2, None, 4.0)];
        assert_eq!(makespan(&left, 1), 12.0);
        assert_eq!(makespan(&left, 2), 8.0);
        assert_eq!(makespan(&left, 3), 4.0);
    }

    #[test]
    fn a_chain_gains_nothing_from_more_workers() {
        let left = [work(0, None, 4.0), work(1, Some(0), 3.0), work(2, Some(1), 2.0)];
        assert_eq!(makespan(&left, 4), 9.0);
    }

    #[test]
    fn a_stage_whose_start_is_finished_may_begin_at_once() {
        assert_eq!(makespan(&[work(5, Some(1), 3.0)], 1), 3.0);
        assert_eq!(makespan(&[], 2), 0.0);
    }
}
