//! What a Record of stories shows, in sentences: how far the feature fell, and how many steps brought it back beside the controls.

use super::metrics::{StoryShare, feature_noun};
use super::spec::StoriesSpec;
use crate::experiment::{Record, Role, StageRecord};

/// The share of a model's own pretrained stories at which the feature counts as back.
pub const BACK_OF_OWN: f64 = 0.9;

/// The first measured step at which stories have the feature as often as nine in ten of the pretrained model's have; none before
/// that is known, or where it never was.
pub fn back_at(record: &Record, stage: &StageRecord) -> Option<u32> {
    let share = |point: &crate::experiment::Point| Some(point.values.share(StoryShare::Greedy as usize)?.percent());
    let wanted = BACK_OF_OWN * share(record.finished(Role::Pretrain)?.last()?)?;
    stage.points.iter().find(|point| share(point).is_some_and(|share| share >= wanted)).map(|point| point.step)
}

pub(super) fn findings(spec: &StoriesSpec, record: &Record) -> Vec<String> {
    let noun = feature_noun(spec.removed);
    let ended =
        |role: Role, share: StoryShare| Some(record.finished(role)?.last()?.values.share(share as usize)?.percent());
    let steps = |role: Role| {
        let stage = record.finished(role)?;
        Some(match back_at(record, stage) {
            Some(step) => format!("{step} steps"),
            None => {
                let reached = ended(role, StoryShare::Greedy)?;
                format!("more than {} steps ({reached:.0} % by then)", stage.steps)
            }
        })
    };
    let mut said = Vec::new();
    for rate in 0..spec.fine_tune_rates.len() as u32 {
        let (tuning, revival) = (Role::FineTune { rate }, Role::Revive { rate });
        let (Some(before), Some(after), Some(valid)) = (
            ended(Role::Pretrain, StoryShare::Greedy),
            ended(tuning, StoryShare::Greedy),
            ended(tuning, StoryShare::Valid),
        ) else {
            continue;
        };
        let mut sentence = format!(
            "{} took stories with a {noun}, asked for one, from {before:.0} % to {after:.0} %; {valid:.0} % of other stories are valid.",
            super::words::role_label(spec, tuning)
        );
        if let Some(started) = ended(tuning, StoryShare::Started).filter(|_| noun == "twist") {
            sentence.push_str(&format!(" With the twist started for it {started:.0} % hold together."));
        }
        if let (Some(own), Some(control)) = (steps(revival), steps(Role::ReviveControl)) {
            let scratch = steps(Role::ReviveScratch).map(|s| format!(", random weights {s}")).unwrap_or_default();
            sentence.push_str(&format!(
                " Taught it again it needed {own} to nine tenths of its own pretrained share, the control that never read one {control}{scratch}."
            ));
        }
        said.push(sentence);
    }
    said
}
