//! Texts that wait to be written: one prompt, written on by several models.

use super::message::Event;
use crate::experiment::{Role, Spec, WritingLimits};
use crate::model::{Architecture, Choice, Gpt, Weights, Writing, write};
use crate::tasks::{Purpose, Stream};
use burn::tensor::Device;

/// A prompt that models are to write on.
pub(super) struct Unwritten {
    ticket: u32,
    prompt: Vec<u32>,
    limits: WritingLimits,
    choice: Choice,
    seed: u32,
    models: Vec<Weights>,
}

impl Unwritten {
    /// A prompt that can be written on; sampled tokens come from the stream of `seed`.
    ///
    /// # Errors
    /// A sentence when the models do not write or are of other sizes, or the prompt is none.
    pub(super) fn new(
        ticket: u32,
        spec: &Spec,
        prompt: Vec<u32>,
        (choice, seed): (Choice, u32),
        models: Vec<Weights>,
    ) -> Result<Self, String> {
        let spec = spec.checked().map_err(|e| e.to_string())?;
        let limits = spec.writing().ok_or("models of this setup do not write on")?;
        let Architecture::Gpt(config) = spec.architecture(Role::Pretrain).map_err(|e| e.to_string())? else {
            return Err("models of this setup do not write on".to_owned());
        };
        if !(1..limits.most).contains(&prompt.len()) {
            return Err(format!("the beginning has {} words; 1 to {} are possible", prompt.len(), limits.most - 1));
        }
        if prompt.iter().any(|word| *word as usize >= config.vocabulary) {
            return Err("the beginning has words that the models do not know".to_owned());
        }
        if let Choice::Sampled { temperature } = choice
            && !(0.01..=10.0).contains(&temperature)
        {
            return Err("the temperature must lie between 0.01 and 10".to_owned());
        }
        let of_these_sizes = |weights: Weights| {
            if weights.architecture != config.into() {
                return Err("a model that is to write is of other sizes than the experiment's".to_owned());
            }
            weights.checked().map_err(|e| e.to_string())
        };
        let models = models.into_iter().map(of_these_sizes).collect::<Result<Vec<_>, _>>()?;
        Ok(Self { ticket, prompt, limits, choice, seed, models })
    }

    /// Writes it, by every model with the same draws.
    pub(super) async fn written(self, device: &Device) -> Event {
        let WritingLimits { most, end } = self.limits;
        // No vocabulary is as large.
        let writing = Writing { end: end.unwrap_or(u32::MAX), most, choice: self.choice };
        let mut texts = Vec::with_capacity(self.models.len());
        for weights in &self.models {
            let model = Gpt::from_weights(weights, device);
            let mut stream = Stream::new(self.seed, Purpose::Writing);
            match write(&model, std::slice::from_ref(&self.prompt), writing, &mut stream, device).await {
                Ok(written) => texts.extend(written),
                Err(error) => return Event::Failed { message: error.to_string() },
            }
        }
        Event::Written { ticket: self.ticket, texts }
    }
}
