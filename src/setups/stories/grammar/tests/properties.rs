//! The reader on what the generator writes, on stories with one word changed, and on any words.

use super::super::{FeatureSet, Kind, LONGEST_RECORD, LONGEST_STORY, Sort, Word, read, show};
use super::records;
use proptest::prelude::*;

#[test]
fn the_reader_finds_exactly_what_the_generator_wrote() {
    for record in records(11, 5_000) {
        let reading = read(&record.story.words);
        let asked: FeatureSet = record.features.iter().copied().collect();
        assert_eq!((reading.flaw.as_ref(), reading.features), (None, asked), "{}", record.text());
        let parts = record.story.parts.iter().map(|part| (Some(part.kind), part.span.clone()));
        let sentences: Vec<_> = reading.sentences.iter().map(|s| (s.kind, s.span.clone())).collect();
        assert_eq!(sentences, parts.collect::<Vec<_>>());
        assert_eq!(reading.twists.first().map(|twist| twist.sort), record.story.twist);
        assert_eq!(reading.attempts, usize::from(record.story.twist.is_some()));
        assert!(record.story.words.len() <= LONGEST_STORY && record.token_count() <= LONGEST_RECORD);
        assert!(record.words.iter().all(|word| record.story.words.contains(word)));
    }
}

/// Whether a word of a sentence has to agree with what was told before, or with its sign.
fn has_to_agree(kind: Kind, sort: Sort) -> bool {
    match sort {
        Sort::Lesson => false,
        Sort::Event => kind == Kind::Fulfil,
        sort => !kind.tells().contains(&sort),
    }
}

#[test]
fn a_changed_word_that_breaks_a_fact_is_found() {
    let mut changed = 0;
    for record in records(12, 400) {
        let story = &record.story.words;
        let before = read(story);
        for part in &record.story.parts {
            for at in part.span.clone() {
                let Some(sort) = Sort::of(story[at]).filter(|sort| has_to_agree(part.kind, *sort)) else { continue };
                for other in sort.words().iter().filter(|word| **word != story[at]) {
                    let mut words = story.clone();
                    words[at] = *other;
                    let reading = read(&words);
                    // Another word can make a twist of a confirmation, or the other way round.
                    let can_turn = matches!(part.kind, Kind::Twist | Kind::Same);
                    let found = !reading.is_valid() || (can_turn && reading.twists.len() != before.twists.len());
                    assert!(found, "{}", show(&words));
                    changed += 1;
                }
            }
        }
    }
    assert!(changed > 10_000);
}

/// Any words, and words of sentences in any order, which get further.
fn any_words() -> impl Strategy<Value = Vec<Word>> {
    let any = prop::collection::vec((0..Word::COUNT).prop_map(|id| Word::all()[id]), 0..60);
    let parts: Vec<Vec<Word>> = records(13, 60)
        .flat_map(|r| r.story.parts.iter().map(|part| r.story.words[part.span.clone()].to_vec()).collect::<Vec<_>>())
        .collect();
    let mixed = prop::collection::vec((prop::sample::select(parts), 0..14_usize), 0..9).prop_map(|parts| {
        parts.into_iter().flat_map(|(part, cut)| part[..part.len() - cut % 3 % part.len()].to_vec()).collect()
    });
    prop_oneof![any, mixed]
}

proptest! {
    #[test]
    fn any_words_can_be_read(words in any_words()) {
        let reading = read(&words);
        let mut end = 0;
        for sentence in &reading.sentences {
            prop_assert_eq!(sentence.span.start, end);
            prop_assert!(sentence.span.contains(&sentence.body));
            end = sentence.span.end;
        }
        prop_assert_eq!(end, words.len());
        prop_assert!(reading.twists.len() <= reading.attempts);
        prop_assert!(!reading.is_valid() || reading.sentences.iter().all(|sentence| sentence.coherent));
        show(&words);
        if let Some(flaw) = reading.flaw {
            prop_assert!(!flaw.to_string().is_empty());
        }
    }
}
