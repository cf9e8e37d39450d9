//! Where the weights changed: how far each matrix moved, and over how many directions the move is spread.

use crate::model::Weights;
use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};

/// How one matrix differs between two checkpoints.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MatrixChange {
    /// The parameter's name.
    pub name: String,
    /// Frobenius norm of the difference over that of the earlier matrix.
    pub relative: f64,
    /// Effective rank of the difference: the exponential of the entropy of its normalised singular values (Roy and
    /// Vetterli, 2007); 0 where nothing changed.
    pub effective_rank: f64,
    /// The largest rank it could have.
    pub full_rank: u32,
}

/// The change of every weight matrix from one checkpoint to a later one; biases, gains and matrices of other shapes are
/// left out.
pub fn changes(from: &Weights, to: &Weights) -> Vec<MatrixChange> {
    let pairs = from.parameters.iter().zip(&to.parameters);
    pairs
        .filter(|(a, b)| a.shape.len() == 2 && a.shape == b.shape && a.name == b.name)
        .map(|(a, b)| {
            let (rows, columns) = (a.shape[0], a.shape[1]);
            let moved: Vec<f64> = a.values.iter().zip(&b.values).map(|(x, y)| f64::from(*y) - f64::from(*x)).collect();
            let before: f64 = a.values.iter().map(|v| f64::from(*v).powi(2)).sum::<f64>().sqrt();
            let norm = moved.iter().map(|v| v * v).sum::<f64>().sqrt();
            MatrixChange {
                name: a.name.clone(),
                relative: norm / before.max(f64::MIN_POSITIVE),
                effective_rank: if norm > 0.0 { effective_rank(rows, columns, &moved) } else { 0.0 },
                full_rank: rows.min(columns) as u32,
            }
        })
        .collect()
}

/// The exponential of the entropy of the normalised singular values of a matrix given row by row.
fn effective_rank(rows: usize, columns: usize, values: &[f64]) -> f64 {
    let singular = DMatrix::from_row_slice(rows, columns, values).singular_values();
    let sum: f64 = singular.iter().sum();
    let entropy: f64 = singular.iter().map(|s| s / sum).filter(|p| *p > 0.0).map(|p| -p * p.ln()).sum();
    entropy.exp()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ModelSize, initial_weights};

    #[test]
    fn an_unchanged_model_has_moved_nowhere() {
        let weights = initial_weights(ModelSize::Micro.config(20, 7).unwrap(), 1);
        assert!(changes(&weights, &weights).iter().all(|c| c.relative == 0.0 && c.effective_rank == 0.0));
    }

    #[test]
    fn a_planted_change_is_found_in_its_matrix_with_its_size_and_rank() {
        let weights = initial_weights(ModelSize::Micro.config(20, 7).unwrap(), 1);
        let mut moved = weights.clone();
        let planted = moved.parameters.iter_mut().find(|p| p.name == "blocks.0.attention.value.weight").unwrap();
        // Two orthogonal directions of the same size: rows 0 and 1 grow in columns 0 and 1.
        planted.values[0] += 3.0;
        planted.values[16 + 1] += 3.0;
        for change in changes(&weights, &moved) {
            if change.name == "blocks.0.attention.value.weight" {
                assert!((change.effective_rank - 2.0).abs() < 1e-6, "{change:?}");
                let norm: f64 =
                    weights.get(&change.name).unwrap().values.iter().map(|v| f64::from(*v).powi(2)).sum::<f64>().sqrt();
                assert!((change.relative - 18.0_f64.sqrt() / norm).abs() < 1e-6 * change.relative);
                assert_eq!(change.full_rank, 16);
            } else {
                assert_eq!(change.relative, 0.0, "{}", change.name);
            }
        }
    }

    #[test]
    fn the_effective_rank_of_a_full_rotation_is_the_width() {
        let identity: Vec<f64> = (0..25).map(|i| f64::from(u8::from(i % 6 == 0))).collect();
        assert!((effective_rank(5, 5, &identity) - 5.0).abs() < 1e-9);
        assert!((effective_rank(2, 3, &[1.0, 2.0, 3.0, 2.0, 4.0, 6.0]) - 1.0).abs() < 1e-6);
    }
}
