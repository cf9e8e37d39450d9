//! Sweeps begin with the pretrained models that the page ships with, where a cell's pretraining is one of theirs.

use crate::experiment::{CacheKey, Checkpoint, Spec};
use crate::page::shipped as files;
use crate::schedule::Sweep;
use crate::setups::shipped;

/// Fetches the shipped checkpoints that `sweep` still wants, and a sentence for each that could not be had.
pub(super) async fn fetched(sweep: &Sweep) -> (Vec<(CacheKey, Checkpoint)>, Vec<String>) {
    let (mut wanted, mut found, mut failed) = (sweep.wanted(), Vec::new(), Vec::new());
    let specs: Vec<Spec> = sweep.runs().iter().map(|run| run.record().spec.clone()).collect();
    for spec in specs {
        for (role, file) in shipped(&spec).into_iter().flatten() {
            let key = CacheKey::new(&spec, role);
            if !wanted.remove(&key) {
                continue;
            }
            match files::fetch(&spec, role, file).await {
                Ok(checkpoint) => found.push((key, checkpoint)),
                Err(message) => {
                    failed.push(format!("A shipped model could not be had ({message}). It is trained here instead."));
                }
            }
        }
    }
    (found, failed)
}
