//! A model as a core and a sleeve. The core is the residual stream at the answer's place, as wide as the skill can be read there; the
//! sleeve is the neurons that pruning takes away to bring the skill back, each where it sits. What is deleted, wrapped, kept or was
//! never there has another silhouette.

use super::markup;
use crate::analysis::{Granularity, Probes, PrunableUnit, lanes};
use crate::experiment::{Measure, ModelRef, Record, Role, best_pruning, verdict};
use crate::tasks::Operand;

/// A model of a Record on the grammar as it is drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CoreAndSleeve {
    /// After the embedding and after each block: the accuracy of a probe for the skill's answer less that of one for the other task's, in
    /// `[0, 1]`. A model with nothing reads both alike, or the other one better.
    pub core: Vec<f64>,
    /// The same of the pretrained model that it comes from; empty where it comes from none.
    pub before: Vec<f64>,
    /// The neurons that pruning chose, in the order of their removal; none where nothing was to be brought back.
    pub sleeve: Vec<Strip>,
    /// The share of right answers on the skill, in `[0, 1]`.
    pub right: f64,
}

/// A neuron of the sleeve.
#[derive(Clone, Debug, PartialEq)]
pub struct Strip {
    /// Which one.
    pub unit: PrunableUnit,
    /// Its matrix and its number there, such as `key 11`.
    pub name: String,
    /// The half block that it acts in: attention and MLP of each block, counted from 0.
    pub half_block: usize,
    /// The share of texts that are right again once this one and those before it are removed, in `[0, 1]`.
    pub back: f64,
}

/// The model that `role` of `record` ended with; none where it was not probed.
pub fn core_and_sleeve(record: &Record, role: Role) -> Option<CoreAndSleeve> {
    let core = |role: Role| record.probes(ModelRef::After(role)).map(selectivity);
    let comes_from_it = matches!(role, Role::FineTune { .. });
    let right = record.finished(role)?.last()?.of(Measure::PretrainedBroken).percent() / 100.0;
    let before = if comes_from_it { core(Role::Pretrain)? } else { Vec::new() };
    Some(CoreAndSleeve { core: core(role)?, before, sleeve: sleeve(record, role).unwrap_or_default(), right })
}

fn selectivity(probes: &Probes) -> Vec<f64> {
    let points = |counted| move |level: &crate::analysis::ProbeLevel| level.accuracy(Operand::A, counted).percent();
    let (own, other) = (points(Operand::A), points(Operand::B));
    probes.levels.iter().map(|level| ((own(level) - other(level)) / 100.0).max(0.0)).collect()
}

fn sleeve(record: &Record, role: Role) -> Option<Vec<Strip>> {
    let pruning = record.pruning(ModelRef::After(role), Granularity::Neurons)?;
    let (mode, best) = best_pruning(pruning)?;
    let curve = pruning.curve(mode);
    let lanes = lanes(&record.spec.architecture(role).ok()?.config(), Granularity::Neurons);
    let right = |k: usize| curve.at(k as u32).map_or(0.0, |point| point.skill.percent() / 100.0);
    let strip = |(at, unit): (usize, &PrunableUnit)| {
        let lane = lanes.iter().find(|lane| lane.parameter == unit.parameter)?;
        Some(Strip {
            unit: *unit,
            name: format!("{} {}", lane.matrix, unit.unit),
            half_block: half_block(lane),
            back: (right(at + 1) - right(0)).max(0.0),
        })
    };
    curve.order.iter().take(best.k as usize).enumerate().map(strip).collect()
}

/// Attention and MLP of each block, counted from 0.
fn half_block(lane: &crate::analysis::Lane) -> usize {
    2 * lane.block as usize + usize::from(lane.matrix.starts_with("MLP"))
}

/// The half block that a neuron of a model of `record` acts in.
pub fn half_block_of(record: &Record, unit: PrunableUnit) -> Option<usize> {
    let config = record.spec.architecture(Role::Pretrain).ok()?.config();
    lanes(&config, Granularity::Neurons).iter().find(|lane| lane.parameter == unit.parameter).map(half_block)
}

/// The widths of a core at the ends of its half blocks, from the embedding up. Probes read after whole blocks; between two of them it is
/// drawn straight.
pub fn widths(core: &[f64]) -> Vec<f64> {
    let between = core.windows(2).flat_map(|pair| [f64::midpoint(pair[0], pair[1]), pair[1]]);
    core.first().copied().into_iter().chain(between).collect()
}

/// Where a core is drawn: half its width where everything can be read and where nothing can, its middle, and the heights of its two ends.
#[derive(Clone, Copy, Debug)]
pub struct CorePlace {
    /// Half the width of a core from which everything can be read.
    pub half: f64,
    /// The same where nothing can: the stream is still there.
    pub least: f64,
    /// The middle, across.
    pub middle: f64,
    /// The height of the embedding.
    pub bottom: f64,
    /// The height after the last block.
    pub top: f64,
}

