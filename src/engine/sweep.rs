//! A Sweep: several Runs over the same workers. A stage that more than one of them needs is trained once.
//!
//! Like a Run it decides without a browser and without tensors. A single experiment is a Sweep of one Run.

use super::cost::{Progress, RecentWork};
use super::message::{Command, Event};
use super::run::{Doing, Run, WorkerId};
use crate::experiment::{
    Answered, Checkpoint, CheckpointError, Halfway, HalfwayError, Record, Role, Spec, SpecError, Stage, StageId,
    StageKey,
};
use std::collections::{BTreeMap, BTreeSet};

/// Several experiments under way.
pub struct Sweep {
    runs: Vec<Run>,
    /// The keys of each run's stages, in the plan's order.
    keys: Vec<Vec<StageKey>>,
    /// Which run each worker last began something of.
    at_work: BTreeMap<WorkerId, usize>,
    recent: RecentWork,
    /// Whether only pretrainings are handed out.
    pretraining_only: bool,
}

impl Sweep {
    /// Sweep over `specs`, with nothing done.
    ///
    /// # Errors
    /// When one of them is not possible.
    pub fn new(specs: Vec<Spec>) -> Result<Self, SpecError> {
        let runs = specs.into_iter().map(Run::new).collect::<Result<Vec<Run>, SpecError>>()?;
        let keys_of = |run: &Run| run.plan().stages.iter().map(|s| StageKey::new(&run.plan().spec, s.role)).collect();
        let keys = runs.iter().map(keys_of).collect();
        Ok(Self { runs, keys, at_work: BTreeMap::new(), recent: RecentWork::default(), pretraining_only: false })
    }

    /// From now on hands out pretrainings and nothing else: what a cluster's first job trains for all others.
    pub fn keep_to_pretraining(&mut self) {
        self.pretraining_only = true;
    }

    /// The runs, in the order of their experiments.
    pub fn runs(&self) -> &[Run] {
        &self.runs
    }

    /// What came out of a run so far.
    pub fn record(&self, run: usize) -> Option<&Record> {
        self.runs.get(run).map(Run::record)
    }

    /// The keys of all stages that are not finished, each once.
    pub fn wanted(&self) -> BTreeSet<StageKey> {
        let of = |(run, keys): (&Run, &Vec<StageKey>)| {
            let open = run.plan().stages.iter().zip(keys).filter(|(s, _)| run.weights(s.id).is_none());
            open.map(|(_, key)| key.clone()).collect::<Vec<_>>()
        };
        self.runs.iter().zip(&self.keys).flat_map(of).collect()
    }

    /// How many stages there are and how many of them are finished; one that several runs share counts once.
    pub fn stages(&self) -> (usize, usize) {
        let all: BTreeSet<&StageKey> = self.keys.iter().flatten().collect();
        (all.len(), all.len() - self.wanted().len())
    }

    /// Takes a finished stage into every run that needs it. `device` says where it comes from. Returns how many took it.
    ///
    /// # Errors
    /// When the checkpoint is not what the stage of that key ends with.
    pub fn adopt(&mut self, key: &StageKey, checkpoint: &Checkpoint, device: &str) -> Result<usize, CheckpointError> {
        let mut taken = 0;
        for (run, keys) in self.runs.iter_mut().zip(&self.keys) {
            let needs: Vec<(StageId, Role)> = run
                .plan()
                .stages
                .iter()
                .zip(keys)
                .filter(|(stage, own)| *own == key && run.is_waiting(stage.id))
                .map(|(stage, _)| (stage.id, stage.role))
                .collect();
            for (_, role) in needs {
                run.adopt(checkpoint.clone(), role, device)?;
                taken += 1;
            }
        }
        Ok(taken)
    }

    /// Takes a finished stage into one run, told by its role.
    ///
    /// # Errors
    /// When the checkpoint is not what that stage ends with.
    pub fn adopt_into(
        &mut self,
        run: usize,
        checkpoint: Checkpoint,
        role: Role,
        device: &str,
    ) -> Result<(), CheckpointError> {
        self.runs.get_mut(run).map_or(Err(CheckpointError::Other), |run| run.adopt(checkpoint, role, device))
    }

    /// Takes answers into one run that were found before.
    pub fn adopt_answers(&mut self, run: usize, answers: &[Answered]) {
        if let Some(run) = self.runs.get_mut(run) {
            answers.iter().for_each(|answered| run.adopt_answer(answered));
        }
    }

