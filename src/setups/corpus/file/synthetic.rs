//! Files made up of the grammar's stories, with every way of writing a record that real files have: for tests, and to try the page with.

use super::marked_text::END_OF_TEXT;
use super::report::Reason;
use crate::setups::stories::grammar::{Feature, FeaturePrior, SamplerError, StoryRecord, StorySampler, show};
use crate::tasks::{Purpose, Stream};
use serde_json::{Map, Value};
use std::collections::HashSet;

/// One record in so many is followed by one without a story.
const STORYLESS: u32 = 40;
/// One record in so many is followed by one whose story was there before.
const REPEATED: u32 = 75;
/// Stories drawn for a record before a repeated one is taken.
const TRIES: u32 = 200;

/// A file made up, and what a reader has to make of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Synthetic {
    /// The file.
    pub bytes: Vec<u8>,
    /// Records that have to be taken.
    pub records: u32,
    /// Of those, how many have each feature.
    pub features: [u32; 6],
    /// Records that have to be left out, in the order of [`Reason::ALL`].
    pub left_out: Vec<(Reason, u32)>,
    /// The stories of the records, in order, with straight quotation marks.
    pub stories: Vec<String>,
}

/// A field's name and text, or the story's.
type Line = (String, String);

/// A text file with `records` records, ending in the middle of a word where it is `torn`.
///
/// # Errors
/// Never, as long as the grammar's usual stories can be drawn.
pub fn synthetic_text(seed: u32, records: u32, torn: bool) -> Result<Synthetic, SamplerError> {
    let mut stream = Stream::new(seed, Purpose::Playground);
    let (mut made, drawn) = begun(records, &mut stream)?;
    let mut text = String::from("\u{feff}");
    for (number, record) in (1..).zip(&drawn) {
        text.push_str(&written(&fields(record, &mut stream), &mut stream));
        if number % STORYLESS == 0 {
            text.push_str(&format!("Features: Dialogue\nWords: one, two\n{END_OF_TEXT}\n"));
        }
        if number % REPEATED == 0 {
            text.push_str(&format!("Story: {}\n{END_OF_TEXT}\n", show(&record.story.words)));
        }
    }
    if torn {
        text.push_str("Features: Twist\nStory:\n\nOnce upon a time there was a litt");
        made.left_out.push((Reason::Torn, 1));
    }
    Ok(Synthetic { bytes: text.into_bytes(), ..made })
}

/// The same as JSON lines.
///
/// # Errors
/// As [`synthetic_text`].
pub fn synthetic_json_lines(seed: u32, records: u32, torn: bool) -> Result<Synthetic, SamplerError> {
    let mut stream = Stream::new(seed, Purpose::Playground);
    let (mut made, drawn) = begun(records, &mut stream)?;
    let mut text = String::new();
    for (number, record) in (1..).zip(&drawn) {
        text.push_str(&object(&fields(record, &mut stream), &mut stream));
        if number % STORYLESS == 0 {
            text.push_str("{\"features\": [\"Dialogue\"], \"story\": \"\"}\n");
        }
        if number % REPEATED == 0 {
            let again = Value::from(show(&record.story.words));
            text.push_str(&format!("{{\"id\": 7, \"story\": {again}}}\r\n"));
        }
    }
    if torn {
        text.push_str("{\"features\": \"Twist\", \"story\": \"Once upon a time there was a litt");
        made.left_out.push((Reason::Torn, 1));
    }
    Ok(Synthetic { bytes: text.into_bytes(), ..made })
}

/// Records with different stories, and what a file of them has to be read as.
fn begun(records: u32, stream: &mut Stream) -> Result<(Synthetic, Vec<StoryRecord>), SamplerError> {
    let sampler = StorySampler::new(FeaturePrior::default(), |_| true)?;
    let (mut seen, mut drawn) = (HashSet::new(), Vec::new());
    let mut features = [0; 6];
    for _ in 0..records {
        let fresh = (0..TRIES).map(|_| sampler.draw(stream)).find(|record| seen.insert(show(&record.story.words)));
        let Some(record) = fresh else { continue };
        record.features.iter().for_each(|feature| features[*feature as usize] += 1);
        drawn.push(record);
    }
    let count = drawn.len() as u32;
    let left_out = [(Reason::NoStory, count / STORYLESS), (Reason::Twice, count / REPEATED)];
    let made = Synthetic {
        bytes: Vec::new(),
        records: count,
        features,
        left_out: left_out.into_iter().filter(|(_, count)| *count > 0).collect(),
        stories: drawn.iter().map(|record| show(&record.story.words)).collect(),
    };
    Ok((made, drawn))
}

