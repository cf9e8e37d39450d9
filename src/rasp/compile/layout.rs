//! What lies in the residual stream: the labels of a program's sequences, and the directions that they take.

use super::super::node::{Encoding, Node, Sequence, SequenceId};
use super::super::program::Program;
use super::super::value::Value;
use super::basis::{AFTER, BEFORE, Basis, Direction, ONE};
use super::value_sets::ValueSets;
use std::collections::BTreeMap;

/// Names with numbers in reading order, so that no two are alike.
pub(super) fn labels(program: &Program, order: &[Node]) -> BTreeMap<SequenceId, String> {
    let mut labels = BTreeMap::from([(Program::TOKENS, "tokens".to_owned()), (Program::INDICES, "indices".to_owned())]);
    let mut number = 0;
    for node in order {
        match node {
            Node::Sequence(id) if labels.contains_key(id) => {}
            Node::Sequence(id) => {
                number += 1;
                labels.insert(*id, format!("{}_{number}", program.named(*id).name));
            }
            Node::Selector(_) => number += 1,
        }
    }
    labels
}

/// The residual stream of a program: the vocabulary and the positions always, then what is computed.
pub(super) fn basis(program: &Program, labels: &BTreeMap<SequenceId, String>, sets: &ValueSets) -> Basis {
    let mut all = vec![Direction::alone(ONE)];
    let outside = [BEFORE, AFTER].map(Value::token);
    all.extend(program.vocabulary().iter().chain(&outside).map(|word| Direction::of("tokens", word.clone())));
    all.extend((0..program.length()).filter_map(|n| Some(Direction::of("indices", Value::number(n as f64)?))));
    for (id, set) in sets {
        let Some(label) = labels.get(id) else { continue };
        let named = program.named(*id);
        match named.encoding {
            Encoding::Categorical => all.extend(set.iter().map(|value| Direction::of(label, value.clone()))),
            Encoding::Numerical => all.push(Direction::alone(label)),
        }
        if matches!(named.sequence, Sequence::Width { .. }) {
            all.push(Direction::alone(&share_of(label)));
        }
    }
    Basis::of(all)
}

/// The direction that a width's head writes to.
pub(super) fn share_of(label: &str) -> String {
    format!("{label}_selector_width_attn_output")
}
