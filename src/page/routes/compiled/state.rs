//! The state of the view: the program as it is written, what it compiles to and the string it runs on. The experiment and its runs are the
//! lab's.

use crate::experiment::{Record, Spec};
use crate::model::CompiledWeights;
use crate::page::routes::lab::Lab;
use crate::rasp::{Compiled, Program, ProgramError, Value};
use crate::setups::compiled::CompiledSpec;
use leptos::prelude::*;
use std::sync::Arc;
use web_time::Instant;

/// A program that could be read, and what came of compiling it.
#[derive(Clone, Debug)]
pub(super) struct CompiledProgram {
    pub(super) program: Program,
    pub(super) compiled: Result<Compiled, ProgramError>,
    /// What reading and compiling took.
    pub(super) milliseconds: f64,
}

/// All of the view's state; a handle that is copied freely.
#[derive(Clone, Copy)]
pub(in crate::page::routes) struct CompiledState {
    /// The program as it is written.
    pub(super) source: RwSignal<String>,
    /// What the text is, or why it is no program.
    pub(super) program: Memo<Result<Arc<CompiledProgram>, ProgramError>>,
    /// The string that the program runs on, as it is written.
    pub(super) text: RwSignal<String>,
    pub(super) lab: Lab,
}

impl PartialEq for CompiledProgram {
    fn eq(&self, other: &Self) -> bool {
        self.program == other.program
    }
}

fn made(source: &str) -> Result<Arc<CompiledProgram>, ProgramError> {
    let begin = Instant::now();
    let program = Program::parse(source)?;
    let compiled = program.compile();
    let milliseconds = 1000.0 * begin.elapsed().as_secs_f64();
    Ok(Arc::new(CompiledProgram { program, compiled, milliseconds }))
}

/// Words as a visitor would write them: without blanks where each is one letter.
pub(super) fn as_text<'w>(words: impl Iterator<Item = &'w Value>) -> String {
    let words: Vec<String> = words.map(ToString::to_string).collect();
    let alone = words.iter().all(|word| word.chars().count() == 1);
    words.join(if alone { "" } else { " " })
}

/// A string to begin with: the first words of the vocabulary in a mixed order, as many as the program takes and fit a screen.
fn sample(program: &Program) -> String {
    let words = program.vocabulary();
    let length = program.length().min(10);
    let step = if words.len() > 3 { 3 } else { 1 };
    // Without repetition where that matters: the vocabulary in steps that meet every word once.
    let pick = |place: usize| {
        if program.draws_distinct() {
            (place * step + place / words.len().div_ceil(step).max(1)) % words.len()
        } else {
            (place * place + place / 2) % words.len().min(4)
        }
    };
    as_text((0..length).map(|place| &words[pick(place)]))
}

impl CompiledState {
    pub(in crate::page::routes) fn new(lab: Lab) -> Self {
        let source = RwSignal::new(CompiledSpec::counter().source);
        let program = Memo::new(move |_| source.with(|source| made(source)));
        let state = Self { source, program, text: RwSignal::new("abacadabra".to_owned()), lab };
        // Another run's settings may be taken from outside the editor.
        let set = Memo::new(move |_| lab.spec.with(|spec| spec.get("source")));
        Effect::new(move |_| {
            set.track();
            state.follow();
        });
        state
    }

    /// The run on show; none before the first.
    pub(super) fn record(self) -> Option<Record> {
        self.lab.shown_record().filter(|record| record.spec.of::<CompiledSpec>().is_some())
    }

    /// The models of the run on show that are at hand, each with its name.
    pub(super) fn models(self) -> Vec<(String, CompiledWeights)> {
        self.record().map(|record| self.lab.models_of(&record)).unwrap_or_default()
    }

    /// Follows the lab's experiment, which has another program.
    pub(in crate::page::routes) fn follow(self) {
        // Both setups of programs call it so, and no other has it.
        let Some(source) = self.lab.spec.with_untracked(|spec| spec.get("source")) else { return };
        let new = self.source.with_untracked(|own| *own != source);
        if new {
            self.source.set(source);
        }
        self.offer_string(new);
    }

    /// Takes a whole experiment.
    pub(super) fn adopt(self, spec: Spec) {
        self.lab.adopt(spec);
        self.follow();
    }

    /// A string for the program: the one there is where it can be read, else one of the program's words.
    fn offer_string(self, new: bool) {
        if let Ok(program) = self.program.get_untracked()
            && (new || self.text.with_untracked(|text| program.program.read(text).is_err()))
        {
            self.text.set(sample(&program.program));
        }
    }

    /// Takes a text as the program. One that is none is kept in the editor, and the settings keep the last that was.
    pub(super) fn write(self, source: String) {
        self.source.set(source.clone());
        if self.program.with_untracked(Result::is_ok)
            && let Ok(spec) = self.lab.spec.with_untracked(|spec| spec.with("source", &source))
        {
            self.offer_string(false);
            self.lab.adopt(spec);
        }
    }

    /// The string as the program reads it, or why it does not.
    pub(super) fn input(self) -> Result<(Arc<CompiledProgram>, Vec<Value>), String> {
        let program = self.program.get().map_err(|_| "The program cannot be read yet.".to_owned())?;
        let input = self.text.with(|text| program.program.read(text)).map_err(|e| e.to_string())?;
        Ok((program, input))
    }
}
