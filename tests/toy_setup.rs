//! A setup that the project does not have, in one file: a GPT learns whether the a's of a text are even or odd.

#![cfg(all(feature = "cpu", feature = "chart"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use burn::tensor::Device;
use pollster::block_on;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use unwrap_lab::analysis::{Granularity, Prune, PruningGrid, PruningSets};
use unwrap_lab::chart::learning;
use unwrap_lab::engine::{DeviceKind, Session, open};
use unwrap_lab::experiment::*;
use unwrap_lab::model::{Architecture, ModelConfig, ModelSize, Weights, initial_weights};
use unwrap_lab::schedule::Run;
use unwrap_lab::tasks::{Batch, Purpose, Stream};
use unwrap_lab::train::{AdamW, FineTuningMethod, Objective, Schedule};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Parity {
    seed: u32,
    steps: u32,
}

const fn whole(key: &'static str, high: u32) -> Setting {
    Setting { key, name: key, sentence: "", kind: Kind::Whole { low: 1, high } }
}
#[rustfmt::skip]
static FIELDS: [Field<Parity>; 2] = [
    Field { setting: whole("seed", 99), get: |s| s.seed.to_string(), set: |s, t| t.parse().ok().map(|v| s.seed = v) },
    Field { setting: whole("steps", 999), get: |s| s.steps.to_string(), set: |s, t| t.parse().ok().map(|v| s.steps = v) },
];

#[rustfmt::skip]
static PARITY: SetupKind = SetupKind {
    key: "parity",
    route: "run",
    settings: || FIELDS.iter().map(|f| &f.setting).collect(),
    bases: &[],
    base: |_| Ok(Parity { seed: 1, steps: 20 }.into()),
    from_json: |v| serde_json::from_value::<Parity>(v).map(Spec::from).map_err(|e| SpecError::Unreadable(e.to_string())),
    past_record: |_| None,
};

/// Texts of a (0) and b (1); the answer is 2 for an even number of a's and 3 for an odd one.
fn batch(size: usize, stream: &mut Stream) -> Batch {
    let (mut inputs, mut targets) = (Vec::new(), Vec::new());
    for _ in 0..size {
        let text: Vec<u32> = (0..4).map(|_| stream.below(2)).collect();
        let answer = 2 + text.iter().filter(|letter| **letter == 0).count() as u32 % 2;
        targets.extend(text[1..].iter().copied().chain([answer]));
        inputs.extend(text);
    }
    Batch { size, inputs, targets }
}

#[rustfmt::skip]
impl Parity {
    fn model(&self) -> ModelConfig { ModelSize::Micro.config(4, 4).unwrap() }
    fn set(&self, purpose: Purpose) -> Batch { batch(32, &mut Stream::new(self.seed, purpose)) }
}

