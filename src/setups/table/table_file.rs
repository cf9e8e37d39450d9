//! A table ready to be learnt from: its rows as ranks of words with two answers each, which of them are held out, and the shortcut.

use super::file::{MOST_ANSWERS, MOST_WORDS, Shortcut, TableError, TableReport, read_table};
use super::identity::TableIdentity;
use crate::setups::corpus::words::{Counting, Ranking, words_of};
use crate::setups::two_labels::LEAST_HELD_OUT;
use crate::setups::visitor_file::file_hash;
use crate::tasks::{Purpose, Stream};
use serde::{Deserialize, Serialize};

/// One row in so many is held out.
const HELD_OUT: usize = 4;
/// The same of rows that are free of the shortcut: the skill is measured on them, and they are few.
const HELD_OUT_FREE: usize = 2;
/// Of the held-out ones, one in so many is kept for choices, and the others are reported on.
const FOR_CHOICES: usize = 3;

/// Words of a visitor's text that are looked at.
const LONGEST_ASKED: usize = 256;

/// What a row is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Purposed {
    /// Models learn from it.
    Learnt,
    /// Held out, to choose how many units are pruned.
    Choosing,
    /// Held out, to measure on.
    Reported,
}

/// A row whose words are told by their ranks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableRow {
    /// The text.
    pub words: Box<[u32]>,
    /// The old answer and the new one, as places among the answers.
    pub labels: [u32; 2],
    /// What it is for.
    pub purposed: Purposed,
}

/// A table ready to be learnt from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TableFile {
    identity: TableIdentity,
    report: TableReport,
    ranking: Ranking,
    /// Different answers: by size where they are numbers, else by the alphabet.
    answers: Vec<String>,
    shortcut: Shortcut,
    rows: Vec<TableRow>,
}

impl TableFile {
    /// Reads a table called `name`, ranks its words, holds rows back, and finds the shortcut.
    ///
    /// # Errors
    /// A sentence when it is no table, or one that nothing can be learned from.
    pub fn read(name: &str, bytes: &[u8]) -> Result<Self, TableError> {
        let reading = read_table(bytes)?;
        let answers = sorted(reading.rows.iter().flat_map(|row| [&row.old, &row.new]));
        if answers.len() > MOST_ANSWERS as usize {
            return Err(TableError::ManyAnswers(answers.len()));
        }
        if answers.len() < 2 {
            return Err(TableError::OneAnswer);
        }
        let place = |answer: &String| answers.iter().position(|own| own == answer).unwrap_or_default() as u32;
        let pairs: Vec<[u32; 2]> = reading.rows.iter().map(|row| [place(&row.old), place(&row.new)]).collect();
        let shortcut = Shortcut::found(&pairs, &answers).ok_or(TableError::NothingNew)?;
        let purposes = purposes(&pairs, &shortcut);
        let mut counting = Counting::default();
        let mut rows: Vec<TableRow> = reading
            .rows
            .iter()
            .zip(&pairs)
            .zip(purposes)
            .map(|((row, labels), purposed)| TableRow {
                words: counting.take(&row.text, purposed == Purposed::Learnt),
                labels: *labels,
                purposed,
            })
            .collect();
        let (ranking, ranks) = counting.ranked();
        for row in &mut rows {
            row.words.iter_mut().for_each(|number| *number = ranks.get(*number as usize).copied().unwrap_or(u32::MAX));
        }
        let identity = TableIdentity {
            hash: file_hash(bytes),
            rows: rows.len() as u32,
            carried: pairs.iter().filter(|[old, new]| shortcut.carries(*old, *new)).count() as u32,
            words: ranking.learnt().min(MOST_WORDS),
            answers: answers.len() as u32,
            longest: rows.iter().map(|row| row.words.len() as u32).max().unwrap_or_default(),
            has_free_rows: true,
            telling: 0,
            holding: 0,
            name: TableIdentity::named(name),
        };
        let mut file = Self { identity, report: reading.report, ranking, answers, shortcut, rows };
        file.count_held_out()?;
        Ok(file)
    }

