//! Which experiments on tables are possible.

use super::settings::FIELDS;
use super::spec::{TableSpec, no_table};
use crate::experiment::{SpecError, within_ranges};

/// The most tokens that a batch may have, so that a step fits the memory of a browser tab.
const MOST_TOKENS: usize = 65_536;

impl TableSpec {
    /// Checks every setting's range.
    ///
    /// # Errors
    /// The first thing that does not fit.
    pub fn within_ranges(self) -> Result<Self, SpecError> {
        within_ranges(&FIELDS, self)
    }

    /// Checks every setting's range, that there is a table, and that it holds back enough rows.
    ///
    /// # Errors
    /// The first thing that does not fit.
    pub fn checked(self) -> Result<Self, SpecError> {
        let spec = self.within_ranges()?;
        let table = spec.table.as_ref().ok_or_else(no_table)?;
        let (held_out, measurable) = (spec.held_out, table.measurable());
        if held_out > measurable {
            return Err(SpecError::Setup(format!(
                "{held_out} rows are to be measured and “{}” holds back {measurable} of a kind; measure fewer, or bring a larger table",
                table.name
            )));
        }
        let (batch, context) = (spec.batch, spec.model()?.context);
        if batch as usize * context > MOST_TOKENS {
            return Err(SpecError::Tokens { batch, context, most: MOST_TOKENS });
        }
        Ok(spec)
    }
}
