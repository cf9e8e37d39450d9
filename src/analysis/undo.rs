//! Undoing a change direction by direction: the tensor half of [`super::undone`].

use super::questions::Questions;
use super::undone::{UNDONE_GRID, Undone, UndonePlace, UndonePoint};
use crate::model::Weights;
use crate::train::{Accuracy, LearnerError};
use nalgebra::DMatrix;

/// One direction of a change: what is taken off a parameter when it is undone.
struct Direction {
    parameter: usize,
    /// Its size over the norm of the parameter before the change.
    size: f64,
    /// Singular value times left and right singular vectors, factor by factor.
    left: Vec<f64>,
    right: Vec<f64>,
}

/// Undoing under way: every step is one number of directions.
pub struct Undo {
    tuned: Weights,
    pretrained: Weights,
    directions: Vec<Direction>,
    questions: Box<dyn Questions>,
    done: Option<Undone>,
}

impl Undo {
    /// Undoes what leads from `pretrained` to `tuned`, models of the same sizes. `questions` are two sets: one that the number of
    /// directions is chosen on, and the reported one.
    pub fn new(tuned: Weights, pretrained: Weights, questions: Box<dyn Questions>) -> Self {
        let mut directions = directions(&pretrained, &tuned);
        directions.sort_by(|a, b| b.size.total_cmp(&a.size));
        Self { tuned, pretrained, directions, questions, done: None }
    }

    /// The share of the work that is done.
    pub fn share(&self) -> f64 {
        self.done.as_ref().map_or(0.0, |done| done.points.len() as f64 / UNDONE_GRID.len() as f64)
    }

    /// Undoes the next number of directions; gives the result after the last one.
    ///
    /// # Errors
    /// When the device is gone.
    pub async fn step(&mut self) -> Result<Option<Undone>, LearnerError> {
        let most = |shape: &[usize]| if let [rows, columns] = *shape { rows.min(columns) } else { 1 };
        let all = self.tuned.parameters.iter().map(|own| most(&own.shape) as u32).sum();
        let Some(mut done) = self.done.take() else {
            // On the same samples as what is held against it: sets of few differ by more than a tenth.
            let [pretrained, _] = self.asked(&self.pretrained).await?;
            self.done = Some(Undone { all, pretrained, points: Vec::new(), places: Vec::new() });
            return Ok(None);
        };
        let next = UNDONE_GRID.get(done.points.len()).copied().filter(|count| *count < all);
        if let Some(count) = next {
            let [choosing, skill] = self.asked(&self.undone(count as usize)).await?;
            done.points.push(UndonePoint { directions: count, choosing, skill });
            if done.needed().is_none() {
                self.done = Some(done);
                return Ok(None);
            }
        }
        // More of them would only bring back more of what is back.
        if let Some(needed) = done.needed().map(|point| point.directions as usize) {
            done.places = self.places(needed);
        }
        Ok(Some(done))
    }

    async fn asked(&self, weights: &Weights) -> Result<[Accuracy; 2], LearnerError> {
        let found = self.questions.answered(weights).await?;
        Ok([0, 1].map(|set| found.get(set).copied().unwrap_or_default()))
    }

    /// The fine-tuned model without the `count` largest directions of its change.
    fn undone(&self, count: usize) -> Weights {
        let mut weights = self.tuned.clone();
        for direction in self.directions.iter().take(count) {
            let Some(own) = weights.parameters.get_mut(direction.parameter) else { continue };
            for (row, left) in own.values.chunks_mut(direction.right.len().max(1)).zip(&direction.left) {
                for (value, right) in row.iter_mut().zip(&direction.right) {
                    *value = (f64::from(*value) - left * right) as f32;
                }
            }
        }
        weights
    }

    /// How many of the `count` largest directions each parameter has, most first.
    fn places(&self, count: usize) -> Vec<UndonePlace> {
        let mut places: Vec<UndonePlace> = Vec::new();
        for direction in self.directions.iter().take(count) {
            let Some(own) = self.tuned.parameters.get(direction.parameter) else { continue };
            match places.iter_mut().find(|place| place.name == own.name) {
                Some(place) => place.directions += 1,
                None => places.push(UndonePlace { name: own.name.clone(), directions: 1 }),
            }
        }
        places.sort_by_key(|place| std::cmp::Reverse(place.directions));
        places
    }
}

/// The directions of the change of every parameter; a vector has one.
fn directions(from: &Weights, to: &Weights) -> Vec<Direction> {
    let mut all = Vec::new();
    for (parameter, (a, b)) in from.parameters.iter().zip(&to.parameters).enumerate() {
        let moved: Vec<f64> = a.values.iter().zip(&b.values).map(|(x, y)| f64::from(*y) - f64::from(*x)).collect();
        let norm = |values: &mut dyn Iterator<Item = f64>| values.map(|v| v * v).sum::<f64>().sqrt();
        let before = norm(&mut a.values.iter().map(|v| f64::from(*v))).max(f64::MIN_POSITIVE);
        if norm(&mut moved.iter().copied()) == 0.0 {
            continue;
        }
        if let [rows, columns] = a.shape[..] {
            let svd = DMatrix::from_row_slice(rows, columns, &moved).svd(true, true);
            let (Some(u), Some(v)) = (svd.u, svd.v_t) else { continue };
            for (index, singular) in svd.singular_values.iter().enumerate().filter(|(_, s)| **s > 0.0) {
                let left = u.column(index).iter().map(|x| x * singular).collect();
                let right = v.row(index).iter().copied().collect();
                all.push(Direction { parameter, size: singular / before, left, right });
            }
        } else {
            // A bias may have been nothing before: its change is as large as itself then.
            let size = norm(&mut moved.iter().copied());
            let reference = before.max(norm(&mut b.values.iter().map(|v| f64::from(*v))));
            all.push(Direction { parameter, size: size / reference, left: vec![1.0], right: moved });
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::planted;
    use crate::model::{ModelSize, initial_weights};

    #[test]
    fn a_planted_change_of_rank_four_has_four_large_directions_and_undoing_them_gives_the_model_back() {
        let before = initial_weights(ModelSize::Mini.config(29, 19).unwrap(), 1);
        let name = "blocks.1.attention.output.weight";
        let after = planted(&before, name, 4, 2.0, 7);
        let mut found = directions(&before, &after);
        found.sort_by(|a, b| b.size.total_cmp(&a.size));
        assert!(found[3].size > 1e-2 && found.get(4).is_none_or(|d| d.size < 1e-5));
        let config = ModelSize::Mini.config(29, 19).unwrap();
        assert_eq!(config, before.config());
        let taken: Vec<f64> =
            found[..4].iter().fold(vec![0.0; before.get(name).unwrap().values.len()], |mut sum, d| {
                for (row, left) in sum.chunks_mut(d.right.len()).zip(&d.left) {
                    row.iter_mut().zip(&d.right).for_each(|(value, right)| *value += left * right);
                }
                sum
            });
        let pairs = after.get(name).unwrap().values.iter().zip(&before.get(name).unwrap().values);
        let worst = pairs.zip(taken).map(|((b, a), t)| (f64::from(*b) - t - f64::from(*a)).abs()).fold(0.0, f64::max);
        assert!(worst < 1e-5, "{worst}");
    }
}
