//! What an exhibit on stories varies its experiments around, and which numbers of Table 1 belong to a place of its grid.

use super::across::Across;
use super::scale::Scale;
use super::stories_mapping::rate_standing_for;
use super::table_1::StoriesRow;
use crate::experiment::{Quantity, Reft};
use crate::setups::stories::{StoriesSpec, StoryProtocol};

/// The experiment that an exhibit on stories varies.
#[derive(Clone, Copy, Debug)]
pub struct OnStories {
    /// Steps of reFT.
    pub revive_steps: u32,
    /// Steps of teaching the controls.
    pub control_steps: u32,
    /// Whether Table 1 has its cells.
    pub table: bool,
    /// What has to be known beside the numbers, in sentences.
    pub notes: &'static [&'static str],
}

impl OnStories {
    pub(super) fn base(&self) -> StoriesSpec {
        StoriesSpec { revive_steps: self.revive_steps, control_steps: self.control_steps, ..StoriesSpec::default() }
    }

    /// The paper's number for a quantity at the place `at` of a grid over `axes`; none where Table 1 does not have it.
    pub(super) fn value(
        &self,
        axes: [Across; 2],
        rows: &[StoriesRow],
        quantity: Quantity,
        at: [usize; 2],
    ) -> Option<f64> {
        let (control, column) = match quantity {
            Quantity::SkillBroken => (false, 0),
            Quantity::Revived(after) => (false, column(after)),
            Quantity::ControlTaught(after) => (true, column(after)),
            _ => return None,
        };
        let (mut protocol, mut rate) = (None, None);
        for (across, index) in axes.into_iter().zip(at) {
            let (key, values) = across.values(Scale::Demo);
            let value = values.get(index)?;
            match key {
                "protocol" => protocol = StoryProtocol::PAPER.into_iter().find(|own| own.key() == value),
                _ => rate = rate_standing_for(value.parse().ok()?),
            }
        }
        let tuned = Some(protocol?).zip(Some(rate?));
        let row = rows.iter().find(|row| self.table && if control { row.tuned.is_none() } else { row.tuned == tuned });
        Some(row?.twists[column])
    }
}

fn column(after: Reft) -> usize {
    match after {
        Reft::S0 => 0,
        Reft::S30 => 1,
        Reft::S220 => 2,
        Reft::S2400 => 3,
    }
}
