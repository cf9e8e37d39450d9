//! The figures of the main text.

use super::super::across::Across;
use super::super::claim::Term;
use super::super::exhibit::{Exhibit, Subject::Grammar};
use super::super::on_grammar::OnGrammar;
use super::super::scale::Scale;
use super::claims::{PRUNED_BACK, SMALL_SURVIVES, STILL_READ, WRAPPED, faster, same, unstated};
use super::counter::{COUNTER, COUNTING, ENDS};
use crate::experiment::Quantity::{Probed, Pruned, SkillBroken, Speedup, TunedBroken, TunedHolds};
use crate::setups::grammar::GrammarSpec;

/// In the demo's 200 steps b is not learned in general where pretraining never asked for it.
fn longer(spec: &mut GrammarSpec, scale: Scale) {
    if scale == Scale::Demo {
        spec.fine_tune_steps = 600;
    }
}

pub(super) const FIGURE_5: Exhibit = Exhibit {
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
    subject: Grammar(OnGrammar { adjust: longer, ..COUNTING }),
};

pub(super) const FIGURE_6: Exhibit = Exhibit {
    key: "figure-6",
    source: "Figure 6",
    title: "What is left of the pretrained skill, by rate and relevance",
    look_for: "Small learning rates leave a strongly relevant skill alone and large ones take it. A weakly relevant one goes at \
               smaller rates too, because nothing in fine-tuning asks for it.",
    rows: Across::Relevance,
    claims: &[
        same(SMALL_SURVIVES, Term(SkillBroken, [2, 2]), Term(SkillBroken, [0, 2])),
        same(
            "At the middle rate a strongly relevant skill outlasts a weakly relevant one (O_PT, C_Tr = 0).",
            Term(SkillBroken, [1, 2]),
            Term(SkillBroken, [1, 0]),
        ),
    ],
    subject: Grammar(OnGrammar { c_tr: 0.0, ..COUNTING }),
    ..COUNTER
};

pub(super) const FIGURE_7: Exhibit = Exhibit {
    key: "figure-7",
    source: "Figure 7",
    title: "Pruning the wrapper",
    look_for: "With C_Tr = 1 a few pruned neurons bring the a's back: they were hidden, not gone. With C_Tr = 0 and a large rate \
               there is less to bring back.",
    rows: ENDS,
    shows: Pruned,
    claims: &[
        unstated(PRUNED_BACK, Term(Pruned, [1, 1]), [1, 1]),
        unstated("The same after the largest rate.", Term(Pruned, [0, 1]), [0, 1]),
    ],
    subject: Grammar(OnGrammar { instruments: true, ..COUNTING }),
    ..COUNTER
};

pub(super) const FIGURE_8: Exhibit = Exhibit {
    key: "figure-8",
    source: "Figure 8",
    title: "Probing for what is still inside",
    look_for: "Behaviour says that the a's are gone; a linear probe of the residual stream still reads them. Compare the largest \
               rate with the smallest.",
    rows: Across::Relevance,
    shows: Probed,
    claims: &[
        unstated(STILL_READ, Term(Probed, [1, 0]), [1, 0]),
        unstated("The same after the largest rate.", Term(Probed, [0, 0]), [0, 0]),
    ],
    subject: Grammar(OnGrammar { instruments: true, ..COUNTING }),
    ..COUNTER
};

pub(super) const FIGURE_9: Exhibit = Exhibit {
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
};