    /// Lets a stage of one run go on from `halfway`.
    ///
    /// # Errors
    /// When the stage does not wait, or `halfway` is not a state of it.
    pub fn adopt_halfway_into(&mut self, run: usize, stage: StageId, halfway: Halfway) -> Result<(), HalfwayError> {
        self.runs.get_mut(run).map_or(Err(HalfwayError::Other), |run| run.adopt_halfway(stage, halfway))
    }

    /// The key and the checkpoint of a finished stage.
    pub fn checkpoint(&self, run: usize, stage: StageId) -> Option<(StageKey, Checkpoint)> {
        let key = self.keys.get(run)?.get(stage.0 as usize)?.clone();
        Some((key, self.runs.get(run)?.checkpoint(stage)?))
    }

    /// The key of a stage under way and where it was last left.
    pub fn halfway(&self, run: usize, stage: StageId) -> Option<(StageKey, &Halfway)> {
        let key = self.keys.get(run)?.get(stage.0 as usize)?.clone();
        Some((key, self.runs.get(run)?.halfway(stage)?))
    }

    /// Lets the stage of `key` go on from `halfway`, in the first run that needs it.
    ///
    /// # Errors
    /// When no stage of that key waits, or `halfway` is not a state of it.
    pub fn adopt_halfway(&mut self, key: &StageKey, halfway: Halfway) -> Result<(), HalfwayError> {
        for (run, keys) in self.runs.iter_mut().zip(&self.keys) {
            if let Some(index) = keys.iter().position(|own| own == key) {
                return run.adopt_halfway(StageId(index as u32), halfway);
            }
        }
        Err(HalfwayError::Other)
    }

    /// Takes in a worker, or learns its device's name anew.
    pub fn join(&mut self, worker: WorkerId, device: &str) {
        for run in &mut self.runs {
            run.join(worker, device.to_owned());
        }
    }

    /// Lets a worker go. What it was on starts again with the next worker.
    pub fn leave(&mut self, worker: WorkerId) {
        self.at_work.remove(&worker);
        for run in &mut self.runs {
            run.leave(worker);
        }
    }

    /// What `worker` should begin; none when it has work or nothing is ready. Runs come in their order; a stage that is under
    /// way in another run is waited for.
    pub fn next(&mut self, worker: WorkerId) -> Option<Command> {
        if self.is_busy(worker) {
            return None;
        }
        let under_way = self.keys_under_way();
        for (index, run) in self.runs.iter_mut().enumerate() {
            let keys = &self.keys[index];
            let only = self.pretraining_only.then(|| pretrainings(run));
            let free = |id: StageId| {
                keys.get(id.0 as usize).is_none_or(|key| !under_way.contains(key))
                    && only.as_ref().is_none_or(|only| only.contains(&id))
            };
            if let Some(command) = run.next_where(worker, &free) {
                self.at_work.insert(worker, index);
                return Some(command);
            }
        }
        None
    }

    /// The same among the questions alone, for a worker that is not to train.
    pub fn next_question(&mut self, worker: WorkerId) -> Option<Command> {
        if self.is_busy(worker) {
            return None;
        }
        let (index, command) = self
            .runs
            .iter_mut()
            .enumerate()
            .find_map(|(index, run)| Some((index, run.next_where(worker, &|_| false)?)))?;
        self.at_work.insert(worker, index);
        Some(command)
    }

    fn keys_under_way(&self) -> BTreeSet<StageKey> {
        let of = |(run, keys): (&Run, &Vec<StageKey>)| {
            let stages = run.plan().stages.iter().zip(keys);
            stages.filter(|(s, _)| run.is_under_way(s.id)).map(|(_, key)| key.clone()).collect::<Vec<_>>()
        };
        self.runs.iter().zip(&self.keys).flat_map(of).collect()
    }

    /// Takes in what `worker` reports and says which run it belongs to. A finished stage goes to every run that needs it.
    ///
    /// # Errors
    /// When a run does not take another's finished stage: their keys would be wrong.
    pub fn apply(&mut self, worker: WorkerId, event: &Event) -> Result<Option<usize>, CheckpointError> {
        let Some(index) = self.at_work.get(&worker).copied() else { return Ok(None) };
        let Some(run) = self.runs.get_mut(index) else { return Ok(None) };
        let work = run.apply(worker, event);
        self.recent.add(work.0, work.1);
        if let Event::Finished { stage, .. } = event
            && let Some((key, checkpoint)) = self.checkpoint(index, *stage)
        {
            let device = checkpoint.history.stage.device.clone();
            self.adopt(&key, &checkpoint, &device)?;
        }
        Ok(Some(index))
    }

