//! The entrances: how each is entered, and how its valid inputs are changed.

use crate::draw::{drawn, drawn_collection, drawn_program, drawn_spec, written_again};
use crate::{archives, change, json, text, valid};
use unwrap_lab::engine::{Command, Event};
use unwrap_lab::experiment::{
    Checkpoint, Grid, Record, checked_record, collection_from_bytes, decode, grid_to_hash, parse_hash,
    record_from_json, spec_from_json,
};
use unwrap_lab::rasp::Program;
use unwrap_lab::schedule::Run;
use unwrap_lab::setups::corpus::StoryFile;
use unwrap_lab::setups::table::{Purposed, TableFile};
use unwrap_lab::tasks::Stream;

/// A way into the program.
pub(crate) struct Entrance {
    pub(crate) name: &'static str,
    pub(crate) valid: fn() -> Vec<Vec<u8>>,
    pub(crate) change: fn(&[u8], &mut Stream) -> Vec<u8>,
    /// Whether the input is accepted. What is accepted is used as the page uses it.
    pub(crate) enter: fn(&[u8]) -> bool,
}

/// Words of links.
const OF_LINKS: [&str; 26] = [
    "run",
    "compiled",
    "sweep",
    "stories",
    "gallery",
    "v=1",
    "preset",
    "setup",
    "program",
    "source",
    "seed",
    "c_tr",
    "rates",
    "x=",
    "y=",
    "seeds",
    "shows",
    "held_out",
    "steps",
    "text_length",
    "batch",
    "size",
    "families",
    "prior",
    "results",
    "embed=1",
];

/// Words of programs.
const OF_PROGRAMS: [&str; 32] = [
    "map(",
    "zip(",
    "blend(",
    "aggregate(",
    "width(",
    "select(",
    "all",
    "both(",
    "either(",
    "except(",
    "numerical ",
    "tokens",
    "indices",
    "x",
    "y",
    " == ",
    " < ",
    " + ",
    " * ",
    " / ",
    " % ",
    "if ",
    " then ",
    " else ",
    "not ",
    "true",
    "length 64",
    "causal",
    "exactness 1",
    "strings distinct",
    "output ",
    "target ",
];

/// Words of files of stories.
const OF_STORIES: [&str; 10] = [
    "Story:",
    "Features:",
    "Words:",
    "Summary:",
    "Random sentence:",
    "<|endoftext|>",
    "Twist",
    "{\"story\":",
    "once upon a time",
    "\r\n",
];

/// Words of tables.
const OF_TABLES: [&str; 9] = ["text", "old answer", "new answer", "\"", ",", ";", "\t", "1e400", "\r\n"];

