//! The heat map of a sweep, and the cells that it is made of.

use super::Sweeping;
use crate::chart::{HeatMap, sweep_map};
use crate::experiment::{Grid, Placed, Record};
use leptos::prelude::*;

/// The cells of a grid with what their Records show, as far as they have come.
pub(super) fn placed(grid: &Grid, records: &[Record]) -> Vec<Placed> {
    // Records come in the grid's own order: one for each cell.
    let cells = grid.cells().unwrap_or_default();
    cells.into_iter().zip(records).map(|(cell, record)| Placed::of(cell.at, record)).collect()
}

/// The heat map of the quantity on show; none before a sweep has begun.
pub(super) fn own_map(sweeping: Sweeping) -> Signal<Option<HeatMap>> {
    let shows = Memo::new(move |_| sweeping.asked.with(|a| a.shows));
    Signal::derive(move || {
        sweeping.grid.with(|grid| {
            let grid = grid.as_ref()?;
            Some(sweeping.records.with(|records| sweep_map(grid, shows.get(), &placed(grid, records))))
        })
    })
}
