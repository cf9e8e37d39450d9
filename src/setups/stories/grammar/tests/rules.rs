//! The rules one by one.

use super::super::template::Piece;
use super::super::{
    DenialStart, Feature, FeaturePrior, FeaturePriorError, FeatureSet, Flaw, Header, LONGEST_RECORD, SamplerError,
    Sort, Story, StoryRecord, StorySampler, WORDINGS, Word, double, event_of, read, show, until_end,
};
use super::{records, records_with, words};

fn one(text: &str) -> Word {
    Word::parse(text).unwrap()
}

#[test]
fn every_word_of_the_sentences_is_in_the_vocabulary() {
    let templates = WORDINGS.all().iter().map(|wording| &wording.template).chain(WORDINGS.summaries());
    assert!(templates.clone().all(|template| !template.pieces().contains(&Piece::Word(Word::PAD))));
    assert_eq!(templates.count(), 56 + 16 + 4);
    assert_eq!(WORDINGS.turns().iter().map(Vec::len).collect::<Vec<_>>(), [0, 1, 2, 3, 3, 2, 3]);
}

#[test]
fn words_have_numbers_and_texts() {
    for (id, word) in Word::all().iter().enumerate() {
        assert_eq!(usize::from(word.id()), id);
        assert_eq!(Word::parse(word.text()), Some(*word));
        assert_eq!(Word::from_id(word.id()), Some(*word));
    }
    assert_eq!(Word::all().len(), Word::COUNT);
    assert_eq!(Word::from_id(199), None);
    assert!(serde_json::from_str::<Word>("199").is_err());
    assert_eq!(serde_json::from_str::<Word>("5").unwrap(), Word::STORY);
    let marks = [Word::PAD, Word::END, Word::FEATURES, Word::WORDS, Word::SUMMARY, Word::STORY];
    assert_eq!(marks.map(Word::text), ["<pad>", "<end>", "features:", "words:", "summary:", "story:"]);
}

#[test]
fn sorts_have_their_words_doubles_and_events() {
    let ends = Sort::ALL.map(|sort| (sort.words()[0].text(), sort.words()[sort.words().len() - 1].text()));
    let expected = [
        ("mia", "sam"),
        ("frog", "tiger"),
        ("ball", "box"),
        ("barn", "shed"),
        ("kind", "silly"),
        ("red", "soft"),
        ("clouds", "sparkles"),
        ("rain", "fairy"),
        ("share", "try"),
    ];
    assert_eq!(ends, expected);
    assert_eq!(double(one("prince")), Some(one("frog")));
    assert_eq!(double(one("book")), Some(one("box")));
    assert_eq!(double(one("mia")), None);
    assert_eq!(event_of(one("tracks")), Some(one("bear")));
    assert_eq!(event_of(one("bear")), None);
    for word in Sort::TWISTED.iter().flat_map(|sort| sort.words()) {
        assert_eq!(double(*word).and_then(double), Some(*word));
        assert_eq!(double(*word).and_then(Sort::of), Sort::of(*word));
    }
}

#[test]
fn features_have_names_in_prompts_and_in_files() {
    let names = Feature::ALL.map(Feature::name);
    assert_eq!(names, ["twist", "dialogue", "badending", "moralvalue", "foreshadowing", "conflict"]);
    for feature in Feature::ALL {
        assert_eq!(Feature::parse(feature.name()), Some(feature));
        assert_eq!(Feature::parse(feature.file_name()), Some(feature));
    }
    assert_eq!(Feature::parse("rhyme"), None);
}

#[test]
fn what_is_no_prior_is_refused() {
    let default = FeaturePrior::default();
    for share in [-0.1, 1.1, f64::NAN] {
        assert!(matches!(
            default.with(Feature::Conflict, share),
            Err(FeaturePriorError::OutOfRange { feature: Feature::Conflict, .. })
        ));
    }
    let json = serde_json::to_string(&default).unwrap();
    assert_eq!(serde_json::from_str::<FeaturePrior>(&json).unwrap(), default);
    assert!(serde_json::from_str::<FeaturePrior>("[2,0,0,0,0,0]").is_err());
}

#[test]
fn the_sets_of_a_prior_sum_to_one_and_have_three_features_at_most() {
    for prior in [FeaturePrior::default(), FeaturePrior::new([1.0; 6]).unwrap(), FeaturePrior::new([0.0; 6]).unwrap()] {
        let sets = prior.sets();
        assert!((sets.iter().map(|(_, likely)| likely).sum::<f64>() - 1.0).abs() < 1e-12);
        assert!(sets.iter().all(|(set, _)| set.len() <= 3));
    }
    assert_eq!(FeaturePrior::default().sets().len(), 1 + 6 + 15 + 20);
    assert_eq!(FeaturePrior::new([0.0; 6]).unwrap().sets(), [(FeatureSet::NONE, 1.0)]);
}

