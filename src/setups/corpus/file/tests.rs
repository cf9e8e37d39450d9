//! What the reader makes of files: every variation, refusals, torn files, and bytes of any kind.

use super::*;
use crate::setups::stories::grammar::{Feature, FeatureSet};
use proptest::prelude::*;

fn read(text: &str) -> FileReading {
    read_file(text.as_bytes()).unwrap()
}

fn refused(bytes: &[u8]) -> String {
    read_file(bytes).unwrap_err().to_string()
}

fn only(text: &str) -> FileRecord {
    let reading = read(text);
    assert_eq!(reading.records.len(), 1, "{text}");
    reading.records[0].clone()
}

fn whole(made: &Synthetic) {
    let reading = read_file(&made.bytes).unwrap();
    let FileReport { kept, features, left_out, .. } = &reading.report;
    assert_eq!((*kept, *features), (made.records, made.features));
    let left: Vec<(Reason, u32)> = left_out.iter().map(|left| (left.reason, left.count)).collect();
    assert_eq!(left, made.left_out);
    let stories: Vec<&str> = reading.records.iter().map(|record| record.story.as_str()).collect();
    assert_eq!(stories, made.stories);
    assert!(reading.report.with(RecordField::Summary) > made.records / 2);
    assert!(reading.report.unknown_features.iter().all(|(name, _)| name == "Humour"));
    assert_eq!(reading.report.unmarked, 0);
}

#[test]
fn a_file_of_two_thousand_records_with_every_variation_is_read_whole() {
    for torn in [false, true] {
        whole(&synthetic_text(1, 2000, torn).unwrap());
        whole(&synthetic_json_lines(2, 2000, torn).unwrap());
    }
}

#[test]
fn fields_stand_in_any_order_and_the_story_on_its_line_or_below() {
    let expected = FileRecord {
        features: FeatureSet::NONE.with(Feature::BadEnding).with(Feature::Twist),
        words: "quit, oak".to_owned(),
        summary: "A summary.".to_owned(),
        sentence: "Ben sat.".to_owned(),
        story: "Ben sat. \"No!\"\n\nHe didn't go.".to_owned(),
    };
    for text in [
        "Features: Badending, Twist\nWords: quit, oak\nSummary: A summary.\nSentence: Ben sat.\nStory: Ben sat. \"No!\"\n\nHe didn't go.\n<|endoftext|>\n",
        "\u{feff}WORDS: quit, oak\r\nRandom sentence: Ben sat.\r\nStory: \r\n\r\nBen sat. “No!”\r\n\r\nHe didn’t go.\r\nSummary: A summary.\r\nfeatures: twist, bad ending\r\n<|endoftext|>",
        "Summary: A summary.\nfeatures: TWIST, BadEnding.\nSentence: Ben sat.\nStory:\nBen sat. \"No!\"\n\nHe didn't go.<|endoftext|>\nStory:<|endoftext|>",
    ] {
        let mut record = only(text);
        if record.words.is_empty() {
            record.words.clone_from(&expected.words);
        }
        assert_eq!(record, expected, "{text}");
    }
    let json = r#"{"story": "Ben sat. “No!”\n\nHe didn’t go.", "Words": ["quit", "oak"], "summary": "A summary.", "random_sentence": "Ben sat.", "Features": "twist, Badending", "other": 3}"#;
    assert_eq!(only(json), expected);
}

#[test]
fn what_is_left_out_is_told_with_its_reason_and_place() {
    let text = "Story: One.\n<|endoftext|>\nFeatures: Twist\n<|endoftext|>\nloose words\n<|endoftext|>\nStory: One.\n<|endoftext|>\n\
                Features: Humour, Twist\nStory: Two.\n<|endoftext|>\nFeatures: Twist\nStory: Thr";
    let reading = read(text);
    let said: Vec<(Reason, u32, u32)> =
        reading.report.left_out.iter().map(|left| (left.reason, left.count, left.first)).collect();
    assert_eq!(
        said,
        [(Reason::NoStory, 1, 2), (Reason::Twice, 1, 4), (Reason::Unreadable, 1, 3), (Reason::Torn, 1, 6)]
    );
    assert_eq!(
        reading.report.left_out[3].sentence(),
        "1 record that the file ends in the middle of; the first is number 6"
    );
    assert_eq!((reading.report.kept, reading.report.plain, reading.report.found()), (2, 1, 6));
    assert_eq!(reading.report.unknown_features, [("Humour".to_owned(), 1)]);
    let json =
        read("{\"story\": \"One.\"}\n{\"story\": 3}\n[1]\n{\"story\": \"Two.\", \"features\": null}\n{\"story\": \"Th");
    let left: Vec<Reason> = json.report.left_out.iter().map(|left| left.reason).collect();
    assert_eq!((json.report.kept, left), (2, vec![Reason::Unreadable, Reason::OtherKind, Reason::Torn]));
}

#[test]
fn a_missing_mark_is_noticed_by_a_field_that_comes_again() {
    let reading = read("Features: Twist\nStory: One.\nFeatures: Dialogue\nStory: Two.\n<|endoftext|>\n");
    assert_eq!((reading.report.kept, reading.report.unmarked), (2, 1));
    assert!(reading.records[0].features.has(Feature::Twist) && reading.records[1].features.has(Feature::Dialogue));
    let unmarked = read("Features: Twist\nStory: One.\nFeatures: Dialogue\nStory: Two.\n");
    assert_eq!((unmarked.report.kept, unmarked.report.unmarked), (2, 2));
    assert_eq!(read("Story: One.\nFeatures: Twist\nStory: Tw").report.left_out_for(Reason::Torn), 1);
}

