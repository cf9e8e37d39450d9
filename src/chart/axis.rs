//! Axes: what a figure measures, in which unit, over which range, and how values become positions.
//!
//! The log scale is `log10(1 + v)`, so that step 0 has a place of its own at the left end, as far from step 1 as
//! step 1 is from step 3.

use super::error::ChartError;
use super::number;

/// How values are spread along an axis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scale {
    /// Equal differences take equal room.
    #[default]
    Linear,
    /// As linear, for what comes in whole numbers: only those are named.
    Whole,
    /// `log10(1 + v)`: above 10 equal ratios take nearly equal room, and 0 is drawn. Values below 0 are not drawn.
    /// Meant for counts such as training steps; it hardly spreads values below 1.
    Log,
}

impl Scale {
    /// The position of `value` on this scale, or None where it has none.
    pub(super) fn place(self, value: f64) -> Option<f64> {
        let placed = match self {
            Scale::Linear | Scale::Whole => value,
            Scale::Log if value < 0.0 => return None,
            Scale::Log => value.ln_1p() / std::f64::consts::LN_10,
        };
        placed.is_finite().then_some(placed)
    }
}

/// One axis of a figure.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Axis {
    /// What is measured, without the unit; may be empty.
    pub label: String,
    /// The unit, shown in parentheses after the label and behind every value in words.
    pub unit: Option<String>,
    /// How values are spread.
    pub scale: Scale,
    /// The first and the last value shown, in the unit. Equal ends are widened when drawn; ends that are not finite or
    /// that run backwards are refused by [`super::Figure::svg`].
    pub range: (f64, f64),
    /// Names of the places 0, 1, 2 and so on, along the bottom; empty where values are numbers.
    pub names: Vec<String>,
}

impl Axis {
    /// An axis that shows all of `values`, from one round number to another. Values that are not finite are passed
    /// over, as are values below 0 on a log scale; without any value the axis runs from 0 to 1.
    pub fn fitted<I>(label: impl Into<String>, unit: Option<&str>, scale: Scale, values: I) -> Self
    where
        I: IntoIterator<Item = f64>,
    {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for value in values.into_iter().filter(|value| scale.place(*value).is_some()) {
            low = low.min(value);
            high = high.max(value);
        }
        let range = match scale {
            _ if low > high => (0.0, 1.0),
            Scale::Linear | Scale::Whole => number::round_outwards(widened(low, high)),
            Scale::Log => widened(low, high),
        };
        Self { label: label.into(), unit: unit.map(str::to_owned), scale, range, names: Vec::new() }
    }

    /// The label with the unit in parentheses, as it stands at the axis and at the head of a table.
    pub fn heading(&self) -> String {
        match (self.label.is_empty(), self.unit.as_deref().filter(|unit| !unit.is_empty())) {
            (false, Some(unit)) => format!("{} ({unit})", self.label),
            (true, Some(unit)) => unit.to_owned(),
            (_, None) => self.label.clone(),
        }
    }

    /// `value` in words: rounded to about a thousandth of the range, with its unit, as in `93.4 %`.
    pub fn value_label(&self, value: f64) -> String {
        if let Some(name) = self.name_of(value) {
            return name.to_owned();
        }
        self.with_unit(number::rounded(value, self.grain(value, 3)))
    }

    /// The stretch from `low` to `high` in words, as in `91.5–96 %`.
    pub fn label_between(&self, low: f64, high: f64) -> String {
        let rounded = |value| number::rounded(value, self.grain(value, 3));
        // A dash before a minus sign would be taken for another.
        let between = if low < 0.0 || high < 0.0 { " to " } else { "–" };
        self.with_unit(format!("{}{between}{}", rounded(low), rounded(high)))
    }

    /// `value` in words, rounded so finely that no two values of a plain grid fall together: for the first column of a
    /// table.
    pub(super) fn precise(&self, value: f64) -> String {
        if let Some(name) = self.name_of(value) {
            return name.to_owned();
        }
        self.with_unit(number::rounded(value, self.grain(value, 6)))
    }

    /// The name of the place at `value`; none between two places, and where values are numbers.
    fn name_of(&self, value: f64) -> Option<&str> {
        let is_place = value >= 0.0 && value.fract() == 0.0 && value < self.names.len() as f64;
        is_place.then(|| self.names.get(value as usize).map(String::as_str))?
    }

    /// The finest difference that is written out around `value`: `digits` powers of ten below the range on a linear
    /// scale, below the value itself on a log scale.
    fn grain(&self, value: f64, digits: i32) -> f64 {
        let whole = match self.scale {
            Scale::Linear | Scale::Whole => (self.range.1 - self.range.0).abs(),
            Scale::Log => value.abs().max(1.0),
        };
        whole * 10f64.powi(-digits)
    }