    /// How many stages could be begun now by workers that have nothing to do; one that several runs need counts once.
    pub fn stages_ready(&self) -> usize {
        let under_way = self.keys_under_way();
        let of = |(run, keys): (&Run, &Vec<StageKey>)| {
            let ready =
                run.plan().stages.iter().zip(keys).filter(|(s, key)| run.may_begin(s.id) && !under_way.contains(key));
            ready.map(|(_, key)| key.clone()).collect::<Vec<_>>()
        };
        self.runs.iter().zip(&self.keys).flat_map(of).collect::<BTreeSet<StageKey>>().len()
    }

    /// How many questions could be begun now.
    pub fn questions_ready(&self) -> usize {
        self.runs.iter().map(Run::questions_ready).sum()
    }

    /// What is under way, with its run.
    pub fn under_way(&self) -> Vec<(usize, Doing)> {
        let of = |(index, run): (usize, &Run)| run.under_way().into_iter().map(move |d| (index, d)).collect::<Vec<_>>();
        self.runs.iter().enumerate().flat_map(of).collect()
    }

    /// Whether every run is finished, or where it keeps to pretraining every one of them.
    pub fn is_finished(&self) -> bool {
        if self.pretraining_only {
            return self.runs.iter().all(|run| pretrainings(run).into_iter().all(|id| run.weights(id).is_some()));
        }
        self.runs.iter().all(Run::is_finished)
    }

    /// Whether every stage of every run is finished.
    pub fn is_trained(&self) -> bool {
        self.runs.iter().all(Run::is_trained)
    }

    /// Whether `worker` is on something.
    pub fn is_busy(&self, worker: WorkerId) -> bool {
        self.runs.iter().any(|run| run.is_busy(worker))
    }

    /// Whether `worker` trains a stage.
    pub fn is_training(&self, worker: WorkerId) -> bool {
        self.runs.iter().any(|run| run.is_training(worker))
    }

    /// How far the sweep has come, and an ETA for its workers. A stage that several runs need counts once.
    pub fn progress(&self) -> Progress {
        if let [run] = &self.runs[..] {
            return run.progress();
        }
        let workers = self.runs.first().map_or(1, Run::workers).max(1);
        let mut stages: BTreeMap<&StageKey, (f64, f64)> = BTreeMap::new();
        let (mut total, mut left) = (0.0, 0.0);
        for (run, keys) in self.runs.iter().zip(&self.keys) {
            for (stage, key) in run.plan().stages.iter().zip(keys) {
                let cost = run.cost_of(stage.id);
                // Whoever trains it knows how far it is.
                if run.is_under_way(stage.id) {
                    stages.insert(key, cost);
                } else {
                    stages.entry(key).or_insert(cost);
                }
            }
            let (whole, open) = run.cost_of_questions();
            total += whole;
            left += open;
        }
        total += stages.values().map(|(whole, _)| whole).sum::<f64>();
        left += stages.values().map(|(_, open)| open).sum::<f64>();
        let busy = self.under_way().len().clamp(1, workers) as f64;
        let speeds = self.recent.seconds_per_cost();
        Progress {
            share: 1.0 - left / f64::max(total, f64::MIN_POSITIVE),
            steps_per_second: speeds.map(|seconds| busy / seconds),
            eta_seconds: speeds.map(|seconds| seconds * left / workers as f64),
        }
    }
}

