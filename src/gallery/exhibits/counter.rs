//! What most exhibits have in common: the Counter or the Indexer as Table 5 and Table 7 show them.

use super::super::exhibit::{Across, Exhibit};
use super::super::scale::{Rate, Relevance, Scale};
use crate::experiment::Quantity::SkillBroken;
use crate::setups::grammar::GrammarSpec;
use crate::tasks::Skill;

/// Both ends of C_Tr.
pub(super) const ENDS: Across = Across::Setting("c_tr", &["0", "1"], &["0", "1"]);

/// What most exhibits have in common.
pub(super) const COUNTER: Exhibit = Exhibit {
    key: "",
    source: "",
    title: "",
    look_for: "",
    skill: Skill::Count,
    relevance: Relevance::Weak,
    rate: Rate::Hundredth,
    c_tr: 1.0,
    columns: Across::Rates,
    rows: Across::Correlation,
    shows: SkillBroken,
    instruments: false,
    adjust: as_is,
    table: Some(5),
    claims: &[],
};

/// The same of the other skill.
pub(super) const INDEXER: Exhibit = Exhibit { skill: Skill::Index, table: Some(7), ..COUNTER };

fn as_is(_: &mut GrammarSpec, _: Scale) {}
