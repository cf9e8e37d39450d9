//! Prompts that wait to be answered, and the lens that reads along: its probes are trained once, and kept for the prompts after.

use super::message::Event;
use crate::analysis::{Lens, LensTexts, PROBE_TRAINING, Reply, ask};
use crate::experiment::Spec;
use crate::model::{Gpt, Weights};
use crate::setups::grammar::{GrammarPlan, GrammarSpec};
use crate::tasks::{Layout, Letter, Operand, Task};
use crate::train::LearnerError;
use burn::tensor::Device;
use std::collections::VecDeque;
use std::time::Duration;
use web_time::Instant;

/// What a lens is of: equal keys have equal probes.
#[derive(Clone, PartialEq)]
struct LensKey {
    spec: GrammarSpec,
    asked: Operand,
    pretrained: Weights,
}

/// A question to some models.
pub(super) struct Prompt {
    ticket: u32,
    layout: Layout,
    tokens: Vec<u32>,
    models: Vec<Weights>,
    lens: Option<LensKey>,
}

impl Prompt {
    /// A question that can be asked.
    ///
    /// # Errors
    /// A sentence when the models are not of this experiment, or it has no such task or texts.
    pub(super) fn new(
        ticket: u32,
        spec: Spec,
        task: Task,
        text: &[Letter],
        models: Vec<Weights>,
        pretrained: Option<Weights>,
    ) -> Result<Self, String> {
        let spec: &GrammarSpec = spec.of().ok_or("only models of the grammar are asked by prompts")?;
        let spec = spec.clone().checked().map_err(|e| e.to_string())?;
        let layout = spec.layout().map_err(|e| e.to_string())?;
        let config = spec.model().map_err(|e| e.to_string())?;
        let length = spec.text_length;
        if text.len() != length as usize {
            return Err(format!("the text has {} letters; this experiment's texts have {length}", text.len()));
        }
        if !layout.vocabulary().has(task) {
            return Err("this experiment's models have no token for that task".to_owned());
        }
        let of_these_sizes = |weights: Weights| {
            if weights.architecture != config.into() {
                return Err("a model that is asked is of other sizes than the experiment's".to_owned());
            }
            weights.checked().map_err(|e| e.to_string())
        };
        let models = models.into_iter().map(of_these_sizes).collect::<Result<Vec<_>, _>>()?;
        let pretrained = pretrained.map(of_these_sizes).transpose()?;
        let mut tokens = Vec::with_capacity(layout.context());
        layout.write(task, text, &mut tokens);
        let read = task.family == spec.task.family();
        let lens = pretrained.filter(|_| read).map(|pretrained| LensKey { spec, asked: task.operand, pretrained });
        Ok(Self { ticket, layout, tokens, models, lens })
    }

    async fn answer(&self, lens: Option<&Lens>, device: &Device) -> Result<Vec<Reply>, LearnerError> {
        let mut replies = Vec::with_capacity(self.models.len());
        for weights in &self.models {
            replies.push(ask(&Gpt::from_weights(weights, device), &self.tokens, self.layout, lens, device).await?);
        }
        Ok(replies)
    }
}

/// All prompts that wait.
#[derive(Default)]
pub(super) struct Prompts {
    waiting: VecDeque<Prompt>,
    lens: Option<(LensKey, Lens)>,
}

impl Prompts {
    /// Whether none waits.
    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// One more.
    pub(super) fn push(&mut self, prompt: Prompt) {
        self.waiting.push_back(prompt);
    }

    /// Answers the next prompt that can be answered, or works for about `slice` on the probes that the first one waits for.
    pub(super) async fn advance(&mut self, slice: Duration, device: &Device) -> Option<Event> {
        let ready = |prompt: &Prompt, lens: &Option<(LensKey, Lens)>| match (&prompt.lens, lens) {
            (None, _) => true,
            (Some(wanted), Some((key, lens))) => lens.is_ready() && wanted == key,
            _ => false,
        };
        if let Some(at) = self.waiting.iter().position(|prompt| ready(prompt, &self.lens)) {
            let prompt = self.waiting.remove(at)?;
            let lens = self.lens.as_ref().filter(|_| prompt.lens.is_some()).map(|(_, lens)| lens);
            return Some(match prompt.answer(lens, device).await {
                Ok(replies) => Event::Replied { ticket: prompt.ticket, replies },
                Err(error) => Event::Failed { message: error.to_string() },
            });
        }
        let wanted = self.waiting.front()?.lens.clone()?;
        if self.lens.as_ref().is_none_or(|(key, _)| *key != wanted) {
            match lens_of(&wanted, device) {
                Ok(lens) => self.lens = Some((wanted, lens)),
                Err(message) => {
                    self.waiting.pop_front();
                    return Some(Event::Failed { message });
                }
            }
        }
        let (_, lens) = self.lens.as_mut()?;
        let begin = Instant::now();
        while !lens.is_ready() && begin.elapsed() < slice {
            lens.step();
        }
        None
    }
}

fn lens_of(key: &LensKey, device: &Device) -> Result<Lens, String> {
    let plan = GrammarPlan::new(key.spec.clone()).map_err(|e| e.to_string())?;
    let texts = LensTexts {
        texts: plan.probe_texts(),
        trained_on: PROBE_TRAINING as usize,
        domain: plan.domain,
        skill: plan.skill(),
        asked: key.asked,
        layout: plan.layout,
    };
    Ok(Lens::new(&key.pretrained, texts, device))
}
