//! Files that know each other in a circle.

use super::names::Arrows;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The sets of files of which each reaches every other.
pub(crate) fn circles(arrows: &Arrows) -> Vec<BTreeSet<PathBuf>> {
    let mut circles: Vec<BTreeSet<PathBuf>> = Vec::new();
    for file in arrows.keys() {
        if circles.iter().any(|circle| circle.contains(file)) {
            continue;
        }
        let circle: BTreeSet<PathBuf> =
            reached(arrows, file).into_iter().filter(|other| reached(arrows, other).contains(file)).collect();
        if circle.len() > 1 {
            circles.push(circle);
        }
    }
    circles
}

/// Every file that `from` leads to, over any number of arrows.
fn reached(arrows: &Arrows, from: &Path) -> BTreeSet<PathBuf> {
    let mut reached = BTreeSet::new();
    let mut open = vec![from.to_path_buf()];
    while let Some(file) = open.pop() {
        for other in arrows.get(&file).into_iter().flat_map(|to| to.keys()) {
            if reached.insert(other.clone()) {
                open.push(other.clone());
            }
        }
    }
    reached
}

/// A circle in words: its arrows, and the names that tie the two files of each.
pub(crate) fn in_words(arrows: &Arrows, circle: &BTreeSet<PathBuf>) -> String {
    let mut lines = Vec::new();
    for from in circle {
        for (to, names) in arrows.get(from).into_iter().flatten().filter(|(to, _)| circle.contains(*to)) {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            lines.push(format!("  {} takes {} from {}", from.display(), names.join(", "), to.display()));
        }
    }
    format!("a circle of {} files:\n{}", circle.len(), lines.join("\n"))
}
