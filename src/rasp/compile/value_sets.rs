//! Which values a sequence can have, over every string: what its directions, and the tables of MLPs, are made for.

use super::super::bounds::MOST_OVER_VALUES;
use super::super::error::{Fault, ProgramError};
use super::super::node::{Encoding, Named, Node, Selector, Sequence, SequenceId};
use super::super::program::Program;
use super::super::value::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Values of the largest set.
const MOST: usize = 2048;
/// Values of the largest categorical set: each takes a direction of the residual stream.
const MOST_DIRECTIONS: usize = 256;
/// Pairs of values of the largest combination of two sequences.
const MOST_PAIRS: usize = 1 << 18;
/// Sums closer than this are one value: their last digits differ by rounding.
pub(in super::super) const CLOSE: f64 = 1e-9;

/// Every sequence's values in order.
pub(in super::super) type ValueSets = BTreeMap<SequenceId, Vec<Value>>;

/// The values of every sequence that the output needs.
///
/// # Errors
/// When a set is too large or all of them take too much work, when a sequence is undefined on every string, and for a mean of other values than zeros and ones.
pub(in super::super) fn value_sets(program: &Program) -> Result<ValueSets, ProgramError> {
    let mut sets = ValueSets::new();
    let mut steps = 0;
    for node in program.running_order() {
        let Node::Sequence(id) = node else {
            steps += steps_over_values(program, node, &sets);
            check(program, node, steps)?;
            continue;
        };
        let named = program.named(id);
        let refuse = |why: String| Err(Fault::NotCompilable(why).at(named.place));
        if let Some(why) = unlike_a_share(program, named, &sets) {
            return refuse(why);
        }
        if let Sequence::Zip { of: [x, y], .. } | Sequence::Blend { of: [x, y], .. } = &named.sequence {
            let count = sets[x].len() * sets[y].len();
            if x != y && count > MOST_PAIRS {
                return refuse(format!("“{}” combines {count} pairs of values, more than {MOST_PAIRS}", named.name));
            }
        }
        steps += steps_over_values(program, node, &sets);
        check(program, node, steps)?;
        let set = values(program, id, &sets);
        let most = if named.encoding == Encoding::Categorical { MOST_DIRECTIONS } else { MOST };
        if set.len() > most {
            return refuse(format!("“{}” can have {} values, more than {most}", named.name, set.len()));
        }
        if set.is_empty() {
            return refuse(format!("“{}” is undefined for every value", named.name));
        }
        sets.insert(id, set);
    }
    Ok(sets)
}

/// Parts of terms that have to be worked out for a node, over all values of what it needs.
fn steps_over_values(program: &Program, node: Node, sets: &ValueSets) -> u64 {
    let count = |id: &SequenceId| sets.get(id).map_or(0, |set| set.len() as u64);
    match node {
        Node::Sequence(id) => match &program.named(id).sequence {
            Sequence::Map { term, of } => count(of) * term.parts(),
            Sequence::Zip { term, of: [x, y] } if x == y => count(x) * term.parts(),
            Sequence::Zip { term, of: [x, y] } => count(x) * count(y) * term.parts(),
            Sequence::Blend { of: [x, y], .. } => count(x) * count(y),
            _ => 0,
        },
        Node::Selector(id) => match &program.named_selector(id).selector {
            Selector::Select { keys, queries, predicate } => count(keys) * count(queries) * predicate.parts(),
            _ => 0,
        },
    }
}

fn check(program: &Program, node: Node, steps: u64) -> Result<(), ProgramError> {
    if steps <= MOST_OVER_VALUES {
        return Ok(());
    }
    let (name, place) = match node {
        Node::Sequence(id) => (&program.named(id).name, program.named(id).place),
        Node::Selector(id) => (&program.named_selector(id).name, program.named_selector(id).place),
    };
    let why = format!(
        "with “{name}” it takes more than {MOST_OVER_VALUES} steps to work out all values; fewer values or shorter terms take fewer"
    );
    Err(Fault::NotCompilable(why).at(place))
}

/// Why a numerical aggregate is no mean of zeros and ones, which is the only one whose values are few; none where it is.
fn unlike_a_share(program: &Program, named: &Named, sets: &ValueSets) -> Option<String> {
    let Sequence::Aggregate { of, .. } = &named.sequence else { return None };
    let (from, binary) =
        (program.named(*of), |value: &Value| value.size().is_some_and(|size| size == 0.0 || size == 1.0));
    if named.encoding == Encoding::Categorical || sets[of].iter().all(binary) {
        return None;
    }
    if from.encoding == Encoding::Categorical {
        return Some(format!("“{}” is numerical, and what it aggregates is not", named.name));
    }
    Some(format!("attention can only average zeros and ones, and “{}” has other values", from.name))
}

fn values(program: &Program, id: SequenceId, sets: &ValueSets) -> Vec<Value> {
    let counted = |last: usize| (0..=last).filter_map(|n| Value::number(n as f64)).collect();
    let named = program.named(id);
    let pairs = |of: &[SequenceId; 2]| {
        let (x, y) = (&sets[&of[0]], &sets[&of[1]]);
        if of[0] == of[1] {
            return x.iter().map(|x| (x.clone(), x.clone())).collect();
        }
        x.iter().flat_map(|x| y.iter().map(move |y| (x.clone(), y.clone()))).collect::<Vec<_>>()
    };
    match &named.sequence {
        Sequence::Tokens => program.vocabulary().to_vec(),
        Sequence::Indices => counted(program.length() - 1),
        Sequence::Width { .. } => counted(program.length()),
        Sequence::Map { term, of } => distinct(sets[of].iter().filter_map(|x| term.value(x, x))),
        Sequence::Zip { term, of } => distinct(pairs(of).iter().filter_map(|(x, y)| term.value(x, y))),
        Sequence::Blend { weights, of } => {
            let sum = |(x, y): &(Value, Value)| Value::number(weights[0] * x.size()? + weights[1] * y.size()?);
            apart(distinct(pairs(of).iter().filter_map(sum)))
        }
        Sequence::Aggregate { of, .. } if named.encoding == Encoding::Categorical => sets[of].clone(),
        // Means of zeros and ones; others were refused before.
        Sequence::Aggregate { .. } => {
            let means = (1..=program.length()).flat_map(|n| (0..=n).map(move |k| k as f64 / n as f64));
            distinct(means.filter_map(Value::number))
        }
    }
}

fn distinct(values: impl Iterator<Item = Value>) -> Vec<Value> {
    values.collect::<BTreeSet<_>>().into_iter().collect()
}

fn apart(mut values: Vec<Value>) -> Vec<Value> {
    values.dedup_by(|next, kept| match (next.size(), kept.size()) {
        (Some(next), Some(kept)) => next - kept < CLOSE,
        _ => false,
    });
    values
}
