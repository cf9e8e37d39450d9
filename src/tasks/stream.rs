//! The project's own seeded random streams: one seed, one independent ChaCha stream for each purpose.
//!
//! Draws use fixed-width integers and software mathematics only, so that a stream gives the same values on every
//! machine, 32-bit wasm included.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

/// What a stream is drawn for. Each purpose has its own stream, so that changing how many draws one of them takes
/// never changes another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Initial weights of a model.
    InitialWeights,
    /// Training batches of one stage, by the stage's stable number.
    Training(u32),
    /// Samples of a stage that are shown, by the stage's stable number.
    Inspection(u32),
    /// Held-out texts that accuracies are measured on.
    HeldOut,
    /// Random batches of a benchmark workload.
    Benchmark,
    /// Samples that pruning scores by.
    Scoring,
    /// Samples that the number of pruned pieces is chosen on.
    Choosing,
    /// Texts of the probes.
    Probing,
    /// Texts that the playground offers.
    Playground,
    /// The random factors of low-rank changes.
    Adapters,
    /// The orders of random pruning.
    RandomPruning,
    /// Noise on the weights of a compiled model.
    CompiledNoise,
    /// Strings by which labels of a compiled skill are spread.
    Spreading,
    /// What a model of constructed state draws.
    Construction,
    /// Tokens that a model samples.
    Writing,
    /// Resamples of a bootstrap.
    Resampling,
}

impl Purpose {
    fn number(self) -> u64 {
        match self {
            Self::InitialWeights => 1,
            Self::HeldOut => 2,
            Self::Benchmark => 3,
            Self::Scoring => 4,
            Self::Choosing => 5,
            Self::Probing => 6,
            Self::RandomPruning => 7,
            Self::Playground => 8,
            Self::Adapters => 9,
            Self::CompiledNoise => 10,
            Self::Spreading => 11,
            Self::Construction => 12,
            Self::Writing => 13,
            Self::Resampling => 14,
            Self::Inspection(stage) => (2 << 32) | u64::from(stage),
            Self::Training(stage) => (1 << 32) | u64::from(stage),
        }
    }
}

/// A seeded stream of random values.
#[derive(Clone, Debug)]
pub struct Stream(ChaCha8Rng);

impl Stream {
    /// The stream of `seed` for `purpose`.
    pub fn new(seed: u32, purpose: Purpose) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(u64::from(seed));
        rng.set_stream(purpose.number());
        Self(rng)
    }

    /// How many words of 32 bits were drawn so far.
    pub fn position(&self) -> u64 {
        // A stage draws far fewer than 2^64 words.
        u64::try_from(self.0.get_word_pos()).unwrap_or(u64::MAX)
    }

    /// Goes on from where [`Stream::position`] was read.
    pub fn seek(&mut self, position: u64) {
        self.0.set_word_pos(u128::from(position));
    }

    /// A whole number in `0..bound`; 0 when `bound` is 0.
    pub fn below(&mut self, bound: u32) -> u32 {
        if bound == 0 { 0 } else { self.0.random_range(0..bound) }
    }

    /// A fair coin.
    pub fn coin(&mut self) -> bool {
        self.below(2) == 1
    }

    /// A number in `[0, 1)` with 24 random bits.
    pub fn unit(&mut self) -> f32 {
        self.0.random::<f32>()
    }

    /// True with probability `p`, for `p` in `[0, 1]`.
    pub fn chance(&mut self, p: f64) -> bool {
        f64::from(self.unit()) < p
    }

    /// A draw from the standard normal distribution.
    pub fn normal(&mut self) -> f32 {
        StandardNormal.sample(&mut self.0)
    }

    /// Puts `items` into a uniformly random order.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let other = self.below(last as u32 + 1) as usize;
            items.swap(last, other);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_and_purpose_give_the_same_values() {
        let draw = |seed, purpose| {
            let mut stream = Stream::new(seed, purpose);
            (0..64).map(|_| stream.below(1000)).collect::<Vec<_>>()
        };
        assert_eq!(draw(7, Purpose::HeldOut), draw(7, Purpose::HeldOut));
        assert_ne!(draw(7, Purpose::HeldOut), draw(8, Purpose::HeldOut));
        assert_ne!(draw(7, Purpose::HeldOut), draw(7, Purpose::Training(0)));
        assert_ne!(draw(7, Purpose::Training(1)), draw(7, Purpose::Training(0)));
    }

    /// Pins the values themselves: an upgrade that changed them would change every shared experiment.
    #[test]
    fn the_values_of_a_stream_are_pinned() {
        let mut stream = Stream::new(1, Purpose::InitialWeights);
        let whole: Vec<u32> = (0..6).map(|_| stream.below(1000)).collect();
        let normal: Vec<u32> = (0..3).map(|_| stream.normal().to_bits()).collect();
        assert_eq!((whole, normal), (PINNED_WHOLE.to_vec(), PINNED_NORMAL.to_vec()));
    }
    const PINNED_WHOLE: [u32; 6] = [890, 851, 907, 50, 221, 558];
    const PINNED_NORMAL: [u32; 3] = [3_217_600_687, 1_066_233_695, 3_206_072_717];

    #[test]
    fn a_stream_goes_on_from_its_position() {
        let mut stream = Stream::new(5, Purpose::Training(1));
        for _ in 0..37 {
            stream.below(10);
            stream.normal();
        }
        let mut other = Stream::new(5, Purpose::Training(1));
        other.seek(stream.position());
        let draw =
            |stream: &mut Stream| (0..20).map(|_| (stream.below(999), stream.unit().to_bits())).collect::<Vec<_>>();
        assert_eq!(draw(&mut other), draw(&mut stream));
    }

    #[test]
    fn a_shuffle_keeps_the_items() {
        let mut items: Vec<u32> = (0..50).collect();
        Stream::new(3, Purpose::HeldOut).shuffle(&mut items);
        assert_ne!(items, (0..50).collect::<Vec<_>>());
        items.sort_unstable();
        assert_eq!(items, (0..50).collect::<Vec<_>>());
    }
}
