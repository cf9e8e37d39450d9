//! The figures of what is inside: probes by block, attention, changed weights, the line between checkpoints,
//! transplants and patched activations.

use super::axis::{Axis, Scale};
use super::figure::{Figure, Mark, Series};
use super::heat_map::{HeatMap, Shade};
use super::story::{accuracy_axis, step_axis};
use crate::analysis::Positions;
use crate::experiment::{Analysis, AnalysisResult, Change, ModelRef, Record, Role};
use crate::model::Site;
use crate::setups::grammar::{GrammarSpec, answer_label};
use crate::tasks::Operand;

/// The models that probes are compared in, with their slots: ceiling, own, revived, and the two floors.
fn probed(rate: u32) -> [(ModelRef, &'static str, usize); 5] {
    [
        (ModelRef::After(Role::Pretrain), "pretrained", 2),
        (ModelRef::After(Role::FineTune { rate }), "fine-tuned", 5),
        (ModelRef::After(Role::Revive { rate }), "revived", 6),
        (ModelRef::After(Role::PretrainControl), "control, never had it", 3),
        (ModelRef::Initial, "random weights", 7),
    ]
}

/// Blocks of the model that is looked into.
fn blocks(record: &Record) -> usize {
    record.spec.architecture(Role::FineTune { rate: 0 }).map_or(0, |architecture| architecture.config().blocks)
}

/// Accuracy of reading the answer for `counted` after each block while the prompt asks for `asked`.
pub fn probes(record: &Record, rate: u32, asked: Operand, counted: Operand) -> Figure {
    let letter = |operand| if operand == Operand::A { "a" } else { "b" };
    let highest = blocks(record).max(1);
    let series = probed(rate)
        .into_iter()
        .map(|(model, name, slot)| {
            let levels = record.probes(model).map(|p| p.levels.as_slice()).unwrap_or_default();
            let point = |(level, l): (usize, &crate::analysis::ProbeLevel)| {
                (level as f64, l.accuracy(asked, counted).percent())
            };
            Series { name: name.to_owned(), points: levels.iter().enumerate().map(point).collect(), slot, n: None }
        })
        .collect();
    let answer = record.spec.of::<GrammarSpec>().map_or("answer", |spec| answer_label(spec.task));
    Figure {
        title: format!("Can the {answer} of {}'s be read?", letter(counted)),
        caption: format!(
            "Held-out accuracy of linear probes on the residual stream at the answer's position, while the prompt asks for {}.",
            letter(asked)
        ),
        x: Axis {
            label: "after block (0: the embedding)".to_owned(),
            unit: None,
            scale: Scale::Whole,
            range: (0.0, highest as f64),
            ..Axis::default()
        },
        y: accuracy_axis(),
        series,
        ..Figure::default()
    }
}

/// Probe accuracies as rows of model, level, accuracy and samples, for a table: `(model, level, accuracy)`.
pub fn probe_rows(
    record: &Record,
    rate: u32,
    asked: Operand,
    counted: Operand,
) -> Vec<(&'static str, Vec<crate::train::Accuracy>)> {
    let row = |(model, name, _): (ModelRef, &'static str, usize)| {
        let levels = &record.probes(model)?.levels;
        Some((name, levels.iter().map(|l| l.accuracy(asked, counted)).collect()))
    };
    probed(rate).into_iter().filter_map(row).collect()
}

/// Where the answer position of `block` looks in the course of fine-tuning: its attention on letters `a` and `b`.
pub fn attention_mass(record: &Record, rate: u32, block: u32) -> Figure {
    let stage = record.stage(Role::FineTune { rate });
    let line = |name: &str, slot, asked: Operand, letter: usize| {
        let points = stage
            .iter()
            .flat_map(|s| &s.points)
            .filter_map(|point| {
                let mass = point.attention()?;
                let of = if asked == Operand::A { &mass.asked_for_a } else { &mass.asked_for_b };
                Some((f64::from(point.step), 100.0 * f64::from(of.get(block as usize)?[letter])))
            })
            .collect();
        Series { name: name.to_owned(), points, slot, n: None }
    };
    Figure {
        title: format!("Where the answer looks, block {}", block + 1),
        caption: "Attention of the answer's position on letters a and b, averaged over heads and 64 texts, against the step of fine-tuning."
            .to_owned(),
        x: step_axis(Scale::Linear, stage.map_or(1, |s| s.steps)),
        y: Axis { label: "attention".to_owned(), ..accuracy_axis() },
        series: vec![
            line("on a's, asked for a", 0, Operand::A, 0),
            line("on b's, asked for a", 5, Operand::A, 1),
            line("on a's, asked for b", 6, Operand::B, 0),
            line("on b's, asked for b", 1, Operand::B, 1),
        ],
        ..Figure::default()
    }
}

/// An attention map of a longer text shows this many of its last tokens: each cell is an element of the page.
const MOST_TOKENS: usize = 64;

/// One head's attention on one text, as a map of who attends to whom; `values` are `[seq, seq]` row by row in `[0, 1]`,
/// or differences of two such maps.
///
/// Colours reach full strength at `strongest`, in `[0, 1]`.
pub fn attention_map(title: &str, tokens: &[String], values: &[f32], strongest: f32, difference: bool) -> HeatMap {
    let high = (100.0 * f64::from(strongest)).round();
    let seq = tokens.len();
    let first = seq.saturating_sub(MOST_TOKENS);
    let row = |row: usize| {
        (first..seq).map(|column| values.get(row * seq + column).map(|v| 100.0 * f64::from(*v))).collect::<Vec<_>>()
    };
    let tokens = &tokens[first..];
    HeatMap {
        title: if first == 0 { title.to_owned() } else { format!("{title}, last {MOST_TOKENS} tokens") },
        caption: "Rows attend to columns, in percent of each row's attention.".to_owned(),
        rows: tokens.to_vec(),
        columns: tokens.to_vec(),
        values: (first..seq).map(row).collect(),
        scale: if difference { Shade::Diverging { low: -high, high } } else { Shade::Sequential { low: 0.0, high } },
        unit: Some("%".to_owned()),
        digits: 0,
        row_title: String::new(),
        column_title: String::new(),
    }
}

/// The comparison of weights at a rate, once it is there.
pub fn change(record: &Record, rate: u32) -> Option<&Change> {
    match record.found(Analysis::Change { rate })? {
        AnalysisResult::Change(change) => Some(change),
        _ => None,
    }
}

/// A parameter's name as figures write it, for instance `block 1 · key`.
fn matrix_in_words(name: &str) -> String {
    let stem = name.trim_end_matches(".weight");
    match stem.strip_prefix("blocks.").and_then(|rest| rest.split_once('.')) {
        Some((block, matrix)) => {
            let number = block.parse::<u32>().unwrap_or(0) + 1;
            let matrix = matrix.trim_start_matches("attention.").replace("mlp_", "MLP ");
            format!("{number} · {matrix}")
        }
        None => stem.to_owned(),
    }
}

/// How far each matrix moved, or over how many directions: rows are matrices, columns the three ways between checkpoints.
pub fn weight_change(record: &Record, rate: u32, rank: bool) -> HeatMap {
    let Some(change) = change(record, rate) else { return HeatMap::default() };
    let first = change.segments.first().map(|s| s.matrices.as_slice()).unwrap_or_default();
    let value = |m: &crate::analysis::MatrixChange| if rank { m.effective_rank } else { 100.0 * m.relative };
    let values: Vec<Vec<Option<f64>>> =
        (0..first.len()).map(|row| change.segments.iter().map(|s| s.matrices.get(row).map(value)).collect()).collect();
    let high = values.iter().flatten().flatten().fold(1.0_f64, |m, v| m.max(*v));
    HeatMap {
        title: if rank { "Effective rank of the change" } else { "How far each matrix moved" }.to_owned(),
        caption: if rank {
            "The exponential of the entropy of the difference's singular values: over how many directions it is spread."
        } else {
            "Norm of the difference between two checkpoints over the norm of the earlier one, in percent."
        }
        .to_owned(),
        rows: first.iter().map(|m| matrix_in_words(&m.name)).collect(),
        columns: ["fine-tuning", "revival", "both"].map(str::to_owned).to_vec(),
        values,
        scale: Shade::Sequential { low: 0.0, high },
        unit: (!rank).then(|| "%".to_owned()),
        digits: 1,
        row_title: "block · matrix".to_owned(),
        column_title: String::new(),
    }
}

/// Accuracy along the straight lines pretrained → fine-tuned → revived.
pub fn line_between(record: &Record, rate: u32) -> Figure {
    let segments = change(record, rate).map(|c| c.segments.as_slice()).unwrap_or_default();
    let line = |name: &str, slot, of: fn(&crate::analysis::LinePoint) -> f64| {
        let points = segments
            .iter()
            .enumerate()
            .flat_map(|(index, segment)| segment.line.iter().map(move |p| (index as f64 + p.share, of(p))))
            .collect();
        Series { name: name.to_owned(), points, slot, n: None }
    };
    let words = record.spec.words();
    let (first, second) = (words.skill, words.tuned);
    Figure {
        title: "Along the straight line between checkpoints".to_owned(),
        caption: "Accuracy of models whose weights lie on the straight lines from the pretrained to the fine-tuned to the revived model."
            .to_owned(),
        x: Axis {
            label: "0 pretrained, 1 fine-tuned, 2 revived".to_owned(),
            unit: None,
            scale: Scale::Whole,
            range: (0.0, 2.0),
            ..Axis::default()
        },
        y: accuracy_axis(),
        series: vec![
            line(&format!("{first} (O_PT, C_Te = 0)"), 0, |p| p.skill.percent()),
            line(&format!("{second} (O_FT, C_Te = 1)"), 1, |p| p.tuned.percent()),
        ],
        marks: vec![Mark::vertical(1.0, "fine-tuned")],
        ..Figure::default()
    }
}

/// Both accuracies of the fine-tuned model with single parts of the pretrained one in it.
pub fn transplants(record: &Record, rate: u32) -> HeatMap {
    let transplants = change(record, rate).map(|c| c.transplants.as_slice()).unwrap_or_default();
    HeatMap {
        title: "Parts of the pretrained model put into the fine-tuned one".to_owned(),
        caption: "Right answers with one part taken from the pretrained model.".to_owned(),
        rows: transplants.iter().map(|g| g.part.trim_start_matches("block ").to_owned()).collect(),
        columns: ["a's (O_PT)", "b's (O_FT)"].map(str::to_owned).to_vec(),
        values: transplants.iter().map(|g| vec![Some(g.skill.percent()), Some(g.tuned.percent())]).collect(),
        scale: Shade::Sequential { low: 0.0, high: 100.0 },
        unit: Some("%".to_owned()),
        digits: 0,
        row_title: "part".to_owned(),
        column_title: "right answers".to_owned(),
    }
}

/// Accuracy on the a's with one place's activations taken from the pretrained model on the same text.
pub fn patching(record: &Record, rate: u32) -> HeatMap {
    let sites = Site::all(blocks(record));
    let cells = match record.found(Analysis::Patch { rate }) {
        Some(AnalysisResult::Patching(patching)) => patching.cells.as_slice(),
        _ => &[],
    };
    let value = |site: Site, positions: Positions| {
        cells.iter().find(|c| c.site == site && c.positions == positions).map(|c| c.skill.percent())
    };
    HeatMap {
        title: "Right answers on the a's with activations of the pretrained model".to_owned(),
        caption: "The fine-tuned model runs with the activations of one place, at some positions, taken from the pretrained model."
            .to_owned(),
        rows: sites.iter().map(|s| s.label()).collect(),
        columns: Positions::ALL.iter().map(|p| p.label().to_owned()).collect(),
        values: sites.iter().map(|s| Positions::ALL.iter().map(|p| value(*s, *p)).collect()).collect(),
        scale: Shade::Sequential { low: 0.0, high: 100.0 },
        unit: Some("%".to_owned()),
        digits: 0,
        row_title: "taken from the pretrained model".to_owned(),
        column_title: "at which positions".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attention_map_of_a_long_text_shows_its_last_tokens() {
        let tokens: Vec<String> = (0..100).map(|i| i.to_string()).collect();
        let values: Vec<f32> = (0..100 * 100).map(|at| at as f32).collect();
        let map = attention_map("Head", &tokens, &values, 1.0, false);
        assert_eq!((map.rows.len(), map.columns[0].as_str(), map.rows[63].as_str()), (64, "36", "99"));
        assert_eq!(map.values[0][0], Some(100.0 * (36.0 * 100.0 + 36.0)));
        assert_eq!(map.values[63][63], Some(100.0 * 9999.0));
    }

    #[test]
    fn parameters_are_named_as_a_person_reads_them() {
        let said = ["blocks.0.attention.key.weight", "blocks.1.mlp_out.weight", "head.weight"].map(matrix_in_words);
        assert_eq!(said, ["1 · key", "2 · MLP out", "head"]);
    }
}
