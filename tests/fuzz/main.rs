//! Every entrance of the program under inputs that are nearly right: each case starts from a valid one, is changed where its form
//! has parts, and what is accepted is drawn and written out again. A case may take a second and 256 MB.
//!
//! `UNWRAP_FUZZ_SECONDS` says how long (a minute), `UNWRAP_FUZZ_SEED` where the cases begin (1), and `UNWRAP_FUZZ_CASE=rasp:17`
//! runs one of them alone. What failed is written below the target folder; kept in `corpus/` it is tried first from then on.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, missing_docs)]

mod allocation;
mod archives;
mod change;
mod draw;
mod entrances;
mod json;
mod limits;
mod pack;
mod text;
mod valid;

use entrances::{ENTRANCES, Entrance};
use limits::{Outcome, held, measured};
use std::path::PathBuf;
use std::time::{Duration, Instant};
use unwrap_lab::tasks::{Purpose, Stream};

fn of_environment(name: &str) -> Option<u32> {
    std::env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name} is a whole number")))
}

/// What came of the cases of an entrance.
#[derive(Default)]
struct Tally {
    cases: u32,
    accepted: u32,
    time: Duration,
    slowest: (Duration, u32),
    largest: (usize, u32),
    failures: Vec<String>,
}

impl Tally {
    fn add(&mut self, entrance: &Entrance, number: u32, input: &[u8], outcome: &Outcome) {
        self.cases += 1;
        self.accepted += u32::from(outcome.accepted);
        self.time += outcome.time;
        self.slowest = self.slowest.max((outcome.time, number));
        self.largest = self.largest.max((outcome.memory, number));
        let Some(why) = &outcome.failure else { return };
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("fuzz").join(entrance.name);
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join(format!("{number}"));
        std::fs::write(&file, input).unwrap();
        self.failures.push(format!("{}:{number}: {why}; kept in {}", entrance.name, file.display()));
    }
}

/// The inputs that failed once.
fn corpus(entrance: &Entrance) -> Vec<Vec<u8>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus").join(entrance.name);
    let Ok(files) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
    paths.sort();
    paths.into_iter().map(|path| std::fs::read(path).unwrap()).collect()
}

fn case(entrance: &Entrance, valid: &[Vec<u8>], seed: u32, number: u32) -> Vec<u8> {
    let mut stream = Stream::new(seed.wrapping_mul(0x9E37_79B9) ^ number, Purpose::Training(number));
    let begin = &valid[stream.below(valid.len() as u32) as usize];
    (entrance.change)(begin, &mut stream)
}

#[test]
fn every_entrance_keeps_its_bounds_whatever_comes() {
    unwrap_lab::setups::install();
    let seed = of_environment("UNWRAP_FUZZ_SEED").unwrap_or(1);
    let seconds = of_environment("UNWRAP_FUZZ_SECONDS").unwrap_or(60);
    let only = std::env::var("UNWRAP_FUZZ_CASE").ok();
    let share = Duration::from_secs(u64::from(seconds)) / ENTRANCES.len() as u32;
    println!("seed {seed}");
    println!(
        "{:<12} {:>9} {:>9} {:>8} {:>18} {:>18}",
        "entrance", "cases", "accepted", "seconds", "slowest ms", "largest MB"
    );
    let mut failures = Vec::new();
    for entrance in &ENTRANCES {
        let valid = (entrance.valid)();
        let mut tally = Tally::default();
        let mut run =
            |number: u32, input: &[u8]| tally.add(entrance, number, input, &measured(entrance, number, input));
        if let Some(only) = &only {
            let Some((name, number)) = only.split_once(':').filter(|(name, _)| *name == entrance.name) else {
                continue;
            };
            let number = number.parse().unwrap_or_else(|_| panic!("a case of {name} has a number"));
            run(number, &case(entrance, &valid, seed, number));
        } else {
            for (number, input) in (0..).zip(&valid) {
                let outcome = measured(entrance, number, input);
                assert!(outcome.accepted, "{}: valid input {number} is refused", entrance.name);
                if outcome.time.as_millis() > 300 {
                    println!("{}: valid input {number} takes {} ms", entrance.name, outcome.time.as_millis());
                }
            }
            corpus(entrance).iter().for_each(|input| run(u32::MAX, input));
            let begin = Instant::now();
            for number in 0.. {
                if begin.elapsed() >= share {
                    break;
                }
                run(number, &case(entrance, &valid, seed, number));
            }
        }
        println!(
            "{:<12} {:>9} {:>9} {:>8.1} {:>10.0} #{:<6} {:>10.1} #{:<6}",
            entrance.name,
            tally.cases,
            tally.accepted,
            tally.time.as_secs_f64(),
            tally.slowest.0.as_secs_f64() * 1e3,
            tally.slowest.1,
            tally.largest.0 as f64 / 1e6,
            tally.largest.1
        );
        failures.extend(tally.failures);
    }
    held();
    assert!(failures.is_empty(), "{} cases failed:\n{}", failures.len(), failures[..failures.len().min(40)].join("\n"));
}
