//! Results that the page ships with: what came out of an exhibit's sweep, cell by cell and seed by seed, as a file of a few KB.
//!
//! The file has its grid, so that it says which experiments it is of, and each cell's fingerprint, so that whoever trains the cell sees
//! whether it came out the same. It is read like anything else from outside.

use super::exhibit::Exhibit;
use super::scale::Scale;
use crate::analysis::Evidence;
use crate::experiment::{CellResult, Grid, GridError, Placed, Quantity, Record, placed};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Version of the file's form.
const FORM: u32 = 1;
/// More bytes than a file has.
const LARGEST: usize = 1_000_000;
/// Longest version and longest command, in characters.
const LONGEST: usize = 300;

/// The list of exhibits that have results, beside their files.
pub const RESULTS_LIST: &str = "list.json";

/// What came out of an exhibit's sweep.
#[derive(Clone, Debug, PartialEq)]
pub struct ShippedResults {
    /// The version of the program that trained.
    pub version: String,
    /// The command that made the file.
    pub made_by: String,
    /// The sweep.
    pub grid: Grid,
    /// What came out, in the grid's order; cells that are not there yet are left out.
    pub placed: Vec<Placed>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    form: u32,
    exhibit: String,
    version: String,
    made_by: String,
    grid: Value,
    quantities: Vec<String>,
    /// In the grid's order.
    cells: Vec<Option<FileCell>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileCell {
    fingerprint: String,
    values: Vec<Option<f64>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    evidence: Option<Evidence>,
}

/// Why a file of results cannot be taken.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ResultsError {
    /// It is no such file.
    #[error("it is no file of results ({0})")]
    Shape(String),
    /// It is of another form.
    #[error("it is of form {0}, and this page reads form {FORM}")]
    Form(u32),
    /// It is of another exhibit, or of one that has changed since.
    #[error("its sweep is not that of the exhibit")]
    Other,
    /// Its sweep is not possible.
    #[error(transparent)]
    Grid(#[from] GridError),
    /// Its numbers cannot be of its sweep.
    #[error("its numbers cannot be of its sweep ({0})")]
    Impossible(&'static str),
}

impl ShippedResults {
    /// The results of `records` of `exhibit` over `grid`. `made_by` is the command that made them.
    ///
    /// # Errors
    /// When the grid is not possible, or none of its cells has a finished Record.
    pub fn of(grid: Grid, records: &[Record], made_by: &str) -> Result<Self, ResultsError> {
        let finished: Vec<Record> = records.iter().filter(|record| record.fingerprint.is_some()).cloned().collect();
        let mut versions: Vec<&str> = finished.iter().map(|record| record.version.as_str()).collect();
        versions.sort_unstable();
        versions.dedup();
        if versions.is_empty() {
            return Err(ResultsError::Impossible("no cell is finished"));
        }
        let version = versions.join(" and ");
        Ok(Self { version, made_by: made_by.to_owned(), placed: placed(&grid, &finished)?, grid })
    }

    /// As JSON, which [`ShippedResults::from_json`] reads back.
    ///
    /// # Errors
    /// When the grid is not possible or the text cannot be written; a checked one always can.
    pub fn to_json(&self, exhibit: &Exhibit) -> Result<String, ResultsError> {
        let measured = |quantity: &Quantity| self.placed.iter().any(|own| own.result.value(*quantity).is_some());
        let quantities: Vec<Quantity> = Quantity::ALL.into_iter().filter(measured).collect();
        let cells = self.grid.cells()?.into_iter().map(|cell| {
            let own = self.placed.iter().find(|own| own.at == cell.at && own.result.seed == cell.spec.seed())?;
            Some(FileCell {
                fingerprint: own.result.fingerprint.clone()?,
                values: quantities.iter().map(|quantity| own.result.value(*quantity)).collect(),
                evidence: own.result.evidence.clone(),
            })
        });
        let file = File {
            form: FORM,
            exhibit: exhibit.key.to_owned(),
            version: self.version.clone(),
            made_by: self.made_by.clone(),
            grid: self.grid.to_json(),
            quantities: quantities.iter().map(|quantity| quantity.key().to_owned()).collect(),
            cells: cells.collect(),
        };
        let text = serde_json::to_string(&file).map_err(|e| ResultsError::Shape(e.to_string()))?;
        // A line for each cell, so that a changed one shows in a comparison of files.
        Ok(text.replace("{\"fingerprint\"", "\n{\"fingerprint\"") + "\n")
    }

    /// Reads a file of `exhibit`.
    ///
    /// # Errors
    /// When it is none, is of another sweep than the exhibit's at the demo's scale, or holds what such a sweep cannot measure.
    pub fn from_json(text: &str, exhibit: &Exhibit) -> Result<Self, ResultsError> {
        if text.len() > LARGEST {
            return Err(ResultsError::Shape("it is too large".to_owned()));
        }
        let file: File = serde_json::from_str(text).map_err(|e| ResultsError::Shape(e.to_string()))?;
        if file.form != FORM {
            return Err(ResultsError::Form(file.form));
        }
        if [&file.version, &file.made_by].into_iter().any(|words| words.chars().count() > LONGEST) {
            return Err(ResultsError::Impossible("a name is too long"));
        }
        let grid = Grid::from_json(&file.grid)?;
        if file.exhibit != exhibit.key || grid != exhibit.grid(Scale::Demo, grid.seeds().to_vec())? {
            return Err(ResultsError::Other);
        }
        let quantities = file.quantities.iter().map(|key| Quantity::from_key(key)).collect::<Option<Vec<_>>>();
        let quantities = quantities.ok_or(ResultsError::Impossible("a quantity that there is not"))?;
        let cells = grid.cells()?;
        if file.cells.len() != cells.len() {
            return Err(ResultsError::Impossible("another number of cells"));
        }
        let mut placed = Vec::new();
        for (cell, found) in cells.into_iter().zip(file.cells) {
            let Some(found) = found else { continue };
            placed.push(Placed { at: cell.at, result: found.checked(CellResult::empty(&cell.spec), &quantities)? });
        }
        Ok(Self { version: file.version, made_by: file.made_by, grid, placed })
    }

    /// Seeds of which every cell is there.
    pub fn seeds(&self) -> Vec<u32> {
        let [columns, rows] = self.grid.size();
        let of = |seed: u32| self.placed.iter().filter(|own| own.result.seed == seed).count();
        self.grid.seeds().iter().copied().filter(|seed| of(*seed) == columns * rows).collect()
    }

    /// These results and `own`, a visitor's of the same exhibit: a cell and seed that is in both counts once.
    pub fn pooled(&self, own: &[Placed]) -> Vec<Placed> {
        let is_new = |other: &&Placed| !self.placed.iter().any(|kept| is_same_cell(kept, other));
        self.placed.iter().chain(own.iter().filter(is_new)).cloned().collect()
    }

    /// Of the finished cells in `own` that are among these: how many have the same fingerprint, and how many there are.
    pub fn same_as(&self, own: &[Placed]) -> (usize, usize) {
        let finished = own.iter().filter(|own| own.result.fingerprint.is_some());
        let pairs: Vec<(&Placed, &Placed)> =
            finished.filter_map(|own| Some((self.placed.iter().find(|kept| is_same_cell(kept, own))?, own))).collect();
        let same = pairs.iter().filter(|(kept, own)| kept.result.fingerprint == own.result.fingerprint).count();
        (same, pairs.len())
    }
}

fn is_same_cell(a: &Placed, b: &Placed) -> bool {
    (a.at, a.result.seed) == (b.at, b.result.seed)
}

impl FileCell {
    fn checked(self, mut result: CellResult, quantities: &[Quantity]) -> Result<CellResult, ResultsError> {
        let is_print = self.fingerprint.len() == 16 && self.fingerprint.bytes().all(|b| b.is_ascii_hexdigit());
        if !is_print {
            return Err(ResultsError::Impossible("a fingerprint that is none"));
        }
        if self.values.len() != quantities.len() {
            return Err(ResultsError::Impossible("another number of values"));
        }
        for (quantity, value) in quantities.iter().zip(self.values) {
            if value.is_some_and(|value| !result.set(*quantity, value)) {
                return Err(ResultsError::Impossible("a value that no run has"));
            }
        }
        if self.evidence.as_ref().is_some_and(|evidence| !evidence.is_possible()) {
            return Err(ResultsError::Impossible("evidence that no run has"));
        }
        (result.fingerprint, result.evidence) = (Some(self.fingerprint), self.evidence);
        Ok(result)
    }
}

/// The exhibits that the list beside the files names, as JSON.
///
/// # Errors
/// When the text cannot be written, which is a defect.
pub fn results_list_to_json(keys: &[&str]) -> Result<String, ResultsError> {
    serde_json::to_string_pretty(keys).map(|text| text + "\n").map_err(|e| ResultsError::Shape(e.to_string()))
}

/// The exhibits that a list names; words that are none are passed over, as a later version may have more.
///
/// # Errors
/// When it is no such list.
pub fn results_list_from_json(text: &str) -> Result<Vec<&'static Exhibit>, ResultsError> {
    let keys: Vec<String> = serde_json::from_str(text).map_err(|e| ResultsError::Shape(e.to_string()))?;
    Ok(keys.iter().take(super::EXHIBITS.len()).filter_map(|key| super::exhibit(key)).collect())
}

#[cfg(test)]
mod tests {
    use super::super::exhibit;
    use super::*;
    use crate::experiment::{Plan, Point, Role, Values};
    use crate::train::Accuracy;

