//! What follows from the specification of an experiment on a file: its stages, and whether the file has the stories that they need.

use super::identity::FileIdentity;
use super::spec::CorpusSpec;
use crate::experiment::{Plan, Role, SpecError, Stage, StageId, Start, spread_in_parts};
use crate::setups::stories::feature_noun;
use crate::train::Schedule;

/// A story that is written and read at a measurement costs about as much as so many steps of training do for one.
const WRITING: f64 = 1.2;
/// A held-out story whose loss is taken.
const READING: f64 = 0.4;
/// Steps of warm-up of reverse fine-tuning, whose rate is constant then.
const WARM_UP: f64 = 10.0;
/// The least records of each kind that models learn from.
const LEAST_LEARNT: u32 = 32;
/// The least held-out records with the feature.
const LEAST_HELD: u32 = 8;

impl CorpusSpec {
    /// The stages.
    ///
    /// # Errors
    /// When no file is named, or its records are too few of one kind.
    pub(super) fn stages(&self) -> Result<Plan, SpecError> {
        let file = self.file.as_ref().ok_or_else(|| SpecError::Setup(NO_FILE.to_owned()))?;
        self.has_enough(file)?;
        let written = if self.is_readable() { 2.0 * WRITING } else { 0.0 };
        let measurement_cost = (written + 2.0 * READING) * f64::from(self.held_out) / f64::from(self.batch);
        let mut stages: Vec<Stage> = Vec::new();
        let mut push = |role: Role, start: Start, schedule: Schedule, parts: u32| {
            let id = StageId(stages.len() as u32);
            let measured_at = spread_in_parts(schedule.steps, parts);
            stages.push(Stage {
                id,
                role,
                start,
                schedule,
                constructs: false,
                measured_at,
                step_cost: 1.0,
                measurement_cost,
            });
            id
        };
        let pretraining = Schedule::paper(self.pretrain_rate, self.pretrain_steps);
        let pretrained = push(Role::Pretrain, Start::Fresh, pretraining, 10);
        let control = push(Role::PretrainControl, Start::Fresh, pretraining, 10);
        let tuned: Vec<(u32, StageId)> = (0..)
            .zip(&self.fine_tune_rates)
            .map(|(rate, peak)| {
                let schedule = Schedule::paper(*peak, self.fine_tune_steps);
                (rate, push(Role::FineTune { rate }, Start::After(pretrained), schedule, 5))
            })
            .collect();
        for (rate, stage) in tuned {
            push(
                Role::Revive { rate },
                Start::After(stage),
                Schedule::constant(self.revive_rate, self.revive_steps, WARM_UP),
                10,
            );
        }
        let taught = Schedule::constant(self.revive_rate, self.control_steps, WARM_UP);
        push(Role::ReviveControl, Start::After(control), taught, 10);
        push(Role::ReviveScratch, Start::Fresh, taught, 10);
        Ok(Plan { spec: self.clone().into(), stages, analyses: Vec::new() })
    }

    /// Whether the file has the records that every stage and measurement needs.
    fn has_enough(&self, file: &FileIdentity) -> Result<(), SpecError> {
        let (judged, noun) = (file.judged(self.removed), feature_noun(self.removed));
        let (held, with) = (file.held_out(), judged.with - judged.held_with.min(judged.with));
        let plain = held - judged.held_with.min(held);
        let without = file.records - judged.with.min(file.records) - plain.min(file.records - judged.with);
        let missing = if with < LEAST_LEARNT || judged.held_with < LEAST_HELD {
            format!("“{}” has too few stories with a {noun}: {} of {}", file.name, judged.with, file.records)
        } else if without < LEAST_LEARNT {
            format!("“{}” has too few stories without a {noun}: {}", file.name, file.records - judged.with)
        } else if plain < self.held_out {
            format!(
                "{} stories are to be measured and “{}” holds back {plain} without a {noun}; measure fewer, or bring a larger file",
                self.held_out, file.name
            )
        } else {
            return Ok(());
        };
        Err(SpecError::Setup(missing))
    }
}

/// Said of an experiment without a file.
const NO_FILE: &str = "this experiment learns from a file of stories and names none; bring one in first";

#[cfg(test)]
mod tests {
    use super::super::file::synthetic_text;
    use super::super::story_file::StoryFile;
    use super::*;

    fn spec(records: u32) -> CorpusSpec {
        let file = StoryFile::read("tales", &synthetic_text(1, records, false).unwrap().bytes).unwrap();
        CorpusSpec { file: Some(file.identity().clone()), held_out: 16, ..CorpusSpec::default() }
    }

    #[test]
    fn every_stage_comes_after_the_one_it_starts_from_and_is_measured_at_its_end() {
        let plan = Plan::new(spec(800)).unwrap();
        assert_eq!(plan.stages.len(), 2 + 2 + 2 + 2);
        for stage in &plan.stages {
            assert!(!matches!(stage.start, Start::After(before) if before >= stage.id));
            assert_eq!((stage.measured_at[0], stage.measured_at.last()), (0, Some(&stage.schedule.steps)));
            assert!(stage.measured_at.is_sorted_by(|a, b| a < b), "{:?}", stage.measured_at);
        }
    }

    #[test]
    fn what_is_missing_is_said_before_anything_is_trained() {
        let refused = |spec: CorpusSpec| Plan::new(spec).unwrap_err().to_string();
        assert!(refused(CorpusSpec::default()).contains("names none"));
        assert!(refused(spec(40)).contains("too few stories with a twist"), "{}", refused(spec(40)));
        assert!(refused(CorpusSpec { held_out: 100, ..spec(800) }).contains("measure fewer"));
        assert!(refused(CorpusSpec { batch: 512, context: 1024, ..spec(800) }).contains("too large"));
    }
}
