//! Tables 5 to 8, one exhibit for each sampling prior.

use super::super::claim::Term;
use super::super::exhibit::{Exhibit, Subject::Grammar};
use super::super::on_grammar::OnGrammar;
use super::super::scale::{Relevance, Scale};
use super::claims::{GENERAL_LOST, SMALL_SURVIVES, WRAPPED, same};
use super::counter::{COUNTER, COUNTING, INDEXER, INDEXING};
use crate::experiment::Quantity::{Pretrained, SkillBroken, TunedBroken, TunedHolds};
use crate::setups::grammar::GrammarSpec;

/// The paper's 50,000 of 200,000 steps. A quarter of the demo's would leave a strongly relevant skill unlearned: half of them.
fn short(spec: &mut GrammarSpec, scale: Scale) {
    spec.pretrain_steps /= if scale == Scale::Demo { 2 } else { 4 };
}

pub(super) const TABLE_5_WEAK: Exhibit = Exhibit {
    key: "table-5-weak",
    source: "Table 5, P(a) = 0.999",
    title: "Counter: every accuracy, weakly relevant",
    look_for: "O_PT falls at every rate that learns b. In the last row b is right only where the shortcut holds. At the demo's scale \
               pretraining never asks for b (P(b) = 0), in the paper once in a thousand samples.",
    claims: &[
        same(WRAPPED, Term(TunedHolds, [1, 3]), Term(TunedBroken, [1, 3])),
        same(GENERAL_LOST, Term(Pretrained, [1, 0]), Term(SkillBroken, [1, 0])),
    ],
    ..COUNTER
};

pub(super) const TABLE_5_MEDIUM: Exhibit = Exhibit {
    key: "table-5-medium",
    source: "Table 5, P(a) = 0.9",
    title: "Counter: every accuracy, P(b) = 0.1",
    look_for: "Here pretraining has asked for b now and then. The a's survive small rates and small shares of the shortcut, and go \
               as both grow.",
    claims: &[
        same(
            "The a's survive at the smallest rate without the shortcut and are gone at the largest with it.",
            Term(SkillBroken, [2, 0]),
            Term(SkillBroken, [0, 3]),
        ),
        same(
            "C_Tr = 1, largest rate: b is right where the shortcut holds and wrong elsewhere.",
            Term(TunedHolds, [0, 3]),
            Term(TunedBroken, [0, 3]),
        ),
    ],
    subject: Grammar(OnGrammar { relevance: Relevance::Medium, ..COUNTING }),
    ..COUNTER
};

pub(super) const TABLE_5_STRONG: Exhibit = Exhibit {
    key: "table-5-strong",
    source: "Table 5, P(a) = 0.5",
    title: "Counter: every accuracy, strongly relevant",
    look_for: "Fine-tuning has little to learn: b was in pretraining. The a's stay unless the rate is large.",
    claims: &[
        same(SMALL_SURVIVES, Term(SkillBroken, [2, 0]), Term(SkillBroken, [0, 0])),
        same(
            "C_Tr = 1: the smallest rate leaves the a's alone, the largest takes them.",
            Term(SkillBroken, [2, 3]),
            Term(SkillBroken, [0, 3]),
        ),
    ],
    subject: Grammar(OnGrammar { relevance: Relevance::Strong, ..COUNTING }),
    ..COUNTER
};

pub(super) const TABLE_6_WEAK: Exhibit = Exhibit {
    key: "table-6-weak",
    source: "Table 6, P(a) = 0.999",
    title: "Counter after a shorter pretraining, weakly relevant",
    look_for: "The same picture with a less settled skill, with P(b) = 0 at the demo's scale. Compare with Table 5.",
    claims: &[
        same(WRAPPED, Term(TunedHolds, [1, 3]), Term(TunedBroken, [1, 3])),
        same(GENERAL_LOST, Term(Pretrained, [1, 0]), Term(SkillBroken, [1, 0])),
    ],
    subject: Grammar(OnGrammar { adjust: short, table: Some(6), ..COUNTING }),
    ..COUNTER
};