    fn finished(grid: &Grid, cells: usize) -> Vec<Record> {
        let record = |(index, cell): (usize, crate::experiment::Cell)| {
            let plan = Plan::new(cell.spec).unwrap();
            let mut record = Record::empty(&plan);
            let n = plan.spec.held_out();
            for stage in &mut record.stages {
                let correct = if stage.role == Role::Pretrain { n } else { (7 * index as u32) % n };
                let values = Values::of_shares([Accuracy { correct, n }; 4]);
                stage.points = vec![Point { step: stage.steps, loss: Some(0.5), values }];
                stage.seconds = Some(1.0);
            }
            record.fingerprint = Some(record.results_hash());
            record
        };
        grid.cells().unwrap().into_iter().take(cells).enumerate().map(record).collect()
    }

    fn results() -> (&'static Exhibit, ShippedResults) {
        crate::setups::install();
        let exhibit = exhibit("figure-6").unwrap();
        let grid = exhibit.grid(Scale::Demo, vec![4, 9]).unwrap();
        let records = finished(&grid, 12);
        (exhibit, ShippedResults::of(grid, &records, "unwrap gallery --seeds 4,9").unwrap())
    }

    #[test]
    fn a_written_file_reads_back_the_same_and_says_which_seeds_are_whole() {
        let (exhibit, results) = results();
        let text = results.to_json(exhibit).unwrap();
        assert_eq!(ShippedResults::from_json(&text, exhibit).unwrap(), results);
        // Nine cells of the first seed, three of the second.
        assert_eq!((results.placed.len(), results.seeds()), (12, vec![4]));
        assert!(text.len() < 6_000, "{}", text.len());
    }

