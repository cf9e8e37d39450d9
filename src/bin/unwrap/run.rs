//! `unwrap run`: one experiment to its end, written as files.

use crate::sweep::{finished_file, tell_failures, train_all};
use crate::terminal::{CommandResult, print};
use crate::thread_pool::ThreadPool;
use indicatif::{ProgressBar, ProgressStyle};
use std::error::Error;
use std::path::Path;
use unwrap_lab::analysis::Score;
use unwrap_lab::experiment::{CacheKey, ModelRef, Record, Spec, record_to_json, sentences, to_csv, verdict};
use unwrap_lab::schedule::{Activity, Run, Sweep};

/// Runs `spec` and writes its Record, and with `checkpoints` the weights of every stage, into `out`.
pub(crate) fn run(spec: Spec, out: &Path, checkpoints: bool, pool: ThreadPool) -> CommandResult {
    std::fs::create_dir_all(out).map_err(|e| format!("{} cannot be made: {e}", out.display()))?;
    let sweep = train(spec, pool)?;
    let run = sweep.runs().first().ok_or("the run is missing")?;
    let record = run.record();
    write(record, out)?;
    if checkpoints {
        for stage in &run.plan().stages {
            if let Some(checkpoint) = run.checkpoint(stage.id) {
                std::fs::write(out.join(format!("stage-{}.safetensors", stage.id.0)), checkpoint.to_bytes()?)?;
            }
        }
    }
    tell_failures(record);
    tell(record, out);
    Ok(())
}

/// Trains and analyses everything that `spec` asks for, and shows how far it is.
pub(crate) fn train(spec: Spec, pool: ThreadPool) -> Result<Sweep, Box<dyn Error>> {
    let bar = ProgressBar::new(1000);
    bar.set_style(ProgressStyle::with_template("{bar:30} {percent:>3} %  {msg}")?);
    let sweep = pool.work_off(Sweep::new(vec![spec])?, |sweep, _, _| {
        sweep.runs().iter().for_each(|run| show(run, &bar));
        Ok(())
    })?;
    bar.finish_and_clear();
    Ok(sweep)
}

/// The same for a run that takes long: finished stages and the states of others are kept in a folder of `out`, and a second call goes on
/// from them.
pub(crate) fn run_kept(spec: &Spec, out: &Path, checkpoints: bool, pool: ThreadPool) -> CommandResult {
    let stages = out.join("stages");
    let records = train_all(std::slice::from_ref(spec), out, &stages, pool)?;
    let record = records.first().ok_or("the run did not come to its end")?;
    write(record, out)?;
    if checkpoints {
        for stage in &spec.plan()?.stages {
            let file = finished_file(&stages, &CacheKey::new(spec, stage.role));
            if file.exists() {
                std::fs::copy(file, out.join(format!("stage-{}.safetensors", stage.id.0)))?;
            }
        }
    }
    tell(record, out);
    Ok(())
}

/// Where its Records are from.
const ORIGIN: &str = "trained here";

fn write(record: &Record, out: &Path) -> CommandResult {
    std::fs::write(out.join("record.json"), record_to_json(record, ORIGIN)?)?;
    std::fs::write(out.join("record.csv"), to_csv(record, ORIGIN)?)?;
    Ok(())
}

fn show(run: &Run, bar: &ProgressBar) {
    let progress = run.progress();
    bar.set_position((1000.0 * progress.share) as u64);
    let spec = &run.plan().spec;
    let activity = match run.under_way().first() {
        Some(Activity::Stage(role, step)) => format!("{}, step {step}", spec.role_label(*role)),
        Some(Activity::Analysis(analysis, _)) => analysis.label(spec),
        None => String::new(),
    };
    let eta = progress.eta_seconds.map(|s| format!(", {s:.0} s left")).unwrap_or_default();
    bar.set_message(format!("{activity}{eta}"));
}

/// Prints what came out: findings in sentences where there is no verdict, else the verdicts with the scores they rest on.
fn tell(record: &Record, out: &Path) {
    if record.spec.judged().is_empty() {
        sentences(record).iter().for_each(|sentence| print(sentence));
    }
    for role in record.spec.judged() {
        let Some(judgement) = verdict(&[record], role) else { continue };
        let score = |(name, score): (&str, Option<Score>)| {
            score
                .map(|Score { interval: s, .. }| format!("  {name} {:.2} ({:.2} to {:.2})", s.value, s.low, s.high))
                .unwrap_or_default()
        };
        let scores = judgement.scores.by_name().into_iter().map(score).collect::<String>();
        let name = record.spec.model_label(ModelRef::After(role));
        print(&format!("{name}: {}  O_PT {:.1} %{scores}", judgement.verdict.label(), judgement.after.value));
    }
    let seconds = record.wall_seconds.unwrap_or_default();
    let fingerprint = record.fingerprint.clone().unwrap_or_default();
    print(&format!("{} in {seconds:.1} s, fingerprint {fingerprint}", out.display()));
}
