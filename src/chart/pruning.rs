//! The figures of pruning: accuracy against the number of units removed, with its controls, and the map of the model
//! with the removed units lit.

use super::axis::{Axis, Scale};
use super::figure::{Band, Figure, Mark, Series};
use super::model_map::{Lane, ModelMap};
use super::story::accuracy_axis;
use crate::analysis::{
    CHOOSE_UP_TO, Granularity, Mode, PrunableUnit, PruningCurve, PruningPoint, RANDOM_DRAWS, RANDOM_SAMPLES,
    RandomPoint, lanes,
};
use crate::experiment::{ModelRef, Record, Role, rate_label};
use crate::train::Accuracy;

/// What a pruning figure shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PruningView {
    /// Index into the fine-tuning rates.
    pub rate: u32,
    /// What is removed.
    pub granularity: Granularity,
    /// Scored once or again and again.
    pub mode: Mode,
    /// The largest K on the axis.
    pub up_to: u32,
    /// Where the marker stands.
    pub k: u32,
}

fn curve(
    name: &str,
    slot: usize,
    curve: Option<&PruningCurve>,
    up_to: u32,
    of: fn(&PruningPoint) -> Accuracy,
) -> Series {
    let points = curve
        .map(|c| c.points.iter().filter(|p| p.k <= up_to).map(|p| (f64::from(p.k), of(p).percent())).collect())
        .unwrap_or_default();
    Series { name: name.to_owned(), points, slot, n: None }
}

/// Both accuracies of a fine-tuned model against K, with random pruning as a band, and the pretrained model and the control
/// under the same pruning.
pub fn pruning(record: &Record, view: PruningView) -> Figure {
    let found = |role| record.pruning(ModelRef::After(role), view.granularity);
    let own = found(Role::FineTune { rate: view.rate });
    let of = |role| found(role).map(|p| p.curve(view.mode));
    let skill = |p: &PruningPoint| p.skill;
    let tuned = |p: &PruningPoint| p.tuned;
    let own_curve = own.map(|p| p.curve(view.mode));
    let random = || own.iter().flat_map(|p| &p.random).filter(|p| p.k <= view.up_to);
    let band = |name: &str, slot, of: fn(&RandomPoint) -> (f64, f64, f64)| Band {
        name: name.to_owned(),
        points: random().map(|p| (f64::from(p.k), of(p).1, of(p).2)).collect(),
        slot,
    };
    let mean = |name: &str, slot, of: fn(&RandomPoint) -> (f64, f64, f64)| Series {
        name: name.to_owned(),
        points: random().map(|p| (f64::from(p.k), of(p).0)).collect(),
        slot,
        n: random().next().map(|p| p.skill.len() as u32),
    };
    let rate = record.spec.rates().get(view.rate as usize).map(|r| rate_label(*r)).unwrap_or_default();
    let words = record.spec.words();
    let ([first, second], [first_measure, second_measure]) = (words.pruned, words.measures);
    let mut series = vec![
        curve(&format!("control, never had it: {first}"), 3, of(Role::PretrainControl), view.up_to, skill),
        curve(&format!("pretrained: {first}"), 4, of(Role::Pretrain), view.up_to, skill),
    ];
    let mut bands = Vec::new();
    if random().next().is_some() {
        bands.push(band(&format!("at random: range of {second}"), 6, RandomPoint::tuned_range));
        bands.push(band(&format!("at random: range of {first}"), 5, RandomPoint::skill_range));
        series.push(mean(&format!("at random: {second}, mean"), 6, RandomPoint::tuned_range));
        series.push(mean(&format!("at random: {first}, mean"), 5, RandomPoint::skill_range));
    }
    series.push(curve(&format!("{second}{second_measure}"), 1, own_curve, view.up_to, tuned));
    series.push(curve(&format!("{first}{first_measure}"), 0, own_curve, view.up_to, skill));
    let n = own_curve.and_then(|curve| curve.points.first()).map_or(record.spec.held_out(), |point| point.skill.n);
    let (draws, few) = random().next().map_or((RANDOM_DRAWS, RANDOM_SAMPLES), |p| (p.skill.len() as u32, p.n));
    let samples = words.samples;
    Figure {
        title: format!("Removing {} from the model fine-tuned at {rate}", view.granularity.label()),
        caption: format!(
            "Accuracy on {n} held-out {samples} against the number K of units removed; at random, the mean and the range of {draws} \
             draws on {few} {samples}. The units were scored on other {samples}, and K is chosen on yet others."
        ),
        x: Axis {
            label: format!("{} removed, K", view.granularity.label()),
            unit: None,
            scale: if view.up_to > 20 { Scale::Log } else { Scale::Whole },
            range: (0.0, f64::from(view.up_to)),
            ..Axis::default()
        },
        y: Axis { label: record.spec.curves().axis.to_owned(), ..accuracy_axis() },
        series,
        bands,
        marks: vec![Mark::vertical(f64::from(view.k.min(view.up_to)), format!("K = {}", view.k))],
    }
}

