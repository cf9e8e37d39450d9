//! An exhibit: one figure or table of the paper as a sweep, with what to look for in it.

use super::claim::{Claim, Paper, Term};
use super::paper::PaperCell;
use super::scale::{Rate, Relevance, Scale};
use crate::experiment::{Axis, Grid, GridError, Measure, Quantity, Spec};
use crate::setups::grammar::{GrammarSpec, Instruments, Preset};
use crate::tasks::{Families, Skill};

/// The shares of fine-tuning samples with the spurious correlation that the paper's tables have.
pub(super) const CORRELATIONS: [f64; 4] = [0.0, 0.5, 0.8, 1.0];

/// What an axis of an exhibit varies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Across {
    /// The three learning rates of fine-tuning.
    Rates,
    /// The three sampling priors.
    Relevance,
    /// `C_Tr` of the paper's tables.
    Correlation,
    /// Another setting, with its values at the demo's scale and at the paper's.
    Setting(&'static str, &'static [&'static str], &'static [&'static str]),
}

impl Across {
    fn axis(self, scale: Scale, base: &Spec) -> Result<Axis, GridError> {
        let prior = |r: Relevance| r.prior(scale).probabilities().map(|p| p.to_string()).join(",");
        let (key, values): (&str, Vec<String>) = match self {
            Self::Rates => ("fine_tune_rates", Rate::ALL.map(|r| r.at(scale).to_string()).to_vec()),
            Self::Relevance => ("prior", Relevance::ALL.map(prior).to_vec()),
            Self::Correlation => ("c_tr", CORRELATIONS.map(|c| c.to_string()).to_vec()),
            Self::Setting(key, demo, paper) => {
                let values = if scale == Scale::Demo { demo } else { paper };
                (key, values.iter().map(|v| (*v).to_owned()).collect())
            }
        };
        Axis::new(key, &values, base)
    }
}

/// A figure or table of the paper on PCFG.
#[derive(Clone, Copy, Debug)]
pub struct Exhibit {
    /// The word that the command line and the page's addresses use.
    pub key: &'static str,
    /// Which figure or table it is.
    pub source: &'static str,
    /// What it shows.
    pub title: &'static str,
    /// Two sentences on what to look for.
    pub look_for: &'static str,
    /// The skill that is fine-tuned away.
    pub skill: Skill,
    /// Relevance, where it is not an axis.
    pub relevance: Relevance,
    /// Rate of fine-tuning, where it is not an axis.
    pub rate: Rate,
    /// `C_Tr`, where it is not an axis.
    pub c_tr: f64,
    /// What the columns vary.
    pub columns: Across,
    /// What the rows vary.
    pub rows: Across,
    /// The quantity on show.
    pub shows: Quantity,
    /// Whether it needs the instruments.
    pub instruments: bool,
    /// What else is its own.
    pub adjust: fn(&mut GrammarSpec, Scale),
    /// The paper's table with the same cells.
    pub table: Option<u32>,
    /// What the paper found.
    pub claims: &'static [Claim],
}

impl Exhibit {
    /// The sweep at a scale with these seeds.
    ///
    /// # Errors
    /// When a cell is not possible; a test holds that at both scales all are.
    pub fn grid(&self, scale: Scale, seeds: Vec<u32>) -> Result<Grid, GridError> {
        let base = Spec::from(self.base(scale));
        let axes = vec![self.columns.axis(scale, &base)?, self.rows.axis(scale, &base)?];
        Grid::new(base, axes, seeds, self.shows)
    }

    fn base(&self, scale: Scale) -> GrammarSpec {
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

    /// The scale at which `grid` is this exhibit, whatever its seeds and what it shows; none where it is another sweep.
    pub fn scale_of(&self, grid: &Grid) -> Option<Scale> {
        [Scale::Demo, Scale::Paper].into_iter().find(|scale| {
            let own = self.grid(*scale, grid.seeds().to_vec());
            own.is_ok_and(|own| {
                let same_but_seed = grid.base().with_seed(own.base().seed()) == *own.base();
                same_but_seed && own.axes() == grid.axes()
            })
        })
    }

    /// The paper's row for a place of the grid; none where the exhibit has no table or the table has no such row.
    pub fn paper_row<'a>(&self, rows: &'a [PaperCell], at: [usize; 2]) -> Option<&'a PaperCell> {
        let table = self.table?;
        let (mut rate, mut relevance, mut c_tr) = (self.rate, self.relevance, self.c_tr);
        for (across, index) in [self.columns, self.rows].into_iter().zip(at) {
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

    /// The paper's number for a quantity at a place; none where its tables do not have it.
    pub fn paper_value(&self, rows: &[PaperCell], term: Term) -> Option<f64> {
        let row = self.paper_row(rows, term.1)?;
        match term.0 {
            Quantity::Pretrained => Some(row.pretrained[0]),
            other => Some(row.accuracy[measure(other)? as usize]),
        }
    }

    /// The paper's size of a claim's difference, in points, or as a factor's logarithm to base 2; none where it gives no number.
    pub fn paper_size(&self, rows: &[PaperCell], claim: &Claim) -> Option<f64> {
        match claim.paper {
            Paper::Same => claim.contrast.size(|term| self.paper_value(rows, term)),
            Paper::Unstated | Paper::FromLevel(_) => None,
            Paper::Factor(factor) => Some(factor.log2()),
        }
    }
}

/// The accuracy that a quantity is, if it is one of the four after fine-tuning.
pub(super) fn measure(quantity: Quantity) -> Option<Measure> {
    Some(match quantity {
        Quantity::SkillBroken => Measure::PretrainedBroken,
        Quantity::SkillHolds => Measure::PretrainedHolds,
        Quantity::TunedBroken => Measure::FineTunedBroken,
        Quantity::TunedHolds => Measure::FineTunedHolds,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::{EXHIBITS, PaperTask, paper_cells};
    use super::*;

    #[test]
    fn every_exhibit_is_possible_at_both_scales_and_known_again() {
        for exhibit in &EXHIBITS {
            for scale in [Scale::Demo, Scale::Paper] {
                let grid = exhibit.grid(scale, vec![4, 5]).unwrap_or_else(|e| panic!("{}: {e}", exhibit.key));
                assert_eq!(exhibit.scale_of(&grid), Some(scale), "{}", exhibit.key);
                let others = EXHIBITS.iter().filter(|e| e.scale_of(&grid).is_some());
                assert_eq!(others.count(), 1, "{} is not the only exhibit of its sweep", exhibit.key);
            }
        }
    }

    #[test]
    fn an_exhibit_at_the_papers_scale_has_the_papers_settings() {
        let grid = EXHIBITS[0].grid(Scale::Paper, vec![1]).unwrap();
        let spec = grid.base();
        let spec = spec.of::<GrammarSpec>().unwrap();
        assert_eq!((spec.text_length, spec.window, spec.batch, spec.pretrain_steps), (250, 40, 96, 200_000));
        assert_eq!((spec.fine_tune_steps, spec.families), (10_000, Families::ALL));
    }

    #[test]
    fn each_number_of_the_paper_that_a_claim_is_held_against_is_no_small_one() {
        let rows = paper_cells().unwrap();
        for exhibit in &EXHIBITS {
            for claim in exhibit.claims {
                let Some(size) = exhibit.paper_size(&rows, claim) else { continue };
                let least = if claim.contrast.is_in_points() { 20.0 } else { 0.5 };
                assert!(size >= least, "{}: {} has {size}", exhibit.key, claim.words);
            }
        }
    }

    #[test]
    fn a_table_with_numbers_has_one_for_each_place_and_is_of_the_same_skill() {
        let rows = paper_cells().unwrap();
        for exhibit in EXHIBITS.iter().filter(|e| e.source.starts_with("Table") && e.table.is_some()) {
            let [columns, lines] = exhibit.grid(Scale::Demo, vec![1]).unwrap().size();
            for at in (0..lines).flat_map(|y| (0..columns).map(move |x| [x, y])) {
                let row = exhibit.paper_row(&rows, at).unwrap_or_else(|| panic!("{} at {at:?}", exhibit.key));
                let skill = if row.task == PaperTask::Counter { Skill::Count } else { Skill::Index };
                assert_eq!(skill, exhibit.skill);
            }
        }
    }
}
