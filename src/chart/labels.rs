//! Labels of the reference lines: which are shown, and where they stand so that they neither cover data nor each other.

use super::figure::{Direction, Figure};
use super::lengths::{EDGE, LETTERS, LINE};
use super::order::in_order;
use super::text;

/// A label of a reference line, at the place where it is drawn.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct MarkLabel {
    /// The text, cut to its room.
    pub(super) text: String,
    /// Left edge (horizontal lines) or middle (vertical lines).
    pub(super) x: f64,
    /// The middle of the letters.
    pub(super) y: f64,
    /// Which way its line runs.
    pub(super) direction: Direction,
}

/// Place and label of the reference lines of one direction that lie in `range`, each label cut to `room`.
pub(super) fn shown(figure: &Figure, direction: Direction, range: (f64, f64), room: f64) -> Vec<(f64, String)> {
    let shown =
        figure.marks.iter().filter(|mark| mark.direction == direction && mark.at >= range.0 && mark.at <= range.1);
    shown.map(|mark| (mark.at, text::cut(&text::clean(&mark.label), LETTERS, room))).collect()
}

/// Labels above the plot, each over its line, in as many rows as keep them from touching; and how many rows those are.
pub(super) fn rows(marks: &[(f64, String)], width: f64, x_of: impl Fn(f64) -> f64) -> (Vec<MarkLabel>, usize) {
    // The right end of each row so far; marks are taken from left to right.
    let mut rows: Vec<f64> = Vec::new();
    let named: Vec<_> = marks.iter().filter(|(_, label)| !label.is_empty()).collect();
    let labels = in_order(&named, |mark| mark.0).into_iter().map(|(at, label)| {
        let half = text::width(label, LETTERS) / 2.0;
        let x = x_of(*at).min(width - EDGE - half).max(EDGE + half);
        let row = rows.iter().position(|end| end + 8.0 <= x - half).unwrap_or(rows.len());
        match rows.get_mut(row) {
            Some(end) => *end = x + half,
            None => rows.push(x + half),
        }
        MarkLabel { text: label.clone(), x, y: LINE * row as f64, direction: Direction::Vertical }
    });
    let labels: Vec<_> = labels.collect();
    (labels, rows.len())
}

/// Labels right of the plot, each beside its line, moved apart where they would touch.
pub(super) fn beside(
    marks: &[(f64, String)],
    x: f64,
    (top, bottom): (f64, f64),
    y_of: impl Fn(f64) -> f64,
) -> Vec<MarkLabel> {
    let named: Vec<_> = marks.iter().filter(|(_, label)| !label.is_empty()).collect();
    // From the top.
    let labels = in_order(&named, |mark| -mark.0);
    let mut free_from = top - LINE / 2.0;
    let mut placed: Vec<f64> = Vec::with_capacity(labels.len());
    for (at, _) in &labels {
        let y = y_of(*at).max(free_from);
        placed.push(y);
        free_from = y + LINE - 1.0;
    }
    // What was pushed below the plot is pushed back up.
    let mut free_to = bottom;
    for y in placed.iter_mut().rev() {
        *y = y.min(free_to);
        free_to = *y - (LINE - 1.0);
    }
    let label = |((_, text), y): (&&(f64, String), f64)| MarkLabel {
        text: text.clone(),
        x,
        y,
        direction: Direction::Horizontal,
    };
    labels.iter().zip(placed).map(label).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(places: &[f64]) -> Vec<(f64, String)> {
        places.iter().map(|at| (*at, "limit".to_owned())).collect()
    }

    #[test]
    fn labels_above_the_plot_use_rows_when_they_would_touch() {
        let (labels, count) = rows(&marks(&[100.0, 110.0, 300.0]), 400.0, |at| at);
        assert_eq!(count, 2);
        assert_eq!(labels.iter().map(|label| label.y).collect::<Vec<_>>(), [0.0, LINE, 0.0]);
    }

    #[test]
    fn labels_above_the_plot_stay_within_the_figure() {
        let (labels, _) = rows(&marks(&[0.0, 400.0]), 400.0, |at| at);
        let half = text::width("limit", LETTERS) / 2.0;
        assert!(labels.iter().all(|label| label.x - half >= 0.0 && label.x + half <= 400.0));
    }

    #[test]
    fn labels_beside_the_plot_are_moved_apart() {
        let labels = beside(&marks(&[1.0, 2.0, 3.0]), 0.0, (0.0, 100.0), |at| 100.0 - at);
        assert!(labels.windows(2).all(|pair| pair[1].y - pair[0].y >= LINE - 1.0), "{labels:?}");
        assert!(labels.iter().all(|label| label.y <= 100.0));
    }
}
