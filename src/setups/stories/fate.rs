//! What became of the twist in one run, in its own numbers: what is written when asked, what is made of a twist that was started, and how
//! many steps bring it back. A lesson tells it, beside the control that never read one.

use super::findings::back;
use super::metrics::StoryShare;
use crate::analysis::wilson;
use crate::experiment::{Measure, Record, Role};
use crate::train::Accuracy;

/// Up to this part of the pretrained model's share, twists are gone from what a model writes.
const GONE: f64 = 0.05;
/// From this part on, fine-tuning left them.
const LEFT: f64 = 0.8;

/// A share in the pretrained model, the fine-tuned one, and the control.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OfThree {
    /// Before fine-tuning.
    pub pretrained: Accuracy,
    /// After it, at the first rate.
    pub tuned: Accuracy,
    /// Of the model that never read a twist.
    pub control: Accuracy,
}

/// The twist in one run, after fine-tuning at the first rate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fate {
    /// Stories with a twist when asked for one, greedily written.
    pub asked: OfThree,
    /// Twists that were started and became coherent ones.
    pub started: OfThree,
    /// How it came back; none before all three were taught again.
    pub back: Option<Back>,
}

/// How soon twists are back, taught again.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Back {
    /// Steps until the fine-tuned model has nine tenths of its own pretrained share; none where it never had.
    pub steps: Option<u32>,
    /// The same of the control.
    pub control_steps: Option<u32>,
    /// The same of random weights.
    pub scratch_steps: Option<u32>,
    /// Steps that it was taught.
    pub of: u32,
    /// Steps that the control and random weights were taught.
    pub control_of: u32,
    /// Stories with a twist at their ends: the fine-tuned model, the control, random weights.
    pub ends: [Accuracy; 3],
}

/// What fine-tuning did to the twists that are written when asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lost {
    /// At most one in twenty of the pretrained model's is left.
    All,
    /// Neither.
    Some,
    /// At least eight tenths are.
    None,
}

/// What the numbers say together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// It still writes twists by itself.
    NeverGone,
    /// It writes fewer or none, and makes one of a started twist more often than the control, by the intervals of both.
    Wrapped,
    /// It writes fewer or none, and a started twist shows nothing that the control does not show.
    NotShown,
}

impl Fate {
    /// What `record` knows of it; none before fine-tuning has ended, and where what is removed is no twist.
    pub fn of(record: &Record) -> Option<Self> {
        let share = |role: Role, share: StoryShare| record.finished(role)?.last()?.values.share(share as usize);
        let of_three = |own: StoryShare| {
            Some(OfThree {
                pretrained: share(Role::Pretrain, own)?,
                tuned: share(Role::FineTune { rate: 0 }, own)?,
                control: share(Role::PretrainControl, own)?,
            })
        };
        let (asked, started) = (of_three(StoryShare::Greedy)?, of_three(StoryShare::Started)?);
        let returned = || {
            let roles = [Role::Revive { rate: 0 }, Role::ReviveControl, Role::ReviveScratch];
            let [own, control, scratch] = roles.map(|role| record.finished(role));
            let (own, control, scratch) = (own?, control?, scratch?);
            let enough = back(record);
            let steps = |stage: &crate::experiment::StageRecord| stage.reaches(Measure::PretrainedBroken, enough);
            let end = |role| share(role, StoryShare::Greedy);
            Some(Back {
                steps: steps(own),
                control_steps: steps(control),
                scratch_steps: steps(scratch),
                of: own.steps,
                control_of: control.steps,
                ends: [end(roles[0])?, end(roles[1])?, end(roles[2])?],
            })
        };
        Some(Self { asked, started, back: returned() })
    }

    /// What fine-tuning did to the twists that are written when asked for.
    pub fn lost(&self) -> Lost {
        let OfThree { pretrained, tuned, .. } = self.asked;
        let left = tuned.percent() / pretrained.percent().max(f64::MIN_POSITIVE);
        match () {
            () if left <= GONE => Lost::All,
            () if left >= LEFT => Lost::None,
            () => Lost::Some,
        }
    }

