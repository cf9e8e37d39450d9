//! In which layer each sequence is computed.

use super::super::node::{Node, Sequence, SequenceId};
use super::super::program::Program;
use std::collections::BTreeMap;

/// What a sequence needs of its layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Needs {
    pub(super) attention: bool,
    pub(super) mlp: bool,
}

/// What computes a sequence; none for those that the embeddings hold.
pub(super) fn needs(sequence: &Sequence) -> Option<Needs> {
    let (attention, mlp) = match sequence {
        Sequence::Tokens | Sequence::Indices => return None,
        Sequence::Map { .. } | Sequence::Zip { .. } | Sequence::Blend { .. } => (false, true),
        Sequence::Aggregate { .. } => (true, false),
        Sequence::Width { .. } => (true, true),
    };
    Some(Needs { attention, mlp })
}

/// The layer of every sequence that is computed, and how many layers that makes.
///
/// A sequence's depth is one more than that of the deepest sequence it needs, directly or through a selector. Every depth
/// has a layer, but a depth of attention alone shares its layer with a following depth of MLPs alone (Lindner et al. 2023,
/// and the same counts as their program).
pub(super) fn layers(program: &Program) -> (BTreeMap<SequenceId, usize>, usize) {
    let mut depths: BTreeMap<SequenceId, usize> = BTreeMap::new();
    // The depth of the deepest sequence at a node or below it.
    let mut below: BTreeMap<Node, Option<usize>> = BTreeMap::new();
    for node in program.running_order() {
        let deepest = program.needs(node).iter().filter_map(|needed| below[needed]).max();
        let depth = match node {
            Node::Sequence(id) if needs(&program.named(id).sequence).is_some() => {
                let depth = deepest.map_or(0, |depth| depth + 1);
                depths.insert(id, depth);
                Some(depth)
            }
            _ => deepest,
        };
        below.insert(node, depth);
    }
    let all_at = |depth: usize| depths.iter().filter(move |(_, d)| **d == depth).map(|(id, _)| *id);
    let only = |depth: usize, wanted: Needs| {
        let mut at = all_at(depth).peekable();
        at.peek().is_some() && at.all(|id| needs(&program.named(id).sequence) == Some(wanted))
    };
    let deepest = depths.values().copied().max().map_or(0, |depth| depth + 1);
    let (mut placed, mut layer, mut depth) = (BTreeMap::new(), 0, 0);
    while depth < deepest {
        let shared = only(depth, Needs { attention: true, mlp: false })
            && only(depth + 1, Needs { attention: false, mlp: true });
        for of_layer in depth..=depth + usize::from(shared) {
            placed.extend(all_at(of_layer).map(|id| (id, layer)));
        }
        depth += 1 + usize::from(shared);
        layer += 1;
    }
    (placed, layer)
}
