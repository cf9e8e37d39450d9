//! `unwrap bench writing`: words a second with a key-value cache, beside a whole forward pass for each word.

use crate::bench::median;
use crate::terminal::{Outcome, print};
use burn::tensor::{Device, Int, Tensor, TensorData};
use pollster::block_on;
use std::error::Error;
use std::time::Instant;
use unwrap_lab::model::{Choice, Gpt, Readout, Writing, initial_weights, write};
use unwrap_lab::setups::stories::grammar::{LONGEST_RECORD, Word};
use unwrap_lab::setups::stories::{Corpus, StoriesPlan, StoriesSpec};
use unwrap_lab::tasks::{Purpose, Stream};

/// Stories that are written side by side, and alone.
const SIDE_BY_SIDE: [usize; 2] = [128, 1];

/// Writes stories by fresh weights, which hardly ever end one: every story fills the context.
pub(crate) fn bench_writing(rounds: u32) -> Outcome {
    let device = Device::flex();
    let spec = StoriesSpec::default();
    let model = Gpt::from_weights(&initial_weights(spec.model()?, 1), &device);
    let plan = StoriesPlan::new(spec)?;
    print("stories  words/s, cache  words/s, whole passes  ratio");
    for size in SIDE_BY_SIDE {
        let mut stream = Stream::new(1, Purpose::Benchmark);
        // One length, that of the shortest prompt there is, so that both write as many words.
        let shortest = 3;
        let prompts: Vec<Vec<u32>> = (0..size)
            .map(|_| {
                let prompt = plan.draw(Corpus::With, &mut stream).prompt();
                prompt.iter().rev().take(shortest).rev().map(|word| u32::from(word.id())).collect()
            })
            .collect();
        let (mut cached, mut whole) = (Vec::new(), Vec::new());
        for _ in 0..rounds {
            let writing = Writing { end: u32::from(Word::END.id()), most: LONGEST_RECORD, choice: Choice::Greedy };
            let begin = Instant::now();
            let texts = block_on(write(&model, &prompts, writing, &mut stream, &device))?;
            let words: usize = texts.iter().map(|text| text.tokens.len()).sum();
            cached.push(words as f64 / begin.elapsed().as_secs_f64());
            let begin = Instant::now();
            let words = in_whole_passes(&model, &prompts, &device)?;
            whole.push(words as f64 / begin.elapsed().as_secs_f64());
        }
        let [cached, whole] = [cached, whole].map(median);
        print(&format!("{size:7}  {cached:14.0}  {whole:21.0}  {:5.1}", cached / whole));
    }
    Ok(())
}

/// The same with a pass over everything for each word; gives the words that were written.
fn in_whole_passes(model: &Gpt, prompts: &[Vec<u32>], device: &Device) -> Result<usize, Box<dyn Error>> {
    let mut rows: Vec<Vec<i32>> =
        prompts.iter().map(|prompt| prompt.iter().map(|word| *word as i32).collect()).collect();
    let mut written = 0;
    while let Some(length) = rows.first().map(Vec::len).filter(|length| *length < LONGEST_RECORD) {
        let tokens = TensorData::new(rows.concat(), [rows.len(), length]);
        let logits = model.forward(Tensor::<2, Int>::from_data(tokens, device), Readout::LastPosition);
        let next = block_on(logits.argmax(1).into_data_async()).map_err(|e| format!("{e:?}"))?;
        for (row, token) in rows.iter_mut().zip(next.iter::<i64>()) {
            row.push(token as i32);
            written += 1;
        }
    }
    Ok(written)
}
