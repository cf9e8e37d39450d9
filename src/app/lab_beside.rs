//! The lab, another program on the same page: whether it trains, and runs that are handed to it.

use super::engine::words;
use crate::engine::encode;
use crate::experiment::{Checkpoint, CollectedRun, PackedRun, Record, Role};
use crate::model::Weights;
use js_sys::{Function, Reflect, Uint8Array};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};

/// Whether the lab trains at the moment: its workers would share the cores. The page tells it on its body.
pub(super) fn lab_is_busy() -> bool {
    document().body().is_some_and(|body| body.has_attribute("data-busy"))
}

/// Hands a run with its models to the lab, which shows it.
///
/// # Errors
/// A sentence when a model cannot be written, or the lab is not there or does not take the run.
pub(super) fn hand_to_lab(name: &str, record: Record, models: Vec<(Role, Weights)>) -> Result<(), String> {
    let model = |(role, weights): (Role, Weights)| Some(Checkpoint::of(&record, record.stage(role)?, weights));
    let models = models.into_iter().filter_map(model).collect();
    let run = CollectedRun { name: name.to_owned(), notes: String::new(), record, models };
    let run = PackedRun::of(&run).map_err(|e| e.to_string())?;
    let packed = encode(&vec![run]).map_err(|e| e.to_string())?;
    let own = |value: &JsValue, key: &str| Reflect::get(value, &JsValue::from_str(key)).map_err(|e| words(&e));
    let lab = own(&window(), "unwrapLab")?;
    let open: Function = own(&lab, "open")?.dyn_into().map_err(|_| "it is not there".to_owned())?;
    open.call1(&lab, &Uint8Array::from(packed.as_slice())).map(drop).map_err(|e| words(&e))
}
