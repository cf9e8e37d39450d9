//! Records are distributed as the reference's, whose shares come from 60,000 of its own.

use super::super::{Feature, FeaturePrior, Header, Kind, Sort, StoryRecord};
use super::golden::{GOLDEN, kind_name};
use super::{records, records_with};
use std::collections::BTreeMap;

const DRAWN: usize = 30_000;
/// Standard errors of the difference that are allowed. Among some forty shares, one of them is further off by chance
/// once in a thousand choices of a seed.
const ALLOWED: f64 = 4.5;

fn counted(records: &[StoryRecord]) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    let mut add = |name: String, count: usize| *counts.entry(name).or_insert(0) += count;
    for record in records {
        record.features.iter().for_each(|feature| add(format!("feature {}", feature.name()), 1));
        record.story.parts.iter().for_each(|part| add(format!("kind {}", kind_name(part.kind)), 1));
        add("words".to_owned(), usize::from(!record.words.is_empty()));
        add("three words".to_owned(), usize::from(record.words.len() == 3));
        add("summary".to_owned(), usize::from(!record.summary.is_empty()));
        add("features first".to_owned(), usize::from(record.order[0] == Header::Features));
        if let Some(sort) = record.story.twist {
            add(format!("twist {}", sort.letter()), 1);
            let place = record.story.parts.iter().position(|part| part.kind == Kind::Twist).unwrap();
            add(format!("twist at {place}"), 1);
        }
    }
    counts
}

#[test]
fn records_are_distributed_as_the_references() {
    let reference = &GOLDEN["distribution"];
    let theirs = reference["drawn"].as_f64().unwrap();
    let records: Vec<StoryRecord> = records(21, DRAWN).collect();
    let counts = counted(&records);
    let n = DRAWN as f64;
    let mut complaints = Vec::new();
    for (name, share) in reference["shares"].as_object().unwrap() {
        let share = share.as_f64().unwrap();
        let ours = counts.get(name).copied().unwrap_or_default() as f64 / n;
        let error = (share * (1.0 - share) * (1.0 / n + 1.0 / theirs)).sqrt();
        // One of a hundred thousand is the least that a share can be off.
        if (ours - share).abs() > ALLOWED * error + 1e-5 {
            complaints.push(format!("{name}: {ours:.4}, the reference has {share:.4} ± {error:.4}"));
        }
    }
    assert!(complaints.is_empty(), "{complaints:?}");
    let unknown: Vec<&String> = counts.keys().filter(|name| reference["shares"].get(name).is_none()).collect();
    assert!(unknown.iter().all(|name| counts[*name] <= 4), "{unknown:?}");

    let mean = |of: &dyn Fn(&StoryRecord) -> usize| records.iter().map(|r| of(r) as f64).sum::<f64>() / n;
    let length = mean(&|record| record.story.words.len());
    let deviation = reference["deviation"].as_f64().unwrap();
    let error = deviation * (1.0 / n + 1.0 / theirs).sqrt();
    assert!((length - reference["length"].as_f64().unwrap()).abs() < ALLOWED * error, "{length}");
    let spread = (mean(&|record| record.story.words.len().pow(2)) - length * length).sqrt();
    assert!((spread / deviation - 1.0).abs() < 0.03, "{spread} {deviation}");
    let prompt = mean(&|record| record.prompt().len());
    assert!((prompt - reference["prompt"].as_f64().unwrap()).abs() < 0.15, "{prompt}");
}

#[test]
fn twists_of_each_sort_are_a_fifth_to_somewhat_more_than_a_quarter() {
    let records: Vec<StoryRecord> = records_with(22, DRAWN, |set| set.has(Feature::Twist)).collect();
    for sort in Sort::TWISTED {
        let share = records.iter().filter(|r| r.story.twist == Some(sort)).count() as f64 / DRAWN as f64;
        assert!((0.19..0.285).contains(&share), "{sort:?}: {share}");
    }
}

#[test]
fn a_filter_draws_from_what_it_leaves_as_without_it() {
    let plain = |record: &StoryRecord| record.story.twist.is_none();
    let share = |records: &[StoryRecord]| {
        records.iter().filter(|r| r.features.contains(&Feature::Conflict)).count() as f64 / records.len() as f64
    };
    let all: Vec<StoryRecord> = records(23, DRAWN).filter(plain).collect();
    let filtered: Vec<StoryRecord> = records_with(24, all.len(), |set| !set.has(Feature::Twist)).collect();
    assert!((share(&all) - share(&filtered)).abs() < 0.02);
    let kept: f64 = FeaturePrior::default().sets().iter().filter(|(s, _)| !s.has(Feature::Twist)).map(|(_, p)| p).sum();
    // Where more than three are drawn, the twist can be left out.
    assert!((0.6..0.62).contains(&kept), "{kept}");
}

/// Pins what a seed draws, a sentence a line: a change to the generator would change every experiment.
#[test]
fn what_a_seed_draws_is_pinned() {
    let text: String = records(1, 3).map(|record| record.text()).collect();
    assert_eq!(text.replace(". ", ".\n").replace("! ", "!\n"), PINNED);
}
const PINNED: &str = r#"Features: Dialogue
Words: cave, red, tiger
Story:
Once Leo had a red hat.
It was kept in the cave.
A tiger ran off with it.
"Do not take my hat!" said Leo.
Leo laughed and hugged the tiger.
<|endoftext|>
Words: new, nest
Features: Twist, Dialogue
Story:
There was a new nest that Mia loved.
Then a dog had it.
But no dog ever had it.
A wolf did!
"I love this nest," said Mia.
Mia laughed and hugged the wolf.
<|endoftext|>
Words: shoe, big
Summary: Mia and the tiger.
Story:
Once Mia had a big shoe.
A tiger took the shoe.
Mia laughed and hugged the tiger.
<|endoftext|>
"#;
