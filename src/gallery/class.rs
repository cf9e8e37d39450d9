//! Many runs of one experiment that differ in the seed: what became of the skill at each rate, over all of them, and which differ from most.

use super::outcome::Outcome;
use crate::analysis::{Interval, Verdict, over_seeds};
use crate::experiment::{Measure, Record, Role, verdict};

/// What the runs show at one rate of fine-tuning.
#[derive(Clone, Debug, PartialEq)]
pub struct AtRate {
    /// The rate.
    pub rate: f64,
    /// O_PT at C_Te = 0 after fine-tuning, in percent: the mean with its interval.
    pub skill: Interval,
    /// How many runs say each word, the most frequent first.
    pub words: Vec<(Outcome, usize)>,
    /// Places of the runs that say another word than most.
    pub others: Vec<usize>,
    /// How many runs come to each verdict, of those in which instruments looked inside; the most frequent first.
    pub verdicts: Vec<(Verdict, usize)>,
    /// Runs that measured it.
    pub runs: usize,
}

/// What `records`, of one experiment on several seeds, show at each of its rates.
pub fn over_class(records: &[&Record]) -> Vec<AtRate> {
    let Some(first) = records.first() else { return Vec::new() };
    let at = |(index, rate): (usize, &f64)| {
        let tuning = Role::FineTune { rate: index as u32 };
        let ended = |record: &Record| {
            let skill = |role: Role| Some(record.finished(role)?.last()?.of(Measure::PretrainedBroken).percent());
            let before = || record.finished(tuning)?.points.first().map(|p| p.of(Measure::PretrainedBroken).percent());
            let after = skill(tuning)?;
            Some((after, Outcome::of(Measure::PretrainedBroken, after, skill(Role::Pretrain).or_else(before)?)))
        };
        let ends: Vec<(usize, (f64, Outcome))> =
            records.iter().enumerate().filter_map(|(place, record)| Some((place, ended(record)?))).collect();
        let values: Vec<f64> = ends.iter().map(|(_, (after, _))| *after).collect();
        let skill = match values[..] {
            [] => return None,
            [one] => Interval::exact(one),
            _ => over_seeds(&values)?.map(|end| end.clamp(0.0, 100.0)),
        };
        let count = |word: Outcome| ends.iter().filter(|(_, (_, own))| *own == word).count();
        let all = [Outcome::Falls, Outcome::Keeps, Outcome::Between].map(|word| (word, count(word)));
        let mut words: Vec<(Outcome, usize)> = all.into_iter().filter(|(_, count)| *count > 0).collect();
        words.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let most = words.first()?.0;
        let others = ends.iter().filter(|(_, (_, own))| *own != most).map(|(place, _)| *place).collect();
        Some(AtRate { rate: *rate, skill, words, others, verdicts: verdicts(records, tuning), runs: ends.len() })
    };
    first.spec.rates().iter().enumerate().filter_map(at).collect()
}

/// The verdicts on a model over those runs whose instruments found something: curves alone, as a link brings them, give none.
fn verdicts(records: &[&Record], role: Role) -> Vec<(Verdict, usize)> {
    let mut counted: Vec<(Verdict, usize)> = Vec::new();
    let found = records.iter().filter(|record| !record.analyses.is_empty());
    for own in found.filter_map(|record| Some(verdict(&[record], role)?.verdict)) {
        match counted.iter_mut().find(|(known, _)| *known == own) {
            Some((_, count)) => *count += 1,
            None => counted.push((own, 1)),
        }
    }
    counted.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::{Plan, Point, Spec, Values};
    use crate::setups::grammar::Preset;
    use crate::train::Accuracy;

    fn record(seed: u32, correct: u32) -> Record {
        let mut record = Record::empty(&Plan::new(Spec::from(Preset::Micro.spec()).with_seed(seed)).unwrap());
        for stage in &mut record.stages {
            let correct = if matches!(stage.role, Role::FineTune { .. }) { correct } else { 100 };
            let values = Values::of_shares([Accuracy { correct, n: 100 }; 4]);
            stage.points = vec![Point { step: stage.steps, loss: None, values }];
            stage.seconds = Some(1.0);
        }
        record
    }

    #[test]
    fn words_are_counted_and_the_run_that_differs_is_named() {
        let records = [record(1, 3), record(2, 95), record(3, 1)];
        let all = over_class(&records.iter().collect::<Vec<_>>());
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].words, [(Outcome::Falls, 2), (Outcome::Keeps, 1)]);
        assert_eq!((all[0].others.clone(), all[0].runs, all[0].skill.value), (vec![1], 3, 33.0));
        assert!(all[0].verdicts.is_empty(), "curves alone give no verdict");
        assert!(over_class(&[]).is_empty());
    }
}
