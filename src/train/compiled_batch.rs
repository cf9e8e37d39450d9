//! Strings with the answers that are asked for, as a compiled model takes them: plain host data.

/// Strings with the answers that are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CompiledBatch {
    /// Strings.
    pub size: usize,
    /// Rows of the token embedding, `[size, context]`, the token before the string first.
    pub inputs: Vec<u32>,
    /// The answer to each string, as its place among the model's answers, `[size]`.
    pub answers: Vec<u32>,
}

impl CompiledBatch {
    /// Its first `count` strings, or all of them if there are fewer.
    pub fn first(&self, count: usize) -> Self {
        let size = count.min(self.size);
        let numbers = size * (self.inputs.len() / self.size.max(1));
        Self { size, inputs: self.inputs[..numbers].to_vec(), answers: self.answers[..size].to_vec() }
    }
}
