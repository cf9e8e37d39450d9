//! What made the cells and the findings of a report, kept beside them so that the report can be written again.

use serde::{Deserialize, Serialize};

/// The command and the version of the program that measured.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Made {
    /// The command, as a reader would type it.
    pub command: String,
    /// The version of the program, as [`crate::VERSION`].
    pub version: String,
}
