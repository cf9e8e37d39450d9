//! Who is needed: what is handed to workers that have nothing to do, which are missing, and who gets cores to spare.

use super::super::job::WorkerId;
use super::{Action, Driver, WorkerState};
use crate::engine::{Command, DeviceKind};
use crate::setups::held;
use std::collections::BTreeSet;
use std::time::Duration;

impl Driver {
    /// Whether a graphics adapter trains. Workers on the processor would take stages too, so they have to be kept from it.
    fn is_on_graphics(&self) -> bool {
        self.kind == DeviceKind::WebGpu && !self.work.is_trained()
    }

    /// Gives every worker that is ready and has nothing to do what there is for it.
    pub(super) fn hand_out(&mut self, now: Duration) {
        for worker in self.ready() {
            let beside = self.is_on_graphics() && self.count(DeviceKind::Cpu, |id| id == worker) > 0;
            let command = if beside { self.work.next_analysis(worker) } else { self.work.next(worker) };
            let Some(command) = command else { continue };
            if let Some(state) = self.workers.get_mut(&worker) {
                (state.last_update, state.asked) = (now, now);
            }
            if !self.bring_file(worker, &command) {
                return self.stop(
                    "The run was stopped: it learns from a file of stories that is not there. Bring the file in, and the run can go on."
                        .to_owned(),
                );
            }
            self.send(worker, command);
        }
    }

    /// Sends a worker the file that a command's experiment needs, once. False where the file is not there.
    fn bring_file(&mut self, worker: WorkerId, command: &Command) -> bool {
        let (Command::Begin { spec, .. } | Command::Analyse { spec, .. }) = command else { return true };
        let Some(hash) = spec.file_needed() else { return true };
        let Some(state) = self.workers.get_mut(&worker) else { return true };
        if state.files.contains(hash) {
            return true;
        }
        let Some(file) = held(hash) else { return false };
        state.files.insert(hash.to_owned());
        self.send(worker, Command::HoldFile(file));
        true
    }

    /// Starts workers until everything that could be worked on has one, as far as the rules allow.
    pub(super) fn staff(&mut self, now: Duration) {
        while let Some(kind) = self.wanted() {
            self.last += 1;
            let fresh =
                WorkerState { kind, ready: false, last_update: now, asked: now, spare: false, files: BTreeSet::new() };
            self.workers.insert(self.last, fresh);
            self.actions.push(Action::Start(self.last, kind));
        }
    }

    /// The kind of worker that would have something to do; none when there are enough.
    fn wanted(&self) -> Option<DeviceKind> {
        if !self.may_start() {
            return None;
        }
        let missing = |kind, most, work: usize| {
            let idle = self.count(kind, |worker| !self.work.is_busy(worker));
            (self.count(kind, |_| true) < most && idle < work).then_some(kind)
        };
        let (stages, analyses) = (self.work.stages_ready(), self.work.analyses_ready());
        if self.is_on_graphics() {
            return missing(DeviceKind::WebGpu, self.rules.graphics, stages)
                .or_else(|| missing(DeviceKind::Cpu, self.rules.beside, analyses));
        }
        missing(DeviceKind::Cpu, self.rules.processors, stages + analyses)
    }

    fn count(&self, kind: DeviceKind, which: impl Fn(u32) -> bool) -> usize {
        self.workers.iter().filter(|(worker, state)| state.kind == kind && which(**worker)).count()
    }

    /// Whether nothing will ever happen again: nobody is at work, nobody is being started, and the work is not finished.
    pub(super) fn is_stuck(&self) -> bool {
        self.workers.iter().all(|(worker, state)| state.ready && !self.work.is_busy(*worker))
    }

    /// Gives cores that nobody works on to workers in training, the first ones first, and takes back what is needed.
    pub(super) fn share_cores(&mut self) {
        let busy = self.workers.keys().filter(|worker| self.work.is_busy(**worker)).count();
        let soon = self.work.stages_ready() + self.work.analyses_ready();
        let most = self.rules.processors.max(self.workers.len());
        let mut spare =
            if self.gradient_worker_lost { 0 } else { self.rules.cores.saturating_sub((busy + soon).min(most)) };
        let mut commands = Vec::new();
        for (worker, state) in self.workers.iter_mut().filter(|(_, state)| state.ready && state.kind == DeviceKind::Cpu)
        {
            let wanted = spare > 0 && self.work.is_training(*worker);
            spare -= usize::from(wanted);
            if state.spare != wanted {
                state.spare = wanted;
                commands.push(Action::Send(*worker, Command::GradientWorkerAvailability(wanted)));
            }
        }
        self.actions.extend(commands);
    }
}
