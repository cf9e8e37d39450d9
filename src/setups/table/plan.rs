//! What follows from an experiment and its table: tokens, and which rows are learnt from, chosen on and measured.

use super::identity::SPECIAL;
use super::spec::TableSpec;
use super::table_file::{Purposed, TableFile, TableRow};
use crate::analysis::{PROBE_TEST, PROBE_TRAINING};
use crate::experiment::{Measure, SpecError};
use crate::model::ModelConfig;
use crate::setups::held_table;
use crate::setups::latest_plan::{LatestPlan, latest_plan};
use crate::setups::two_labels::{ProbedTexts, Teaches, TwoLabelSettings, TwoLabels, answered};
use crate::tasks::{Batch, Purpose, Stream};
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

/// The token before a text; it fills short ones up from the left, so that the answer follows the last word.
const BEFORE: u32 = 0;
/// The token that stands for words that are not the table's, or too rare in it.
const OTHER: u32 = 1;

/// All that follows from a Spec and its table.
#[derive(Clone, Debug)]
pub struct TablePlan {
    /// The specification.
    pub spec: TableSpec,
    /// The table.
    pub table: Arc<TableFile>,
    config: ModelConfig,
    /// Rows that are learnt from: all, those with the shortcut, and the others.
    learnt: [Vec<u32>; 3],
}

thread_local! {
    static LATEST: LatestPlan<TablePlan> = const { RefCell::new(None) };
}

impl TablePlan {
    /// The plan of `spec`, whose table is held; the last one that was asked for is kept.
    ///
    /// # Errors
    /// When the Spec is not possible, or its table is not at hand.
    pub fn of(spec: &TableSpec) -> Result<Rc<Self>, SpecError> {
        latest_plan(&LATEST, |plan| plan.spec == *spec, || Self::new(spec.clone()))
    }

    fn new(spec: TableSpec) -> Result<Self, SpecError> {
        let spec = spec.checked()?;
        let config = spec.model()?;
        let wanted = spec.table.as_ref();
        let table = wanted.and_then(|wanted| held_table(&wanted.hash));
        let table = table.filter(|table| wanted.is_some_and(|wanted| table.identity().is_same(wanted)));
        let table = table.ok_or_else(|| {
            let name = wanted.map_or("", |wanted| &wanted.name);
            SpecError::Setup(format!("the table “{name}” was not imported"))
        })?;
        let learnt = [0, 1, 2].map(|which| {
            table.numbers(Purposed::Learnt, |row| match which {
                0 => true,
                1 => table.carries(row),
                _ => !table.carries(row),
            })
        });
        Ok(Self { spec, table, config, learnt })
    }

    /// The model's tokens: the one before a text, the one for other words, the words, and the answers.
    pub fn tokens(&self) -> Vec<String> {
        let words = (0..self.words()).map(|rank| self.table.ranking().word(rank).unwrap_or_default().to_owned());
        let answers = self.table.answers().iter().map(|answer| format!("answer:{answer}"));
        ["(before)".to_owned(), "(other)".to_owned()]
            .into_iter()
            .chain(words)
            .chain(answers)
            // What other programs read has one token in a line, and none with blanks.
            .map(|token| token.replace(char::is_whitespace, "_"))
            .collect()
    }

    fn words(&self) -> u32 {
        self.table.identity().words
    }

    fn first_answer(&self) -> u32 {
        SPECIAL + self.words()
    }

    /// The answer that a token is, if it is one.
    pub fn answer(&self, token: u32) -> Option<&str> {
        let place = token.checked_sub(self.first_answer())?;
        self.table.answers().get(place as usize).map(String::as_str)
    }

    /// The tokens of a text of these ranks, filled up from the left; its last words where it is too long.
    pub fn encode(&self, ranks: impl DoubleEndedIterator<Item = Option<u32>>) -> Vec<u32> {
        let context = self.config.context;
        let token = |rank: Option<u32>| rank.filter(|rank| *rank < self.words()).map_or(OTHER, |rank| SPECIAL + rank);
        let mut tokens: Vec<u32> = ranks.rev().take(context - 1).map(token).collect();
        tokens.resize(context, BEFORE);
        tokens.reverse();
        tokens
    }

    fn rows<'a>(&'a self, numbers: &'a [u32]) -> impl Iterator<Item = &'a TableRow> {
        numbers.iter().filter_map(|number| self.table.rows().get(*number as usize))
    }

