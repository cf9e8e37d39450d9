//! Which experiments on learned skills are possible.

use super::settings::FIELDS;
use super::spec::LearnedSpec;
use crate::experiment::{SpecError, within_ranges};
use crate::setups::compiled::CompiledSpecError;

impl LearnedSpec {
    /// Checks every setting's range and that the program can be read and has a target. Strings are drawn only by
    /// [`super::LearnedPlan::of`].
    ///
    /// # Errors
    /// The first thing that does not fit.
    pub fn checked(self) -> Result<Self, SpecError> {
        let spec = self.within_ranges()?;
        if spec.program()?.target().is_none() {
            return Err(CompiledSpecError::NoTarget.into());
        }
        Ok(spec)
    }

    /// Checks every setting's range and that the program can be read.
    ///
    /// # Errors
    /// The first thing that does not fit.
    pub fn within_ranges(self) -> Result<Self, SpecError> {
        let spec = within_ranges(&FIELDS, self)?;
        spec.program()?;
        Ok(spec)
    }
}
