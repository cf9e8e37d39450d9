//! A second thread that computes half of each large step, for the command line and the tests.

use super::device::{DeviceError, open};
use super::message::DeviceKind;
use crate::train::{GradientWorker, MicroBatch, MicroBatchGradient, Promised};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::Builder;

type MicroBatchTask = (MicroBatch, Vec<f32>);
type GradientAnswer = Result<MicroBatchGradient, String>;

/// A thread with a processor's device of its own; it ends when this is dropped.
pub struct GradientThread {
    tasks: Sender<MicroBatchTask>,
    answers: Receiver<GradientAnswer>,
}

impl GradientThread {
    /// Starts the thread.
    ///
    /// # Errors
    /// A sentence when the system gives no thread or no device.
    pub fn start() -> Result<Self, String> {
        let opened = pollster::block_on(open(DeviceKind::Cpu)).map_err(|e: DeviceError| e.to_string())?;
        let (tasks, taken) = channel::<MicroBatchTask>();
        let (give, answers) = channel::<GradientAnswer>();
        let work = move || {
            for (micro_batch, weights) in taken {
                let answer = pollster::block_on(micro_batch.gradient(&weights, &opened.device));
                if give.send(answer).is_err() {
                    // Nobody waits for it any more.
                    return;
                }
            }
        };
        Builder::new().name("companion".to_owned()).spawn(work).map_err(|e| format!("no second thread: {e}"))?;
        Ok(Self { tasks, answers })
    }
}

impl GradientWorker for GradientThread {
    fn ready(&self) -> Promised<'_, bool> {
        Box::pin(async { true })
    }

    fn take(&self, micro_batch: &MicroBatch, weights: &[f32]) -> bool {
        self.tasks.send((micro_batch.clone(), weights.to_vec())).is_ok()
    }

    fn give(&self) -> Promised<'_, Result<MicroBatchGradient, String>> {
        Box::pin(async { self.answers.recv().map_err(|_| "the second thread ended".to_owned())? })
    }
}
