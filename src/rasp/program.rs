//! Programs: a graph of sequences and selectors, each checked as it is added, so that a program that exists makes sense.

use super::bounds::{LONGEST_WORD, MOST_ON_A_STRING};
use super::compile::{AFTER, BEFORE};
use super::error::{Fault, Place, ProgramError};
use super::node::{Encoding, Named, NamedSelector, Selector, SelectorId, Sequence, SequenceId};
use super::value::{Kind, Value};

/// Tokens of the longest string that a program may ask for.
pub const LONGEST: usize = 64;
/// Words of the largest vocabulary.
pub const MOST_WORDS: usize = 64;
/// Sequences and selectors of the largest program.
pub const MOST_NODES: usize = 200;
/// The range of a lookup's exactness.
pub const EXACTNESS: [f64; 2] = [1.0, 1e6];

/// A RASP program (Weiss et al. 2021): what is computed of a string, and for which strings.
#[derive(Clone, Debug, PartialEq)]
pub struct Program {
    vocabulary: Vec<Value>,
    length: usize,
    pub(super) causal: bool,
    pub(super) exactness: Option<f64>,
    sequences: Vec<Named>,
    selectors: Vec<NamedSelector>,
    output: SequenceId,
    /// Where the text says what it answers with.
    pub(super) output_place: Option<Place>,
    pub(super) target: Option<SequenceId>,
    pub(super) distinct: bool,
    /// What running it on its longest string takes so far.
    steps: u64,
}

impl Program {
    /// A program that answers with its tokens, to be added to.
    ///
    /// # Errors
    /// When the vocabulary is empty, mixed, has a word twice, one of the compiler's own, one of more than [`LONGEST_WORD`]
    /// characters or more than [`MOST_WORDS`], or the length is not in 1 to [`LONGEST`].
    pub fn over(mut vocabulary: Vec<Value>, length: usize) -> Result<Self, ProgramError> {
        let refuse = |text: String| Err(Fault::Limits(text).at(None));
        vocabulary.sort();
        let Some(kind) = vocabulary.first().map(Value::kind) else {
            return refuse("a vocabulary needs at least one word".to_owned());
        };
        if vocabulary.iter().any(|word| word.kind() != kind) || kind == Kind::Truth {
            return refuse("a vocabulary is either words or numbers".to_owned());
        }
        if let Some(twice) = vocabulary.windows(2).find(|pair| pair[0] == pair[1]) {
            return refuse(format!("the vocabulary has “{}” twice", twice[0]));
        }
        let own = [BEFORE, AFTER].map(Value::token);
        if let Some(word) = vocabulary.iter().find(|word| own.contains(word)) {
            return Err(Fault::Taken(word.to_string()).at(None));
        }
        if let Some(long) =
            vocabulary.iter().find(|word| word.to_string().chars().count() > LONGEST_WORD && kind == Kind::Token)
        {
            let count = long.to_string().chars().count();
            return refuse(format!("a word has at most {LONGEST_WORD} characters, and one of this vocabulary {count}"));
        }
        if vocabulary.len() > MOST_WORDS {
            return refuse(format!("a vocabulary has at most {MOST_WORDS} words, and this one {}", vocabulary.len()));
        }
        if !(1..=LONGEST).contains(&length) {
            return refuse(format!("the length is between 1 and {LONGEST} tokens, and not {length}"));
        }
        let named = |name: &str, kind, sequence| Named {
            name: name.to_owned(),
            kind,
            encoding: Encoding::Categorical,
            sequence,
            place: None,
        };
        let sequences =
            vec![named("tokens", kind, Sequence::Tokens), named("indices", Kind::Number, Sequence::Indices)];
        Ok(Self {
            vocabulary,
            length,
            causal: false,
            exactness: None,
            sequences,
            selectors: Vec::new(),
            output: Self::TOKENS,
            output_place: None,
            target: None,
            distinct: false,
            steps: 0,
        })
    }

    /// The string itself.
    pub const TOKENS: SequenceId = SequenceId(0);
    /// Its positions, from 0.
    pub const INDICES: SequenceId = SequenceId(1);

    /// Adds a categorical sequence.
    ///
    /// # Errors
    /// When a term and its values do not fit, or the program becomes too large.
    pub fn sequence(
        &mut self,
        name: &str,
        sequence: Sequence,
        place: Option<Place>,
    ) -> Result<SequenceId, ProgramError> {
        let kind = self.kind_of(&sequence).map_err(|fault| fault.at(place))?;
        self.room(name, sequence.steps(self.length as u64), place)?;
        let encoding =
            if matches!(sequence, Sequence::Blend { .. }) { Encoding::Numerical } else { Encoding::Categorical };
        self.sequences.push(Named { name: name.to_owned(), kind, encoding, sequence, place });
        Ok(SequenceId(self.sequences.len() - 1))
    }

