//! One sequence, and all that it needs, as tables from places in value sets to places in value sets.

use super::super::bounds::MOST_ON_A_DRAW;
use super::super::compile::{CLOSE, ValueSets, value_sets};
use super::super::error::{Fault, ProgramError};
use super::super::node::{Node, Selector, SelectorId, Sequence, SequenceId};
use super::super::program::Program;
use super::super::term::Term;
use super::super::value::Value;
use super::run::{Fill, NONE, Pick, Step, Table, Tables};
use std::collections::{BTreeMap, BTreeSet};

/// Where a value stands in a value set; a number also where it differs by rounding alone.
pub(super) fn find(set: &[Value], value: &Value) -> Option<usize> {
    let close = |place: &usize| match (set.get(*place), value) {
        (Some(Value::Number(a)), Value::Number(b)) => (a - b).abs() < CLOSE,
        _ => false,
    };
    match set.binary_search(value) {
        Ok(place) => Some(place),
        Err(place) => [place.wrapping_sub(1), place].into_iter().find(close),
    }
}

/// A place as tables hold it. Sets have at most 2,048 values.
fn held(set: &[Value], value: Option<Value>) -> u16 {
    value.and_then(|value| find(set, &value)).map_or(NONE, |place| place as u16)
}

impl Tables {
    /// The tables of a program's output, and the output's values in order.
    ///
    /// # Errors
    /// [`super::super::Fault::NotCompilable`] for a sequence with too many values, and where a string takes too many steps.
    pub(super) fn new(program: &Program) -> Result<(Self, Vec<Value>), ProgramError> {
        let sets = value_sets(program)?;
        let everywhere = everywhere(program);
        let mut made = Making { program, sets: &sets, sequences: BTreeMap::new(), selectors: BTreeMap::new() };
        let (mut steps, mut taken) = (Vec::new(), 0);
        for node in program.running_order() {
            let last_only = !everywhere.contains(&node);
            taken += steps_on_a_draw(program, node, last_only);
            if taken > MOST_ON_A_DRAW {
                return Err(too_slow(program, MOST_ON_A_DRAW));
            }
            steps.push(match node {
                Node::Sequence(id) => {
                    let (fill, slot) = (made.sequence(id), made.sequences.len());
                    made.sequences.insert(id, slot);
                    Step::Sequence { fill, slot, last_only }
                }
                Node::Selector(id) => {
                    let (pick, slot) = (made.selector(id), made.selectors.len());
                    made.selectors.insert(id, slot);
                    Step::Selector { pick, slot, last_only }
                }
            });
        }
        let tables = Self {
            steps,
            sequences: made.sequences.len(),
            selectors: made.selectors.len(),
            result: made.sequences[&program.output()],
            causal: program.is_causal(),
        };
        Ok((tables, sets[&program.output()].clone()))
    }
}

/// The nodes that are needed at all positions and not at the last alone: keys, and what is aggregated, with all below them.
fn everywhere(program: &Program) -> BTreeSet<Node> {
    let mut found = BTreeSet::new();
    for node in program.running_order().into_iter().rev() {
        let moved = match node {
            Node::Sequence(id) => match &program.named(id).sequence {
                Sequence::Aggregate { of, .. } => Some(*of),
                _ => None,
            },
            Node::Selector(id) => match &program.named_selector(id).selector {
                Selector::Select { keys, .. } => Some(*keys),
                _ => None,
            },
        };
        found.extend(moved.map(Node::Sequence));
        if found.contains(&node) {
            found.extend(program.needs(node));
        }
    }
    found
}

/// Positions, or pairs of them, that are looked at for a node on the longest string.
fn steps_on_a_draw(program: &Program, node: Node, last_only: bool) -> u64 {
    let length = program.length() as u64;
    let each = match node {
        Node::Sequence(id) => match &program.named(id).sequence {
            Sequence::Aggregate { .. } => length,
            _ => 1,
        },
        Node::Selector(id) => match &program.named_selector(id).selector {
            Selector::Select { .. } => length,
            _ => 1,
        },
    };
    if last_only { each } else { each * length }
}

