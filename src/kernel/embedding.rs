//! Token and position embeddings and their gradients, on plain slices.

/// The token's row plus the position's, for every position of every sequence: `[batch · seq, d_model]`. A number that is no
/// token takes the last row: batches are made of tokens, and the tables are as long as the vocabulary.
pub(crate) fn forward(tokens: &[i32], token: &[f32], position: &[f32], seq: usize, width: usize) -> Vec<f32> {
    let mut out = Vec::with_capacity(tokens.len() * width);
    for sequence in tokens.chunks_exact(seq) {
        for (number, place) in sequence.iter().zip(position.chunks_exact(width)) {
            let row = &token[index(*number, token.len() / width) * width..][..width];
            out.extend(row.iter().zip(place).map(|(a, b)| a + b));
        }
    }
    out
}

/// The gradients with respect to both tables, which have `entries` and `places` rows.
pub(crate) fn backward(
    tokens: &[i32],
    grad: &[f32],
    seq: usize,
    width: usize,
    entries: usize,
    places: usize,
) -> [Vec<f32>; 2] {
    let (mut of_token, mut of_position) = (vec![0.0; entries * width], vec![0.0; places * width]);
    for (sequence, grad) in tokens.chunks_exact(seq).zip(grad.chunks_exact(seq * width)) {
        for (to, value) in of_position.iter_mut().zip(grad) {
            *to += value;
        }
        for (number, grad) in sequence.iter().zip(grad.chunks_exact(width)) {
            for (to, value) in of_token[index(*number, entries) * width..].iter_mut().zip(grad) {
                *to += value;
            }
        }
    }
    [of_token, of_position]
}

fn index(number: i32, entries: usize) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX).min(entries - 1)
}