#[test]
fn a_file_that_is_something_else_is_refused_in_a_sentence() {
    for (bytes, part) in [
        (&b""[..], "nothing in it"),
        (b" \r\n ", "nothing in it"),
        (b"\xff\xfeS\x00", "UTF-16"),
        (b"PK\x03\x04\x00\x00", "no text"),
        (b"[{\"story\": \"One.\"}]", "on a line of its own"),
        (b"{\"title\": \"One.\"}", "no story in it"),
        (b"step,loss\n1,2.5\n", "no story in it"),
        (b"Once upon a time.\n<|endoftext|>\nThe end.\n<|endoftext|>\n", "no story in it"),
        (b"Story:\n<|endoftext|>\n", "no story in it"),
    ] {
        assert!(refused(bytes).contains(part), "{:?}: {}", bytes, refused(bytes));
    }
    assert!(refused(&vec![b'a'; LARGEST_FILE + 1]).contains("at most 64"));
}

#[test]
fn long_stories_and_bytes_that_are_no_text_cost_their_own_record_alone() {
    let long =
        format!("Story: {}\n<|endoftext|>\nStory: Two.\n<|endoftext|>\n", "word ".repeat(LONGEST_STORY_TEXT / 5 + 1));
    assert_eq!(read(&long).report.left_out_for(Reason::Long), 1);
    let bytes = b"Story: caf\xe9.\n<|endoftext|>\nStory: Two.\n<|endoftext|>\n";
    let reading = read_file(bytes).unwrap();
    assert_eq!((reading.report.kept, reading.report.left_out_for(Reason::Bytes)), (1, 1));
}

/// Where each record's end mark ends.
fn ends(bytes: &[u8], mark: &[u8]) -> Vec<usize> {
    bytes.windows(mark.len()).enumerate().filter(|(_, w)| *w == mark).map(|(at, _)| at + mark.len()).collect()
}

proptest! {
    #[test]
    fn a_file_torn_anywhere_loses_its_last_record_at_most(seed in 0_u32..50, share in 0.0_f64..1.0) {
        let text = synthetic_text(seed, 30, false).unwrap();
        let all = read_file(&text.bytes).unwrap();
        let marks = ends(&text.bytes, b"<|endoftext|>");
        let at = marks[0] + ((text.bytes.len() - marks[0]) as f64 * share) as usize;
        let torn = read_file(&text.bytes[..at]).unwrap();
        let complete = marks.iter().filter(|end| **end <= at).count() as u32;
        prop_assert_eq!(torn.report.found() - torn.report.left_out_for(Reason::Torn), complete);
        prop_assert_eq!(&torn.records[..], &all.records[..torn.records.len()]);

        let json = synthetic_json_lines(seed, 30, false).unwrap();
        let all = read_file(&json.bytes).unwrap();
        let lines = ends(&json.bytes, b"}");
        let at = lines[0] + ((json.bytes.len() - lines[0]) as f64 * share) as usize;
        let torn = read_file(&json.bytes[..at]).unwrap();
        prop_assert_eq!(&torn.records[..], &all.records[..torn.records.len()]);
        prop_assert!(torn.report.left_out_for(Reason::Torn) <= 1);
    }

    #[test]
    fn whatever_a_story_says_is_given_back_in_one_way_of_writing(
        stories in proptest::collection::hash_set("[\\PC\n]{0,30}[a-z]", 1..8), features in 0_usize..64
    ) {
        // That sign stands for bytes that are no text, and costs its record.
        let stories: Vec<String> = stories.iter().map(|story| story.replace('\u{fffd}', "x")).collect();
        let set: FeatureSet = Feature::ALL.into_iter().filter(|f| features & (1 << *f as usize) != 0).collect();
        let names: Vec<&str> = set.iter().map(Feature::file_name).collect();
        let lines: Vec<String> = stories
            .iter()
            .map(|story| serde_json::json!({"features": names, "story": story}).to_string() + "\n")
            .collect();
        let reading = read_file(lines.concat().as_bytes()).unwrap();
        let given: Vec<String> = stories.iter().map(|story| quotes::straightened(story.trim())).collect();
        let distinct: std::collections::HashSet<&String> = given.iter().collect();
        prop_assert_eq!(reading.records.len(), distinct.len());
        prop_assert!(reading.records.iter().all(|record| record.features == set && given.contains(&record.story)));
    }

    #[test]
    fn no_bytes_whatever_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = read_file(&bytes);
    }

    #[test]
    fn no_text_whatever_makes_the_reader_panic(
        parts in proptest::collection::vec("(Features|STORY|Summary|random sentence|x)?:?[ \\n]{0,2}(<\\|endoftext\\|>|\\PC{0,12}|\\{\"story\": \"a\"\\}\\n)", 0..20)
    ) {
        let text = parts.concat();
        if let Ok(reading) = read_file(text.as_bytes()) {
            prop_assert!(reading.records.iter().all(|record| !record.story.trim().is_empty()));
            prop_assert_eq!(reading.records.len() as u32, reading.report.kept);
        }
    }
}
