//! A sweep's grid: one or two settings as axes, several seeds, and the experiment that each cell is.

use super::error::{SpecError, shortened};
use super::json::{spec_from_json, spec_to_json};
use super::quantity::Quantity;
use super::setting::{Setting, has_twice, joined};
use super::setup::Spec;
use serde_json::{Value, json};

/// The most values an axis may have.
pub const MOST_VALUES: usize = 12;
/// The most seeds a sweep may have.
pub const MOST_SEEDS: usize = 20;
/// The most cells, seeds counted.
pub const MOST_CELLS: usize = 600;

/// A setting and its values, as the table of settings writes them.
#[derive(Clone, Debug)]
pub struct Axis {
    setting: &'static Setting,
    /// At least one, all different.
    values: Vec<String>,
}

impl PartialEq for Axis {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key() && self.values == other.values
    }
}

/// The setting of `spec` called `key`.
fn setting_of(spec: &Spec, key: &str) -> Result<&'static Setting, SpecError> {
    let all = (spec.kind().settings)();
    all.into_iter().find(|s| s.key == key).ok_or_else(|| SpecError::Unknown(shortened(key)))
}

impl Axis {
    /// Checks a setting's key and its values.
    ///
    /// # Errors
    /// When there is no such setting, or a value is impossible, there twice, or one too many.
    pub fn new(key: &str, values: &[String], base: &Spec) -> Result<Self, GridError> {
        let setting = setting_of(base, key)?;
        if key == "seed" {
            return Err(GridError::Seed);
        }
        if values.is_empty() || values.len() > MOST_VALUES {
            return Err(GridError::Values { name: setting.name, count: values.len() });
        }
        let mut written: Vec<String> = Vec::new();
        for value in values {
            let value = base.with(key, value.trim())?.get(key).unwrap_or_default();
            if written.contains(&value) {
                return Err(GridError::Twice { name: setting.name, value: shortened(&value) });
            }
            written.push(value);
        }
        Ok(Self { setting, values: written })
    }

    /// The setting.
    pub fn setting(&self) -> &'static Setting {
        self.setting
    }

    /// The setting's key.
    pub fn key(&self) -> &'static str {
        self.setting.key
    }

    /// Its values.
    pub fn values(&self) -> &[String] {
        &self.values
    }
}

/// One or two axes over an experiment, several seeds, and what is shown of each cell.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    base: Spec,
    axes: Vec<Axis>,
    seeds: Vec<u32>,
    /// What is shown of each cell.
    pub shows: Quantity,
}

/// One experiment of a grid.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// Its place on each axis; 0 on an axis that is not there.
    pub at: [usize; 2],
    /// Its experiment.
    pub spec: Spec,
}

