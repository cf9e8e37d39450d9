//! Orders over a program's nodes: breadth first from the output, as names are numbered, and each after what it needs, as
//! it is run.

use super::node::{Node, Selector, Sequence};
use super::program::Program;
use std::collections::VecDeque;

impl Program {
    /// What a node needs, in the order of reading: keys before queries, a selector before what is aggregated.
    pub fn needs(&self, node: Node) -> Vec<Node> {
        use Node::{Selector as Sel, Sequence as Seq};
        match node {
            Seq(id) => match &self.named(id).sequence {
                Sequence::Tokens | Sequence::Indices => Vec::new(),
                Sequence::Map { of, .. } => vec![Seq(*of)],
                Sequence::Zip { of, .. } | Sequence::Blend { of, .. } => of.map(Seq).to_vec(),
                Sequence::Aggregate { by, of } => vec![Sel(*by), Seq(*of)],
                Sequence::Width { of } => vec![Sel(*of)],
            },
            Sel(id) => match &self.named_selector(id).selector {
                Selector::Select { keys, queries, .. } => vec![Seq(*keys), Seq(*queries)],
                Selector::All => Vec::new(),
                Selector::Both(of) | Selector::Either(of) => of.map(Sel).to_vec(),
                Selector::Except(of) => vec![Sel(*of)],
            },
        }
    }

    /// All nodes that the output needs, breadth first from it.
    pub fn reading_order(&self) -> Vec<Node> {
        let mut seen = vec![Node::Sequence(self.output())];
        let mut next = VecDeque::from(seen.clone());
        while let Some(node) = next.pop_front() {
            for needed in self.needs(node) {
                if !seen.contains(&needed) {
                    seen.push(needed);
                    next.push_back(needed);
                }
            }
        }
        seen
    }

    /// The nodes that the output needs, each after what it needs itself.
    pub fn running_order(&self) -> Vec<Node> {
        let mut done = Vec::new();
        // Nodes can only need earlier ones, so that this ends.
        let mut open = vec![(Node::Sequence(self.output()), false)];
        while let Some((node, ready)) = open.pop() {
            if done.contains(&node) {
                continue;
            }
            if ready {
                done.push(node);
            } else {
                open.push((node, true));
                open.extend(self.needs(node).into_iter().rev().map(|needed| (needed, false)));
            }
        }
        done
    }
}
