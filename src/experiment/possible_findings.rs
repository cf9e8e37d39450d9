//! Whether what a file says of the instruments can have been found: on models that the experiment has, by the instrument that was asked,
//! on no more samples than there are. A verdict rests on these numbers, and a made-up sample size would make it look sure.

use super::analysis::{Analysis, AnalysisResult, Change, FinishedAnalysis, ModelRef};
use super::plan::Plan;
use super::possible_points::LONGEST_NAME;
use super::record::Record;
use crate::analysis::{
    LetterAttention, LinePoint, MatrixChange, PROBE_TEST, Patching, Pruning, PruningPoint, RandomPoint, Undone,
    WeightPruning, WeightTransplant,
};
use crate::train::Accuracy;

/// Whether every finding of `record` can be one of its experiment's, and stands there once.
pub(super) fn findings_are_possible(record: &Record, plan: &Plan) -> bool {
    record.analyses.iter().enumerate().all(|(at, found)| {
        let once = record.analyses.iter().take(at).all(|earlier| earlier.analysis != found.analysis);
        once && found.is_possible(plan)
    })
}

impl FinishedAnalysis {
    fn is_possible(&self, plan: &Plan) -> bool {
        let rates = plan.spec.rates().len() as u32;
        let exists = |model: ModelRef| match model {
            ModelRef::After(role) => role.rate().is_none_or(|rate| rate < rates),
            ModelRef::Initial | ModelRef::NeverHad | ModelRef::Random => true,
        };
        self.device.chars().count() <= LONGEST_NAME
            && self.seconds.is_finite()
            && self.seconds >= 0.0
            && self.analysis.needs().into_iter().all(exists)
            && self.result.answers(self.analysis)
            && self.result.counts_are_possible(plan.spec.held_out())
    }
}

impl AnalysisResult {
    /// Whether it is what `analysis` asks for.
    fn answers(&self, analysis: Analysis) -> bool {
        match self {
            Self::Pruning(found) => {
                matches!(analysis, Analysis::Prune { granularity, .. } if granularity == found.granularity)
            }
            Self::WeightPruning(_) => matches!(analysis, Analysis::Prune { .. }),
            Self::Probes(_) | Self::AnswerProbes(_) => matches!(analysis, Analysis::Probe { .. }),
            Self::Change(_) => matches!(analysis, Analysis::Change { .. }),
            Self::Patching(_) => matches!(analysis, Analysis::Patch { .. }),
            Self::LetterAttention(_) => matches!(analysis, Analysis::Attention { .. }),
            Self::Undone(_) => matches!(analysis, Analysis::Undo { .. }),
        }
    }

    /// Whether its accuracies are of at most `held_out` samples, those of probes of at most theirs, and its numbers are numbers.
    fn counts_are_possible(&self, held_out: u32) -> bool {
        let of = |accuracy: &Accuracy| accuracy.n <= held_out;
        match self {
            Self::Pruning(Pruning { one_shot, iterative, random, .. }) => {
                let points = one_shot.points.iter().chain(&iterative.points);
                points.flat_map(accuracies).all(|a| of(&a)) && random.iter().all(|point| is_drawn(point, held_out))
            }
            Self::WeightPruning(WeightPruning { one_shot, iterative, random }) => {
                let mut points = one_shot.points.iter().chain(&iterative.points);
                let mut removed = one_shot.removed.iter().chain(&iterative.removed);
                points.all(|point| accuracies(point).iter().all(of))
                    && removed.all(|weight| weight.value.is_finite())
                    && random.iter().all(|point| is_drawn(point, held_out))
            }
            Self::Probes(found) => {
                let both = found.levels.iter().flat_map(|level| level.asked_for_a.iter().chain(&level.asked_for_b));
                both.into_iter().all(|a| a.n <= PROBE_TEST)
            }
            Self::AnswerProbes(found) => found.levels.iter().flatten().all(|a| a.n <= PROBE_TEST),
            Self::Change(Change { segments, transplants }) => {
                let on_lines = segments
                    .iter()
                    .flat_map(|segment| &segment.line)
                    .all(|LinePoint { share, skill, tuned }| (0.0..=1.0).contains(share) && of(skill) && of(tuned));
                let is_number =
                    |change: &MatrixChange| change.relative.is_finite() && change.effective_rank.is_finite();
                on_lines
                    && segments.iter().flat_map(|segment| &segment.matrices).all(is_number)
                    && transplants.iter().all(|WeightTransplant { skill, tuned, .. }| of(skill) && of(tuned))
            }
            Self::Patching(Patching { before, donor, cells }) => {
                of(before) && of(donor) && cells.iter().all(|cell| of(&cell.skill))
            }
            Self::LetterAttention(found) => {
                let to = |LetterAttention { to, .. }: &LetterAttention| to.iter().all(|share| share.is_finite());
                found.iter().all(to)
            }
            Self::Undone(Undone { pretrained, points, .. }) => {
                of(pretrained) && points.iter().all(|point| of(&point.choosing) && of(&point.skill))
            }
        }
    }
}

