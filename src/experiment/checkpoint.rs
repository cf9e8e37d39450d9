//! A trained model with all that is known of how it was trained, as one safetensors file.

use super::json::from_json;
use super::plan::Plan;
use super::possible_points::{LONGEST_NAME, point_is_possible};
use super::record::{Record, StageRecord};
use super::role::Role;
use super::setup::Spec;
use crate::has_same_results;
use crate::model::{Weights, WeightsError, from_safetensors, safetensors_note, to_safetensors_with};
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Where in the file's metadata the history stands.
const NOTE: &str = "unwrap_lab.checkpoint";
/// Where the SHA-256 of history and weights stands. Versions up to 0.5.0 wrote none.
const SEAL: &str = "unwrap_lab.sha256";

/// A trained model and its history.
#[derive(Clone, Debug, PartialEq)]
pub struct Checkpoint {
    /// How it was trained.
    pub history: History,
    /// Its weights.
    pub weights: Weights,
}

/// How a model was trained.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct History {
    /// The version of the program.
    pub version: String,
    /// The experiment.
    pub spec: Spec,
    /// The stage that ended with these weights, and its curve.
    pub stage: StageRecord,
}

impl History {
    /// Whether the stage is one that this version finished as its experiment asks: its rate and steps, every measured
    /// point in order, and counts that can be.
    fn is_whole(&self) -> bool {
        let Ok(plan) = Plan::new(self.spec.clone()) else { return false };
        let Some(planned) = plan.stage_of(self.stage.role) else { return false };
        has_same_results(&self.version)
            && self.stage.device.chars().count() <= LONGEST_NAME
            && self.stage.seconds.is_some_and(|s| s.is_finite() && s >= 0.0)
            && self.stage.rate == planned.schedule.peak
            && self.stage.steps == planned.schedule.steps
            && self.stage.points.iter().map(|p| p.step).eq(planned.measured_at.iter().copied())
            && self.stage.points.iter().all(|p| point_is_possible(p, &self.spec, planned))
    }
}

/// Why bytes are no checkpoint.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// The weights cannot be read.
    #[error(transparent)]
    Weights(#[from] WeightsError),
    /// The history is missing or cannot be read.
    #[error("the file does not say how its model was trained: {0}")]
    History(String),
    /// The weights are not of the sizes that the experiment asks for.
    #[error("the file's weights are not of the sizes that its experiment asks for")]
    Sizes,
    /// It is of another experiment or stage.
    #[error("the file holds the model of another experiment")]
    Other,
    /// Weights or history are not those that were written.
    #[error("the file was changed after it was written, or is damaged")]
    Changed,
}

/// The SHA-256 of a history, as it is written, and of the weights in their order: names and little-endian values.
fn seal(history: &str, weights: &Weights) -> String {
    let mut hash = Sha256::new();
    hash.update(history);
    for parameter in &weights.parameters {
        hash.update([0]);
        hash.update(&parameter.name);
        hash.update([0]);
        parameter.values.iter().for_each(|value| hash.update(value.to_le_bytes()));
    }
    HEXLOWER.encode(&hash.finalize())
}

impl Checkpoint {
    /// The model that `stage` of `record` ended with.
    pub fn of(record: &Record, stage: &StageRecord, weights: Weights) -> Self {
        let history = History { version: record.version.clone(), spec: record.spec.clone(), stage: stage.clone() };
        Self { history, weights }
    }

    /// The file's bytes.
    ///
    /// # Errors
    /// When the library refuses the parameters.
    pub fn to_bytes(&self) -> Result<Vec<u8>, CheckpointError> {
        let note = serde_json::to_string(&self.history).map_err(|e| CheckpointError::History(e.to_string()))?;
        let seal = seal(&note, &self.weights);
        Ok(to_safetensors_with(&self.weights, &[(NOTE, note), (SEAL, seal)])?)
    }

