use super::*;
use crate::analysis::Probes;
use crate::engine::{Command, Event};
use crate::experiment::{AnalysisResult, Point, Values};
use crate::model::initial_weights;
use crate::setups::grammar::{GrammarSpec, Preset};
use crate::train::Accuracy;

fn finish(run: &mut Run, worker: WorkerId, command: &Command) -> Option<Role> {
    match command {
        Command::Begin { spec, stage, .. } => {
            let weights = Box::new(initial_weights(spec.of::<GrammarSpec>().unwrap().model().unwrap(), 1));
            let values = Values::of_shares([Accuracy { correct: 0, n: 1 }; 4]);
            let point = Point { step: 0, loss: None, values };
            run.apply(worker, &Event::Measured { stage: *stage, point });
            run.apply(worker, &Event::Finished { stage: *stage, weights, seconds: 1.0 });
            Some(run.plan().stage(*stage).unwrap().role)
        }
        Command::Analyse { analysis, models, .. } => {
            assert_eq!(models.len(), analysis.needs().len());
            let result = Box::new(AnalysisResult::Probes(Probes { levels: Vec::new() }));
            run.apply(worker, &Event::Analysed { analysis: *analysis, result, seconds: 1.0 });
            None
        }
        _ => panic!("neither a stage nor an analysis"),
    }
}

#[test]
fn one_worker_runs_every_stage_after_those_it_starts_from_and_then_does_every_analysis() {
    let mut run = Run::new(Preset::Quick.spec()).unwrap();
    run.join(0, "cpu".to_owned());
    let mut order = Vec::new();
    while let Some(command) = run.next(0) {
        assert!(run.next(0).is_none(), "a worker has one thing to do at a time");
        order.push(finish(&mut run, 0, &command));
    }
    let stages = run.plan().stages.len();
    assert_eq!(order[0], Some(Role::Pretrain));
    assert!(order[..stages].iter().all(Option::is_some) && order[stages..].iter().all(Option::is_none));
    assert_eq!(run.record().analyses.len(), run.plan().analyses.len());
    assert!(run.is_finished());
    assert_eq!(run.record().fingerprint, Some(run.record().results_hash()));
    assert_eq!(run.progress().share, 1.0);
}

#[test]
fn a_graphics_adapter_gets_no_analyses() {
    let mut run = Run::new(Preset::Quick.spec()).unwrap();
    run.join(0, "webgpu".to_owned());
    while let Some(command) = run.next(0) {
        assert!(finish(&mut run, 0, &command).is_some());
    }
    assert!(run.is_trained() && !run.is_finished() && run.analyses_ready() > 0);
    run.join(1, "cpu".to_owned());
    assert!(matches!(run.next(1), Some(Command::Analyse { .. })));
    run.leave(1, "it was closed");
    assert_eq!(run.analyses_ready(), run.plan().analyses.len(), "a lost worker's analysis waits again");
}

#[test]
fn a_processor_that_rounds_twice_is_asked_like_any_other() {
    let mut run = Run::new(Preset::Quick.spec()).unwrap();
    run.join(0, crate::engine::ROUNDS_TWICE.to_owned());
    while let Some(command) = run.next(0) {
        finish(&mut run, 0, &command);
    }
    assert!(run.is_finished());
}

#[test]
fn two_workers_begin_with_both_pretrainings() {
    let mut run = Run::new(Preset::Quick.spec()).unwrap();
    for worker in [0, 1] {
        run.join(worker, "cpu".to_owned());
        run.next(worker).unwrap();
    }
    let roles: Vec<Role> = run
        .under_way()
        .into_iter()
        .filter_map(|activity| match activity {
            Activity::Stage(role, _) => Some(role),
            Activity::Analysis(..) => None,
        })
        .collect();
    assert_eq!(roles, [Role::Pretrain, Role::PretrainControl]);
}

