//! Which experiments on stories are possible.

use super::settings::FIELDS;
use super::spec::StoriesSpec;
use crate::experiment::{SpecError, within_ranges};

impl StoriesSpec {
    /// Checks every setting's range. Whether the prior draws the stories that are needed is found out by [`super::StoriesPlan::new`].
    ///
    /// # Errors
    /// The first thing that does not fit.
    pub fn within_ranges(self) -> Result<Self, SpecError> {
        let spec = within_ranges(&FIELDS, self)?;
        spec.model()?;
        Ok(spec)
    }
}
