//! Files of stories on the page: read by the inference worker, held for the engines that train, and kept in the browser as they are.

use super::inference_worker::InferenceWorker;
use super::storage::StoryTexts;
use crate::experiment::Spec;
use crate::setups::corpus::{CorpusSpec, HeldFile, StoryFile, held, hold};
use futures_channel::oneshot;
use std::sync::Arc;

/// Reads a file.
///
/// # Errors
/// A sentence when it is no file of stories, or the engine stops.
async fn read(worker: &InferenceWorker, name: &str, bytes: Vec<u8>) -> Result<Arc<StoryFile>, String> {
    let (sender, receiver) = oneshot::channel::<Result<HeldFile, String>>();
    worker.read_stories(name, bytes, move |outcome| {
        // The asker may be gone; then nobody wants the answer.
        let _ = sender.send(outcome);
    });
    let HeldFile(file) = receiver.await.unwrap_or_else(|_| Err("the engine was ended".to_owned()))?;
    Ok(file)
}

/// Reads a file that a visitor brings in, holds it, and keeps it in the browser; with a sentence where the browser does not keep it.
///
/// # Errors
/// A sentence when it is no file of stories.
pub(super) async fn take_in(
    worker: &InferenceWorker,
    name: &str,
    bytes: Vec<u8>,
) -> Result<(Arc<StoryFile>, Option<String>), String> {
    let file = read(worker, name, bytes.clone()).await?;
    hold(file.clone());
    let kept = async { StoryTexts::open().await?.put(&file.identity().hash, &bytes).await }.await;
    let unkept = kept.err().map(|message| {
        let message = message.trim_end_matches('.');
        format!("This browser does not keep the file ({message}). After a reload it has to be imported again.")
    });
    Ok((file, unkept))
}

/// Has the file at hand that the trainings of `spec` need: held already, or kept in this browser.
///
/// # Errors
/// A sentence when it has to be brought in.
pub(super) async fn bring(worker: &InferenceWorker, spec: &Spec) -> Result<(), String> {
    let Some(wanted) = spec.of::<CorpusSpec>().and_then(|spec| spec.file.clone()) else { return Ok(()) };
    let missing = || {
        format!(
            "this experiment learns from the file “{}”, which is not in this browser; bring it in under Stories, and it can be trained",
            wanted.name
        )
    };
    let file = match held(&wanted.hash) {
        Some(file) => file,
        None => {
            let kept = async { StoryTexts::open().await?.get(&wanted.hash).await }.await;
            let unread =
                |message: String| format!("{} (what this browser keeps could not be read: {message})", missing());
            let bytes = kept.map_err(unread)?.ok_or_else(missing)?;
            read(worker, &wanted.name, bytes).await?
        }
    };
    if !file.identity().is_same(&wanted) {
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
    StoryTexts::open().await?.clear().await
}
