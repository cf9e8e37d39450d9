//! Who is needed: what is handed to workers that have nothing to do, which are missing, and who gets cores to spare.

use super::{Action, Driver, Seat};
use crate::engine::{Command, DeviceKind};
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
            let command = if beside { self.work.next_question(worker) } else { self.work.next(worker) };
            let Some(command) = command else { continue };
            if let Some(seat) = self.seats.get_mut(&worker) {
                (seat.heard, seat.asked) = (now, now);
            }
            self.send(worker, command);
        }
    }

    /// Starts workers until everything that could be worked on has one, as far as the rules allow.
    pub(super) fn staff(&mut self, now: Duration) {
        while let Some(kind) = self.wanted() {
            self.last += 1;
            self.seats.insert(self.last, Seat { kind, ready: false, heard: now, asked: now, spare: false });
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
        let (stages, questions) = (self.work.stages_ready(), self.work.questions_ready());
        if self.is_on_graphics() {
            return missing(DeviceKind::WebGpu, self.rules.graphics, stages)
                .or_else(|| missing(DeviceKind::Cpu, self.rules.beside, questions));
        }
        missing(DeviceKind::Cpu, self.rules.processors, stages + questions)
    }

    fn count(&self, kind: DeviceKind, which: impl Fn(u32) -> bool) -> usize {
        self.seats.iter().filter(|(worker, seat)| seat.kind == kind && which(**worker)).count()
    }

    /// Whether nothing will ever happen again: nobody is at work, nobody is being started, and the work is not finished.
    pub(super) fn is_stuck(&self) -> bool {
        self.seats.iter().all(|(worker, seat)| seat.ready && !self.work.is_busy(*worker))
    }

    /// Gives cores that nobody works on to workers in training, the first ones first, and takes back what is needed.
    pub(super) fn share_cores(&mut self) {
        let busy = self.seats.keys().filter(|worker| self.work.is_busy(**worker)).count();
        let soon = self.work.stages_ready() + self.work.questions_ready();
        let most = self.rules.processors.max(self.seats.len());
        let mut spare = if self.alone { 0 } else { self.rules.cores.saturating_sub((busy + soon).min(most)) };
        let mut told = Vec::new();
        for (worker, seat) in self.seats.iter_mut().filter(|(_, seat)| seat.ready && seat.kind == DeviceKind::Cpu) {
            let wanted = spare > 0 && self.work.is_training(*worker);
            spare -= usize::from(wanted);
            if seat.spare != wanted {
                seat.spare = wanted;
                told.push(Action::Send(*worker, Command::Spare(wanted)));
            }
        }
        self.actions.extend(told);
    }
}
