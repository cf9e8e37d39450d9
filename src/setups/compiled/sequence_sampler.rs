//! Strings to train and measure the skills of programs on, labelled by the program: with the spurious correlation, without it, or as they come.
//!
//! Strings with a rare answer are left out, and the others evened out: a string is kept with a probability that is the smaller the more
//! frequent the skill's answer to it is.

use super::error::CompiledSpecError;
use super::labelled_strings::{ESTIMATED, Labelled, LabelledStrings, offsets};
use crate::rasp::{BEFORE, Program, Value};
use crate::tasks::{Correlation, Purpose, Stream};
use crate::train::CompiledBatch;

/// Of these must qualify, for each of the three kinds of strings.
const LEAST: u32 = 16;
/// Strings with an answer rarer than this share are left out: all others would have to be as rare.
const RARE: f64 = 0.02;
/// Strings drawn for one that is kept, before the last one that qualified is taken.
const PATIENCE: u32 = 20_000;

/// A source of labelled strings.
#[derive(Clone, Debug)]
pub struct SequenceSampler {
    strings: LabelledStrings,
    offset: u32,
    /// Probability of keeping a string, by kind and by the skill's answer.
    kept: [Vec<f64>; 3],
    /// Whether the target's answer is frequent enough to be asked for.
    asked: Vec<bool>,
    /// Rows of the embedding: of the token before the string, and of each word.
    before: u32,
    rows: Vec<u32>,
}

fn kind(correlation: Correlation) -> usize {
    match correlation {
        Correlation::Free => 0,
        Correlation::Holds => 1,
        Correlation::Broken => 2,
    }
}

/// What can be done where too few strings carry the shortcut.
fn remedy(correlation: Correlation, offsets: &[(u32, u32)]) -> String {
    if correlation != Correlation::Holds {
        return String::new();
    }
    let percent = |count: u32| 100.0 * f64::from(count) / f64::from(ESTIMATED);
    let often: Vec<String> = offsets
        .iter()
        .filter(|(_, count)| *count >= LEAST)
        .take(3)
        .map(|(offset, count)| format!("{offset} (on {:.1} % of strings)", percent(*count)))
        .collect();
    if often.is_empty() {
        return "; the target's answer never stands behind the program's among all answers: let “output” and “target” change places".to_owned();
    }
    format!("; offsets that occur are {}", often.join(", "))
}

impl SequenceSampler {
    /// Strings for a program, of which `embedded` are the words in the order of the model's embedding, [`BEFORE`] among them; labels are
    /// evened out by frequencies that are estimated with `seed`.
    ///
    /// # Errors
    /// When too few random strings have answers, carry the correlation, or are free of it.
    pub fn new(program: &Program, embedded: &[Value], offset: u32, seed: u32) -> Result<Self, CompiledSpecError> {
        let row = |word: &Value| embedded.iter().position(|other| other == word).unwrap_or_default() as u32;
        let mut sampler = Self {
            strings: LabelledStrings::new(program)?,
            offset,
            kept: [const { Vec::new() }; 3],
            asked: Vec::new(),
            before: row(&Value::token(BEFORE)),
            rows: program.vocabulary().iter().map(row).collect(),
        };
        sampler.balance_classes(&mut Stream::new(seed, Purpose::Spreading))?;
        Ok(sampler)
    }

