//! An exhibit: one figure or table of the paper as a sweep, with what to look for in it.

use super::across::Across;
use super::claim::{Claim, Paper, Term};
use super::mapping::MAPPING;
use super::on_grammar::OnGrammar;
use super::on_stories::OnStories;
use super::paper::PaperCell;
use super::paper_tables::PaperTables;
use super::scale::Scale;
use super::stories_mapping::STORIES_MAPPING;
use super::table_1::of_sixteen;
use crate::analysis::Interval;
use crate::experiment::{Grid, GridError, Quantity, Spec, SpecError};

/// The experiment that an exhibit varies, by setup.
#[derive(Clone, Copy, Debug)]
pub enum Subject {
    /// On PCFG.
    Grammar(OnGrammar),
    /// On stories.
    Stories(OnStories),
}

/// A figure or table of the paper.
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
    /// The experiment that it varies.
    pub subject: Subject,
    /// What the columns vary.
    pub columns: Across,
    /// What the rows vary.
    pub rows: Across,
    /// The quantity on show.
    pub shows: Quantity,
    /// What the paper found.
    pub claims: &'static [Claim],
}

impl Exhibit {
    /// The sweep at a scale with these seeds.
    ///
    /// # Errors
    /// At the paper's scale where there is none of the setup; otherwise when a cell is not possible, and a test holds that all are.
    pub fn grid(&self, scale: Scale, seeds: Vec<u32>) -> Result<Grid, GridError> {
        let base: Spec = match &self.subject {
            Subject::Grammar(own) => own.base(scale).into(),
            Subject::Stories(own) if scale == Scale::Demo => own.base().into(),
            Subject::Stories(_) => {
                return Err(SpecError::Setup(
                    "stories have no experiment at the paper's size, whose models read another corpus: use the demo's"
                        .to_owned(),
                )
                .into());
            }
        };
        let axes = vec![self.columns.axis(scale, &base)?, self.rows.axis(scale, &base)?];
        Grid::new(base, axes, seeds, self.shows)
    }

