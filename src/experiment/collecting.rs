//! Reading a file of runs part by part, so that a page can say how far it is, and stop. What a file may ask for is bounded: how much
//! all of its parts unpack to, how large each is, and that each is read once.

use super::checkpoint::Checkpoint;
use super::collection::{
    Collected, CollectedRun, CollectionError, FORM, LIST, LONGEST_NAME, LONGEST_NOTES, List, Listed, cut,
};
use super::error::shortened;
use super::json::from_json;
use super::record::Record;
use super::validate::{LARGEST_RECORD, record_from_json};
use super::zip_file::{ZipError, ZipReader};
use crate::model::LARGEST_HEADER;
use std::collections::BTreeSet;

/// More runs than a file may hold.
const MOST_RUNS: usize = 500;
/// More bytes than all parts of a file may have, unpacked.
const LARGEST: u64 = 1_500_000_000;
/// What the parts of a small file may unpack to, in bytes.
const UNPACKED: u64 = 64_000_000;
/// How many times its own size a file may unpack to, beyond that. Records become a tenth of their size, and weights hardly smaller.
const RATIO: u64 = 20;
/// Bytes of the largest list of runs.
const LARGEST_LIST: u64 = 4_000_000;
/// Refusals that are told one by one.
const MOST_REFUSED: usize = 60;

/// A file of runs that is being read.
pub struct Collecting<'a> {
    zip: ZipReader<'a>,
    /// Bytes that may still be unpacked.
    left: u64,
    /// Parts that were read.
    read: BTreeSet<String>,
    /// The runs that are left, the next one last; each with the folder that its list stood in.
    runs: Vec<(String, Listed)>,
    /// The run whose models are being read.
    open: Option<Open>,
    collected: Collected,
    /// Parts done, and all of them.
    done: usize,
    all: usize,
    /// Parts that were refused beyond those that are told of.
    further: usize,
}

/// Reads a file at one go. A part that cannot be used is told of, and the others are taken.
///
/// # Errors
/// When it is no such file at all.
pub fn collection_from_bytes(bytes: &[u8]) -> Result<Collected, CollectionError> {
    let mut collecting = Collecting::begin(bytes)?;
    while collecting.step() {}
    Ok(collecting.finish())
}

/// A run whose record was read, and the models that are left, the next one last.
struct Open {
    run: CollectedRun,
    folder: String,
    models: Vec<String>,
    largest: u64,
}

impl<'a> Collecting<'a> {
    /// Reads what a file holds. A desktop may have put it into a folder of its own.
    ///
    /// # Errors
    /// When it is no such file at all.
    pub fn begin(bytes: &'a [u8]) -> Result<Self, CollectionError> {
        let zip = ZipReader::new(bytes)?;
        let is_list =
            |name: &&str| name.strip_suffix(LIST).is_some_and(|before| before.is_empty() || before.ends_with('/'));
        let lists: Vec<String> = zip.names().filter(is_list).map(str::to_owned).collect();
        if lists.is_empty() {
            return Err(CollectionError::List(ZipError::Missing(LIST.to_owned()).to_string()));
        }
        let left = LARGEST.min(UNPACKED + RATIO * bytes.len() as u64);
        let collected = Collected { runs: Vec::new(), refused: Vec::new() };
        let read = BTreeSet::new();
        let mut own = Self { zip, left, read, runs: Vec::new(), open: None, collected, done: 0, all: 0, further: 0 };
        for list in lists {
            let folder = list.strip_suffix(LIST).unwrap_or_default().to_owned();
            own.list(&list, &folder)?;
        }
        own.runs.reverse();
        own.all = own.runs.iter().map(|(_, run)| 1 + run.models.len()).sum();
        Ok(own)
    }

    fn list(&mut self, name: &str, folder: &str) -> Result<(), CollectionError> {
        let refused = |e: &dyn std::fmt::Display| CollectionError::List(shortened(&e.to_string()));
        let bytes = self.part(name, LARGEST_LIST)?;
        let list: List = from_json(std::str::from_utf8(&bytes).map_err(|e| refused(&e))?).map_err(|e| refused(&e))?;
        if list.form != FORM {
            return Err(CollectionError::List(format!("it is of form {}, this page reads form {FORM}", list.form)));
        }
        self.runs.extend(list.runs.into_iter().map(|run| (folder.to_owned(), run)));
        if self.runs.len() > MOST_RUNS { Err(CollectionError::Large) } else { Ok(()) }
    }

    /// A part's bytes, once.
    fn part(&mut self, name: &str, largest: u64) -> Result<Vec<u8>, ZipError> {
        if !self.read.insert(name.to_owned()) {
            return Err(ZipError::Twice(shortened(name)));
        }
        let bytes = self.zip.part(name, largest.min(self.left))?;
        self.left = self.left.saturating_sub(bytes.len() as u64);
        Ok(bytes)
    }

