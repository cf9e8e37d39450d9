//! What an exhibit on PCFG varies its experiments around, and which row of Tables 5 to 7 belongs to a place of its grid.

use super::across::{Across, CORRELATIONS};
use super::paper::PaperCell;
use super::scale::{Rate, Relevance, Scale};
use crate::experiment::{Measure, Quantity};
use crate::setups::grammar::{GrammarSpec, Instruments, Preset};
use crate::tasks::{Families, Skill};

/// The experiment that an exhibit on PCFG varies.
#[derive(Clone, Copy, Debug)]
pub struct OnGrammar {
    /// The skill that is fine-tuned away.
    pub skill: Skill,
    /// Relevance, where it is not an axis.
    pub relevance: Relevance,
    /// Rate of fine-tuning, where it is not an axis.
    pub rate: Rate,
    /// `C_Tr`, where it is not an axis.
    pub c_tr: f64,
    /// Whether it needs the instruments.
    pub instruments: bool,
    /// What else is its own.
    pub adjust: fn(&mut GrammarSpec, Scale),
    /// The paper's table with the same cells.
    pub table: Option<u32>,
}

impl OnGrammar {
    pub(super) fn base(&self, scale: Scale) -> GrammarSpec {
        let families = match (scale, self.skill) {
            (Scale::Paper, _) => Families::ALL,
            (Scale::Demo, Skill::Count) => Families::COUNT,
            (Scale::Demo, Skill::Index) => Families::INDEX,
        };
        let preset = if scale == Scale::Demo { Preset::Quick } else { Preset::Paper };
        let mut spec = GrammarSpec {
            task: self.skill,
            families,
            prior: self.relevance.prior(scale),
            fine_tune_rates: vec![self.rate.at(scale)],
            c_tr: self.c_tr,
            // The tables' 200,000 steps; a quarter of them is 50,000.
            pretrain_steps: if scale == Scale::Demo { 1400 } else { 200_000 },
            instruments: if self.instruments { Instruments::All } else { Instruments::None },
            ..preset.spec()
        };
        (self.adjust)(&mut spec, scale);
        spec
    }

    /// The paper's row for the place `at` of a grid over `axes`; none where the exhibit has no table or the table has no such row.
    pub(super) fn row<'a>(&self, axes: [Across; 2], rows: &'a [PaperCell], at: [usize; 2]) -> Option<&'a PaperCell> {
        let table = self.table?;
        let (mut rate, mut relevance, mut c_tr) = (self.rate, self.relevance, self.c_tr);
        for (across, index) in axes.into_iter().zip(at) {
            match across {
                Across::Rates => rate = *Rate::ALL.get(index)?,
                Across::Relevance => relevance = *Relevance::ALL.get(index)?,
                Across::Correlation => c_tr = *CORRELATIONS.get(index)?,
                Across::Setting("c_tr", _, paper) => c_tr = paper.get(index)?.parse().ok()?,
                // The tables vary nothing else: at its first value the other setting is as in the table.
                Across::Setting(..) if index == 0 => {}
                Across::Setting(..) => return None,
            }
        }
        rows.iter().find(|row| {
            row.table == table && row.share() == 1.0 && row.is_at(rate.at(Scale::Paper), relevance.p_a(), c_tr)
        })
    }

    /// A row's number for a quantity; none where the tables do not have it.
    pub(super) fn value(row: &PaperCell, quantity: Quantity) -> Option<f64> {
        match quantity {
            Quantity::Pretrained => Some(row.pretrained[0]),
            other => Some(row.accuracy[measure(other)? as usize]),
        }
    }
}

/// The accuracy that a quantity is, if it is one of the four after fine-tuning.
fn measure(quantity: Quantity) -> Option<Measure> {
    Some(match quantity {
        Quantity::SkillBroken => Measure::PretrainedBroken,
        Quantity::SkillHolds => Measure::PretrainedHolds,
        Quantity::TunedBroken => Measure::FineTunedBroken,
        Quantity::TunedHolds => Measure::FineTunedHolds,
        _ => return None,
    })
}
