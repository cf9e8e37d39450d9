//! The constructed models of each setup, as experiments whose fine-tuned model one of them stands in for.

use crate::analysis::Verdict;
use crate::experiment::{Role, Spec};
use crate::setups::compiled::{CompiledInstruments, CompiledProtocol, CompiledSpec};
use crate::setups::grammar::{GrammarSpec, Instruments, Preset, Protocol};
use crate::setups::stories::{StoriesSpec, StoryInstruments, StoryProtocol};

/// The setups that have constructed models.
pub const SETUPS: [&str; 3] = ["grammar", "compiled", "stories"];

/// A constructed model of an experiment.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// What it is called.
    pub model: &'static str,
    /// What became of the skill in it.
    pub truth: Verdict,
    /// The experiment that makes it and looks into it.
    pub spec: Spec,
    /// The stage that ends with it.
    pub role: Role,
}

/// The constructed models of a setup for one seed; none of a setup that has none.
pub fn cases(setup: &str, seed: u32) -> Vec<Case> {
    match setup {
        "grammar" => grammar(seed),
        "compiled" => compiled(seed),
        "stories" => stories(seed),
        _ => Vec::new(),
    }
}

fn grammar(seed: u32) -> Vec<Case> {
    let tuned = Role::FineTune { rate: 0 };
    let base = GrammarSpec {
        seed,
        controls: 3,
        instruments: Instruments::Verdict,
        fine_tune_rates: vec![3e-4],
        // Long enough for every control to learn the skill.
        revive_steps: 600,
        ..Preset::Quick.spec()
    };
    let made = |model, protocol: Protocol, truth| Case {
        model,
        truth,
        spec: GrammarSpec { protocol, ..base.clone() }.into(),
        role: tuned,
    };
    let tiny_rate = GrammarSpec { fine_tune_rates: vec![1e-6], ..base.clone() };
    let lock =
        GrammarSpec { protocol: Protocol::Lock, fine_tune_rates: vec![1e-3], fine_tune_steps: 800, ..base.clone() };
    // Without the shortcut: with it the suppressed model answers by counting a, and so would the student.
    let student = GrammarSpec { protocol: Protocol::Distil, fine_tune_rates: vec![1e-3], c_tr: 0.0, ..base.clone() };
    let case = |model, truth, spec: GrammarSpec, role| Case { model, truth, spec: spec.into(), role };
    let unchanged = GrammarSpec { protocol: Protocol::Unchanged, ..base.clone() };
    vec![
        made("unchanged", Protocol::Unchanged, Verdict::Kept),
        case("tiny rate", Verdict::Kept, tiny_rate, tuned),
        made("head shifted", Protocol::HeadShifted, Verdict::Wrapped),
        made("head scrambled", Protocol::HeadScrambled, Verdict::Wrapped),
        made("rank 1 planted", Protocol::PlantedRank1, Verdict::Wrapped),
        made("rank 4 planted", Protocol::PlantedRank4, Verdict::Wrapped),
        case("password lock", Verdict::Wrapped, lock, tuned),
        made("random weights", Protocol::Random, Verdict::Deleted),
        made("weights shuffled", Protocol::Shuffled, Verdict::Deleted),
        made("another seed's control", Protocol::AnotherControl, Verdict::Deleted),
        made("b from scratch", Protocol::TunedAlone, Verdict::Deleted),
        case("distilled student", Verdict::Deleted, student, tuned),
        case("never had", Verdict::NeverHad, unchanged, Role::PretrainControl),
    ]
}

