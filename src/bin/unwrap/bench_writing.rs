//! `unwrap bench writing`: words a second with a key-value cache, beside a whole forward pass for each word.

use crate::terminal::{CommandResult, print};
use burn::tensor::Device;
use pollster::block_on;
use unwrap_lab::engine::WritingBench;

/// Measures and prints.
pub(crate) fn bench_writing(rounds: u32) -> CommandResult {
    let mut bench = WritingBench::new(rounds, &Device::flex(), "cpu")?;
    let found = loop {
        if let Some(found) = block_on(bench.step())? {
            break found;
        }
    };
    print("stories  words/s, cache  words/s, whole passes  ratio");
    for speed in found {
        print(&format!("{:7}  {:14.0}  {:21.0}  {:5.1}", speed.stories, speed.cached, speed.whole, speed.ratio()));
    }
    Ok(())
}
