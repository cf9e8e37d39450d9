//! The figures of compiled models: pruning weight by weight, where the model looks, and what stands on named directions.
//!
//! Every point is a measurement of the Record, joined by straight lines; nothing is smoothed.

use super::axis::{Axis, Scale};
use super::figure::{Band, Figure, Mark, Series};
use super::heat_map::{HeatMap, Shade};
use super::story::accuracy_axis;
use crate::analysis::{LetterAttention, MOST_REMOVED, Mode, RANDOM_DRAWS, RANDOM_SAMPLES, RandomPoint, WeightPruning};
use crate::experiment::{ModelRef, Record, Role, rate_label};

/// Both accuracies of a fine-tuned compiled model against the number of weights removed, with random removal and the control.
pub fn compiled_pruning(record: &Record, rate: u32, mode: Mode) -> Figure {
    let own = record.weight_pruning(ModelRef::After(Role::FineTune { rate }));
    let control = record.weight_pruning(ModelRef::NeverHad);
    let points = |found: Option<&WeightPruning>, skill: bool| -> Vec<(f64, f64)> {
        let of = |p: &crate::analysis::PruningPoint| if skill { p.skill } else { p.tuned };
        let curve = found.map(|f| f.curve(mode).points.iter());
        curve.into_iter().flatten().map(|p| (f64::from(p.k), of(p).percent())).collect()
    };
    let line = |name: &str, slot, points| Series { name: name.to_owned(), points, slot, n: None };
    let random = || own.into_iter().flat_map(|p| &p.random);
    let range = |of: fn(&RandomPoint) -> (f64, f64, f64)| {
        random().map(|p| (f64::from(p.k), of(p).1, of(p).2)).collect::<Vec<_>>()
    };
    let mean = random().map(|p| (f64::from(p.k), p.skill_range().0)).collect();
    let words = record.spec.rates().get(rate as usize).map(|r| rate_label(*r)).unwrap_or_default();
    let mut series = vec![line("control, never had it: the program's answer", 3, points(control, true))];
    let mut bands = Vec::new();
    if random().next().is_some() {
        bands.push(Band { name: "at random: range".to_owned(), points: range(RandomPoint::skill_range), slot: 5 });
        series.push(Series { n: Some(RANDOM_DRAWS), ..line("at random: the program's answer, mean", 5, mean) });
    }
    series.push(line("the target's answer (O_FT, C_Te = 1)", 1, points(own, false)));
    series.push(line("the program's answer (O_PT, C_Te = 0)", 0, points(own, true)));
    let chosen = own.and_then(WeightPruning::best).filter(|(best, _)| *best == mode).map(|(_, point)| point.k);
    Figure {
        title: format!("Weights removed after {words}"),
        caption: format!(
            "Accuracy on {} held-out strings against the number of weights set to zero; at random, the mean and the range of {RANDOM_DRAWS} draws on \
             {RANDOM_SAMPLES} strings. Weights were scored on other strings, and K is chosen on yet others.",
            record.spec.held_out()
        ),
        x: Axis {
            label: "weights removed, K".to_owned(),
            unit: None,
            scale: Scale::Whole,
            range: (0.0, f64::from(MOST_REMOVED)),
            ..Axis::default()
        },
        y: accuracy_axis(),
        series,
        bands,
        marks: chosen.map(|k| Mark::vertical(f64::from(k), format!("K = {k}"))).into_iter().collect(),
    }
}

/// Where the last position looks, before fine-tuning and after each: one row a model, one column a word. `words` are those of the
/// embedding in order.
pub fn letter_map(record: &Record, layer: u32, head: u32, words: &[String]) -> HeatMap {
    let row = |found: &[LetterAttention]| -> Vec<Option<f64>> {
        let own = found.iter().find(|a| (a.layer, a.head) == (layer, head));
        (0..words.len()).map(|word| own.and_then(|a| a.to.get(word)).map(|share| 100.0 * f64::from(*share))).collect()
    };
    let mut rows = vec!["compiled".to_owned()];
    let mut values = vec![row(record.letter_attention(ModelRef::Initial))];
    for (rate, words) in (0..).zip(record.spec.rates().iter().map(|r| rate_label(*r))) {
        rows.push(format!("after {words}"));
        values.push(row(record.letter_attention(ModelRef::After(Role::FineTune { rate }))));
    }
    HeatMap {
        title: format!("Where the last position looks: layer {}, head {}", layer + 1, head + 1),
        caption: "Percent of attention that goes to all occurrences of a word, the mean over 64 held-out strings without the shortcut.".to_owned(),
        rows,
        columns: words.to_vec(),
        values,
        scale: Shade::Sequential { low: 0.0, high: 100.0 },
        unit: Some("%".to_owned()),
        digits: 0,
        row_title: String::new(),
        column_title: "word".to_owned(),
    }
}