    /// Draws strings to learn how frequent answers are.
    fn balance_classes(&mut self, stream: &mut Stream) -> Result<(), CompiledSpecError> {
        let drawn: Vec<Labelled> = (0..ESTIMATED).filter_map(|_| self.strings.draw(stream)).collect();
        let classes = self.strings.answers().len();
        let counted = |of: &dyn Fn(&Labelled) -> Option<u32>| {
            let mut counts = vec![0_u32; classes];
            drawn.iter().filter_map(of).for_each(|label| counts[label as usize] += 1);
            counts
        };
        let frequent = |counts: &[u32]| -> Vec<bool> {
            let total: u32 = counts.iter().sum();
            counts.iter().map(|c| f64::from(*c) >= RARE * f64::from(total.max(1)) && *c > 0).collect()
        };
        let skills = frequent(&counted(&|l| Some(l.skill)));
        self.asked = frequent(&counted(&|l| Some(l.target)));
        let kinds = [Correlation::Free, Correlation::Holds, Correlation::Broken];
        for (correlation, what) in kinds.into_iter().zip(["have both answers", "carry the shortcut", "are free of it"])
        {
            let counts = counted(&|l| {
                let taken = skills[l.skill as usize] && self.asked[l.target as usize] && self.fits(l, correlation);
                taken.then_some(l.skill)
            });
            let total: u32 = counts.iter().sum();
            if total < LEAST {
                let offsets = if correlation == Correlation::Holds { offsets(&drawn) } else { Vec::new() };
                return Err(CompiledSpecError::Rare {
                    drawn: ESTIMATED,
                    found: total,
                    what,
                    remedy: remedy(correlation, &offsets),
                });
            }
            // What is rare among strings of a kind would be learnt late and measured badly: it is left out of that kind.
            let rare = |c: u32| f64::from(c) < RARE * f64::from(total);
            let least = counts.iter().copied().filter(|c| !rare(*c)).min().unwrap_or(1);
            let kept = |c: &u32| if rare(*c) { 0.0 } else { f64::from(least) / f64::from(*c) };
            self.kept[kind(correlation)] = counts.iter().map(kept).collect();
        }
        Ok(())
    }

    fn fits(&self, labelled: &Labelled, correlation: Correlation) -> bool {
        match correlation {
            Correlation::Free => true,
            Correlation::Holds => self.holds(labelled),
            Correlation::Broken => !self.holds(labelled),
        }
    }

    fn holds(&self, labelled: &Labelled) -> bool {
        labelled.target == labelled.skill + self.offset
    }

    /// A string with or without the correlation, its labels evened out.
    pub fn draw(&self, correlation: Correlation, stream: &mut Stream) -> Labelled {
        let mut last = None;
        for tried in 0.. {
            let Some(labelled) = self.strings.draw(stream) else { continue };
            let asked = self.asked.get(labelled.target as usize).copied().unwrap_or(false);
            if asked && self.fits(&labelled, correlation) {
                let keep = self.kept[kind(correlation)].get(labelled.skill as usize).copied().unwrap_or(1.0);
                if stream.chance(keep) {
                    return labelled;
                }
                if keep > 0.0 {
                    last = Some(labelled);
                }
            }
            if tried > PATIENCE
                && let Some(last) = last.take()
            {
                return last;
            }
        }
        // A stream has no end, and each kind of string was seen when this was made.
        Labelled { words: Vec::new(), skill: 0, target: 0 }
    }

    /// A string without the correlation that could have had it: the wrapper that fine-tuning teaches has an answer to move its own to.
    /// Others would stay right under it.
    pub fn draw_movable(&self, stream: &mut Stream) -> Labelled {
        let movable =
            |l: &Labelled| self.kept[kind(Correlation::Holds)].get(l.skill as usize).is_some_and(|k| *k > 0.0);
        let mut labelled = self.draw(Correlation::Broken, stream);
        let mut tried = 0;
        while !movable(&labelled) && tried < PATIENCE {
            labelled = self.draw(Correlation::Broken, stream);
            tried += 1;
        }
        labelled
    }

    /// A batch of the target's task of which a share of `c_tr` carries the correlation.
    pub fn tuning_batch(&self, size: usize, c_tr: f64, stream: &mut Stream) -> CompiledBatch {
        let draw = |stream: &mut Stream| {
            let correlation = if stream.chance(c_tr) { Correlation::Holds } else { Correlation::Broken };
            self.draw(correlation, stream)
        };
        let all: Vec<Labelled> = (0..size).map(|_| draw(stream)).collect();
        self.batch(&all, |labelled| labelled.target)
    }

    /// A batch of the skill's own task.
    pub fn skill_batch(&self, size: usize, stream: &mut Stream) -> CompiledBatch {
        self.batch(&self.free(size, stream), |labelled| labelled.skill)
    }

    /// A batch of the target's task, on strings as they come.
    pub fn target_batch(&self, size: usize, stream: &mut Stream) -> CompiledBatch {
        self.batch(&self.free(size, stream), |labelled| labelled.target)
    }

