//! What this browser keeps between visits, in IndexedDB: stages of sweeps, and the lab's runs with their models and with where they
//! were left. What comes back is read like any file from outside.

mod runs;
mod space;
mod stages;

pub(super) use runs::{KeptRun, RunStore};
pub(super) use space::{Space, ask_to_keep, space};
pub(super) use stages::Kept;

fn words(error: idb::Error) -> String {
    error.to_string()
}