    /// Reads the next part; false when there is none left.
    pub fn step(&mut self) -> bool {
        self.done += 1;
        match self.open.as_mut().and_then(|open| open.models.pop()) {
            Some(model) => self.model(&model),
            None => {
                self.close();
                let Some((folder, run)) = self.runs.pop() else { return false };
                self.record(&folder, run);
            }
        }
        true
    }

    /// Parts that were read, and how many there are.
    pub fn progress(&self) -> (usize, usize) {
        (self.done.min(self.all), self.all)
    }

    /// What was read so far.
    pub fn finish(mut self) -> Collected {
        self.close();
        if self.further > 0 {
            self.collected.refused.push(format!("{} further parts are left out.", self.further));
        }
        self.collected
    }

    fn close(&mut self) {
        self.collected.runs.extend(self.open.take().map(|open| open.run));
    }

    fn refuse(&mut self, sentence: String) {
        if self.collected.refused.len() < MOST_REFUSED {
            self.collected.refused.push(sentence);
        } else {
            self.further += 1;
        }
    }

    fn record(&mut self, before: &str, listed: Listed) {
        let folder = format!("{before}{}", listed.folder);
        let name = cut(&listed.name, LONGEST_NAME);
        let bytes = self.part(&format!("{folder}/record.json"), LARGEST_RECORD as u64);
        let record = bytes.map_err(|e| e.to_string()).and_then(|bytes| {
            let text = String::from_utf8(bytes).map_err(|_| "it is no record of this page (no text)".to_owned())?;
            record_from_json(&text).map_err(|e| e.to_string())
        });
        match record {
            Ok(record) => {
                let largest = largest_model(&record);
                let mut models: Vec<String> = listed.models.into_iter().take(record.stages.len()).collect();
                models.reverse();
                let (notes, origin) = (cut(&listed.notes, LONGEST_NOTES), cut(&listed.origin, LONGEST_NAME));
                let run = CollectedRun { name, notes, origin, record, models: Vec::new() };
                self.open = Some(Open { run, folder, models, largest });
            }
            Err(error) => {
                self.done += listed.models.len();
                self.refuse(format!("The run “{name}” is left out: {error}."));
            }
        }
    }

    fn model(&mut self, model: &str) {
        let Some((folder, largest)) = self.open.as_ref().map(|open| (open.folder.clone(), open.largest)) else {
            return;
        };
        let bytes = self.part(&format!("{folder}/{model}"), largest).map_err(|e| e.to_string());
        let Some(open) = &mut self.open else { return };
        let found = bytes.and_then(|bytes| {
            let checkpoint = Checkpoint::from_bytes(&bytes).map_err(|e| e.to_string())?;
            let role = checkpoint.history.stage.role;
            if open.run.models.iter().any(|m| m.history.stage.role == role) {
                return Err("there are two of its stage".to_owned());
            }
            checkpoint.for_stage(&open.run.record.spec, role).map_err(|e| e.to_string())
        });
        let name = open.run.name.clone();
        match found {
            Ok(checkpoint) => open.run.models.push(checkpoint),
            Err(error) => self.refuse(format!("The model {} of “{name}” is left out: {error}.", shortened(model))),
        }
    }
}

/// Bytes of the largest model that an experiment's stages end with, and of what may stand before its weights.
fn largest_model(record: &Record) -> u64 {
    let sizes = record.stages.iter().filter_map(|stage| record.spec.architecture(stage.role).ok());
    let count = sizes.map(|own| own.parameter_count());
    4 * count.max().unwrap_or(0) as u64 + LARGEST_HEADER
}

#[cfg(test)]
mod tests {
    use super::super::zip_file::ZipWriter;
    use super::super::{Plan, collection_from_bytes, collection_to_bytes};
    use super::*;
    use crate::setups::grammar::Preset;
    use flate2::Compression;
    use std::time::{Duration, Instant};

    const AT_ONCE: Duration = Duration::from_secs(1);

    fn run(name: &str) -> CollectedRun {
        let record = Record::empty(&Plan::new(Preset::Micro.spec()).unwrap());
        CollectedRun { name: name.to_owned(), notes: String::new(), origin: String::new(), record, models: Vec::new() }
    }

    /// A file whose list names what it likes, beside these parts.
    fn file(list: &str, parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
        let mut zip = ZipWriter::new();
        parts.iter().for_each(|(name, bytes)| zip.put(name, bytes, Compression::best()).unwrap());
        zip.put(LIST, list.as_bytes(), Compression::best()).unwrap();
        zip.finish().unwrap()
    }