    /// Rows with one of their answers: the old one is 0, the new one 1.
    fn asked(&self, numbers: &[u32], which: usize) -> Batch {
        let inputs = self.rows(numbers).flat_map(|row| self.encode(row.words.iter().map(|rank| Some(*rank)))).collect();
        let answers: Vec<u32> = self.rows(numbers).map(|row| row.labels[which]).collect();
        answered(inputs, &answers, self.first_answer(), self.config.context)
    }

    /// At most `most` of `numbers` in an order of `purpose`, the old answers in turn, so that none is measured more often than it must be.
    fn evened(&self, mut numbers: Vec<u32>, most: usize, purpose: Purpose) -> Vec<u32> {
        Stream::new(self.spec.seed, purpose).shuffle(&mut numbers);
        let mut met = vec![0_u32; self.table.answers().len()];
        let mut turns: Vec<(u32, u32)> = Vec::with_capacity(numbers.len());
        for number in numbers {
            let old = self.table.rows().get(number as usize).map_or(0, |row| row.labels[0]);
            if let Some(turn) = met.get_mut(old as usize) {
                turns.push((*turn, number));
                *turn += 1;
            }
        }
        turns.sort_by_key(|(turn, _)| *turn);
        turns.into_iter().take(most).map(|(_, number)| number).collect()
    }

    /// The held-out rows of both kinds: those that the skill is measured on, and those that carry the shortcut.
    fn measured(&self) -> [Vec<u32>; 2] {
        let most = self.spec.held_out as usize;
        let telling = self.table.telling(Purposed::Reported);
        let holding = self.table.numbers(Purposed::Reported, |row| self.table.carries(row));
        [telling, holding].map(|numbers| self.evened(numbers, most, Purpose::HeldOut))
    }
}

impl TwoLabels for TablePlan {
    fn settings(&self) -> TwoLabelSettings {
        self.spec.settings()
    }

    fn config(&self) -> ModelConfig {
        self.config
    }

    fn classes(&self) -> usize {
        self.table.answers().len()
    }

    /// Rows are drawn anew for each step, as they come.
    fn batch(&self, teaches: Teaches, stream: &mut Stream) -> Batch {
        let [all, holding, others] = &self.learnt;
        let mut draw = || {
            let from = match teaches {
                Teaches::Skill | Teaches::Target => all,
                Teaches::TargetWithShortcut if stream.chance(self.spec.c_tr) => holding,
                Teaches::TargetWithShortcut => others,
            };
            // A table may have no row without the shortcut.
            let from = if from.is_empty() { all } else { from };
            from.get(stream.below(from.len() as u32) as usize).copied().unwrap_or_default()
        };
        let numbers: Vec<u32> = (0..self.spec.batch).map(|_| draw()).collect();
        self.asked(&numbers, usize::from(teaches != Teaches::Skill))
    }

    fn held_out(&self) -> Vec<Batch> {
        let [telling, holding] = self.measured();
        let set = |measure: Measure| {
            let numbers = if measure.correlated() { &holding } else { &telling };
            self.asked(numbers, usize::from(!measure.is_of_skill()))
        };
        Measure::ALL.into_iter().map(set).collect()
    }

    fn scoring(&self) -> Batch {
        let numbers = self.evened(self.learnt[0].clone(), self.spec.held_out as usize, Purpose::Scoring);
        self.asked(&numbers, 0)
    }

    fn choosing(&self) -> Batch {
        let numbers = self.table.telling(Purposed::Choosing);
        self.asked(&self.evened(numbers, self.spec.held_out as usize, Purpose::Choosing), 0)
    }

    /// Probes are trained on rows that models learn from, and tested on held-out ones.
    fn probed(&self) -> ProbedTexts {
        let learnt = self.evened(self.table.telling(Purposed::Learnt), PROBE_TRAINING as usize, Purpose::Probing);
        let tested = self.evened(self.table.telling(Purposed::Reported), PROBE_TEST as usize, Purpose::Probing);
        let training = learnt.len();
        let numbers: Vec<u32> = learnt.into_iter().chain(tested).collect();
        let labels = self.rows(&numbers).map(|row| row.labels).collect();
        ProbedTexts { inputs: self.asked(&numbers, 0).inputs, labels, training }
    }
}

#[cfg(test)]
mod tests {
    use super::super::file::synthetic_table;
    use super::*;
    use crate::experiment::Plan;
    use crate::setups::{FileKind, HeldFile, hold};

