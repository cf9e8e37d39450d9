//! The truth bench: models whose state is known by construction stand in the fine-tuned model's place, and the verdict is held
//! against the truth. Its thresholds were chosen on seeds 1 to 6; what is reported is from seeds above 100.

mod case;
mod confusion;
mod error;
mod outcome;
mod report;

pub use case::{Case, SETUPS, cases};
pub use confusion::{Confusion, SHIPPED_CONFUSION, Tally};
pub use error::TruthError;
pub use outcome::{Answer, JudgedModel, outcomes_from_csv, outcomes_to_csv};
pub use report::report;
