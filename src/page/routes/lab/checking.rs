//! *Check it*: the models of a run that came from outside, measured again and held against its record.

use super::state::Lab;
use crate::experiment::{Checkpoint, Rechecked, Role, Values};
use crate::page::storage::StoredRun;
use crate::page::story_files::bring;
use futures_channel::oneshot;
use leptos::prelude::*;
use leptos::task::spawn_local;

impl Lab {
    /// Measures every model of a run again, one after the other, and says what came out.
    pub(super) fn check_models(self, number: u32) {
        let Some(entry) = self.entry(number) else { return };
        spawn_local(async move {
            if let Err(message) = bring(&self.inference.get_value(), &entry.record.spec).await {
                return self.notice(format!("Run {number} was not checked: {message}."));
            }
            let models = self.checkpoints(&entry).await;
            if models.is_empty() {
                return self.notice(format!(
                    "Run {number} came without models: only its curves are here, and nothing can be measured again. “Use its settings” and Start train it."
                ));
            }
            let count = models.len();
            let mut wrong = Vec::new();
            let mut near = 0;
            for model in models {
                let role = model.history.stage.role;
                let found = match (self.measure_again(model).await, entry.record.stage(role)) {
                    (Ok(values), Some(stage)) => Rechecked::of(stage, &values, &self.inference.get_value().device()),
                    (Err(message), _) => {
                        return self.notice(format!("Run {number} was not checked: {message}."));
                    }
                    (Ok(_), None) => Rechecked::Unknown,
                };
                match found {
                    Rechecked::Same => {}
                    Rechecked::Near => near += 1,
                    Rechecked::Other | Rechecked::Unknown => wrong.push(role),
                }
            }
            self.notice(told(&entry, count, near, &wrong));
        });
    }

    async fn measure_again(self, model: Checkpoint) -> Result<Values, String> {
        let (answer, answered) = oneshot::channel();
        let Checkpoint { history, weights } = model;
        self.inference.get_value().remeasure(&history.spec, history.stage.role, weights, |outcome| {
            // Nobody waits any more when the page is being left.
            let _ = answer.send(outcome);
        });
        answered.await.map_err(|_| "the engine was stopped".to_owned())?
    }
}

/// What came of checking the models of a run: how many there are, how many are another engine's, and which are others.
fn told(run: &StoredRun, count: usize, near: usize, wrong: &[Role]) -> String {
    let number = run.number;
    let models = match count {
        1 => "its model, measured again here, has".to_owned(),
        count => format!("its {count} models, measured again here, have"),
    };
    let label = |role: &Role| run.record.spec.role_label(*role);
    match (near, wrong) {
        (0, []) => {
            format!("Run {number} is checked: {models} every count of its record.")
        }
        (_, []) => format!(
            "Run {number} is checked: its models were measured again here, {count} of them. {near} differ from its record by no more than samples vary by, as \
             models of another engine do; the others have every count."
        ),
        (_, wrong) => format!(
            "Run {number} does not hold: what its record says of {} is not what the model in the file does when it is measured again.",
            wrong.iter().map(label).collect::<Vec<_>>().join(", ")
        ),
    }
}
