//! The page: reads Records, shows figures, sends commands to workers. No tensor is known here.

// The component macro makes public props of components that stay in this room.
#![allow(unreachable_pub)]

mod adapter;
mod address;
mod annex;
mod chart_view;
mod choice;
mod controls;
mod desk;
mod driver;
mod engine;
mod figure_files;
mod inspector;
mod instruments;
mod keep;
mod lab;
mod lab_beside;
mod lesson;
mod models;
mod notices;
mod parts;
mod phase;
mod rates;
mod results;
mod root;
mod runs;
mod script;
mod share;
mod shares;
mod shell;
mod shipped;
mod skills;
mod status;
mod take_out;
mod under_way;

pub use annex::mount_annex;
pub use lesson::mount_lesson;
pub use root::mount;
pub use skills::mount_skills;
