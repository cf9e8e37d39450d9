//! A program as tables over its finite value sets: the interpreter's answers at a string's last position some fifty times as
//! fast, to label the strings that models are trained on.

mod run;
mod tables;

use super::bounds::MOST_ON_AN_INTERPRETED_DRAW;
use super::error::ProgramError;
use super::node::Node;
use super::program::Program;
use super::value::Value;
use run::Tables;

/// A program's output and target as tables. Sums of a blend that differ by rounding alone count as one value here.
#[derive(Clone, Debug)]
pub struct Tabled {
    program: Program,
    values: Vec<Value>,
    output: Tables,
    target: Option<Target>,
}

#[derive(Clone, Debug)]
enum Target {
    /// Tables, and for each value of the target its place among the output's values.
    Tables(Tables, Vec<Option<u32>>),
    /// A target whose values are too many for tables is interpreted.
    Program(Box<Program>),
}

impl Tabled {
    /// Makes the tables.
    ///
    /// # Errors
    /// [`super::Fault::NotCompilable`] when a sequence that the output needs has too many values, and when a string takes output or
    /// target too many steps.
    pub fn new(program: &Program) -> Result<Self, ProgramError> {
        let (output, values) = Tables::new(program)?;
        let target = program.target().map(|target| {
            let program = program.with_output(target);
            match Tables::new(&program) {
                Ok((tables, own)) => {
                    Ok(Target::Tables(tables, own.iter().map(|value| place(&values, value)).collect()))
                }
                Err(_) if interpreted_steps(&program) > MOST_ON_AN_INTERPRETED_DRAW => {
                    Err(tables::too_slow(&program, MOST_ON_AN_INTERPRETED_DRAW))
                }
                Err(_) => Ok(Target::Program(Box::new(program))),
            }
        });
        let target = target.transpose()?;
        Ok(Self { program: program.clone(), values, output, target })
    }

    /// The output's values in order; answers are places in it. For a categorical output these are [`super::Compiled::answers`].
    pub fn values(&self) -> &[Value] {
        &self.values
    }

    /// The output at the last position of a string, whose words are places in [`Program::vocabulary`]. None where the program
    /// is undefined, or does not take the string.
    pub fn answer(&self, words: &[u32]) -> Option<u32> {
        self.admits(words).then(|| self.output.last(words)).flatten().map(u32::from)
    }

    /// The target at the last position, as a place in [`Tabled::values`]. None where the target is undefined or its value is
    /// none of those, without a target, and for a string that the program does not take.
    pub fn target(&self, words: &[u32]) -> Option<u32> {
        if !self.admits(words) {
            return None;
        }
        match self.target.as_ref()? {
            Target::Tables(tables, places) => *places.get(usize::from(tables.last(words)?))?,
            Target::Program(program) => {
                let word = |word: &u32| program.vocabulary().get(*word as usize).cloned();
                let input: Vec<Value> = words.iter().filter_map(word).collect();
                let run = program.interpret(&input).ok()?;
                place(&self.values, run.output().last()?.as_ref()?)
            }
        }
    }

    fn admits(&self, words: &[u32]) -> bool {
        let known = |word: &u32| (*word as usize) < self.program.vocabulary().len();
        (1..=self.program.length()).contains(&words.len()) && words.iter().all(known)
    }
}

/// What the interpreter takes on a program's longest string.
fn interpreted_steps(program: &Program) -> u64 {
    let length = program.length() as u64;
    let of = |node| match node {
        Node::Sequence(id) => program.named(id).sequence.steps(length),
        Node::Selector(id) => program.named_selector(id).selector.steps(length),
    };
    program.running_order().into_iter().map(of).sum()
}

/// Where a value stands; a number also where it differs by rounding alone.
fn place(values: &[Value], value: &Value) -> Option<u32> {
    tables::find(values, value).map(|place| place as u32)
}
