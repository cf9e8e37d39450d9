//! Settings: key, name, a sentence, a range, and how each is written and read. Every setup has one table of them; links, files, the
//! JavaScript interface and the page's controls all go through it, so that a range stands once.

use super::error::{SpecError, shortened};

/// What values a setting takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// A whole number between two bounds.
    Whole {
        /// Least value.
        low: u32,
        /// Greatest value.
        high: u32,
    },
    /// A share between 0 and 1, shown on a linear slider.
    Share,
    /// A number between two bounds.
    Number {
        /// Least value.
        low: f64,
        /// Greatest value.
        high: f64,
    },
    /// A learning rate between two bounds, shown on a logarithmic slider.
    Rate {
        /// Least value.
        low: f64,
        /// Greatest value.
        high: f64,
    },
    /// Several learning rates, at most `most`.
    Rates {
        /// Least value of each.
        low: f64,
        /// Greatest value of each.
        high: f64,
        /// How many there may be.
        most: usize,
    },
    /// One of some words.
    Choice(&'static [&'static str]),
    /// Shares that sum to one, each with its name.
    Shares(&'static [&'static str]),
    /// Probabilities, each by itself, each with its name.
    Probabilities(&'static [&'static str]),
    /// A text of several lines, at most so many bytes long.
    Text {
        /// The most bytes.
        most: usize,
    },
}

impl Kind {
    /// What a value must be, as the end of a sentence.
    pub fn expected(&self) -> String {
        match self {
            Self::Whole { low, high } => format!("it takes a whole number from {low} to {high}"),
            Self::Number { low, high } => format!("it takes a number from {low} to {high}"),
            Self::Share => "it takes a number from 0 to 1".to_owned(),
            Self::Rate { low, high } => format!("it takes a learning rate from {low} to {high}"),
            Self::Rates { low, high, most } => {
                format!("it takes one to {most} different learning rates from {low} to {high}, with commas between")
            }
            Self::Choice(words) => format!("it takes one of {}", words.join(", ")),
            Self::Text { most } => format!("it takes a text of at most {most} bytes"),
            Self::Probabilities(names) => {
                format!("it takes {} numbers from 0 to 1, with commas between: {}", names.len(), names.join(", "))
            }
            Self::Shares(names) => {
                format!("it takes {} shares that sum to 1, with commas between: {}", names.len(), names.join(", "))
            }
        }
    }
}

/// What is known of a setting without its value.
#[derive(Debug)]
pub struct Setting {
    /// Its key in links, files and the JavaScript interface: the field's name in the specification.
    pub key: &'static str,
    /// Its name on the page.
    pub name: &'static str,
    /// What it does, in a sentence.
    pub sentence: &'static str,
    /// What it takes.
    pub kind: Kind,
}

impl Setting {
    /// The refusal of `text` as its value.
    pub fn refused(&self, text: &str) -> SpecError {
        let comma = if self.kind.has_decimal_comma(text) { "; decimals have a point, and not a comma" } else { "" };
        SpecError::Value {
            name: self.name,
            value: shortened(text),
            expected: format!("{}{comma}", self.kind.expected()),
        }
    }
}

/// A setting of the specification `S`, with how it is read and written there.
pub struct Field<S> {
    /// The setting.
    pub setting: Setting,
    /// Its value, written so that `set` reads the same value back.
    pub get: fn(&S) -> String,
    /// Takes a text of its kind; none where the value is no value of its type.
    pub set: fn(&mut S, &str) -> Option<()>,
}

impl<S: Clone> Field<S> {
    /// `spec` with this setting read from `text`.
    ///
    /// # Errors
    /// When the text is not of its kind or out of range.
    pub fn with(&self, spec: &S, text: &str) -> Result<S, SpecError> {
        let mut changed = spec.clone();
        if self.setting.kind.admits(text) && (self.set)(&mut changed, text).is_some() {
            return Ok(changed);
        }
        Err(self.setting.refused(text))
    }
}

/// The field of `fields` called `key`.
///
/// # Errors
/// When there is none.
pub fn field<'a, S>(fields: &'a [Field<S>], key: &str) -> Result<&'a Field<S>, SpecError> {
    fields.iter().find(|f| f.setting.key == key).ok_or_else(|| SpecError::Unknown(shortened(key)))
}

/// `spec` with every field read from what it writes: each range is checked once.
///
/// # Errors
/// The first value that is out of range.
pub fn within_ranges<S: Clone>(fields: &[Field<S>], spec: S) -> Result<S, SpecError> {
    fields.iter().try_fold(spec, |spec, field| field.with(&spec, &(field.get)(&spec)))
}

/// Whether two of a few values are equal.
pub(super) fn has_twice<T: PartialEq>(values: &[T]) -> bool {
    values.iter().enumerate().any(|(at, value)| values[..at].contains(value))
}

impl Kind {
    /// Whether `text` would be a value if its comma were a point.
    fn has_decimal_comma(&self, text: &str) -> bool {
        let list = matches!(self, Self::Rates { .. } | Self::Shares(_) | Self::Probabilities(_));
        match self {
            Self::Whole { .. } | Self::Choice(_) | Self::Text { .. } => false,
            // In a list, what stands before such a comma is taken for a number of its own.
            _ if list => text.split([';', ' ']).any(|part| part.starts_with("0,")),
            _ => text.matches(',').count() == 1 && self.admits(&text.replace(',', ".")),
        }
    }

    /// Whether `text` is a value of this kind within its range.
    pub fn admits(&self, text: &str) -> bool {
        let within = |text: &str, low: f64, high: f64| number(text).is_some_and(|v| (low..=high).contains(&v));
        match self {
            Self::Whole { low, high } => text.parse::<u32>().is_ok_and(|v| (low..=high).contains(&&v)),
            Self::Share => within(text, 0.0, 1.0),
            Self::Number { low, high } | Self::Rate { low, high } => within(text, *low, *high),
            Self::Rates { low, high, most } => {
                let parts: Vec<&str> = text.split(',').collect();
                let values: Vec<f64> = parts.iter().filter_map(|p| number(p)).collect();
                let all = values.len() == parts.len() && parts.len() <= *most;
                all && !has_twice(&values) && parts.iter().all(|p| within(p, *low, *high))
            }
            Self::Choice(words) => words.contains(&text),
            Self::Text { most } => text.len() <= *most,
            Self::Probabilities(names) => numbers(text)
                .is_some_and(|values| values.len() == names.len() && values.iter().all(|v| (0.0..=1.0).contains(v))),
            Self::Shares(names) => numbers(text).is_some_and(|values| {
                let sum: f64 = values.iter().sum();
                values.len() == names.len()
                    && values.iter().all(|v| (0.0..=1.0).contains(v))
                    && (sum - 1.0).abs() <= 1e-6
            }),
        }
    }
}

/// The finite number that `text` is.
pub fn number(text: &str) -> Option<f64> {
    text.trim().parse::<f64>().ok().filter(|v| v.is_finite())
}

/// The numbers of a list with commas between.
pub fn numbers(text: &str) -> Option<Vec<f64>> {
    text.split(',').map(number).collect()
}

/// Numbers as a list with commas between, which [`numbers`] reads back.
pub fn joined(values: &[f64]) -> String {
    values.iter().map(f64::to_string).collect::<Vec<_>>().join(",")
}
