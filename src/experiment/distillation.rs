//! Suppress, noise, distil (arXiv 2506.06278): the skill is fine-tuned away, a share of the weights given up for random ones,
//! and what is left taught to answer as the fine-tuned model does.

use super::gpt_training::GptTraining;
use super::metric::Values;
use super::work::{Step, Training};
use crate::model::{Gpt, Weights};
use crate::train::{LearnerError, LearnerState};

/// Makes a student of the suppressed model's weights.
pub(super) type Student = Box<dyn FnOnce(Weights) -> Result<GptTraining, String>>;

/// A stage that suppresses first and distils then.
pub struct Distillation {
    now: GptTraining,
    teacher: Option<Gpt>,
    student: Option<Student>,
    /// Steps of suppressing.
    suppress: u32,
    before: u32,
}

impl Distillation {
    /// Trains `suppressed` for `suppress` steps, and `student` to answer like it from then on.
    pub fn new(suppressed: GptTraining, suppress: u32, student: Student) -> Self {
        Self { now: suppressed, teacher: None, student: Some(student), suppress, before: 0 }
    }
}

impl Training for Distillation {
    fn step(&mut self, rate: f64) -> Step<'_, ()> {
        Box::pin(async move {
            if self.now.steps() >= self.suppress
                && let Some(student) = self.student.take()
            {
                let weights = self.now.weights().await?;
                self.before = self.now.steps();
                self.teacher = Some(self.now.frozen());
                self.now = student(weights).map_err(LearnerError::Device)?;
            }
            match &self.teacher {
                Some(teacher) => self.now.step_towards(teacher, rate),
                None => self.now.step(rate).await?,
            }
            Ok(())
        })
    }

    fn measure(&mut self) -> Step<'_, Values> {
        self.now.measure()
    }

    fn mean_loss(&mut self) -> Step<'_, Option<f32>> {
        self.now.mean_loss()
    }

    fn last_loss(&self) -> Step<'_, Option<f32>> {
        self.now.last_loss()
    }

    fn weights(&self) -> Step<'_, Weights> {
        self.now.weights()
    }

    // The student's half would need the teacher as well: such a stage begins anew.
    fn state(&self) -> Step<'_, Option<(LearnerState, u64)>> {
        Box::pin(async { Ok(None) })
    }

    fn steps(&self) -> u32 {
        self.before + self.now.steps()
    }
}
