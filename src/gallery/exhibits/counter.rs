//! What most exhibits have in common: the Counter or the Indexer as Table 5 and Table 7 show them.

use super::super::across::Across;
use super::super::exhibit::{Exhibit, Subject::Grammar};
use super::super::on_grammar::OnGrammar;
use super::super::scale::{Rate, Relevance, Scale};
use crate::experiment::Quantity::SkillBroken;
use crate::setups::grammar::GrammarSpec;
use crate::tasks::Skill;

/// Both ends of C_Tr.
pub(super) const ENDS: Across = Across::Setting("c_tr", &["0", "1"], &["0", "1"]);

/// What most experiments have in common.
pub(super) const COUNTING: OnGrammar = OnGrammar {
    skill: Skill::Count,
    relevance: Relevance::Weak,
    rate: Rate::Hundredth,
    c_tr: 1.0,
    instruments: false,
    adjust: as_is,
    table: Some(5),
};

/// The same of the other skill.
pub(super) const INDEXING: OnGrammar = OnGrammar { skill: Skill::Index, table: Some(7), ..COUNTING };

/// What most exhibits have in common.
pub(super) const COUNTER: Exhibit = Exhibit {
    key: "",
    source: "",
    title: "",
    look_for: "",
    subject: Grammar(COUNTING),
    columns: Across::Rates,
    rows: Across::Correlation,
    shows: SkillBroken,
    claims: &[],
};

/// The same of the other skill.
pub(super) const INDEXER: Exhibit = Exhibit { subject: Grammar(INDEXING), ..COUNTER };

fn as_is(_: &mut GrammarSpec, _: Scale) {}
