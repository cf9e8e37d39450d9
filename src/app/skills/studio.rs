//! The state of the view: the program as it is written, what it compiles to, the string it runs on, and the experiment.

use super::crew::Crew;
use crate::app::driver::Update as Heard;
use crate::app::lab_beside::lab_is_busy;
use crate::app::notices::Notices;
use crate::app::phase::Phase;
use crate::app::shell::write_address;
use crate::engine::{DeviceKind, Event};
use crate::experiment::{
    CompiledPart, CompiledRecord, CompiledSpec, Route, compiled_setting, compiled_to_hash, parse_compiled_hash,
};
use crate::model::CompiledWeights;
use crate::rasp::{Compiled, Program, ProgramError, Value};
use crate::schedule::{CompiledProgress, CompiledRun};
use leptos::prelude::*;
use std::sync::Arc;
use web_time::Instant;

/// A program that could be read, and what came of compiling it.
#[derive(Clone, Debug)]
pub(super) struct Workpiece {
    pub(super) program: Program,
    pub(super) compiled: Result<Compiled, ProgramError>,
    /// What reading and compiling took.
    pub(super) milliseconds: f64,
}

/// All of the view's state; a handle that is copied freely.
#[derive(Clone, Copy)]
pub(super) struct Studio {
    pub(super) notices: Notices,
    /// The program as it is written.
    pub(super) source: RwSignal<String>,
    /// What the text is, or why it is no program.
    pub(super) workpiece: Memo<Result<Arc<Workpiece>, ProgramError>>,
    /// The string that the program runs on, as it is written.
    pub(super) text: RwSignal<String>,
    /// The settings; the program in them is that of the last readable text.
    pub(super) spec: RwSignal<CompiledSpec>,
    pub(super) phase: RwSignal<Phase>,
    pub(super) progress: RwSignal<Option<CompiledProgress>>,
    pub(super) under_way: RwSignal<Vec<(CompiledPart, u32)>>,
    pub(super) record: RwSignal<Option<CompiledRecord>>,
    /// The models of the record's run, each with its name.
    pub(super) models: RwSignal<Vec<(String, CompiledWeights)>>,
    crew: StoredValue<Option<Crew>, LocalStorage>,
    told: StoredValue<Option<Instant>>,
}

impl PartialEq for Workpiece {
    fn eq(&self, other: &Self) -> bool {
        self.program == other.program
    }
}

fn made(source: &str) -> Result<Arc<Workpiece>, ProgramError> {
    let begin = Instant::now();
    let program = Program::parse(source)?;
    let compiled = program.compile();
    let milliseconds = 1000.0 * begin.elapsed().as_secs_f64();
    Ok(Arc::new(Workpiece { program, compiled, milliseconds }))
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
    let picked: Vec<String> = (0..length).map(|place| words[pick(place)].to_string()).collect();
    let alone = picked.iter().all(|word| word.chars().count() == 1);
    picked.join(if alone { "" } else { " " })
}

impl Studio {
    pub(super) fn new(notices: Notices) -> Self {
        let spec = CompiledSpec::counter();
        let source = RwSignal::new(spec.source.clone());
        let workpiece = Memo::new(move |_| source.with(|source| made(source)));
        Self {
            notices,
            source,
            workpiece,
            text: RwSignal::new("abacadabra".to_owned()),
            spec: RwSignal::new(spec),
            phase: RwSignal::new(Phase::Idle),
            progress: RwSignal::new(None),
            under_way: RwSignal::new(Vec::new()),
            record: RwSignal::new(None),
            models: RwSignal::new(Vec::new()),
            crew: StoredValue::new_local(None),
            told: StoredValue::new(None),
        }
    }

    /// Reads the address, if it leads here. A broken link changes nothing but the notices.
    pub(super) fn follow_address(self) {
        let hash = window().location().hash().unwrap_or_default();
        if Route::of(&hash) != Ok(Route::Compiled) {
            return;
        }
        match parse_compiled_hash(&hash) {
            Ok(spec) => self.adopt(spec),
            Err(error) => self.notices.say(format!(
                "This link could not be opened: {error}. The program and the settings shown are the ones from before it, or the Counter."
            )),
        }
    }

    /// Takes a whole experiment.
    pub(super) fn adopt(self, spec: CompiledSpec) {
        let new = self.source.with_untracked(|source| *source != spec.source);
        if new {
            self.source.set(spec.source.clone());
        }
        self.spec.set(spec);
        self.offer_string(new);
        self.write_address();
    }