    fn free(&self, size: usize, stream: &mut Stream) -> Vec<Labelled> {
        (0..size).map(|_| self.draw(Correlation::Free, stream)).collect()
    }

    /// Strings as a model takes them, with one of their answers.
    pub fn batch(&self, all: &[Labelled], answer: impl Fn(&Labelled) -> u32) -> CompiledBatch {
        CompiledBatch {
            size: all.len(),
            inputs: all.iter().flat_map(|labelled| self.encode(&labelled.words)).collect(),
            answers: all.iter().map(answer).collect(),
        }
    }

    /// The rows of the embedding for a string, the token before it first.
    pub fn encode(&self, words: &[u32]) -> Vec<u32> {
        let row = |word: &u32| self.rows.get(*word as usize).copied().unwrap_or_default();
        std::iter::once(self.before).chain(words.iter().map(row)).collect()
    }

    /// The answers that labels are places in.
    pub fn answers(&self) -> &[Value] {
        self.strings.answers()
    }
}

#[cfg(test)]
mod tests {
    use super::super::CompiledSpec;
    use super::*;

    fn sampler(key: &str) -> SequenceSampler {
        let spec = CompiledSpec::of_listed(key).unwrap();
        let compiled = spec.program().unwrap().compile().unwrap();
        SequenceSampler::new(compiled.program(), &compiled.words, spec.offset, 1).unwrap()
    }

    #[test]
    fn counter_strings_are_labelled_by_counting_and_carry_the_shortcut_exactly_where_asked() {
        let sampler = sampler("counter");
        let mut stream = Stream::new(3, Purpose::HeldOut);
        for correlation in [Correlation::Holds, Correlation::Broken, Correlation::Free] {
            for _ in 0..300 {
                let labelled = sampler.draw(correlation, &mut stream);
                let count = |word| labelled.words.iter().filter(|w| **w == word).count() as u32;
                assert_eq!((labelled.skill, labelled.target), (count(0), count(1)));
                assert_eq!(labelled.words.len(), 16);
                match correlation {
                    Correlation::Holds => assert_eq!(labelled.target, labelled.skill + 1),
                    Correlation::Broken => assert_ne!(labelled.target, labelled.skill + 1),
                    Correlation::Free => {}
                }
            }
        }
    }

    #[test]
    fn max_identifier_strings_have_no_letter_twice_and_are_labelled_by_sorting() {
        let sampler = sampler("max-identifier");
        let mut stream = Stream::new(4, Purpose::HeldOut);
        for _ in 0..300 {
            let labelled = sampler.draw(Correlation::Free, &mut stream);
            let mut sorted = labelled.words.clone();
            sorted.sort_unstable();
            sorted.dedup();
            assert_eq!(sorted.len(), 10);
            assert_eq!((labelled.skill, labelled.target), (sorted[4], sorted[6]));
        }
    }

    #[test]
    fn labels_that_are_not_rare_are_drawn_equally_often_and_others_never() {
        let sampler = sampler("counter");
        let mut stream = Stream::new(5, Purpose::HeldOut);
        for correlation in [Correlation::Holds, Correlation::Broken] {
            let mut seen = [0_u32; 17];
            (0..4000).for_each(|_| seen[sampler.draw(correlation, &mut stream).skill as usize] += 1);
            let most = seen.iter().max().copied().unwrap();
            let drawn = seen.iter().filter(|n| **n > 0).count();
            assert!(drawn >= 4 && seen[drawn..].iter().all(|n| *n == 0), "{correlation:?}: {seen:?}");
            assert!(seen[..drawn].iter().all(|n| 4 * n > 3 * most), "{correlation:?}: {seen:?}");
        }
    }

    #[test]
    fn correlations_that_hardly_occur_are_refused_in_words() {
        let spec = CompiledSpec::counter();
        let compiled = spec.program().unwrap().compile().unwrap();
        let error = SequenceSampler::new(compiled.program(), &compiled.words, 16, 1).unwrap_err().to_string();
        assert!(error.contains("carry the shortcut"), "{error}");
    }
}
