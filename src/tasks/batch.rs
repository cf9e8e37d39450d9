//! Batches of samples as plain host arrays.

use super::domain::Domain;
use super::mixture::Mixture;
use super::sample::{Layout, Sample};
use super::stream::Stream;

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
            layout.write(sample.task, &sample.text, &mut inputs);
            targets.extend_from_slice(&inputs[start + 1..]);
            targets.push(layout.vocabulary().number(sample.answer));
        }
        Self { size: samples.len(), inputs, targets }
    }

    /// Draws `size` fresh samples of `mixture`.
    pub fn draw(size: usize, mixture: &Mixture, domain: Domain, layout: Layout, stream: &mut Stream) -> Self {
        let samples: Vec<Sample> = (0..size).map(|_| mixture.sample(domain, stream)).collect();
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
    use super::super::domain_tests::SIZES;
    use super::super::{Families, Format, Purpose, SamplingPrior, Skill, TaskDistribution};
    use super::*;

    #[test]
    fn targets_are_the_inputs_one_place_on_and_then_the_answer() {
        let domain = Domain::new(SIZES, true).unwrap();
        let layout = Layout::new(Format::Framed, domain, true);
        let distribution = TaskDistribution { families: Families::ALL, prior: SamplingPrior::HIGH, jailbreak: true };
        let mixture = Mixture::Pretraining { distribution, skill: Skill::Index };
        let mut stream = Stream::new(4, Purpose::Training(1));
        let batch = Batch::draw(5, &mixture, domain, layout, &mut stream);
        let again = Batch::draw(5, &mixture, domain, layout, &mut Stream::new(4, Purpose::Training(1)));
        assert_eq!(batch, again);
        for (inputs, targets) in batch.inputs.chunks(layout.context()).zip(batch.targets.chunks(layout.context())) {
            assert_eq!(inputs[1..], targets[..targets.len() - 1]);
        }
        assert_eq!(batch.answers().len(), 5);
    }
}
