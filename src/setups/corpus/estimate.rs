//! What an experiment on a file takes, before it is begun: parameters, time and memory, as far as that can be known without running it.

use super::spec::CorpusSpec;
use crate::experiment::{Plan, SpecError};

/// Multiplications and additions a second of one worker of a usual machine, in the browser.
const SPEED: f64 = 2e10;
/// Bytes of a number.
const NUMBER: f64 = 4.0;

/// What an experiment takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// Numbers that a model learns.
    pub parameters: usize,
    /// Steps of all stages, measurements counted as the steps that they take as long as.
    pub steps: f64,
    /// Seconds of one worker, at 20 GFLOP/s.
    pub seconds: f64,
    /// Bytes of a worker: weights, their gradients and moments, and one step's activations.
    pub bytes: f64,
}

impl Estimate {
    /// What `spec` takes.
    ///
    /// # Errors
    /// When the experiment is not possible.
    pub fn of(spec: &CorpusSpec) -> Result<Self, SpecError> {
        let plan = Plan::new(spec.clone())?;
        let config = spec.model()?;
        let parameters = config.parameter_count();
        let (width, context) = (config.width as f64, config.context as f64);
        let tokens = f64::from(spec.batch) * context;
        // Two tables are only looked up in.
        let multiplied = parameters as f64 - width * (config.vocabulary as f64 + context);
        let attention = 12.0 * tokens * context * width * config.blocks as f64;
        let steps: f64 = plan.stages.iter().map(|stage| stage.cost_from(0)).sum();
        let seconds = steps * (6.0 * multiplied * tokens + attention) / SPEED;
        let of_a_token = 16.0 * width * config.blocks as f64 + 4.0 * config.vocabulary as f64;
        let bytes = NUMBER * (4.0 * parameters as f64 + 2.0 * tokens * of_a_token);
        Ok(Self { parameters, steps, seconds, bytes })
    }
}

#[cfg(test)]
mod tests {
    use super::super::file::synthetic_text;
    use super::super::size::StoryModelSize;
    use super::super::story_file::StoryFile;
    use super::*;

    #[test]
    fn larger_models_and_longer_trainings_take_more_of_everything() {
        let file = StoryFile::read("a", &synthetic_text(1, 800, false).unwrap().bytes).unwrap();
        let of = |size, steps| {
            let spec = CorpusSpec {
                file: Some(file.identity().clone()),
                size,
                pretrain_steps: steps,
                ..CorpusSpec::default()
            };
            Estimate::of(&spec).unwrap()
        };
        let (small, long) = (of(StoryModelSize::Tiny, 500), of(StoryModelSize::Tiny, 5000));
        let paper = of(StoryModelSize::Paper, 500);
        assert!(long.seconds > 5.0 * small.seconds && long.bytes == small.bytes);
        assert!(paper.seconds > 50.0 * small.seconds && paper.bytes > 1e9);
        assert!((85_000_000..92_000_000).contains(&paper.parameters), "{}", paper.parameters);
        assert!(Estimate::of(&CorpusSpec::default()).is_err());
    }
}
