use super::*;
use crate::engine::Command;
use crate::experiment::{Point, Values};
use crate::model::initial_weights;
use crate::setups::grammar::{GrammarSpec, Instruments, Preset};
use crate::train::Accuracy;

fn cells() -> Vec<Spec> {
    let cell = |c_tr, rate| GrammarSpec { c_tr, fine_tune_rates: vec![rate], ..Preset::Micro.spec() };
    let quiet = |spec| Spec::from(GrammarSpec { instruments: Instruments::None, ..spec });
    [(0.0, 1e-3), (0.0, 1e-4), (1.0, 1e-3), (1.0, 1e-4)].map(|(c, r)| quiet(cell(c, r))).to_vec()
}

fn finish(sweep: &mut Sweep, worker: WorkerId, command: &Command) -> Role {
    let Command::Begin { spec, stage, .. } = command else { panic!("a stage was expected") };
    let plan = Plan::new((**spec).clone()).unwrap();
    let planned = plan.stage(*stage).unwrap().clone();
    for step in planned.measured_at {
        let values = Values::of_shares([Accuracy { correct: 0, n: spec.held_out() }; 4]);
        let point = Point { step, loss: (step > 0).then_some(0.5), values };
        sweep.apply(worker, &Event::Measured { stage: *stage, point }).unwrap();
    }
    let weights = Box::new(initial_weights(spec.of::<GrammarSpec>().unwrap().model().unwrap(), 1));
    sweep.apply(worker, &Event::Finished { stage: *stage, weights, seconds: 1.0 }).unwrap();
    planned.role
}

#[test]
fn a_stage_that_several_cells_need_is_trained_once() {
    let mut sweep = Sweep::new(cells()).unwrap();
    sweep.join(0, "cpu");
    sweep.join(1, "cpu");
    // Two pretrainings and two controls are common to all; fine-tuning and revival are each cell's own.
    assert_eq!(sweep.stages(), (4 + 2 * 4, 0));
    let mut roles = Vec::new();
    loop {
        let commands: Vec<(WorkerId, Command)> = [0, 1].into_iter().filter_map(|w| Some((w, sweep.next(w)?))).collect();
        if commands.is_empty() {
            break;
        }
        for (worker, command) in commands {
            roles.push(finish(&mut sweep, worker, &command));
        }
    }
    assert!(sweep.is_finished());
    assert_eq!(sweep.stages(), (12, 12));
    assert_eq!(roles.iter().filter(|r| **r == Role::Pretrain).count(), 1);
    assert_eq!(roles.iter().filter(|r| matches!(r, Role::Revive { .. })).count(), 4);
    assert_eq!(roles.len(), 12);
    assert!(sweep.runs().iter().all(|run| run.record().fingerprint.is_some()));
    assert!((sweep.progress().share - 1.0).abs() < 1e-9);
}

#[test]
fn a_sweep_that_keeps_to_pretraining_hands_out_nothing_else() {
    let mut sweep = Sweep::new(cells()).unwrap();
    sweep.keep_to_pretraining();
    sweep.join(0, "cpu");
    let mut roles = Vec::new();
    while let Some(command) = sweep.next(0) {
        roles.push(finish(&mut sweep, 0, &command));
    }
    assert_eq!(roles.len(), 2);
    assert!(roles.contains(&Role::Pretrain) && roles.contains(&Role::PretrainControl));
    assert!(sweep.is_finished());
}

#[test]
fn what_was_kept_from_before_is_not_trained_again() {
    let mut first = Sweep::new(cells()).unwrap();
    first.join(0, "cpu");
    let mut kept = Vec::new();
    for _ in 0..5 {
        let command = first.next(0).unwrap();
        let Command::Begin { stage, .. } = &command else { panic!() };
        finish(&mut first, 0, &command);
        kept.push(first.checkpoint(0, *stage).unwrap());
    }
    let mut second = Sweep::new(cells()).unwrap();
    second.join(0, "cpu");
    assert!(second.adopt(&kept[0].0, &kept[1].1, "kept").is_err(), "a stage was taken for another");
    for (key, checkpoint) in &kept {
        assert!(second.adopt(key, checkpoint, "kept").unwrap() > 0);
    }
    assert_eq!(second.stages(), (12, 5));
    let mut trained = 0;
    while let Some(command) = second.next(0) {
        finish(&mut second, 0, &command);
        trained += 1;
    }
    assert_eq!((trained, second.is_finished()), (7, true));
}

#[test]
fn a_worker_that_is_lost_leaves_its_stage_to_another() {
    let mut sweep = Sweep::new(cells()).unwrap();
    sweep.join(0, "cpu");
    let first = sweep.next(0).unwrap();
    sweep.leave(0, "it was closed");
    sweep.join(1, "cpu");
    assert_eq!(sweep.next(1), Some(first));
    assert_eq!(sweep.next(1), None, "it is busy");
}

#[test]
fn a_stage_that_fails_has_failed_in_every_cell_that_needs_it() {
    let mut sweep = Sweep::new(cells()).unwrap();
    sweep.join(0, "cpu");
    let mut trained = 0;
    while let Some(command) = sweep.next(0) {
        let Command::Begin { stage: StageId(stage), .. } = &command else { panic!("a stage was expected") };
        if *stage == 0 {
            let job = JobId::Stage(Role::Pretrain);
            sweep.apply(0, &Event::JobFailed { job, message: "the loss is none".to_owned() }).unwrap();
        } else {
            finish(&mut sweep, 0, &command);
            trained += 1;
        }
    }
    assert_eq!((trained, sweep.is_finished()), (3, true), "the control, its revival, and random weights");
    for run in sweep.runs() {
        assert_eq!(run.record().failed.len(), 3);
        assert!(run.record().fingerprint.is_some());
    }
}
