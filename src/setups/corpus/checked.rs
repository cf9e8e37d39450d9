//! Which experiments on a file of stories are possible.

use super::settings::FIELDS;
use super::spec::CorpusSpec;
use crate::experiment::{SpecError, within_ranges};

/// The most tokens of a step: the paper's.
const MOST_TOKENS: usize = 128 * 1024;

impl CorpusSpec {
    /// Checks every setting's range and the size of a step. Whether the file has the stories that are needed is found out by the plan.
    ///
    /// # Errors
    /// The first thing that does not fit.
    pub fn within_ranges(self) -> Result<Self, SpecError> {
        let spec = within_ranges(&FIELDS, self)?;
        spec.model()?;
        let (batch, context) = (spec.batch, spec.context as usize);
        if batch as usize * context > MOST_TOKENS {
            return Err(SpecError::Tokens { batch, context, most: MOST_TOKENS });
        }
        Ok(spec)
    }
}
