//! Heads that aggregate, and heads that measure how many positions are selected.

use super::parts::Head;

/// Weight of a selected pair before the root of the key size divides it.
const SELECTED: f64 = 100.0;

/// Where the token before the string, and the direction that is always 1, stand.
#[derive(Clone, Copy)]
pub(super) struct Fixed {
    pub(super) before: usize,
    pub(super) one: usize,
}

/// A select as directions: the keys', and for each query's direction the keys that it selects.
pub(super) struct Selection {
    pub(super) keys: Vec<usize>,
    /// Direction of the query, place in `keys`.
    pub(super) selected: Vec<(usize, usize)>,
}

fn head(name: &str, selection: Selection, fixed: Fixed, before: f64, values: Vec<usize>) -> Head {
    let Selection { mut keys, selected } = selection;
    let mut scores: Vec<(usize, usize, f64)> =
        selected.into_iter().map(|(query, key)| (query, key, SELECTED)).collect();
    keys.push(fixed.before);
    scores.push((fixed.one, keys.len() - 1, before));
    Head { name: name.to_owned(), keys, scores, values, writes: Vec::new() }
}

/// Moves values: `moved` has the directions that are read and those that are written. Attention goes to the token before the
/// string, half as strongly as to a selected position, so that it gets all of it where nothing is selected.
pub(super) fn aggregate(name: &str, selection: Selection, fixed: Fixed, moved: &[(usize, usize)]) -> Head {
    let mut head = head(name, selection, fixed, SELECTED / 2.0, moved.iter().map(|(from, _)| *from).collect());
    head.writes = moved.iter().enumerate().map(|(place, (_, to))| (place, *to, 1.0)).collect();
    head
}

/// Attends to the token before the string as strongly as to each selected position and writes its share:
/// 1 / (1 + number of selected positions).
pub(super) fn share(name: &str, selection: Selection, fixed: Fixed, result: usize) -> Head {
    let mut head = head(name, selection, fixed, SELECTED, vec![fixed.before]);
    head.writes = vec![(0, result, 1.0)];
    head
}