    fn listed(runs: usize, folder: &str, models: &str) -> String {
        let run = format!("{{\"folder\":\"{folder}\",\"name\":\"\",\"notes\":\"\",\"models\":[{models}]}}");
        format!("{{\"form\":1,\"version\":\"\",\"runs\":[{}]}}", vec![run; runs].join(","))
    }

    fn read(bytes: &[u8]) -> (Result<Collected, CollectionError>, Duration) {
        let begin = Instant::now();
        (collection_from_bytes(bytes), begin.elapsed())
    }

    #[test]
    fn a_small_file_that_unpacks_to_a_large_one_is_left_after_what_its_size_allows() {
        // Five hundred runs that name one part of 100 MB.
        let bomb = file(&listed(500, "run-1", ""), &[("run-1/record.json", vec![b' '; 100_000_000])]);
        assert!(bomb.len() < 120_000);
        let (found, took) = read(&bomb);
        let refused = found.unwrap().refused;
        assert!(refused[0].contains("too large") && refused[1].contains("named twice"), "{refused:?}");
        assert_eq!(
            (refused.len(), refused.last().unwrap().as_str()),
            (MOST_REFUSED + 1, "440 further parts are left out.")
        );
        assert!(took < AT_ONCE, "{took:?}");
        // As many parts as one likes, each as large as a record may be.
        let parts: Vec<(String, Vec<u8>)> =
            (0..40).map(|n| (format!("run-{n}/record.json"), vec![b' '; LARGEST_RECORD])).collect();
        let named: Vec<(&str, Vec<u8>)> = parts.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())).collect();
        let runs: Vec<String> = (0..40).map(|n| listed(1, &format!("run-{n}"), "")).collect();
        let inner: Vec<&str> = runs.iter().filter_map(|r| r.split_once('[')?.1.strip_suffix("]}")).collect();
        let list = format!("{{\"form\":1,\"version\":\"\",\"runs\":[{}]}}", inner.join(","));
        let (found, took) = read(&file(&list, &named));
        let refused = found.unwrap().refused;
        assert!(refused.iter().filter(|r| r.contains("too large")).count() > 20, "{refused:?}");
        assert!(took < AT_ONCE, "{took:?}");
    }

    #[test]
    fn a_model_larger_than_its_experiment_asks_for_is_not_unpacked() {
        let mut one = run("one");
        one.record.version = "0.0.1".to_owned();
        let json = serde_json::to_vec(&one.record).unwrap();
        let list = listed(1, "run-1", "\"big.safetensors\",\"big.safetensors\"");
        let bytes = file(&list, &[("run-1/record.json", json), ("run-1/big.safetensors", vec![0; 50_000_000])]);
        let (found, took) = read(&bytes);
        let found = found.unwrap();
        assert_eq!(found.runs.len(), 1);
        assert!(
            found.refused[0].contains("too large") && found.refused[1].contains("named twice"),
            "{:?}",
            found.refused
        );
        assert!(took < AT_ONCE, "{took:?}");
    }

    #[test]
    fn reading_goes_on_between_parts_and_says_how_far_it_is() {
        let bytes = collection_to_bytes(&[run("first"), run("second"), run("third")]).unwrap();
        let mut collecting = Collecting::begin(&bytes).unwrap();
        assert_eq!(collecting.progress(), (0, 3));
        assert!(collecting.step() && collecting.step());
        assert_eq!(collecting.progress(), (2, 3));
        // What was read is there when it is left.
        assert_eq!(collecting.finish().runs, [run("first"), run("second")]);
    }

    /// What a desktop makes of a file that was unpacked and zipped again: one more folder, entries for folders, and files of its own.
    #[test]
    fn a_file_that_a_desktop_zipped_again_gives_back_its_runs() {
        let own = collection_to_bytes(&[run("first"), run("second")]).unwrap();
        let zip = ZipReader::new(&own).unwrap();
        for (folder, separator) in
            [("unwrap-lab-runs/", "/"), ("unwrap-lab-runs/unwrap-lab-runs/", "/"), ("unwrap-lab-runs\\", "\\")]
        {
            let mut again = ZipWriter::new();
            let mut put = |name: &str, bytes: &[u8]| again.put(name, bytes, Compression::fast()).unwrap();
            put("__MACOSX/._unwrap-lab-runs", b"\0\x05\x16\x07");
            put("__MACOSX/unwrap-lab-runs/._unwrap-lab.json", b"\0\x05\x16\x07");
            put(&format!("{folder}.DS_Store"), b"Bud1");
            put(folder, b"");
            for name in zip.names() {
                put(&format!("{folder}{}", name.replace('/', separator)), &zip.part(name, 1_000_000).unwrap());
            }
            let found = collection_from_bytes(&again.finish().unwrap()).unwrap();
            assert_eq!(found, Collected { runs: vec![run("first"), run("second")], refused: Vec::new() }, "{folder}");
        }
    }
}
