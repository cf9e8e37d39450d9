//! `unwrap compiled` and `unwrap compiled-table`: the specification of an experiment on a compiled skill, and the whole of the paper's Table 3.

use crate::sweep::tell_failures;
use crate::terminal::{CommandResult, print, say};
use crate::thread_pool::ThreadPool;
use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;
use unwrap_lab::experiment::{Measure, ModelRef, Record, Role, Spec, record_from_json, to_hash, verdict};
use unwrap_lab::gallery::{CompiledCell, agreement, ended, table_3};
use unwrap_lab::setups::compiled::CompiledSpec;

/// Reads an experiment: a program of the library, or a file with one, and settings as `key=value`.
pub(crate) fn spec(program: &str, settings: &[String]) -> Result<Spec, Box<dyn Error>> {
    let own = match CompiledSpec::of_listed(program) {
        Ok(spec) => spec,
        Err(unlisted) => {
            let source = std::fs::read_to_string(program).map_err(|e| format!("{unlisted}, and no file: {e}"))?;
            CompiledSpec { source, ..CompiledSpec::counter() }
        }
    };
    let mut spec = Spec::from(own);
    for setting in settings {
        let (key, value) = setting.split_once('=').ok_or_else(|| format!("“{setting}” is not key=value"))?;
        spec.set(key, value)?;
    }
    Ok(spec.checked()?)
}

const NAMED: [(&str, Measure); 4] = [
    ("O_PT, C_Te = 1", Measure::PretrainedHolds),
    ("O_FT, C_Te = 1", Measure::FineTunedHolds),
    ("O_PT, C_Te = 0", Measure::PretrainedBroken),
    ("O_FT, C_Te = 0", Measure::FineTunedBroken),
];

/// The shares of the paper's Table 3.
const SHARES: [f64; 7] = [0.0, 0.2, 0.5, 0.6, 0.8, 0.9, 1.0];

/// Runs the paper's Table 3 with `base`'s sizes and writes it beside the paper's numbers. Finished cells are kept in `work`.
pub(crate) fn table(base: &[String], out: &Path, work: &Path, pool: ThreadPool) -> CommandResult {
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
            let record = kept(spec, work, pool)?;
            for rate in 0..record.spec.rates().len() as u32 {
                let cell = CompiledCell::at(&paper, record.spec.rates()[rate as usize], share);
                rows.push_str(&row(&record, rate, cell));
                let [agree, disagree] = cell.and_then(|cell| agreement(&record, rate, cell)).unwrap_or_default();
                same += agree;
                opposite += disagree;
            }
        }
        let link = to_hash(&spec(program, base)?);
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

fn row(record: &Record, rate: u32, paper: Option<&CompiledCell>) -> String {
    let mut text =
        format!("| {} | {} |", record.spec.get("c_tr").unwrap_or_default(), record.spec.rates()[rate as usize]);
    for (_, measure) in NAMED {
        let own = ended(record, rate).map_or(f64::NAN, |a| a[measure as usize].percent());
        let theirs = paper.map_or("–".to_owned(), |cell| format!("{:.1}", cell.accuracy[measure as usize]));
        let _ = write!(text, " {own:.1} ({theirs}) |");
    }
    let pruned = record.weight_pruning(ModelRef::After(Role::FineTune { rate })).and_then(|p| p.best());
    let pruned = pruned.map_or("–".to_owned(), |(_, best)| format!("{}, {:.1}", best.k, best.skill.percent()));
    let revived = record.stage(Role::Revive { rate }).and_then(|s| s.last());
    let revived = revived.map_or(f64::NAN, |point| point.of(Measure::PretrainedBroken).percent());
    let verdict = verdict(&[record], Role::FineTune { rate }).map_or("–", |judgement| judgement.verdict.label());
    let _ = writeln!(text, " {pruned} | {revived:.1} | {verdict} |");
    text
}

/// The Record of `spec`: read where it was finished before with the same results, else run and kept.
fn kept(spec: Spec, work: &Path, pool: ThreadPool) -> Result<Record, Box<dyn Error>> {
    let named = |key: &str| spec.get(key).unwrap_or_default();
    let path = work.join(format!("{}-{}-{}.json", named("program"), named("c_tr"), spec.seed()));
    if let Ok(text) = std::fs::read_to_string(&path)
        && let Ok(record) = record_from_json(&text)
        && record.spec == spec
        && record.fingerprint.is_some()
    {
        return Ok(record);
    }
    let record = pool.to_the_end(spec)?;
    tell_failures(&record);
    std::fs::write(&path, serde_json::to_string(&record)?)?;
    Ok(record)
}
