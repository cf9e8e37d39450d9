//! The house keeps its shape: rooms know only those above them, files do not know each other in a circle, and each is
//! short enough to be read at once.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod circles;
mod names;
mod source;

use circles::{circles, in_words};
use names::{Arrows, arrows};
use source::Modules;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The rooms of `src/`, those on a line side by side: a room knows only rooms of the lines above its own.
const FLOORS: [&[&str]; 12] = [
    &["tasks", "rasp", "kernel"],
    &["model"],
    &["train"],
    &["analysis"],
    &["experiment"],
    &["setups"],
    &["gallery", "truth", "engine"],
    &["schedule", "worker"],
    &["chart"],
    &["calibration"],
    &["page"],
    &["bin"],
];

/// The one circle: an experiment draws up its own plan and weighs its own Record, and both state the experiment that they are of.
const CIRCLE: [&str; 3] = ["src/experiment/plan.rs", "src/experiment/record.rs", "src/experiment/setup.rs"];

/// Words that named several types at once.
const HOMONYMS: [&str; 5] = ["Share", "Part", "Outcome", "Task", "Reading"];

/// The most lines of a file.
const LONGEST: usize = 400;

/// Files that are longer, and why they are still.
const TOO_LONG: [(&str, &str); 0] = [];

/// Names that say nothing about what is in a file.
const EMPTY_NAMES: [&str; 6] = ["util", "utils", "helper", "helpers", "common", "manager"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file below `folder`, from the root of the repository.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(root().join(folder)).unwrap() {
        let path = folder.join(entry.unwrap().file_name());
        if root().join(&path).is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The library's modules and those of each program over it.
fn modules() -> Modules {
    let mut modules = Modules::new();
    let mut read = |file: &Path, name: &str| {
        source::read(root(), file, &vec![name.to_owned()], &mut modules).unwrap();
    };
    read(Path::new("src/lib.rs"), "unwrap_lab");
    for entry in std::fs::read_dir(root().join("src/bin")).unwrap() {
        let path = Path::new("src/bin").join(entry.unwrap().file_name());
        let main = if root().join(&path).is_dir() { path.join("main.rs") } else { path.clone() };
        read(&main, &format!("program {}", path.display()));
    }
    modules
}

/// The first folder below `src/`; none for the root of the library.
fn room(file: &Path) -> Option<&str> {
    let mut parts = file.strip_prefix("src").ok()?.components();
    let first = parts.next()?.as_os_str().to_str()?;
    parts.next().map(|_| first)
}

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

/// Panics with all `complaints`, if there are any.
fn none(complaints: Vec<String>) {
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

#[test]
fn a_room_knows_only_rooms_above_it() {
    let mut complaints = Vec::new();
    for (from, others) in arrows(&modules()) {
        for (to, names) in others {
            let (Some(own), Some(other)) = (room(&from), room(&to)) else { continue };
            let above = match (floor(own), floor(other)) {
                (Some(own), Some(other)) => other < own,
                _ => false,
            };
            if own != other && !above {
                let names: Vec<String> = names.into_iter().collect();
                let (from, to) = (from.display(), to.display());
                complaints.push(format!("{from} takes {} from {to}, which is not above it", names.join(", ")));
            }
        }
    }
    none(complaints);
}

#[test]
fn every_room_stands_in_the_list() {
    let rooms: BTreeSet<String> = files(Path::new("src")).iter().filter_map(|f| room(f)).map(str::to_owned).collect();
    let listed: BTreeSet<String> = FLOORS.iter().flat_map(|rooms| rooms.iter()).map(|r| (*r).to_owned()).collect();
    assert_eq!(rooms, listed);
}

#[test]
fn files_do_not_know_each_other_in_a_circle() {
    let arrows: Arrows = arrows(&modules());
    let allowed: BTreeSet<PathBuf> = CIRCLE.iter().map(PathBuf::from).collect();
    let (known, others): (Vec<_>, Vec<_>) = circles(&arrows).into_iter().partition(|circle| *circle == allowed);
    none(others.iter().map(|circle| in_words(&arrows, circle)).collect());
    assert!(!known.is_empty(), "these files know each other no more: take them off the list");
}

#[test]
fn words_that_once_meant_several_things_name_one_type_each() {
    let mut places: Vec<(&str, PathBuf)> = Vec::new();
    for file in files(Path::new("src")) {
        let text = std::fs::read_to_string(root().join(&file)).unwrap();
        for line in text.lines() {
            let line = line.trim_start().trim_start_matches("pub ").trim_start_matches("pub(super) ");
            let line = line.trim_start_matches("pub(crate) ").trim_start_matches("pub(in crate::page) ");
            let named = ["struct ", "enum ", "trait ", "type "].iter().find_map(|kind| line.strip_prefix(kind));
            let name = named.map(|rest| rest.split(|c: char| !c.is_alphanumeric()).next().unwrap());
            let found = HOMONYMS.into_iter().find(|word| Some(*word) == name);
            places.extend(found.map(|word| (word, file.clone())));
        }
    }
    let mut complaints = Vec::new();
    for word in HOMONYMS {
        let of: Vec<String> =
            places.iter().filter(|(own, _)| *own == word).map(|(_, file)| file.display().to_string()).collect();
        if of.len() > 1 {
            complaints.push(format!("{word} is a type in {}", of.join(" and ")));
        }
    }
    none(complaints);
    assert!(!places.is_empty());
}

#[test]
fn a_file_is_short_enough_to_be_read_at_once() {
    let mut complaints = Vec::new();
    for file in files(Path::new("src")) {
        let lines = std::fs::read_to_string(root().join(&file)).unwrap().lines().count();
        let excused = TOO_LONG.iter().any(|(listed, _)| file == Path::new(listed));
        if lines > LONGEST && !excused {
            complaints.push(format!("{} has {lines} lines, more than {LONGEST}", file.display()));
        }
        if lines <= LONGEST && excused {
            complaints.push(format!("{} is short enough now: take it off the list", file.display()));
        }
    }
    for (listed, _) in TOO_LONG.iter().filter(|(listed, _)| !root().join(listed).exists()) {
        complaints.push(format!("{listed} is gone: take it off the list"));
    }
    none(complaints);
}

#[test]
fn a_file_is_named_for_what_is_in_it() {
    let empty = |file: &PathBuf| {
        file.iter().any(|part| EMPTY_NAMES.iter().any(|e| Path::new(part).file_stem() == Some(e.as_ref())))
    };
    none(
        files(Path::new("src"))
            .into_iter()
            .filter(empty)
            .map(|file| format!("{} says nothing", file.display()))
            .collect(),
    );
}
