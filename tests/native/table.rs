//! A table natively: its old answers are learned, wrapped by the shortcut that was found in it, and brought back; the run is the same again,
//! and travels without the rows.

use crate::one_session::to_the_end;
use unwrap_lab::analysis::Granularity;
use unwrap_lab::experiment::{
    Measure, ModelRef, Plan, Role, parse_hash, record_from_json, results_to_hash, to_hash, verdict,
};
use unwrap_lab::setups::table::file::synthetic_table;
use unwrap_lab::setups::table::{TableFile, TableSpec};
use unwrap_lab::setups::two_labels::TwoLabelInstruments;
use unwrap_lab::setups::{FileKind, HeldFile, hold};

/// An experiment on a table of so many rows, which is held.
fn on_a_table(seed: u32, rows: u32) -> TableSpec {
    unwrap_lab::setups::install();
    let text = synthetic_table(seed, rows);
    let file = HeldFile::read(FileKind::Table, "animals.csv", text.as_bytes()).unwrap();
    hold(file);
    let file = TableFile::read("animals.csv", text.as_bytes()).unwrap();
    TableSpec::default().on(file.identity().clone())
}

#[test]
fn a_table_of_five_hundred_rows_is_learned_wrapped_and_brought_back_before_a_control_learns_it() {
    let spec = TableSpec {
        pretrain_steps: 500,
        fine_tune_rates: vec![1e-3],
        fine_tune_steps: 150,
        revive_steps: 120,
        c_tr: 1.0,
        instruments: TwoLabelInstruments::None,
        ..on_a_table(5, 500)
    };
    let run = to_the_end(spec);
    let record = run.record();
    let (skill, tuned) = (Measure::PretrainedBroken, Role::FineTune { rate: 0 });
    let end = |role, measure| record.finished(role).unwrap().last().unwrap().of(measure).percent();
    assert!(end(Role::Pretrain, skill) >= 90.0, "{}", end(Role::Pretrain, skill));
    let (left, taught) = (end(tuned, skill), end(tuned, Measure::FineTunedHolds));
    assert!(left <= 25.0 && taught >= 90.0, "{left} {taught}");
    let back = |role| record.stage(role).unwrap().reaches(skill, 75.0);
    let own = back(Role::Revive { rate: 0 }).unwrap();
    assert!(back(Role::ReviveControl).is_none_or(|control| control >= 2 * own), "{own}");
}

#[test]
fn an_experiment_on_a_table_is_the_same_again_and_travels_without_its_rows() {
    let spec = TableSpec {
        pretrain_steps: 20,
        fine_tune_rates: vec![1e-3, 1e-4],
        fine_tune_steps: 10,
        revive_steps: 10,
        batch: 16,
        controls: 2,
        ..on_a_table(6, 300)
    };
    let run = to_the_end(spec.clone());
    let record = run.record();
    assert!(run.is_finished() && record.failed.is_empty(), "{:?}", record.failed);
    assert_eq!(record.fingerprint, to_the_end(spec.clone()).record().fingerprint);
    let tuned = ModelRef::After(Role::FineTune { rate: 1 });
    assert!(record.pruning(tuned, Granularity::Neurons).is_some() && record.undone(1).is_some());
    assert!(record.answer_probes(tuned).is_some());
    assert!(record.spec.judged().into_iter().all(|role| verdict(&[record], role).is_some()));
    let json = serde_json::to_string(record).unwrap();
    assert_eq!(record_from_json(&json).as_ref(), Ok(record));
    let hash = to_hash(&record.spec);
    assert!(hash.starts_with("#/table?v=1&table=") && !json.contains("owl") && !hash.contains("owl"), "{hash}");
    assert_eq!(parse_hash(&hash).unwrap().spec, record.spec);
    let arrived = parse_hash(&results_to_hash(record).unwrap()).unwrap().results.unwrap().unwrap();
    assert_eq!(arrived.fingerprint, record.fingerprint);
    // The plan is known without the rows: a Record can be read where the table is not.
    assert_eq!(Plan::new(spec).unwrap().analyses.len(), 2 + 2 + 3 + 2 + 2);
}
