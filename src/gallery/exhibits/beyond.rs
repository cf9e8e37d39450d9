//! Ways of fine-tuning that the paper does not try.

use super::super::exhibit::{Across, Exhibit};
use super::super::scale::Scale;
use super::counter::COUNTER;
use crate::experiment::Quantity::Speedup;
use crate::setups::grammar::{GrammarSpec, Protocol};

fn full(spec: &mut GrammarSpec, _: Scale) {
    spec.protocol = Protocol::Full;
}

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
    adjust: full,
    table: None,
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
    c_tr: 0.0,
    ..ACROSS_PROTOCOLS
};
