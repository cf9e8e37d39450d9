//! `unwrap compiled`: experiments on compiled skills, one or the whole of the paper's Table 3, written as files.

use crate::crew::Crew;
use crate::{Outcome, print, say};
use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;
use unwrap_lab::experiment::{
    CompiledRecord, CompiledSpec, CompiledSubject, Measure, Role, compiled_csv, compiled_setting, compiled_to_hash,
};
use unwrap_lab::gallery::{CompiledCell, table_3};
use unwrap_lab::schedule::CompiledRun;

/// Reads an experiment: a program of the library, or a file with one, and settings as `key=value`.
pub(crate) fn spec(program: &str, settings: &[String]) -> Result<CompiledSpec, Box<dyn Error>> {
    let mut spec = match CompiledSpec::of_listed(program) {
        Ok(spec) => spec,
        Err(unlisted) => {
            let source = std::fs::read_to_string(program).map_err(|e| format!("{unlisted}, and no file: {e}"))?;
            CompiledSpec { source, ..CompiledSpec::counter() }
        }
    };
    for setting in settings {
        let (key, value) = setting.split_once('=').ok_or_else(|| format!("“{setting}” is not key=value"))?;
        compiled_setting(key)?.set(&mut spec, value)?;
    }
    Ok(spec.checked()?)
}

/// Runs one experiment and writes its Record into `out`.
pub(crate) fn run(spec: CompiledSpec, out: &Path, threads: u32) -> Outcome {
    std::fs::create_dir_all(out).map_err(|e| format!("{} cannot be made: {e}", out.display()))?;
    let record = to_the_end(spec, threads)?;
    std::fs::write(out.join("record.json"), serde_json::to_string_pretty(&record)?)?;
    std::fs::write(out.join("record.csv"), compiled_csv(&record)?)?;
    for rate in 0..record.spec.rates.len() as u32 {
        print(&line(&record, rate));
    }
    let seconds = record.wall_seconds.unwrap_or_default();
    let fingerprint = record.fingerprint.clone().unwrap_or_default();
    print(&format!("{} in {seconds:.1} s, fingerprint {fingerprint}", out.display()));
    Ok(())
}

/// What came of one rate, in a line.
fn line(record: &CompiledRecord, rate: u32) -> String {
    let mut text = format!("{:>7}:", record.spec.rates[rate as usize]);
    for (name, measure) in NAMED {
        let ended = record.ended(rate).map_or(f64::NAN, |a| a[measure as usize].percent());
        let _ = write!(text, "  {name} {ended:.1}");
    }
    if let Some((mode, best)) = record.pruning(CompiledSubject::Tuned { rate }).and_then(|p| p.best()) {
        let (k, skill, tuned) = (best.k, best.skill.percent(), best.tuned.percent());
        let _ = write!(text, "  pruned K = {k} ({mode:?}): O_PT {skill:.1}, O_FT {tuned:.1}");
    }
    if let Some(revived) = record.stage(Role::Revive { rate }).and_then(|s| s.stage.last()) {
        let _ = write!(text, "  revived to {:.1}", revived.of(Measure::PretrainedBroken).percent());
    }
    let verdict = record.verdict(rate).map_or("–", |judgement| judgement.verdict.words());
    let _ = write!(text, "  {verdict}");
    text
}

const NAMED: [(&str, Measure); 4] = [
    ("O_PT, C_Te = 1", Measure::PretrainedHolds),
    ("O_FT, C_Te = 1", Measure::FineTunedHolds),
    ("O_PT, C_Te = 0", Measure::PretrainedBroken),
    ("O_FT, C_Te = 0", Measure::FineTunedBroken),
];

/// Runs every part of `spec` on `threads` threads.
pub(crate) fn to_the_end(spec: CompiledSpec, threads: u32) -> Result<CompiledRecord, Box<dyn Error>> {
    let run = Crew::on_processors(threads).work_off(CompiledRun::new(spec)?, |_, _, _| Ok(()))?;
    Ok(run.record().clone())
}

/// The shares of the paper's Table 3.
const SHARES: [f64; 7] = [0.0, 0.2, 0.5, 0.6, 0.8, 0.9, 1.0];

