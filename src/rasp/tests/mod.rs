//! Claims about programs: the compiled model answers as the interpreter does, and text is read or refused with its place.

mod any;
mod bounded;
mod cases;
mod disagreements;
mod library;
mod refused;
mod syntax;

use super::{Compiled, Decoded, ModelWeights, Program, Value};
use crate::tasks::{Purpose, Stream};

/// How far a number of a compiled model may be off. Attention leaves e^(-50 / √key size) of its weight on the token before the
/// string, up to 2e-4 for the library's models, and a lookup's units cancel to within the last digits of its slope.
const TOLERANCE: f64 = 1e-2;

/// A program with its model.
struct Pair {
    program: Program,
    compiled: Compiled,
    weights: ModelWeights,
}

impl Pair {
    fn of(source: &str) -> Self {
        let program = Program::parse(source).unwrap_or_else(|error| panic!("{error}\n{source}"));
        let compiled = program.compile().unwrap_or_else(|error| panic!("{error}\n{source}"));
        Self { program, weights: compiled.weights(), compiled }
    }

    fn interpreted(&self, input: &[Value]) -> Vec<Option<Value>> {
        self.program.interpret(input).unwrap().output().to_vec()
    }

    fn decoded(&self, input: &[Value]) -> Vec<Decoded> {
        self.compiled.decode(&self.weights.forward(&self.compiled.encode(input)))
    }

    /// Where the program is defined, the model agrees with it.
    fn agrees(&self, input: &[Value]) {
        let (wanted, found) = (self.interpreted(input), self.decoded(input));
        assert_eq!(wanted.len(), found.len());
        let same = wanted.iter().zip(&found).all(|(wanted, found)| wanted.as_ref().is_none_or(|w| is(found, w)));
        assert!(same, "{input:?}: {wanted:?}, but the model says {found:?}");
    }
}

fn is(decoded: &Decoded, value: &Value) -> bool {
    match decoded {
        Decoded::Value(found) => found == value,
        Decoded::Number(found) => value.size().is_some_and(|size| (f64::from(*found) - size).abs() < TOLERANCE),
    }
}

/// Random strings of all lengths, as the program draws them.
fn strings(program: &Program, count: usize, seed: u32) -> Vec<Vec<Value>> {
    let mut stream = Stream::new(seed, Purpose::HeldOut);
    let words = program.vocabulary();
    let draw = |stream: &mut Stream| {
        let length = stream.below(program.length() as u32) as usize + 1;
        let mut order = words.to_vec();
        stream.shuffle(&mut order);
        if program.draws_distinct() {
            order.truncate(length);
            return order;
        }
        (0..length).map(|_| words[stream.below(words.len() as u32) as usize].clone()).collect()
    };
    (0..count).map(|_| draw(&mut stream)).collect()
}
