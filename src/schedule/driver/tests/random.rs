//! The property: whatever workers are lost, whenever, a run ends, and with the same Record.

use super::small;
use super::world::World;
use crate::engine::DeviceKind;
use crate::experiment::{Record, Spec};
use crate::setups::grammar::Instruments;
use proptest::prelude::*;
use std::cell::RefCell;
use std::time::Duration;

/// One experiment with analyses, or two that share their pretraining.
fn specs(two: bool) -> Vec<Spec> {
    if two {
        [0.0, 1.0].map(|c_tr| small(c_tr, Instruments::None)).to_vec()
    } else {
        vec![small(0.5, Instruments::All)]
    }
}

thread_local! {
    static CALM: RefCell<[Option<Vec<Record>>; 2]> = const { RefCell::new([None, None]) };
}

/// What comes out undisturbed, from one worker.
fn undisturbed(two: bool) -> Vec<Record> {
    CALM.with_borrow_mut(|calm| {
        let known = calm[usize::from(two)].get_or_insert_with(|| {
            let mut world = World::new(&specs(two), DeviceKind::Cpu, 1);
            world.until_over();
            world.records()
        });
        known.clone()
    })
}

fn disturb(world: &mut World, choice: u8) {
    let pick = |all: Vec<u32>| all.get(usize::from(choice / 16) % all.len().max(1)).copied();
    match choice % 16 {
        // Whoever is chosen may have been let go long ago: then it comes too late.
        0..=5 => pick(world.fakes.keys().copied().collect()).into_iter().for_each(|worker| world.hear(worker)),
        6..=8 => pick(world.alive()).into_iter().for_each(|worker| world.hear(worker)),
        9 | 10 => pick(world.alive()).into_iter().for_each(|worker| {
            world.lose_if_bearable(worker, false);
        }),
        11 => pick(world.alive()).into_iter().for_each(|worker| {
            world.lose_if_bearable(worker, true);
        }),
        12 => world.round(Duration::from_secs(30)),
        13 => world.input(|driver, now| driver.pause(now)),
        14 => world.input(|driver, now| driver.resume(now)),
        _ => world.input(|driver, now| driver.step(now)),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_run_always_ends_with_the_same_record(
        two in any::<bool>(),
        graphics in any::<bool>(),
        cores in 1_usize..5,
        choices in prop::collection::vec(any::<u8>(), 0..100),
    ) {
        let kind = if graphics { DeviceKind::WebGpu } else { DeviceKind::Cpu };
        let mut world = World::new(&specs(two), kind, cores);
        for choice in choices {
            disturb(&mut world, choice);
        }
        world.until_over();
        let records = world.records();
        prop_assert!(records.iter().all(|record| record.failed.is_empty()), "{:?}", world.updates);
        prop_assert_eq!(records, undisturbed(two));
    }
}