/// The stages that pretrain a run's models.
fn pretrainings(run: &Run) -> Vec<StageId> {
    let of = |s: &&Stage| matches!(s.role, Role::Pretrain | Role::PretrainControl);
    run.plan().stages.iter().filter(of).map(|s| s.id).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::{Plan, Point, Subject, Values};
    use crate::setups::grammar::{GrammarSpec, Instruments, Preset};
    use crate::train::Accuracy;

    fn cells() -> Vec<Spec> {
        let cell = |c_tr, rate| GrammarSpec { c_tr, fine_tune_rates: vec![rate], ..Preset::Micro.spec() };
        let quiet = |spec| Spec::from(GrammarSpec { instruments: Instruments::None, ..spec });
        [(0.0, 1e-3), (0.0, 1e-4), (1.0, 1e-3), (1.0, 1e-4)].map(|(c, r)| quiet(cell(c, r))).to_vec()
    }

    fn finish(sweep: &mut Sweep, worker: WorkerId, command: &Command) -> Role {
        let Command::Begin { spec, stage, .. } = command else { panic!("a stage was expected") };
        let plan = Plan::new((**spec).clone()).unwrap();
        let planned = plan.stage(*stage).unwrap().clone();
        for step in planned.measured_at {
            let values = Values::of_shares([Accuracy { correct: 0, n: spec.held_out() }; 4]);
            let point = Point { step, loss: None, values };
            sweep.apply(worker, &Event::Measured { stage: *stage, point }).unwrap();
        }
        let weights = Box::new(spec.untrained(Subject::Initial).unwrap());
        sweep.apply(worker, &Event::Finished { stage: *stage, weights, seconds: 1.0 }).unwrap();
        planned.role
    }

    #[test]
    fn a_stage_that_several_cells_need_is_trained_once() {
        let mut sweep = Sweep::new(cells()).unwrap();
        sweep.join(0, "cpu");
        sweep.join(1, "cpu");
        // Two pretrainings and two controls are common to all; fine-tuning and revival are each cell's own.
        assert_eq!(sweep.stages(), (4 + 2 * 4, 0));
        let mut roles = Vec::new();
        loop {
            let commands: Vec<(WorkerId, Command)> =
                [0, 1].into_iter().filter_map(|w| Some((w, sweep.next(w)?))).collect();
            if commands.is_empty() {
                break;
            }
            for (worker, command) in commands {
                roles.push(finish(&mut sweep, worker, &command));
            }
        }
        assert!(sweep.is_finished());
        assert_eq!(sweep.stages(), (12, 12));
        assert_eq!(roles.iter().filter(|r| **r == Role::Pretrain).count(), 1);
        assert_eq!(roles.iter().filter(|r| matches!(r, Role::Revive { .. })).count(), 4);
        assert_eq!(roles.len(), 12);
        assert!(sweep.runs().iter().all(|run| run.record().fingerprint.is_some()));
        assert!((sweep.progress().share - 1.0).abs() < 1e-9);
    }

    #[test]
    fn a_sweep_that_keeps_to_pretraining_hands_out_nothing_else() {
        let mut sweep = Sweep::new(cells()).unwrap();
        sweep.keep_to_pretraining();
        sweep.join(0, "cpu");
        let mut roles = Vec::new();
        while let Some(command) = sweep.next(0) {
            roles.push(finish(&mut sweep, 0, &command));
        }
        assert_eq!(roles.len(), 2);
        assert!(roles.contains(&Role::Pretrain) && roles.contains(&Role::PretrainControl));
        assert!(sweep.is_finished());
    }

    #[test]
    fn what_was_kept_from_before_is_not_trained_again() {
        let mut first = Sweep::new(cells()).unwrap();
        first.join(0, "cpu");
        let mut kept = Vec::new();
        for _ in 0..5 {
            let command = first.next(0).unwrap();
            let Command::Begin { stage, .. } = &command else { panic!() };
            finish(&mut first, 0, &command);
            kept.push(first.checkpoint(0, *stage).unwrap());
        }
        let mut second = Sweep::new(cells()).unwrap();
        second.join(0, "cpu");
        assert!(second.adopt(&kept[0].0, &kept[1].1, "kept").is_err(), "a stage was taken for another");
        for (key, checkpoint) in &kept {
            assert!(second.adopt(key, checkpoint, "kept").unwrap() > 0);
        }
        assert_eq!(second.stages(), (12, 5));
        let mut trained = 0;
        while let Some(command) = second.next(0) {
            finish(&mut second, 0, &command);
            trained += 1;
        }
        assert_eq!((trained, second.is_finished()), (7, true));
    }

    #[test]
    fn a_worker_that_is_lost_leaves_its_stage_to_another() {
        let mut sweep = Sweep::new(cells()).unwrap();
        sweep.join(0, "cpu");
        let first = sweep.next(0).unwrap();
        sweep.leave(0);
        sweep.join(1, "cpu");
        assert_eq!(sweep.next(1), Some(first));
        assert_eq!(sweep.next(1), None, "it is busy");
    }
}
