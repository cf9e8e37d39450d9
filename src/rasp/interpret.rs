//! The interpreter: what each sequence and selector of a program is on one string.

use super::bounds::LONGEST_WORD;
use super::error::InputError;
use super::node::{Encoding, Node, Selector, SelectorId, Sequence, SequenceId};
use super::program::Program;
use super::value::Value;
use std::collections::BTreeMap;

/// Values by position; none where a sequence is undefined.
pub type Values = Vec<Option<Value>>;

/// Which positions are selected: `[query][key]`.
pub type Pattern = Vec<Vec<bool>>;

/// Everything that a program computes on one string.
#[derive(Clone, Debug, PartialEq)]
pub struct Interpretation {
    /// Every sequence that the output needs.
    pub sequences: BTreeMap<SequenceId, Values>,
    /// Every selector that the output needs.
    pub selectors: BTreeMap<SelectorId, Pattern>,
    /// Positions at which a categorical aggregate selects differing values, so that it has none.
    pub torn: Vec<(SequenceId, usize)>,
    output: SequenceId,
}

impl Interpretation {
    /// What the program answers at each position.
    pub fn output(&self) -> &[Option<Value>] {
        self.sequences.get(&self.output).map_or(&[], Vec::as_slice)
    }
}

impl Program {
    /// Reads a string: its tokens, with or without spaces between; without, every character is one.
    ///
    /// # Errors
    /// [`InputError`] when the string is empty, too long, or has a token that the vocabulary lacks.
    pub fn read(&self, text: &str) -> Result<Vec<Value>, InputError> {
        let whole: Vec<&str> = text.split_whitespace().collect();
        // Looking each word up takes a while: not before it is known that it may be a string.
        let signs = whole.iter().map(|word| word.len()).sum::<usize>();
        if signs > self.length() * LONGEST_WORD * char::MAX.len_utf8() {
            let found = whole.len().max(self.length() + 1);
            return Err(InputError::TooLong { found, most: self.length() });
        }
        let known = |word: &str| self.vocabulary().iter().find(|value| value.to_string() == word).cloned();
        let words: Vec<String> = if whole.iter().all(|word| known(word).is_some()) {
            whole.into_iter().map(str::to_owned).collect()
        } else {
            text.chars().filter(|c| !c.is_whitespace()).map(String::from).collect()
        };
        let input: Result<Vec<Value>, InputError> =
            words.into_iter().map(|word| known(&word).ok_or(InputError::Unknown(word))).collect();
        let input = input?;
        self.admits(&input)?;
        Ok(input)
    }

    /// Whether the program takes this string.
    ///
    /// # Errors
    /// [`InputError`] as for [`Program::read`].
    pub fn admits(&self, input: &[Value]) -> Result<(), InputError> {
        if input.is_empty() {
            return Err(InputError::Empty(self.length()));
        }
        if input.len() > self.length() {
            return Err(InputError::TooLong { found: input.len(), most: self.length() });
        }
        match input.iter().find(|value| !self.vocabulary().contains(value)) {
            Some(unknown) => Err(InputError::Unknown(unknown.to_string())),
            None => Ok(()),
        }
    }

    /// Runs the program on a string.
    ///
    /// # Errors
    /// [`InputError`] when the program does not take it.
    pub fn interpret(&self, input: &[Value]) -> Result<Interpretation, InputError> {
        self.admits(input)?;
        let mut run = Interpretation {
            sequences: BTreeMap::new(),
            selectors: BTreeMap::new(),
            torn: Vec::new(),
            output: self.output(),
        };
        for node in self.running_order() {
            match node {
                Node::Sequence(id) => {
                    let values = self.values(id, input, &mut run);
                    run.sequences.insert(id, values);
                }
                Node::Selector(id) => {
                    let pattern = self.pattern(id, input.len(), &run);
                    run.selectors.insert(id, pattern);
                }
            }
        }
        Ok(run)
    }

    fn values(&self, id: SequenceId, input: &[Value], run: &mut Interpretation) -> Values {
        let of = |id: &SequenceId| &run.sequences[id];
        match &self.named(id).sequence {
            Sequence::Tokens => input.iter().cloned().map(Some).collect(),
            Sequence::Indices => (0..input.len()).map(|index| Value::number(index as f64)).collect(),
            Sequence::Map { term, of: x } => of(x).iter().map(|x| x.as_ref().and_then(|x| term.value(x, x))).collect(),
            Sequence::Zip { term, of: [x, y] } => {
                let pairs = of(x).iter().zip(of(y));
                pairs.map(|(x, y)| term.value(x.as_ref()?, y.as_ref()?)).collect()
            }
            Sequence::Blend { weights, of: [x, y] } => {
                let sum = |(x, y): (&Option<Value>, &Option<Value>)| {
                    Value::number(weights[0] * x.as_ref()?.size()? + weights[1] * y.as_ref()?.size()?)
                };
                of(x).iter().zip(of(y)).map(sum).collect()
            }
            Sequence::Width { of } => {
                let width = |row: &Vec<bool>| Value::number(row.iter().filter(|s| **s).count() as f64);
                run.selectors[of].iter().map(width).collect()
            }
            Sequence::Aggregate { by, of: x } => {
                let numerical = self.named(id).encoding == Encoding::Numerical;
                let (mut values, mut torn) = (Vec::new(), Vec::new());
                for (position, row) in run.selectors[by].iter().enumerate() {
                    let selected = row.iter().zip(of(x)).filter(|(selected, _)| **selected).map(|(_, value)| value);
                    if numerical {
                        let sizes: Option<Vec<f64>> = selected.map(|v| v.as_ref().and_then(Value::size)).collect();
                        let mean = |sizes: Vec<f64>| sizes.iter().sum::<f64>() / sizes.len().max(1) as f64;
                        values.push(sizes.map(mean).and_then(Value::number));
                    } else {
                        let selected: Vec<&Option<Value>> = selected.collect();
                        let alike = selected.windows(2).all(|pair| pair[0] == pair[1]);
                        if !alike {
                            torn.push((id, position));
                        }
                        values.push(selected.first().filter(|_| alike).and_then(|value| (*value).clone()));
                    }
                }
                run.torn.extend(torn);
                values
            }
        }
    }

    fn pattern(&self, id: SelectorId, length: usize, run: &Interpretation) -> Pattern {
        let seen = |query: usize, key: usize| !self.causal || key <= query;
        let square = |selects: &dyn Fn(usize, usize) -> bool| -> Pattern {
            (0..length).map(|query| (0..length).map(|key| seen(query, key) && selects(query, key)).collect()).collect()
        };
        let of = |id: &SelectorId, query: usize, key: usize| run.selectors[id][query][key];
        match &self.named_selector(id).selector {
            Selector::Select { keys, queries, predicate } => {
                let (keys, queries) = (&run.sequences[keys], &run.sequences[queries]);
                square(&|query, key| {
                    let pair = keys[key].as_ref().zip(queries[query].as_ref());
                    pair.and_then(|(key, query)| predicate.value(key, query)) == Some(Value::Truth(true))
                })
            }
            Selector::All => square(&|_, _| true),
            Selector::Both([a, b]) => square(&|query, key| of(a, query, key) && of(b, query, key)),
            Selector::Either([a, b]) => square(&|query, key| of(a, query, key) || of(b, query, key)),
            Selector::Except(a) => square(&|query, key| !of(a, query, key)),
        }
    }
}
