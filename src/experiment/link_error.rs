//! Why a link cannot be followed.

use super::error::SpecError;
use super::grid::GridError;
use super::shared::SharedError;

/// The version of the link format that this build writes and reads.
pub const LINK_VERSION: u32 = 1;
/// Why a hash could not be followed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum LinkError {
    /// Longer than any link of this page.
    #[error("the link is too long to be one of this page's")]
    Long,
    /// A place that does not exist.
    #[error("the link leads to “{0}”, which this page does not have")]
    Place(String),
    /// Another version of the format.
    #[error("the link is of version {0}; this page reads version {LINK_VERSION}")]
    Version(String),
    /// A setting is given twice.
    #[error("the link gives “{0}” twice")]
    Twice(String),
    /// A setting or the experiment is not possible.
    #[error("the link's experiment is not possible: {0}")]
    Spec(#[from] SpecError),
    /// The results cannot be packed.
    #[error("its results cannot be put into a link: {0}")]
    Results(#[from] SharedError),
    /// The sweep is not possible.
    #[error("the link's sweep is not possible: {0}")]
    Grid(#[from] GridError),
}
