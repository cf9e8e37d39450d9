//! A second thread that computes half of each large step, for the command line and the tests.

use super::device::{DeviceError, open};
use super::message::DeviceKind;
use crate::train::{Helper, Promised, Share, ShareGradient};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::Builder;

type Task = (Share, Vec<f32>);
type Answer = Result<ShareGradient, String>;

/// A thread with a processor's device of its own; it ends when this is dropped.
pub struct Companion {
    tasks: Sender<Task>,
    answers: Receiver<Answer>,
}

impl Companion {
    /// Starts the thread.
    ///
    /// # Errors
    /// A sentence when the system gives no thread or no device.
    pub fn start() -> Result<Self, String> {
        let opened = pollster::block_on(open(DeviceKind::Cpu)).map_err(|e: DeviceError| e.to_string())?;
        let (tasks, taken) = channel::<Task>();
        let (give, answers) = channel::<Answer>();
        let work = move || {
            for (share, weights) in taken {
                let answer = pollster::block_on(share.gradient(&weights, &opened.device));
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

impl Helper for Companion {
    fn ready(&self) -> Promised<'_, bool> {
        Box::pin(async { true })
    }

    fn take(&self, share: &Share, weights: &[f32]) -> bool {
        self.tasks.send((share.clone(), weights.to_vec())).is_ok()
    }

    fn give(&self) -> Promised<'_, Result<ShareGradient, String>> {
        Box::pin(async { self.answers.recv().map_err(|_| "the second thread ended".to_owned())? })
    }
}
