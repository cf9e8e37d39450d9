//! The page: one program that shows Records as figures and sends commands to workers. No tensor is known here.
//!
//! `storage` and `components` know no view; `routes` has a folder or a file for each view and the one table of them; `store` is
//! what the views share; `api` is what scripts may call.

// The component macro makes public props of components that stay in this room.
#![allow(unreachable_pub)]

mod adapter;
mod address;
mod api;
mod components;
mod driver;
mod engine;
mod files;
mod focus;
mod inference_worker;
mod limit;
mod mount;
mod notices;
mod present;
mod property;
mod root;
mod routes;
mod run_control;
mod shipped;
mod storage;
mod store;
mod theme;
mod visitor_files;

pub use root::mount;