fn accuracies(point: &PruningPoint) -> [Accuracy; 3] {
    [point.choosing, point.skill, point.tuned]
}

fn is_drawn(point: &RandomPoint, held_out: u32) -> bool {
    point.n <= held_out && point.skill.iter().chain(&point.tuned).all(|correct| *correct <= point.n)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{AnswerProbes, ProbeLevel, Probes};
    use crate::experiment::Role;
    use crate::experiment::validate::checked_record;
    use crate::setups::grammar::Preset;

    fn found(analysis: Analysis, result: AnalysisResult) -> FinishedAnalysis {
        FinishedAnalysis { analysis, result, device: "cpu".to_owned(), seconds: 0.5 }
    }

    fn probes(n: u32) -> AnalysisResult {
        let all = [Accuracy { correct: n, n }; 2];
        AnalysisResult::Probes(Probes { levels: vec![ProbeLevel { asked_for_a: all, asked_for_b: all }] })
    }

    fn is_taken(analyses: Vec<FinishedAnalysis>) -> bool {
        let plan = Plan::new(Preset::Quick.spec()).unwrap();
        checked_record(Record { analyses, ..Record::empty(&plan) }).is_ok()
    }

    #[test]
    fn findings_are_of_models_and_samples_that_the_experiment_has_and_by_the_instrument_that_was_asked() {
        let tuned = |rate| ModelRef::After(Role::FineTune { rate });
        let probe = |rate| Analysis::Probe { model: tuned(rate) };
        assert!(is_taken(vec![found(probe(0), probes(512)), found(probe(1), probes(512))]));
        assert!(!is_taken(vec![found(probe(0), probes(1_000_000))]), "more texts than probes are tested on");
        assert!(!is_taken(vec![found(probe(9), probes(512))]), "a rate that the experiment does not have");
        assert!(!is_taken(vec![found(probe(0), probes(512)), found(probe(0), probes(500))]), "twice the same question");
        assert!(!is_taken(vec![found(Analysis::Patch { rate: 0 }, probes(512))]), "another instrument's result");
        let seconds = FinishedAnalysis { seconds: -1.0, ..found(probe(0), probes(512)) };
        assert!(!is_taken(vec![seconds]), "less than no time");
        let undone = |n| {
            let pretrained = Accuracy { correct: n, n };
            AnalysisResult::Undone(Undone { all: 4, pretrained, points: Vec::new(), places: Vec::new() })
        };
        let held_out = Preset::Quick.spec().held_out;
        assert!(is_taken(vec![found(Analysis::Undo { rate: 0 }, undone(held_out))]));
        assert!(
            !is_taken(vec![found(Analysis::Undo { rate: 0 }, undone(held_out + 1))]),
            "more texts than are held out"
        );
        let levels = vec![[Accuracy { correct: 1, n: 2_000 }; 2]];
        assert!(!is_taken(vec![found(probe(0), AnalysisResult::AnswerProbes(AnswerProbes { levels }))]));
    }
}
