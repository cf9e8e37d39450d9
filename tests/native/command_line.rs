//! `unwrap` as it is called: what it refuses, and what it makes of files that somebody changed.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use unwrap_lab::experiment::{Record, record_from_json};

fn unwrap(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_unwrap")).args(arguments).output().unwrap()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn cells(folder: &Path) -> Vec<PathBuf> {
    let all = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut cells: Vec<PathBuf> = all.filter(|path| path.extension().is_some_and(|e| e == "json")).collect();
    cells.retain(|path| path.file_name().unwrap().to_string_lossy().starts_with("cell-"));
    cells.sort();
    cells
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

#[test]
fn cells_that_somebody_changed_are_refused_by_merge_and_trained_again_by_a_sweep() {
    unwrap_lab::setups::install();
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("changed-cells");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let (grid, out, merged) = (folder.join("grid.json"), folder.join("out"), folder.join("merged"));
    let asked = r#"{"base": {"preset": "micro", "instruments": "none"}, "axes": [{"setting": "c_tr", "values": [0, 1]}], "seeds": [1]}"#;
    std::fs::write(&grid, asked).unwrap();
    let [grid, out, merged] = [&grid, &out, &merged].map(|path| path.to_str().unwrap());
    let sweep = || unwrap(&["sweep", grid, "--out", out, "--engine", "cpu"]);
    let first = sweep();
    assert!(first.status.success(), "{}", said(&first));
    let [cell, _] = cells(Path::new(out)).try_into().unwrap();
    let honest = read(&cell);
    let own: Record = record_from_json(&honest).unwrap();

    let mut counts: Value = serde_json::from_str(&honest).unwrap();
    counts["stages"][1]["points"][0]["accuracy"][0] = serde_json::json!({"correct": 4_000_000_000_u32, "n": 0});
    let mut without: Value = serde_json::from_str(&honest).unwrap();
    without["stages"] = serde_json::json!([]);
    let mut better = own.clone();
    let share = &mut better.stages[1].points[0].values.shares[0];
    share.correct = share.n - share.correct;
    for changed in [counts.to_string(), without.to_string(), serde_json::to_string(&better).unwrap()] {
        std::fs::write(&cell, changed).unwrap();
        let refused = unwrap(&["merge", out, "--out", merged]);
        assert!(!refused.status.success() && said(&refused).contains("is not taken"), "{}", said(&refused));
        let again = sweep();
        assert!(again.status.success() && said(&again).contains("trained again"), "{}", said(&again));
        assert_eq!(record_from_json(&read(&cell)).unwrap().fingerprint, own.fingerprint);
        assert!(cell.with_extension("json.refused").exists(), "nothing that was there is lost");
    }
    let whole = unwrap(&["merge", out, "--out", merged]);
    assert!(whole.status.success() && said(&whole).contains("0 cells are missing"), "{}", said(&whole));
}

#[test]
fn shards_and_seeds_that_are_none_are_refused_before_anything_is_trained() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("refused");
    let out = folder.to_str().unwrap();
    for shard in ["0/3", "4/3", "1", "a/b", "1/0", "1/2/3"] {
        let refused = unwrap(&["sweep", "figure-5", "--out", out, "--shard", shard]);
        assert!(!refused.status.success(), "{shard}");
    }
    for seeds in ["", "a", "5-3", "1-", "0-4000000000"] {
        let refused = unwrap(&["truth", "--seeds", seeds, "--out", out]);
        assert!(!refused.status.success(), "{seeds}");
    }
    assert!(!folder.exists());
}