#[test]
fn a_lost_worker_costs_its_own_stage_and_no_finished_one() {
    let mut run = Run::new(Preset::Quick.spec()).unwrap();
    run.join(0, "webgpu".to_owned());
    let first = run.next(0).unwrap();
    finish(&mut run, 0, &first);
    let Some(Command::Begin { stage, .. }) = run.next(0) else { panic!("nothing to do") };
    let point = Point { step: 0, loss: None, values: Values::of_shares([Accuracy { correct: 0, n: 1 }; 4]) };
    run.apply(0, &Event::Measured { stage, point: point.clone() });
    run.leave(0, "it was closed");
    assert!(run.record().stages[stage.0 as usize].points.is_empty());
    assert_eq!(run.record().stages[0].points.len(), 1);
    run.join(1, "cpu".to_owned());
    let Some(Command::Begin { stage: again, .. }) = run.next(1) else { panic!("nothing to do") };
    assert_eq!(again, stage);
    run.apply(0, &Event::Measured { stage, point });
    assert!(run.record().stages[stage.0 as usize].points.is_empty(), "a late event of the lost worker counted");
}

#[test]
fn the_eta_shrinks_in_proportion_to_the_work_done() {
    let mut run = Run::new(Preset::Quick.spec()).unwrap();
    run.join(0, "cpu".to_owned());
    assert_eq!(run.progress().eta_seconds, None);
    let Some(Command::Begin { stage, .. }) = run.next(0) else { panic!("nothing to do") };
    let stages: f64 = run.plan().stages.iter().map(|s| s.cost_from(0)).sum();
    let whole = stages + run.plan().analyses.iter().map(|analysis| analysis.cost).sum::<f64>();
    let own = run.plan().stage(stage).unwrap().clone();
    let done = own.cost_from(0) - own.cost_from(350);
    run.apply(0, &Event::Progress { stage, step: 350, loss: None, seconds: done / 100.0 });
    let eta = run.progress().eta_seconds.unwrap();
    assert!((eta - (whole - done) / 100.0).abs() < 1e-6, "{eta}");
}

#[test]
fn a_job_that_fails_takes_those_behind_it_along_and_the_others_go_on() {
    let spec = Preset::Quick.spec();
    let mut run = Run::new(spec.clone()).unwrap();
    run.join(0, "cpu".to_owned());
    let tuned = JobId::Stage(Role::FineTune { rate: 0 });
    while let Some(command) = run.next(0) {
        match &command {
            Command::Begin { stage, .. } if JobId::Stage(run.plan().stages[stage.0 as usize].role) == tuned => {
                let message = "the loss is no longer a finite number".to_owned();
                assert!(run.apply(0, &Event::JobFailed { job: tuned, message }).lasting);
            }
            _ => drop(finish(&mut run, 0, &command)),
        }
    }
    assert!(run.is_trained() && run.is_finished());
    let record = run.record();
    let failed = |job: JobId| record.failed.iter().find(|f| f.job == job).map(|f| f.why.as_str());
    assert_eq!(failed(tuned), Some("the loss is no longer a finite number"));
    assert_eq!(failed(JobId::Stage(Role::Revive { rate: 0 })), Some("its start failed"));
    let change = JobId::Analysis(Analysis::Change { rate: 0 });
    assert!(failed(change).is_some_and(|why| why.contains("a model that it needs")));
    assert_eq!(failed(JobId::Stage(Role::FineTune { rate: 1 })), None);
    assert_eq!(
        run.jobs.len(),
        record.failed.len() + record.analyses.len() + record.stages.iter().flat_map(|s| s.seconds).count()
    );
    assert_eq!(record.fingerprint, Some(record.results_hash()));
    assert_eq!(run.progress().share, 1.0);
}

#[test]
fn a_job_that_its_workers_are_lost_on_again_and_again_fails() {
    let mut run = Run::new(Preset::Quick.spec()).unwrap();
    for worker in 0..super::super::LOSSES_OF_A_JOB {
        run.join(worker, "cpu".to_owned());
        assert!(matches!(run.next(worker), Some(Command::Begin { stage: StageId(0), .. })));
        run.leave(worker, "out of memory");
    }
    let failed = &run.record().failed[0];
    assert_eq!(
        (failed.job, failed.why.as_str()),
        (JobId::Stage(Role::Pretrain), "its engine stopped 3 times: out of memory")
    );
    run.join(9, "cpu".to_owned());
    assert!(matches!(run.next(9), Some(Command::Begin { stage: StageId(1), .. })));
}
