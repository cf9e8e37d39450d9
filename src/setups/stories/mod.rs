//! The paper's third setup: a model learns to write little stories with the features it is asked for, and is then
//! fine-tuned to write none with a twist. Ours has a grammar of its own and a reader that says what a story has.

pub mod grammar;