/// The units a view removes, in order.
pub fn removed(record: &Record, view: PruningView) -> &[PrunableUnit] {
    let model = ModelRef::After(Role::FineTune { rate: view.rate });
    let order =
        record.pruning(model, view.granularity).map(|p| p.curve(view.mode).order.as_slice()).unwrap_or_default();
    &order[..order.len().min(view.k as usize)]
}

/// What the curves say at a view's K, in a sentence of their own numbers.
pub fn pruning_sentence(record: &Record, view: PruningView) -> Option<String> {
    let pruning = record.pruning(ModelRef::After(Role::FineTune { rate: view.rate }), view.granularity)?;
    let words = record.spec.words();
    let [skill, tuned] = words.pruned;
    let samples = words.samples;
    let curve = pruning.curve(view.mode);
    let (first, point) = (curve.points.first()?, curve.at(view.k)?);
    let measured = if point.k == view.k { String::new() } else { format!(" (measured at K = {})", point.k) };
    let random = pruning
        .random_skill(view.k)
        .map(|mean| format!(" As many at random: {mean:.0} % on average."))
        .unwrap_or_default();
    let choice = match curve.chosen().map(|chosen| chosen.k) {
        Some(k) if k == view.k => format!(" This K was chosen on {samples} of its own."),
        Some(k) => format!(" On {samples} of their own, K = {k} was chosen out of 0 to {CHOOSE_UP_TO}."),
        None => String::new(),
    };
    Some(format!(
        "{} removed{measured}: “{skill}” goes from {:.0} % to {:.0} %, “{tuned}” from {:.0} % to {:.0} %.{random}{choice}",
        view.k,
        first.skill.percent(),
        point.skill.percent(),
        first.tuned.percent(),
        point.tuned.percent(),
    ))
}

/// The model, block by matrix by unit, with the removed units lit and numbered in the order of their removal.
pub fn pruning_map(record: &Record, view: PruningView) -> ModelMap {
    let Ok(architecture) = record.spec.architecture(Role::FineTune { rate: view.rate }) else {
        return ModelMap::default();
    };
    let removed = removed(record, view);
    let lane = |lane: crate::analysis::Lane| {
        let own = removed.iter().enumerate().filter(|(_, unit)| unit.parameter == lane.parameter);
        Lane {
            group: format!("block {}", lane.block + 1),
            name: lane.matrix,
            units: lane.units,
            lit: own.map(|(order, unit)| (unit.unit, (order + 1).to_string())).collect(),
        }
    };
    ModelMap {
        title: match removed.len() {
            0 => format!("The model's {}", view.granularity.label()),
            count => format!("Where they sit: {count} of the model's {}", view.granularity.label()),
        },
        caption: "Each strip is a matrix of a block; the lit places are removed, numbered in the order of removal."
            .to_owned(),
        lanes: lanes(&architecture.config(), view.granularity).into_iter().map(lane).collect(),
    }
}
