//! `unwrap run`: one experiment to its end, written as files.

use crate::{Outcome, print};
use indicatif::{ProgressBar, ProgressStyle};
use std::error::Error;
use std::path::Path;
use std::rc::Rc;
use std::time::Duration;
use unwrap_lab::analysis::Interval;
use unwrap_lab::engine::{Command, Companion, DeviceKind, Doing, Event, Run, Session, open};
use unwrap_lab::experiment::{Record, Spec, Subject, to_csv, verdict};

/// Runs `spec` and writes its Record, and with `checkpoints` the weights of every stage, into `out`.
pub(crate) fn run(spec: Spec, out: &Path, checkpoints: bool) -> Outcome {
    std::fs::create_dir_all(out).map_err(|e| format!("{} cannot be made: {e}", out.display()))?;
    let bar = ProgressBar::new(1000);
    bar.set_style(ProgressStyle::with_template("{bar:30} {percent:>3} %  {msg}")?);
    let run = to_the_end(spec, |run| show(run, &bar))?;
    bar.finish_and_clear();
    let record = run.record();
    std::fs::write(out.join("record.json"), serde_json::to_string_pretty(record)?)?;
    std::fs::write(out.join("record.csv"), to_csv(record)?)?;
    if checkpoints {
        for stage in &run.plan().stages {
            if let Some(checkpoint) = run.checkpoint(stage.id) {
                std::fs::write(out.join(format!("stage-{}.safetensors", stage.id.0)), checkpoint.to_bytes()?)?;
            }
        }
    }
    tell(record);
    let seconds = record.wall_seconds.unwrap_or_default();
    let fingerprint = record.fingerprint.clone().unwrap_or_default();
    print(&format!("{} in {seconds:.1} s, fingerprint {fingerprint}", out.display()));
    Ok(())
}

/// Runs every stage of `spec` and answers every question, in one Session and a second thread for half of each large step; `watch` is called after every slice of work.
pub(crate) fn to_the_end(spec: Spec, mut watch: impl FnMut(&Run)) -> Result<Run, Box<dyn Error>> {
    let opened = pollster::block_on(open(DeviceKind::Cpu))?;
    let mut run = Run::new(spec)?;
    let opened_name = opened.name.clone();
    run.join(0, opened_name.clone());
    let mut session = Session::with_helpers(opened, Box::new(|| Ok(Rc::new(Companion::start()?))));
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    session.command(Command::Spare(cores > 1));
    while let Some(command) = run.next(0) {
        match session.command(command) {
            Some(Event::Failed { message }) => return Err(message.into()),
            Some(Event::Alone { message }) => print(&format!("training in one thread: {message}")),
            _ => {}
        }
        while !session.is_resting() {
            for event in pollster::block_on(session.advance(Duration::from_millis(100))) {
                match &event {
                    Event::Failed { message } => return Err(message.clone().into()),
                    Event::Alone { message } => print(&format!("going on in one thread: {message}")),
                    _ => {}
                }
                run.apply(0, &event);
            }
            watch(&run);
        }
    }
    if !run.is_finished() {
        return Err(format!("the run stopped early: nothing that is left can be done on {opened_name:?}").into());
    }
    Ok(run)
}

fn show(run: &Run, bar: &ProgressBar) {
    let progress = run.progress();
    bar.set_position((1000.0 * progress.share) as u64);
    let spec = &run.plan().spec;
    let doing = match run.under_way().first() {
        Some(Doing::Stage(role, step)) => format!("{}, step {step}", spec.role_label(*role)),
        Some(Doing::Question(question, _)) => question.label(spec),
        None => String::new(),
    };
    let eta = progress.eta_seconds.map(|s| format!(", {s:.0} s left")).unwrap_or_default();
    bar.set_message(format!("{doing}{eta}"));
}

/// Prints the verdicts with the scores they rest on.
fn tell(record: &Record) {
    for role in record.spec.judged() {
        let Some(judgement) = verdict(&[record], role) else { continue };
        let score = |(name, score): (&str, Option<Interval>)| {
            score.map(|s| format!("  {name} {:.2} ({:.2} to {:.2})", s.value, s.low, s.high)).unwrap_or_default()
        };
        let scores = judgement.scores.named().map(score).concat();
        let name = record.spec.subject_label(Subject::After(role));
        print(&format!("{name}: {}  O_PT {:.1} %{scores}", judgement.verdict.words(), judgement.after.value));
    }
}
