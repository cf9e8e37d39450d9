//! Where every number that stands in a column “paper” comes from: a row of the tables that are shipped, read here once more and
//! in another way, at the settings that the exhibit itself has at the paper's scale.

use super::claim::{Contrast, Paper, Term};
use super::exhibit::Exhibit;
use super::scale::Scale;
use super::{EXHIBITS, paper_cells};
use crate::experiment::{Quantity, Spec};
use crate::setups::grammar::{GrammarSpec, Protocol};
use crate::tasks::Skill;
use std::collections::HashMap;

/// A row of a shipped file as it stands there, by the names of its header.
type Row = HashMap<String, String>;

fn rows(text: &str) -> Vec<Row> {
    csv::Reader::from_reader(text.as_bytes()).into_deserialize().collect::<Result<_, _>>().unwrap()
}

fn number(row: &Row, column: &str) -> f64 {
    row[column].parse().unwrap_or_else(|_| panic!("{column}: {row:?}"))
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * b.abs().max(1e-9)
}

/// The column of the paper's tables that has a quantity.
fn column(quantity: Quantity) -> Option<&'static str> {
    Some(match quantity {
        Quantity::Pretrained => "pretrained_acc_opt",
        Quantity::SkillBroken => "acc_opt_cte0",
        Quantity::SkillHolds => "acc_opt_cte1",
        Quantity::TunedBroken => "acc_oft_cte0",
        Quantity::TunedHolds => "acc_oft_cte1",
        _ => return None,
    })
}

/// The row that has the settings of `spec`, which is an experiment at the paper's scale, in the table of that number.
fn row_of<'a>(rows: &'a [Row], table: u32, spec: &GrammarSpec) -> Option<&'a Row> {
    let task = if spec.task == Skill::Count { "counter" } else { "indexer" };
    let usual = spec.mix == 0.0 && spec.protocol == Protocol::Full;
    let settings = [
        ("table", f64::from(table)),
        ("pretrain_iters", f64::from(spec.pretrain_steps)),
        ("ft_iters", f64::from(spec.fine_tune_steps)),
        ("lr", spec.fine_tune_rates[0]),
        ("p_a", spec.prior.probabilities()[0]),
        ("c_tr", spec.c_tr),
    ];
    let mut fitting =
        rows.iter().filter(|row| row["task"] == task && settings.iter().all(|(k, v)| near(number(row, k), *v)));
    fitting.next().filter(|_| usual)
}

/// The specifications of an exhibit's places at the paper's scale.
fn places(exhibit: &Exhibit) -> Vec<([usize; 2], Spec)> {
    exhibit.grid(Scale::Paper, vec![1]).unwrap().cells().unwrap().into_iter().map(|cell| (cell.at, cell.spec)).collect()
}

#[test]
fn every_number_beside_a_place_is_in_the_row_with_the_settings_of_that_place() {
    let (table, raw, mut found) = (paper_cells().unwrap(), rows(include_str!("paper_tables.csv")), 0);
    for exhibit in &EXHIBITS {
        for (at, spec) in places(exhibit) {
            let spec = spec.of::<GrammarSpec>().unwrap();
            for quantity in Quantity::ALL {
                let Some(shown) = exhibit.paper_value(&table, Term(quantity, at)) else { continue };
                let row = exhibit.table.and_then(|number| row_of(&raw, number, spec));
                let row = row.unwrap_or_else(|| panic!("{} at {at:?} has no row", exhibit.key));
                let column = column(quantity).unwrap_or_else(|| panic!("{}: {quantity:?} is in no table", exhibit.key));
                assert_eq!(shown, number(row, column), "{} at {at:?}: {column}", exhibit.key);
                found += 1;
            }
        }
    }
    assert!(found > 500, "{found}");
}

#[test]
fn every_number_beside_a_finding_is_a_difference_of_two_such_or_a_factor_of_the_papers_text() {
    let (table, raw) = (paper_cells().unwrap(), rows(include_str!("paper_tables.csv")));
    for exhibit in &EXHIBITS {
        let places = places(exhibit);
        let raw_value = |Term(quantity, at): Term| {
            let (_, spec) = places.iter().find(|(place, _)| *place == at)?;
            Some(number(row_of(&raw, exhibit.table?, spec.of()?)?, column(quantity)?))
        };
        for claim in exhibit.claims {
            let (said, Contrast { more, less }) = (exhibit.paper_size(&table, claim), claim.contrast);
            match claim.paper {
                Paper::Same => {
                    let less = less.unwrap_or_else(|| panic!("{}: {}", exhibit.key, claim.words));
                    let [more, less] = [more, less].map(|term| raw_value(term).unwrap());
                    assert_eq!(said, Some(more - less), "{}: {}", exhibit.key, claim.words);
                    assert!(more > less, "{}: {}", exhibit.key, claim.words);
                }
                // Figure 9: about 3,000 or at most 1,000 iterations of reFT against 4,500.
                Paper::Factor(factor) => {
                    assert!([4500.0 / 3000.0, 4500.0 / 1000.0].contains(&factor), "{}", claim.words);
                    assert!(exhibit.key == "figure-9" && claim.words.contains("4,500"), "{}", claim.words);
                }
                Paper::FromLevel(level) => {
                    assert_eq!(said, None);
                    assert!(claim.words.contains(&format!("{level} %")), "{}", claim.words);
                }
                Paper::Unstated => assert_eq!(said, None),
            }
        }
    }
}

#[test]
fn every_number_of_the_papers_in_the_calibration_is_in_the_row_with_its_settings() {
    let raw = rows(include_str!("paper_tables.csv"));
    let paired = rows(include_str!("../../docs/calibration/paired.csv"));
    assert!(paired.len() >= 4 * 48);
    for pair in &paired {
        let fits = |row: &&Row| {
            let settings = [("p_a", "p_a"), ("c_tr", "c_tr"), ("lr", "paper_rate")];
            row["table"] == "5"
                && settings.iter().all(|(own, theirs)| near(number(row, own), number(pair, theirs)))
                && near(number(row, "ft_iters"), 10_000.0 * number(pair, "share"))
        };
        let row = raw.iter().find(fits).unwrap_or_else(|| panic!("{pair:?} has no row"));
        let column = match pair["measure"].as_str() {
            "o_pt_c_te_0" => "acc_opt_cte0",
            "o_pt_c_te_1" => "acc_opt_cte1",
            "o_ft_c_te_0" => "acc_oft_cte0",
            _ => "acc_oft_cte1",
        };
        assert_eq!(number(pair, "paper"), number(row, column), "{pair:?}");
        // And the rate of ours is the one that stands for it.
        assert!(near(super::stands_for(number(pair, "rate_ratio")), number(pair, "paper_rate_ratio")), "{pair:?}");
    }
}
