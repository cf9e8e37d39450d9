//! Ways of fine-tuning that the paper does not try.

use super::super::across::Across;
use super::super::exhibit::{Exhibit, Subject::Grammar};
use super::super::on_grammar::OnGrammar;
use super::super::scale::{Relevance, Scale};
use super::counter::{COUNTER, COUNTING};
use crate::experiment::Quantity::{SkillBroken, Speedup};
use crate::setups::grammar::{GrammarSpec, Instruments, Protocol};

fn full(spec: &mut GrammarSpec, _: Scale) {
    spec.protocol = Protocol::Full;
}

const TRAINED_OTHERWISE: OnGrammar = OnGrammar { adjust: full, table: None, ..COUNTING };

/// Protocol × rate, with rates that low-rank changes need too.
const ACROSS_PROTOCOLS: Exhibit = Exhibit {
    source: "Beyond the paper",
    columns: Across::Setting("protocol", &["full", "lora", "frozen", "l2-sp"], &["full", "lora", "frozen", "l2-sp"]),
    rows: Across::Setting(
        "fine_tune_rates",
        &["0.01", "0.003", "0.001", "0.0003"],
        &["0.001", "0.0001", "0.00001", "0.000001"],
    ),
    shows: Speedup,
    subject: Grammar(TRAINED_OTHERWISE),
    ..COUNTER
};

pub(super) const PROTOCOLS: Exhibit = Exhibit {
    key: "protocols",
    title: "Ways of fine-tuning with a shortcut",
    look_for: "LoRA, frozen blocks and a pull towards the pretrained weights beside full fine-tuning, with C_Tr = 1. A factor well above 1 \
               says that the a's were only wrapped; choose O_PT to see that they seemed gone.",
    ..ACROSS_PROTOCOLS
};

pub(super) const PROTOCOLS_GENERAL: Exhibit = Exhibit {
    key: "protocols-general",
    title: "Ways of fine-tuning without a shortcut",
    look_for: "The same with C_Tr = 0, where nothing of the pretrained skill is of use. A factor near or below 1 says that the a's have to \
               be learned anew: that way of fine-tuning deleted them.",
    subject: Grammar(OnGrammar { c_tr: 0.0, ..TRAINED_OTHERWISE }),
    ..ACROSS_PROTOCOLS
};

/// What the verdict needs to be given: three controls, and revivals that are long enough for all of them.
fn judged(spec: &mut GrammarSpec, scale: Scale) {
    spec.instruments = Instruments::Verdict;
    spec.controls = 3;
    if scale == Scale::Demo {
        spec.revive_steps = 600;
    }
}

pub(super) const REMOVAL: Exhibit = Exhibit {
    key: "removal",
    source: "Beyond the paper",
    title: "Ways of removing a skill, compared",
    look_for: "Fine-tuning with a shortcut beside five ways that are meant to remove: gradient ascent, NPO, RMU, pruning with retraining, and \
               suppressing, noising and distilling. Each cell has what the answers say (O_PT), what the verdict says, and what is left of counting \
               b (O_FT). Look for answers that are gone where the verdict still says wrapped.",
    columns: Across::Setting(
        "protocol",
        &["full", "ascent", "npo", "rmu", "prune", "distil"],
        &["full", "ascent", "npo", "rmu", "prune", "distil"],
    ),
    rows: Across::Setting("fine_tune_rates", &["0.003", "0.001", "0.0003"], &["0.0001", "0.00001", "0.000001"]),
    shows: SkillBroken,
    // Pretraining asks for b and c as well: skills that are to be kept.
    subject: Grammar(OnGrammar { relevance: Relevance::Strong, adjust: judged, table: None, ..COUNTING }),
    ..COUNTER
};