/// The refusal of a program that takes more than so many steps on a string.
pub(super) fn too_slow(program: &Program, most: u64) -> ProgramError {
    let why = format!(
        "it takes more than {most} steps on a string, and thousands of strings are drawn; a shorter length takes fewer"
    );
    Fault::NotCompilable(why).at(program.output_place)
}

/// The slots of the nodes so far.
struct Making<'a> {
    program: &'a Program,
    sets: &'a ValueSets,
    sequences: BTreeMap<SequenceId, usize>,
    selectors: BTreeMap<SelectorId, usize>,
}

impl Making<'_> {
    fn sequence(&self, id: SequenceId) -> Fill {
        let (set, slot) = (&self.sets[&id], |of: &SequenceId| self.sequences[of]);
        let pairs = |of: &[SequenceId; 2], value: &dyn Fn(&Value, &Value) -> Option<Value>| {
            let (rows, columns) = (&self.sets[&of[0]], &self.sets[&of[1]]);
            let cells = rows.iter().flat_map(|x| columns.iter().map(move |y| (x, y)));
            let cells = cells.map(|(x, y)| held(set, value(x, y))).collect();
            Fill::Pairs { table: Table { columns: columns.len(), cells }, of: of.each_ref().map(slot) }
        };
        match &self.program.named(id).sequence {
            Sequence::Tokens => Fill::Tokens,
            Sequence::Indices => Fill::Indices,
            Sequence::Map { term, of } => {
                let cells = self.sets[of].iter().map(|x| held(set, term.value(x, x))).collect();
                Fill::Map { cells, of: slot(of) }
            }
            Sequence::Zip { term, of } => pairs(of, &|x, y| term.value(x, y)),
            Sequence::Blend { weights, of } => {
                pairs(of, &|x, y| Value::number(weights[0] * x.size()? + weights[1] * y.size()?))
            }
            Sequence::Width { of } => Fill::Width { of: self.selectors[of] },
            Sequence::Aggregate { by, of } => self.aggregate(id, self.selectors[by], *of),
        }
    }

    fn aggregate(&self, id: SequenceId, by: usize, of: SequenceId) -> Fill {
        use super::super::node::Encoding::Categorical;
        let (set, from) = (&self.sets[&id], self.sequences[&of]);
        if self.program.named(id).encoding == Categorical {
            return Fill::Moved { by, of: from };
        }
        // A mean of zeros and ones, by how many are selected and how many of them are ones.
        let most = self.program.length();
        let share = |all: usize, ones: usize| Value::number(ones as f64 / all.max(1) as f64);
        let cells = (0..=most).flat_map(|all| (0..=most).map(move |ones| (all, ones)));
        let cells = cells.map(|(all, ones)| held(set, share(all, ones).filter(|_| ones <= all))).collect();
        let ones = self.sets[&of].iter().map(|value| value.size() == Some(1.0)).collect();
        Fill::Share { table: Table { columns: most + 1, cells }, ones, by, of: from }
    }

    fn selector(&self, id: SelectorId) -> Pick {
        let slot = |of: &SelectorId| self.selectors[of];
        match &self.program.named_selector(id).selector {
            Selector::Select { keys, queries, predicate } => {
                let holds = |key: &Value, query: &Value| truth(predicate, key, query);
                let (keys_of, queries_of) = (&self.sets[keys], &self.sets[queries]);
                let cells = queries_of.iter().flat_map(|query| keys_of.iter().map(move |key| holds(key, query)));
                let table = Table { columns: keys_of.len(), cells: cells.collect() };
                Pick::Select { table, keys: self.sequences[keys], queries: self.sequences[queries] }
            }
            Selector::All => Pick::All,
            Selector::Both(of) => Pick::Both(of.each_ref().map(slot)),
            Selector::Either(of) => Pick::Either(of.each_ref().map(slot)),
            Selector::Except(of) => Pick::Except(slot(of)),
        }
    }
}

fn truth(predicate: &Term, key: &Value, query: &Value) -> bool {
    predicate.value(key, query) == Some(Value::Truth(true))
}
