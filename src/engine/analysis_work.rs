//! An analysis under way, in the slices of a Session.

use super::message::Event;
use crate::experiment::{Analyser, Analysis};
use crate::train::LearnerError;
use std::time::Duration;
use web_time::Instant;

pub(super) struct AnalysisWork {
    pub(super) analysis: Analysis,
    pub(super) analyser: Box<dyn Analyser>,
    pub(super) seconds: f64,
}

impl AnalysisWork {
    /// Works for about `slice`, at least one step; true when it has ended.
    pub(super) async fn advance(
        &mut self,
        slice: Duration,
        single: bool,
        events: &mut Vec<Event>,
    ) -> Result<bool, LearnerError> {
        let begin = Instant::now();
        let found = loop {
            let found = self.analyser.step().await?;
            if found.is_some() || single || begin.elapsed() >= slice {
                break found;
            }
        };
        self.seconds += begin.elapsed().as_secs_f64();
        let (analysis, seconds) = (self.analysis, self.seconds);
        let ended = found.is_some();
        events.push(match found {
            Some(result) => Event::Analysed { analysis, result: Box::new(result), seconds },
            None => Event::Analysing { analysis, share: self.analyser.share(), seconds },
        });
        Ok(ended)
    }
}
