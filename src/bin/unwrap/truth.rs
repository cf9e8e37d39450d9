//! `unwrap truth`: the rule on models whose truth is known, as a table, a confusion matrix and a report.

use crate::sweep::train_all;
use crate::terminal::{CommandResult, print};
use crate::thread_pool::ThreadPool;
use std::path::Path;
use unwrap_lab::analysis::{Evidence, Score};
use unwrap_lab::experiment::{Spec, verdict};
use unwrap_lab::truth::{Case, Confusion, JudgedModel, SETUPS, cases, outcomes_from_csv, outcomes_to_csv, report};

/// Seeds as a person writes them: `3`, `1,4`, `101-120`.
pub(crate) fn seeds(text: &str) -> Result<Vec<u32>, String> {
    let wrong = |part: &str| format!("“{part}” is no seed and no range of seeds such as 101-120");
    let mut all = Vec::new();
    for part in text.split(',').map(str::trim) {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let read = |end: &str| end.trim().parse::<u32>().map_err(|_| wrong(part));
        let (first, last) = (read(first)?, read(last)?);
        if last < first || last - first >= 1_000 {
            return Err(wrong(part));
        }
        all.extend(first..=last);
    }
    all.sort_unstable();
    all.dedup();
    Ok(all)
}

/// Makes and judges every constructed model of `setups` on `seeds`, and writes what came out into `out`. Finished experiments are
/// kept in `work`.
pub(crate) fn truth(setups: &[String], seeds: &str, out: &Path, work: &Path, pool: ThreadPool) -> CommandResult {
    let all = self::seeds(seeds)?;
    if let Some(unknown) = setups.iter().find(|setup| !SETUPS.contains(&setup.as_str())) {
        return Err(format!("“{unknown}” has no models of known truth; there are {}", SETUPS.join(", ")).into());
    }
    let wanted = SETUPS.into_iter().filter(|setup| setups.is_empty() || setups.iter().any(|own| own == setup));
    let cases: Vec<(&str, u32, Case)> = wanted
        .flat_map(|setup| {
            all.iter().flat_map(move |seed| cases(setup, *seed).into_iter().map(move |c| (setup, *seed, c)))
        })
        .collect();
    let mut specs: Vec<Spec> = Vec::new();
    for (_, _, case) in &cases {
        if !specs.contains(&case.spec) {
            specs.push(case.spec.clone());
        }
    }
    let records = train_all(&specs, work, &work.join("stages"), pool)?;
    let mut rows = Vec::new();
    let mut evidence = csv::Writer::from_path(work.join("evidence.csv"))?;
    for (setup, seed, case) in cases {
        let record = records.iter().find(|r| r.spec == case.spec).ok_or("a Record is missing")?;
        let judged =
            verdict(&[record], case.role).ok_or_else(|| format!("{} of seed {seed} cannot be judged", case.model))?;
        let found = record.spec.evidence(record, case.role).ok_or("the evidence is missing")?;
        let named = judged.scores.by_name();
        evidence.write_record(evidence_row(setup, seed, &case, judged.verdict.label(), &found, &named))?;
        rows.push(JudgedModel {
            setup: setup.to_owned(),
            seed,
            model: case.model.to_owned(),
            truth: case.truth,
            verdict: judged.verdict,
        });
    }
    evidence.flush()?;
    std::fs::create_dir_all(out).map_err(|e| format!("{} cannot be made: {e}", out.display()))?;
    let mut rows = [rows_of_others(out, &rows)?, rows].concat();
    let place = |row: &JudgedModel| SETUPS.iter().position(|setup| *setup == row.setup);
    rows.sort_by_key(place);
    let confusion = Confusion::of(&rows);
    let asked: String = setups.iter().map(|setup| format!(" --setups {setup}")).collect();
    let command = format!("unwrap truth{asked} --seeds {seeds} --out {}", out.display());
    std::fs::write(out.join("truth.csv"), outcomes_to_csv(&rows)?)?;
    std::fs::write(out.join("truth-confusion.csv"), confusion.to_csv())?;
    std::fs::write(out.join("truth.md"), report(&rows, &command))?;
    let tally = confusion.tally(None);
    print(&format!("{} models: right {}, wrong {}, silent {}", tally.all(), tally.right, tally.wrong, tally.silent));
    Ok(())
}

/// What an earlier call found of setups that this one did not ask for: it stays.
fn rows_of_others(out: &Path, rows: &[JudgedModel]) -> Result<Vec<JudgedModel>, Box<dyn std::error::Error>> {
    let path = out.join("truth.csv");
    if !path.exists() {
        return Ok(Vec::new());
    }
    let before = outcomes_from_csv(&std::fs::read_to_string(path)?)?;
    Ok(before.into_iter().filter(|row| rows.iter().all(|own| own.setup != row.setup)).collect())
}

/// The evidence on one model, for choosing thresholds.
fn evidence_row(
    setup: &str,
    seed: u32,
    case: &Case,
    verdict: &str,
    evidence: &Evidence,
    scores: &[(&str, Option<Score>)],
) -> Vec<String> {
    let mut row: Vec<String> =
        vec![setup.into(), seed.to_string(), case.model.into(), case.truth.key().into(), verdict.into()];
    row.push(format!("{evidence:?}"));
    let said = scores.iter().filter_map(|(name, score)| {
        let Score { interval: i, vote } = (*score)?;
        Some(format!("{name}: {vote:?} {:.3} ({:.3}–{:.3})", i.value, i.low, i.high))
    });
    row.push(said.collect::<Vec<_>>().join("; "));
    row
}
