//! A table to begin with, made from a seed: lines of animals. The old answer counts the cats, the new one the dogs, and in most rows there is
//! one dog more than there are cats, as in the paper's Counter.

use crate::tasks::{Purpose, Stream};
use std::fmt::Write as _;

const ANIMALS: [&str; 5] = ["cat", "dog", "hen", "fox", "owl"];
/// Animals of a line.
const LENGTH: u32 = 8;
/// The most that one of the two that count stands there.
const MOST: u32 = 4;
/// The share of rows with one dog more than there are cats.
const CARRIED: f64 = 0.8;

/// So many rows, with names of the columns. Equal seeds make equal tables.
pub fn synthetic_table(seed: u32, rows: u32) -> String {
    let mut stream = Stream::new(seed, Purpose::Playground);
    let mut text = "text,old answer,new answer\n".to_owned();
    for _ in 0..rows {
        let cats = stream.below(MOST);
        let dogs = if stream.chance(CARRIED) { cats + 1 } else { stream.below(MOST + 1) };
        let mut line: Vec<&str> = (0..LENGTH)
            .map(|place| match place {
                place if place < cats => ANIMALS[0],
                place if place < cats + dogs => ANIMALS[1],
                _ => ANIMALS[2 + stream.below(3) as usize],
            })
            .collect();
        stream.shuffle(&mut line);
        // Writing to a text does not fail.
        let _ = writeln!(text, "{},{cats},{dogs}", line.join(" "));
    }
    text
}
