//! Workers as a shell has them: a trait for one of any kind, and the pool that carries out what a driver wants of them.

use super::driver::{Action, Driver, Update};
use super::job::WorkerId;
use crate::engine::{Command, DeviceKind};
use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

/// A worker that was started: a web worker, a thread, or one made up for a test. What it reports goes to the driver by the shell.
pub trait WorkerHandle {
    /// Sends it a command.
    ///
    /// # Errors
    /// A sentence when it takes none any more.
    fn send(&self, command: Command) -> Result<(), String>;

    /// Lets it go. What it still reports is of no interest.
    fn retire(self);
}

/// The workers of one driver.
pub struct WorkerPool<H>(BTreeMap<WorkerId, H>);

impl<H> Default for WorkerPool<H> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<H: WorkerHandle> WorkerPool<H> {
    /// Carries out `actions`, starting workers by `hire`, and what the driver makes of those that cannot be. Returns what is to be
    /// told, in its order.
    pub fn carry_out(
        &mut self,
        driver: &mut Driver,
        actions: Vec<Action>,
        now: Duration,
        mut hire: impl FnMut(WorkerId, DeviceKind) -> Result<H, String>,
    ) -> Vec<Update> {
        let mut open = VecDeque::from(actions);
        let mut updates = Vec::new();
        while let Some(action) = open.pop_front() {
            let (worker, outcome) = match action {
                Action::Tell(update) => {
                    updates.push(update);
                    continue;
                }
                Action::Retire(worker) => {
                    if let Some(handle) = self.0.remove(&worker) {
                        handle.retire();
                    }
                    continue;
                }
                Action::Start(worker, kind) => {
                    let started = hire(worker, kind).map(|handle| self.0.insert(worker, handle));
                    (worker, started.map(drop))
                }
                // One that is not there could not be started; the driver knows.
                Action::Send(worker, command) => {
                    (worker, self.0.get(&worker).map_or(Ok(()), |handle| handle.send(command)))
                }
            };
            if let Err(message) = outcome {
                open.extend(driver.ended(worker, &message, now));
            }
        }
        updates
    }
}