    /// Reads a file's bytes; everything in it is checked.
    ///
    /// # Errors
    /// When they are no such file, or the weights do not belong to the experiment that it states.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CheckpointError> {
        let weights = from_safetensors(bytes)?;
        let note = safetensors_note(bytes, NOTE)?
            .ok_or_else(|| CheckpointError::History("its metadata has no such note".to_owned()))?;
        if safetensors_note(bytes, SEAL)?.is_some_and(|own| own != seal(&note, &weights)) {
            return Err(CheckpointError::Changed);
        }
        let history: History = from_json(&note).map_err(|e| CheckpointError::History(e.to_string()))?;
        let spec = history.spec.clone().checked().map_err(|e| CheckpointError::History(e.to_string()))?;
        let own = spec.architecture(history.stage.role).map_err(|e| CheckpointError::History(e.to_string()))?;
        if own != weights.architecture {
            return Err(CheckpointError::Sizes);
        }
        Ok(Self { history, weights })
    }

    /// The checkpoint as that of `role`, if it is what that stage of `spec` ends with.
    ///
    /// # Errors
    /// When it is of another experiment or stage.
    pub fn for_stage(self, spec: &Spec, role: Role) -> Result<Self, CheckpointError> {
        let own = self.history.spec.cache_key_parts(self.history.stage.role);
        if !self.history.is_whole() || own != spec.cache_key_parts(role) {
            return Err(CheckpointError::Other);
        }
        let stage = StageRecord { role, ..self.history.stage };
        Ok(Self { history: History { stage, ..self.history }, ..self })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Point, Values};
    use super::*;
    use crate::model::initial_weights;
    use crate::setups::grammar::{GrammarSpec, Preset};
    use crate::tasks::SamplingPrior;
    use crate::train::Accuracy;

    fn checkpoint() -> Checkpoint {
        let spec = Preset::Micro.spec();
        let plan = Plan::new(spec.clone()).unwrap();
        let values = Values::of_shares([Accuracy { correct: 3, n: spec.held_out }; 4]);
        let point = |step: &u32| Point { step: *step, loss: (*step > 0).then_some(1.5), values: values.clone() };
        let planned = plan.stage_of(Role::Pretrain).unwrap();
        let stage = StageRecord {
            role: Role::Pretrain,
            rate: spec.pretrain_rate,
            steps: spec.pretrain_steps,
            points: planned.measured_at.iter().map(point).collect(),
            device: "cpu".to_owned(),
            seconds: Some(0.5),
        };
        let weights = initial_weights(spec.model().unwrap(), 1);
        Checkpoint { history: History { version: crate::VERSION.to_owned(), spec: spec.into(), stage }, weights }
    }

    #[test]
    fn a_checkpoint_reads_back_with_its_history() {
        let bytes = checkpoint().to_bytes().unwrap();
        assert_eq!(Checkpoint::from_bytes(&bytes), Ok(checkpoint()));
        assert!(Checkpoint::from_bytes(&bytes[..bytes.len() / 2]).is_err());
        let without = crate::model::to_safetensors(&checkpoint().weights).unwrap();
        assert!(matches!(Checkpoint::from_bytes(&without), Err(CheckpointError::History(_))));
    }

    #[test]
    fn a_file_of_which_one_bit_was_changed_is_refused() {
        let bytes = checkpoint().to_bytes().unwrap();
        for place in [bytes.len() - 1, bytes.len() - 5_000] {
            let mut changed = bytes.clone();
            changed[place] ^= 1;
            assert_eq!(Checkpoint::from_bytes(&changed), Err(CheckpointError::Changed), "{place}");
        }
        let text = String::from_utf8_lossy(&bytes);
        let place = text.find("\\\"correct\\\":3").unwrap() + "\\\"correct\\\":".len();
        let mut changed = bytes.clone();
        changed[place] = b'4';
        assert_eq!(Checkpoint::from_bytes(&changed), Err(CheckpointError::Changed), "a count of its history");
    }

    #[test]
    fn weights_of_other_sizes_than_their_experiment_are_refused() {
        let mut wrong = checkpoint();
        wrong.history.spec = Preset::Quick.spec().into();
        assert_eq!(Checkpoint::from_bytes(&wrong.to_bytes().unwrap()), Err(CheckpointError::Sizes));
    }

    #[test]
    fn a_checkpoint_serves_experiments_that_differ_after_pretraining_only() {
        let spec = Preset::Micro.spec();
        let later = GrammarSpec { c_tr: 0.5, fine_tune_steps: 7, revive_rate: 1e-3, ..spec.clone() };
        assert!(checkpoint().for_stage(&later.into(), Role::Pretrain).is_ok());
        for other in [
            GrammarSpec { seed: 2, ..spec.clone() },
            GrammarSpec { pretrain_steps: 11, ..spec.clone() },
            GrammarSpec { prior: SamplingPrior::HIGH, ..spec.clone() },
        ] {
            assert_eq!(checkpoint().for_stage(&other.into(), Role::Pretrain), Err(CheckpointError::Other));
        }
        assert_eq!(checkpoint().for_stage(&spec.into(), Role::PretrainControl), Err(CheckpointError::Other));
    }

    #[test]
    fn a_history_that_cannot_be_is_not_taken() {
        let spec = Spec::from(Preset::Micro.spec());
        let with = |change: &dyn Fn(&mut History)| {
            let mut changed = checkpoint();
            change(&mut changed.history);
            changed.for_stage(&spec, Role::Pretrain)
        };
        assert!(with(&|_| {}).is_ok());
        let wrong: [&dyn Fn(&mut History); 7] = [
            &|h| h.stage.device = "x".repeat(LONGEST_NAME + 1),
            &|h| h.stage.points[0].values.shares[0].correct = 1 + h.spec.held_out(),
            &|h| h.stage.points[0].values.shares[3].n = 1,
            &|h| h.stage.points[0].loss = Some(f32::NAN),
            &|h| h.stage.points.clear(),
            &|h| h.stage.steps += 1,
            &|h| h.version = "0.0.1".to_owned(),
        ];
        for change in wrong {
            assert_eq!(with(change), Err(CheckpointError::Other));
        }
    }
}
