//! The learning rate over a stage: linear warm-up, then half a cosine down to a hundredth of the peak (paper, Setup 1).

/// A warm-up and cosine schedule over `steps` steps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Schedule {
    /// The highest rate, reached at the end of the warm-up.
    pub peak: f64,
    /// Steps of the whole stage.
    pub steps: u32,
    /// The share of the steps that warms up, in `[0, 1]`.
    pub warm_up: f64,
    /// The rate at the end, as a share of the peak.
    pub floor: f64,
}

impl Schedule {
    /// The paper's shape: a fifth of the steps warms up, the end is a hundredth of the peak.
    pub fn paper(peak: f64, steps: u32) -> Self {
        Self { peak, steps, warm_up: 0.2, floor: 0.01 }
    }

    /// One rate throughout, after so many steps of warm-up.
    pub fn constant(rate: f64, steps: u32, warm_up: f64) -> Self {
        Self { peak: rate, steps, warm_up: (warm_up / f64::from(steps.max(1))).min(1.0), floor: 1.0 }
    }

    /// The rate of step `step`, counted from 0. Beyond the last step it stays at the floor.
    pub fn rate(&self, step: u32) -> f64 {
        let warm = (f64::from(self.steps) * self.warm_up).round();
        let step = f64::from(step);
        if step < warm {
            return self.peak * (step + 1.0) / warm;
        }
        let span = (f64::from(self.steps) - 1.0 - warm).max(1.0);
        let progress = ((step - warm) / span).min(1.0);
        let cosine = f64::midpoint(1.0, (std::f64::consts::PI * progress).cos());
        self.peak * (self.floor + (1.0 - self.floor) * cosine)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_climbs_to_its_peak_falls_to_a_hundredth_and_stays_there() {
        let schedule = Schedule::paper(1e-3, 100);
        assert!((schedule.rate(0) - 1e-3 / 20.0).abs() < 1e-12);
        assert!((schedule.rate(19) - 1e-3).abs() < 1e-12);
        assert!((schedule.rate(99) - 1e-5).abs() < 1e-12);
        assert!((schedule.rate(5_000) - 1e-5).abs() < 1e-12);
        assert!((0..19).all(|s| schedule.rate(s) < schedule.rate(s + 1)));
        assert!((20..99).all(|s| schedule.rate(s) > schedule.rate(s + 1)));
    }

    #[test]
    fn very_short_stages_have_finite_rates() {
        for steps in 1..6 {
            let schedule = Schedule::paper(1e-3, steps);
            assert!((0..steps).all(|s| (0.0..=1e-3 + 1e-12).contains(&schedule.rate(s))));
        }
    }
}
