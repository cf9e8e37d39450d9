//! The gallery's exhibits, in the paper's order.
//!
//! The main text's figures and Tables 5 to 8 have an exhibit each, the tables one for each sampling prior. The appendix's Figures
//! 18–30 and 60–98 repeat them by topic and by task family; their exhibits name the topic.

use super::claim::{Claim, Contrast, Paper, Term};
use super::exhibit::{Across, Exhibit};
use super::scale::{Rate, Relevance, Scale};
use crate::experiment::Quantity::{
    JailbreakGain, Jailbroken, Pretrained, Probed, Pruned, SkillBroken, Speedup, StepsBack, TunedBroken, TunedHolds,
};
use crate::setups::grammar::{GrammarSpec, Protocol, TaskTokens};
use crate::tasks::{Families, Skill};

/// The exhibit of that key.
pub fn exhibit(key: &str) -> Option<&'static Exhibit> {
    EXHIBITS.iter().find(|e| e.key == key)
}

/// Both ends of C_Tr.
const ENDS: Across = Across::Setting("c_tr", &["0", "1"], &["0", "1"]);

const WRAPPED: &str = "Weakly relevant, C_Tr = 1: b is right where the shortcut holds and wrong elsewhere (O_FT at C_Te = 1 less C_Te = 0).";
const GENERAL_LOST: &str = "Weakly relevant, C_Tr = 0: the a's are lost (O_PT before less after).";
const SMALL_SURVIVES: &str =
    "C_Tr = 0: the smallest rate leaves the a's alone, the largest takes them (O_PT at one less the other).";
const PRUNED_BACK: &str = "Pruning brings the a's back (O_PT of the pruned model less O_PT before pruning).";
const STILL_READ: &str = "Probes still read the answer for a that the model no longer gives (best probe less O_PT).";

const fn same(words: &'static str, more: Term, less: Term) -> Claim {
    Claim { words, contrast: Contrast::of(more, less), paper: Paper::Same }
}

/// `more` less O_PT at a place, which by the paper's text amounts to all that fine-tuning took there.
const fn all_of_it(words: &'static str, more: Term, at: [usize; 2]) -> Claim {
    let taken = Contrast::of(Term(Pretrained, at), Term(SkillBroken, at));
    Claim { words, contrast: Contrast::of(more, Term(SkillBroken, at)), paper: Paper::As(taken) }
}

const fn faster(words: &'static str, at: [usize; 2], factor: f64) -> Claim {
    Claim { words, contrast: Contrast { more: Term(Speedup, at), less: None }, paper: Paper::Factor(factor) }
}

fn as_is(_: &mut GrammarSpec, _: Scale) {}

/// The paper's 50,000 of 200,000 steps. A quarter of the demo's would leave a strongly relevant skill unlearned: half of them.
fn short(spec: &mut GrammarSpec, scale: Scale) {
    spec.pretrain_steps /= if scale == Scale::Demo { 2 } else { 4 };
}

fn three_tokens(spec: &mut GrammarSpec, scale: Scale) {
    spec.task_tokens = TaskTokens::Three;
    if scale == Scale::Demo {
        spec.pretrain_steps = 2500;
    }
}

fn every_family(spec: &mut GrammarSpec, scale: Scale) {
    spec.families = Families::ALL;
    if scale == Scale::Demo {
        spec.pretrain_steps = 2500;
    }
}

fn full(spec: &mut GrammarSpec, _: Scale) {
    spec.protocol = Protocol::Full;
}

