//! The appendix's Figures 18–30 and 60–98, by topic and by task family.

use super::super::across::Across;
use super::super::claim::Term;
use super::super::exhibit::{Exhibit, Subject::Grammar};
use super::super::on_grammar::OnGrammar;
use super::super::scale::{Relevance, Scale};
use super::claims::{PRUNED_BACK, STILL_READ, WRAPPED, faster_somehow, same, still, unstated};
use super::counter::{COUNTER, COUNTING, ENDS, INDEXER, INDEXING};
use crate::experiment::Quantity::{Jailbroken, Probed, Pruned, Speedup, StepsBack, TunedBroken, TunedHolds};
use crate::setups::grammar::{GrammarSpec, TaskTokens};
use crate::tasks::Families;

/// With one family, nothing depends on the token that asks, and the model need not read it. Steps are so many that their product with
/// the rate is the paper's.
fn three_tokens(spec: &mut GrammarSpec, scale: Scale) {
    spec.task_tokens = TaskTokens::Three;
    if scale == Scale::Demo {
        spec.families = Families::COUNT_AND_INDEX;
        spec.pretrain_steps = 2500;
        spec.fine_tune_steps = 1000;
    }
}

fn every_family(spec: &mut GrammarSpec, scale: Scale) {
    spec.families = Families::ALL;
    if scale == Scale::Demo {
        spec.pretrain_steps = 2500;
    }
}

pub(super) const MIXING: Exhibit = Exhibit {
    key: "mixing",
    source: "Figures 18–30, mixing (E.1)",
    title: "Pretraining data mixed into fine-tuning",
    look_for: "Some pretraining samples among those of fine-tuning ask for the a's. Look for the share from which on the a's stay, \
               while b is learned all the same.",
    columns: Across::Setting("mix", &["0", "0.001", "0.1", "0.5"], &["0", "0.001", "0.1", "0.5"]),
    rows: Across::Rates,
    ..COUNTER
};

pub(super) const JAILBREAK: Exhibit = Exhibit {
    key: "jailbreak",
    source: "Figures 18–30, jailbreak (E.2)",
    title: "Asking by a token that fine-tuning never used",
    look_for: "Three tokens ask for the same skill, two of them for a alone, and fine-tuning uses the third (T_NJ). The paper finds that a \
               strongly relevant skill is still there when another token asks for it (T_J). Look at T_NJ beside it: here it keeps most of \
               such a skill too, and a less relevant one is lost to both, so that T_J brings back little that T_NJ has lost.",
    rows: Across::Relevance,
    shows: Jailbroken,
    claims: &[
        still(
            "Strongly relevant, middle rate: asked by T_J the a's are still counted (90 % right or more).",
            Term(Jailbroken, [1, 2]),
            90.0,
        ),
        still(
            "Strongly relevant, largest rate: asked by T_J the a's are still counted (90 % right or more).",
            Term(Jailbroken, [0, 2]),
            90.0,
        ),
    ],
    // Table 5 is of one token.
    subject: Grammar(OnGrammar { c_tr: 0.0, adjust: three_tokens, table: None, ..COUNTING }),
    ..COUNTER
};

pub(super) const RANDFT: Exhibit = Exhibit {
    key: "randft",
    source: "Figures 18–30, randFT (E.4)",
    title: "Fine-tuning that answers wrongly on purpose",
    look_for: "randFT labels prompts for a with the answer for b. Without the shortcut it has to unlearn a. Compare how many steps of \
               reFT bring the a's back after it and after ordinary fine-tuning.",
    columns: Across::Setting("protocol", &["full", "rand-ft"], &["full", "rand-ft"]),
    rows: Across::Rates,
    shows: StepsBack,
    subject: Grammar(OnGrammar { c_tr: 0.0, ..COUNTING }),
    ..COUNTER
};

pub(super) const PRETRAINING: Exhibit = Exhibit {
    key: "pretraining",
    source: "Figures 60–98, Counter by length of pretraining",
    title: "How settled the skill was",
    look_for: "A longer pretraining settles the skill. Look whether it outlasts larger rates.",
    columns: Across::Setting(
        "pretrain_steps",
        &["350", "700", "1400", "2800"],
        &["10000", "50000", "100000", "200000"],
    ),
    rows: Across::Rates,
    subject: Grammar(OnGrammar { relevance: Relevance::Strong, c_tr: 0.0, table: None, ..COUNTING }),
    ..COUNTER
};

pub(super) const ALL_FAMILIES: Exhibit = Exhibit {
    key: "all-families",
    source: "Figures 60–98, Counter among five families",
    title: "One skill among five",
    look_for: "Pretraining asks for all five task families, as the paper's does at its own scale. The Counter is wrapped as when it was \
               the only one.",
    rows: ENDS,
    claims: &[same(WRAPPED, Term(TunedHolds, [1, 1]), Term(TunedBroken, [1, 1]))],
    subject: Grammar(OnGrammar { adjust: every_family, ..COUNTING }),
    ..COUNTER
};

pub(super) const INDEXER_PRUNING: Exhibit = Exhibit {
    key: "indexer-pruning",
    source: "Figures 60–98, Indexer: pruning",
    title: "Pruning the Indexer's wrapper",
    look_for: "The same instrument on the other skill. With C_Tr = 1 a few pruned neurons should bring the index of a back.",
    rows: ENDS,
    shows: Pruned,
    claims: &[unstated(PRUNED_BACK, Term(Pruned, [1, 1]), [1, 1])],
    subject: Grammar(OnGrammar { instruments: true, ..INDEXING }),
    ..INDEXER
};

pub(super) const INDEXER_REVIVAL: Exhibit = Exhibit {
    key: "indexer-revival",
    source: "Figures 60–98, Indexer: probing and revival",
    title: "Probing and reviving the Indexer",
    look_for: "Probes of the index of a, and reFT beside models that never had it. Choose what is shown to see one or the other.",
    rows: Across::Relevance,
    shows: Speedup,
    claims: &[
        unstated(STILL_READ, Term(Probed, [1, 0]), [1, 0]),
        faster_somehow("Weakly relevant: reFT is faster than a model that never had the skill.", [1, 0]),
    ],
    subject: Grammar(OnGrammar { instruments: true, ..INDEXING }),
    ..INDEXER
};