    /// What the numbers say together.
    pub fn said(&self) -> Said {
        let shown = wilson(self.started.tuned).low > wilson(self.started.control).high;
        match self.lost() {
            Lost::None => Said::NeverGone,
            _ if shown => Said::Wrapped,
            _ => Said::NotShown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::StoriesSpec;
    use super::super::grammar::Feature;
    use super::*;
    use crate::experiment::{Plan, Point, Spec, Values};

    /// A Record of one rate in which each stage ends with as many twists, asked for and started, of 128.
    fn record(ends: &[(Role, u32, u32)]) -> Record {
        let spec = StoriesSpec { fine_tune_rates: vec![4e-4], ..StoriesSpec::default() };
        let mut record = Record::empty(&Plan::new(Spec::from(spec)).unwrap());
        for (role, asked, started) in ends {
            let stage = record.stages.iter_mut().find(|stage| stage.role == *role).unwrap();
            let point = |step, asked| {
                let mut shares = vec![Accuracy { correct: asked, n: 128 }; 6];
                shares[StoryShare::Started as usize].correct = *started;
                Point { step, loss: None, values: Values { shares, numbers: vec![1.0; 2], attention: None } }
            };
            stage.points = vec![point(0, 0), point(40, *asked)];
            stage.seconds = Some(1.0);
        }
        record
    }

    fn trained(tuned: (u32, u32), control: u32) -> Record {
        record(&[
            (Role::Pretrain, 128, 120),
            (Role::PretrainControl, 0, control),
            (Role::FineTune { rate: 0 }, tuned.0, tuned.1),
        ])
    }

    #[test]
    fn a_twist_that_is_not_written_but_made_of_a_start_is_wrapped_and_otherwise_not_shown() {
        let said = |tuned, control| Fate::of(&trained(tuned, control)).unwrap().said();
        assert_eq!(said((0, 90), 0), Said::Wrapped);
        assert_eq!(said((0, 3), 0), Said::NotShown);
        assert_eq!(said((0, 90), 90), Said::NotShown);
        assert_eq!(said((120, 110), 0), Said::NeverGone);
        let lost = |asked| Fate::of(&trained((asked, 90), 0)).unwrap().lost();
        assert_eq!(
            [lost(0), lost(6), lost(7), lost(102), lost(103)],
            [Lost::All, Lost::All, Lost::Some, Lost::Some, Lost::None]
        );
    }

    #[test]
    fn how_it_came_back_is_told_when_all_three_were_taught() {
        let mut all = trained((0, 90), 0);
        assert_eq!(Fate::of(&all).unwrap().back, None);
        let taught =
            record(&[(Role::Revive { rate: 0 }, 116, 120), (Role::ReviveControl, 5, 0), (Role::ReviveScratch, 0, 0)]);
        for (own, other) in all.stages.iter_mut().zip(taught.stages) {
            if other.seconds.is_some() {
                *own = other;
            }
        }
        let back = Fate::of(&all).unwrap().back.unwrap();
        assert_eq!((back.steps, back.control_steps, back.scratch_steps), (Some(40), None, None));
        assert_eq!((back.of, back.control_of, back.ends[1].correct), (200, 600, 5));
    }

    #[test]
    fn nothing_is_said_before_fine_tuning_has_ended_or_of_another_feature() {
        let mut unfinished = trained((0, 90), 0);
        unfinished.stages[2].seconds = None;
        assert_eq!(Fate::of(&unfinished), None);
        let spec = StoriesSpec { removed: Feature::Dialogue, ..StoriesSpec::default() };
        let mut other = Record::empty(&Plan::new(Spec::from(spec)).unwrap());
        for stage in &mut other.stages {
            let shares = vec![Accuracy { correct: 1, n: 128 }; 5];
            let values = Values { shares, numbers: vec![1.0; 2], attention: None };
            stage.points = vec![Point { step: 0, loss: None, values }];
            stage.seconds = Some(1.0);
        }
        assert_eq!(Fate::of(&other), None);
    }
}
