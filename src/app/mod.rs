//! The page: reads Records, shows figures, sends commands to workers. No tensor is known here.

// The component macro makes public props of components that stay in this room.
#![allow(unreachable_pub)]

mod adapter;
mod annex;
mod chart_view;
mod choice;
mod controls;
mod desk;
mod driver;
mod engine;
mod figure_files;
mod frame;
mod inspector;
mod instruments;
mod interface;
mod keep;
mod lab;
mod models;
mod notices;
mod phase;
mod rates;
mod results;
mod root;
mod runs;
mod share;
mod shares;
mod shell;
mod shipped;
mod status;
mod take_out;

pub use annex::mount_annex;
pub use root::mount;