/// The fields of a record in any order, some missing, the story among them.
fn fields(record: &StoryRecord, stream: &mut Stream) -> Vec<Line> {
    let story = show(&record.story.words);
    let mut lines: Vec<Line> = Vec::new();
    let unknown = stream.chance(0.05);
    if !record.features.is_empty() || unknown {
        let mut names: Vec<String> = record.features.iter().map(|feature| named(*feature, stream)).collect();
        names.extend(unknown.then(|| "Humour".to_owned()));
        lines.push(("Features".to_owned(), names.join(", ")));
    }
    if !record.words.is_empty() {
        let words: Vec<&str> = record.words.iter().map(|word| word.text()).collect();
        lines.push(("Words".to_owned(), words.join(", ")));
    }
    if stream.chance(0.7) {
        lines.push(("Summary".to_owned(), first_sentence(&story).to_owned()));
    }
    if stream.chance(0.3) {
        let name = if stream.coin() { "Sentence" } else { "Random sentence" };
        lines.push((name.to_owned(), first_sentence(&story).to_owned()));
    }
    stream.shuffle(&mut lines);
    // The summary may also come after the story.
    let is_last = |line: &Line| line.0 == "Summary";
    let at = match lines.iter().position(is_last) {
        Some(summary) if stream.chance(0.3) => {
            let last = lines.remove(summary);
            lines.push(last);
            lines.len() - 1
        }
        _ => lines.len(),
    };
    let story = if stream.chance(0.3) { curled(&story) } else { story };
    lines.insert(at, ("Story".to_owned(), story));
    lines
}

fn first_sentence(story: &str) -> &str {
    story.find(['.', '!', '?']).map_or(story, |end| &story[..=end])
}

/// A feature by one of the names that files give it.
fn named(feature: Feature, stream: &mut Stream) -> String {
    let name = feature.file_name();
    match stream.below(4) {
        0 => name.to_lowercase(),
        1 => name.to_uppercase(),
        2 => name.replace("Badending", "Bad Ending").replace("Moralvalue", "MoralValue"),
        _ => name.to_owned(),
    }
}

/// With the quotation marks of print.
fn curled(story: &str) -> String {
    let mut open = false;
    let turned = |letter: char| match letter {
        '"' => {
            open = !open;
            if open { '\u{201c}' } else { '\u{201d}' }
        }
        '\'' => '\u{2019}',
        other => other,
    };
    story.chars().map(turned).collect()
}

/// A record as text.
fn written(lines: &[Line], stream: &mut Stream) -> String {
    let end = if stream.chance(0.2) { "\r\n" } else { "\n" };
    let shouting = stream.chance(0.1);
    let mut text = String::new();
    for (name, value) in lines {
        let name = if shouting { name.to_uppercase() } else { name.clone() };
        let gap = match (name.eq_ignore_ascii_case("story"), stream.below(3)) {
            (true, 0) => format!(" {end}{end}"),
            (true, 1) => end.to_owned(),
            _ => " ".to_owned(),
        };
        text.push_str(&format!("{name}:{gap}{value}{end}"));
    }
    text + END_OF_TEXT + end
}

/// A record as a line of JSON.
fn object(lines: &[Line], stream: &mut Stream) -> String {
    let mut object = Map::new();
    for (name, value) in lines {
        let listed = stream.coin() && matches!(name.as_str(), "Features" | "Words");
        let value = if listed { value.split(", ").collect::<Vec<_>>().into() } else { Value::from(value.clone()) };
        let name = if stream.coin() { name.to_lowercase().replace(' ', "_") } else { name.clone() };
        object.insert(name, value);
    }
    let end = if stream.chance(0.2) { "\r\n" } else { "\n" };
    Value::Object(object).to_string() + end
}
