//! The fields of a sweep as a visitor fills them in, and the grid that they make.

use crate::experiment::{Axis, Grid, Quantity, Spec};

/// The fields, as text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Asked {
    /// The settings of the columns and of the rows; the latter may be empty.
    pub(super) keys: [String; 2],
    /// Their values, with semicolons between.
    pub(super) values: [String; 2],
    /// Seeds, with commas between.
    pub(super) seeds: String,
    pub(super) shows: Quantity,
    /// Which instruments follow the training, where the setup leaves that open.
    pub(super) instruments: String,
}

/// Values to begin with.
pub(super) fn suggested(key: &str) -> &'static str {
    match key {
        "fine_tune_rates" => "3e-3; 3e-4; 3e-5",
        "rates" => "0.1; 0.01; 0.001",
        "program" => "counter; max-identifier",
        "steps" => "500; 2000",
        "c_tr" => "0; 0.5; 1",
        "prior" => "1,0,0; 0.9,0.1,0; 0.5,0.3,0.2",
        "families" => "1,0,0,0,0; 0.2,0.2,0.2,0.2,0.2",
        "protocol" => "full; lora; frozen; l2-sp",
        "mix" => "0; 0.001; 0.1; 0.5",
        "pretrain_steps" => "350; 700; 1400",
        "fine_tune_steps" => "100; 200; 400",
        "size" => "mini; tiny",
        "task_tokens" => "one; three",
        _ => "",
    }
}

/// The setting that says whether the instruments follow.
const INSTRUMENTS: &str = "instruments";
/// Its value without any: what a sweep begins with, also where it is carried over from a setup that has no such setting.
const NO_INSTRUMENTS: &str = "none";

/// Whether the setup of `base` leaves open whether the instruments follow.
pub(super) fn leaves_instruments_open(base: &Spec) -> bool {
    base.get(INSTRUMENTS).is_some()
}

impl Asked {
    /// The fields for a sweep over `base`, to begin with.
    pub(super) fn over(base: &Spec) -> Self {
        let keys = [base.rates_key(), "c_tr"];
        Self {
            keys: keys.map(str::to_owned),
            values: keys.map(|key| suggested(key).to_owned()),
            seeds: "1".to_owned(),
            shows: base.quantities().first().copied().unwrap_or(Quantity::SkillBroken),
            instruments: NO_INSTRUMENTS.to_owned(),
        }
    }

    /// The fields of a grid.
    pub(super) fn of(grid: &Grid) -> Self {
        let axis = |index: usize| grid.axes().get(index);
        let seeds: Vec<String> = grid.seeds().iter().map(u32::to_string).collect();
        Self {
            keys: [0, 1].map(|i| axis(i).map_or("", Axis::key).to_owned()),
            values: [0, 1].map(|i| axis(i).map_or(String::new(), |a| a.values().join("; "))),
            seeds: seeds.join(", "),
            shows: grid.shows,
            instruments: grid.base().get(INSTRUMENTS).unwrap_or_else(|| NO_INSTRUMENTS.to_owned()),
        }
    }

    /// The grid over `base`.
    ///
    /// # Errors
    /// A sentence that says which field is not possible.
    pub(super) fn grid(&self, base: &Spec) -> Result<Grid, String> {
        let open = leaves_instruments_open(base);
        let base = if open { base.with(INSTRUMENTS, &self.instruments) } else { Ok(base.clone()) };
        let base = base.map_err(|e| e.to_string())?;
        let mut axes = Vec::new();
        for (key, values) in self.keys.iter().zip(&self.values).filter(|(key, _)| !key.is_empty()) {
            let values: Vec<String> =
                values.split(';').map(|v| v.trim().to_owned()).filter(|v| !v.is_empty()).collect();
            axes.push(Axis::new(key, &values, &base).map_err(|e| e.to_string())?);
        }
        let seeds = self.seeds.split(',').map(|seed| seed.trim().parse::<u32>());
        let seeds = seeds
            .collect::<Result<Vec<u32>, _>>()
            .map_err(|_| "Seeds are whole numbers with commas between, for instance 1, 2, 3.".to_owned())?;
        Grid::new(base, axes, seeds, self.shows).map_err(|e| e.to_string())
    }
}
