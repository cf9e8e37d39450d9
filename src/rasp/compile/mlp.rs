//! MLPs that compute maps, zips, blends and lookups, unit by unit (Lindner et al. 2023, section 3 and its appendix).

use super::parts::Unit;

/// A table from one categorical sequence: a unit for each result, which reads every value that leads to it.
///
/// `rows` has, for each value, its direction and the direction of its result.
pub(super) fn table(name: &str, rows: &[(usize, usize)]) -> Vec<Unit> {
    let mut results: Vec<usize> = rows.iter().map(|(_, result)| *result).collect();
    results.sort_unstable();
    results.dedup();
    let unit = |result: usize| Unit {
        name: format!("{name} table"),
        reads: rows.iter().filter(|(_, r)| *r == result).map(|(value, _)| (*value, 1.0)).collect(),
        writes: vec![(result, 1.0)],
    };
    results.into_iter().map(unit).collect()
}

/// Sizes for the values of a categorical sequence: one unit for those above zero, and one for those below where there are any.
pub(super) fn sizes(name: &str, rows: &[(usize, f64)], result: usize) -> Vec<Unit> {
    let unit = |sign: f64| Unit {
        name: format!("{name} size"),
        reads: rows.iter().filter(|(_, size)| size * sign > 0.0).map(|(value, size)| (*value, size * sign)).collect(),
        writes: vec![(result, sign)],
    };
    let below = rows.iter().any(|(_, size)| *size < 0.0);
    std::iter::once(unit(1.0)).chain(below.then(|| unit(-1.0))).collect()
}

/// A table from two categorical sequences: a unit for each pair, on when both of its values are there.
///
/// `rows` has, for each pair, both directions, and what is written: a direction and a weight.
pub(super) fn pairs(name: &str, one: usize, rows: &[([usize; 2], (usize, f64))]) -> Vec<Unit> {
    let unit = |([x, y], writes): &([usize; 2], (usize, f64))| Unit {
        name: format!("{name} pair"),
        reads: vec![(*x, 1.0), (*y, 1.0), (one, -1.0)],
        writes: vec![*writes],
    };
    rows.iter().map(unit).collect()
}

/// The weighted sum of two numerical directions: one unit for each and each sign.
pub(super) fn blend(name: &str, from: [usize; 2], weights: [f64; 2], result: usize) -> Vec<Unit> {
    let unit = |(from, weight): (usize, f64), sign: f64| Unit {
        name: format!("{name} sum"),
        reads: vec![(from, sign)],
        writes: vec![(result, sign * weight)],
    };
    let both = from.into_iter().zip(weights);
    both.flat_map(|part| [unit(part, 1.0), unit(part, -1.0)]).collect()
}

/// One step of a lookup: what is written changes from here on.
pub(super) struct Step {
    /// Between two inputs.
    pub(super) threshold: f64,
    /// What is added to the residual stream above it.
    pub(super) change: Vec<(usize, f64)>,
}

/// A function of a numerical direction that is constant between thresholds: `start` is written below all of them. Each step is
/// two units whose difference rises from 0 to 1 on the 1 / exactness below the threshold. At the token before the string
/// (`quiet`) the units stay off where that is given.
pub(super) fn lookup(
    name: &str,
    [from, one]: [usize; 2],
    quiet: Option<usize>,
    exactness: f64,
    start: Vec<(usize, f64)>,
    steps: Vec<Step>,
) -> Vec<Unit> {
    let read = |slope: f64, offset: f64| {
        let mut reads = vec![(from, slope), (one, offset)];
        // Where the direction itself is zero, as it is there, this keeps the sum from being positive.
        reads.extend(quiet.map(|before| (before, -offset.max(0.0))));
        reads.retain(|(_, weight)| *weight != 0.0);
        reads
    };
    let first = Unit { name: format!("{name} start"), reads: read(0.0, 1.0), writes: start };
    let two = |step: Step| {
        let offset = -exactness * step.threshold;
        let against = step.change.iter().map(|(to, weight)| (*to, -weight)).collect();
        let unit = |offset: f64, writes| Unit { name: format!("{name} step"), reads: read(exactness, offset), writes };
        [unit(offset + 1.0, step.change), unit(offset, against)]
    };
    std::iter::once(first).chain(steps.into_iter().flat_map(two)).collect()
}
