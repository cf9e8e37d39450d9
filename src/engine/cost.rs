//! What a stage costs, what is left, and an ETA from the speed seen so far.
//!
//! The unit is one training step on the answer alone; everything else is stated in such steps.

use crate::experiment::{Plan, Stage, StageId, Start};
use crate::train::Objective;

/// A forward pass over a batch costs about this share of a training step.
const FORWARD: f64 = 0.3;
/// Training on every token costs about this many times a step on the answer alone.
const EVERY_TOKEN: f64 = 1.5;

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

/// A stage that is not finished.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WorkLeft {
    /// Which.
    pub id: StageId,
    /// What it starts from.
    pub start: Start,
    /// Its remaining cost.
    pub cost: f64,
    /// Whether a worker is on it.
    pub running: bool,
}

/// The cost that passes until the last stage ends when `workers` share the stages in the order given, each stage
/// waiting for the one it starts from.
pub fn makespan(left: &[WorkLeft], workers: usize) -> f64 {
    let mut free_at = vec![0.0_f64; workers.max(1)];
    let mut ends: Vec<(StageId, f64)> = Vec::new();
    let mut open: Vec<WorkLeft> = left.to_vec();
    while !open.is_empty() {
        let ready_at = |work: &WorkLeft| match work.start {
            Start::Fresh => Some(0.0),
            Start::After(before) => {
                if left.iter().all(|w| w.id != before) {
                    Some(0.0)
                } else {
                    ends.iter().find(|(id, _)| *id == before).map(|(_, end)| *end)
                }
            }
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

    fn work(id: u32, after: Option<u32>, cost: f64) -> WorkLeft {
        let start = after.map_or(Start::Fresh, |a| Start::After(StageId(a)));
        WorkLeft { id: StageId(id), start, cost, running: false }
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