    /// Counts the held-out rows of each kind, and decides which the skill is measured on.
    fn count_held_out(&mut self) -> Result<(), TableError> {
        let of = |file: &Self, purposed| file.telling(purposed).len() as u32;
        let enough = |file: &Self| {
            of(file, Purposed::Reported) >= LEAST_HELD_OUT && 2 * of(file, Purposed::Choosing) >= LEAST_HELD_OUT
        };
        self.identity.has_free_rows = enough(self);
        self.identity.telling = of(self, Purposed::Reported);
        self.identity.holding = self.numbers(Purposed::Reported, |row| self.carries(row)).len() as u32;
        let few = |held, what| TableError::Few { held, what, least: LEAST_HELD_OUT };
        if self.identity.telling < LEAST_HELD_OUT || !enough(self) {
            return Err(few(self.identity.telling, "have two different answers"));
        }
        if self.identity.holding < LEAST_HELD_OUT {
            return Err(few(self.identity.holding, "carry the shortcut"));
        }
        Ok(())
    }

    /// What an experiment knows of it.
    pub fn identity(&self) -> &TableIdentity {
        &self.identity
    }

    /// What was found and left out.
    pub fn report(&self) -> &TableReport {
        &self.report
    }

    /// Its words.
    pub fn ranking(&self) -> &Ranking {
        &self.ranking
    }

    /// Its answers.
    pub fn answers(&self) -> &[String] {
        &self.answers
    }

    /// The shortcut.
    pub fn shortcut(&self) -> &Shortcut {
        &self.shortcut
    }

    /// Its rows, in order.
    pub fn rows(&self) -> &[TableRow] {
        &self.rows
    }

    /// Whether a row carries the shortcut.
    pub fn carries(&self, row: &TableRow) -> bool {
        self.shortcut.carries(row.labels[0], row.labels[1])
    }

    /// The numbers of the rows for a purpose that are wanted.
    pub fn numbers(&self, purposed: Purposed, wanted: impl Fn(&TableRow) -> bool) -> Vec<u32> {
        let all = (0..).zip(&self.rows);
        all.filter(|(_, row)| row.purposed == purposed && wanted(row)).map(|(number, _)| number).collect()
    }

    /// The numbers of the rows that the skill is measured on: those whose answers differ, and not by the shortcut where enough are free of it.
    pub fn telling(&self, purposed: Purposed) -> Vec<u32> {
        let free = self.identity.has_free_rows;
        self.numbers(purposed, |row| row.labels[0] != row.labels[1] && !(free && self.carries(row)))
    }

    /// The words of a row, for people to read.
    pub fn text(&self, row: &TableRow) -> String {
        let words: Vec<&str> = row.words.iter().map(|rank| self.ranking.word(*rank).unwrap_or("?")).collect();
        words.join(if self.report.by_letters { "" } else { " " })
    }

    /// The ranks of the words of a text that a visitor writes; none where a word is not the table's.
    pub fn ranks(&self, text: &str) -> Vec<Option<u32>> {
        let apart = self.report.by_letters.then(|| super::file::apart(text));
        let text = apart.as_deref().unwrap_or(text);
        let rank = |word: &str| (0..self.ranking.len() as u32).find(|rank| self.ranking.word(*rank) == Some(word));
        words_of(text).take(LONGEST_ASKED).map(|word| rank(&word)).collect()
    }

    /// How many rows have each answer as the old one and as the new one.
    pub fn balance(&self) -> Vec<[u32; 2]> {
        let mut counts = vec![[0; 2]; self.answers.len()];
        for row in &self.rows {
            for (which, label) in row.labels.into_iter().enumerate() {
                if let Some(counts) = counts.get_mut(label as usize) {
                    counts[which] += 1;
                }
            }
        }
        counts
    }
}

/// Different answers: by size where all are numbers, else by the alphabet.
fn sorted<'a>(all: impl Iterator<Item = &'a String>) -> Vec<String> {
    let mut answers: Vec<String> = all.collect::<std::collections::BTreeSet<_>>().into_iter().cloned().collect();
    let numbers: Option<Vec<f64>> =
        answers.iter().map(|answer| answer.parse().ok().filter(|n: &f64| n.is_finite())).collect();
    if numbers.is_some() {
        let number = |answer: &String| answer.parse::<f64>().unwrap_or_default();
        answers.sort_by(|a, b| number(a).total_cmp(&number(b)));
    }
    answers
}

