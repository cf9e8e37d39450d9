//! Claims about every task's labels and correlations, against a second, naive implementation on written text.

use super::domain::{Correlation, Domain, DomainError, Sizes};
use super::family::{Family, PromptToken, Skill, Task};
use super::letter::{Letter, Operand};
use super::stream::{Purpose, Stream};
use super::vocabulary::Token;
use proptest::prelude::*;

/// Sizes of the default experiment.
pub(super) const SIZES: Sizes = Sizes { text_length: 16, window: 16, largest: 8, occurrence: 3, offset: 2 };

fn text_of(text: &[Letter]) -> String {
    text.iter().map(|l| ['a', 'b', 'c'][*l as usize]).collect()
}

/// The answer by string operations on the written window.
fn naive(sizes: Sizes, family: Family, operand: Operand, text: &[Letter]) -> String {
    let text = text_of(text);
    let tail = &text[text.len() - sizes.window as usize..];
    let (one, two) = match operand {
        Operand::A => ("a", "aa"),
        Operand::B => ("b", "bb"),
        Operand::C => ("c", "cc"),
    };
    let starts = |what: &str| (0..tail.len()).filter(|i| tail[*i..].starts_with(what)).collect::<Vec<_>>();
    let nth_from_the_end = |what: &str| {
        let all = starts(what);
        let place = all.len().checked_sub(sizes.occurrence as usize).map(|i| all[i]);
        place.map_or(0, |place| tail.len() - place).to_string()
    };
    match family {
        Family::Count => tail.matches(one).count().to_string(),
        Family::CountPairs => starts(two).len().to_string(),
        Family::Index => nth_from_the_end(one),
        Family::IndexPairs => nth_from_the_end(two),
        Family::Letter => tail[..1].to_owned(),
    }
}

fn sizes() -> impl Strategy<Value = Sizes> {
    (1_u32..=6, 1_u32..4, 1_u32..12, 0_u32..40, 1_u32..=20).prop_map(|(occurrence, offset, room, extra, largest)| {
        let window = 2 * occurrence + offset + room;
        let largest = largest.min(window / 2);
        Sizes { text_length: window + extra, window, largest, occurrence, offset }
    })
}

proptest! {
    #[test]
    fn every_task_is_answered_as_the_written_text_says(
        sizes in sizes(), seed in any::<u32>(), family in 0_usize..5, operand in 0_usize..3,
    ) {
        let domain = Domain::new(sizes, true).unwrap();
        let (family, operand) = (Family::ALL[family], Operand::ALL[operand]);
        let task = Task { family, operand, prompt_token: PromptToken::Usual };
        let text = domain.text_for(task, &mut Stream::new(seed, Purpose::HeldOut));
        prop_assert_eq!(text.len() as u32, sizes.text_length);
        for family in Family::ALL {
            for operand in Operand::ALL {
                let answer = domain.answer(Task::of(family, operand), &text);
                prop_assert_eq!(answer.label(), naive(sizes, family, operand, &text), "{:?}", family);
                if let Token::Answer(value) = answer {
                    prop_assert!(value < domain.classes());
                }
            }
        }
    }

    #[test]
    fn a_text_has_the_values_drawn_and_the_correlation_exactly_where_asked(
        sizes in sizes(), seed in any::<u32>(), kind in 0_usize..3, index in any::<bool>(),
    ) {
        let domain = Domain::new(sizes, true).unwrap();
        let skill = if index { Skill::Index } else { Skill::Count };
        let correlation = [Correlation::Free, Correlation::Holds, Correlation::Broken][kind];
        let mut stream = Stream::new(seed, Purpose::HeldOut);
        let values = domain.draw(skill, correlation, &mut stream);
        let text = domain.text(skill, values, &mut stream);
        let found = [Operand::A, Operand::B].map(|o| naive(sizes, skill.family(), o, &text).parse::<u32>().unwrap());
        prop_assert_eq!(found, [values.a, values.b]);
        let (low, high) = domain.drawn(skill);
        prop_assert!(found.iter().all(|value| (low..=high).contains(value)));
        match correlation {
            Correlation::Free => {}
            Correlation::Holds => prop_assert_eq!(values.b, values.a + domain.offset(skill)),
            Correlation::Broken => prop_assert_ne!(values.b, values.a + domain.offset(skill)),
        }
    }

    #[test]
    fn an_index_of_a_pair_is_there_whenever_it_was_drawn(sizes in sizes(), seed in any::<u32>(), operand in 0_usize..3) {
        let domain = Domain::new(sizes, true).unwrap();
        let task = Task::of(Family::IndexPairs, Operand::ALL[operand]);
        let text = domain.text_for(task, &mut Stream::new(seed, Purpose::HeldOut));
        let answer = domain.answer(task, &text);
        prop_assert!(answer != Token::Answer(0), "{} has no such pair", text_of(&text));
    }

    #[test]
    fn the_decisive_letters_are_those_that_the_answer_counts_or_points_to(sizes in sizes(), seed in any::<u32>()) {
        let domain = Domain::new(sizes, true).unwrap();
        let text = domain.text_for(Task::of(Family::IndexPairs, Operand::B), &mut Stream::new(seed, Purpose::HeldOut));
        for operand in Operand::ALL {
            let counted = domain.decisive(Task::of(Family::Count, operand), &text);
            prop_assert_eq!(counted.len() as u32, domain.value(Family::Count, operand, &text));
            prop_assert!(counted.iter().all(|i| text[*i] == operand.letter()));
            for (family, letters) in [(Family::Index, 1), (Family::IndexPairs, 2)] {
                let index = domain.value(family, operand, &text);
                let found = domain.decisive(Task::of(family, operand), &text);
                prop_assert_eq!(found.len(), if index == 0 { 0 } else { letters });
                prop_assert!(found.iter().all(|i| text[*i] == operand.letter()));
                prop_assert!(found.first().is_none_or(|i| text.len() - i == index as usize));
            }
        }
    }
}

