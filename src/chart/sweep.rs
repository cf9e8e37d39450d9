//! A sweep's figure: a heat map of one quantity over the grid, and the paper's numbers in the same form.

use super::heat_map::{HeatMap, Shade};
use crate::experiment::{Axis, Grid, Placed, Quantity, mean_at};
use crate::gallery::{Exhibit, PaperTables, STORIES_A_CELL, Scale, Term};

/// The mean over seeds of `quantity` at each place of `grid`.
pub fn sweep_map(grid: &Grid, quantity: Quantity, placed: &[Placed]) -> HeatMap {
    let [columns, rows] = grid.size();
    let mean = |column, row| mean_at(quantity, placed, [column, row]).map(|m| m.value);
    let values: Vec<Vec<Option<f64>>> =
        (0..rows).map(|row| (0..columns).map(|column| mean(column, row)).collect()).collect();
    let most = values.iter().flatten().flatten().fold(1.0_f64, |most, v| most.max(v.abs()));
    let scale = match quantity {
        Quantity::JailbreakGain => Shade::Diverging { low: -100.0, high: 100.0 },
        _ if quantity.is_percent() => Shade::Sequential { low: 0.0, high: 100.0 },
        _ => Shade::Sequential { low: 0.0, high: most },
    };
    let values_of = |axis: usize| grid.axes().get(axis).map_or_else(|| vec![String::new()], |a| a.values().to_vec());
    let name = |axis: usize| grid.axes().get(axis).map_or("", |a: &Axis| a.setting().name).to_owned();
    let seeds = grid.seeds().len();
    let of_seeds = if seeds == 1 { "one seed".to_owned() } else { format!("the mean over {seeds} seeds") };
    HeatMap {
        title: grid.base().quantity_label(quantity),
        caption: format!("Each cell is {of_seeds}."),
        rows: values_of(1),
        columns: values_of(0),
        values,
        scale,
        unit: quantity.is_percent().then(|| "%".to_owned()),
        digits: 1,
        row_title: name(1),
        column_title: name(0),
    }
}

/// The paper's numbers for `quantity` at the places of an exhibit's grid; none where its tables have none of them.
pub fn paper_map(exhibit: &Exhibit, tables: &PaperTables, quantity: Quantity) -> Option<HeatMap> {
    let grid = exhibit.grid(*exhibit.scales().last()?, vec![1]).ok()?;
    let [columns, lines] = grid.size();
    let value = |column, row| exhibit.paper_value(tables, Term(quantity, [column, row]));
    let values: Vec<Vec<Option<f64>>> =
        (0..lines).map(|row| (0..columns).map(|column| value(column, row)).collect()).collect();
    let caption = if exhibit.has_table_1() {
        format!("From the paper's Table 1: each cell is {STORIES_A_CELL} stories.")
    } else {
        "From the paper's table, after 10,000 iterations of fine-tuning.".to_owned()
    };
    values.iter().flatten().any(Option::is_some).then(|| {
        let mut map = HeatMap {
            title: format!("The paper's: {}", grid.base().quantity_label(quantity)),
            caption,
            values,
            ..sweep_map(&grid, quantity, &[])
        };
        if exhibit.has_table_1() {
            // The grid's values are ours, and the paper's have other sizes.
            (map.columns, map.rows) = (exhibit.columns.values(Scale::Paper).1, exhibit.rows.values(Scale::Paper).1);
        }
        map
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Reft;
    use crate::gallery::{exhibit, paper_tables};

    #[test]
    fn the_papers_map_of_table_1_has_its_own_rates_and_says_how_few_stories_it_is() {
        let (table, tables) = (exhibit("table-1").unwrap(), paper_tables().unwrap());
        let map = paper_map(table, &tables, Quantity::Revived(Reft::S220)).unwrap();
        // Filtering, Randomisation, Mix & Match at M and at S, after 300 iterations.
        assert_eq!(map.values, [[81.0, 69.0, 50.0], [75.0, 81.0, 62.0]].map(|row| row.map(Some).to_vec()));
        assert_eq!(map.rows, ["M, 0.0001", "S, 0.00001"]);
        assert!(map.caption.contains("16 stories"), "{}", map.caption);
        assert!(map.title.contains("twist"), "{}", map.title);
        assert_eq!(paper_map(table, &tables, Quantity::SkillLoss), None);
    }
}
