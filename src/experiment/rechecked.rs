//! A model measured again, held against what its record says of it.

use super::metric::Values;
use super::record::StageRecord;
use crate::analysis::wilson;
use crate::train::Accuracy;

/// Losses that differ by a larger share than this are not those of one model.
const LOSS_TOLERANCE: f32 = 0.01;

/// What came out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rechecked {
    /// Every count is the record's.
    Same,
    /// Another engine, which rounds otherwise, was measured on, and no count lies outside of what samples of this size vary by.
    Near,
    /// It is not the model that the record speaks of, or the record was changed.
    Other,
    /// The record has no measurement to hold it against.
    Unknown,
}

impl Rechecked {
    /// Holds `measured`, by an engine called `device`, against the last point of `stage`. One engine gives one model the same counts.
    pub fn of(stage: &StageRecord, measured: &Values, device: &str) -> Self {
        let Some(stated) = stage.last().map(|point| &point.values) else { return Self::Unknown };
        if stated.shares.len() != measured.shares.len() || stated.numbers.len() != measured.numbers.len() {
            return Self::Other;
        }
        let overlap = |(a, b): (&Accuracy, &Accuracy)| {
            let (a, b) = (wilson(*a), wilson(*b));
            a.low <= b.high && b.low <= a.high
        };
        let close = |(a, b): (&f32, &f32)| (a - b).abs() <= LOSS_TOLERANCE * a.abs().max(b.abs());
        let near = stated.shares.iter().zip(&measured.shares).all(overlap)
            && stated.numbers.iter().zip(&measured.numbers).all(close);
        if stated.shares == measured.shares && stated.numbers == measured.numbers {
            Self::Same
        } else if near && stage.device != device {
            Self::Near
        } else {
            Self::Other
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Plan, Point, Record, Role};
    use super::*;
    use crate::setups::grammar::Preset;

    #[test]
    fn a_model_is_the_records_where_its_counts_are_and_another_where_they_cannot_be() {
        let record = Record::empty(&Plan::new(Preset::Quick.spec()).unwrap());
        let mut stage = record.stage(Role::Pretrain).unwrap().clone();
        let values = |correct: u32| Values::of_shares([Accuracy { correct, n: 512 }; 4]);
        stage.device = "cpu".to_owned();
        let of = |stage: &StageRecord, measured: &Values| Rechecked::of(stage, measured, "cpu, rounding twice");
        assert_eq!(of(&stage, &values(500)), Rechecked::Unknown);
        stage.points.push(Point { step: 0, loss: None, values: values(500) });
        assert_eq!(of(&stage, &values(500)), Rechecked::Same);
        assert_eq!(of(&stage, &values(502)), Rechecked::Near);
        assert_eq!(
            Rechecked::of(&stage, &values(502), "cpu"),
            Rechecked::Other,
            "the same engine gives the same counts"
        );
        assert_eq!(of(&stage, &values(12)), Rechecked::Other);
        assert_eq!(of(&stage, &Values::of_shares([])), Rechecked::Other);
    }
}
