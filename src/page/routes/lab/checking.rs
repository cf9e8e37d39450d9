//! *Check it*: the models of a run that came from outside, measured again and looked into again, and held against its record.

use super::state::Lab;
use crate::experiment::{Analysis, AnalysisResult, Checkpoint, Rechecked, Values, counted};
use crate::page::inference_worker::AnalysisState;
use crate::page::storage::StoredRun;
use crate::page::visitor_files::bring;
use futures_channel::oneshot;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::cell::RefCell;

/// What is said of the check takes its own place as it goes on.
const CHECK: &str = "check";

/// What came of checking a run.
#[derive(Default)]
struct Checked {
    /// Models that were measured.
    models: usize,
    /// Models of another engine, whose counts are near.
    near: usize,
    /// Instruments that found the same again.
    found: usize,
    /// Findings that another engine made, or whose models are not in the file: they were not made again.
    left: usize,
    /// What the record says otherwise, in words.
    wrong: Vec<String>,
}

impl Lab {
    /// Measures every model of a run again, looks into it with every instrument that the record has a finding of, and says what came out.
    pub(super) fn check_models(self, number: u32) {
        let Some(entry) = self.entry(number) else { return };
        spawn_local(async move {
            let told = match self.check(&entry).await {
                Ok(checked) => checked.told(number),
                Err(message) => format!("Run {number} was not checked: {message}."),
            };
            self.store.notices.say_of(CHECK, told);
        });
    }

    async fn check(self, entry: &StoredRun) -> Result<Checked, String> {
        let (number, record) = (entry.number, &entry.record);
        bring(&self.inference.get_value(), &record.spec).await?;
        let models = self.checkpoints(entry).await;
        if models.is_empty() {
            return Err(
                "it came without models, only its curves are here, and nothing can be measured again. “Use its settings” and Start train it"
                    .to_owned(),
            );
        }
        let mut checked = Checked { models: models.len(), ..Checked::default() };
        for (at, model) in models.into_iter().enumerate() {
            self.store
                .notices
                .say_of(CHECK, format!("Run {number}: measuring model {} of {}.", at + 1, checked.models));
            let role = model.history.stage.role;
            let values = self.measure_again(model).await?;
            let device = self.inference.get_value().device();
            match record.stage(role).map_or(Rechecked::Unknown, |stage| Rechecked::of(stage, &values, &device)) {
                Rechecked::Same => {}
                Rechecked::Near => checked.near += 1,
                Rechecked::Other | Rechecked::Unknown => checked.wrong.push(record.spec.role_label(role)),
            }
        }
        for (at, stated) in record.analyses.iter().enumerate() {
            let label = stated.analysis.label(&record.spec);
            self.store
                .notices
                .say_of(CHECK, format!("Run {number}: {label} ({} of {}).", at + 1, record.analyses.len()));
            let is_comparable = stated.device == self.inference.get_value().device();
            let again = if is_comparable { self.analyse_again(entry, stated.analysis).await? } else { None };
            match again {
                Some(found) if found == stated.result => checked.found += 1,
                Some(_) => checked.wrong.push(label),
                None => checked.left += 1,
            }
        }
        Ok(checked)
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

    /// What the instrument finds in the models of the run; nothing where one of them is not at hand.
    async fn analyse_again(self, entry: &StoredRun, analysis: Analysis) -> Result<Option<AnalysisResult>, String> {
        let weights = |model| Some((*self.models.get(entry.number, &entry.record, model)?).clone());
        let Some(models) = analysis.needs().into_iter().map(weights).collect::<Option<Vec<_>>>() else {
            return Ok(None);
        };
        let (answer, answered) = oneshot::channel();
        let answer = RefCell::new(Some(answer));
        self.inference.get_value().analyse(&entry.record.spec, analysis, models, move |told| {
            let outcome = match told {
                AnalysisState::Running(_) => return,
                AnalysisState::Done(result, _) => Ok(*result),
                AnalysisState::Failed(message) => Err(message),
            };
            if let Some(answer) = answer.borrow_mut().take() {
                // As above.
                let _ = answer.send(outcome);
            }
        });
        // Another question of the visitor's takes an instrument's place.
        answered.await.map_err(|_| "another question was asked meanwhile".to_owned())?.map(Some)
    }
}

impl Checked {
    /// In words.
    fn told(&self, number: u32) -> String {
        let Self { models, near, found, left, wrong } = self;
        if !wrong.is_empty() {
            return format!(
                "Run {number} does not hold: what its record says of {} is not what comes out when the models in the file are measured again.",
                wrong.join(", ")
            );
        }
        let (its, have) = match models {
            1 => ("its model".to_owned(), "has"),
            count => (format!("its {count} models"), "have"),
        };
        let measured = match near {
            0 => format!("{its}, measured again here, {have} every count of its record"),
            near => format!(
                "{its} were measured again here: {near} differ from its record by no more than samples vary by, as models of another engine do, and \
                 the others have every count"
            ),
        };
        let again = match found {
            0 => String::new(),
            found => format!("; {} made again came out the same", counted(*found, "finding")),
        };
        let not = match left {
            0 => String::new(),
            left => format!(
                ". Not made again: {}, of another engine or of models that are not here",
                counted(*left, "finding")
            ),
        };
        format!("Run {number} is checked: {measured}{again}{not}.")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_checked_what_was_not_and_what_does_not_hold_is_said() {
        let told = |checked: Checked| checked.told(3);
        let all = told(Checked { models: 6, found: 12, ..Checked::default() });
        assert_eq!(
            all,
            "Run 3 is checked: its 6 models, measured again here, have every count of its record; 12 findings made again came out the same."
        );
        let one = told(Checked { models: 1, left: 1, ..Checked::default() });
        assert!(
            one.contains("its model, measured again here, has") && one.contains("Not made again: 1 finding,"),
            "{one}"
        );
        let near = told(Checked { models: 6, near: 2, ..Checked::default() });
        assert!(near.contains("2 differ"), "{near}");
        let wrong = told(Checked { models: 6, wrong: vec!["pruning: M".to_owned()], ..Checked::default() });
        assert!(wrong.contains("does not hold: what its record says of pruning: M"), "{wrong}");
    }
}
