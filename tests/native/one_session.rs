//! An experiment from its first stage to its last answer, in one Session on the processor.

use pollster::block_on;
use std::time::Duration;
use unwrap_lab::engine::{DeviceKind, Event, Session, open};
use unwrap_lab::experiment::Spec;
use unwrap_lab::schedule::Run;

/// Runs `spec` to its end; a job may fail, the engine may not.
pub(crate) fn to_the_end(spec: impl Into<Spec>) -> Run {
    the_rest_of(Run::new(spec).unwrap())
}

/// Runs what is left of `run`.
pub(crate) fn the_rest_of(mut run: Run) -> Run {
    let opened = block_on(open(DeviceKind::Cpu)).unwrap();
    run.join(0, opened.name.clone());
    let mut session = Session::new(opened);
    while let Some(command) = run.next(0) {
        assert_eq!(session.command(command), None);
        while !session.is_resting() {
            for event in block_on(session.advance(Duration::from_millis(100))) {
                assert!(!matches!(event, Event::Failed { .. }), "{event:?}");
                run.apply(0, &event);
            }
        }
    }
    run
}
