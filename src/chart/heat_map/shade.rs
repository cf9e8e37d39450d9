//! Which colour stands for which value. The page owns the colours, `--heat-low` and the others of `styles/base.css`, and
//! mixes them; what is worked out here is only how much of which.

use crate::chart::error::ChartError;

/// Which colours a heat map runs through, and between which values. Values beyond have the colour of the end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Shade {
    /// From `--heat-low` to `--heat-high`: for amounts.
    Sequential {
        /// The value with the colour `--heat-low`.
        low: f64,
        /// The value with the colour `--heat-high`.
        high: f64,
    },
    /// From `--heat-negative` through `--heat-middle` at 0 to `--heat-high`: for differences. Both sides are as steep as
    /// each other, so that equal distances from 0 are equally strong; 0 always belongs to the range.
    Diverging {
        /// The lowest value, as a rule below 0.
        low: f64,
        /// The highest value.
        high: f64,
    },
}

impl Default for Shade {
    fn default() -> Self {
        Shade::Sequential { low: 0.0, high: 1.0 }
    }
}

/// A colour to be mixed by the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mix {
    /// The variable of the strong colour.
    strong: &'static str,
    /// The variable of the weak colour.
    weak: &'static str,
    /// How much of the strong one, in percent.
    pub(super) percent: u32,
}

impl Shade {
    /// The ends of the range as the key shows them.
    pub(super) fn ends(self) -> Result<(f64, f64), ChartError> {
        let (Shade::Sequential { low, high } | Shade::Diverging { low, high }) = self;
        if !low.is_finite() || !high.is_finite() || !(high - low).is_finite() || low > high {
            return Err(ChartError::Shade { low, high });
        }
        Ok(match self {
            Shade::Sequential { .. } => (low, high),
            Shade::Diverging { .. } => (low.min(0.0), high.max(0.0)),
        })
    }

    /// The colour of `value`, which must be finite.
    pub(super) fn mix(self, value: f64) -> Mix {
        let (strong, weak, part) = match self {
            Shade::Sequential { low, high } if low < high => {
                ("--heat-high", "--heat-low", (value - low) / (high - low))
            }
            // Without a range there is only the value itself and what lies beyond it.
            Shade::Sequential { low, .. } => ("--heat-high", "--heat-low", if value > low { 1.0 } else { 0.0 }),
            Shade::Diverging { low, high } => {
                let farthest = low.abs().max(high.abs()).max(f64::MIN_POSITIVE);
                let strong = if value < 0.0 { "--heat-negative" } else { "--heat-high" };
                (strong, "--heat-middle", value.abs() / farthest)
            }
        };
        Mix { strong, weak, percent: (part.clamp(0.0, 1.0) * 100.0).round() as u32 }
    }
}

impl Mix {
    /// The colour, as a style.
    pub(super) fn fill(self) -> String {
        let Mix { strong, weak, percent } = self;
        format!("style=\"fill:color-mix(in oklab,var({strong}) {percent}%,var({weak}))\"")
    }

    /// The colour of letters on it, as a style: `--heat-ink` on weak cells, `--heat-ink-strong` from the share
    /// `--heat-turn` on. The page says where the turn lies, because that depends on its colours.
    pub(super) fn ink(self) -> String {
        let share = format!("clamp(0%,({}.5% - var(--heat-turn))*999,100%)", self.percent);
        format!("style=\"fill:color-mix(in oklab,var(--heat-ink-strong) {share},var(--heat-ink))\"")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_mixed_between_the_ends_and_stays_at_them() {
        let shade = Shade::Sequential { low: 20.0, high: 40.0 };
        assert_eq!([10.0, 20.0, 25.0, 40.0, 1e300].map(|value| shade.mix(value).percent), [0, 0, 25, 100, 100]);
        let fill = "style=\"fill:color-mix(in oklab,var(--heat-high) 25%,var(--heat-low))\"";
        assert_eq!(shade.mix(25.0).fill(), fill);
        let flat = Shade::Sequential { low: 1.0, high: 1.0 };
        assert_eq!([0.0, 1.0, 2.0].map(|value| flat.mix(value).percent), [0, 0, 100]);
    }

    #[test]
    fn equal_distances_from_zero_are_equally_strong() {
        let shade = Shade::Diverging { low: -0.2, high: 0.8 };
        assert_eq!([-0.2, 0.0, 0.2, 0.8].map(|value| shade.mix(value).percent), [25, 0, 25, 100]);
        assert!(shade.mix(-0.2).fill().contains("var(--heat-negative) 25%,var(--heat-middle)"));
        assert_eq!(Shade::Diverging { low: 1.0, high: 2.0 }.ends(), Ok((0.0, 2.0)));
        assert_eq!(Shade::Diverging { low: 0.0, high: 0.0 }.mix(0.0).percent, 0);
    }

    #[test]
    fn ends_that_run_backwards_are_refused() {
        assert!(Shade::Sequential { low: 2.0, high: 1.0 }.ends().is_err());
        assert!(Shade::Diverging { low: f64::NAN, high: 1.0 }.ends().is_err());
        assert!(Shade::Sequential { low: -f64::MAX, high: f64::MAX }.ends().is_err());
    }
}