/// What each row is for, by its labels; the same for every experiment.
fn purposes(pairs: &[[u32; 2]], shortcut: &Shortcut) -> Vec<Purposed> {
    let mut purposes = vec![Purposed::Learnt; pairs.len()];
    let mut stream = Stream::new(0, Purpose::HeldOut);
    for (is_free, one_in) in [(true, HELD_OUT_FREE), (false, HELD_OUT)] {
        let free = |[old, new]: &[u32; 2]| old != new && !shortcut.carries(*old, *new);
        let mut places: Vec<usize> = (0..pairs.len()).filter(|place| free(&pairs[*place]) == is_free).collect();
        stream.shuffle(&mut places);
        for (turn, place) in places.iter().take(places.len() / one_in).enumerate() {
            purposes[*place] = if turn % FOR_CHOICES == 0 { Purposed::Choosing } else { Purposed::Reported };
        }
    }
    purposes
}

#[cfg(test)]
mod tests {
    use super::super::file::synthetic_table;
    use super::*;

    #[test]
    fn rows_are_held_out_no_text_stands_on_both_sides_and_the_shortcut_is_found() {
        let text = synthetic_table(1, 500);
        let file = TableFile::read("animals.csv", text.as_bytes()).unwrap();
        let identity = file.identity();
        assert_eq!(identity.to_string().parse().as_ref(), Ok(identity));
        assert_eq!(file.shortcut().words(file.answers()), "the old one plus 1");
        assert!((0.75..0.92).contains(&identity.carried_share()), "{}", identity.carried_share());
        assert_eq!((identity.words, identity.longest, file.answers().len()), (5, 8, 5));
        assert!(identity.has_free_rows && identity.measurable() >= LEAST_HELD_OUT, "{identity}");
        let held = |kind: &dyn Fn(&TableRow) -> bool| {
            let held = file.rows().iter().filter(|row| kind(row) && row.purposed != Purposed::Learnt).count();
            (held, file.rows().iter().filter(|row| kind(row)).count())
        };
        let (free, all) = held(&|row| row.labels[0] != row.labels[1] && !file.carries(row));
        assert_eq!(free, all / HELD_OUT_FREE);
        let (carrying, all) = held(&|row| file.carries(row));
        assert!(carrying.abs_diff(all / HELD_OUT) <= 10, "{carrying} of {all}");
        let learnt = |row: &TableRow| row.purposed == Purposed::Learnt;
        for row in file.rows().iter().filter(|row| !learnt(row)) {
            assert!(file.rows().iter().filter(|other| learnt(other)).all(|other| other.words != row.words));
        }
        let row = &file.rows()[3];
        let ranks: Vec<Option<u32>> = row.words.iter().map(|rank| Some(*rank)).collect();
        assert_eq!(file.ranks(&file.text(row)), ranks);
        assert_eq!(file.ranks("cat zebra")[1], None);
    }

    #[test]
    fn the_same_bytes_are_the_same_table_whatever_its_name() {
        let text = synthetic_table(2, 300);
        let (one, other) =
            (TableFile::read("a", text.as_bytes()).unwrap(), TableFile::read("b", text.as_bytes()).unwrap());
        assert!(one.identity().is_same(other.identity()) && one.rows() == other.rows());
    }

    #[test]
    fn answers_that_follow_in_every_row_are_measured_where_they_differ() {
        let rows: String = (0..400)
            .map(|n| {
                let good = n % 2 == 0;
                format!(
                    "the {n} soup was {},{},{}\n",
                    if good { "fine" } else { "cold" },
                    if good { "yes" } else { "no" },
                    if good { "no" } else { "yes" }
                )
            })
            .collect();
        let file = TableFile::read("soup", rows.as_bytes()).unwrap();
        assert!(!file.identity().has_free_rows && file.identity().carried == 400);
        assert_eq!(file.shortcut().words(file.answers()), "told by the old one (“yes” for “no”, “no” for “yes”)");
    }

    #[test]
    fn tables_that_teach_nothing_are_refused_with_the_reason() {
        let refused = |text: String| TableFile::read("t", text.as_bytes()).unwrap_err().to_string();
        let rows = |row: &dyn Fn(u32) -> String| (0..400).map(row).collect::<String>();
        assert!(refused(rows(&|n| format!("w{n} x,1,1\n"))).contains("all answers"));
        assert!(refused(rows(&|n| format!("w{n} x,{},{}\n", n % 3, n % 3))).contains("teach nothing"));
        assert!(
            refused(rows(&|n| format!("w{n} x,{n},1\n"))).contains("401 different answers")
                || refused(rows(&|n| format!("w{n} x,{n},1\n"))).contains("400 different answers")
        );
        assert!(refused(synthetic_table(1, 60)).contains("larger table"));
    }
}
