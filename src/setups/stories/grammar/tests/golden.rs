//! Records, texts and readings as the reference has them. `tests/golden/stories.py` writes the tables.

use super::super::{
    DenialStart, Facts, Feature, FeatureSet, Flaw, Header, Kind, Reading, Sort, Story, StoryPart, StoryRecord, Twist,
    Word, read, show,
};
use serde_json::Value as Json;
use std::sync::LazyLock;

pub(super) static GOLDEN: LazyLock<Json> = LazyLock::new(|| {
    let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/stories.json"));
    serde_json::from_str(text).unwrap()
});

fn array(json: &Json) -> &[Json] {
    json.as_array().unwrap()
}

fn number(json: &Json) -> usize {
    json.as_u64().unwrap() as usize
}

fn word(json: &Json) -> Word {
    Word::from_id(number(json) as u8).unwrap()
}

fn list(json: &Json) -> Vec<Word> {
    array(json).iter().map(word).collect()
}

fn features(json: &Json) -> Vec<Feature> {
    array(json).iter().map(|f| Feature::ALL[number(f)]).collect()
}

fn sort(json: &Json) -> Option<Sort> {
    let letter = json.as_str()?;
    Some(Sort::ALL.into_iter().find(|sort| letter.chars().eq([sort.letter()])).unwrap())
}

/// The reference's words for a kind.
pub(super) fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Open => "open",
        Kind::Who => "who",
        Kind::Where => "where",
        Kind::Trait => "trait",
        Kind::Fill => "fill",
        Kind::Same => "same",
        Kind::Dialogue => "dialogue",
        Kind::Conflict => "conflict",
        Kind::Hint => "hint",
        Kind::Fulfil => "fulfil",
        Kind::Good => "good",
        Kind::Bad => "bad",
        Kind::Moral => "moral",
        Kind::Twist => "twist",
    }
}

/// The reference's words for a flaw.
fn why(flaw: &Flaw) -> String {
    let known = |word: &Option<Word>| word.map_or("None", Word::text);
    match flaw {
        Flaw::Unreadable { at, words } => {
            format!("unreadable at {at}: {}", words.iter().map(|word| word.text()).collect::<Vec<_>>().join(" "))
        }
        Flaw::Contradiction { kind, sort, said, known: k } => {
            format!("{}: {}={}, known is {}", kind_name(*kind), sort.letter(), said.text(), known(k))
        }
        Flaw::FalseDenial { sort, said, known: k } => {
            format!("twist denies {}={}, known is {}", sort.letter(), said.text(), known(k))
        }
        Flaw::NeverTold { .. } => "twist on a fact that was never told".to_owned(),
        Flaw::ChangesNothing { .. } => "twist that changes nothing".to_owned(),
        Flaw::NotTheDouble { .. } => "not the double".to_owned(),
        Flaw::WrongEvent { .. } => "wrong event".to_owned(),
        Flaw::SecondOpening => "second opening".to_owned(),
        Flaw::NoOpening => "no opening".to_owned(),
        Flaw::AfterTheEnding => "after the ending".to_owned(),
        Flaw::NoEnding => "no ending".to_owned(),
    }
}

/// The reference counts a twist's sentence among those that could be read.
fn twist(reading: &Reading, twist: &Twist) -> Json {
    let before = &reading.sentences[..twist.sentence];
    assert_eq!(reading.sentences[twist.sentence].span, twist.span);
    assert_eq!(reading.sentences[twist.sentence].body, twist.body);
    let number = before.iter().filter(|sentence| sentence.kind.is_some()).count();
    serde_json::json!([twist.sort.letter().to_string(), number, twist.old.id(), twist.new.id()])
}

/// A reading in the form of the table.
fn in_table_form(reading: &Reading) -> Json {
    let kinds: Vec<String> = reading
        .sentences
        .iter()
        .map(|sentence| match (sentence.kind, sentence.coherent) {
            (None, _) => "?".to_owned(),
            (Some(kind), true) => kind_name(kind).to_owned(),
            (Some(kind), false) => format!("{}*", kind_name(kind)),
        })
        .collect();
    let spans: Vec<Json> = reading
        .sentences
        .iter()
        .filter(|sentence| sentence.kind.is_some())
        .map(|sentence| serde_json::json!([sentence.span.start, sentence.body, sentence.span.end]))
        .collect();
    let twists: Vec<Json> = reading.twists.iter().map(|t| twist(reading, t)).collect();
    let features: Vec<usize> = reading.features.iter().map(|feature| feature as usize).collect();
    assert_eq!(reading.is_valid(), reading.flaw.is_none());
    serde_json::json!([reading.flaw.as_ref().map(why), kinds.join(" "), spans, twists, reading.attempts, features])
}

