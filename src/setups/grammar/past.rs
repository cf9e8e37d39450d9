//! Experiments as version 0.3.0 wrote them: one task, and one way of fine-tuning.

use super::preset::Preset;
use serde_json::Value;

/// Settings that came with 0.4.0. What 0.3.0 did is what they are in the experiment that all of its links began with.
const SINCE_0_4_0: [&str; 10] = [
    "task",
    "occurrence",
    "offset",
    "families",
    "task_tokens",
    "protocol",
    "mix",
    "lora_rank",
    "frozen_blocks",
    "pull",
];

/// The settings of an experiment with those that its version did not have. Where some of them stand there, none is added: no version wrote such
/// a file.
pub(super) fn completed(value: Value) -> Value {
    let Value::Object(mut own) = value else { return value };
    let lacks = SINCE_0_4_0.iter().all(|key| !own.contains_key(*key));
    if lacks && let Ok(Value::Object(standard)) = serde_json::to_value(Preset::Quick.spec()) {
        own.extend(standard.into_iter().filter(|(key, _)| SINCE_0_4_0.contains(&key.as_str())));
    }
    Value::Object(own)
}
