//! Batches of samples as plain host arrays, and the mixture they are drawn from.

use super::counter::{Correlation, Counter};
use super::prior::SamplingPrior;
use super::sample::{Layout, Sample};
use super::stream::Stream;

/// What the samples of a stage are drawn from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mixture {
    /// How often each operand is asked for.
    pub prior: SamplingPrior,
    /// The share of samples that carry the spurious correlation (`C_Tr`), in `[0, 1]`; all others break it. `None`
    /// leaves the counts independent.
    pub correlated: Option<f64>,
}

impl Mixture {
    /// Draws one sample.
    pub fn sample(&self, counter: Counter, stream: &mut Stream) -> Sample {
        let operand = self.prior.draw(stream);
        let correlation = match self.correlated {
            None => Correlation::Free,
            Some(share) if stream.chance(share) => Correlation::Holds,
            Some(_) => Correlation::Broken,
        };
        let counts = counter.draw_counts(correlation, stream);
        let text = counter.text(counts, stream);
        let answer = counter.answer(operand, &text);
        Sample { operand, text, answer }
    }
}

/// A batch as a model takes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// Samples in the batch.
    pub size: usize,
    /// Input token numbers, `[size, context]` row by row.
    pub inputs: Vec<u32>,
    /// The token that follows each input, `[size, context]`; the last of a row is the answer.
    pub targets: Vec<u32>,
}

impl Batch {
    /// Writes `samples` in `layout`.
    pub fn of(samples: &[Sample], layout: Layout) -> Self {
        let context = layout.context();
        let mut inputs = Vec::with_capacity(samples.len() * context);
        let mut targets = Vec::with_capacity(samples.len() * context);
        for sample in samples {
            let start = inputs.len();
            layout.write(sample.operand, &sample.text, &mut inputs);
            targets.extend_from_slice(&inputs[start + 1..]);
            targets.push(layout.vocabulary().number(super::Token::Answer(sample.answer)));
        }
        Self { size: samples.len(), inputs, targets }
    }

    /// Draws `size` fresh samples of `mixture`.
    pub fn draw(size: usize, mixture: &Mixture, counter: Counter, layout: Layout, stream: &mut Stream) -> Self {
        let samples: Vec<Sample> = (0..size).map(|_| mixture.sample(counter, stream)).collect();
        Self::of(&samples, layout)
    }

    /// Its first `count` samples, or all of them if there are fewer.
    pub fn first(&self, count: usize) -> Self {
        let size = count.min(self.size);
        let numbers = size * (self.inputs.len() / self.size.max(1));
        Self { size, inputs: self.inputs[..numbers].to_vec(), targets: self.targets[..numbers].to_vec() }
    }

    /// Its first `count` samples and the others.
    pub fn split(&self, count: usize) -> [Self; 2] {
        let first = self.first(count);
        let begin = first.inputs.len();
        let (inputs, targets) = (self.inputs[begin..].to_vec(), self.targets[begin..].to_vec());
        let others = Self { size: self.size - first.size, inputs, targets };
        [first, others]
    }

    /// The answer token of each sample, `[size]`.
    pub fn answers(&self) -> Vec<u32> {
        let context = self.targets.len() / self.size.max(1);
        self.targets.chunks_exact(context.max(1)).filter_map(|row| row.last().copied()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Format, Purpose};
    use super::*;

    #[test]
    fn the_correlation_holds_in_the_share_of_samples_asked_for() {
        let counter = Counter::new(16, 16, 8).unwrap();
        let mut stream = Stream::new(4, Purpose::Training(0));
        for share in [0.0, 0.25, 0.5, 0.8, 1.0] {
            let mixture = Mixture { prior: SamplingPrior::CONTROL, correlated: Some(share) };
            let held = (0..4000)
                .filter(|_| {
                    let sample = mixture.sample(counter, &mut stream);
                    sample.answer == counter.answer(super::super::Operand::A, &sample.text) + 1
                })
                .count();
            let seen = held as f64 / 4000.0;
            let slack = if share == 0.0 || share == 1.0 { 0.0 } else { 0.03 };
            assert!((seen - share).abs() <= slack, "C = {share}: {seen}");
        }
    }

    #[test]
    fn targets_are_the_inputs_one_place_on_and_then_the_answer() {
        let counter = Counter::new(16, 16, 8).unwrap();
        let layout = Layout::new(Format::Framed, counter);
        let mixture = Mixture { prior: SamplingPrior::HIGH, correlated: None };
        let mut stream = Stream::new(4, Purpose::Training(1));
        let batch = Batch::draw(5, &mixture, counter, layout, &mut stream);
        let again = Batch::draw(5, &mixture, counter, layout, &mut Stream::new(4, Purpose::Training(1)));
        assert_eq!(batch, again);
        for (inputs, targets) in batch.inputs.chunks(layout.context()).zip(batch.targets.chunks(layout.context())) {
            assert_eq!(inputs[1..], targets[..targets.len() - 1]);
        }
        assert_eq!(batch.answers().len(), 5);
    }
}
