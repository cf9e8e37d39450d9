//! Which experiments on compiled skills are possible.

use super::error::CompiledSpecError;
use super::settings::FIELDS;
use super::spec::CompiledSpec;
use crate::experiment::within_ranges;

impl CompiledSpec {
    /// Checks every setting's range and that the program can be compiled and has a target. Strings are drawn only by
    /// [`super::CompiledPlan::new`].
    ///
    /// # Errors
    /// The first thing that does not fit.
    pub fn checked(self) -> Result<Self, CompiledSpecError> {
        let spec = self.within_ranges()?;
        let program = spec.program()?;
        let compiled = program.compile()?;
        if compiled.answers().is_empty() {
            return Err(CompiledSpecError::Numerical);
        }
        if program.target().is_none() {
            return Err(CompiledSpecError::NoTarget);
        }
        Ok(spec)
    }

    /// Checks every setting's range and that the program can be read.
    ///
    /// # Errors
    /// The first thing that does not fit.
    pub fn within_ranges(self) -> Result<Self, CompiledSpecError> {
        let spec = within_ranges(&FIELDS, self)?;
        spec.program()?;
        Ok(spec)
    }
}