#[test]
fn labels_are_spread_evenly_over_the_classes_with_and_without_the_correlation() {
    let domain = Domain::new(SIZES, true).unwrap();
    for skill in [Skill::Count, Skill::Index] {
        let mut stream = Stream::new(9, Purpose::HeldOut);
        let (low, high) = domain.drawn(skill);
        for (correlation, first) in
            [(Correlation::Free, low), (Correlation::Holds, low + domain.offset(skill)), (Correlation::Broken, low)]
        {
            let mut seen = vec![0_u32; domain.classes() as usize];
            let draws = 18_000;
            for _ in 0..draws {
                seen[domain.draw(skill, correlation, &mut stream).b as usize] += 1;
            }
            let even = draws / (high - first + 1);
            for class in first..=high {
                let off = f64::from(seen[class as usize].abs_diff(even)) / f64::from(even);
                assert!(off < 0.2, "{skill:?} {correlation:?}: class {class}: {} of {draws}", seen[class as usize]);
            }
        }
    }
}

#[test]
fn compositions_have_labels_on_every_class() {
    let domain = Domain::new(SIZES, true).unwrap();
    let mut stream = Stream::new(9, Purpose::HeldOut);
    for (family, classes) in [(Family::CountPairs, 0..=4), (Family::IndexPairs, 7..=16)] {
        for operand in Operand::ALL {
            let task = Task::of(family, operand);
            let mut seen = [0_u32; 17];
            for _ in 0..3000 {
                seen[domain.value(family, operand, &domain.text_for(task, &mut stream)) as usize] += 1;
            }
            let even = 3000 / (classes.end() - classes.start() + 1) as u32;
            for class in classes.clone() {
                assert!((even / 2..even * 2).contains(&seen[class]), "{family:?} {operand:?}: {seen:?}");
            }
            assert_eq!(seen.iter().sum::<u32>(), seen[classes.clone()].iter().sum::<u32>(), "{family:?}: {seen:?}");
        }
    }
}

#[test]
fn impossible_sizes_are_refused() {
    let with = |change: &dyn Fn(&mut Sizes)| {
        let mut sizes = SIZES;
        change(&mut sizes);
        Domain::new(sizes, true)
    };
    assert!(matches!(with(&|s| s.text_length = 300), Err(DomainError::Text(300))));
    assert!(matches!(with(&|s| s.window = 17), Err(DomainError::Window { .. })));
    assert!(matches!(with(&|s| s.largest = 9), Err(DomainError::Largest { .. })));
    assert!(matches!(with(&|s| s.occurrence = 7), Err(DomainError::Occurrence { needed: 17, .. })));
    assert!(matches!(with(&|s| s.occurrence = u32::MAX), Err(DomainError::Occurrence { .. })));
    assert!(Domain::new(Sizes { occurrence: 0, ..SIZES }, false).is_ok(), "nothing is indexed");
    let paper = Sizes { text_length: 250, window: 40, largest: 20, occurrence: 6, offset: 1 };
    assert!(Domain::new(paper, true).is_ok());
}
