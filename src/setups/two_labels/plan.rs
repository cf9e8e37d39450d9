//! Stages and analyses of experiments on texts with two labels, and which stream each stage draws its texts from.

use super::settings::{TwoLabelInstruments, TwoLabelSettings};
use crate::analysis::Granularity;
use crate::experiment::{
    Analysis, ModelRef, Plan, PlannedAnalysis, Role, Spec, Stage, StageId, Start, spread_by_ratio, spread_evenly,
};
use crate::model::ModelConfig;
use crate::setups::gpt_cost::GptCost;
use crate::train::Schedule;

/// What a stage teaches of its texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Teaches {
    /// The skill's answers.
    Skill,
    /// The target's answers, on texts as they come.
    Target,
    /// The target's answers, on texts of which a share of `C_Tr` carries the shortcut.
    TargetWithShortcut,
}

impl Teaches {
    /// What the stage `role` teaches.
    pub fn of(role: Role) -> Self {
        match role {
            Role::PretrainControl | Role::AnotherControl { .. } => Self::Target,
            Role::FineTune { .. } => Self::TargetWithShortcut,
            Role::Pretrain
            | Role::Revive { .. }
            | Role::ReviveControl
            | Role::ReviveScratch
            | Role::ReviveAnother { .. } => Self::Skill,
        }
    }
}

/// The plan of `spec`, whose shared settings are `own` and whose models have the sizes of `config`.
pub(in crate::setups) fn plan(spec: Spec, own: &TwoLabelSettings, config: ModelConfig) -> Plan {
    let cost = GptCost { config, batch: own.batch, held_out: own.held_out };
    let measurement_cost = cost.measurement();
    let mut stages: Vec<Stage> = Vec::new();
    let mut push = |role: Role, start: Start, schedule: Schedule| {
        let id = StageId(stages.len() as u32);
        let measured_at = if role.revives() { spread_by_ratio(schedule.steps) } else { spread_evenly(schedule.steps) };
        let step_cost = 1.0;
        stages.push(Stage { id, role, start, schedule, constructs: false, measured_at, step_cost, measurement_cost });
        id
    };
    let pretraining = Schedule::paper(own.pretrain_rate, own.pretrain_steps);
    let pretrained = push(Role::Pretrain, Start::Fresh, pretraining);
    let control = push(Role::PretrainControl, Start::Fresh, pretraining);
    let others: Vec<(u32, StageId)> = (1..own.controls)
        .map(|index| (index, push(Role::AnotherControl { index }, Start::Fresh, pretraining)))
        .collect();
    let mut tune = |(rate, peak): (u32, &f64)| {
        let schedule = Schedule::paper(*peak, own.fine_tune_steps);
        (rate, *peak, push(Role::FineTune { rate }, Start::After(pretrained), schedule))
    };
    let tuned: Vec<(u32, f64, StageId)> = (0..).zip(&own.fine_tune_rates).map(&mut tune).collect();
    let teach = |peak: f64| Schedule::paper(peak, own.revive_steps);
    for (rate, tuned_at, id) in tuned {
        // Not above the rate that was fine-tuned with: otherwise a revival could be plain relearning (paper, reFT).
        push(Role::Revive { rate }, Start::After(id), teach(tuned_at.min(own.revive_rate)));
    }
    push(Role::ReviveControl, Start::After(control), teach(own.revive_rate));
    push(Role::ReviveScratch, Start::Fresh, teach(own.revive_rate));
    for (index, control) in others {
        push(Role::ReviveAnother { index }, Start::After(control), teach(own.revive_rate));
    }
    Plan { spec, stages, analyses: analyses(own, &cost) }
}

/// Everything that is asked of the models when the experiment runs to its end.
fn analyses(own: &TwoLabelSettings, cost: &GptCost) -> Vec<PlannedAnalysis> {
    if own.instruments == TwoLabelInstruments::None {
        return Vec::new();
    }
    let rates = 0..own.fine_tune_rates.len() as u32;
    let after = |role| ModelRef::After(role);
    let prune = |model| Analysis::Prune { model, granularity: Granularity::Neurons };
    let probe = |model| Analysis::Probe { model };
    let tuned = || rates.clone().map(|rate| after(Role::FineTune { rate }));
    let nothing = [after(Role::PretrainControl), ModelRef::Initial];
    tuned()
        .chain(nothing)
        .map(prune)
        .chain([after(Role::Pretrain)].into_iter().chain(nothing).chain(tuned()).map(probe))
        .chain(rates.clone().map(|rate| Analysis::Undo { rate }))
        .map(|analysis| PlannedAnalysis { analysis, cost: cost.of(analysis) })
        .collect()
}
