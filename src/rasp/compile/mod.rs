//! The compiler: a program becomes the weights of a transformer in the manner of Tracr (Lindner et al. 2023).

mod attention;
mod basis;
mod build;
mod layers;
mod layout;
mod lookup;
mod mlp;
mod parts;
mod sizes;
mod value_sets;

pub(super) use basis::ONE;
pub use basis::{AFTER, BEFORE, Direction};
pub use parts::{Head, Layer, Unit};
pub(super) use value_sets::{CLOSE, ValueSets, value_sets};

use super::program::Program;
use super::value::Value;
use sizes::Sizes;

/// How the answer is read off the residual stream after the last layer.
#[derive(Clone, Debug, PartialEq)]
pub enum AnswerReadout {
    /// The value whose direction is largest; the first of equal ones.
    Largest(Vec<(Value, usize)>),
    /// The length along one direction.
    Length(usize),
}

/// A compiled program: a transformer without normalisation whose weights are mostly zero, and what its parts mean.
#[derive(Clone, Debug, PartialEq)]
pub struct Compiled {
    /// The residual stream's directions in order.
    pub basis: Vec<Direction>,
    /// What tokens the model knows, in the order of its embedding: the vocabulary, [`BEFORE`] and [`AFTER`].
    pub words: Vec<Value>,
    /// Blocks in order.
    pub layers: Vec<Layer>,
    /// Tokens of the longest string, without [`BEFORE`].
    pub length: usize,
    /// Whether a position sees only itself and those before it.
    pub causal: bool,
    /// The slope of lookups.
    pub exactness: f64,
    /// Whether that slope tells all values apart that lookups have to.
    pub exact: bool,
    /// How the answer is read.
    pub reading: AnswerReadout,
    program: Program,
}

impl Compiled {
    /// The program it came from.
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// Where a direction stands, by its label.
    pub fn direction(&self, label: &str) -> Option<usize> {
        self.basis.iter().position(|direction| direction.to_string() == label)
    }

    /// Width of the residual stream.
    pub fn width(&self) -> usize {
        self.basis.len()
    }

    /// Heads of the layer that has most, at least one. All layers are given as many.
    pub fn heads(&self) -> usize {
        self.layers.iter().map(|layer| layer.heads.len()).max().unwrap_or(0).max(1)
    }

    /// Width of queries, keys and values of each head: that of the largest, at least one.
    pub fn key_size(&self) -> usize {
        let heads = self.layers.iter().flat_map(|layer| &layer.heads);
        heads.map(|head| head.keys.len().max(head.values.len()).max(head.query_size())).max().unwrap_or(0).max(1)
    }

    /// Hidden units of the MLP that has most, at least one.
    pub fn hidden(&self) -> usize {
        self.layers.iter().map(|layer| layer.units.len()).max().unwrap_or(0).max(1)
    }
}

impl Compiled {
    /// The answers of a categorical output in order, and the direction of each; empty for a numerical one.
    pub fn answers(&self) -> &[(Value, usize)] {
        match &self.reading {
            AnswerReadout::Largest(answers) => answers,
            AnswerReadout::Length(_) => &[],
        }
    }

    /// Weights of all layers, with the zeros that fill up the smaller ones.
    pub(super) fn weight_count(&self) -> u64 {
        let (width, layers) = (self.width(), self.layers.len());
        Sizes { width, layers, heads: self.heads(), key_size: self.key_size(), hidden: self.hidden() }.weights()
    }
}

impl Head {
    /// How many directions queries are read from.
    fn query_size(&self) -> usize {
        let mut queries: Vec<usize> = self.scores.iter().map(|(query, ..)| *query).collect();
        queries.sort_unstable();
        queries.dedup();
        queries.len()
    }
}
