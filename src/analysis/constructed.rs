//! Models whose state is known by construction: the instruments and the verdict are tried on them. Each is made of another
//! model's weights; nothing is trained here.

use crate::model::{Architecture, ModelConfig, Weights, initial_weights};
use crate::tasks::{Purpose, Stream};
use std::ops::Range;

/// A seed of its own for what a constructed model draws, so that it shares nothing with the experiment of `seed`.
pub fn another_seed(seed: u32) -> u32 {
    seed ^ 0x5EED_0000
}

/// The head's columns of the answers, `answers` in the vocabulary, each moved to the next answer; the last becomes the
/// first. The model says k + 1 where it said k: wrapped, outside of every weight that pruning removes.
pub fn head_shifted(model: &Weights, answers: &Range<usize>) -> Weights {
    let last = answers.len().max(1) - 1;
    head_permuted(model, answers, &|answer| if answer == 0 { last } else { answer - 1 })
}

/// The head's columns of the answers in a random order that leaves none in its place.
pub fn head_scrambled(model: &Weights, answers: &Range<usize>, seed: u32) -> Weights {
    let order = deranged(answers.len(), seed);
    head_permuted(model, answers, &|answer| order[answer])
}

/// A random order of `count` places that leaves none where it is.
pub fn deranged(count: usize, seed: u32) -> Vec<usize> {
    let mut stream = Stream::new(seed, Purpose::Construction);
    let mut order: Vec<usize> = (0..count).collect();
    // Of all orders more than a third leave nothing in its place; of fewer than two places none does.
    for _ in 0..1_000 {
        stream.shuffle(&mut order);
        if order.iter().enumerate().all(|(at, from)| at != *from) {
            break;
        }
    }
    order
}

/// The column of each answer taken from that of the answer `from` says.
fn head_permuted(model: &Weights, answers: &Range<usize>, from: &dyn Fn(usize) -> usize) -> Weights {
    let answers: Vec<usize> = answers.clone().collect();
    columns_moved(model, &|name| name == "head.weight", &answers, from)
}

/// In every parameter that `moves` names, the columns `answers` in another order: that of each answer is taken from the answer that
/// `from` says.
pub fn columns_moved(
    model: &Weights,
    moves: &dyn Fn(&str) -> bool,
    answers: &[usize],
    from: &dyn Fn(usize) -> usize,
) -> Weights {
    let mut result = model.clone();
    for (own, old) in result.parameters.iter_mut().zip(&model.parameters).filter(|(own, _)| moves(&own.name)) {
        let width = own.shape.last().copied().unwrap_or(1).max(1);
        for (new, old) in own.values.chunks_mut(width).zip(old.values.chunks(width)) {
            for (answer, column) in answers.iter().enumerate() {
                let source = answers.get(from(answer)).and_then(|source| old.get(*source));
                if let (Some(to), Some(value)) = (new.get_mut(*column), source) {
                    *to = *value;
                }
            }
        }
    }
    result
}

/// The matrix called `name` with two of its rows exchanged: of an embedding, two tokens that change places.
pub fn rows_swapped(model: &Weights, name: &str, one: usize, other: usize) -> Weights {
    let mut result = model.clone();
    for own in result.parameters.iter_mut().filter(|own| own.name == name) {
        let width = own.shape.last().copied().unwrap_or(1).max(1);
        let rows = own.values.len() / width;
        if one < rows && other < rows {
            (0..width).for_each(|column| own.values.swap(one * width + column, other * width + column));
        }
    }
    result
}

/// The matrix `[inputs, outputs]` called `name` with a random change of rank `rank` added, as large as `size` times the
/// matrix (Frobenius norms). Everything else is intact: wrapped, `rank` directions away from the model it was.
pub fn planted(model: &Weights, name: &str, rank: u32, size: f32, seed: u32) -> Weights {
    let mut stream = Stream::new(seed, Purpose::Construction);
    let mut result = model.clone();
    for own in result.parameters.iter_mut().filter(|own| own.name == name) {
        let outputs = own.shape.last().copied().unwrap_or(1).max(1);
        let inputs = own.values.len() / outputs;
        let mut change = vec![0.0_f32; own.values.len()];
        for _ in 0..rank {
            let left: Vec<f32> = (0..inputs).map(|_| stream.normal()).collect();
            let right: Vec<f32> = (0..outputs).map(|_| stream.normal()).collect();
            for (row, l) in change.chunks_mut(outputs).zip(&left) {
                for (value, r) in row.iter_mut().zip(&right) {
                    *value += l * r;
                }
            }
        }
        let norm = |values: &[f32]| values.iter().map(|v| v * v).sum::<f32>().sqrt();
        let scale = size * norm(&own.values) / norm(&change).max(f32::MIN_POSITIVE);
        for (value, change) in own.values.iter_mut().zip(&change) {
            *value += scale * change;
        }
    }
    result
}

