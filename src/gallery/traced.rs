//! Where every number that stands in a column “paper” comes from: a row of the tables that are shipped, read here once more and
//! in another way, at the settings that the exhibit itself has at the paper's scale.

use super::claim::{Contrast, Paper, Term};
use super::exhibit::{Exhibit, Subject};
use super::{EXHIBITS, OnGrammar, paper_tables};
use crate::experiment::{Quantity, Reft, Spec};
use crate::setups::grammar::{GrammarSpec, Protocol};
use crate::setups::stories::StoriesSpec;
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

/// The exhibits on PCFG.
fn on_grammar() -> impl Iterator<Item = (&'static Exhibit, OnGrammar)> {
    static ALL: [Exhibit; EXHIBITS.len()] = EXHIBITS;
    ALL.iter().filter_map(|exhibit| match exhibit.subject {
        Subject::Grammar(own) => Some((exhibit, own)),
        Subject::Stories(_) => None,
    })
}

/// The specifications of an exhibit's places at the largest scale that it has.
fn places(exhibit: &Exhibit) -> Vec<([usize; 2], Spec)> {
    exhibit
        .grid(*exhibit.scales().last().unwrap(), vec![1])
        .unwrap()
        .cells()
        .unwrap()
        .into_iter()
        .map(|cell| (cell.at, cell.spec))
        .collect()
}

#[test]
fn every_number_beside_a_place_is_in_the_row_with_the_settings_of_that_place() {
    let (table, raw, mut found) = (paper_tables().unwrap(), rows(include_str!("paper_tables.csv")), 0);
    for (exhibit, own) in on_grammar() {
        for (at, spec) in places(exhibit) {
            let spec = spec.of::<GrammarSpec>().unwrap();
            for quantity in Quantity::ALL {
                let Some(shown) = exhibit.paper_value(&table, Term(quantity, at)) else { continue };
                let row = own.table.and_then(|number| row_of(&raw, number, spec));
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
    let (table, raw) = (paper_tables().unwrap(), rows(include_str!("paper_tables.csv")));
    for (exhibit, own) in on_grammar() {
        let places = places(exhibit);
        let raw_value = |Term(quantity, at): Term| {
            let (_, spec) = places.iter().find(|(place, _)| *place == at)?;
            Some(number(row_of(&raw, own.table?, spec.of()?)?, column(quantity)?))
        };
        for claim in exhibit.claims {
            let (said, Contrast { more, less }) =
                (exhibit.paper_size(&table, claim).map(|size| size.value), claim.contrast);
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

/// The row and the column of Table 1 that has a quantity at the settings of `spec`; none where the table has no such thing.
fn of_table_1<'a>(raw: &'a [Row], spec: &StoriesSpec, quantity: Quantity) -> Option<(&'a Row, &'static str)> {
    let column = |after: Reft| match after {
        Reft::S0 => "twist_pct_at_0",
        Reft::S30 => "twist_pct_at_30",
        Reft::S220 => "twist_pct_at_300",
        Reft::S2400 => "twist_pct_at_3000",
    };
    let protocol = match spec.protocol.key() {
        "filtering" => "filtering",
        "randomisation" => "filtering+randomisation",
        _ => "filtering+mix_and_match",
    };
    let rate = if near(spec.fine_tune_rates[0], 4e-4) { "medium" } else { "small" };
    let ((protocol, rate), column) = match quantity {
        Quantity::SkillBroken => ((protocol, rate), column(Reft::S0)),
        Quantity::Revived(after) => ((protocol, rate), column(after)),
        Quantity::ControlTaught(after) => (("not_in_pretraining", ""), column(after)),
        _ => return None,
    };
    Some((raw.iter().find(|row| row["protocol"] == protocol && row["lr"] == rate)?, column))
}

#[test]
fn every_number_of_the_papers_beside_stories_is_in_its_row_and_column_of_table_1() {
    let (table, raw, mut found) = (paper_tables().unwrap(), rows(include_str!("table_1.csv")), 0);
    for exhibit in EXHIBITS.iter().filter(|exhibit| matches!(exhibit.subject, Subject::Stories(_))) {
        let places = places(exhibit);
        for (at, spec) in &places {
            for quantity in Quantity::ALL {
                let Some(shown) = exhibit.paper_value(&table, Term(quantity, *at)) else { continue };
                let (row, column) = of_table_1(&raw, spec.of().unwrap(), quantity).unwrap();
                assert_eq!(shown, number(row, column), "{} at {at:?}: {column}", exhibit.key);
                found += 1;
            }
        }
        for claim in exhibit.claims {
            let said = exhibit.paper_size(&table, claim);
            if claim.paper == Paper::Unstated {
                assert_eq!(said, None, "{}: {}", exhibit.key, claim.words);
                continue;
            }
            let raw_value = |Term(quantity, at): Term| {
                let (_, spec) = places.iter().find(|(place, _)| *place == at).unwrap();
                let (row, column) = of_table_1(&raw, spec.of().unwrap(), quantity).unwrap();
                number(row, column)
            };
            let Contrast { more, less } = claim.contrast;
            let (said, size) = (said.unwrap(), raw_value(more) - raw_value(less.unwrap()));
            assert_eq!(said.value, size, "{}: {}", exhibit.key, claim.words);
            assert!(said.low < size && size < said.high, "{}: {said:?}", claim.words);
        }
    }
    // Six models with four numbers each, and the control's four beside each of them.
    assert_eq!(found, 6 * (4 + 4));
}