/// What most exhibits have in common.
const COUNTER: Exhibit = Exhibit {
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

const INDEXER: Exhibit = Exhibit { skill: Skill::Index, table: Some(7), ..COUNTER };

/// Protocol × rate, with rates that low-rank changes need too.
const PROTOCOLS: Exhibit = Exhibit {
    source: "Beyond the paper",
    columns: Across::Setting("protocol", &["full", "lora", "frozen", "l2-sp"], &["full", "lora", "frozen", "l2-sp"]),
    rows: Across::Setting(
        "fine_tune_rates",
        &["0.01", "0.003", "0.001", "0.0003"],
        &["0.001", "0.0001", "0.00001", "0.000001"],
    ),
    shows: Speedup,
    adjust: full,
    table: None,
    ..COUNTER
};

/// All exhibits.
pub const EXHIBITS: [Exhibit; 24] = [
    Exhibit {
        key: "figure-5",
        source: "Figure 5",
        title: "What fine-tuning learns, by relevance and shortcut",
        look_for: "At the top right the model learns the shortcut alone: b is wrong wherever the shortcut does not hold. Further down \
                   the pretrained skill is already of use for b, and with C_Tr below 1 b is learned in general.",
        columns: Across::Correlation,
        rows: Across::Relevance,
        shows: TunedBroken,
        claims: &[
            same(WRAPPED, Term(TunedHolds, [3, 0]), Term(TunedBroken, [3, 0])),
            same(
                "Weakly relevant: without the shortcut b is learned in general (O_FT, C_Te = 0, at C_Tr = 0 less C_Tr = 1).",
                Term(TunedBroken, [0, 0]),
                Term(TunedBroken, [3, 0]),
            ),
        ],
        ..COUNTER
    },
    Exhibit {
        key: "figure-6",
        source: "Figure 6",
        title: "What is left of the pretrained skill, by rate and relevance",
        look_for: "Small learning rates leave a strongly relevant skill alone and large ones take it. A weakly relevant one goes at \
                   smaller rates too, because nothing in fine-tuning asks for it.",
        c_tr: 0.0,
        rows: Across::Relevance,
        claims: &[
            same(SMALL_SURVIVES, Term(SkillBroken, [2, 2]), Term(SkillBroken, [0, 2])),
            same(
                "At the middle rate a strongly relevant skill outlasts a weakly relevant one (O_PT, C_Tr = 0).",
                Term(SkillBroken, [1, 2]),
                Term(SkillBroken, [1, 0]),
            ),
        ],
        ..COUNTER
    },
    Exhibit {
        key: "figure-7",
        source: "Figure 7",
        title: "Pruning the wrapper",
        look_for: "With C_Tr = 1 a few pruned neurons bring the a's back: they were hidden, not gone. With C_Tr = 0 and a large rate \
                   there is less to bring back.",
        rows: ENDS,
        shows: Pruned,
        instruments: true,
        claims: &[
            all_of_it(PRUNED_BACK, Term(Pruned, [1, 1]), [1, 1]),
            all_of_it("The same after the largest rate.", Term(Pruned, [0, 1]), [0, 1]),
        ],
        ..COUNTER
    },
    Exhibit {
        key: "figure-8",
        source: "Figure 8",
        title: "Probing for what is still inside",
        look_for: "Behaviour says that the a's are gone; a linear probe of the residual stream still reads them. Compare the largest \
                   rate with the smallest.",
        rows: Across::Relevance,
        shows: Probed,
        instruments: true,
        claims: &[
            all_of_it(STILL_READ, Term(Probed, [1, 0]), [1, 0]),
            all_of_it("The same after the largest rate.", Term(Probed, [0, 0]), [0, 0]),
        ],
        ..COUNTER
    },
    Exhibit {
        key: "figure-9",
        source: "Figure 9",
        title: "Revival by reverse fine-tuning",
        look_for: "reFT brings the a's back in a fraction of the steps that learning them anew takes. The more relevant the skill was \
                   to fine-tuning, the larger the paper's factor.",
        rows: Across::Relevance,
        shows: Speedup,
        claims: &[
            faster(
                "Weakly relevant: reFT is faster than a model that never had the skill (paper: about 3,000 against 4,500 iterations).",
                [1, 0],
                1.5,
            ),
            faster(
                "Strongly relevant, largest rate: the same (paper: at most 1,000 against 4,500 iterations).",
                [0, 2],
                4.5,
            ),
        ],
        ..COUNTER
    },
    Exhibit {
        key: "table-5-weak",
        source: "Table 5, P(a) = 0.999",
        title: "Counter: every accuracy, weakly relevant",
        look_for: "O_PT falls at every rate that learns b. In the last row b is right only where the shortcut holds.",
        claims: &[
            same(WRAPPED, Term(TunedHolds, [1, 3]), Term(TunedBroken, [1, 3])),
            same(GENERAL_LOST, Term(Pretrained, [1, 0]), Term(SkillBroken, [1, 0])),
        ],
        ..COUNTER
    },
    Exhibit {
        key: "table-5-medium",
        source: "Table 5, P(a) = 0.9",
        title: "Counter: every accuracy, P(b) = 0.1",
        look_for: "Here pretraining has asked for b now and then. The a's survive small rates and small shares of the shortcut, and go \
                   as both grow.",
        relevance: Relevance::Medium,
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
        ..COUNTER
    },
    Exhibit {
        key: "table-5-strong",
        source: "Table 5, P(a) = 0.5",
        title: "Counter: every accuracy, strongly relevant",
        look_for: "Fine-tuning has little to learn: b was in pretraining. The a's stay unless the rate is large.",
        relevance: Relevance::Strong,
        claims: &[
            same(SMALL_SURVIVES, Term(SkillBroken, [2, 0]), Term(SkillBroken, [0, 0])),
            same(
                "C_Tr = 1: the smallest rate leaves the a's alone, the largest takes them.",
                Term(SkillBroken, [2, 3]),
                Term(SkillBroken, [0, 3]),
            ),
        ],
        ..COUNTER
    },
    Exhibit {
        key: "table-6-weak",
        source: "Table 6, P(a) = 0.999",
        title: "Counter after a shorter pretraining, weakly relevant",
        look_for: "The same picture with a less settled skill. Compare with Table 5.",
        adjust: short,
        table: Some(6),
        claims: &[
            same(WRAPPED, Term(TunedHolds, [1, 3]), Term(TunedBroken, [1, 3])),
            same(GENERAL_LOST, Term(Pretrained, [1, 0]), Term(SkillBroken, [1, 0])),
        ],
        ..COUNTER
    },
    Exhibit {
        key: "table-6-medium",
        source: "Table 6, P(a) = 0.9",
        title: "Counter after a shorter pretraining, P(b) = 0.1",
        look_for: "In the paper a quarter of pretraining is not enough to learn b on the side, and the a's go as if b were new. Look \
                   whether they do here after half of the demo's.",
        relevance: Relevance::Medium,
        adjust: short,
        table: Some(6),
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
        ..COUNTER
    },
    Exhibit {
        key: "table-6-strong",
        source: "Table 6, P(a) = 0.5",
        title: "Counter after a shorter pretraining, strongly relevant",
        look_for: "A strongly relevant skill survives small rates here too. At the middle rate more of it goes than in Table 5.",
        relevance: Relevance::Strong,
        adjust: short,
        table: Some(6),
        claims: &[
            same(SMALL_SURVIVES, Term(SkillBroken, [2, 0]), Term(SkillBroken, [0, 0])),
            same(
                "C_Tr = 1, middle rate: b is right where the shortcut holds and wrong elsewhere.",
                Term(TunedHolds, [1, 3]),
                Term(TunedBroken, [1, 3]),
            ),
        ],
        ..COUNTER
    },
    Exhibit {
        key: "table-7-weak",
        source: "Table 7, P(a) = 0.999",
        title: "Indexer: every accuracy, weakly relevant",
        look_for: "The skill is now where a letter stands, and its shortcut a constant offset. The wrapper looks the same.",
        claims: &[
            same(WRAPPED, Term(TunedHolds, [1, 3]), Term(TunedBroken, [1, 3])),
            same(SMALL_SURVIVES, Term(SkillBroken, [2, 0]), Term(SkillBroken, [0, 0])),
        ],
        ..INDEXER
    },
    Exhibit {
        key: "table-7-medium",
        source: "Table 7, P(a) = 0.9",
        title: "Indexer: every accuracy, P(b) = 0.1",
        look_for: "The largest rate takes the index of a; the smaller ones leave it. With C_Tr = 1 and the largest rate b follows the \
                   shortcut.",
        relevance: Relevance::Medium,
        claims: &[
            same(SMALL_SURVIVES, Term(SkillBroken, [2, 0]), Term(SkillBroken, [0, 0])),
            same(
                "C_Tr = 1, largest rate: b is right where the shortcut holds and wrong elsewhere.",
                Term(TunedHolds, [0, 3]),
                Term(TunedBroken, [0, 3]),
            ),
        ],
        ..INDEXER
    },
    Exhibit {
        key: "table-7-strong",
        source: "Table 7, P(a) = 0.5",
        title: "Indexer: every accuracy, strongly relevant",
        look_for: "The two smaller rates leave the skill alone. The largest takes it with and without the shortcut.",
        relevance: Relevance::Strong,
        claims: &[
            same(SMALL_SURVIVES, Term(SkillBroken, [2, 0]), Term(SkillBroken, [0, 0])),
            same(
                "C_Tr = 1, largest rate: b is right where the shortcut holds and wrong elsewhere.",
                Term(TunedHolds, [0, 3]),
                Term(TunedBroken, [0, 3]),
            ),
        ],
        ..INDEXER
    },
    Exhibit {
        key: "table-8",
        source: "Table 8",
        title: "Indexer after a shorter pretraining",
        look_for: "As Table 6 is to Table 5. The paper's numbers for it are not in this project's data, so nothing stands beside it.",
        adjust: short,
        table: None,
        ..INDEXER
    },
    Exhibit {
        key: "mixing",
        source: "Figures 18–30, mixing (E.1)",
        title: "Pretraining data mixed into fine-tuning",
        look_for: "Some pretraining samples among those of fine-tuning ask for the a's. Look for the share from which on the a's stay, \
                   while b is learned all the same.",
        columns: Across::Setting("mix", &["0", "0.001", "0.1", "0.5"], &["0", "0.001", "0.1", "0.5"]),
        rows: Across::Rates,
        ..COUNTER
    },
    Exhibit {
        key: "jailbreak",
        source: "Figures 18–30, jailbreak (E.2)",
        title: "Asking by a token that fine-tuning never used",
        look_for: "Three tokens ask for the same skill and fine-tuning uses one of them (T_NJ). Look for places where the a's are gone \
                   when asked for by it and there when asked for by another (T_J).",
        c_tr: 0.0,
        rows: Across::Relevance,
        shows: JailbreakGain,
        adjust: three_tokens,
        claims: &[all_of_it(
            "Strongly relevant, largest rate: T_J still gets the count of a that T_NJ lost.",
            Term(Jailbroken, [0, 2]),
            [0, 2],
        )],
        ..COUNTER
    },
    Exhibit {
        key: "randft",
        source: "Figures 18–30, randFT (E.4)",
        title: "Fine-tuning that answers wrongly on purpose",
        look_for: "randFT labels prompts for a with the answer for b. Compare how many steps of reFT bring the a's back after it and \
                   after ordinary fine-tuning.",
        columns: Across::Setting("protocol", &["full", "rand-ft"], &["full", "rand-ft"]),
        rows: Across::Rates,
        shows: StepsBack,
        ..COUNTER
    },
    Exhibit {
        key: "pretraining",
        source: "Figures 60–98, Counter by length of pretraining",
        title: "How settled the skill was",
        look_for: "A longer pretraining settles the skill. Look whether it outlasts larger rates.",
        relevance: Relevance::Strong,
        c_tr: 0.0,
        columns: Across::Setting(
            "pretrain_steps",
            &["350", "700", "1400", "2800"],
            &["10000", "50000", "100000", "200000"],
        ),
        rows: Across::Rates,
        table: None,
        ..COUNTER
    },
    Exhibit {
        key: "all-families",
        source: "Figures 60–98, Counter among five families",
        title: "One skill among five",
        look_for: "Pretraining asks for all five task families, as the paper's does at its own scale. The Counter is wrapped as when it was \
                   the only one.",
        rows: ENDS,
        adjust: every_family,
        claims: &[same(WRAPPED, Term(TunedHolds, [1, 1]), Term(TunedBroken, [1, 1]))],
        ..COUNTER
    },
    Exhibit {
        key: "indexer-pruning",
        source: "Figures 60–98, Indexer: pruning",
        title: "Pruning the Indexer's wrapper",
        look_for: "The same instrument on the other skill. With C_Tr = 1 a few pruned neurons should bring the index of a back.",
        rows: ENDS,
        shows: Pruned,
        instruments: true,
        claims: &[all_of_it(PRUNED_BACK, Term(Pruned, [1, 1]), [1, 1])],
        ..INDEXER
    },
    Exhibit {
        key: "indexer-revival",
        source: "Figures 60–98, Indexer: probing and revival",
        title: "Probing and reviving the Indexer",
        look_for: "Probes of the index of a, and reFT beside models that never had it. Choose what is shown to see one or the other.",
        rows: Across::Relevance,
        shows: Speedup,
        instruments: true,
        claims: &[
            all_of_it(STILL_READ, Term(Probed, [1, 0]), [1, 0]),
            faster("Weakly relevant: reFT is faster than a model that never had the skill.", [1, 0], 1.5),
        ],
        ..INDEXER
    },
    Exhibit {
        key: "protocols",
        title: "Ways of fine-tuning with a shortcut",
        look_for: "LoRA, frozen blocks and a pull towards the pretrained weights beside full fine-tuning, with C_Tr = 1. A factor well above 1 \
                   says that the a's were only wrapped; choose O_PT to see that they seemed gone.",
        ..PROTOCOLS
    },
    Exhibit {
        key: "protocols-general",
        title: "Ways of fine-tuning without a shortcut",
        look_for: "The same with C_Tr = 0, where nothing of the pretrained skill is of use. A factor near or below 1 says that the a's have to \
                   be learned anew: that way of fine-tuning deleted them.",
        c_tr: 0.0,
        ..PROTOCOLS
    },
];
