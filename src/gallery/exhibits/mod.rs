//! The gallery's exhibits, in the paper's order.
//!
//! The main text's figures and Tables 5 to 8 have an exhibit each, the tables one for each sampling prior. The appendix's Figures
//! 18–30 and 60–98 repeat them by topic and by task family, and 31–38 are about stories; their exhibits name the topic.

mod appendix;
mod beyond;
mod claims;
mod counter;
mod main_text;
mod stories;
mod tables;

use super::exhibit::Exhibit;
use appendix::{ALL_FAMILIES, INDEXER_PRUNING, INDEXER_REVIVAL, JAILBREAK, MIXING, PRETRAINING, RANDFT};
use beyond::{PROTOCOLS, PROTOCOLS_GENERAL, REMOVAL};
use main_text::{FIGURE_5, FIGURE_6, FIGURE_7, FIGURE_8, FIGURE_9};
use stories::{STORIES_LOSS, STORIES_REVIVAL, TABLE_1};
use tables::{
    TABLE_5_MEDIUM, TABLE_5_STRONG, TABLE_5_WEAK, TABLE_6_MEDIUM, TABLE_6_STRONG, TABLE_6_WEAK, TABLE_7_MEDIUM,
    TABLE_7_STRONG, TABLE_7_WEAK, TABLE_8,
};

/// The exhibit of that key.
pub fn exhibit(key: &str) -> Option<&'static Exhibit> {
    EXHIBITS.iter().find(|e| e.key == key)
}

/// All exhibits.
pub const EXHIBITS: [Exhibit; 28] = [
    FIGURE_5,
    FIGURE_6,
    FIGURE_7,
    FIGURE_8,
    FIGURE_9,
    TABLE_1,
    TABLE_5_WEAK,
    TABLE_5_MEDIUM,
    TABLE_5_STRONG,
    TABLE_6_WEAK,
    TABLE_6_MEDIUM,
    TABLE_6_STRONG,
    TABLE_7_WEAK,
    TABLE_7_MEDIUM,
    TABLE_7_STRONG,
    TABLE_8,
    MIXING,
    JAILBREAK,
    RANDFT,
    STORIES_REVIVAL,
    STORIES_LOSS,
    PRETRAINING,
    ALL_FAMILIES,
    INDEXER_PRUNING,
    INDEXER_REVIVAL,
    PROTOCOLS,
    PROTOCOLS_GENERAL,
    REMOVAL,
];
