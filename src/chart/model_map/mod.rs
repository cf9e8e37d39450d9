//! The map of a model: its matrices as strips in groups, with the units that matter lit.

mod draw;
mod layout;
#[cfg(test)]
mod tests;

use super::table::Table;

/// A model as block by matrix by unit: for instance which units were pruned, and in which order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ModelMap {
    /// Stands above the map, on two lines at most, and is its name to a screen reader; may be empty.
    pub title: String,
    /// A sentence or two that a screen reader gets together with [`ModelMap::summary`]; it is not drawn.
    pub caption: String,
    /// The matrices. Those that follow each other and have the same group stand together under its name.
    pub lanes: Vec<Lane>,
}

/// One matrix of a [`ModelMap`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lane {
    /// Where it belongs, such as `block 1`.
    pub group: String,
    /// Its own name, such as `key`.
    pub name: String,
    /// How many units it has; the strip is as long as they are many.
    pub units: u32,
    /// The lit units, counted from 0, each with a short label such as its place in an order; may be empty. Units that the
    /// matrix does not have are passed over, and of two entries for a unit the first counts.
    pub lit: Vec<(u32, String)>,
}

impl Lane {
    /// The lit units that exist, each once.
    pub(super) fn shown(&self) -> Vec<(u32, &str)> {
        let mut shown: Vec<(u32, &str)> = Vec::new();
        for (unit, label) in self.lit.iter().filter(|(unit, _)| *unit < self.units) {
            if shown.iter().all(|(other, _)| other != unit) {
                shown.push((*unit, label.as_str()));
            }
        }
        shown
    }

    /// How many units are lit, as in `2 of 32`.
    pub fn count(&self) -> String {
        format!("{} of {}", self.shown().len(), self.units)
    }

    /// The group and the name.
    pub(super) fn place(&self) -> String {
        match self.group.is_empty() {
            true => self.name.clone(),
            false => format!("{}, {}", self.group, self.name),
        }
    }
}

impl ModelMap {
    /// The map as a table: group, matrix, how many of its units are lit, and which, each with its label in parentheses.
    pub fn table(&self) -> Table {
        let unit = |(unit, label): (u32, &str)| match label.is_empty() {
            true => unit.to_string(),
            false => format!("{unit} ({label})"),
        };
        let units = |lane: &Lane| lane.shown().into_iter().map(unit).collect::<Vec<_>>().join(", ");
        let row = |lane: &Lane| vec![lane.group.clone(), lane.name.clone(), lane.count(), units(lane)];
        Table {
            columns: ["group", "matrix", "lit", "units (label)"].map(str::to_owned).to_vec(),
            rows: self.lanes.iter().map(row).collect(),
        }
    }

    /// The map in a few sentences: how many units are lit in all, and in which matrices. Plain text, not escaped.
    pub fn summary(&self) -> String {
        let units: u64 = self.lanes.iter().map(|lane| u64::from(lane.units)).sum();
        let lit: usize = self.lanes.iter().map(|lane| lane.shown().len()).sum();
        let mut out = format!("Map of {} matrices with {units} units, of which {lit} are lit", self.lanes.len());
        let some = self.lanes.iter().filter(|lane| !lane.shown().is_empty());
        let told: Vec<String> = some.map(|lane| format!("{} {}", lane.place(), lane.count())).collect();
        match told.is_empty() {
            true => out.push('.'),
            false => out.push_str(&format!(": {}.", told.join("; "))),
        }
        out
    }
}
