//! Links with results out of a text: what a class sends back, one a line or between other words.

use super::error::shortened;
use super::link::parse_hash;
use super::record::Record;

/// The most links that are read at once.
pub const MOST_LINKS: usize = 200;
/// The longest text that is read, in bytes.
const LONGEST_TEXT: usize = 4_000_000;

/// What a text held.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LinksInText {
    /// The results, each once, in the text's order.
    pub records: Vec<Record>,
    /// A sentence for each link that brought none.
    pub refused: Vec<String>,
}

/// Reads every link to this page in `text`. Words that are none are passed over.
pub fn links_in_text(text: &str) -> LinksInText {
    let mut out = LinksInText::default();
    if text.len() > LONGEST_TEXT {
        out.refused.push("The text is too long to be links of a class.".to_owned());
        return out;
    }
    let is_edge = |sign: char| "<>\"'()[]{},".contains(sign);
    let hashes = text.split_whitespace().filter_map(|word| word.trim_matches(is_edge).split_once("#/"));
    for (index, (_, place)) in hashes.enumerate() {
        if index == MOST_LINKS {
            out.refused.push(format!("Only the first {MOST_LINKS} links were read."));
            break;
        }
        let refused = |why: &str| format!("Link {} (…{}): {why}.", index + 1, shortened(place));
        match parse_hash(&format!("#/{place}")).map(|link| link.results) {
            Ok(Some(Ok(record))) if out.records.contains(&record) => {}
            Ok(Some(Ok(record))) => out.records.push(*record),
            Ok(Some(Err(error))) => out.refused.push(refused(&error.to_string())),
            Ok(None) => out.refused.push(refused("it brings an experiment and no results")),
            Err(error) => out.refused.push(refused(&error.to_string())),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::{Plan, results_to_hash};
    use super::*;
    use crate::experiment::Spec;
    use crate::setups::grammar::Preset;

    fn link(seed: u32) -> String {
        let record = Record::empty(&Plan::new(Spec::from(Preset::Micro.spec()).with_seed(seed)).unwrap());
        format!("https://host.example/lab/{}", results_to_hash(&record).unwrap())
    }

    #[test]
    fn links_are_found_between_other_words_and_each_counts_once() {
        crate::setups::install();
        let text = format!("Anna: {}\nBen <{}>, and again {}\nno link: 1 # 2", link(1), link(2), link(1));
        let found = links_in_text(&text);
        let seeds: Vec<u32> = found.records.iter().map(|record| record.spec.seed()).collect();
        assert_eq!((seeds, found.refused.len()), (vec![1, 2], 0));
    }

    #[test]
    fn what_brings_no_results_is_told_of_link_by_link() {
        crate::setups::install();
        let text = format!("x#/run?preset=quick y#/nowhere z#/run?preset=micro&results=A!A {}", link(3));
        let found = links_in_text(&text);
        assert_eq!(found.records.len(), 1);
        assert_eq!(found.refused.len(), 3, "{:?}", found.refused);
        assert!(found.refused[0].contains("no results") && found.refused[1].contains("does not have"));
        let many = "#/run?preset=quick ".repeat(MOST_LINKS + 5);
        assert_eq!(links_in_text(&many).refused.len(), MOST_LINKS + 1);
    }
}