/// Runs the paper's Table 3 with `base`'s sizes and writes it beside the paper's numbers. Finished cells are kept in `work`.
pub(crate) fn table(base: &[String], out: &Path, work: &Path, threads: u32) -> Outcome {
    std::fs::create_dir_all(work).map_err(|e| format!("{} cannot be made: {e}", work.display()))?;
    let mut text = HEAD.to_owned();
    for program in ["counter", "max-identifier"] {
        let paper = table_3(program)?;
        let (mut rows, mut same, mut opposite) = (String::new(), 0, 0);
        for share in SHARES {
            let mut settings = base.to_vec();
            settings.push(format!("c_tr={share}"));
            let spec = spec(program, &settings)?;
            say(&format!("{program}, C_Tr = {share}"));
            let record = kept(spec, work, threads)?;
            for rate in 0..record.spec.rates.len() as u32 {
                let cell = CompiledCell::at(&paper, record.spec.rates[rate as usize], share);
                rows.push_str(&row(&record, rate, cell));
                let (agree, disagree) = agreement(&record, rate, cell);
                same += agree;
                opposite += disagree;
            }
        }
        let link = compiled_to_hash(&spec(program, base)?);
        let _ = write!(
            text,
            "\n## {program}\n\nOf {} accuracies in the paper's table {same} say the same in words and {opposite} the opposite. \
             Its experiment at C_Tr = 1: `{link}`.\n\n{TABLE_HEAD}{rows}",
            4 * paper.len()
        );
    }
    std::fs::write(out, text)?;
    print(&out.display().to_string());
    Ok(())
}

const HEAD: &str = "# Compiled skills beside the paper's Table 3

Fine-tuning of compiled programs (Jain et al., ICLR 2024, arXiv 2311.12786, Table 3 and its Tracr figures), made by
`unwrap compiled-table`. The demo takes fewer steps than the paper's 10,000, clips the gradient, and draws strings whose answers are
spread evenly; its learning rates are the paper's. Each cell has ours and, in brackets, the paper's number, in percent. *Pruned* is the
best of at most ten weights, chosen on other strings; *revived* the end of reverse fine-tuning at 0.0001.
";
const TABLE_HEAD: &str = "| C_Tr | rate | O_PT, C_Te = 1 | O_FT, C_Te = 1 | O_PT, C_Te = 0 | O_FT, C_Te = 0 | pruned: K, O_PT | revived: O_PT | verdict |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
";

fn row(record: &CompiledRecord, rate: u32, paper: Option<&CompiledCell>) -> String {
    let mut text = format!("| {} | {} |", record.spec.c_tr, record.spec.rates[rate as usize]);
    for (_, measure) in NAMED {
        let own = record.ended(rate).map_or(f64::NAN, |a| a[measure as usize].percent());
        let theirs = paper.map_or("–".to_owned(), |cell| format!("{:.1}", cell.accuracy[measure as usize]));
        let _ = write!(text, " {own:.1} ({theirs}) |");
    }
    let pruned = record.pruning(CompiledSubject::Tuned { rate }).and_then(|p| p.best());
    let pruned = pruned.map_or("–".to_owned(), |(_, best)| format!("{}, {:.1}", best.k, best.skill.percent()));
    let revived = record.stage(Role::Revive { rate }).and_then(|s| s.stage.last());
    let revived = revived.map_or(f64::NAN, |point| point.of(Measure::PretrainedBroken).percent());
    let verdict = record.verdict(rate).map_or("–", |judgement| judgement.verdict.words());
    let _ = writeln!(text, " {pruned} | {revived:.1} | {verdict} |");
    text
}

fn agreement(record: &CompiledRecord, rate: u32, paper: Option<&CompiledCell>) -> (u32, u32) {
    let (mut same, mut opposite) = (0, 0);
    let Some((ended, cell)) = record.ended(rate).zip(paper) else { return (0, 0) };
    for (_, measure) in NAMED {
        let own = unwrap_lab::gallery::Outcome::of(measure, ended[measure as usize].percent(), 100.0);
        same += u32::from(own == cell.outcome(measure));
        opposite += u32::from(unwrap_lab::gallery::Outcome::opposite(own, cell.outcome(measure)));
    }
    (same, opposite)
}

/// The Record of `spec`: read where it was finished before by this version, else run and kept.
fn kept(spec: CompiledSpec, work: &Path, threads: u32) -> Result<CompiledRecord, Box<dyn Error>> {
    let name = format!("{}-{}-{}.json", spec.program_key().unwrap_or("own"), spec.c_tr, spec.seed);
    let path = work.join(name);
    if let Ok(text) = std::fs::read_to_string(&path)
        && let Ok(record) = serde_json::from_str::<CompiledRecord>(&text)
        && record.spec == spec
        && record.version == unwrap_lab::VERSION
        && record.fingerprint == Some(record.results_hash())
    {
        return Ok(record);
    }
    let record = to_the_end(spec, threads)?;
    std::fs::write(&path, serde_json::to_string(&record)?)?;
    Ok(record)
}
