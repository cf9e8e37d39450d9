//! `truth.md`: what the rule says of models whose truth is known, setup by setup.

use super::confusion::{Confusion, Tally};
use super::outcome::JudgedModel;
use crate::VERSION;
use crate::analysis::{THRESHOLDS, Verdict};
use std::collections::BTreeSet;

/// The report of `outcomes`, of which `command` made the last.
pub fn report(outcomes: &[JudgedModel], command: &str) -> String {
    let confusion = Confusion::of(outcomes);
    let mut text = format!(
        "# The verdict on models whose truth is known\n\nModels of known state stand in the fine-tuned model's place, and the \
         rule is asked what became of the skill. Made by `unwrap truth`, lastly with version {VERSION} by `{command}`. The thresholds \
         were chosen on seeds 1 to 6 of the grammar, how revivals of stories are compared on their seed 1, and both are reported on others.\n\n{}\n",
        sentence(confusion.tally(None))
    );
    for setup in confusion.setups() {
        let seeds = seeds_in_words(outcomes.iter().filter(|own| own.setup == setup).map(|own| own.seed));
        let tally = sentence(confusion.tally(Some(setup)));
        text.push_str(&format!("\n## {setup}\n\nOn seeds {seeds}. {tally}\n\n"));
        text.push_str(&table(
            "model",
            &confusion
                .models(setup)
                .into_iter()
                .map(|(model, truth)| {
                    (model.to_owned(), Some(truth), Verdict::ALL.map(|v| confusion.count(setup, model, v)).to_vec())
                })
                .collect::<Vec<_>>(),
        ));
        let truths: Vec<(String, Option<Verdict>, Vec<u32>)> = Verdict::ALL
            .into_iter()
            .map(|truth| (truth, Verdict::ALL.map(|v| confusion.count_of_truth(setup, truth, v)).to_vec()))
            .filter(|(_, counts)| counts.iter().any(|count| *count > 0))
            .map(|(truth, counts)| (truth.label().to_owned(), None, counts))
            .collect();
        text.push_str(&format!("\nTruth against verdict:\n\n{}", table("truth", &truths)));
    }
    let t = THRESHOLDS;
    text.push_str(&format!(
        "\n## Thresholds\n\nThere from {} on, not there up to {}; kept from {} of the accuracy before, gone below {}; a probe's range is \
         at least {} points.\n",
        t.present, t.absent, t.kept, t.gone, t.probe_range
    ));
    text
}

/// Seeds as ranges: `101–120, 131`.
fn seeds_in_words(seeds: impl Iterator<Item = u32>) -> String {
    let sorted: BTreeSet<u32> = seeds.collect();
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for seed in sorted {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == seed => *last = seed,
            _ => ranges.push((seed, seed)),
        }
    }
    let range = |(first, last)| if first == last { format!("{first}") } else { format!("{first}–{last}") };
    ranges.into_iter().map(range).collect::<Vec<_>>().join(", ")
}

fn sentence(tally: Tally) -> String {
    let share = |count: u32| 100.0 * f64::from(count) / f64::from(tally.all().max(1));
    format!(
        "Of {} models: right {} ({:.1} %), wrong {} ({:.1} %), silent {} ({:.1} %). A skill that is there was called deleted {} times.",
        tally.all(),
        tally.right,
        share(tally.right),
        tally.wrong,
        share(tally.wrong),
        tally.silent,
        share(tally.silent),
        tally.wrongly_deleted
    )
}

fn table(first: &str, rows: &[(String, Option<Verdict>, Vec<u32>)]) -> String {
    let with_truth = rows.iter().any(|row| row.1.is_some());
    let mut head = vec![first.to_owned()];
    head.extend(with_truth.then(|| "truth".to_owned()));
    head.extend(Verdict::ALL.map(|v| v.label().to_owned()));
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let mut text = line(&head) + &line(&vec!["---".to_owned(); head.len()]);
    for (name, truth, counts) in rows {
        let mut cells = vec![name.clone()];
        cells.extend(truth.map(|t| t.label().to_owned()));
        cells.extend(counts.iter().map(|c| if *c == 0 { String::new() } else { c.to_string() }));
        text.push_str(&line(&cells));
    }
    text
}