    fn with_unit(&self, text: String) -> String {
        match self.unit.as_deref().filter(|unit| !unit.is_empty()) {
            Some(unit) => format!("{text}\u{a0}{unit}"),
            None => text,
        }
    }

    /// The range as it is drawn, with equal ends widened.
    pub(super) fn drawn(&self, axis: &'static str) -> Result<(f64, f64), ChartError> {
        let (low, high) = self.range;
        if !low.is_finite() || !high.is_finite() || !(high - low).is_finite() {
            return Err(ChartError::Range { axis, low, high });
        }
        if low > high {
            return Err(ChartError::Reversed { axis, low, high });
        }
        if self.scale == Scale::Log && low < 0.0 {
            return Err(ChartError::Negative { axis, low });
        }
        let (wide_low, wide_high) = widened(low, high);
        let wide_low = if self.scale == Scale::Log { wide_low.max(0.0) } else { wide_low };
        if !(wide_high - wide_low).is_finite() {
            return Err(ChartError::Range { axis, low, high });
        }
        Ok((wide_low, wide_high))
    }
}

/// Beneath this, numbers lose digits and cannot be divided up.
const TINY: f64 = 1e-290;

/// A range with room inside it: ends so near each other that they cannot be told apart are moved away from each other.
fn widened(low: f64, high: f64) -> (f64, f64) {
    let size = low.abs().max(high.abs());
    if high - low > (size * 1e-9).max(TINY) {
        return (low, high);
    }
    let room = if size < TINY { 0.5 } else { size * 0.05 };
    (low - room, high + room)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axis(scale: Scale, range: (f64, f64)) -> Axis {
        Axis { label: "Accuracy".into(), unit: Some("%".into()), scale, range, names: Vec::new() }
    }

    #[test]
    fn a_heading_has_the_unit_in_parentheses() {
        assert_eq!(axis(Scale::Linear, (0.0, 100.0)).heading(), "Accuracy (%)");
        assert_eq!(Axis::fitted("Step", None, Scale::Log, []).heading(), "Step");
        assert_eq!(Axis::fitted("", Some("s"), Scale::Linear, []).heading(), "s");
    }

    #[test]
    fn labels_are_rounded_to_the_range() {
        assert_eq!(axis(Scale::Linear, (0.0, 100.0)).value_label(93.456), "93.5\u{a0}%");
        assert_eq!(axis(Scale::Linear, (0.0, 1.0)).value_label(0.1 + 0.2), "0.3\u{a0}%");
        let named = Axis { names: vec!["large".into(), "small".into()], ..axis(Scale::Linear, (0.0, 1.0)) };
        assert_eq!(
            [0.0, 1.0, 0.5, 2.0].map(|place| named.value_label(place)),
            ["large", "small", "0.5\u{a0}%", "2\u{a0}%"]
        );
        assert_eq!(axis(Scale::Linear, (0.0, 100.0)).label_between(91.52, 96.0), "91.5–96\u{a0}%");
        assert_eq!(axis(Scale::Linear, (0.0, 100.0)).label_between(-3.0, 5.0), "−3 to 5\u{a0}%");
    }

    #[test]
    fn zero_has_a_place_on_the_log_scale() {
        assert_eq!(Scale::Log.place(0.0), Some(0.0));
        assert!((Scale::Log.place(99.0).unwrap() - 2.0).abs() < 1e-12);
        assert_eq!(Scale::Log.place(-0.5), None);
        assert_eq!(Scale::Linear.place(f64::NAN), None);
    }

    #[test]
    fn equal_ends_are_widened_and_bad_ones_refused() {
        let (low, high) = axis(Scale::Linear, (5.0, 5.0)).drawn("y").unwrap();
        assert!(low < 5.0 && high > 5.0);
        assert_eq!(axis(Scale::Log, (0.0, 0.0)).drawn("x"), Ok((0.0, 0.5)));
        assert!(matches!(axis(Scale::Linear, (2.0, 1.0)).drawn("x"), Err(ChartError::Reversed { .. })));
        assert!(matches!(axis(Scale::Linear, (f64::NAN, 1.0)).drawn("x"), Err(ChartError::Range { .. })));
        assert!(matches!(axis(Scale::Linear, (-f64::MAX, f64::MAX)).drawn("x"), Err(ChartError::Range { .. })));
        assert!(matches!(axis(Scale::Log, (-1.0, 5.0)).drawn("x"), Err(ChartError::Negative { .. })));
    }

    #[test]
    fn a_fitted_axis_is_round_and_holds_its_values() {
        let fitted = Axis::fitted("Loss", None, Scale::Linear, [0.13, f64::NAN, 3.27]);
        assert_eq!(fitted.range, (0.0, 3.5));
        assert_eq!(Axis::fitted("Step", None, Scale::Log, [0.0, 400.0]).range, (0.0, 400.0));
    }
}
