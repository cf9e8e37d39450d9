//! A Record as a file: its JSON, beside which stands where the run is from.

use super::json::to_json;
use super::record::Record;
use serde::Serialize;

/// A Record as a file, which says where the run is from: `trained here`, `from a link`. What reads it takes the Record.
///
/// # Errors
/// As [`super::to_json`].
pub fn record_to_json(record: &Record, origin: &str) -> serde_json::Result<String> {
    #[derive(Serialize)]
    struct File<'a> {
        origin: &'a str,
        #[serde(flatten)]
        record: &'a Record,
    }
    to_json(&File { origin, record })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::shared::tests::finished;
    use crate::experiment::{record_from_json, results_from_letters, results_to_letters};
    use crate::setups::grammar::Preset;

    #[test]
    fn a_record_goes_out_with_where_it_is_from_and_comes_back_as_itself() {
        let record = finished(Preset::Micro.spec(), 3);
        let text = record_to_json(&record, "trained here").unwrap();
        assert!(text.contains("\"origin\": \"trained here\""), "{text}");
        assert_eq!(record_from_json(&text), Ok(record));
    }

    #[test]
    fn what_a_link_brought_comes_back_with_the_fingerprint_of_its_rounded_numbers() {
        let mut sent = finished(Preset::Micro.spec(), 3);
        sent.stages[0].points[1].loss = Some(0.123_456);
        sent.fingerprint = Some(sent.results_hash());
        let mut arrived = results_from_letters(&results_to_letters(&sent).unwrap(), &sent.spec).unwrap();
        assert!(record_from_json(&record_to_json(&arrived, "from a link").unwrap()).is_err(), "its losses are rounded");
        arrived.fingerprint = Some(arrived.results_hash());
        assert_eq!(record_from_json(&record_to_json(&arrived, "from a link").unwrap()), Ok(arrived));
    }
}
