//! Ticks: which values an axis names, so that the names are round and do not touch.

use super::axis::Scale;
use super::number;
use super::text;

/// A named value of an axis.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tick {
    /// The value, scaled.
    pub(super) place: f64,
    /// The value as text.
    pub(super) label: String,
}

/// The stretch along which ticks are laid out, and how much room their labels need on it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ruler {
    /// How values are spread.
    pub(super) scale: Scale,
    /// The first and the last value; the second is the greater one.
    pub(super) range: (f64, f64),
    /// The length from the first to the last value, in viewBox units.
    pub(super) length: f64,
    /// The height of the letters if labels stand side by side, None if they stand one above the other.
    pub(super) letters: Option<f64>,
    /// The least distance between labels side by side, or between the middles of labels one above the other.
    pub(super) gap: f64,
}

impl Ruler {
    /// The ticks that fit, in rising order.
    pub(super) fn ticks(&self) -> Vec<Tick> {
        if self.scale == Scale::Log {
            let ticks = self.logarithmic();
            if ticks.len() > 2 {
                return ticks;
            }
        }
        self.linear()
    }

    /// A tick for each place that has a name, cut to the room between two of them.
    pub(super) fn named(&self, names: &[String]) -> Vec<Tick> {
        let apart = self.length / (self.range.1 - self.range.0).max(1.0) - self.gap;
        let tick = |(at, name): (usize, &String)| {
            let place = self.scale.place(at as f64)?;
            let label = self.letters.map_or_else(|| name.clone(), |letters| text::cut(name, letters, apart));
            (self.range.0..=self.range.1).contains(&(at as f64)).then_some(Tick { place, label })
        };
        names.iter().enumerate().filter_map(tick).collect()
    }

    /// The multiples of the finest round step whose labels do not touch.
    fn linear(&self) -> Vec<Tick> {
        let finest = (self.range.1 - self.range.0) / 12.0;
        let mut step = number::round_step(if self.scale == Scale::Whole { finest.max(1.0) } else { finest });
        for _ in 0..8 {
            let ticks = self.multiples(step);
            if self.fit(&ticks) {
                return ticks;
            }
            step = number::round_step(step * 1.5);
        }
        Vec::new()
    }

    /// 0 and 1, 2, 5 times powers of ten; where those would touch, powers of ten only, or every second of them and so on.
    fn logarithmic(&self) -> Vec<Tick> {
        let (low, high) = self.range;
        let decades = (high.log10().floor() as i32).clamp(0, 308);
        for (factors, every) in
            [(&[1.0, 2.0, 5.0][..], 1), (&[1.0, 3.0][..], 1), (&[1.0][..], 1), (&[1.0][..], 2), (&[1.0][..], 3)]
        {
            let powers = (0..=decades).filter(|power| power % every == 0);
            let values = powers.flat_map(|power| factors.iter().map(move |factor| factor * 10f64.powi(power)));
            let shown = std::iter::once(0.0).chain(values).filter(|value| (low..=high).contains(value));
            let ticks: Vec<Tick> = shown.filter_map(|value| self.tick(value, 1.0)).collect();
            if self.fit(&ticks) {
                return ticks;
            }
        }
        Vec::new()
    }

    /// Whether every label keeps its distance from the next.
    fn fit(&self, ticks: &[Tick]) -> bool {
        let scaled = |value| self.scale.place(value).unwrap_or(0.0);
        let whole = scaled(self.range.1) - scaled(self.range.0);
        ticks.windows(2).all(|pair| {
            let apart = (pair[1].place - pair[0].place) / whole * self.length;
            let labels = self.letters.map_or(0.0, |letters| {
                (text::width(&pair[0].label, letters) + text::width(&pair[1].label, letters)) / 2.0
            });
            apart >= labels + self.gap
        })
    }

    /// The multiples of `step` in the range, ends included.
    fn multiples(&self, step: f64) -> Vec<Tick> {
        let (low, high) = self.range;
        // The ends are met although their quotient may come out a little off the whole number.
        let first = (low / step - 1e-6).ceil();
        let last = (high / step + 1e-6).floor();
        // A step that vanished in rounding makes infinite quotients, hence no ticks.
        let steps = last - first;
        let count = if steps >= 0.0 && steps.is_finite() { steps.min(63.0) as usize + 1 } else { 0 };
        let value = |at: usize| ((first + at as f64) * step).clamp(low, high);
        (0..count).filter_map(|at| self.tick(value(at), step)).collect()
    }

    fn tick(&self, value: f64, step: f64) -> Option<Tick> {
        Some(Tick { place: self.scale.place(value)?, label: number::stepped(value, step) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(scale: Scale, range: (f64, f64), length: f64) -> Vec<String> {
        let ruler = Ruler { scale, range, length, letters: Some(12.0), gap: 10.0 };
        ruler.ticks().into_iter().map(|tick| tick.label).collect()
    }

    #[test]
    fn a_wide_linear_axis_has_more_ticks_than_a_narrow_one() {
        let wide = labels(Scale::Linear, (0.0, 700.0), 550.0);
        let narrow = labels(Scale::Linear, (0.0, 700.0), 150.0);
        assert_eq!(wide, ["0", "100", "200", "300", "400", "500", "600", "700"]);
        assert_eq!(narrow, ["0", "200", "400", "600"]);
    }

    #[test]
    fn between_whole_numbers_nothing_is_named() {
        assert_eq!(labels(Scale::Whole, (0.0, 2.0), 550.0), ["0", "1", "2"]);
        assert_eq!(labels(Scale::Whole, (0.0, 1.0), 550.0), ["0", "1"]);
        assert_eq!(labels(Scale::Whole, (0.0, 20.0), 300.0).last().unwrap(), "20");
    }

    #[test]
    fn tenths_are_written_as_tenths() {
        assert_eq!(labels(Scale::Linear, (0.0, 0.6), 200.0), ["0.0", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6"]);
    }

    #[test]
    fn a_log_axis_begins_at_zero() {
        let all = ["0", "1", "2", "5", "10", "20", "50", "100", "200"];
        assert_eq!(labels(Scale::Log, (0.0, 400.0), 550.0), all);
        assert_eq!(labels(Scale::Log, (0.0, 400.0), 300.0), all);
        assert_eq!(labels(Scale::Log, (0.0, 400.0), 150.0), ["0", "1", "10", "100"]);
    }

    #[test]
    fn a_short_log_axis_falls_back_to_even_steps() {
        assert_eq!(labels(Scale::Log, (20.0, 40.0), 300.0).first().unwrap(), "20");
        assert!(labels(Scale::Log, (0.0, 0.5), 300.0).len() > 3);
    }

    #[test]
    fn extreme_ranges_have_few_ticks() {
        for range in [(1e-300, 2e-300), (0.0, 1e300), (1e15, 1e15 + 16.0), (-5e-324, 5e-324)] {
            for scale in [Scale::Linear, Scale::Whole, Scale::Log] {
                assert!(labels(scale, range, 500.0).len() <= 64);
            }
        }
    }
}
