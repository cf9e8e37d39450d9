//! Numbers as text: no `0.30000000000000004`, a real minus sign, large numbers in groups of three.

/// From here on numbers are written with a power of ten.
const LARGE: f64 = 1e9;
/// Differences below this are written with a power of ten.
const SMALL: f64 = 1e-6;

/// The smallest of 1, 2, 5 times a power of ten that is no less than `least`, which must be above 0.
pub(super) fn round_step(least: f64) -> f64 {
    let power = 10f64.powf(least.log10().floor());
    // The factors reach 20 because the logarithm of a power of ten may come out just below the whole number.
    let factor = [1.0, 2.0, 5.0, 10.0, 20.0].into_iter().find(|factor| factor * power >= least * (1.0 - 1e-9));
    factor.unwrap_or(20.0) * power
}

/// The range with both ends moved outwards to round numbers.
pub(super) fn round_outwards((low, high): (f64, f64)) -> (f64, f64) {
    let step = round_step((high - low) / 8.0);
    let outwards = ((low / step + 1e-9).floor() * step, (high / step - 1e-9).ceil() * step);
    if outwards.0.is_finite() && outwards.1.is_finite() { outwards } else { (low, high) }
}

/// `value` with as many decimals as the multiples of `step` need; the labels of one axis share them.
pub(super) fn stepped(value: f64, step: f64) -> String {
    if value.abs() >= LARGE || step < SMALL {
        return scientific(value, step);
    }
    grouped(&format!("{value:.*}", decimals(step)))
}

/// `value` rounded to multiples of a power of ten near `grain`, without zeros at the end.
pub(super) fn rounded(value: f64, grain: f64) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    if value.abs() >= LARGE || (grain < SMALL && value != 0.0) {
        return scientific(value, grain);
    }
    let text = format!("{value:.*}", decimals(grain));
    match text.contains('.') {
        true => grouped(text.trim_end_matches('0').trim_end_matches('.')),
        false => grouped(&text),
    }
}

/// `value` for a program that reads it: a point, a plain minus sign, no groups, and no more digits than were measured; nothing
/// where it is no number.
pub(super) fn plain(value: f64) -> String {
    if !value.is_finite() {
        return String::new();
    }
    // Nine digits are more than single precision has, and hide how sums of tenths are rounded.
    format!("{value:.8e}").parse().map_or_else(|_| value.to_string(), |short: f64| short.to_string())
}

/// Decimals needed to write multiples of `step`, at most 9.
fn decimals(step: f64) -> usize {
    let places = (-step.log10() - 1e-9).ceil();
    if places.is_finite() { places.clamp(0.0, 9.0) as usize } else { 0 }
}

/// `2.5e-7`, with digits down to `step`.
fn scientific(value: f64, step: f64) -> String {
    if value == 0.0 || value.abs() < step * 1e-6 {
        return "0".to_owned();
    }
    let digits = (value.abs().log10().floor() - step.log10().floor()).clamp(0.0, 12.0);
    let text = format!("{value:.*e}", digits as usize);
    let (front, power) = text.split_once('e').unwrap_or((&text, "0"));
    let front = if front.contains('.') { front.trim_end_matches('0').trim_end_matches('.') } else { front };
    signed(&format!("{front}e{power}"))
}

/// Narrow spaces between groups of three digits from five digits on, and a minus sign; never `−0`.
fn grouped(text: &str) -> String {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, rest) = digits.find('.').map_or((digits, ""), |dot| digits.split_at(dot));
    let mut out = String::with_capacity(text.len() + 4);
    if digits.len() < text.len() && digits.bytes().any(|byte| (b'1'..=b'9').contains(&byte)) {
        out.push('−');
    }
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && whole.len() > 4 && (whole.len() - at).is_multiple_of(3) {
            out.push('\u{202f}');
        }
        out.push(digit);
    }
    out.push_str(rest);
    out
}

fn signed(text: &str) -> String {
    text.replace('-', "−")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_one_two_or_five() {
        assert_eq!(round_step(0.3), 0.5);
        assert_eq!(round_step(7.0), 10.0);
        assert_eq!(round_step(1000.0), 1000.0);
        assert!((round_step(0.0011) - 0.002).abs() < 1e-12);
    }

    #[test]
    fn sums_of_tenths_are_written_short() {
        assert_eq!(stepped(0.1 + 0.2, 0.1), "0.3");
        assert_eq!(stepped(1.0, 0.5), "1.0");
        assert_eq!(rounded(0.1 + 0.2, 0.001), "0.3");
        assert_eq!(rounded(99.99, 0.1), "100");
        assert_eq!(rounded(700.0, 7.0), "700");
    }

    #[test]
    fn signs_and_groups() {
        assert_eq!(stepped(-0.0, 1.0), "0");
        assert_eq!(rounded(-0.01, 0.1), "0");
        assert_eq!(stepped(-25.0, 5.0), "−25");
        assert_eq!(stepped(1000.0, 200.0), "1000");
        assert_eq!(stepped(1_250_000.0, 50_000.0), "1\u{202f}250\u{202f}000");
    }

    #[test]
    fn very_large_and_very_small_numbers_have_a_power() {
        assert_eq!(stepped(2e12, 5e11), "2e12");
        assert_eq!(stepped(-2.5e-8, 5e-9), "−2.5e−8");
        assert_eq!(stepped(0.0, 5e-9), "0");
        assert_eq!(rounded(f64::NAN, 1.0), "–");
    }

    #[test]
    fn ranges_grow_to_round_ends() {
        assert_eq!(round_outwards((0.13, 3.27)), (0.0, 3.5));
        assert_eq!(round_outwards((0.0, 100.0)), (0.0, 100.0));
    }

    #[test]
    fn numbers_for_programs_are_plain() {
        assert_eq!([0.1 + 0.2, -25.0, 12_345.5, 46.875, f64::NAN].map(plain), ["0.3", "-25", "12345.5", "46.875", ""]);
    }
}
