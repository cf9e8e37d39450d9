//! `unwrap shown`: trains the run that the page shows before a visitor has trained anything, and writes its files.

use crate::run::train;
use crate::terminal::{CommandResult, print};
use crate::thread_pool::ThreadPool;
use pollster::block_on;
use std::path::Path;
use unwrap_lab::engine::{Command, DeviceKind, Event, Session, open, replies_to};
use unwrap_lab::experiment::{Checkpoint, Spec, encode};
use unwrap_lab::setups::{SHOWN_ANSWERS, SHOWN_FOLDER, SHOWN_MODELS, SHOWN_RECORD, first_text, shown_spec};
use unwrap_lab::tasks::{Operand, Skill, Task};

/// Trains it from nothing and writes its files below `site`, the page's folder.
pub(crate) fn shown(site: &Path, pool: ThreadPool) -> CommandResult {
    let spec = shown_spec();
    let sweep = train(spec.clone(), pool)?;
    let run = sweep.runs().first().ok_or("the run is missing")?;
    let folder = site.join(SHOWN_FOLDER);
    std::fs::create_dir_all(&folder).map_err(|e| format!("{} cannot be made: {e}", folder.display()))?;
    let mut models = Vec::new();
    for model in SHOWN_MODELS {
        let stage = run.plan().stage_of(model.role).ok_or("the run has no such stage")?;
        let checkpoint = run.checkpoint(stage.id).ok_or_else(|| format!("{} was not trained", model.file))?;
        // What lies elsewhere is made by another command, and is the same to the last bit.
        if model.file.starts_with(SHOWN_FOLDER) {
            std::fs::write(site.join(model.file), checkpoint.to_bytes()?)?;
        }
        models.push(checkpoint);
    }
    std::fs::write(folder.join(SHOWN_ANSWERS), answers(spec, models)?)?;
    std::fs::write(folder.join(SHOWN_RECORD), serde_json::to_string(run.record())?)?;
    let fingerprint = run.record().fingerprint.clone().unwrap_or_default();
    print(&format!("{}: fingerprint {fingerprint}", folder.display()));
    Ok(())
}

/// What the models answer to the first text, with what the lens reads in them, in the form in which an engine says it.
fn answers(spec: Spec, models: Vec<Checkpoint>) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let models: Vec<_> = models.into_iter().map(|checkpoint| checkpoint.weights).collect();
    let question = Command::Ask {
        ticket: 0,
        spec: Box::new(spec),
        task: Task::new(Skill::Count, Operand::PRETRAINED),
        text: first_text(),
        lens: models.first().cloned().map(Box::new),
        models,
    };
    let mut session = Session::new(block_on(open(DeviceKind::Cpu)).map_err(|e| e.to_string())?);
    let mut replies = block_on(replies_to(&mut session, question))?;
    // Nothing of the first picture shows where they look.
    replies.iter_mut().for_each(|reply| reply.patterns.clear());
    Ok(encode(&Event::Replied { ticket: 0, replies })?)
}
