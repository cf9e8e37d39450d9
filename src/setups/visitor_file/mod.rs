//! What files of a visitor's own have in common: they are text, known by a hash and a name, and never part of an experiment.

mod name;
mod text;

pub(super) use name::{file_hash, file_name, is_file_hash};
pub use text::NotText;
pub(super) use text::decoded;
