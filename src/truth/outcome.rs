//! One constructed model with what the verdict says of it, as a row of `truth.csv`.

use super::error::TruthError;
use crate::analysis::Verdict;
use serde::{Deserialize, Serialize};

/// What the verdict says of one constructed model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JudgedModel {
    /// The setup's key.
    pub setup: String,
    /// The experiment's seed.
    pub seed: u32,
    /// The constructed model.
    pub model: String,
    /// What became of the skill, by construction.
    pub truth: Verdict,
    /// What the rule says.
    pub verdict: Verdict,
}

/// How a verdict compares with the truth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It says what is true.
    Right,
    /// It says something else.
    Wrong,
    /// It says that there is not enough evidence.
    Silent,
}

impl Answer {
    /// How `verdict` compares with `truth`.
    pub fn of(verdict: Verdict, truth: Verdict) -> Self {
        match verdict {
            Verdict::NotEnough => Self::Silent,
            verdict if verdict == truth => Self::Right,
            _ => Self::Wrong,
        }
    }
}

/// The rows as CSV, with a header.
///
/// # Errors
/// When a row cannot be written.
pub fn outcomes_to_csv(outcomes: &[JudgedModel]) -> Result<String, TruthError> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for outcome in outcomes {
        writer.serialize(outcome)?;
    }
    let bytes = writer.into_inner().map_err(|e| TruthError::Write(e.to_string()))?;
    String::from_utf8(bytes).map_err(|e| TruthError::Write(e.to_string()))
}

/// Reads what [`outcomes_to_csv`] wrote.
///
/// # Errors
/// When a row is none.
pub fn outcomes_from_csv(text: &str) -> Result<Vec<JudgedModel>, TruthError> {
    csv::Reader::from_reader(text.as_bytes()).deserialize().map(|row| Ok(row?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_back_and_have_the_five_columns() {
        let row = JudgedModel {
            setup: "grammar".to_owned(),
            seed: 101,
            model: "head, shifted".to_owned(),
            truth: Verdict::Wrapped,
            verdict: Verdict::NotEnough,
        };
        let text = outcomes_to_csv(std::slice::from_ref(&row)).unwrap();
        assert!(text.starts_with("setup,seed,model,truth,verdict\ngrammar,101,\"head, shifted\",wrapped,not_enough\n"));
        assert_eq!(outcomes_from_csv(&text).unwrap(), [row]);
        assert!(outcomes_from_csv("setup,seed,model,truth,verdict\ngrammar,x,a,kept,kept\n").is_err());
    }
}