/// Each matrix with its numbers in a random order: their sizes stay, and nothing that was learnt.
pub fn shuffled(model: &Weights, seed: u32) -> Weights {
    let mut stream = Stream::new(seed, Purpose::Construction);
    let mut result = model.clone();
    for own in result.parameters.iter_mut().filter(|own| own.shape.len() > 1) {
        stream.shuffle(&mut own.values);
    }
    result
}

/// Random initial weights of another seed than the experiment's.
pub fn random(config: ModelConfig, seed: u32) -> Weights {
    initial_weights(config, another_seed(seed))
}

/// `share` of the way from a model to random weights of its own kind, as suppressing, noising and distilling does it
/// (arXiv 2506.06278): 0 is the model itself, 1 knows nothing.
pub fn noised(model: &Weights, share: f64, seed: u32) -> Weights {
    match model.architecture {
        Architecture::Gpt(config) => super::linear_interpolation(model, &random(config, seed), share),
        Architecture::Compiled(_) => super::linear_interpolation(model, &shuffled(model, seed), share),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ModelSize;

    fn model() -> Weights {
        initial_weights(ModelSize::Mini.config(29, 19).unwrap(), 1)
    }

    fn changed(before: &Weights, after: &Weights) -> Vec<String> {
        let pairs = before.parameters.iter().zip(&after.parameters);
        pairs.filter(|(a, b)| a != b).map(|(a, _)| a.name.clone()).collect()
    }

    fn column(model: &Weights, at: usize) -> Vec<f32> {
        let head = model.get("head.weight").unwrap();
        head.values.iter().skip(at).step_by(head.shape[1]).copied().collect()
    }

    #[test]
    fn a_shifted_head_says_one_more_and_its_last_answer_becomes_the_first() {
        let (before, answers) = (model(), 18..27);
        let after = head_shifted(&before, &answers);
        assert_eq!(changed(&before, &after), ["head.weight"]);
        assert_eq!(column(&after, 19), column(&before, 18));
        assert_eq!(column(&after, 18), column(&before, 26));
        assert_eq!(column(&after, 17), column(&before, 17));
    }

    #[test]
    fn a_scrambled_head_has_every_answer_in_another_place() {
        let (before, answers) = (model(), 18..27);
        for seed in 0..20 {
            let after = head_scrambled(&before, &answers, seed);
            for at in answers.clone() {
                assert_ne!(column(&after, at), column(&before, at), "{seed}");
                assert!(answers.clone().any(|from| column(&after, at) == column(&before, from)));
            }
        }
    }

    #[test]
    fn a_planted_change_has_its_rank_and_size_and_touches_one_matrix() {
        let before = model();
        let name = "blocks.1.mlp_out.weight";
        let after = planted(&before, name, 1, 0.5, 3);
        assert_eq!(changed(&before, &after), [name]);
        let (a, b) = (before.get(name).unwrap(), after.get(name).unwrap());
        let change: Vec<f32> = a.values.iter().zip(&b.values).map(|(a, b)| b - a).collect();
        let norm = |values: &[f32]| values.iter().map(|v| v * v).sum::<f32>().sqrt();
        assert!((norm(&change) / norm(&a.values) - 0.5).abs() < 1e-3);
        // Rows of a matrix of rank one are multiples of each other.
        let rows: Vec<&[f32]> = change.chunks(a.shape[1]).collect();
        let cosine = |x: &[f32], y: &[f32]| x.iter().zip(y).map(|(x, y)| x * y).sum::<f32>() / norm(x) / norm(y);
        assert!(rows.iter().all(|row| cosine(row, rows[0]).abs() > 0.99));
    }

    #[test]
    fn shuffled_matrices_keep_their_numbers_and_noise_goes_all_the_way() {
        let before = model();
        let after = shuffled(&before, 1);
        for (a, b) in before.parameters.iter().zip(&after.parameters) {
            let sorted = |values: &[f32]| {
                let mut bits: Vec<u32> = values.iter().map(|v| v.to_bits()).collect();
                bits.sort_unstable();
                bits
            };
            assert_eq!(sorted(&a.values), sorted(&b.values), "{}", a.name);
        }
        assert!(changed(&before, &after).len() > 10);
        assert_eq!(noised(&before, 0.0, 1), before);
        assert_eq!(noised(&before, 1.0, 1), random(before.config(), 1));
    }
}
