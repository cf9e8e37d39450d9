//! Workers that are lost: how it is noticed, what it costs, and when it is given up.

use super::super::job::WorkerId;
use super::{Action, Driver, Update};
use crate::engine::{Command, DeviceKind};
use std::time::Duration;

/// Workers that may be lost in a row without a job ending or a stage getting ahead, before the work is given up.
pub const LOSSES_IN_A_ROW: u32 = 5;
/// Workers that may be lost in a row before they were ready.
pub const UNREADY_IN_A_ROW: u32 = 3;

impl Driver {
    /// Lets a worker go that is of no use any more.
    pub(super) fn lose(&mut self, worker: WorkerId, message: &str) {
        let Some(state) = self.workers.remove(&worker) else { return };
        self.actions.push(Action::Retire(worker));
        self.work.leave(worker, message);
        let message = message.trim_end_matches('.');
        if state.kind == DeviceKind::WebGpu {
            self.kind = DeviceKind::Cpu;
            return self.tell(Update::Notice(format!(
                "The WebGPU engine stopped ({message}). The run goes on with the CPU engine; every finished stage is kept."
            )));
        }
        if state.ready {
            // It shows that engines can be started.
            self.unready = 0;
            self.losses += 1;
        } else {
            self.unready += 1;
        }
        if self.losses >= LOSSES_IN_A_ROW {
            self.stop(format!(
                "The run was stopped because its engine failed {LOSSES_IN_A_ROW} times without getting ahead: {message}. What was measured is kept."
            ));
        } else if !self.may_start() && self.ready().is_empty() {
            self.stop(format!(
                "The run was stopped because its engine could not be started {UNREADY_IN_A_ROW} times: {message}. What was measured is kept."
            ));
        } else {
            self.tell(Update::Notice(format!(
                "An engine stopped ({message}). What it was on goes on in a new one from where it last said it was; what is finished is kept."
            )));
        }
    }

    /// Whether it makes sense to start another worker.
    pub(super) fn may_start(&self) -> bool {
        self.unready < UNREADY_IN_A_ROW
    }

    /// Takes workers for lost that should say something and do not.
    pub(super) fn look_for_silent(&mut self, now: Duration) {
        let Some(longest) = self.rules.silence else { return };
        let unheard = now.saturating_sub(self.looked);
        self.looked = now;
        if self.paused || unheard > longest {
            // Nobody works in a pause, and nobody was heard while this machine slept.
            return self.workers.values_mut().for_each(|state| state.last_update = now);
        }
        // Who has nothing to do has nothing to say.
        let silent = self.workers.iter().filter(|(worker, state)| {
            (self.work.is_busy(**worker) || !state.ready) && now.saturating_sub(state.last_update) > longest
        });
        for worker in silent.map(|(worker, _)| *worker).collect::<Vec<WorkerId>>() {
            if !self.over {
                self.lose(worker, &format!("it has said nothing for {} seconds", longest.as_secs()));
            }
        }
    }

    /// Asks workers in training where they are.
    pub(super) fn ask_where_they_are(&mut self, now: Duration) {
        for worker in self.ready() {
            let due = |asked: Duration| now.saturating_sub(asked) >= self.rules.snapshot_every;
            if self.work.is_training(worker)
                && let Some(state) = self.workers.get_mut(&worker).filter(|state| due(state.asked))
            {
                state.asked = now;
                self.send(worker, Command::Snapshot);
            }
        }
    }
}