    /// A string for the program: the one there is where it can be read, else one of the program's words.
    fn offer_string(self, new: bool) {
        if let Ok(workpiece) = self.workpiece.get_untracked()
            && (new || self.text.with_untracked(|text| workpiece.program.read(text).is_err()))
        {
            self.text.set(sample(&workpiece.program));
        }
    }

    /// Takes a text as the program. One that is none is kept in the editor, and the settings keep the last that was.
    pub(super) fn write(self, source: String) {
        self.source.set(source.clone());
        if self.workpiece.with_untracked(Result::is_ok) {
            self.spec.update(|spec| spec.source = source);
            self.offer_string(false);
            self.write_address();
        }
    }

    /// Changes a setting from text.
    ///
    /// # Errors
    /// A sentence when the value is not possible; the settings are then unchanged.
    pub(super) fn change(self, key: &str, text: &str) -> Result<(), String> {
        let mut spec = self.spec.get_untracked();
        compiled_setting(key).and_then(|setting| setting.set(&mut spec, text)).map_err(|e| e.to_string())?;
        self.spec.set(spec);
        self.write_address();
        Ok(())
    }

    fn write_address(self) {
        let hash = window().location().hash().unwrap_or_default();
        if Route::of(&hash) != Ok(Route::Compiled) {
            return;
        }
        write_address(&self.spec.with_untracked(compiled_to_hash));
    }

    /// The string as the program reads it, or why it does not.
    pub(super) fn input(self) -> Result<(Arc<Workpiece>, Vec<Value>), String> {
        let workpiece = self.workpiece.get().map_err(|_| "The program cannot be read yet.".to_owned())?;
        let input = self.text.with(|text| workpiece.program.read(text)).map_err(|e| e.to_string())?;
        Ok((workpiece, input))
    }

    /// Starts the experiment as it is set.
    pub(super) fn start(self) {
        if self.phase.get_untracked() != Phase::Idle {
            return;
        }
        if lab_is_busy() {
            self.notices
                .say("The lab is training; pause or cancel it first, or both would take twice as long.".to_owned());
            return;
        }
        if self.workpiece.with_untracked(Result::is_err) {
            self.notices
                .say("The text in the editor is no program yet; its first mistake is told below it.".to_owned());
            return;
        }
        let run = CompiledRun::new(self.spec.get_untracked()).map_err(|e| format!("This cannot be fine-tuned: {e}."));
        match run.and_then(|run| Crew::over(run, DeviceKind::Cpu, move |update| self.hear(update))) {
            Ok(crew) => {
                self.record.set(Some(crew.record()));
                self.models.set(Vec::new());
                self.progress.set(None);
                self.crew.set_value(Some(crew));
                self.phase.set(Phase::Running);
            }
            Err(message) => self.notices.say(message),
        }
    }

    fn hear(self, update: Heard) {
        let Some(crew) = self.crew.get_value() else { return };
        match update {
            Heard::Event(_, Event::PartProgress { .. } | Event::Ready { .. }) => {
                // Ten times a second is enough for figures; a visitor reads no faster.
                let now = Instant::now();
                if self.told.get_value().is_some_and(|at| now.duration_since(at).as_millis() < 100) {
                    return;
                }
                self.told.set_value(Some(now));
            }
            Heard::Event(..) => self.take_results(&crew),
            Heard::Notice(text) => self.notices.say(text),
            Heard::Finished => {
                self.take_results(&crew);
                self.phase.set(Phase::Idle);
            }
            Heard::Stopped(text) => {
                self.notices.say(text);
                self.phase.set(Phase::Idle);
            }
        }
        self.progress.set(Some(crew.progress()));
        self.under_way.set(if self.phase.get_untracked() == Phase::Idle { Vec::new() } else { crew.under_way() });
    }

    fn take_results(self, crew: &Crew) {
        self.record.set(Some(crew.record()));
        self.models.set(crew.models());
    }

    pub(super) fn pause(self) {
        self.with_crew(Crew::pause);
        self.phase.set(Phase::Paused);
    }

    pub(super) fn resume(self) {
        self.with_crew(Crew::resume);
        self.phase.set(Phase::Running);
    }

    pub(super) fn step(self) {
        self.with_crew(Crew::step);
    }

    /// Ends the run at once; the Record keeps what was measured.
    pub(super) fn cancel(self) {
        self.with_crew(Crew::cancel);
        self.phase.set(Phase::Idle);
        self.under_way.set(Vec::new());
    }

    fn with_crew(self, act: impl Fn(&Crew)) {
        if let Some(crew) = self.crew.get_value() {
            act(&crew);
        }
    }
}
