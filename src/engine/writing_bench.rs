//! Measures how fast stories are written: with a key-value cache, and with a whole forward pass for each word.

use super::message::WritingSpeed;
use crate::model::{Choice, Gpt, Readout, Writing, initial_weights, root_cause, write};
use crate::setups::stories::grammar::{LONGEST_RECORD, Word};
use crate::setups::stories::{Corpus, StoriesPlan, StoriesSpec};
use crate::tasks::{Purpose, Stream};
use crate::train::LearnerError;
use burn::tensor::{Device, Int, Tensor, TensorData};
use std::time::Duration;
use web_time::Instant;

/// Stories that are written side by side, and alone.
const SIDE_BY_SIDE: [u32; 2] = [128, 1];
/// Words of a prompt: as few as there can be, so that all have one length and both ways write as many words.
const PROMPT: usize = 3;

/// The speed of one size being measured: words and time, with the cache and in whole passes.
#[derive(Clone, Copy, Default)]
struct Timed {
    words: [usize; 2],
    time: [Duration; 2],
}

/// A measurement under way, of fresh weights of the stories' default model: they hardly ever end a story, so that each fills the
/// context.
pub struct WritingBench {
    model: Gpt,
    plan: StoriesPlan,
    device: Device,
    name: String,
    rounds: u32,
    taken: u32,
    timed: [Timed; SIDE_BY_SIDE.len()],
}

impl WritingBench {
    /// `rounds` times each size, after one that does not count.
    ///
    /// # Errors
    /// When the default experiment is not possible; a test holds that it is.
    pub fn new(rounds: u32, device: &Device, name: &str) -> Result<Self, String> {
        let spec = StoriesSpec::default();
        let config = spec.model().map_err(|e| e.to_string())?;
        Ok(Self {
            model: Gpt::from_weights(&initial_weights(config, spec.seed), device),
            plan: StoriesPlan::new(spec).map_err(|e| e.to_string())?,
            device: device.clone(),
            name: name.to_owned(),
            rounds: rounds.max(1),
            taken: 0,
            timed: [Timed::default(); SIDE_BY_SIDE.len()],
        })
    }

    /// Writes one size both ways, and gives the speeds after the last round.
    ///
    /// # Errors
    /// When the device is gone.
    pub async fn step(&mut self) -> Result<Option<Vec<WritingSpeed>>, LearnerError> {
        let place = self.taken as usize % SIDE_BY_SIDE.len();
        let prompts = self.prompts(SIDE_BY_SIDE[place]);
        let begin = Instant::now();
        let cached = self.with_cache(&prompts).await?;
        let between = Instant::now();
        let whole = self.in_whole_passes(&prompts).await?;
        if self.taken as usize >= SIDE_BY_SIDE.len() {
            let Timed { words, time } = &mut self.timed[place];
            let spent = [between - begin, between.elapsed()];
            for (way, written) in [cached, whole].into_iter().enumerate() {
                words[way] += written;
                time[way] += spent[way];
            }
        }
        self.taken += 1;
        if self.taken < (self.rounds + 1) * SIDE_BY_SIDE.len() as u32 {
            return Ok(None);
        }
        let speed = |(stories, timed): (u32, &Timed)| {
            let [cached, whole] = [0, 1].map(|way| timed.words[way] as f64 / timed.time[way].as_secs_f64());
            WritingSpeed { device: self.name.clone(), stories, cached, whole }
        };
        Ok(Some(SIDE_BY_SIDE.into_iter().zip(&self.timed).map(speed).collect()))
    }

    fn prompts(&self, stories: u32) -> Vec<Vec<u32>> {
        let mut stream = Stream::new(1, Purpose::Benchmark);
        let prompt = |_| {
            let prompt = self.plan.draw(Corpus::With, &mut stream).prompt();
            prompt[prompt.len().saturating_sub(PROMPT)..].iter().map(|word| u32::from(word.id())).collect()
        };
        (0..stories).map(prompt).collect()
    }

    async fn with_cache(&self, prompts: &[Vec<u32>]) -> Result<usize, LearnerError> {
        let writing = Writing { end: u32::from(Word::END.id()), most: LONGEST_RECORD, choice: Choice::Greedy };
        let mut stream = Stream::new(1, Purpose::Writing);
        let texts = write(&self.model, prompts, writing, &mut stream, &self.device).await?;
        Ok(texts.iter().map(|text| text.tokens.len()).sum())
    }

    async fn in_whole_passes(&self, prompts: &[Vec<u32>]) -> Result<usize, LearnerError> {
        let mut rows: Vec<Vec<i32>> =
            prompts.iter().map(|prompt| prompt.iter().map(|word| *word as i32).collect()).collect();
        let mut written = 0;
        while let Some(length) = rows.first().map(Vec::len).filter(|length| *length < LONGEST_RECORD) {
            let tokens = TensorData::new(rows.concat(), [rows.len(), length]);
            let logits = self.model.forward(Tensor::<2, Int>::from_data(tokens, &self.device), Readout::LastPosition);
            let next = logits.argmax(1).into_data_async().await.map_err(|e| LearnerError::Device(root_cause(&e)))?;
            for (row, token) in rows.iter_mut().zip(next.iter::<i64>()) {
                row.push(token as i32);
                written += 1;
            }
        }
        Ok(written)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_write_words_and_take_time() {
        let mut bench = WritingBench::new(1, &Device::flex(), "cpu").unwrap();
        let found = loop {
            if let Some(found) = pollster::block_on(bench.step()).unwrap() {
                break found;
            }
        };
        assert_eq!(found.iter().map(|speed| speed.stories).collect::<Vec<_>>(), SIDE_BY_SIDE);
        assert!(found.iter().all(|speed| speed.cached > 0.0 && speed.whole > 0.0 && speed.cached.is_finite()));
    }
}