/// The outline of a core as the points of a polygon: up one side and down the other.
pub fn core_outline(core: &[f64], place: CorePlace) -> String {
    let levels = widths(core);
    let last = levels.len().saturating_sub(1).max(1) as f64;
    let side = |sign: f64| {
        let at = move |(level, wide): (usize, &f64)| {
            let x = place.middle + sign * (place.half * wide).max(place.least);
            let y = place.bottom + (place.top - place.bottom) * level as f64 / last;
            format!("{},{}", markup::short(x), markup::short(y))
        };
        levels.iter().enumerate().map(at).collect::<Vec<String>>()
    };
    let (right, mut left) = (side(1.0), side(-1.0));
    left.reverse();
    right.into_iter().chain(left).collect::<Vec<_>>().join(" ")
}

/// Width and height of a silhouette.
const ICON: (f64, f64) = (22.0, 26.0);
/// Half the width of the widest core in it.
const HALF: f64 = 6.5;

/// The model that `role` of `record` ended with, as a picture of the size of two letters; empty where nothing is known of it. Blue is the
/// share of its answers that are right.
pub fn silhouette(record: &Record, role: Role) -> String {
    let Some((own, verdict)) = core_and_sleeve(record, role).zip(verdict(&[record], role)) else {
        return String::new();
    };
    let (width, height) = ICON;
    let place = CorePlace { half: HALF, least: 0.5, middle: width / 2.0, bottom: height - 2.0, top: 2.0 };
    let CorePlace { middle, bottom, top, .. } = place;
    let mut out = format!(
        "<svg class=\"silhouette\" viewBox=\"0 0 {width} {height}\" role=\"img\"><title>{}</title>",
        verdict.verdict.label()
    );
    if !own.before.is_empty() {
        let dashes = "fill=\"none\" stroke=\"var(--muted)\" stroke-width=\"0.8\" stroke-dasharray=\"2 1.5\"";
        out.push_str(&format!("<polygon points=\"{}\" {dashes}/>", core_outline(&own.before, place)));
    }
    let colour = format!("color-mix(in srgb, var(--series-0) {:.0}%, var(--series-1))", 100.0 * own.right);
    out.push_str(&format!("<polygon points=\"{}\" style=\"fill: {colour}\"/>", core_outline(&own.core, place)));
    let half_blocks = (2 * own.core.len().saturating_sub(1)).max(1) as f64;
    for (at, strip) in own.sleeve.iter().enumerate() {
        let middle_of = bottom - (bottom - top) * (strip.half_block as f64 + 0.5) / half_blocks;
        let y = middle_of + 1.6 * ((at / 2 % 3) as f64 - 1.0);
        let long = 0.6 + 3.0 * strip.back;
        let x = if at % 2 == 0 { middle + HALF + 0.8 } else { middle - HALF - 0.8 - long };
        let corner = [x, y - 0.5, long].map(markup::short);
        out.push_str(&format!(
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"1\" fill=\"var(--lit)\"/>",
            corner[0], corner[1], corner[2]
        ));
    }
    out.push_str("</svg>");
    out
}

#[cfg(test)]
mod core_and_sleeve_tests {
    use super::*;
    use crate::experiment::record_from_json;

    fn shown() -> Record {
        crate::setups::install();
        record_from_json(include_str!("../../www/shown/record.json")).unwrap()
    }

    #[test]
    fn the_four_fates_have_four_silhouettes() {
        let record = shown();
        let of = |role| core_and_sleeve(&record, role).unwrap();
        let widest = |own: &CoreAndSleeve| own.core.iter().copied().fold(0.0, f64::max);
        let [deleted, wrapped, kept] = [0, 1, 2].map(|rate| of(Role::FineTune { rate }));
        let never = of(Role::PretrainControl);
        assert!(widest(&kept) > 0.8 && kept.sleeve.is_empty() && kept.right > 0.95);
        assert!(widest(&wrapped) > 0.8 && wrapped.right < 0.05);
        assert!(wrapped.sleeve.iter().any(|strip| strip.back > 0.9), "{:?}", wrapped.sleeve);
        assert!(widest(&deleted) < 0.3 && deleted.sleeve.iter().all(|strip| strip.back < 0.1));
        assert!(widest(&never) < 0.1 && never.before.is_empty() && !deleted.before.is_empty());
        let pictures: Vec<String> = [0, 1, 2].map(|rate| silhouette(&record, Role::FineTune { rate })).to_vec();
        assert!(pictures[0].contains("<title>deleted</title>") && pictures[2].contains("<title>kept</title>"));
        assert_eq!(pictures[1].matches("<rect").count(), wrapped.sleeve.len());
    }

    #[test]
    fn a_core_is_drawn_straight_between_what_was_measured() {
        assert_eq!(widths(&[0.0, 1.0, 0.5]), [0.0, 0.5, 1.0, 0.75, 0.5]);
        assert_eq!(widths(&[]), [0.0; 0]);
    }

    #[test]
    fn a_strip_says_where_it_sits() {
        let record = shown();
        let wrapped = core_and_sleeve(&record, Role::FineTune { rate: 1 }).unwrap();
        for strip in &wrapped.sleeve {
            assert_eq!(half_block_of(&record, strip.unit), Some(strip.half_block), "{}", strip.name);
            assert_eq!(strip.name.starts_with("MLP"), strip.half_block % 2 == 1);
        }
    }
}
