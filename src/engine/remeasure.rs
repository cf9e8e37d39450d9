//! A trained model measured again: whether it is what the history beside it says.

use super::message::Event;
use crate::experiment::{Plan, Role, Spec, Stage, StageState, Start, Values};
use crate::model::{Architecture, Weights};
use crate::train::LearnerState;
use burn::tensor::Device;

/// A model that waits to be measured.
pub(super) struct Unmeasured {
    ticket: u32,
    spec: Spec,
    stage: Stage,
    weights: Weights,
}

impl Unmeasured {
    /// The model that the stage `role` of an experiment is said to have ended with.
    ///
    /// # Errors
    /// A sentence when the experiment has no such stage, or the weights are of other sizes.
    pub(super) fn new(ticket: u32, spec: Spec, role: Role, weights: Weights) -> Result<Self, String> {
        let plan = Plan::new(spec).map_err(|e| e.to_string())?;
        let stage = plan.stage_of(role).cloned().ok_or("the experiment has no such stage")?;
        let own = plan.spec.architecture(role).map_err(|e| e.to_string())?;
        if own != weights.architecture {
            return Err("the weights are not of the experiment's sizes".to_owned());
        }
        let weights = weights.checked().map_err(|e| e.to_string())?;
        Ok(Self { ticket, spec: plan.spec, stage, weights })
    }

    /// Measures it on the experiment's held-out sets, as its stage was measured.
    pub(super) async fn measured(self, device: &Device) -> Event {
        let ticket = self.ticket;
        Event::Remeasured { ticket, outcome: self.values(device).await }
    }

    async fn values(self, device: &Device) -> Result<Values, String> {
        let count = self.weights.parameters.iter().map(|p| p.values.len()).sum();
        let moments = match self.weights.architecture {
            Architecture::Gpt(_) => 2,
            Architecture::Compiled(_) => 1,
        };
        let learner = LearnerState {
            weights: self.weights.clone(),
            moments: vec![vec![0.0; count]; moments],
            steps: self.stage.schedule.steps,
            losses: None,
        };
        let state = StageState { learner, measured: 0, position: 0, seconds: 0.0 };
        let start = (self.stage.start != Start::Fresh).then(|| self.weights.clone());
        let mut training = match self.spec.training(self.stage.id, start.clone(), Some(&state), device) {
            Ok(training) => training,
            // Some ways of training cannot be gone on with. Begun with these weights, they measure the same.
            Err(message) if start.is_none() => return Err(message),
            Err(_) => self.spec.training(self.stage.id, start, None, device)?,
        };
        training.measure().await.map_err(|e| e.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Command, DeviceKind, Session, open};
    use super::*;
    use crate::experiment::StageId;
    use crate::model::initial_weights;
    use crate::setups::grammar::Preset;
    use std::time::Duration;

    #[test]
    fn a_model_measured_again_is_what_its_stage_ended_with_and_another_is_not() {
        let mut session = Session::new(pollster::block_on(open(DeviceKind::Cpu)).unwrap());
        let spec = Box::new(Spec::from(Preset::Micro.spec()));
        let begin = Command::Begin { spec: spec.clone(), stage: StageId(0), start: None, resume: None };
        assert_eq!(session.command(begin), None);
        let (mut values, mut weights) = (None, None);
        while weights.is_none() {
            for event in pollster::block_on(session.advance(Duration::from_millis(50))) {
                match event {
                    Event::Measured { point, .. } => values = Some(point.values),
                    Event::Finished { weights: trained, .. } => weights = Some(trained),
                    _ => {}
                }
            }
        }
        let again = |session: &mut Session, weights: Weights| {
            let command = Command::Remeasure { ticket: 3, spec: spec.clone(), role: Role::Pretrain, weights };
            assert_eq!(session.command(command), None);
            match pollster::block_on(session.advance(Duration::from_millis(50))).as_slice() {
                [Event::Remeasured { ticket: 3, outcome: Ok(found) }] => found.clone(),
                other => panic!("{other:?}"),
            }
        };
        let trained: Weights = *weights.unwrap();
        assert_eq!(Some(again(&mut session, trained)), values);
        let untrained = initial_weights(Preset::Micro.spec().model().unwrap(), 1);
        assert_ne!(Some(again(&mut session, untrained)), values);
    }
}
