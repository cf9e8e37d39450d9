//! Cells of the sweep that an earlier call measured, with what they were measured by.

use super::cell::Cell;
use crate::VERSION;
use crate::experiment::Spec;
use serde::{Deserialize, Serialize};

/// The cells of one pretraining, as a file keeps them. Their numbers hold for one version of the program and one Spec only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoredCells {
    /// The version of the program that measured them.
    version: String,
    /// What they have in common: all settings but `C_Tr`.
    spec: Spec,
    /// The cells.
    cells: Vec<Cell>,
}

impl StoredCells {
    /// Cells that this version measured.
    pub fn new(spec: Spec, cells: Vec<Cell>) -> Self {
        Self { version: VERSION.to_owned(), spec, cells }
    }

    /// The cells of a file's text; none where it is no such file, another version or another Spec made it, or there are not
    /// `count` of them.
    pub fn read(text: &str, spec: &Spec, count: usize) -> Option<Vec<Cell>> {
        let kept: Self = serde_json::from_str(text).ok()?;
        let usable = crate::has_same_results(&kept.version) && kept.spec == *spec && kept.cells.len() == count;
        usable.then_some(kept.cells)
    }
}

#[cfg(test)]
mod kept_tests {
    use super::super::tests::cell;
    use super::*;
    use crate::setups::grammar::{GrammarSpec, Preset};

    #[test]
    fn cells_are_used_again_only_by_the_version_and_for_the_spec_that_made_them() {
        let spec = Spec::from(Preset::Quick.spec());
        let cells = vec![Cell { rate_ratio: 0.1, ..cell(1, 0.1, 0.5) }, Cell { rate_ratio: 0.1, ..cell(1, 1.0, 0.5) }];
        let kept = StoredCells::new(spec.clone(), cells.clone());
        let text = serde_json::to_string(&kept).unwrap();
        assert_eq!(StoredCells::read(&text, &spec, 2), Some(cells.clone()));
        assert_eq!(StoredCells::read(&text, &spec, 3), None);
        assert_eq!(
            StoredCells::read(&text, &GrammarSpec { fine_tune_steps: 999, ..Preset::Quick.spec() }.into(), 2),
            None
        );
        let older = StoredCells { version: "0.2.0".to_owned(), ..kept };
        assert_eq!(StoredCells::read(&serde_json::to_string(&older).unwrap(), &spec, 2), None);
        // As files were before they said what made them.
        assert_eq!(StoredCells::read(&serde_json::to_string(&cells).unwrap(), &spec, 2), None);
    }
}
