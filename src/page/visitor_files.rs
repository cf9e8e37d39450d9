//! Files of a visitor's own on the page: read by the inference worker, held for the engines that train, and kept in the browser as they are.

use super::address::answers_another_page;
use super::inference_worker::InferenceWorker;
use super::storage::VisitorTexts;
use crate::experiment::Spec;
use crate::setups::corpus::CorpusSpec;
use crate::setups::table::TableSpec;
use crate::setups::{FileKind, HeldFile, held, hold};
use futures_channel::oneshot;

/// Reads a file.
///
/// # Errors
/// A sentence when it is not what it is read as, or the engine stops.
async fn read(worker: &InferenceWorker, kind: FileKind, name: &str, bytes: Vec<u8>) -> Result<HeldFile, String> {
    let (sender, receiver) = oneshot::channel::<Result<HeldFile, String>>();
    worker.read_file(kind, name, bytes, move |outcome| {
        // The asker may be gone; then nobody wants the answer.
        let _ = sender.send(outcome);
    });
    receiver.await.unwrap_or_else(|_| Err("the engine was ended".to_owned()))
}

/// Reads a file that a visitor brings in, holds it, and keeps it in the browser; with a sentence where the browser does not keep it.
///
/// # Errors
/// A sentence when it is not what it is read as.
pub(super) async fn take_in(
    worker: &InferenceWorker,
    kind: FileKind,
    name: &str,
    bytes: Vec<u8>,
) -> Result<(HeldFile, Option<String>), String> {
    let file = read(worker, kind, name, bytes.clone()).await?;
    hold(file.clone());
    let kept = async { VisitorTexts::open().await?.put(file.hash(), &bytes).await }.await;
    let unkept = kept.err().map(|message| {
        let message = message.trim_end_matches('.');
        format!("This browser does not keep the file ({message}). After a reload it has to be imported again.")
    });
    Ok((file, unkept))
}

/// A file that an experiment names.
struct Wanted {
    kind: FileKind,
    hash: String,
    name: String,
    /// The view where it can be brought in.
    place: &'static str,
}

fn wanted(spec: &Spec) -> Option<Wanted> {
    let of = |kind, hash: &str, name: &str, place| Wanted { kind, hash: hash.to_owned(), name: name.to_owned(), place };
    let stories = || spec.of::<CorpusSpec>()?.file.as_ref();
    let table = || spec.of::<TableSpec>()?.table.as_ref();
    let stories = stories().map(|file| of(FileKind::Stories, &file.hash, &file.name, "Stories"));
    stories.or_else(|| table().map(|file| of(FileKind::Table, &file.hash, &file.name, "Table")))
}

/// Whether `file` is what `spec` says of it.
fn is_of(file: &HeldFile, spec: &Spec) -> bool {
    match file {
        HeldFile::Stories(file) => spec
            .of::<CorpusSpec>()
            .is_some_and(|spec| spec.file.as_ref().is_some_and(|own| own.is_same(file.identity()))),
        HeldFile::Table(file) => spec
            .of::<TableSpec>()
            .is_some_and(|spec| spec.table.as_ref().is_some_and(|own| own.is_same(file.identity()))),
    }
}

/// Has the file at hand that the trainings of `spec` need: held already, or kept in this browser.
///
/// # Errors
/// A sentence when it has to be brought in.
pub(super) async fn bring(worker: &InferenceWorker, spec: &Spec) -> Result<(), String> {
    let Some(wanted) = wanted(spec) else { return Ok(()) };
    if answers_another_page() {
        return Err(format!(
            "“{}” is a file of this browser's visitor, with which other pages train nothing",
            wanted.name
        ));
    }
    let missing = || {
        format!(
            "this experiment learns from the file “{}”, which is not in this browser; bring it in under {}, and it can be trained",
            wanted.name, wanted.place
        )
    };
    let file = match held(&wanted.hash) {
        Some(file) => file,
        None => {
            let kept = async { VisitorTexts::open().await?.get(&wanted.hash).await }.await;
            let unread =
                |message: String| format!("{} (what this browser keeps could not be read: {message})", missing());
            let bytes = kept.map_err(unread)?.ok_or_else(missing)?;
            read(worker, wanted.kind, &wanted.name, bytes).await?
        }
    };
    if !is_of(&file, spec) {
        return Err(format!("the file “{}” has not what the experiment says of it", wanted.name));
    }
    hold(file);
    Ok(())
}

/// Drops every file that this browser keeps.
///
/// # Errors
/// A sentence when the browser refuses.
pub(super) async fn forget() -> Result<(), String> {
    VisitorTexts::open().await?.clear().await
}