fn text_of(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn link(bytes: &[u8]) -> bool {
    let Ok(link) = parse_hash(&text_of(bytes)) else { return false };
    drawn_spec(&link.spec);
    if let Some(grid) = &link.grid {
        assert!(
            parse_hash(&grid_to_hash(grid)).map(|again| again.grid) == Ok(Some(grid.clone())),
            "its link is another's"
        );
    }
    match link.results {
        Some(Ok(record)) => drawn(&record),
        Some(Err(error)) => {
            assert!(!error.to_string().is_empty());
            return false;
        }
        None => {}
    }
    true
}

fn specification(bytes: &[u8]) -> bool {
    let Ok(value) = serde_json::from_slice(bytes) else { return false };
    if let Ok(grid) = Grid::from_json(&value) {
        assert!(Grid::from_json(&grid.to_json()) == Ok(grid), "its JSON is another's");
        return true;
    }
    spec_from_json(&value).is_ok_and(|spec| {
        drawn_spec(&spec);
        true
    })
}

fn record(bytes: &[u8]) -> bool {
    record_from_json(&text_of(bytes)).is_ok_and(|record| {
        drawn(&record);
        written_again(&record);
        true
    })
}

fn zip(bytes: &[u8]) -> bool {
    collection_from_bytes(bytes).is_ok_and(|found| {
        drawn_collection(&found);
        true
    })
}

/// As the page brings in a model by itself.
fn model(bytes: &[u8]) -> bool {
    let Ok(checkpoint) = Checkpoint::from_bytes(bytes) else { return false };
    let Ok(mut run) = Run::new(checkpoint.history.spec.clone()) else { return false };
    let (role, device) = (checkpoint.history.stage.role, checkpoint.history.stage.device.clone());
    if run.adopt(checkpoint.clone(), role, &device).is_err() {
        return false;
    }
    drawn(run.record());
    assert!(Checkpoint::from_bytes(&checkpoint.to_bytes().unwrap()) == Ok(checkpoint), "its file is another's");
    true
}

fn program(bytes: &[u8]) -> bool {
    Program::parse(&text_of(bytes)).is_ok_and(|program| {
        drawn_program(&program, &text_of(bytes));
        true
    })
}

fn stories(bytes: &[u8]) -> bool {
    StoryFile::read("tales.txt", bytes).is_ok_and(|file| {
        assert!(file.report().kept as usize == file.records().len());
        let _ = (file.covered(1000), file.identity().to_string());
        true
    })
}

fn table(bytes: &[u8]) -> bool {
    TableFile::read("rows.csv", bytes).is_ok_and(|file| {
        assert_eq!(file.identity().to_string().parse().as_ref(), Ok(file.identity()));
        assert!(file.telling(Purposed::Reported).len() as u32 == file.identity().telling);
        for row in file.rows().iter().take(50) {
            assert_eq!(file.ranks(&file.text(row)).len(), row.words.len());
        }
        let _ = (file.balance(), file.shortcut().words(file.answers()));
        true
    })
}

fn kept(bytes: &[u8]) -> bool {
    decode::<Record>(bytes).ok().and_then(|record| checked_record(record).ok()).is_some_and(|record| {
        drawn(&record);
        true
    })
}

fn message(bytes: &[u8]) -> bool {
    match bytes.split_first() {
        Some((0, rest)) => decode::<Command>(rest).is_ok(),
        Some((_, rest)) => decode::<Event>(rest).is_ok(),
        None => false,
    }
}

fn of_words(input: &[u8], words: &[&str], stream: &mut Stream) -> Vec<u8> {
    if stream.below(30) == 0 {
        return change::bytes(input, stream);
    }
    text::changed(&text_of(input), words, stream).into_bytes()
}

fn message_changed(input: &[u8], stream: &mut Stream) -> Vec<u8> {
    let mut own = change::bytes(&input[1..], stream);
    own.insert(0, input[0]);
    own
}

/// All of them.
pub(crate) static ENTRANCES: [Entrance; 11] = [
    Entrance {
        name: "link",
        valid: valid::links,
        change: |input, stream| of_words(input, &OF_LINKS, stream),
        enter: link,
    },
    Entrance { name: "results", valid: valid::results, change: archives::results, enter: link },
    Entrance { name: "spec", valid: valid::specs_as_json, change: json::changed_bytes, enter: specification },
    Entrance { name: "record", valid: valid::records, change: json::changed_bytes, enter: record },
    Entrance { name: "zip", valid: valid::zips, change: archives::zip, enter: zip },
    Entrance { name: "model", valid: valid::models, change: archives::model, enter: model },
    Entrance {
        name: "rasp",
        valid: valid::programs,
        change: |input, stream| of_words(input, &OF_PROGRAMS, stream),
        enter: program,
    },
    Entrance {
        name: "stories",
        valid: valid::stories,
        change: |input, stream| of_words(input, &OF_STORIES, stream),
        enter: stories,
    },
    Entrance {
        name: "table",
        valid: valid::tables,
        change: |input, stream| of_words(input, &OF_TABLES, stream),
        enter: table,
    },
    Entrance { name: "kept", valid: valid::kept, change: change::bytes, enter: kept },
    Entrance { name: "message", valid: valid::messages, change: message_changed, enter: message },
];