#[test]
fn what_cannot_be_drawn_is_refused() {
    let prior = FeaturePrior::default();
    let refused = |prior, wanted: &dyn Fn(FeatureSet) -> bool| StorySampler::new(prior, wanted).unwrap_err();
    assert_eq!(refused(prior, &|_| false), SamplerError::NeverDrawn);
    assert_eq!(refused(prior, &|set| set.len() == 4), SamplerError::NeverDrawn);
    let without_twists = prior.with(Feature::Twist, 0.0).unwrap();
    assert_eq!(refused(without_twists, &|set| set.has(Feature::Twist)), SamplerError::NeverDrawn);
    // The shortest story with these three has 46 words.
    let long = [Feature::Twist, Feature::Dialogue, Feature::Foreshadowing].into_iter().collect::<FeatureSet>();
    assert_eq!(refused(prior, &|set| set == long), SamplerError::TooLong { drawn: 20_000 });
}

#[test]
fn a_filter_holds() {
    assert!(records_with(1, 300, |set| set.has(Feature::Twist)).all(|r| r.features.contains(&Feature::Twist)));
    assert!(records_with(1, 300, |set| !set.has(Feature::Twist)).all(|r| r.story.twist.is_none()));
}

#[test]
fn a_record_is_written_as_files_write_it() {
    let record = StoryRecord {
        features: vec![Feature::MoralValue, Feature::Twist],
        words: words("cat lamp"),
        summary: words("max has a egg ."),
        order: [Header::Words, Header::Features, Header::Summary],
        story: Story { words: words("max got a old lamp . \" please help me , \" said max ."), ..Story::default() },
    };
    let expected = "Words: cat, lamp\nFeatures: Moralvalue, Twist\nSummary: Max has an egg.\nStory:\n\
        Max got an old lamp. \"Please help me,\" said Max.\n<|endoftext|>\n";
    assert_eq!(record.text(), expected);
    let plain = StoryRecord { features: vec![], words: vec![], summary: vec![], ..record };
    assert!(plain.text().starts_with("Story:\nMax got"));
    assert_eq!(plain.prompt(), [Word::STORY]);
}

#[test]
fn other_features_before_a_story_leave_it_short_enough() {
    let asked = [Feature::Twist, Feature::Conflict, Feature::Dialogue, Feature::MoralValue, Feature::BadEnding];
    for record in records(4, 500) {
        let headed = record.headed_by(&asked);
        assert!(headed.token_count() <= LONGEST_RECORD);
        assert_eq!(headed.tokens().len(), headed.token_count());
        assert_eq!((headed.features.as_slice(), &headed.story), (asked.as_slice(), &record.story));
        assert_eq!(record.headed_by(&record.features), record);
    }
}

#[test]
fn a_denial_that_is_finished_is_a_coherent_twist_and_fits() {
    let mut sorts = std::collections::HashSet::new();
    for record in records_with(5, 400, |set| set.has(Feature::Twist)) {
        let denial = DenialStart::of(&record, &record.features).unwrap();
        sorts.insert(denial.sort);
        let old = record.story.told.get(denial.sort).unwrap();
        let rest = |new: Word| {
            let article = match denial.sort {
                Sort::Place => "in the",
                Sort::Trait => "",
                _ => "a",
            };
            words(&format!("{} . it was {article} {} ! <end>", old.text(), new.text()))
        };
        let coherent = denial.read(&rest(double(old).unwrap()));
        let twist = denial.twist(&coherent).unwrap();
        assert_eq!((twist.sort, twist.old, twist.new), (denial.sort, old, double(old).unwrap()));
        assert_eq!((twist.span.start, twist.body), (denial.place, denial.place + 1));
        assert_eq!(denial.twist(&denial.read(&rest(old))), None);
        assert_eq!(denial.twist(&denial.read(&[])), None);
        assert!(denial.tokens().len() + rest(old).len() <= LONGEST_RECORD);
    }
    assert_eq!(sorts.len(), 4);
}

#[test]
fn a_flaw_is_a_sentence() {
    let flaw = |text: &str| read(&words(text)).flaw.unwrap();
    let said = |text: &str| flaw(text).to_string();
    assert_eq!(said("mia got a red hat ."), "the story has no ending");
    assert_eq!(
        said("mia got a red hat . a frog took the egg . mia kept the hat ."),
        "a sentence (animal) has the thing “egg”, but it is “hat”"
    );
    assert_eq!(
        said("mia got a red hat . mia ran to the barn ."),
        "a sentence (filler) has the place “barn”, but none is known yet"
    );
    assert_eq!(said("mia got red"), "no sentence reads “mia got red …”");
    assert_eq!(flaw("in truth"), Flaw::Unreadable { at: 0, words: words("in truth") });
    assert_eq!(flaw(""), Flaw::NoEnding);
}

#[test]
fn words_are_read_until_the_end() {
    let all = words("mia kept the hat . <end> once");
    assert_eq!(until_end(&all), Some(&all[..5]));
    assert_eq!(until_end(&all[..4]), None);
    assert_eq!(show(&all), "Mia kept the hat.");
}
