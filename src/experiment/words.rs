//! Rates and durations as a person would say them.

/// A learning rate as the page writes it, for instance `3e-4`.
pub fn rate_label(rate: f64) -> String {
    format!("{rate:e}")
}

/// Seconds in words a person would use.
pub fn seconds_label(seconds: f64) -> String {
    let whole = seconds.round().max(0.0) as u64;
    match whole {
        0..=99 => format!("{whole} s"),
        100..=5_999 => format!("{} min {} s", whole / 60, whole % 60),
        6_000..=172_799 => format!("{} h {} min", whole / 3600, whole % 3600 / 60),
        _ => format!("{} days", whole / 86_400),
    }
}

/// So many of what is called `one` where there is one, and with an “s” otherwise.
pub fn counted(count: usize, one: &str) -> String {
    match count {
        1 => format!("1 {one}"),
        count => format!("{count} {one}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_and_rates_read_as_a_person_would_say_them() {
        let said: Vec<String> = [0.2, 42.4, 130.0, 7_300.0, 400_000.0].map(seconds_label).to_vec();
        assert_eq!(said, ["0 s", "42 s", "2 min 10 s", "2 h 1 min", "4 days"]);
        assert_eq!(rate_label(3e-4), "3e-4");
        assert_eq!([0, 1, 2].map(|n| counted(n, "neuron")), ["0 neurons", "1 neuron", "2 neurons"]);
    }
}