/// The record of a row of the table. Parts are the sentences that the reference read.
fn record(row: &Json) -> StoryRecord {
    let mut told = Facts::default();
    for (letter, id) in row["told"].as_object().unwrap() {
        told.set(sort(&Json::String(letter.clone())).unwrap(), word(id));
    }
    let kinds = row["reading"][1].as_str().unwrap().split(' ');
    let kind = |name: &str| Kind::ALL.into_iter().find(|kind| kind_name(*kind) == name).unwrap();
    let parts = kinds
        .zip(array(&row["reading"][2]))
        .map(|(name, span)| StoryPart { kind: kind(name), span: number(&span[0])..number(&span[2]) })
        .collect();
    let order: Vec<Header> = array(&row["order"]).iter().map(|h| Header::ALL[number(h)]).collect();
    StoryRecord {
        features: features(&row["features"]),
        words: list(&row["words"]),
        summary: list(&row["summary"]),
        order: order.try_into().unwrap(),
        story: Story { words: list(&row["story"]), parts, told, twist: sort(&row["twist"]) },
    }
}

#[test]
fn the_vocabulary_is_the_references() {
    let reference: Vec<&str> = GOLDEN["vocabulary"].as_str().unwrap().split(' ').collect();
    let ours: Vec<&str> = Word::all().iter().map(|word| word.text()).collect();
    assert_eq!(ours, reference);
}

#[test]
fn the_reader_finds_in_stories_what_the_reference_finds() {
    for row in array(&GOLDEN["records"]) {
        assert_eq!(in_table_form(&read(&list(&row["story"]))), row["reading"]);
    }
}

#[test]
fn the_reader_finds_in_changed_stories_what_the_reference_finds() {
    for row in array(&GOLDEN["changed"]) {
        let story = list(&row[0]);
        assert_eq!(in_table_form(&read(&story)), row[1], "{}", show(&story));
    }
}

#[test]
fn prompts_and_tokens_are_the_references() {
    for row in array(&GOLDEN["records"]) {
        let record = record(row);
        let prompt = list(&row["prompt"]);
        assert_eq!(record.prompt(), prompt);
        assert_eq!(record.prompt_for(&features(&row["other"])), list(&row["other_prompt"]));
        let tokens = [prompt, list(&row["story"]), vec![Word::END]].concat();
        assert_eq!(record.tokens(), tokens);
        assert_eq!(record.token_count(), tokens.len());
    }
}

#[test]
fn stories_are_shown_as_the_reference_shows_them() {
    let shown = array(&GOLDEN["records"]).iter().filter(|row| !row["shown"].is_null());
    assert!(shown.clone().count() > 0);
    for row in shown {
        let ours = [show(&list(&row["story"])), show(&list(&row["summary"]))];
        assert_eq!(serde_json::json!(ours), row["shown"]);
    }
}

#[test]
fn denials_start_as_the_references() {
    for row in array(&GOLDEN["records"]) {
        let record = record(row);
        let denial = DenialStart::of(&record, &record.features);
        match &row["denial"] {
            Json::Null => assert_eq!(denial, None),
            story => assert_eq!(denial.unwrap().tokens(), [list(&row["prompt"]), list(story)].concat()),
        }
    }
}

#[test]
fn the_tables_have_every_flaw_and_every_feature() {
    let readings: Vec<Reading> = array(&GOLDEN["changed"]).iter().map(|row| read(&list(&row[0]))).collect();
    let mut flaws: Vec<_> = readings.iter().filter_map(|r| r.flaw.as_ref()).map(std::mem::discriminant).collect();
    flaws.dedup();
    let distinct: std::collections::HashSet<_> = flaws.into_iter().collect();
    assert_eq!(distinct.len(), 11);
    let found: FeatureSet = readings.iter().flat_map(|reading| reading.features.iter()).collect();
    assert_eq!(found, Feature::ALL.into_iter().collect());
}