    #[test]
    fn what_cannot_have_come_out_is_refused_in_words() {
        let (exhibit, results) = results();
        let text = results.to_json(exhibit).unwrap();
        let changed = |from: &str, to: &str| {
            assert!(text.contains(from), "{from}: {text}");
            ShippedResults::from_json(&text.replacen(from, to, 1), exhibit).unwrap_err().to_string()
        };
        // The first two are the axes'.
        let value = text.split("\"values\":[").nth(3).unwrap().split(',').next().unwrap();
        for (error, part) in [
            (changed("{\"form\"", "[{\"form\""), "no file of results"),
            (changed("\"form\":1", "\"form\":7"), "form 7"),
            (changed("\"exhibit\":\"figure-6\"", "\"exhibit\":\"figure-5\""), "not that of the exhibit"),
            (changed("\"seeds\":[4,9]", "\"seeds\":[4,4]"), "different seeds"),
            (changed("\"seeds\":[4,9]", "\"seeds\":[4]"), "another number of cells"),
            (changed("o_pt_c_te_0\",", "o_pt_c_te_2\","), "a quantity"),
            (changed(&format!("\"values\":[{value},"), "\"values\":[100.1,"), "a value"),
            (changed("\"fingerprint\":\"", "\"fingerprint\":\"<b>"), "a fingerprint"),
            (changed(&format!("\"values\":[{value},"), &format!("\"values\":[1,{value},")), "number of values"),
        ] {
            assert!(error.contains(part), "{error}");
        }
        let long = format!("{text}{}", " ".repeat(LARGEST));
        assert!(ShippedResults::from_json(&long, exhibit).unwrap_err().to_string().contains("too large"));
    }

    #[test]
    fn a_visitors_results_are_pooled_with_the_shipped_ones_and_compared_where_the_seed_is_the_same() {
        let (_, results) = results();
        let mut own = results.placed[..3].to_vec();
        own[1].result.fingerprint = Some("0".repeat(16));
        own[2].result.fingerprint = None;
        let mut other = own[0].clone();
        other.result.seed = 77;
        own.push(other);
        assert_eq!(results.same_as(&own), (1, 2));
        assert_eq!(results.pooled(&own).len(), results.placed.len() + 1);
    }

    #[test]
    fn a_list_names_the_exhibits_that_have_results() {
        let text = results_list_to_json(&["figure-6", "table-1"]).unwrap();
        let keys: Vec<&str> = results_list_from_json(&text).unwrap().iter().map(|exhibit| exhibit.key).collect();
        assert_eq!(keys, ["figure-6", "table-1"]);
        assert_eq!(results_list_from_json("[\"figure-99\"]").unwrap().len(), 0);
        assert!(results_list_from_json("{}").is_err());
    }
}
