//! The weights of a compiled transformer on the host, as one array in the order of its parameters.

use super::super::architecture::Architecture;
use super::super::weights::{Weights, cut};
use super::sizes::CompiledSizes;
use crate::rasp::{Compiled, HeadWeights, LayerWeights, Matrix, ModelWeights};
use crate::tasks::{Purpose, Stream};
use serde::{Deserialize, Serialize};

/// All weights of a compiled transformer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CompiledWeights {
    /// The model's sizes.
    pub sizes: CompiledSizes,
    /// `[parameter_count]`, in the order of [`CompiledSizes::parameters`].
    pub values: Vec<f32>,
}

/// The weights of a compiled program, as they are when nothing was trained.
pub fn compiled_weights(compiled: &Compiled) -> CompiledWeights {
    let weights = compiled.weights();
    let first = weights.layers.first();
    let sizes = CompiledSizes {
        words: weights.tokens.rows,
        context: weights.positions.rows,
        width: weights.tokens.columns,
        layers: weights.layers.len(),
        heads: first.map_or(0, |l| l.heads.len()),
        key_size: first.and_then(|l| l.heads.first()).map_or(0, |h| h.key.columns),
        hidden: first.map_or(0, |l| l.mlp_in.columns),
        causal: weights.causal,
    };
    let mut values = [weights.tokens.values, weights.positions.values].concat();
    for layer in &weights.layers {
        for part in 0..3 {
            let matrix = |head: &'_ HeadWeights| [&head.query, &head.key, &head.value][part].clone();
            let parts: Vec<Matrix> = layer.heads.iter().map(matrix).collect();
            for row in 0..sizes.width {
                parts.iter().for_each(|matrix| values.extend_from_slice(matrix.row(row)));
            }
            layer.heads.iter().for_each(|head| values.extend_from_slice(&head.biases[part]));
        }
        layer.heads.iter().for_each(|head| values.extend_from_slice(&head.output.values));
        values.extend_from_slice(&layer.output_bias);
        values.extend_from_slice(&layer.mlp_in.values);
        values.extend_from_slice(&layer.mlp_in_bias);
        values.extend_from_slice(&layer.mlp_out.values);
        values.extend_from_slice(&layer.mlp_out_bias);
    }
    CompiledWeights { sizes, values }
}

/// The same weights with Gaussian noise of the standard deviation `noise` on each of them: a compiled model is too sparse to be
/// trained stably (paper, Setup 2).
pub fn noised(weights: &CompiledWeights, noise: f64, seed: u32) -> CompiledWeights {
    let mut stream = Stream::new(seed, Purpose::CompiledNoise);
    let values = weights.values.iter().map(|value| value + noise as f32 * stream.normal()).collect();
    CompiledWeights { sizes: weights.sizes, values }
}

impl From<&CompiledWeights> for Weights {
    fn from(compiled: &CompiledWeights) -> Self {
        let architecture = Architecture::Compiled(compiled.sizes);
        Self { architecture, parameters: cut(&architecture, &compiled.values) }
    }
}

impl CompiledWeights {
    /// The numbers of named weights; none where they are of another architecture.
    pub fn of(weights: &Weights) -> Option<Self> {
        let Architecture::Compiled(sizes) = weights.architecture else { return None };
        let values = weights.parameters.iter().flat_map(|p| p.values.iter().copied()).collect();
        Some(Self { sizes, values }).filter(Self::are_whole)
    }

    /// Whether there are as many numbers as the sizes ask for, all of them finite.
    pub fn are_whole(&self) -> bool {
        self.values.len() == self.sizes.parameter_count() && self.values.iter().all(|value| value.is_finite())
    }

