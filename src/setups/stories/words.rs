//! Skills and stages of experiments on stories as a person would say them.

use super::grammar::Feature;
use super::metrics::{StoryShare, feature_noun};
use super::protocol::StoryProtocol;
use super::spec::StoriesSpec;
use crate::experiment::{Curve, Curves, ModelRef, Quantity, Reft, Role, SetupWords, rate_label};

pub(super) fn words(spec: &StoriesSpec) -> SetupWords {
    let noun = feature_noun(spec.removed);
    SetupWords {
        skill: format!("write a {noun}"),
        skill_noun: format!("stories with a {noun}"),
        tuned: format!("write without a {noun}"),
        samples: "stories",
        skill_short: format!("a {noun}"),
        tuned_short: "other stories".to_owned(),
        pruned: [StoryShare::Greedy, StoryShare::Valid].map(|share| share.label(spec)),
        measures: ["", ""],
        probed: "whether the story has it",
        control_taught: "taught without it",
        revived_at: "half of the pretrained model's own share",
    }
}

/// What a sweep can show of it.
pub(super) const QUANTITIES: [Quantity; 13] = [
    Quantity::SkillBroken,
    Quantity::StepsBack,
    Quantity::Speedup,
    Quantity::Pretrained,
    Quantity::Revived(Reft::S30),
    Quantity::Revived(Reft::S220),
    Quantity::Revived(Reft::S2400),
    Quantity::ControlTaught(Reft::S0),
    Quantity::ControlTaught(Reft::S30),
    Quantity::ControlTaught(Reft::S220),
    Quantity::ControlTaught(Reft::S2400),
    Quantity::SkillLoss,
    Quantity::OtherLoss,
];

pub(super) fn quantity_label(spec: &StoriesSpec, quantity: Quantity) -> String {
    let noun = feature_noun(spec.removed);
    match quantity {
        Quantity::SkillBroken => format!("stories with a {noun} when asked, after fine-tuning (%)"),
        Quantity::StepsBack => format!("steps of reFT until the {noun} is back"),
        Quantity::Pretrained => format!("stories with a {noun} when asked, pretrained (%)"),
        Quantity::Revived(at) => {
            format!("stories with a {noun} when asked, after {} steps of reFT (%)", at.steps())
        }
        Quantity::ControlTaught(at) => {
            format!("the same of the control, after {} steps of being taught (%)", at.steps())
        }
        Quantity::SkillLoss => format!("loss on stories with a {noun}, after fine-tuning (nats)"),
        Quantity::OtherLoss => "loss on other stories, after fine-tuning (nats)".to_owned(),
        other => other.label().to_owned(),
    }
}

/// The curves of the figures of training.
pub(super) fn curves(spec: &StoriesSpec) -> Curves {
    let (noun, n) = (feature_noun(spec.removed), spec.held_out);
    let own = |share: StoryShare, slot: usize| Curve::new(share.label(spec), slot, share as usize);
    let first = StoryShare::Greedy;
    Curves {
        pretrained: vec![own(first, 0), own(StoryShare::Valid, 2)],
        control: vec![Curve::new(format!("control, never read a {noun}"), 3, first as usize)],
        fine_tuned: vec![
            own(first, 0),
            own(StoryShare::Sampled, 4),
            own(StoryShare::Valid, 2),
            own(StoryShare::Partner, 1),
        ],
        columns: [first, StoryShare::Sampled, StoryShare::Valid, StoryShare::False]
            .map(|share| (share.label(spec), share as usize))
            .into(),
        axis: "stories",
        measured: format!("Shares of {n} stories that are written at each point and read exactly"),
        revived: format!("Of {n} stories written when asked for a {noun}, those that have one that holds together"),
    }
}

pub(super) fn role_label(spec: &StoriesSpec, role: Role) -> String {
    role_label_of(spec.protocol, spec.removed, &spec.fine_tune_rates, role)
}

/// A stage of models that write stories, from a grammar or from a file.
pub(in crate::setups) fn role_label_of(protocol: StoryProtocol, removed: Feature, rates: &[f64], role: Role) -> String {
    let tuned = |index: u32| {
        if protocol.truth().is_some() {
            return protocol.label().to_owned();
        }
        let rate = rates.get(index as usize).map(|r| rate_label(*r)).unwrap_or_default();
        format!("{} at {rate}", protocol.label())
    };
    match role {
        Role::Pretrain => "pretraining".to_owned(),
        Role::PretrainControl => format!("pretraining the control, without a {}", feature_noun(removed)),
        Role::FineTune { rate } => tuned(rate),
        Role::Revive { rate } => format!("reFT after {}", tuned(rate)),
        Role::ReviveControl => "teaching the control (Scr. + FT)".to_owned(),
        Role::ReviveScratch => "teaching from random weights".to_owned(),
        Role::AnotherControl { index } => format!("another control, {index}"),
        Role::ReviveAnother { index } => format!("teaching another control, {index}"),
    }
}

pub(super) fn model_label(spec: &StoriesSpec, model: ModelRef) -> String {
    match model {
        ModelRef::Initial | ModelRef::Random => "random initial weights".to_owned(),
        ModelRef::After(Role::Pretrain) => "pretrained".to_owned(),
        ModelRef::After(Role::PretrainControl) | ModelRef::NeverHad => {
            format!("control, never read a {}", feature_noun(spec.removed))
        }
        ModelRef::After(Role::FineTune { rate }) => role_label(spec, Role::FineTune { rate }),
        ModelRef::After(Role::Revive { rate }) => {
            format!("taught again after {}", role_label(spec, Role::FineTune { rate }))
        }
        ModelRef::After(Role::ReviveControl) => format!("control, then taught a {}", feature_noun(spec.removed)),
        ModelRef::After(role) => format!("after {}", role_label(spec, role)),
    }
}
