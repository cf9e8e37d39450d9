//! What a Record of stories shows, in sentences: how far the feature fell, and how many steps brought it back beside the controls.

use super::metrics::{StoryShare, feature_noun};
use super::spec::StoriesSpec;
use crate::experiment::{Measure, Record, Role};

/// The share of a model's own pretrained stories at which the feature counts as back.
pub const BACK_OF_OWN: f64 = 0.9;

/// The share of stories with the feature, in percent, from which on it counts as back: nine tenths of the pretrained model's own, or
/// before that is known of a perfect one's.
pub(super) fn back(record: &Record) -> f64 {
    let pretrained = record.finished(Role::Pretrain).and_then(|stage| stage.last());
    let share = pretrained.and_then(|point| point.values.share(StoryShare::Greedy as usize));
    BACK_OF_OWN * share.map_or(100.0, |share| share.percent())
}

pub(super) fn findings(spec: &StoriesSpec, record: &Record) -> Vec<String> {
    let noun = feature_noun(spec.removed);
    let ended =
        |role: Role, share: StoryShare| Some(record.finished(role)?.last()?.values.share(share as usize)?.percent());
    let steps = |role: Role| {
        let stage = record.finished(role)?;
        Some(match stage.reaches(Measure::PretrainedBroken, back(record)) {
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
