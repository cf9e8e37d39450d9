//! What the driver does about every kind of loss, with workers made up for it.

mod fake;
mod random;
mod world;

use super::{LOSSES_IN_A_ROW, UNREADY_IN_A_ROW, Update};
use crate::engine::DeviceKind;
use crate::experiment::{JobId, Role, Spec};
use crate::schedule::LOSSES_OF_A_JOB;
use crate::setups::corpus::file::synthetic_text;
use crate::setups::corpus::{CorpusSpec, StoryFile};
use crate::setups::grammar::{GrammarSpec, Instruments, Preset};
use crate::setups::{HeldFile, hold};
use fake::Job;
use std::sync::Arc;
use std::time::Duration;
use world::World;

/// A small experiment.
fn small(c_tr: f64, instruments: Instruments) -> Spec {
    let rates = vec![1e-3];
    GrammarSpec { c_tr, instruments, fine_tune_rates: rates, pretrain_steps: 6, ..Preset::Micro.spec() }.into()
}

fn world(cores: usize) -> World {
    World::new(&[small(0.5, Instruments::None)], DeviceKind::Cpu, cores)
}

/// A moment in which everybody alive is ready and has been told of.
fn all_ready(world: &mut World) {
    for worker in world.alive() {
        if !world.fakes[&worker].borrow().ready {
            world.hear(worker);
        }
    }
}

fn stopped(world: &World) -> Option<&str> {
    world.updates.iter().find_map(|update| if let Update::Stopped(why) = update { Some(why.as_str()) } else { None })
}

#[test]
fn a_worker_lost_while_the_others_are_idle_leaves_its_job_to_one_of_them() {
    let mut world = world(3);
    let whole = {
        let mut calm = self::world(3);
        calm.until_over();
        calm.records()
    };
    let mut tried = false;
    for _ in 0..200 {
        let idle = |w: &World| w.alive().iter().filter(|id| w.fakes[id].borrow().job.is_none()).count();
        let busy = world.alive().into_iter().find(|id| world.fakes[id].borrow().job.is_some());
        if let (false, Some(busy), true) = (tried, busy, idle(&world) + 1 == world.alive().len() && idle(&world) > 0) {
            tried = true;
            let others = world.alive().len() - 1;
            world.lose(busy, false);
            assert_eq!(world.alive().len(), others, "nobody new is needed");
        }
        world.round(Duration::from_secs(1));
    }
    assert!(tried && world.driver.is_over());
    assert_eq!(world.records(), whole);
}

#[test]
fn six_losses_in_one_long_run_that_gets_ahead_do_not_stop_it() {
    let mut world = world(1);
    let mut lost = 0;
    while !world.driver.is_over() {
        world.round(Duration::from_secs(5));
        let busy = world.alive().into_iter().find(|id| world.fakes[id].borrow().job.is_some());
        if let Some(busy) = busy.filter(|_| lost < 6) {
            world.round(Duration::from_secs(5));
            world.round(Duration::from_secs(5));
            if world.alive().contains(&busy) && world.fakes[&busy].borrow().job.is_some() {
                lost += u32::from(world.lose_if_bearable(busy, false));
            }
        }
    }
    assert_eq!((lost, stopped(&world)), (6, None));
    assert!(world.records().iter().all(|record| record.fingerprint.is_some() && record.failed.is_empty()));
}

#[test]
fn an_engine_that_is_never_ready_stops_the_run() {
    let mut world = world(1);
    for _ in 0..UNREADY_IN_A_ROW {
        assert!(!world.driver.is_over());
        world.lose(world.alive()[0], false);
    }
    assert!(stopped(&world).unwrap().contains("could not be started"), "{:?}", world.updates);
}

#[test]
fn a_run_that_gets_nowhere_is_given_up() {
    let mut world = world(1);
    for _ in 0..LOSSES_IN_A_ROW {
        assert!(!world.driver.is_over());
        all_ready(&mut world);
        world.lose(world.alive()[0], false);
    }
    assert!(stopped(&world).unwrap().contains("without getting ahead"), "{:?}", world.updates);
}