    fn plan(rows: u32) -> Rc<TablePlan> {
        let file = HeldFile::read(FileKind::Table, "animals.csv", synthetic_table(7, rows).as_bytes()).unwrap();
        let table = held_table(file.hash());
        hold(file.clone());
        let HeldFile::Table(file) = file else { unreachable!("{table:?}") };
        let spec = TableSpec::default().on(file.identity().clone());
        TablePlan::of(&spec).unwrap()
    }

    /// The words of an input, and the answer behind it.
    fn read(plan: &TablePlan, batch: &Batch) -> Vec<(String, String)> {
        let names = plan.tokens();
        let name = |token: &u32| names[*token as usize].clone();
        let context = plan.config().context;
        let texts = batch
            .inputs
            .chunks(context)
            .map(|row| row.iter().filter(|token| **token != BEFORE).map(name).collect::<Vec<_>>().join(" "));
        texts.zip(batch.answers().iter().map(name)).collect()
    }

    #[test]
    fn every_set_asks_what_its_name_says() {
        let plan = plan(900);
        let counted = |text: &str, animal: &str| text.split(' ').filter(|word| *word == animal).count();
        for (measure, set) in Measure::ALL.into_iter().zip(plan.held_out()) {
            assert_eq!(set.size, plan.spec.held_out as usize);
            for (text, answer) in read(&plan, &set) {
                let [cats, dogs] = ["cat", "dog"].map(|animal| counted(&text, animal));
                let asked = if measure.is_of_skill() { cats } else { dogs };
                assert_eq!(answer, format!("answer:{asked}"), "{measure:?} {text}");
                assert_eq!(dogs == cats + 1, measure.correlated(), "{measure:?} {text}");
                assert_ne!(cats, dogs);
            }
        }
        let mut stream = Stream::new(1, Purpose::Training(3));
        let tuned = read(&plan, &plan.batch(Teaches::TargetWithShortcut, &mut stream));
        assert!(tuned.iter().all(|(text, answer)| *answer == format!("answer:{}", counted(text, "dog"))));
        let probed = plan.probed();
        assert!(probed.labels.len() > probed.training && probed.training > 40, "{}", probed.training);
    }

    #[test]
    fn measured_rows_are_learnt_from_by_no_stage() {
        let plan = plan(600);
        let measured: Vec<String> =
            plan.held_out().iter().flat_map(|set| read(&plan, set)).map(|(text, _)| text).collect();
        let mut stream = Stream::new(1, Purpose::Training(1));
        for teaches in [Teaches::Skill, Teaches::Target, Teaches::TargetWithShortcut] {
            for _ in 0..20 {
                let learnt = read(&plan, &plan.batch(teaches, &mut stream));
                assert!(learnt.iter().all(|(text, _)| !measured.contains(text)));
            }
        }
        let choosing = read(&plan, &plan.choosing());
        assert!(!choosing.is_empty() && choosing.iter().all(|(text, _)| !measured.contains(text)));
    }

    #[test]
    fn short_texts_are_filled_up_and_words_that_are_not_the_tables_are_one_token() {
        let plan = plan(300);
        let encoded = plan.encode(plan.table.ranks("cat zebra").into_iter());
        assert_eq!(encoded.len(), 9);
        assert_eq!(encoded[..7], [BEFORE; 7]);
        assert_eq!((plan.tokens()[encoded[7] as usize].as_str(), encoded[8]), ("cat", OTHER));
        assert_eq!(plan.answer(plan.first_answer()), Some("0"));
    }

    #[test]
    fn what_is_missing_is_said_before_anything_is_trained() {
        let spec = TableSpec::default();
        assert!(Plan::new(spec.clone()).unwrap_err().to_string().contains("names none"));
        let identity = "0123456789abcdef0123456789abcdef:500.405.12.9.14.1.30.80:my rows.csv".parse().unwrap();
        let elsewhere = spec.on(identity);
        assert_eq!((elsewhere.held_out, elsewhere.c_tr), (30, 0.81));
        // The plan needs no rows, training does.
        assert_eq!(Plan::new(elsewhere.clone()).unwrap().stages.len(), 4 + 2 * 3);
        assert!(TablePlan::of(&elsewhere).unwrap_err().to_string().contains("“my rows.csv” was not imported"));
        let many = TableSpec { held_out: 31, ..elsewhere };
        assert!(Plan::new(many).unwrap_err().to_string().contains("measure fewer"));
    }
}
