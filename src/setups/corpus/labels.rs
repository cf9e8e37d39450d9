//! Skills, stages and curves of experiments on a file as a person would say them.

use super::metrics::{CalledShare, StoryLoss};
use super::spec::CorpusSpec;
use crate::experiment::{Curve, Curves, ModelRef, Role, SetupWords};
use crate::setups::stories::{feature_noun, role_label_of};

pub(super) fn words(spec: &CorpusSpec) -> SetupWords {
    let noun = feature_noun(spec.removed);
    SetupWords {
        skill: format!("write a {noun}"),
        skill_noun: format!("stories with a {noun}"),
        tuned: format!("write without a {noun}"),
        samples: "stories",
        skill_short: format!("a {noun}"),
        tuned_short: "other stories".to_owned(),
        pruned: [CalledShare::Asked, CalledShare::NotAsked].map(|share| share.label(spec)),
        measures: ["", ""],
        probed: "whether the story has it",
        control_taught: "taught without it",
        revived_at: "nine tenths of the way back",
    }
}

/// The curves of the figures of training: the two losses. The columns of the table are the same, by place among the losses.
pub(super) fn curves(spec: &CorpusSpec) -> Curves {
    let own = |loss: StoryLoss, slot: usize| Curve::new(loss.label(spec), slot, loss as usize);
    let noun = feature_noun(spec.removed);
    let control = format!("control, never read a {noun}");
    Curves {
        pretrained: vec![own(StoryLoss::With, 0), own(StoryLoss::Without, 2)],
        control: vec![Curve::new(format!("{control}: with a {noun}"), 3, StoryLoss::With as usize)],
        fine_tuned: vec![own(StoryLoss::With, 0), own(StoryLoss::Without, 2)],
        columns: [StoryLoss::With, StoryLoss::Without].map(|loss| (loss.label(spec), loss as usize)).into(),
        axis: "loss on held-out stories",
        measured: format!("Loss on at most {} held-out stories of each kind", spec.held_out),
        revived: format!("Loss on held-out stories with a {noun}"),
    }
}

/// Columns of the shares that the classifier reads, by place among the shares; none where it cannot.
pub(super) fn share_columns(spec: &CorpusSpec) -> Vec<(String, usize)> {
    let all = [CalledShare::Asked, CalledShare::NotAsked].map(|share| (share.label(spec), share as usize));
    if spec.is_readable() { all.into() } else { Vec::new() }
}

pub(super) fn role_label(spec: &CorpusSpec, role: Role) -> String {
    role_label_of(spec.protocol, spec.removed, &spec.fine_tune_rates, role)
}

pub(super) fn model_label(spec: &CorpusSpec, model: ModelRef) -> String {
    match model {
        ModelRef::Initial | ModelRef::Random => "random initial weights".to_owned(),
        ModelRef::After(Role::Pretrain) => "pretrained".to_owned(),
        ModelRef::After(Role::PretrainControl) | ModelRef::NeverHad => {
            format!("control, never read a {}", feature_noun(spec.removed))
        }
        ModelRef::After(Role::Revive { rate }) => {
            format!("taught again after {}", role_label(spec, Role::FineTune { rate }))
        }
        ModelRef::After(role) => format!("after {}", role_label(spec, role)),
    }
}