#[test]
fn a_job_that_kills_its_workers_fails_and_the_others_go_on() {
    let mut world = world(2);
    let poison = |world: &World| {
        let plan = world.driver.work().runs()[0].plan();
        let id = plan.stages.iter().find(|s| s.role == Role::FineTune { rate: 0 }).unwrap().id;
        let on = |w: &u32| matches!(world.fakes[w].borrow().job, Some(Job::Stage { id: own, .. }) if own == id);
        world.alive().into_iter().find(on)
    };
    let mut lost = 0;
    while !world.driver.is_over() {
        while let Some(worker) = poison(&world) {
            world.lose(worker, false);
            lost += 1;
        }
        world.round(Duration::from_secs(1));
    }
    assert_eq!((lost, stopped(&world)), (LOSSES_OF_A_JOB, None));
    let record = &world.records()[0];
    let failed: Vec<JobId> = record.failed.iter().map(|f| f.job).collect();
    assert_eq!(failed, [Role::FineTune { rate: 0 }, Role::Revive { rate: 0 }].map(JobId::Stage));
    assert!(record.stage(Role::ReviveControl).unwrap().seconds.is_some());
}

#[test]
fn a_lost_graphics_adapter_leaves_the_run_to_the_processor() {
    let mut world = World::new(&[small(0.5, Instruments::All)], DeviceKind::WebGpu, 2);
    all_ready(&mut world);
    assert_eq!(world.alive().len(), 1, "one worker has the one adapter");
    world.lose(world.alive()[0], false);
    assert!(
        matches!(&world.updates.last(), Some(Update::Notice(text)) if text.contains("WebGPU")),
        "{:?}",
        world.updates
    );
    assert!(world.alive().iter().all(|id| world.fakes[id].borrow().kind == DeviceKind::Cpu));
    world.until_over();
    assert!(world.updates.contains(&Update::Finished));
}

#[test]
fn a_silent_worker_is_lost_but_not_in_a_pause_and_not_because_the_machine_slept() {
    let mut world = world(1);
    all_ready(&mut world);
    let worker = world.alive()[0];
    world.lose(worker, true);
    let retired = |world: &World| world.fakes[&worker].borrow().retired;
    world.now += Duration::from_secs(3600);
    world.input(|driver, now| driver.tick(now));
    assert!(!retired(&world), "the machine slept");
    world.input(|driver, now| driver.pause(now));
    for _ in 0..40 {
        world.round(Duration::from_secs(5));
    }
    assert!(!retired(&world), "it is paused");
    world.input(|driver, now| driver.resume(now));
    for _ in 0..40 {
        world.round(Duration::from_secs(5));
    }
    assert!(retired(&world));
    world.until_over();
}

#[test]
fn a_worker_that_is_started_in_a_pause_is_paused() {
    let mut world = world(1);
    all_ready(&mut world);
    world.input(|driver, now| driver.pause(now));
    world.lose(world.alive()[0], false);
    all_ready(&mut world);
    let worker = world.alive()[0];
    assert!(world.fakes[&worker].borrow().paused);
    world.input(|driver, now| driver.step(now));
    world.hear(worker);
    world.until_over();
}

#[test]
fn cores_that_nobody_needs_are_offered_to_workers_in_training() {
    let mut world = world(4);
    all_ready(&mut world);
    let with_spare = |world: &World| world.alive().iter().filter(|id| world.fakes[id].borrow().spare).count();
    assert_eq!((world.alive().len(), with_spare(&world)), (3, 1), "three stages start fresh, and there are four cores");
}

/// An experiment on a file, and the file.
fn on_a_file(seed: u32) -> (Spec, StoryFile) {
    let file = StoryFile::read("tales", &synthetic_text(seed, 400, false).unwrap().bytes).unwrap();
    let spec = CorpusSpec { file: Some(file.identity().clone()), held_out: 16, ..CorpusSpec::default() };
    (spec.into(), file)
}

#[test]
fn a_worker_is_sent_the_file_that_its_jobs_need_once_and_before_the_first_of_them() {
    let (spec, file) = on_a_file(901);
    hold(HeldFile::Stories(Arc::new(file)));
    let mut world = World::new(&[spec], DeviceKind::Cpu, 2);
    all_ready(&mut world);
    world.lose(world.alive()[0], false);
    world.until_over();
    assert!(world.updates.contains(&Update::Finished));
    assert!(world.fakes.values().all(|fake| fake.borrow().files.len() == 1));
    assert!(world.fakes.len() > 2);
}

#[test]
fn a_run_whose_file_is_not_there_stops_in_words() {
    let (spec, _) = on_a_file(902);
    let mut world = World::new(&[spec], DeviceKind::Cpu, 2);
    all_ready(&mut world);
    assert!(stopped(&world).unwrap().contains("Bring the file in"), "{:?}", world.updates);
    assert!(world.alive().is_empty());
}
