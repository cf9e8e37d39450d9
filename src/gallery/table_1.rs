//! The paper's Table 1 as data: twists in stories after fine-tuning and in the course of reverse fine-tuning (Jain et al., ICLR 2024,
//! arXiv 2311.12786), copied number by number into `table_1.csv`.

use crate::analysis::{Interval, wilson};
use crate::setups::stories::StoryProtocol;
use crate::train::Accuracy;
use serde::Deserialize;

const TABLE: &str = include_str!("table_1.csv");

/// Stories behind each of its numbers.
pub const STORIES_A_CELL: u32 = 16;

/// The paper's learning rates of fine-tuning on stories.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StoriesRate {
    /// M, 1e-4.
    Medium,
    /// S, 1e-5.
    Small,
}

/// A row of Table 1.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(from = "Row")]
pub struct StoriesRow {
    /// How the model was fine-tuned; none for the control, whose pretraining had no twists.
    pub tuned: Option<(StoryProtocol, StoriesRate)>,
    /// Stories with a twist in percent, after 0, 30, 300 (which is 270) and 3,000 iterations of reFT.
    pub twists: [f64; 4],
}

/// The count of the 16 stories that a printed percentage rounds; none where no count does.
fn count(printed: f64) -> Option<u32> {
    let share = |correct: u32| 100.0 * f64::from(correct) / f64::from(STORIES_A_CELL);
    (0..=STORIES_A_CELL).find(|correct| (share(*correct) - printed).abs() <= 0.5)
}

/// A printed percentage with Wilson's interval of its 16 stories; none for the one number that is no share of 16.
pub(super) fn of_sixteen(printed: f64) -> Option<Interval> {
    let own = wilson(Accuracy { correct: count(printed)?, n: STORIES_A_CELL });
    Some(Interval { value: printed, ..own })
}

#[derive(Deserialize)]
struct Row {
    protocol: Protocol,
    lr: Option<StoriesRate>,
    twist_pct_at_0: f64,
    twist_pct_at_30: f64,
    twist_pct_at_300: f64,
    twist_pct_at_3000: f64,
}

/// The names of the file.
#[derive(Deserialize)]
enum Protocol {
    #[serde(rename = "filtering")]
    Filtering,
    #[serde(rename = "filtering+randomisation")]
    Randomisation,
    #[serde(rename = "filtering+mix_and_match")]
    MixAndMatch,
    #[serde(rename = "not_in_pretraining")]
    NotInPretraining,
}

impl From<Row> for StoriesRow {
    fn from(row: Row) -> Self {
        let protocol = match row.protocol {
            Protocol::Filtering => Some(StoryProtocol::Filtering),
            Protocol::Randomisation => Some(StoryProtocol::Randomisation),
            Protocol::MixAndMatch => Some(StoryProtocol::MixAndMatch),
            Protocol::NotInPretraining => None,
        };
        let twists = [row.twist_pct_at_0, row.twist_pct_at_30, row.twist_pct_at_300, row.twist_pct_at_3000];
        Self { tuned: protocol.zip(row.lr), twists }
    }
}

/// The rows of Table 1, in the paper's order.
///
/// # Errors
/// When the table in this build cannot be read; a test holds that it can.
pub fn table_1() -> Result<Vec<StoriesRow>, csv::Error> {
    csv::Reader::from_reader(TABLE.as_bytes()).into_deserialize().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_every_protocol_at_both_rates_and_the_control() {
        let rows = table_1().unwrap();
        for protocol in StoryProtocol::PAPER {
            for rate in [StoriesRate::Medium, StoriesRate::Small] {
                assert_eq!(rows.iter().filter(|row| row.tuned == Some((protocol, rate))).count(), 1);
            }
        }
        assert_eq!((rows.len(), rows.iter().filter(|row| row.tuned.is_none()).count()), (7, 1));
    }

    #[test]
    fn every_number_but_one_is_a_share_of_sixteen_stories() {
        let rows = table_1().unwrap();
        let others: Vec<f64> =
            rows.iter().flat_map(|row| row.twists).filter(|twists| of_sixteen(*twists).is_none()).collect();
        assert_eq!(others, [82.0]);
        // What the published notebook has in its place is one.
        assert!(of_sixteen(62.0).is_some());
    }

    #[test]
    fn sixteen_stories_leave_much_open() {
        let interval = of_sixteen(81.0).unwrap();
        assert_eq!((interval.value, interval.low.round(), interval.high.round()), (81.0, 57.0, 93.0));
    }
}
