//! The paper's Table 1 cell by cell beside what a sweep measured, each with its interval.

use super::claim::Term;
use super::exhibit::Exhibit;
use super::paper_tables::PaperTables;
use crate::analysis::{Interval, over_seeds, wilson};
use crate::experiment::{Grid, Placed, Quantity, Reft};
use crate::train::Accuracy;

/// How two cells are held against each other, in words.
pub const TABLE_1_RULE: &str = "A cell of the paper's has Wilson's 95 % interval of its 16 stories, ours the mean over seeds with Student's, or \
    with one seed Wilson's of its own stories. Where the two overlap they may be the same; otherwise ours is higher or lower.";

/// Where a cell of ours lies beside the paper's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beside {
    /// The intervals have values in common.
    Overlaps,
    /// Ours begins above the paper's end.
    Higher,
    /// Ours ends below the paper's beginning.
    Lower,
}

impl Beside {
    fn of(own: Interval, paper: Interval) -> Self {
        match () {
            () if own.low > paper.high => Self::Higher,
            () if own.high < paper.low => Self::Lower,
            () => Self::Overlaps,
        }
    }

    /// The word that the page and the report use.
    pub fn label(self) -> &'static str {
        match self {
            Self::Overlaps => "overlap",
            Self::Higher => "ours higher",
            Self::Lower => "ours lower",
        }
    }
}

/// One number of Table 1 beside ours. All are percent of stories.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Table1Cell {
    /// The paper's number as it is printed.
    pub printed: f64,
    /// Its interval; none for the one number that is no share of 16 stories.
    pub paper: Option<Interval>,
    /// Ours; none where it was not measured.
    pub own: Option<Interval>,
}

impl Table1Cell {
    /// Where ours lies; none where either has no interval.
    pub fn beside(&self) -> Option<Beside> {
        Some(Beside::of(self.own?, self.paper?))
    }

    /// The paper's number in words.
    pub fn paper_label(&self) -> String {
        self.paper.map_or_else(|| format!("{:.0} (no share of 16)", self.printed), label)
    }

    /// Ours in words.
    pub fn own_label(&self) -> String {
        self.own.map_or_else(|| "–".to_owned(), label)
    }
}

fn label(interval: Interval) -> String {
    let Interval { value, low, high } = interval;
    if low == high { format!("{value:.0}") } else { format!("{value:.0} ({low:.0} to {high:.0})") }
}

/// A row: what the model is, and its cells after 0, 30, 300 and 3,000 iterations of the paper's reFT.
#[derive(Clone, Debug, PartialEq)]
pub struct Table1Row {
    /// Protocol and rate, or the control.
    pub model: String,
    /// Its cells.
    pub cells: Vec<Table1Cell>,
}

const TUNED: [Quantity; 4] = [
    Quantity::SkillBroken,
    Quantity::Revived(Reft::S30),
    Quantity::Revived(Reft::S220),
    Quantity::Revived(Reft::S2400),
];
const CONTROL: [Quantity; 4] = [
    Quantity::ControlTaught(Reft::S0),
    Quantity::ControlTaught(Reft::S30),
    Quantity::ControlTaught(Reft::S220),
    Quantity::ControlTaught(Reft::S2400),
];

/// Table 1 beside `placed`, what came out of the exhibit's sweep over `grid`; empty where the exhibit is another.
pub fn beside_table_1(exhibit: &Exhibit, tables: &PaperTables, grid: &Grid, placed: &[Placed]) -> Vec<Table1Row> {
    if !exhibit.has_table_1() {
        return Vec::new();
    }
    let row = |model: String, quantities: [Quantity; 4], at: [usize; 2], own: &[&Placed]| {
        let cell = |quantity| {
            let term = Term(quantity, at);
            let printed = exhibit.paper_value(tables, term)?;
            let paper = exhibit.paper_interval(tables, term);
            Some(Table1Cell { printed, paper, own: measured(quantity, own) })
        };
        Table1Row { model, cells: quantities.into_iter().filter_map(cell).collect() }
    };
    let [columns, lines] = grid.size();
    let name = |axis: usize, index: usize| grid.axes().get(axis).and_then(|a| a.values().get(index)).cloned();
    let mut rows = Vec::new();
    for at in (0..lines).flat_map(|y| (0..columns).map(move |x| [x, y])) {
        let own: Vec<&Placed> = placed.iter().filter(|p| p.at == at).collect();
        let named: Vec<String> = (0..2).filter_map(|axis| name(axis, at[axis])).collect();
        rows.push(row(named.join(", "), TUNED, at, &own));
    }
    // The cells of a seed have one control.
    let mut controls: Vec<&Placed> = Vec::new();
    for own in placed {
        let is_new = controls.iter().all(|other| other.result.seed != own.result.seed);
        if is_new && own.result.value(CONTROL[0]).is_some() {
            controls.push(own);
        }
    }
    rows.push(row("not in pretraining (control)".to_owned(), CONTROL, [0, 0], &controls));
    rows
}