    /// Adds a selector.
    ///
    /// # Errors
    /// When its term is no comparison of its values, or the program becomes too large.
    pub fn selector(
        &mut self,
        name: &str,
        selector: Selector,
        place: Option<Place>,
    ) -> Result<SelectorId, ProgramError> {
        if let Selector::Select { keys, queries, predicate } = &selector {
            let kind = predicate.kind(self.named(*keys).kind, self.named(*queries).kind);
            match kind.map_err(|error| Fault::from(error).at(place))? {
                Kind::Truth => {}
                other => return Err(Fault::Predicate(other).at(place)),
            }
        }
        self.room(name, selector.steps(self.length as u64), place)?;
        self.selectors.push(NamedSelector { name: name.to_owned(), selector, place });
        Ok(SelectorId(self.selectors.len() - 1))
    }

    fn room(&mut self, name: &str, steps: u64, place: Option<Place>) -> Result<(), ProgramError> {
        self.steps += steps;
        let refuse = |text: String| Err(Fault::Limits(text).at(place));
        if self.sequences.len() + self.selectors.len() >= MOST_NODES {
            return refuse(format!("a program has at most {MOST_NODES} sequences and selectors"));
        }
        if self.steps > MOST_ON_A_STRING {
            return refuse(format!(
                "with “{name}” the program takes more than {MOST_ON_A_STRING} steps on its longest string; shorter terms or a \
                 shorter length take fewer"
            ));
        }
        Ok(())
    }

    fn kind_of(&self, sequence: &Sequence) -> Result<Kind, Fault> {
        match sequence {
            Sequence::Tokens => Ok(self.named(Self::TOKENS).kind),
            Sequence::Indices | Sequence::Width { .. } => Ok(Kind::Number),
            Sequence::Map { term, of } => {
                let x = self.named(*of).kind;
                Ok(term.kind(x, x)?)
            }
            Sequence::Zip { term, of: [x, y] } => Ok(term.kind(self.named(*x).kind, self.named(*y).kind)?),
            Sequence::Blend { of, .. } => {
                if of.iter().any(|id| self.named(*id).kind == Kind::Token) {
                    return Err(Fault::TokensAsNumbers);
                }
                Ok(Kind::Number)
            }
            Sequence::Aggregate { of, .. } => Ok(self.named(*of).kind),
        }
    }

    /// Lets a sequence lie on one direction of the residual stream. A numerical aggregate is a mean, a number.
    ///
    /// # Errors
    /// When its values are tokens.
    pub fn make_numerical(&mut self, id: SequenceId) -> Result<(), ProgramError> {
        let named = &mut self.sequences[id.0];
        if named.kind == Kind::Token {
            return Err(Fault::TokensAsNumbers.at(named.place));
        }
        named.encoding = Encoding::Numerical;
        if matches!(named.sequence, Sequence::Aggregate { .. }) {
            named.kind = Kind::Number;
        }
        Ok(())
    }

    /// Lets the program answer with this sequence.
    pub fn answer_with(&mut self, output: SequenceId) {
        self.output = output;
        self.output_place = self.named(output).place;
    }

    /// Names what fine-tuning is to teach instead.
    pub fn teach(&mut self, target: SequenceId) {
        self.target = Some(target);
    }

    /// The words, in order.
    pub fn vocabulary(&self) -> &[Value] {
        &self.vocabulary
    }

    /// Tokens of the longest string.
    pub fn length(&self) -> usize {
        self.length
    }

    /// Whether a position sees only itself and those before it.
    pub fn is_causal(&self) -> bool {
        self.causal
    }

    /// The slope of lookups in the MLPs that the program asks for, within [`EXACTNESS`]; none leaves it to the compiler.
    pub fn exactness(&self) -> Option<f64> {
        self.exactness
    }

    /// The same program with this slope of lookups, whatever its text asks for. It is kept within [`EXACTNESS`].
    #[must_use]
    pub fn with_exactness(self, exactness: f64) -> Self {
        let [least, most] = EXACTNESS;
        Self { exactness: Some(exactness.max(least).min(most)), ..self }
    }

    /// Whether no word may stand twice in the strings that a model is trained on.
    pub fn draws_distinct(&self) -> bool {
        self.distinct
    }

    /// What the program answers with.
    pub fn output(&self) -> SequenceId {
        self.output
    }

    /// What fine-tuning is to teach instead of the output. It need not be compilable.
    pub fn target(&self) -> Option<SequenceId> {
        self.target
    }

    /// The same program, which answers with another of its sequences.
    pub fn with_output(&self, id: SequenceId) -> Self {
        let place = self.named(id).place;
        Self { output: id, output_place: place, ..self.clone() }
    }

    /// A sequence of this program.
    pub fn named(&self, id: SequenceId) -> &Named {
        &self.sequences[id.0]
    }

    /// A selector of this program.
    pub fn named_selector(&self, id: SelectorId) -> &NamedSelector {
        &self.selectors[id.0]
    }
}