/// Why a grid is not possible.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum GridError {
    /// A setting or a cell's experiment is not possible.
    #[error(transparent)]
    Spec(#[from] SpecError),
    /// A cell's experiment is not possible.
    #[error("the cell with {cell} is not possible: {error}")]
    Cell {
        /// Its values.
        cell: String,
        /// Why.
        error: SpecError,
    },
    /// No axis, or more than two.
    #[error("a sweep has one or two axes; this one has {0}")]
    Axes(usize),
    /// Both axes are the same setting.
    #[error("both axes are “{0}”")]
    Same(&'static str),
    /// The seed is no axis.
    #[error("the seed is no axis: a sweep's seeds are a list of their own")]
    Seed,
    /// Too few or too many values.
    #[error("an axis takes 1 to {MOST_VALUES} values; “{name}” has {count}")]
    Values {
        /// The setting's name.
        name: &'static str,
        /// How many there are.
        count: usize,
    },
    /// A value is there twice.
    #[error("“{name}” has the value {value} twice")]
    Twice {
        /// The setting's name.
        name: &'static str,
        /// The value.
        value: String,
    },
    /// The seeds are none, too many, or not all different.
    #[error("a sweep takes 1 to {MOST_SEEDS} different seeds; this one has {0}")]
    Seeds(usize),
    /// Too many cells.
    #[error("a sweep may have {MOST_CELLS} cells, seeds counted; this one has {0}")]
    Cells(usize),
    /// The file is no grid.
    #[error("{0}")]
    Shape(String),
}

impl Grid {
    /// Checks a grid. Each cell has one fine-tuning rate: the base's first, where the rate is no axis.
    ///
    /// # Errors
    /// When an axis, a seed or a cell's experiment is not possible.
    pub fn new(base: Spec, axes: Vec<Axis>, seeds: Vec<u32>, shows: Quantity) -> Result<Self, GridError> {
        let base = base.checked()?;
        if axes.is_empty() || axes.len() > 2 {
            return Err(GridError::Axes(axes.len()));
        }
        if let [x, y] = &axes[..]
            && x.key() == y.key()
        {
            return Err(GridError::Same(x.setting.name));
        }
        if seeds.is_empty() || seeds.len() > MOST_SEEDS || has_twice(&seeds) {
            return Err(GridError::Seeds(seeds.len()));
        }
        let count = axes.iter().map(|a| a.values.len()).product::<usize>() * seeds.len();
        if count > MOST_CELLS {
            return Err(GridError::Cells(count));
        }
        let base = base.with(base.rates_key(), &joined(&base.rates()[..base.rates().len().min(1)]))?;
        let grid = Self { base, axes, seeds, shows };
        grid.cells()?;
        Ok(grid)
    }

    /// The experiment that the axes vary.
    pub fn base(&self) -> &Spec {
        &self.base
    }

    /// The axes: columns first, then rows.
    pub fn axes(&self) -> &[Axis] {
        &self.axes
    }

    /// The seeds.
    pub fn seeds(&self) -> &[u32] {
        &self.seeds
    }

    /// Columns and rows.
    pub fn size(&self) -> [usize; 2] {
        let of = |axis: usize| self.axes.get(axis).map_or(1, |a| a.values.len());
        [of(0), of(1)]
    }

    /// Every cell: seed by seed, in each row by row.
    ///
    /// # Errors
    /// When a cell's experiment is not possible; never once the grid is checked.
    pub fn cells(&self) -> Result<Vec<Cell>, GridError> {
        let [columns, rows] = self.size();
        let mut cells = Vec::with_capacity(columns * rows * self.seeds.len());
        for seed in &self.seeds {
            for row in 0..rows {
                for column in 0..columns {
                    cells.push(self.cell([column, row], *seed)?);
                }
            }
        }
        Ok(cells)
    }

    fn cell(&self, at: [usize; 2], seed: u32) -> Result<Cell, GridError> {
        let mut spec = self.base.with_seed(seed);
        let mut words = Vec::new();
        for (axis, index) in self.axes.iter().zip(at) {
            let value = &axis.values[index];
            spec.set(axis.key(), value)?;
            words.push(format!("{} = {value}", axis.setting.name));
        }
        let spec = spec.checked().map_err(|error| GridError::Cell { cell: words.join(", "), error })?;
        Ok(Cell { at, spec })
    }

    /// As JSON, which [`Grid::from_json`] reads back.
    pub fn to_json(&self) -> Value {
        let axes: Vec<Value> = self.axes.iter().map(|a| json!({"setting": a.key(), "values": a.values})).collect();
        json!({"base": spec_to_json(&self.base), "axes": axes, "seeds": self.seeds, "shows": self.shows.key()})
    }

    /// Reads `{"base": {"preset": "quick"}, "axes": [{"setting": "c_tr", "values": [0, 1]}], "seeds": [1, 2], "shows": …}`.
    /// Without `seeds` it is the base's own; without `shows` O_PT.
    ///
    /// # Errors
    /// A sentence that says what is wrong.
    pub fn from_json(value: &Value) -> Result<Self, GridError> {
        let shape = |text: &str| GridError::Shape(text.to_owned());
        let Value::Object(object) = value else {
            return Err(shape("a grid is an object with “base”, “axes” and “seeds”"));
        };
        if let Some(other) = object.keys().find(|k| !["base", "axes", "seeds", "shows"].contains(&k.as_str())) {
            return Err(GridError::Shape(format!("a grid has no “{}”", shortened(other))));
        }
        let base = spec_from_json(object.get("base").unwrap_or(&json!({})))?;
        let listed = object.get("axes").and_then(Value::as_array).ok_or_else(|| shape("“axes” is a list of axes"))?;
        let mut axes = Vec::new();
        for axis in listed {
            let (key, values) = axis
                .get("setting")
                .and_then(Value::as_str)
                .zip(axis.get("values").and_then(Value::as_array))
                .ok_or_else(|| shape("an axis is {\"setting\": a key, \"values\": a list}"))?;
            let values: Vec<String> = values.iter().map(super::json::to_text).collect();
            axes.push(Axis::new(key, &values, &base)?);
        }
        let seeds = match object.get("seeds") {
            None => vec![base.seed()],
            Some(seeds) => serde_json::from_value(seeds.clone())
                .map_err(|_| shape("“seeds” is a list of whole numbers from 0 to 4294967295"))?,
        };
        let shows = match object.get("shows") {
            None => base.quantities().first().copied().unwrap_or(Quantity::SkillBroken),
            Some(shows) => shows
                .as_str()
                .and_then(Quantity::from_key)
                .ok_or_else(|| GridError::Shape(format!("“shows” is one of {}", keys().join(", "))))?,
        };
        Self::new(base, axes, seeds, shows)
    }
}

fn keys() -> Vec<&'static str> {
    Quantity::ALL.into_iter().map(Quantity::key).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::setups::grammar::{GrammarSpec, Preset};

    fn grid(axes: Value) -> Result<Grid, GridError> {
        crate::setups::install();
        Grid::from_json(&json!({"base": {"preset": "micro"}, "axes": axes, "seeds": [1, 2]}))
    }

    #[test]
    fn a_grid_has_a_cell_for_each_pair_of_values_and_each_seed() {
        let grid = grid(json!([
            {"setting": "fine_tune_rates", "values": [1e-3, 1e-4, 1e-5]},
            {"setting": "prior", "values": ["1,0,0", [0.5, 0.3, 0.2]]},
        ]))
        .unwrap();
        let cells = grid.cells().unwrap();
        assert_eq!((cells.len(), grid.size()), (12, [3, 2]));
        assert_eq!(cells[4].at, [1, 1]);
        assert_eq!(cells[4].spec.rates(), [1e-4]);
        assert_eq!(cells[4].spec.of::<GrammarSpec>().unwrap().prior.probabilities(), [0.5, 0.3, 0.2]);
        assert!(cells[6..].iter().all(|cell| cell.spec.seed() == 2));
    }

    #[test]
    fn a_written_grid_reads_back_the_same() {
        let grid =
            grid(json!([{"setting": "protocol", "values": ["full", "lora"]}, {"setting": "c_tr", "values": [0, 0.5]}]));
        let grid = grid.unwrap();
        assert_eq!(Grid::from_json(&grid.to_json()), Ok(grid));
    }

    #[test]
    fn a_cell_has_one_rate() {
        let base = Spec::from(Preset::Quick.spec());
        let axes = vec![Axis::new("c_tr", &["0".to_owned()], &base).unwrap()];
        let grid = Grid::new(base, axes, vec![1], Quantity::SkillBroken).unwrap();
        assert_eq!(grid.cells().unwrap()[0].spec.rates(), [1e-3]);
    }

    #[test]
    fn impossible_grids_are_refused_in_words() {
        let axis = |key: &str, values: Value| json!([{"setting": key, "values": values}]);
        for (axes, part) in [
            (json!([]), "one or two axes"),
            (axis("seed", json!([1])), "no axis"),
            (axis("nope", json!([1])), "no setting"),
            (axis("c_tr", json!([0, 0.0])), "twice"),
            (axis("c_tr", json!([7])), "not possible"),
            (axis("c_tr", json!([])), "1 to 12 values"),
            (axis("window", json!([4, 40])), "the window = 40"),
            (json!([{"setting": "c_tr", "values": [0]}, {"setting": "c_tr", "values": [1]}]), "both axes"),
            (json!([{"setting": "c_tr"}]), "an axis is"),
        ] {
            let error = grid(axes).unwrap_err().to_string();
            assert!(error.contains(part), "{error}");
        }
        let text = Grid::from_json(&json!({"axes": [], "sed": 1})).unwrap_err().to_string();
        assert!(text.contains("“sed”"), "{text}");
        let seeds: Vec<u32> = vec![1, 1];
        let twice = json!({"axes": [{"setting": "c_tr", "values": [0]}], "seeds": seeds});
        assert!(Grid::from_json(&twice).unwrap_err().to_string().contains("different seeds"));
    }
}
