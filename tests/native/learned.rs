//! Learned skills natively: a program's answers are learned, wrapped and brought back, the run is the same again, and it travels.

use crate::one_session::to_the_end;
use unwrap_lab::analysis::Granularity;
use unwrap_lab::experiment::{
    Measure, ModelRef, Record, Role, Spec, parse_hash, record_from_json, results_to_hash, spec_from_json, to_hash,
    verdict,
};
use unwrap_lab::model::ModelSize;
use unwrap_lab::setups::learned::LearnedSpec;
use unwrap_lab::setups::two_labels::TwoLabelInstruments;

/// A program that nobody listed: whether the first word comes again.
const OWN: &str = "vocabulary a b c d\nlength 6\n\
                   count_a = width(select(tokens, tokens, x == \"a\"))\noutput count_a\n\
                   count_b = width(select(tokens, tokens, x == \"b\"))\ntarget count_b";

fn end(record: &Record, role: Role, measure: Measure) -> f64 {
    record.finished(role).unwrap().last().unwrap().of(measure).percent()
}

#[test]
fn a_learned_skill_is_wrapped_by_a_shortcut_and_comes_back_before_a_control_learns_it() {
    unwrap_lab::setups::install();
    let spec = LearnedSpec {
        pretrain_steps: 300,
        fine_tune_rates: vec![3e-4],
        fine_tune_steps: 80,
        revive_steps: 120,
        instruments: TwoLabelInstruments::None,
        ..LearnedSpec::counter()
    };
    let run = to_the_end(spec);
    let record = run.record();
    let (skill, tuned) = (Measure::PretrainedBroken, Role::FineTune { rate: 0 });
    assert!(end(record, Role::Pretrain, skill) >= 95.0);
    assert!(end(record, tuned, skill) <= 5.0 && end(record, tuned, Measure::FineTunedHolds) >= 95.0);
    let back = |role| record.stage(role).unwrap().reaches(skill, 75.0);
    let own = back(Role::Revive { rate: 0 }).unwrap();
    assert!(back(Role::ReviveControl).is_none_or(|control| control >= 2 * own), "{own}");
}

#[test]
fn an_experiment_on_a_program_of_ones_own_is_the_same_again_and_travels() {
    unwrap_lab::setups::install();
    let spec = LearnedSpec {
        source: OWN.to_owned(),
        size: ModelSize::Micro,
        pretrain_steps: 20,
        fine_tune_rates: vec![1e-3, 1e-4],
        fine_tune_steps: 10,
        revive_steps: 10,
        batch: 16,
        held_out: 32,
        controls: 2,
        ..LearnedSpec::counter()
    };
    let run = to_the_end(spec.clone());
    let record = run.record();
    // What links mean, in every version to come. Training alone: its sums do not depend on the width of the machine's vectors.
    assert_eq!(to_hash(&LearnedSpec::counter().into()), "#/compiled?v=1&setup=learned&program=counter");
    let trained = to_the_end(LearnedSpec { instruments: TwoLabelInstruments::None, ..spec.clone() });
    if trained.record().stages[0].device == "cpu" {
        assert_eq!(trained.record().fingerprint.as_deref(), Some("a4ade92313ebeb58"));
    }
    assert!(run.is_finished() && record.failed.is_empty(), "{:?}", record.failed);
    assert_eq!(record.fingerprint, to_the_end(spec.clone()).record().fingerprint);
    let tuned = ModelRef::After(Role::FineTune { rate: 1 });
    assert!(record.pruning(tuned, Granularity::Neurons).is_some() && record.undone(1).is_some());
    assert_eq!(record.answer_probes(tuned).unwrap().levels.len(), 2);
    assert!(record.spec.judged().into_iter().all(|role| verdict(&[record], role).is_some()));
    let json = serde_json::to_string(record).unwrap();
    assert_eq!(record_from_json(&json).as_ref(), Ok(record));
    let hash = to_hash(&record.spec);
    assert!(hash.starts_with("#/compiled?v=1&setup=learned"), "{hash}");
    assert_eq!(parse_hash(&hash).unwrap().spec, record.spec);
    let arrived = parse_hash(&results_to_hash(record).unwrap()).unwrap().results.unwrap().unwrap();
    assert_eq!(arrived.fingerprint, record.fingerprint);
    let named = serde_json::json!({"setup": "learned", "program": "most-frequent", "seed": 3});
    let listed = LearnedSpec { seed: 3, ..LearnedSpec::of_listed("most-frequent").unwrap() };
    assert_eq!(spec_from_json(&named), Ok(Spec::from(listed)));
}

#[test]
fn what_cannot_be_learned_is_refused_with_the_reason() {
    let without = OWN.split("\ncount_b").next().unwrap().to_owned();
    let never = OWN.replace("target count_b", "always = map(count_a, x)\ntarget always");
    for (source, said) in [(without, "names no target"), (never, "let “output” and “target” change places")] {
        let spec = Spec::from(LearnedSpec { source, ..LearnedSpec::counter() });
        let error = spec.plan().unwrap_err().to_string();
        assert!(error.contains(said), "{error}");
    }
}
