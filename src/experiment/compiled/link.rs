//! Links to experiments on compiled skills: `#/compiled?v=1&program=counter&seed=3`, or the program's whole text. Everything in them
//! is hostile until it has passed the parser and the table of settings.

use super::error::CompiledSpecError;
use super::setting::{COMPILED_SETTINGS, compiled_setting};
use super::spec::CompiledSpec;

/// Writes `spec` as a hash, with what differs from the experiment on the library's program, or on the Counter.
pub fn compiled_to_hash(spec: &CompiledSpec) -> String {
    let key = spec.program_key();
    let base = key.and_then(|key| CompiledSpec::of_listed(key).ok()).unwrap_or_else(CompiledSpec::counter);
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("v", &super::super::LINK_VERSION.to_string());
    match key {
        Some(key) => query.append_pair("program", key),
        None => query.append_pair("source", &spec.source),
    };
    for setting in &COMPILED_SETTINGS {
        let text = setting.get(spec);
        if text != setting.get(&base) {
            query.append_pair(setting.key, &text);
        }
    }
    format!("#/compiled?{}", query.finish().replace("%2C", ","))
}

/// Reads the pairs of a hash, which have been checked for version and repetition. Without a program it is the Counter. The program
/// can be read; whether it can be fine-tuned is not asked.
///
/// # Errors
/// A sentence that says what is wrong; nothing of a broken link is used.
pub(in super::super) fn compiled_from_query(pairs: &[(String, String)]) -> Result<CompiledSpec, CompiledSpecError> {
    let value = |wanted: &str| pairs.iter().find(|(key, _)| key == wanted).map(|(_, value)| value.as_str());
    let mut spec = match (value("program"), value("source")) {
        (Some(key), _) => CompiledSpec::of_listed(key)?,
        (None, Some(source)) => CompiledSpec { source: source.to_owned(), ..CompiledSpec::counter() },
        (None, None) => CompiledSpec::counter(),
    };
    for (key, text) in pairs.iter().filter(|(key, _)| !["v", "program", "source"].contains(&key.as_str())) {
        compiled_setting(key)?.set(&mut spec, text)?;
    }
    spec.within_ranges()
}

#[cfg(test)]
mod tests {
    use super::super::super::{Route, parse_compiled_hash, parse_hash};
    use super::*;
    use crate::rasp::LIBRARY;
    use proptest::prelude::*;

    #[test]
    fn a_link_restores_the_experiment_exactly() {
        let listed = LIBRARY.iter().map(|l| CompiledSpec::of_listed(l.key).unwrap());
        let own = CompiledSpec {
            source: format!("# one of my own, with ümläuts & signs\n{}", LIBRARY[0].source),
            seed: 9,
            rates: vec![1e-3, 0.5],
            noise: 0.0,
            ..CompiledSpec::counter()
        };
        for spec in listed.chain([own]) {
            let hash = compiled_to_hash(&spec);
            assert_eq!(parse_hash(&hash).unwrap().route, Route::Compiled);
            assert_eq!(parse_compiled_hash(&hash), Ok(spec), "{hash}");
        }
        assert_eq!(compiled_to_hash(&CompiledSpec::counter()), "#/compiled?v=1&program=counter");
    }

    #[test]
    fn broken_links_get_a_sentence() {
        for (hash, part) in [
            ("#/compiled?program=none", "no program called “none”"),
            ("#/compiled?c_tr=3", "not possible"),
            ("#/compiled?preset=quick", "no setting called “preset”"),
            ("#/compiled?source=vocabulary%20a%0Alength%20x", "line 2"),
            ("#/compiled?v=7", "version 7"),
        ] {
            let error = parse_compiled_hash(hash).unwrap_err().to_string();
            assert!(error.contains(part), "{hash}: {error}");
        }
    }

    proptest! {
        #[test]
        fn no_text_whatever_makes_the_parser_panic(text in "\\PC{0,80}", key in "[a-z_]{0,9}") {
            let _ = compiled_from_query(&[("source".to_owned(), text.clone())]);
            let _ = compiled_from_query(&[(key, text)]);
        }
    }
}
