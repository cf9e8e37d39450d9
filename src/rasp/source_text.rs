//! Sequences and selectors as they would be written in a program.

use super::node::{Node, Selector, Sequence};
use super::program::Program;

impl Program {
    /// How a node is computed, in the words of the language; a predefined sequence is its name.
    pub fn source_text(&self, node: Node) -> String {
        let sequence = |id| self.named(id).name.clone();
        let selector = |id| self.named_selector(id).name.clone();
        match node {
            Node::Sequence(id) => match &self.named(id).sequence {
                Sequence::Tokens => "tokens".to_owned(),
                Sequence::Indices => "indices".to_owned(),
                Sequence::Map { term, of } => format!("map({}, {term})", sequence(*of)),
                Sequence::Zip { term, of: [x, y] } => format!("zip({}, {}, {term})", sequence(*x), sequence(*y)),
                Sequence::Blend { weights: [a, b], of: [x, y] } => {
                    format!("blend({a}, {}, {b}, {})", sequence(*x), sequence(*y))
                }
                Sequence::Aggregate { by, of } => format!("aggregate({}, {})", selector(*by), sequence(*of)),
                Sequence::Width { of } => format!("width({})", selector(*of)),
            },
            Node::Selector(id) => match &self.named_selector(id).selector {
                Selector::Select { keys, queries, predicate } => {
                    format!("select({}, {}, {predicate})", sequence(*keys), sequence(*queries))
                }
                Selector::All => "all".to_owned(),
                Selector::Both([a, b]) => format!("both({}, {})", selector(*a), selector(*b)),
                Selector::Either([a, b]) => format!("either({}, {})", selector(*a), selector(*b)),
                Selector::Except(a) => format!("except({})", selector(*a)),
            },
        }
    }
}