    /// The matrices by name, for a forward pass on the host.
    pub fn matrices(&self) -> ModelWeights {
        let sizes = self.sizes;
        let mut rest = self.values.as_slice();
        let mut next = |rows: usize, columns: usize| {
            let (own, others) = rest.split_at((rows * columns).min(rest.len()));
            rest = others;
            let mut values = own.to_vec();
            values.resize(rows * columns, 0.0);
            Matrix { rows, columns, values }
        };
        let (width, inner) = (sizes.width, sizes.heads * sizes.key_size);
        let tokens = next(sizes.words, width);
        let positions = next(sizes.context, width);
        let layers = (0..sizes.layers)
            .map(|_| {
                // Arguments are evaluated in the order in which they are kept.
                let [query, key, value] = [(); 3].map(|()| (next(width, inner), next(1, inner)));
                let (output, output_bias) = (next(inner, width), next(1, width).values);
                let own = |head: usize| head * sizes.key_size..(head + 1) * sizes.key_size;
                let columns = |(matrix, _): &(Matrix, Matrix), head: usize| {
                    let rows = (0..width).map(|row| &matrix.row(row)[own(head)]);
                    Matrix { rows: width, columns: sizes.key_size, values: rows.flatten().copied().collect() }
                };
                let rows = |head: usize| {
                    let values = own(head).flat_map(|row| output.row(row).to_vec()).collect();
                    Matrix { rows: sizes.key_size, columns: width, values }
                };
                let head = |head| HeadWeights {
                    query: columns(&query, head),
                    key: columns(&key, head),
                    value: columns(&value, head),
                    output: rows(head),
                    biases: [&query, &key, &value].map(|(_, bias)| bias.values[own(head)].to_vec()),
                };
                let heads = (0..sizes.heads).map(head).collect();
                let (mlp_in, mlp_in_bias) = (next(width, sizes.hidden), next(1, sizes.hidden).values);
                let (mlp_out, mlp_out_bias) = (next(sizes.hidden, width), next(1, width).values);
                LayerWeights { heads, output_bias, mlp_in, mlp_in_bias, mlp_out, mlp_out_bias }
            })
            .collect();
        ModelWeights { tokens, positions, layers, causal: sizes.causal }
    }

    /// The parameter that the number at `index` belongs to, with its row and column; a bias has one row.
    pub fn place(&self, index: usize) -> Option<(String, usize, usize)> {
        let mut before = 0;
        for (name, shape) in self.sizes.parameters() {
            let count = shape.iter().product::<usize>();
            if index < before + count {
                let columns = shape.last().copied().unwrap_or(1).max(1);
                return Some((name, (index - before) / columns, (index - before) % columns));
            }
            before += count;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rasp::{LIBRARY, Program};

    #[test]
    fn weights_of_every_listed_program_become_an_array_and_the_same_matrices_again() {
        for listed in &LIBRARY {
            let compiled = Program::parse(listed.source).unwrap().compile().unwrap();
            let weights = compiled_weights(&compiled);
            assert!(weights.are_whole(), "{}", listed.key);
            assert_eq!(weights.matrices(), compiled.weights(), "{}", listed.key);
        }
    }

    #[test]
    fn noise_is_seeded_and_has_the_stated_spread() {
        let compiled = Program::parse(LIBRARY[0].source).unwrap().compile().unwrap();
        let weights = compiled_weights(&compiled);
        let changed = noised(&weights, 0.5, 3);
        assert_eq!(changed, noised(&weights, 0.5, 3));
        assert_ne!(changed, noised(&weights, 0.5, 4));
        let squares: f64 =
            weights.values.iter().zip(&changed.values).map(|(a, b)| f64::from(a - b).powi(2)).sum::<f64>();
        assert!(((squares / weights.values.len() as f64).sqrt() - 0.5).abs() < 0.02);
    }

    #[test]
    fn a_number_is_found_in_its_parameter() {
        let compiled = Program::parse(LIBRARY[0].source).unwrap().compile().unwrap();
        let weights = compiled_weights(&compiled);
        let width = weights.sizes.width;
        assert_eq!(weights.place(width + 2), Some(("token.weight".to_owned(), 1, 2)));
        assert_eq!(weights.place(weights.values.len()), None);
    }
}
