//! Where a compiled model cannot say what its program says, and why. A transformer always answers something: also where the
//! program has no value, and where the lookups of its MLPs are too gentle.

use super::compile::Compiled;
use super::forward::Decoded;
use super::interpret::Interpretation;
use super::node::{Encoding, Sequence, SequenceId};
use super::program::Program;
use super::value::Value;

/// How far a number of an exact model may be off: attention leaves a little of its weight elsewhere, and lookups cancel to within
/// the last digits of their slope.
const TOLERANCE: f64 = 1e-2;

/// Why the model's answer means nothing, or is another one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Doubt {
    /// An aggregate selects no position.
    Nothing(SequenceId),
    /// A categorical aggregate selects differing values, which attention mixes.
    Mixed(SequenceId),
    /// A term has no value, as after a division by zero.
    Undefined(SequenceId),
    /// Lookups of this slope do not tell all values apart.
    Gentle(f64),
    /// Nothing is undefined and lookups are steep: what is left is rounding.
    Rounded,
}

/// An answer of the model that is not the program's.
#[derive(Clone, Debug, PartialEq)]
pub struct Disagreement {
    /// Position of the string, from 0.
    pub position: usize,
    /// What the program answers there; none where it is undefined.
    pub program: Option<Value>,
    /// What the model answers.
    pub model: Decoded,
    /// Why.
    pub why: Doubt,
    /// The position where that is.
    pub at: usize,
}

impl Decoded {
    /// Whether it says this value.
    pub fn says(&self, value: &Value) -> bool {
        match self {
            Self::Value(found) => found == value,
            Self::Number(found) => {
                value.size().is_some_and(|size| (f64::from(*found) - size).abs() < TOLERANCE * size.abs().max(1.0))
            }
        }
    }
}

impl Compiled {
    /// The positions at which the compiled model does not say what the program says, in order. `run` and `answers` are of the same string.
    pub fn disagreements(&self, run: &Interpretation, answers: &[Decoded]) -> Vec<Disagreement> {
        let program = self.program();
        let upstream = || {
            let undefined = |id: &SequenceId| {
                let position = run.sequences.get(id)?.iter().position(Option::is_none)?;
                cause(program, run, *id, position)
            };
            run.sequences.keys().find_map(undefined)
        };
        let found = |(position, (wanted, model)): (usize, (&Option<Value>, &Decoded))| {
            let (why, at) = match wanted {
                Some(value) if model.says(value) => return None,
                None => cause(program, run, program.output(), position).unwrap_or((Doubt::Rounded, position)),
                Some(_) if !self.exact => (Doubt::Gentle(self.exactness), position),
                Some(_) => upstream().unwrap_or((Doubt::Rounded, position)),
            };
            Some(Disagreement { position, program: wanted.clone(), model: model.clone(), why, at })
        };
        run.output().iter().zip(answers).enumerate().filter_map(found).collect()
    }
}

/// Why a sequence is undefined at a position, and at which position that begins; none where it is defined.
fn cause(program: &Program, run: &Interpretation, id: SequenceId, position: usize) -> Option<(Doubt, usize)> {
    let undefined = |id: SequenceId, at: usize| run.sequences.get(&id)?.get(at)?.is_none().then_some(());
    undefined(id, position)?;
    let named = program.named(id);
    let before = |of: SequenceId, at: usize| undefined(of, at).and_then(|()| cause(program, run, of, at));
    match &named.sequence {
        Sequence::Tokens | Sequence::Indices | Sequence::Width { .. } => None,
        Sequence::Map { of, .. } => before(*of, position).or(Some((Doubt::Undefined(id), position))),
        Sequence::Zip { of, .. } | Sequence::Blend { of, .. } => {
            of.iter().find_map(|of| before(*of, position)).or(Some((Doubt::Undefined(id), position)))
        }
        Sequence::Aggregate { by, of } => {
            let row = run.selectors.get(by)?.get(position)?;
            let mut selected = row.iter().enumerate().filter(|(_, selected)| **selected).map(|(key, _)| key);
            if named.encoding == Encoding::Categorical && run.torn.contains(&(id, position)) {
                return Some((Doubt::Mixed(id), position));
            }
            let Some(first) = selected.next() else { return Some((Doubt::Nothing(id), position)) };
            std::iter::once(first).chain(selected).find_map(|key| before(*of, key))
        }
    }
}

impl Disagreement {
    /// What the program says, what the model says, and why they differ; positions are counted from 0, as the page shows them.
    pub fn sentence(&self, program: &Program) -> String {
        let model = &self.model;
        let said = match &self.program {
            Some(value) => format!("the program says {value}"),
            None => "the program has no answer, so that this means nothing".to_owned(),
        };
        let name = |id: SequenceId| &program.named(id).name;
        let at = self.at;
        let why = match self.why {
            Doubt::Nothing(id) => format!("“{}” aggregates nothing at position {at}", name(id)),
            Doubt::Mixed(id) => {
                format!("“{}” aggregates differing values at position {at}, which a transformer mixes", name(id))
            }
            Doubt::Undefined(id) => {
                format!("“{}” has no value at position {at}, as after a division by zero", name(id))
            }
            Doubt::Gentle(slope) => format!("lookups of slope {slope} are too gentle to tell all values apart"),
            Doubt::Rounded => "its numbers are rounded on the way".to_owned(),
        };
        format!("At position {} the transformer answers {model}, and {said}: {why}.", self.position)
    }
}
