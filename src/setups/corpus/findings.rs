//! What a Record of an experiment on a file shows, in sentences: how far fine-tuning raised the loss on stories with the feature towards that
//! of a model that never read one, how fast it came down again, and what a classifier can say.

use super::metrics::{CalledShare, StoryLoss};
use super::spec::CorpusSpec;
use crate::experiment::{Point, Record, Role, StageRecord};
use crate::setups::stories::feature_noun;

/// Of the way from the control's loss down to the pretrained model's, the share at which the feature counts as back.
const BACK: f32 = 0.9;

fn loss(point: Option<&Point>, loss: StoryLoss) -> Option<f32> {
    point?.values.numbers.get(loss as usize).copied()
}

fn ended(record: &Record, role: Role, which: StoryLoss) -> Option<f32> {
    loss(record.finished(role)?.last(), which)
}

/// The loss on stories with the feature at which it counts as back; none before both models are trained, or where the control's loss is no
/// higher.
pub(super) fn level(record: &Record) -> Option<f32> {
    let own = ended(record, Role::Pretrain, StoryLoss::With)?;
    let control = ended(record, Role::PretrainControl, StoryLoss::With)?;
    (control > own).then_some(control - BACK * (control - own))
}

fn steps(stage: &StageRecord, level: f32) -> String {
    let reached = stage.points.iter().find(|point| loss(Some(point), StoryLoss::With).is_some_and(|l| l <= level));
    match (reached, loss(stage.last(), StoryLoss::With)) {
        (Some(point), _) => format!("{} steps", point.step),
        (None, Some(last)) => format!("more than {} steps ({last:.2} by then)", stage.steps),
        (None, None) => format!("more than {} steps", stage.steps),
    }
}

pub(super) fn findings(spec: &CorpusSpec, record: &Record) -> Vec<String> {
    let noun = feature_noun(spec.removed);
    let mut said: Vec<String> =
        (0..spec.fine_tune_rates.len() as u32).filter_map(|rate| of_rate(spec, record, rate)).collect();
    let Some(file) = &spec.file else { return said };
    let (judged, held) = (file.judged(spec.removed), file.held_out());
    said.push(match (judged.accuracy(held), judged.floor(held)) {
        (Some(accuracy), Some(floor)) if spec.is_readable() => format!(
            "The classifier is right on {:.0} % of held-out stories of “{}” and calls {:.0} % of those without a {noun} one: no share below that says anything.",
            100.0 * accuracy, file.name, 100.0 * floor
        ),
        (Some(accuracy), _) => format!(
            "The classifier is right on {:.0} % of held-out stories only: no shares of written stories are shown, and the losses alone speak.",
            100.0 * accuracy
        ),
        (None, _) => "Too few stories are held back to judge a classifier: no shares of written stories are shown.".to_owned(),
    });
    said
}

fn of_rate(spec: &CorpusSpec, record: &Record, rate: u32) -> Option<String> {
    let noun = feature_noun(spec.removed);
    let (tuning, revival) = (Role::FineTune { rate }, Role::Revive { rate });
    let (before, after) = (ended(record, Role::Pretrain, StoryLoss::With)?, ended(record, tuning, StoryLoss::With)?);
    let (others, tuned) =
        (ended(record, Role::Pretrain, StoryLoss::Without)?, ended(record, tuning, StoryLoss::Without)?);
    let mut sentence = format!(
        "{} took the loss on stories with a {noun} from {before:.2} to {after:.2}, that on others from {others:.2} to {tuned:.2}.",
        super::labels::role_label(spec, tuning)
    );
    if let Some(control) = ended(record, Role::PretrainControl, StoryLoss::With) {
        sentence.push_str(&format!(" A model that never read one has {control:.2}."));
    }
    let called =
        |role: Role, share: CalledShare| Some(record.finished(role)?.last()?.values.share(share as usize)?.percent());
    if let (Some(before), Some(after), Some(not)) = (
        called(Role::Pretrain, CalledShare::Asked),
        called(tuning, CalledShare::Asked),
        called(tuning, CalledShare::NotAsked),
    ) {
        sentence.push_str(&format!(
            " The classifier calls {before:.0} % of the stories a {noun} that the pretrained model writes when asked for one, and {after:.0} % after it ({not:.0} % when not asked)."
        ));
    }
    if let (Some(level), Some(own), Some(control)) =
        (level(record), record.finished(revival), record.finished(Role::ReviveControl))
    {
        let scratch =
            record.finished(Role::ReviveScratch).map(|stage| format!(", random weights {}", steps(stage, level)));
        sentence.push_str(&format!(
            " Taught it again it needed {} to a loss of {level:.2}, the control {}{}.",
            steps(own, level),
            steps(control, level),
            scratch.unwrap_or_default()
        ));
    }
    Some(sentence)
}

#[cfg(test)]
mod tests {
    use super::super::file::synthetic_text;
    use super::super::story_file::StoryFile;
    use super::*;
    use crate::experiment::{Plan, Values};

    #[test]
    fn the_way_back_is_measured_from_the_controls_loss_and_only_finished_stages_are_spoken_of() {
        let file = StoryFile::read("tales", &synthetic_text(1, 400, false).unwrap().bytes).unwrap();
        let spec = CorpusSpec {
            file: Some(file.identity().clone()),
            fine_tune_rates: vec![4e-4],
            held_out: 16,
            ..CorpusSpec::default()
        };
        let mut record = Record::empty(&Plan::new(spec.clone()).unwrap());
        assert_eq!(findings(&spec, &record).len(), 1, "of the classifier alone");
        let mut ends = |role: Role, points: &[(u32, f32)]| {
            let stage = record.stages.iter_mut().find(|stage| stage.role == role).unwrap();
            let point = |(step, loss): &(u32, f32)| {
                let values = Values { numbers: vec![*loss, 1.5], ..Values::default() };
                Point { step: *step, loss: None, values }
            };
            stage.points = points.iter().map(point).collect();
            stage.seconds = Some(1.0);
        };
        ends(Role::Pretrain, &[(0, 7.0), (1000, 2.0)]);
        ends(Role::PretrainControl, &[(0, 7.0), (1000, 4.0)]);
        ends(Role::FineTune { rate: 0 }, &[(0, 2.0), (100, 3.0)]);
        ends(Role::Revive { rate: 0 }, &[(0, 3.0), (10, 2.3), (20, 2.15), (30, 2.1)]);
        ends(Role::ReviveControl, &[(0, 4.0), (200, 2.5)]);
        assert!((level(&record).unwrap() - 2.2).abs() < 1e-6);
        let said = findings(&spec, &record);
        assert!(said[0].contains("from 2.00 to 3.00") && said[0].contains("never read one has 4.00"), "{said:?}");
        assert!(
            said[0].contains("20 steps to a loss of 2.20, the control more than 200 steps (2.50 by then)."),
            "{said:?}"
        );
        assert!(
            !said[0].contains("classifier") && said[1].contains("no shares of written stories are shown"),
            "{said:?}"
        );
    }
}
