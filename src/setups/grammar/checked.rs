//! Which experiments on the grammar are possible.

use super::protocol::Protocol;
use super::settings::FIELDS;
use super::spec::GrammarSpec;
use crate::experiment::{SpecError, within_ranges};

/// The most tokens a batch may have, so that a step fits the memory of a browser tab.
const MOST_TOKENS: usize = 65_536;

impl GrammarSpec {
    /// Checks every setting's range and that they fit together.
    ///
    /// # Errors
    /// The first thing that does not fit.
    pub fn checked(self) -> Result<Self, SpecError> {
        let spec = within_ranges(&FIELDS, self)?;
        if spec.families.share(spec.task.family()) <= 0.0 {
            return Err(SpecError::SkillNotPretrained(spec.task.family().label()));
        }
        let layout = spec.layout()?;
        let model = spec.size.config(layout.vocabulary().size(), layout.context())?;
        if spec.protocol == Protocol::Frozen && spec.frozen_blocks as usize > model.blocks {
            return Err(SpecError::FrozenBlocks { frozen: spec.frozen_blocks, blocks: model.blocks });
        }
        if spec.batch as usize * layout.context() > MOST_TOKENS {
            return Err(SpecError::Tokens { batch: spec.batch, context: layout.context(), most: MOST_TOKENS });
        }
        Ok(spec)
    }
}