    /// The scales that it can be run at.
    pub fn scales(&self) -> &'static [Scale] {
        match self.subject {
            Subject::Grammar(_) => &[Scale::Demo, Scale::Paper],
            Subject::Stories(_) => &[Scale::Demo],
        }
    }

    /// The scale at which `grid` is this exhibit, whatever its seeds and what it shows; none where it is another sweep.
    pub fn scale_of(&self, grid: &Grid) -> Option<Scale> {
        self.scales().iter().copied().find(|scale| {
            let own = self.grid(*scale, grid.seeds().to_vec());
            own.is_ok_and(|own| {
                let same_but_seed = grid.base().is_but_for_its_seed(own.base());
                same_but_seed && own.axes() == grid.axes()
            })
        })
    }

    /// Which of our learning rates and steps stand for which of the paper's, in words.
    pub fn mapping(&self) -> &'static str {
        match self.subject {
            Subject::Grammar(_) => MAPPING,
            Subject::Stories(_) => STORIES_MAPPING,
        }
    }

    /// What has to be known beside the numbers, in sentences.
    pub fn notes(&self) -> &'static [&'static str] {
        match &self.subject {
            Subject::Grammar(_) => &[],
            Subject::Stories(own) => own.notes,
        }
    }

    /// Whether the paper's Table 1 has its cells.
    pub fn has_table_1(&self) -> bool {
        matches!(&self.subject, Subject::Stories(own) if own.table)
    }

    /// The row of the paper's Tables 5 to 7 for a place of the grid; none where the exhibit has no table or the table has no such row.
    pub fn paper_row<'a>(&self, paper: &'a PaperTables, at: [usize; 2]) -> Option<&'a PaperCell> {
        match &self.subject {
            Subject::Grammar(own) => own.row([self.columns, self.rows], &paper.grammar, at),
            Subject::Stories(_) => None,
        }
    }

    /// The paper's number for a quantity at a place, as it is printed; none where its tables do not have it.
    pub fn paper_value(&self, paper: &PaperTables, term: Term) -> Option<f64> {
        match &self.subject {
            Subject::Grammar(_) => OnGrammar::value(self.paper_row(paper, term.1)?, term.0),
            Subject::Stories(own) => own.value([self.columns, self.rows], &paper.stories, term.0, term.1),
        }
    }

    /// The same with the interval that its few stories leave; exact where the paper does not say how many samples there were, and none
    /// where the number is no share of as many as it says.
    pub fn paper_interval(&self, paper: &PaperTables, term: Term) -> Option<Interval> {
        let printed = self.paper_value(paper, term)?;
        match &self.subject {
            Subject::Grammar(_) => Some(Interval::exact(printed)),
            Subject::Stories(_) => of_sixteen(printed),
        }
    }

    /// The paper's size of a claim's difference, in points, or as a factor's logarithm to base 2; none where it gives no number.
    pub fn paper_size(&self, paper: &PaperTables, claim: &Claim) -> Option<Interval> {
        match claim.paper {
            Paper::Same => claim.contrast.between(|term| self.paper_interval(paper, term)),
            Paper::Unstated | Paper::FromLevel(_) => None,
            Paper::Factor(factor) => Some(Interval::exact(factor.log2())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{EXHIBITS, PaperTask, paper_tables};
    use super::*;
    use crate::experiment::{grid_to_hash, parse_hash};
    use crate::setups::grammar::GrammarSpec;
    use crate::tasks::{Families, Skill};

    #[test]
    fn every_exhibit_is_possible_at_its_scales_and_known_again() {
        for exhibit in &EXHIBITS {
            for scale in exhibit.scales() {
                let grid = exhibit.grid(*scale, vec![4, 5]).unwrap_or_else(|e| panic!("{}: {e}", exhibit.key));
                assert_eq!(exhibit.scale_of(&grid), Some(*scale), "{}", exhibit.key);
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
    fn an_exhibit_opens_from_its_link_as_itself() {
        crate::setups::install();
        for exhibit in &EXHIBITS {
            let grid = exhibit.grid(Scale::Demo, vec![1, 2]).unwrap();
            let opened = parse_hash(&grid_to_hash(&grid)).unwrap().grid.unwrap();
            assert_eq!(
                (exhibit.scale_of(&opened), opened.shows),
                (Some(Scale::Demo), exhibit.shows),
                "{}",
                exhibit.key
            );
        }
    }

    #[test]
    fn stories_are_refused_at_the_papers_scale_in_words() {
        let exhibit = EXHIBITS.iter().find(|exhibit| exhibit.key == "table-1").unwrap();
        let error = exhibit.grid(Scale::Paper, vec![1]).unwrap_err();
        assert!(error.to_string().contains("no experiment at the paper's size"), "{error}");
    }

    #[test]
    fn each_number_of_the_paper_that_a_claim_is_held_against_is_no_small_one() {
        let paper = paper_tables().unwrap();
        for exhibit in &EXHIBITS {
            for claim in exhibit.claims {
                let Some(size) = exhibit.paper_size(&paper, claim) else {
                    assert_ne!(claim.paper, Paper::Same, "{}: {} has no number", exhibit.key, claim.words);
                    continue;
                };
                let size = size.value;
                let least = if claim.contrast.is_in_points() { 20.0 } else { 0.5 };
                assert!(size >= least, "{}: {} has {size}", exhibit.key, claim.words);
            }
        }
    }

    #[test]
    fn a_table_with_numbers_has_one_for_each_place_and_is_of_the_same_skill() {
        let paper = paper_tables().unwrap();
        for exhibit in EXHIBITS.iter().filter(|e| e.source.starts_with("Table")) {
            let Subject::Grammar(own) = exhibit.subject else { continue };
            if own.table.is_none() {
                continue;
            }
            let [columns, lines] = exhibit.grid(Scale::Demo, vec![1]).unwrap().size();
            for at in (0..lines).flat_map(|y| (0..columns).map(move |x| [x, y])) {
                let row = exhibit.paper_row(&paper, at).unwrap_or_else(|| panic!("{} at {at:?}", exhibit.key));
                let skill = if row.task == PaperTask::Counter { Skill::Count } else { Skill::Index };
                assert_eq!(skill, own.skill);
            }
        }
    }
}