#[rustfmt::skip]
impl Setup for Parity {
    fn kind(&self) -> &'static SetupKind { &PARITY }
    fn get(&self, key: &str) -> Option<String> { Some((field(&FIELDS, key).ok()?.get)(self)) }
    fn with(&self, key: &str, text: &str) -> Result<Spec, SpecError> { Ok(field(&FIELDS, key)?.with(self, text)?.into()) }
    fn equals(&self, other: &dyn Setup) -> bool { (other as &dyn std::any::Any).downcast_ref() == Some(self) }
    fn checked(&self) -> Result<Spec, SpecError> { Ok(within_ranges(&FIELDS, self.clone())?.into()) }
    fn plan(&self) -> Result<Plan, SpecError> {
        let (id, role, start, schedule) = (StageId(0), Role::Pretrain, Start::Fresh, Schedule::paper(1e-2, self.steps));
        let (measured_at, constructs, step_cost, measurement_cost) = (spread_evenly(self.steps), false, 1.0, 1.0);
        let stage = Stage { id, role, start, schedule, constructs, measured_at, step_cost, measurement_cost };
        let analysis = Analysis::Prune { model: ModelRef::After(role), granularity: Granularity::Heads };
        Ok(Plan { spec: self.clone().into(), stages: vec![stage], analyses: vec![PlannedAnalysis { analysis, cost: 9.0 }] })
    }
    fn base(&self) -> (Vec<(&'static str, String)>, Spec) { (Vec::new(), Parity { seed: 1, steps: 20 }.into()) }
    fn seed(&self) -> u32 { self.seed }
    fn held_out(&self) -> u32 { 32 }
    fn metrics(&self) -> Vec<Metric> {
        vec![Metric { key: "parity", label: "parity of the a's".to_owned(), unit: Unit::Share }]
    }
    fn architecture(&self, _: Role) -> Result<Architecture, SpecError> { Ok(self.model().into()) }
    fn untrained(&self, _: ModelRef) -> Option<Weights> { Some(initial_weights(self.model(), self.seed)) }
    fn cache_key_parts(&self, role: Role) -> (Spec, Role) { (self.clone().into(), role) }
    fn words(&self) -> SetupWords {
        let [skill, skill_noun, tuned, skill_short, tuned_short] = [(); 5].map(|()| "tell even from odd".to_owned());
        let (pruned, measures) = ([skill.clone(), tuned.clone()], SetupWords::ACCURACIES);
        let [samples, probed, control_taught, revived_at] = ["texts", "the answer", "nothing", "75 %"];
        SetupWords { skill, skill_noun, tuned, samples, skill_short, tuned_short, pruned, measures, probed, control_taught, revived_at }
    }
    fn training(
        &self, _: StageId, start: Option<Weights>, resume: Option<&StageState>, device: &Device,
    ) -> Result<Box<dyn Training>, String> {
        let stage = GptStage {
            config: self.model(),
            adamw: AdamW { beta_1: 0.9, beta_2: 0.98, epsilon: 1e-8, weight_decay: 0.0, clip: None },
            method: FineTuningMethod::Free,
            objective: Objective::Answer,
            batch: 16,
            draw: Box::new(|stream| batch(16, stream)),
            stream: Stream::new(self.seed, Purpose::Training(1)),
            held_out: vec![self.set(Purpose::HeldOut)],
            looked_at: None,
        };
        let start = start.or_else(|| self.untrained(ModelRef::Initial)).ok_or("no weights")?;
        Ok(Box::new(GptTraining::begin(stage, start, resume, device)?))
    }
    fn analyser(&self, _: Analysis, mut models: Vec<Weights>, device: &Device) -> Result<Box<dyn Analyser>, String> {
        let [scoring, choosing] = [Purpose::Scoring, Purpose::Choosing].map(|p| self.set(p));
        let sets = PruningSets::of_gpt(scoring, choosing, [0, 1].map(|_| self.set(Purpose::HeldOut)), None, device);
        let stream = Stream::new(1, Purpose::RandomPruning);
        Ok(Box::new(Prune::new(models.remove(0), Granularity::Heads, sets, PruningGrid::FINE, stream)))
    }
}

fn trained(spec: Spec) -> Run {
    let mut run = Run::new(spec).unwrap();
    let opened = block_on(open(DeviceKind::Cpu)).unwrap();
    run.join(0, opened.name.clone());
    let mut session = Session::new(opened);
    while let Some(command) = run.next(0) {
        assert_eq!(session.command(command), None);
        while !session.is_resting() {
            block_on(session.advance(Duration::from_millis(50))).iter().for_each(|event| {
                run.apply(0, event);
            });
        }
    }
    run
}

#[test]
fn a_setup_of_one_file_is_trained_measured_analysed_kept_linked_and_drawn() {
    unwrap_lab::setups::install();
    let run = trained(Parity { seed: 3, steps: 60 }.into());
    let record = run.record();
    assert!(run.is_finished() && record.fingerprint == trained(record.spec.clone()).record().fingerprint);
    assert_eq!((record.stages[0].points.len(), record.analyses.len()), (21, 1));
    let (models, notes) = (vec![run.checkpoint(StageId(0)).unwrap()], String::new());
    let own = CollectedRun { name: "toy".to_owned(), notes, origin: String::new(), record: record.clone(), models };
    let kept = collection_from_bytes(&collection_to_bytes(std::slice::from_ref(&own)).unwrap()).unwrap();
    assert_eq!((kept.runs, kept.refused), (vec![own], Vec::new()));
    let link = record.spec.with("steps", "61").unwrap();
    assert_eq!(spec_from_json(&spec_to_json(&link)).as_ref(), Ok(&link));
    assert_eq!(parse_hash(&to_hash(&link)).map(|l| l.spec), Ok(link));
    let arrived = parse_hash(&results_to_hash(record).unwrap()).unwrap().results.unwrap().unwrap();
    assert_eq!((&arrived.fingerprint, arrived.stages[0].points.len()), (&record.fingerprint, 21));
    assert_eq!(learning(record).series[0].points.len(), 21);
}
