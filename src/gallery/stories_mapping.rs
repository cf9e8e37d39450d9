//! Which learning rates and steps of ours stand for which of the paper's where stories are concerned.
//!
//! Rates are named alike. Reverse fine-tuning goes as far as the paper's, in rate × steps in units of η_PT, the room's common measure;
//! Table 1 is read at the measured steps next to these. Fine-tuning is the setup's own 200 steps and goes less far.

use super::table_1::StoriesRate;

/// Our M and S.
pub(super) const RATES: [(f64, StoriesRate); 2] = [(4e-4, StoriesRate::Medium), (1e-4, StoriesRate::Small)];

/// The mapping in words, for reports.
pub const STORIES_MAPPING: &str = "On stories our M and S, 4e-4 and 1e-4 (η_PT/20 and η_PT/80), stand for the paper's, 1e-4 and 1e-5 (η_PT/10 \
    and η_PT/100). reFT goes as far as the paper's, in rate × steps in units of η_PT: its 30, 270 and 3,000 iterations at S are read as 30, \
    220 and 2,400 steps of ours, the measured ones next to that, ten steps of warm-up counted. Fine-tuning does not: our 200 steps go 5 η_PT \
    at M and 1.3 at S where the paper's 4,000 go 400 and 40, so that reFT has less to undo here.";

/// The rate of the paper's that a rate of ours stands for; none where it stands for none.
pub(super) fn rate_standing_for(own: f64) -> Option<StoriesRate> {
    RATES.into_iter().find(|(rate, _)| (rate - own).abs() <= 1e-6 * rate).map(|(_, paper)| paper)
}

#[cfg(test)]
mod tests {
    use super::super::PAPER_PRETRAIN_RATE;
    use super::super::exhibits::exhibit;
    use super::super::scale::Scale;
    use crate::experiment::{Plan, Reft, Role, Stage};
    use crate::setups::stories::StoriesSpec;

    fn stage(role: Role) -> (Stage, f64) {
        let grid = exhibit("table-1").unwrap().grid(Scale::Demo, vec![1]).unwrap();
        let plan = Plan::new(grid.cells().unwrap()[0].spec.clone()).unwrap();
        let peak = plan.spec.of::<StoriesSpec>().unwrap().pretrain_rate;
        (plan.stage_of(role).unwrap().clone(), peak)
    }

    /// Rate × steps of the first `steps`, in units of η_PT.
    fn gone((stage, peak): &(Stage, f64), steps: u32) -> f64 {
        (0..steps).map(|step| stage.schedule.rate(step)).sum::<f64>() / peak
    }

    #[test]
    fn table_1_is_read_at_the_measured_steps_that_go_as_far_as_the_papers() {
        for role in [Role::Revive { rate: 0 }, Role::ReviveControl] {
            let own = stage(role);
            for (iterations, read) in [(30.0, Reft::S30), (270.0, Reft::S220), (3000.0, Reft::S2400)] {
                let paper = iterations * 1e-5 / PAPER_PRETRAIN_RATE;
                let nearest = own.0.measured_at.iter().min_by(|a, b| {
                    let away = |step: u32| (gone(&own, step) - paper).abs();
                    away(**a).total_cmp(&away(**b))
                });
                assert_eq!(nearest, Some(&read.steps()), "{role:?} {iterations}");
            }
        }
    }

    #[test]
    fn how_far_fine_tuning_goes_is_as_the_words_say() {
        let own = stage(Role::FineTune { rate: 0 });
        let (at_first, steps) = (gone(&own, own.0.schedule.steps), own.0.schedule.steps);
        let at = |rate: f64| at_first * rate / own.0.schedule.peak;
        assert_eq!((steps, at(4e-4).round(), (10.0 * at(1e-4)).round()), (200, 5.0, 13.0));
        let paper = [1e-4, 1e-5].map(|rate| (rate * 4000.0 / PAPER_PRETRAIN_RATE).round());
        assert_eq!(paper, [400.0, 40.0]);
    }
}
