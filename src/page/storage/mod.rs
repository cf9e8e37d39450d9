//! What this browser keeps between visits: stages of sweeps, and the lab's runs with their numbers, their models and where they were
//! left. What comes back is read like any file from outside. No view is known here.

mod numbers;
mod runs;
mod space;
mod stages;

pub(in crate::page) use numbers::next_number;
pub(in crate::page) use runs::{Origin, RunStore, StoredRun};
pub(in crate::page) use space::{Space, ask_to_keep, space};
pub(in crate::page) use stages::StageStore;

fn error_text(error: idb::Error) -> String {
    error.to_string()
}
