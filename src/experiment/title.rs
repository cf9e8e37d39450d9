//! What an experiment is called where it has no name: what it begins with, and the settings that differ from that.

use super::setting::Kind;
use super::setup::Spec;

/// The experiment in a line, for people to read: “quick, seed 3”.
pub fn title(spec: &Spec) -> String {
    let (_, base) = spec.base();
    let bases = spec.kind().bases;
    let differs = spec.values().into_iter().filter_map(|(setting, own)| {
        let is_named = bases.contains(&setting.key) || matches!(setting.kind, Kind::Text { .. });
        let named = base.get(setting.key)?;
        (!is_named && named != own).then(|| format!("{} {own}", setting.name))
    });
    std::iter::once(spec.base_label()).chain(differs).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::setups::compiled::CompiledSpec;
    use crate::setups::grammar::{GrammarSpec, Preset};
    use crate::setups::learned::LearnedSpec;

    #[test]
    fn a_title_says_what_differs_in_the_words_of_the_page() {
        let grammar = GrammarSpec { seed: 3, fine_tune_rates: vec![1e-3], ..Preset::Quick.spec() };
        assert_eq!(title(&grammar.into()), "quick, fine-tuning learning rates 0.001, seed 3");
        let compiled = CompiledSpec { c_tr: 0.5, ..CompiledSpec::of_listed("max-identifier").unwrap() };
        assert_eq!(title(&compiled.into()), "Max-identifier, compiled, shortcut in fine-tuning (C_Tr) 0.5");
        let own = LearnedSpec { source: "vocabulary a b\nlength 4".to_owned(), ..LearnedSpec::counter() };
        assert_eq!(title(&own.into()), "own program, learned");
    }
}