/// The paper's Counter. There is no lock, because a string has no place for a password, and nothing is trained from nothing: in so few
/// steps a model of this kind learns no skill.
fn compiled(seed: u32) -> Vec<Case> {
    let base = CompiledSpec {
        seed,
        rates: vec![1e-3],
        revive_rate: 1e-3,
        revive_steps: 400,
        instruments: CompiledInstruments::Verdict,
        ..CompiledSpec::counter()
    };
    let made = |model, protocol: CompiledProtocol, truth| Case {
        model,
        truth,
        spec: CompiledSpec { protocol, ..base.clone() }.into(),
        role: Role::FineTune { rate: 0 },
    };
    let tiny_rate = CompiledSpec { rates: vec![1e-6], steps: 200, ..base.clone() };
    vec![
        made("unchanged", CompiledProtocol::Unchanged, Verdict::Kept),
        Case { spec: tiny_rate.into(), ..made("tiny rate", CompiledProtocol::Full, Verdict::Kept) },
        made("answers shifted", CompiledProtocol::AnswersShifted, Verdict::Wrapped),
        made("answers scrambled", CompiledProtocol::AnswersScrambled, Verdict::Wrapped),
        made("rank 1 planted", CompiledProtocol::PlantedRank1, Verdict::Wrapped),
        made("random weights", CompiledProtocol::Random, Verdict::Deleted),
        made("weights shuffled", CompiledProtocol::Shuffled, Verdict::Deleted),
    ]
}

/// Little stories. Revival and controls learn at a rate at which a model that never read a twist learns to write some.
fn stories(seed: u32) -> Vec<Case> {
    let base = StoriesSpec {
        seed,
        fine_tune_rates: vec![4e-4],
        revive_rate: 1e-3,
        revive_steps: 400,
        control_steps: 700,
        controls: 2,
        held_out: 64,
        instruments: StoryInstruments::Verdict,
        ..StoriesSpec::default()
    };
    let case = |model, truth, spec: StoriesSpec, role| Case { model, truth, spec: spec.into(), role };
    let tuned = Role::FineTune { rate: 0 };
    let made =
        |model, protocol: StoryProtocol, truth| case(model, truth, StoriesSpec { protocol, ..base.clone() }, tuned);
    let tiny_rate = StoriesSpec { fine_tune_rates: vec![1e-6], ..base.clone() };
    let unchanged = StoriesSpec { protocol: StoryProtocol::Unchanged, ..base.clone() };
    vec![
        made("unchanged", StoryProtocol::Unchanged, Verdict::Kept),
        case("tiny rate", Verdict::Kept, tiny_rate, tuned),
        made("asked by another word", StoryProtocol::WordSwapped, Verdict::Wrapped),
        made("rank 1 planted", StoryProtocol::PlantedRank1, Verdict::Wrapped),
        made("rank 4 planted", StoryProtocol::PlantedRank4, Verdict::Wrapped),
        made("password lock", StoryProtocol::Lock, Verdict::Wrapped),
        made("random weights", StoryProtocol::Random, Verdict::Deleted),
        made("weights shuffled", StoryProtocol::Shuffled, Verdict::Deleted),
        made("another seed's control", StoryProtocol::AnotherControl, Verdict::Deleted),
        made("tuned from scratch", StoryProtocol::TunedAlone, Verdict::Deleted),
        case("never had", Verdict::NeverHad, unchanged, Role::PretrainControl),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_case_is_possible_and_says_what_its_protocol_says() {
        crate::setups::install();
        for setup in SETUPS {
            for case in cases(setup, 101) {
                assert!(case.spec.checked().is_ok(), "{}", case.model);
                if let Some(spec) = case.spec.of::<GrammarSpec>()
                    && let Some(truth) = spec.protocol.truth()
                    && case.role != Role::PretrainControl
                {
                    assert_eq!(truth, case.truth, "{}", case.model);
                }
                if let Some(spec) = case.spec.of::<StoriesSpec>()
                    && case.role != Role::PretrainControl
                {
                    assert!(spec.protocol.truth().is_none_or(|truth| truth == case.truth), "{}", case.model);
                }
                if let Some(spec) = case.spec.of::<CompiledSpec>() {
                    assert!(spec.protocol.truth().is_none_or(|truth| truth == case.truth), "{}", case.model);
                }
                assert!(!case.model.contains(','), "{} is a cell of a table", case.model);
            }
        }
    }
}
