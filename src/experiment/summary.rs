//! A sweep's Records as a table: one row for each cell, and the mean over seeds at each place of the grid.

use super::cell_result::CellResult;
use super::grid::{Grid, GridError};
use super::quantity::Quantity;
use super::record::Record;
use crate::analysis::{Evidence, Interval, THRESHOLDS, Verdict, judge, over_seeds};

/// Where in a grid a result belongs.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    /// Its place on each axis.
    pub at: [usize; 2],
    /// What came out there.
    pub result: CellResult,
}

impl Placed {
    /// What `record` shows, at its place.
    pub fn of(at: [usize; 2], record: &Record) -> Self {
        Self { at, result: CellResult::of(record) }
    }
}

/// Finds each Record's place. Records of other experiments are left out.
///
/// # Errors
/// When the grid's cells are not possible; never for a checked grid.
pub fn placed(grid: &Grid, records: &[Record]) -> Result<Vec<Placed>, GridError> {
    let cells = grid.cells()?;
    let place = |record: &Record| {
        let cell = cells.iter().find(|cell| cell.spec == record.spec)?;
        Some(Placed::of(cell.at, record))
    };
    Ok(records.iter().filter_map(place).collect())
}

/// What the seeds at one place of a grid measured.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mean {
    /// The mean.
    pub value: f64,
    /// The least and the greatest.
    pub range: (f64, f64),
    /// Seeds that measured it.
    pub seeds: usize,
}

/// The mean of `quantity` over the seeds at one place; none where none has measured it.
pub fn mean_at(quantity: Quantity, placed: &[Placed], at: [usize; 2]) -> Option<Mean> {
    let values = values_at(quantity, placed, at);
    let seeds = values.len();
    (seeds > 0).then(|| Mean {
        value: values.iter().sum::<f64>() / seeds as f64,
        range: values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(*v), h.max(*v))),
        seeds,
    })
}

fn values_at(quantity: Quantity, placed: &[Placed], at: [usize; 2]) -> Vec<f64> {
    placed.iter().filter(|p| p.at == at).filter_map(|p| p.result.value(quantity)).collect()
}

/// The same mean with Student's 95 % interval, within what the quantity can be; exact for one seed.
pub fn interval_at(quantity: Quantity, placed: &[Placed], at: [usize; 2]) -> Option<Interval> {
    let values = values_at(quantity, placed, at);
    let (low, high) = if quantity.is_percent() { (0.0, 100.0) } else { (quantity.least(), f64::INFINITY) };
    match values[..] {
        [one] => Some(Interval::exact(one)),
        _ => Some(over_seeds(&values)?.map(|end| end.clamp(low, high))),
    }
}

/// The verdict of all seeds at one place on the model fine-tuned at the first rate; none where the instruments did not look.
pub fn verdict_at(placed: &[Placed], at: [usize; 2]) -> Option<Verdict> {
    let there = placed.iter().filter(|p| p.at == at);
    let found: Vec<Evidence> = there.filter_map(|p| p.result.evidence.clone()).collect();
    judge(&found, &THRESHOLDS).map(|judgement| judgement.verdict)
}

/// Every cell as CSV with a header row: its values on the axes, its seed, every quantity, and the verdict; empty where not measured.
///
/// # Errors
/// When the writer fails or the grid's cells are not possible.
pub fn sweep_csv(grid: &Grid, records: &[Record]) -> Result<String, Box<dyn std::error::Error + Send + Sync>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let shown = grid.base().quantities();
    let axes = grid.axes().iter().map(super::grid::Axis::key);
    let header: Vec<&str> =
        axes.chain(["seed"]).chain(shown.iter().map(|q| q.key())).chain(["verdict", "fingerprint"]).collect();
    writer.write_record(header)?;
    for own in placed(grid, records)? {
        let Placed { at, result } = &own;
        let values = grid.axes().iter().zip(at).map(|(axis, index)| axis.values()[*index].clone());
        let seed = std::iter::once(result.seed.to_string());
        let measured = shown.iter().map(|q| result.value(*q).map(|v| format!("{v:.3}")).unwrap_or_default());
        let said = verdict_at(std::slice::from_ref(&own), *at).map(Verdict::key).unwrap_or_default().to_owned();
        let print = result.fingerprint.clone().unwrap_or_default();
        writer.write_record(values.chain(seed).chain(measured).chain([said, print]))?;
    }
    Ok(String::from_utf8_lossy(&writer.into_inner()?).into_owned())
}

#[cfg(test)]
mod tests {
    use super::super::{Plan, Point, Values};
    use super::*;
    use crate::experiment::Spec;
    use crate::setups::grammar::Preset;
    use crate::train::Accuracy;
    use serde_json::json;

    fn record(spec: Spec, correct: u32) -> Record {
        let mut record = Record::empty(&Plan::new(spec).unwrap());
        let values = Values::of_shares([Accuracy { correct, n: 32 }; 4]);
        record.stages[2].points = vec![Point { step: 10, loss: None, values }];
        record.stages[2].seconds = Some(1.0);
        record
    }

    #[test]
    fn seeds_are_averaged_at_their_place_and_strangers_are_left_out() {
        crate::setups::install();
        let axes = json!([{"setting": "c_tr", "values": [0, 1]}]);
        let grid = json!({"base": {"preset": "micro"}, "axes": axes, "seeds": [1, 2]});
        let grid = Grid::from_json(&grid).unwrap();
        let cells = grid.cells().unwrap();
        let mut records: Vec<Record> = cells.iter().zip([8, 16, 24]).map(|(c, n)| record(c.spec.clone(), n)).collect();
        records.push(record(Preset::Quick.spec().into(), 1));
        let placed = placed(&grid, &records).unwrap();
        assert_eq!(placed.len(), 3);
        let mean = mean_at(Quantity::SkillBroken, &placed, [0, 0]).unwrap();
        assert_eq!((mean.value, mean.range, mean.seeds), (50.0, (25.0, 75.0), 2));
        assert_eq!(mean_at(Quantity::SkillBroken, &placed, [1, 0]).unwrap().seeds, 1);
        assert_eq!(mean_at(Quantity::StepsBack, &placed, [1, 0]), None);
        let csv = sweep_csv(&grid, &records).unwrap();
        assert_eq!(csv.lines().count(), 4);
        assert!(csv.starts_with("c_tr,seed,o_pt_c_te_0,") && csv.contains("\n0,1,25.000,"), "{csv}");
    }
}
