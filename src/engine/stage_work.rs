//! A stage under way: steps and measurements in the slices of a Session, whatever is trained.

use super::message::Event;
use crate::experiment::{Point, Role, Stage, StageState, Training};
use crate::train::LearnerError;
use std::time::Duration;
use web_time::Instant;

pub(super) struct StageWork {
    stage: Stage,
    pub(super) training: Box<dyn Training>,
    measured: usize,
    seconds: f64,
    /// Whether its state is asked for.
    snapshot_requested: bool,
}

impl StageWork {
    /// The work on `stage`, begun or where `resume` left it.
    pub(super) fn new(stage: Stage, training: Box<dyn Training>, resume: Option<&StageState>) -> Self {
        let (measured, seconds) = resume.map_or((0, 0.0), |state| (state.measured as usize, state.seconds));
        Self { stage, training, measured, seconds, snapshot_requested: false }
    }

    /// What the stage is for.
    pub(super) fn role(&self) -> Role {
        self.stage.role
    }

    /// Asks for its state after the next slice.
    pub(super) fn request_snapshot(&mut self) {
        self.snapshot_requested = true;
    }

    /// Works for about `slice`, at least one step; true when the stage has ended.
    pub(super) async fn advance(
        &mut self,
        slice: Duration,
        single: bool,
        events: &mut Vec<Event>,
    ) -> Result<bool, LearnerError> {
        let stage = self.stage.id;
        let begin = Instant::now();
        loop {
            let step = self.training.steps();
            if self.stage.measured_at.get(self.measured) == Some(&step) {
                self.measured += 1;
                let loss = self.training.mean_loss().await?;
                let values = self.training.measure().await?;
                events.push(Event::Measured { stage, point: Point { step, loss, values } });
            }
            if step >= self.stage.schedule.steps {
                let weights = Box::new(self.training.weights().await?);
                self.seconds += begin.elapsed().as_secs_f64();
                events.push(Event::Finished { stage, weights, seconds: self.seconds });
                return Ok(true);
            }
            self.training.step(self.stage.schedule.rate(step)).await?;
            if single || begin.elapsed() >= slice {
                break;
            }
        }
        // Waiting for the last loss also keeps a device that works ahead from being given more than one slice.
        let loss = self.training.last_loss().await?;
        self.seconds += begin.elapsed().as_secs_f64();
        events.push(Event::Progress { stage, step: self.training.steps(), loss, seconds: self.seconds });
        if std::mem::take(&mut self.snapshot_requested)
            && let Some((learner, position)) = self.training.state().await?
        {
            let state = StageState { learner, measured: self.measured as u32, position, seconds: self.seconds };
            events.push(Event::Snapshot { stage, state: Box::new(state) });
        }
        Ok(false)
    }
}
