//! One run as two tabs know it: what is kept is never taken back by a tab that knows less.

use super::record::Record;

impl Record {
    /// What is known of a run that is kept as `kept` and that a tab knows as `self`: the finished one of the two, else the tab's, with
    /// every analysis that either has.
    #[must_use]
    pub fn merged(self, kept: Self) -> Self {
        let (mut known, other) =
            if kept.fingerprint.is_some() && self.fingerprint.is_none() { (kept, self) } else { (self, kept) };
        for analysis in other.analyses {
            if known.analyses.iter().all(|own| own.analysis != analysis.analysis) {
                known.analyses.push(analysis);
            }
        }
        known
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::{Analysis, AnalysisResult, FinishedAnalysis, ModelRef, Plan, Role};
    use crate::setups::grammar::Preset;

    fn record(fingerprint: Option<&str>, seen: &[Role]) -> Record {
        let mut record = Record::empty(&Plan::new(Preset::Micro.spec()).unwrap());
        record.fingerprint = fingerprint.map(str::to_owned);
        let found = |role: &Role| FinishedAnalysis {
            analysis: Analysis::Attention { model: ModelRef::After(*role) },
            result: AnalysisResult::LetterAttention(Vec::new()),
            device: String::new(),
            seconds: 0.0,
        };
        record.analyses = seen.iter().map(found).collect();
        record
    }

    #[test]
    fn a_finished_run_is_not_set_back_by_a_tab_that_saw_it_unfinished() {
        let finished = record(Some("a"), &[Role::Pretrain]);
        assert_eq!(record(None, &[]).merged(finished.clone()), finished);
        assert_eq!(finished.clone().merged(record(None, &[])), finished);
    }

    #[test]
    fn what_either_tab_asked_of_the_models_is_known() {
        let merged =
            record(Some("a"), &[Role::Pretrain]).merged(record(Some("a"), &[Role::PretrainControl, Role::Pretrain]));
        assert_eq!(merged, record(Some("a"), &[Role::Pretrain, Role::PretrainControl]));
    }
}
