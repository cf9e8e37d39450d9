//! The weights of a compiled program as dense matrices, in the form in which a transformer is run or trained further.

use super::compile::{AFTER, BEFORE, Compiled, Head, ONE, Unit};
use super::program::Program;
use super::value::Value;

/// Numbers in rows and columns.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Matrix {
    /// How many rows.
    pub rows: usize,
    /// How many columns.
    pub columns: usize,
    /// `[rows · columns]`, row by row.
    pub values: Vec<f32>,
}

impl Matrix {
    /// All zeros.
    pub fn zeros(rows: usize, columns: usize) -> Self {
        Self { rows, columns, values: vec![0.0; rows * columns] }
    }

    /// One value; zero outside of the matrix.
    pub fn at(&self, row: usize, column: usize) -> f32 {
        self.row(row).get(column).copied().unwrap_or(0.0)
    }

    /// One row; empty below the last.
    pub fn row(&self, row: usize) -> &[f32] {
        self.values.get(row * self.columns..(row + 1) * self.columns).unwrap_or(&[])
    }

    fn add(&mut self, row: usize, column: usize, value: f64) {
        self.values[row * self.columns + column] += value as f32;
    }
}

/// An attention head: `softmax(q kᵀ / √key_size) v · output` is added to the residual stream x, where each of q, k and v is x
/// times its matrix, and its bias.
#[derive(Clone, Debug, PartialEq)]
pub struct HeadWeights {
    /// `[width, key_size]`.
    pub query: Matrix,
    /// `[width, key_size]`.
    pub key: Matrix,
    /// `[width, key_size]`.
    pub value: Matrix,
    /// `[key_size, width]`.
    pub output: Matrix,
    /// `[key_size]` of queries, keys and values, added to each. A compiled model has zeros; training moves them.
    pub biases: [Vec<f32>; 3],
}

/// One block: its heads, then `relu(x mlp_in + bias) · mlp_out`, each added to the residual stream. Nothing is normalised.
#[derive(Clone, Debug, PartialEq)]
pub struct LayerWeights {
    /// [`Compiled::heads`] heads; those that the program does not use are zero.
    pub heads: Vec<HeadWeights>,
    /// `[width]`, added to what all heads write; zero in a compiled model, as are the other two.
    pub output_bias: Vec<f32>,
    /// `[width, hidden]`, with [`Compiled::hidden`] columns.
    pub mlp_in: Matrix,
    /// `[hidden]`.
    pub mlp_in_bias: Vec<f32>,
    /// `[hidden, width]`.
    pub mlp_out: Matrix,
    /// `[width]`.
    pub mlp_out_bias: Vec<f32>,
}

/// A transformer that answers as a program does.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelWeights {
    /// `[words, width]`, in the order of [`Compiled::words`].
    pub tokens: Matrix,
    /// `[length + 1, width]`; row 0 is for the token before the string and is zero.
    pub positions: Matrix,
    /// Blocks in order.
    pub layers: Vec<LayerWeights>,
    /// Whether a position sees only itself and those before it.
    pub causal: bool,
}

impl Compiled {
    /// The weights, smaller heads and MLPs filled up with zeros.
    pub fn weights(&self) -> ModelWeights {
        let mut tokens = Matrix::zeros(self.words.len(), self.width());
        let mut positions = Matrix::zeros(self.length + 1, self.width());
        for (column, direction) in self.basis.iter().enumerate() {
            let word = self.words.iter().position(|word| direction.value.as_ref() == Some(word));
            match (direction.name.as_str(), &direction.value, word) {
                (ONE, None, _) => (0..self.words.len()).for_each(|row| tokens.add(row, column, 1.0)),
                ("tokens", _, Some(row)) => tokens.add(row, column, 1.0),
                ("indices", Some(Value::Number(index)), _) => positions.add(*index as usize + 1, column, 1.0),
                _ => {}
            }
        }
        let layers = self.layers.iter().map(|layer| {
            let empty = Head { name: String::new(), keys: vec![], scores: vec![], values: vec![], writes: vec![] };
            let heads = layer.heads.iter().chain(std::iter::repeat(&empty)).take(self.heads());
            let [mlp_in, mlp_out] = self.mlp(&layer.units);
            LayerWeights {
                heads: heads.map(|head| self.head(head)).collect(),
                output_bias: vec![0.0; self.width()],
                mlp_in,
                mlp_in_bias: vec![0.0; self.hidden()],
                mlp_out,
                mlp_out_bias: vec![0.0; self.width()],
            }
        });
        ModelWeights { tokens, positions, layers: layers.collect(), causal: self.causal }
    }

    /// The rows of the embedding for a string: [`BEFORE`] first. A word that the program does not know becomes [`AFTER`];
    /// [`Program::admits`] tells beforehand whether there is one.
    pub fn encode(&self, input: &[Value]) -> Vec<u32> {
        let row = |wanted: &Value| self.words.iter().position(|word| word == wanted);
        let after = row(&Value::token(AFTER)).unwrap_or_default();
        let before = Value::token(BEFORE);
        std::iter::once(&before).chain(input).map(|word| row(word).unwrap_or(after) as u32).collect()
    }

    fn head(&self, head: &Head) -> HeadWeights {
        let (width, size) = (self.width(), self.key_size());
        let mut weights = HeadWeights {
            query: Matrix::zeros(width, size),
            key: Matrix::zeros(width, size),
            value: Matrix::zeros(width, size),
            output: Matrix::zeros(size, width),
            biases: [(); 3].map(|()| vec![0.0; size]),
        };
        head.keys.iter().enumerate().for_each(|(place, from)| weights.key.add(*from, place, 1.0));
        head.scores.iter().for_each(|(query, place, weight)| weights.query.add(*query, *place, *weight));
        head.values.iter().enumerate().for_each(|(place, from)| weights.value.add(*from, place, 1.0));
        head.writes.iter().for_each(|(place, to, weight)| weights.output.add(*place, *to, *weight));
        weights
    }

    fn mlp(&self, units: &[Unit]) -> [Matrix; 2] {
        let mut mlp_in = Matrix::zeros(self.width(), self.hidden());
        let mut mlp_out = Matrix::zeros(self.hidden(), self.width());
        for (place, unit) in units.iter().enumerate() {
            unit.reads.iter().for_each(|(from, weight)| mlp_in.add(*from, place, *weight));
            unit.writes.iter().for_each(|(to, weight)| mlp_out.add(place, *to, *weight));
        }
        [mlp_in, mlp_out]
    }
}

impl Program {
    /// The words of a string as places in [`Program::vocabulary`]; none where it lacks one.
    pub fn places(&self, input: &[Value]) -> Option<Vec<u32>> {
        let place = |word: &Value| self.vocabulary().binary_search(word).ok().map(|place| place as u32);
        input.iter().map(place).collect()
    }
}