fn measured(quantity: Quantity, placed: &[&Placed]) -> Option<Interval> {
    let own: Vec<(f64, u32)> =
        placed.iter().filter_map(|p| Some((p.result.value(quantity)?, p.result.held_out))).collect();
    match own[..] {
        [] => None,
        [(share, n)] => Some(wilson(Accuracy { correct: (share / 100.0 * f64::from(n)).round() as u32, n })),
        _ => {
            let shares: Vec<f64> = own.iter().map(|(share, _)| *share).collect();
            Some(over_seeds(&shares)?.map(|end| end.clamp(0.0, 100.0)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Scale, exhibit, paper_tables};
    use super::*;
    use crate::experiment::{Plan, Point, Record, Role, Values};

    /// A Record in which every share of fine-tuning and reFT is `correct` of its stories.
    fn record(grid: &Grid, cell: usize, correct: u32) -> Record {
        let spec = grid.cells().unwrap()[cell].spec.clone();
        let plan = Plan::new(spec).unwrap();
        let mut record = Record::empty(&plan);
        for (stage, planned) in record.stages.iter_mut().zip(&plan.stages) {
            let share = Accuracy { correct, n: plan.spec.held_out() };
            let values = Values { shares: vec![share; 6], numbers: vec![0.5; 2], attention: None };
            let point = |step: &u32| Point { step: *step, loss: None, values: values.clone() };
            stage.points = planned.measured_at.iter().map(point).collect();
            stage.seconds = Some(1.0);
        }
        record
    }

    #[test]
    fn every_number_of_table_1_has_a_place_and_is_held_against_ours_but_for_the_one_that_is_no_share() {
        let (exhibit, tables) = (exhibit("table-1").unwrap(), paper_tables().unwrap());
        let grid = exhibit.grid(Scale::Demo, vec![1]).unwrap();
        let records: Vec<Record> = (0..6).map(|cell| record(&grid, cell, 128)).collect();
        let placed = crate::experiment::placed(&grid, &records).unwrap();
        let rows = beside_table_1(exhibit, &tables, &grid, &placed);
        let mut printed: Vec<[f64; 4]> = rows
            .iter()
            .map(|row| <[f64; 4]>::try_from(row.cells.iter().map(|c| c.printed).collect::<Vec<_>>()).unwrap())
            .collect();
        let mut table: Vec<[f64; 4]> = tables.stories.iter().map(|row| row.twists).collect();
        printed.sort_by(|a, b| a.partial_cmp(b).unwrap());
        table.sort_by(|a, b| a.partial_cmp(b).unwrap());
        assert_eq!(printed, table);
        let cells: Vec<&Table1Cell> = rows.iter().flat_map(|row| &row.cells).collect();
        assert!(cells.iter().all(|cell| cell.own.is_some()));
        assert_eq!(cells.iter().filter(|cell| cell.beside().is_none()).count(), 1);
        assert_eq!(rows[6].model, "not in pretraining (control)");
    }

    #[test]
    fn cells_with_common_values_overlap_and_others_are_higher_or_lower() {
        let cell = |own: [f64; 2]| {
            let own = Interval { value: f64::midpoint(own[0], own[1]), low: own[0], high: own[1] };
            let printed = 44.0;
            Table1Cell { printed, paper: super::super::table_1::of_sixteen(printed), own: Some(own) }.beside()
        };
        // 7 of 16: 23 to 67 %.
        use Beside::{Higher, Lower, Overlaps};
        assert_eq!(
            [cell([0.0, 20.0]), cell([0.0, 30.0]), cell([60.0, 90.0]), cell([70.0, 90.0])],
            [Some(Lower), Some(Overlaps), Some(Overlaps), Some(Higher)]
        );
    }

    #[test]
    fn nothing_is_measured_before_anything_has_run_and_other_exhibits_have_no_such_table() {
        let tables = paper_tables().unwrap();
        let own = exhibit("table-1").unwrap();
        let grid = own.grid(Scale::Demo, vec![1]).unwrap();
        let rows = beside_table_1(own, &tables, &grid, &[]);
        assert_eq!(rows.len(), 7);
        assert!(rows.iter().flat_map(|row| &row.cells).all(|cell| cell.own.is_none() && cell.beside().is_none()));
        let other = exhibit("stories-revival").unwrap();
        assert!(beside_table_1(other, &tables, &other.grid(Scale::Demo, vec![1]).unwrap(), &[]).is_empty());
    }

    #[test]
    fn one_seed_has_the_interval_of_its_stories_and_a_control_is_counted_once_a_seed() {
        let (exhibit, tables) = (exhibit("table-1").unwrap(), paper_tables().unwrap());
        let grid = exhibit.grid(Scale::Demo, vec![1]).unwrap();
        let records = [record(&grid, 0, 64), record(&grid, 1, 64)];
        let placed = crate::experiment::placed(&grid, &records).unwrap();
        let control = beside_table_1(exhibit, &tables, &grid, &placed)[6].cells[0].own.unwrap();
        let of_one = wilson(Accuracy { correct: 64, n: 128 });
        assert_eq!(control, of_one);
        assert!(records[0].finished(Role::ReviveControl).is_some());
    }
}
