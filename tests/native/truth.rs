//! A small truth bench: a model with nothing is never called anything but deleted, and a lock is one.

use crate::one_session::to_the_end;
use burn::tensor::Device;
use unwrap_lab::analysis::Verdict;
use unwrap_lab::experiment::{ModelRef, Spec, verdict};
use unwrap_lab::model::Gpt;
use unwrap_lab::schedule::Run;
use unwrap_lab::setups::grammar::{GrammarPlan, GrammarSpec};
use unwrap_lab::tasks::{Batch, Mixture, Purpose, Stream};
use unwrap_lab::train::{HeldOut, correct};
use unwrap_lab::truth::{Case, cases};

fn case(model: &str) -> Case {
    unwrap_lab::setups::install();
    cases("grammar", 7).into_iter().find(|case| case.model == model).unwrap()
}

/// The case with a single control seed, which halves what is to be trained.
fn quicker(case: &Case) -> Spec {
    case.spec.with("controls", "1").unwrap()
}

fn judged(model: &str) -> (Run, Verdict) {
    let case = case(model);
    let run = to_the_end(quicker(&case));
    let verdict = verdict(&[run.record()], case.role).unwrap().verdict;
    (run, verdict)
}

#[test]
fn a_random_model_is_called_deleted_or_nothing_at_all() {
    let (_, said) = judged("random weights");
    assert!(matches!(said, Verdict::Deleted | Verdict::NotEnough), "{said:?}");
}

#[test]
fn a_skill_behind_a_password_is_there_for_who_knows_it_and_is_not_called_deleted() {
    let (run, said) = judged("password lock");
    assert!(matches!(said, Verdict::Wrapped | Verdict::NotEnough), "{said:?}");
    let spec = run.plan().spec.of::<GrammarSpec>().unwrap().clone();
    let plan = GrammarPlan::new(spec.clone()).unwrap();
    let mut stream = Stream::new(99, Purpose::HeldOut);
    let locked = Batch::draw(256, &Mixture::Locked { skill: spec.task }, plan.domain, plan.layout, &mut stream);
    let device = Device::flex();
    let model = Gpt::from_weights(&run.model(ModelRef::After(case("password lock").role)).unwrap(), &device);
    let right = pollster::block_on(correct(&model, &HeldOut::new(&[locked], &device))).unwrap()[0];
    assert!(right >= 205, "{right} of 256");
}
