//! What an exhibit on show is made of: the results that come with the page, the visitor's own, and both together.

use super::Sweeping;
use super::map::placed;
use crate::chart::{Figure, HeatMap, ResultsOf, exhibit_figure, sweep_map};
use crate::experiment::{Grid, Placed, Quantity};
use crate::gallery::{Checked, Exhibit, PaperTables, Scale, ShippedResults, checked};
use crate::page::routes::gallery::{GalleryResults, Shipped};
use leptos::prelude::*;
use std::sync::Arc;

/// The results of an exhibit.
#[derive(Clone)]
pub(super) struct Sources {
    pub(super) exhibit: &'static Exhibit,
    /// Those that come with the page.
    pub(super) shipped: Option<Arc<ShippedResults>>,
    /// The visitor's own, as far as they have come.
    pub(super) own: Vec<Placed>,
    /// Its grid with every seed of both.
    grid: Option<Grid>,
}

impl PartialEq for Sources {
    fn eq(&self, other: &Self) -> bool {
        // An exhibit is known by its key.
        let of = |own: &Self| (own.exhibit.key, own.grid.clone());
        of(self) == of(other) && self.shipped == other.shipped && self.own == other.own
    }
}

impl Sources {
    /// Those of `exhibit` now.
    pub(super) fn of(exhibit: &'static Exhibit, sweeping: Sweeping, results: GalleryResults) -> Self {
        let (own, own_grid) = sweeping.grid.with(|grid| match grid {
            Some(grid) => (sweeping.records.with(|records| placed(grid, records)), Some(grid.clone())),
            None => (Vec::new(), None),
        });
        // What comes with the page is of the demo's scale, and is not mixed with another.
        let is_demo = own_grid.as_ref().is_none_or(|grid| exhibit.scale_of(grid) == Some(Scale::Demo));
        let shipped = match results.of(exhibit) {
            Shipped::There(found) if is_demo => Some(found),
            _ => None,
        };
        let own: Vec<Placed> = own.into_iter().filter(|cell| cell.result.has_any()).collect();
        let mut seeds = shipped.as_ref().map(|found| found.grid.seeds().to_vec()).unwrap_or_default();
        for seed in own_grid.iter().flat_map(Grid::seeds) {
            if !seeds.contains(seed) {
                seeds.push(*seed);
            }
        }
        let both = if is_demo && !seeds.is_empty() { exhibit.grid(Scale::Demo, seeds).ok() } else { None };
        let grid = both.or(own_grid);
        Self { exhibit, shipped, own, grid }
    }

    /// All results; a cell and seed that is in both counts once.
    pub(super) fn pooled(&self) -> Vec<Placed> {
        self.shipped.as_ref().map_or_else(|| self.own.clone(), |shipped| shipped.pooled(&self.own))
    }

    /// The grid of all results; the exhibit's with one seed before there is any.
    pub(super) fn grid(&self) -> Option<Grid> {
        self.grid.clone().or_else(|| self.exhibit.grid(Scale::Demo, vec![1]).ok())
    }

    /// The figure: the visitor's over the shipped ones, with the paper's numbers.
    pub(super) fn figure(&self, tables: &PaperTables, shows: Quantity) -> Figure {
        let shipped = self.shipped.as_ref().map_or(&[][..], |found| &found.placed);
        let sources =
            [ResultsOf { name: "with the page", placed: shipped }, ResultsOf { name: "yours", placed: &self.own }];
        self.grid().map(|grid| exhibit_figure(self.exhibit, &grid, tables, shows, &sources)).unwrap_or_default()
    }

    /// All results as a map.
    pub(super) fn map(&self, shows: Quantity) -> Option<HeatMap> {
        Some(sweep_map(&self.grid.clone()?, shows, &self.pooled()))
    }

    /// The findings: of the shipped results, of the visitor's own, and of all.
    pub(super) fn findings(&self, tables: &PaperTables) -> Vec<[Checked; 3]> {
        let of = |placed: &[Placed]| checked(self.exhibit, tables, placed);
        let shipped = of(self.shipped.as_ref().map_or(&[][..], |found| &found.placed));
        let all = of(&self.pooled());
        shipped.into_iter().zip(of(&self.own)).zip(all).map(|((shipped, own), all)| [shipped, own, all]).collect()
    }

    /// How the visitor's cells compare with the shipped ones of the same seed, once there are such.
    pub(super) fn agreement(&self) -> Option<String> {
        let (same, all) = self.shipped.as_ref()?.same_as(&self.own);
        let cells = |count: usize| if count == 1 { "cell".to_owned() } else { format!("{count} cells") };
        (all > 0).then(|| match all - same {
            0 => format!("Of seeds that come with the page you trained {}: the same to the last digit.", cells(all)),
            _ => format!(
                "Of seeds that come with the page you trained {}; {same} came out the same to the last digit. Engines that round otherwise give other last digits.",
                cells(all)
            ),
        })
    }
}