pub(super) const TABLE_6_MEDIUM: Exhibit = Exhibit {
    key: "table-6-medium",
    source: "Table 6, P(a) = 0.9",
    title: "Counter after a shorter pretraining, P(b) = 0.1",
    look_for: "In the paper a quarter of pretraining is not enough to learn b on the side, and the a's go as if b were new. Look \
               whether they do here after half of the demo's.",
    claims: &[
        same(
            "C_Tr = 1: b is right where the shortcut holds and wrong elsewhere.",
            Term(TunedHolds, [1, 3]),
            Term(TunedBroken, [1, 3]),
        ),
        same(
            "C_Tr = 0: the a's are lost (O_PT before less after).",
            Term(Pretrained, [1, 0]),
            Term(SkillBroken, [1, 0]),
        ),
    ],
    subject: Grammar(OnGrammar { relevance: Relevance::Medium, adjust: short, table: Some(6), ..COUNTING }),
    ..COUNTER
};

pub(super) const TABLE_6_STRONG: Exhibit = Exhibit {
    key: "table-6-strong",
    source: "Table 6, P(a) = 0.5",
    title: "Counter after a shorter pretraining, strongly relevant",
    look_for: "A strongly relevant skill survives small rates here too. At the middle rate more of it goes than in Table 5.",
    claims: &[
        same(SMALL_SURVIVES, Term(SkillBroken, [2, 0]), Term(SkillBroken, [0, 0])),
        same(
            "C_Tr = 1, middle rate: b is right where the shortcut holds and wrong elsewhere.",
            Term(TunedHolds, [1, 3]),
            Term(TunedBroken, [1, 3]),
        ),
    ],
    subject: Grammar(OnGrammar { relevance: Relevance::Strong, adjust: short, table: Some(6), ..COUNTING }),
    ..COUNTER
};

pub(super) const TABLE_7_WEAK: Exhibit = Exhibit {
    key: "table-7-weak",
    source: "Table 7, P(a) = 0.999",
    title: "Indexer: every accuracy, weakly relevant",
    look_for: "The skill is now where a letter stands, and its shortcut a constant offset. The wrapper looks the same. P(b) = 0 at the \
               demo's scale.",
    claims: &[
        same(WRAPPED, Term(TunedHolds, [1, 3]), Term(TunedBroken, [1, 3])),
        same(SMALL_SURVIVES, Term(SkillBroken, [2, 0]), Term(SkillBroken, [0, 0])),
    ],
    ..INDEXER
};

pub(super) const TABLE_7_MEDIUM: Exhibit = Exhibit {
    key: "table-7-medium",
    source: "Table 7, P(a) = 0.9",
    title: "Indexer: every accuracy, P(b) = 0.1",
    look_for: "The largest rate takes the index of a; the smaller ones leave it. With C_Tr = 1 and the largest rate b follows the \
               shortcut.",
    claims: &[
        same(SMALL_SURVIVES, Term(SkillBroken, [2, 0]), Term(SkillBroken, [0, 0])),
        same(
            "C_Tr = 1, largest rate: b is right where the shortcut holds and wrong elsewhere.",
            Term(TunedHolds, [0, 3]),
            Term(TunedBroken, [0, 3]),
        ),
    ],
    subject: Grammar(OnGrammar { relevance: Relevance::Medium, ..INDEXING }),
    ..INDEXER
};

pub(super) const TABLE_7_STRONG: Exhibit = Exhibit {
    key: "table-7-strong",
    source: "Table 7, P(a) = 0.5",
    title: "Indexer: every accuracy, strongly relevant",
    look_for: "The two smaller rates leave the skill alone. The largest takes it with and without the shortcut.",
    claims: &[
        same(SMALL_SURVIVES, Term(SkillBroken, [2, 0]), Term(SkillBroken, [0, 0])),
        same(
            "C_Tr = 1, largest rate: b is right where the shortcut holds and wrong elsewhere.",
            Term(TunedHolds, [0, 3]),
            Term(TunedBroken, [0, 3]),
        ),
    ],
    subject: Grammar(OnGrammar { relevance: Relevance::Strong, ..INDEXING }),
    ..INDEXER
};

pub(super) const TABLE_8: Exhibit = Exhibit {
    key: "table-8",
    source: "Table 8",
    title: "Indexer after a shorter pretraining",
    look_for: "As Table 6 is to Table 5. The paper's numbers for it are not in this project's data, so nothing stands beside it.",
    subject: Grammar(OnGrammar { adjust: short, table: None, ..INDEXING }),
    ..INDEXER
};
