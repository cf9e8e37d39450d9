//! How a run of one's own compares with what a link says of the same experiment.

use super::error::shortened;
use super::metric::Measure;
use super::point::Point;
use super::record::{Record, StageRecord};
use super::role::Role;
use super::shared::{LOSS_LIMIT, LOSS_UNIT};
use crate::VERSION;
use crate::analysis::wilson;

/// How a run compares with shared results of the same experiment.
#[derive(Clone, Debug, PartialEq)]
pub enum Comparison {
    /// One of the two is not finished.
    Open,
    /// The fingerprints are equal: settings, curves and findings to the last digit.
    Same,
    /// The fingerprints are equal and the curves are not: one of the two was changed.
    Changed {
        /// The stage where they part.
        stage: Role,
    },
    /// Not equal, but no final accuracy lies outside of what samples of this size vary by.
    Within {
        /// The largest difference of two final accuracies, in points of percent.
        largest: f64,
    },
    /// Final accuracies differ by more than that.
    Apart {
        /// The largest difference, in points of percent.
        largest: f64,
        /// The stage where it is.
        stage: Role,
    },
}

impl Comparison {
    /// Compares `own` with `other`, the sender's. The tolerance: the 95 % intervals of the two final accuracies overlap, in every stage
    /// and measure.
    pub fn of(own: &Record, other: &Record) -> Self {
        if own.fingerprint.is_none() || other.fingerprint.is_none() {
            return Self::Open;
        }
        if own.fingerprint == other.fingerprint {
            let parted = own.stages.iter().zip(&other.stages).find(|(stage, theirs)| !same_curve(stage, theirs));
            return parted.map_or(Self::Same, |(stage, _)| Self::Changed { stage: stage.role });
        }
        let (mut largest, mut apart) = (0.0_f64, None::<(f64, Role)>);
        for (stage, theirs) in own.stages.iter().zip(&other.stages) {
            let Some((last, their_last)) = stage.last().zip(theirs.last()) else { continue };
            for measure in Measure::ALL {
                let (a, b) = (last.of(measure), their_last.of(measure));
                let difference = (a.percent() - b.percent()).abs();
                largest = largest.max(difference);
                let (own, other) = (wilson(a), wilson(b));
                let overlap = own.low <= other.high && other.low <= own.high;
                if !overlap && apart.is_none_or(|(most, _)| difference > most) {
                    apart = Some((difference, stage.role));
                }
            }
        }
        match apart {
            Some((largest, stage)) => Self::Apart { largest, stage },
            None => Self::Within { largest },
        }
    }

    /// The comparison as a sentence for the visitor.
    pub fn sentence(&self, own: &Record, other: &Record) -> String {
        let engines = {
            let device = |record: &Record| record.stages.last().map(|s| s.device.clone()).unwrap_or_default();
            let (a, b) = (device(own), device(other));
            let version = if other.version == VERSION {
                String::new()
            } else {
                format!(" of version {}", shortened(&other.version))
            };
            if a == b && version.is_empty() {
                format!("Both ran on {a}.")
            } else {
                format!("Yours ran on {a}, the sender's on {b}{version}.")
            }
        };
        match self {
            Self::Open => "The two can be compared once both runs are finished.".to_owned(),
            Self::Changed { stage } => format!(
                "The link says that its run is the same as yours to the last digit, but its curves are others, first in {}: the link was changed on its way. \
                 Believe your own.",
                own.spec.role_label(*stage)
            ),
            Self::Same => format!("Your run is the same as the sender's to the last digit. {engines}"),
            Self::Within { largest } => format!(
                "Your run is not the same as the sender's, but no final accuracy is outside of what samples of {} vary by: the largest difference is \
                 {largest:.1} points. {engines}",
                own.spec.held_out()
            ),
            Self::Apart { largest, stage } => format!(
                "Your run differs from the sender's by more than samples of {} vary by: {largest:.1} points in {}. {engines}",
                own.spec.held_out(),
                own.spec.role_label(*stage)
            ),
        }
    }
}

/// Whether two curves are equal as far as a link carries them: counts exactly, losses to a hundredth of a nat.
fn same_curve(own: &StageRecord, other: &StageRecord) -> bool {
    let cut = |loss: Option<f32>| loss.map_or(0.0, |loss| loss.clamp(0.0, LOSS_LIMIT));
    let same_point = |(a, b): (&Point, &Point)| {
        a.step == b.step
            && a.values.shares == b.values.shares
            && a.loss.is_some() == b.loss.is_some()
            && (cut(a.loss) - cut(b.loss)).abs() < 1.5 / LOSS_UNIT
    };
    own.points.len() == other.points.len() && own.points.iter().zip(&other.points).all(same_point)
}

#[cfg(test)]
mod tests {
    use super::super::shared::tests::finished;
    use super::super::shared::{results_from_letters, results_to_letters};
    use super::*;
    use crate::setups::grammar::Preset;

    #[test]
    fn equal_fingerprints_are_the_same_and_samples_vary_only_so_much() {
        let own = finished(Preset::Micro.spec(), 1);
        assert_eq!(Comparison::of(&own, &own), Comparison::Same);
        let mut near = own.clone();
        let change = |record: &mut Record, by: u32| {
            let accuracy = &mut record.stages[0].points.last_mut().unwrap().values.shares[0];
            accuracy.correct = if accuracy.correct >= by { accuracy.correct - by } else { accuracy.correct + by };
            record.fingerprint = Some(record.results_hash());
        };
        change(&mut near, 1);
        assert!(matches!(Comparison::of(&own, &near), Comparison::Within { largest } if largest > 0.0));
        let mut far = own.clone();
        change(&mut far, own.spec.held_out() / 2);
        let found = Comparison::of(&own, &far);
        assert!(matches!(found, Comparison::Apart { stage: Role::Pretrain, .. }), "{found:?}");
        assert!(found.sentence(&own, &far).contains("by more than"));
        far.fingerprint = None;
        assert_eq!(Comparison::of(&own, &far), Comparison::Open);
    }

    #[test]
    fn a_link_of_a_run_is_the_same_and_one_with_other_curves_under_its_fingerprint_was_changed() {
        let own = finished(Preset::Quick.spec(), 5);
        let mut sent = results_from_letters(&results_to_letters(&own).unwrap(), &own.spec).unwrap();
        assert_eq!(Comparison::of(&own, &sent), Comparison::Same);
        let point = sent.stages[2].points.last_mut().unwrap();
        point.values.shares[1].correct = point.values.shares[1].n - point.values.shares[1].correct;
        let found = Comparison::of(&own, &sent);
        assert_eq!(found, Comparison::Changed { stage: own.stages[2].role });
        assert!(found.sentence(&own, &sent).contains("was changed on its way"));
        let mut other_loss = results_from_letters(&results_to_letters(&own).unwrap(), &own.spec).unwrap();
        other_loss.stages[1].points[3].loss = other_loss.stages[1].points[3].loss.map(|loss| loss + 1.0);
        assert_eq!(Comparison::of(&own, &other_loss), Comparison::Changed { stage: own.stages[1].role });
    }
}
