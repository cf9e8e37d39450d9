//! How far a run has come, and an ETA from the speed seen so far. Costs are those of the plan.

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

/// Something that is not finished: a stage or an analysis.
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
        let Some(first_free) = free_at.iter_mut().min_by(|a, b| a.total_cmp(b)) else { break };
        let end = first_free.max(ready) + work.cost;
        *first_free = end;
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
