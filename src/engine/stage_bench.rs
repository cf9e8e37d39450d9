//! Measures what a step of an experiment's first stage takes, on the very model and batches that it would train with.

use crate::experiment::{Plan, Spec, Stage, Training};
use crate::train::LearnerError;
use burn::tensor::Device;
use std::time::Duration;
use web_time::Instant;

/// Steps that count, and those before them, in which shaders are compiled and caches warm up.
const STEPS: [u32; 2] = [30, 5];
/// Time after which fewer will do, of either part.
const ENOUGH: Duration = Duration::from_millis(1_500);

/// A measurement under way.
pub(super) struct StageBench {
    stage: Stage,
    training: Box<dyn Training>,
    is_warm: bool,
}

impl StageBench {
    /// That of an experiment, on `device`.
    ///
    /// # Errors
    /// A sentence when it is not possible.
    pub(super) fn of(spec: Spec, device: &Device) -> Result<Self, String> {
        let plan = Plan::new(spec).map_err(|e| e.to_string())?;
        let stage = plan.stages.first().cloned().ok_or("the plan has no stage")?;
        let training = plan.spec.training(stage.id, None, None, device)?;
        Ok(Self { stage, training, is_warm: false })
    }

    /// Warms up, or measures: milliseconds a step then. A device that works ahead is waited for.
    ///
    /// # Errors
    /// When the device is gone or the loss is no number.
    pub(super) async fn step(&mut self) -> Result<Option<f64>, LearnerError> {
        let most = STEPS[usize::from(!self.is_warm)];
        let begin = Instant::now();
        let mut taken = 0;
        while taken < most && begin.elapsed() < ENOUGH {
            self.training.step(self.stage.schedule.rate(self.training.steps())).await?;
            taken += 1;
            // Otherwise a device that works ahead would be given all of them before the clock is read.
            if !self.is_warm || taken % 5 == 0 {
                self.training.last_loss().await?;
            }
        }
        self.training.last_loss().await?;
        if !std::mem::replace(&mut self.is_warm, true) {
            return Ok(None);
        }
        Ok(Some(1e3 * begin.elapsed().as_secs_f64() / f64::from(taken.max(1))))
    }
}
