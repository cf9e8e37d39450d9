//! The logarithmic scale that learning rates are chosen on: whole positions, twenty to a decade, from 1e-6 up.

/// The power of ten at position 0.
const LOW: f64 = -6.0;
const STEPS_A_DECADE: f64 = 20.0;

/// The rate at a slider's position, to two significant digits.
pub fn rate_at(position: f64) -> f64 {
    let exact = 10_f64.powf(LOW + position / STEPS_A_DECADE);
    format!("{exact:.1e}").parse().unwrap_or(exact)
}

/// The slider's position for a rate.
pub fn position_of(rate: f64) -> f64 {
    ((rate.log10() - LOW) * STEPS_A_DECADE).round()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sliders_position_keeps_the_rate_it_shows() {
        for position in 0..=89 {
            let rate = rate_at(f64::from(position));
            assert_eq!(position_of(rate), f64::from(position), "{rate}");
            assert!((1e-6..=0.03).contains(&rate), "{rate}");
        }
    }
}
