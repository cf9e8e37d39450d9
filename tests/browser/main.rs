//! What a visitor can see, in headless Chromium over WebDriver: the story from Start to revival, links, both engines,
//! failures, and the JavaScript interface. Needs the built page (`UNWRAP_DIST`, default `dist`) and chromedriver.

#![allow(unreachable_pub, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, missing_docs)]

mod access;
mod chrome;
mod compiled;
mod disturbed;
mod engines;
mod faults;
mod first_visit;
mod frame;
mod front;
mod in_transit;
mod instruments;
mod interface;
mod keep;
mod learned;
mod lesson;
mod links;
mod losses;
mod offline;
mod other_browsers;
mod own_stories;
mod page;
mod performance;
mod screens;
mod shares;
mod sharing;
mod shipped;
mod site;
mod soak;
mod stories;
mod stories_lesson;
mod story;
mod surroundings;
mod sweeps;
mod table;
mod tabs;
mod truth;
mod workers;