/// Directions that a map of activations shows.
const MOST_ROWS: usize = 400;

/// Activations along named directions: one row a direction, one column a position. Directions that are nowhere above a twentieth,
/// as noise leaves them, are left out.
pub fn activation_map(title: &str, directions: &[String], positions: &[String], values: &[Vec<f32>]) -> HeatMap {
    let caption =
        "What stands on each named direction at each position; directions that are nowhere above 0.05 are left out.";
    let at = |position: usize, direction: usize| values.get(position).and_then(|row| row.get(direction)).copied();
    let mut lit: Vec<usize> = (0..directions.len())
        .filter(|direction| (0..positions.len()).any(|p| at(p, *direction).is_some_and(|v| v.abs() > 0.05)))
        .collect();
    let unseen = lit.len().saturating_sub(MOST_ROWS);
    lit.truncate(MOST_ROWS);
    let row = |direction: &usize| (0..positions.len()).map(|p| at(p, *direction).map(f64::from)).collect::<Vec<_>>();
    let rows: Vec<Vec<Option<f64>>> = lit.iter().map(row).collect();
    let most = rows.iter().flatten().flatten().fold(1.0_f64, |most, value| most.max(value.abs()));
    HeatMap {
        title: title.to_owned(),
        caption: match unseen {
            0 => caption.to_owned(),
            _ => format!("{caption} {unseen} more are not drawn."),
        },
        rows: lit.iter().map(|direction| directions[*direction].clone()).collect(),
        columns: positions.to_vec(),
        values: rows,
        scale: Shade::Diverging { low: -most, high: most },
        unit: None,
        digits: 2,
        row_title: "direction".to_owned(),
        column_title: "position".to_owned(),
    }
}

#[cfg(test)]
mod compiled_tests {
    use super::*;
    use crate::experiment::{Analysis, AnalysisResult, FinishedAnalysis, Plan};
    use crate::setups::compiled::{CompiledPlan, CompiledSpec};

    #[test]
    fn attention_before_fine_tuning_is_that_of_the_compiled_counter() {
        let plan = CompiledPlan::new(CompiledSpec::counter()).unwrap();
        let found = crate::analysis::letter_attention(&plan.initial(false), &plan.looked_at());
        let mut record = Record::empty(&Plan::new(CompiledSpec::counter()).unwrap());
        let (analysis, result) =
            (Analysis::Attention { model: ModelRef::Initial }, AnalysisResult::LetterAttention(found));
        record.analyses.push(FinishedAnalysis { analysis, result, device: "cpu".to_owned(), seconds: 0.1 });
        let words: Vec<String> = plan.compiled.words.iter().map(ToString::to_string).collect();
        let map = letter_map(&record, 1, 0, &words);
        let a = words.iter().position(|w| w == "a").unwrap();
        let b = words.iter().position(|w| w == "b").unwrap();
        assert!(map.values[0][a].unwrap() > 20.0 && map.values[0][b].unwrap() < 1.0, "{:?}", map.values[0]);
        assert_eq!(map.values[1][a], None, "nothing was trained");
    }

    #[test]
    fn directions_without_activation_are_left_out() {
        let names = ["a", "b", "c"].map(str::to_owned);
        let map = activation_map("t", &names, &["0".to_owned()], &[vec![0.0, 2.0, 0.0005]]);
        assert_eq!((map.rows, map.values), (vec!["b".to_owned()], vec![vec![Some(2.0)]]));
    }
}
