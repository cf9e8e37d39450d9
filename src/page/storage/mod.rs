//! What this browser keeps between visits: stages of sweeps, the lab's runs with their numbers, their models and where they were
//! left, and files of stories that a visitor brought in. What comes back is read like any file from outside. No view is known here.

mod changes;
mod claim;
mod database;
mod folder;
mod numbers;
mod opened;
mod past;
mod runs;
mod space;
mod stages;
mod transaction;
mod visitor_texts;

pub(in crate::page) use changes::Changes;
pub(in crate::page) use claim::{Claim, claim_run};
pub(in crate::page) use folder::own_name;
pub(in crate::page) use numbers::next_number;
pub(in crate::page) use runs::{Origin, RunStore, StoredRun};
pub(in crate::page) use space::{Space, ask_to_keep, space};
pub(in crate::page) use stages::StageStore;
pub(in crate::page) use visitor_texts::VisitorTexts;
