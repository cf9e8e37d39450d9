//! Changes of JSON by its members, numbers, texts and lists.

use crate::change::{pick, place, times};
use serde_json::{Value, json};
use unwrap_lab::tasks::Stream;

/// All values within `value`, in the order of reading; the one at `wanted` is handed to `act`.
fn at(value: &mut Value, wanted: &mut usize, act: &mut dyn FnMut(&mut Value)) -> bool {
    if *wanted == 0 {
        act(value);
        return true;
    }
    *wanted -= 1;
    match value {
        Value::Array(all) => all.iter_mut().any(|own| at(own, wanted, act)),
        Value::Object(all) => all.values_mut().any(|own| at(own, wanted, act)),
        _ => false,
    }
}

fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(all) => all.iter().map(count).sum(),
        Value::Object(all) => all.values().map(count).sum(),
        _ => 0,
    }
}

fn odd(stream: &mut Stream) -> Value {
    let all = [
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(1),
        json!(0.5),
        json!(1e300),
        json!(-1e-300),
        json!(4_294_967_295_u64),
        json!(4_294_967_296_u64),
        json!(u64::MAX),
        json!(i64::MIN),
        json!(""),
        json!("<b>&amp;</b>"),
        json!("NaN"),
        json!([]),
        json!({}),
        json!([[]]),
        json!("x".repeat(5_000)),
    ];
    pick(&all, stream).clone()
}

fn change(value: &mut Value, stream: &mut Stream) {
    match value {
        Value::Number(number) if stream.below(3) > 0 => {
            let old = number.as_f64().unwrap_or(0.0);
            let new = match stream.below(8) {
                0 => old + 1.0,
                1 => old - 1.0,
                2 => -old,
                3 => old * 1e6,
                4 => old / 3.0,
                5 => f64::from(stream.below(1000)),
                6 => f64::from(u32::MAX) - f64::from(stream.below(3)),
                _ => f64::from(stream.below(1 << 24)) * 1e3,
            };
            *value = if new.fract() == 0.0 && new.abs() < 9e15 { json!(new as i64) } else { json!(new) };
        }
        Value::Array(all) if !all.is_empty() && stream.below(4) > 0 => {
            let (one, other) = (place(all.len(), stream), place(all.len(), stream));
            match stream.below(5) {
                0 => drop(all.remove(one)),
                1 => all.swap(one, other),
                2 => all.truncate(one),
                3 => all.push(all[one].clone()),
                _ => {
                    let size = all[one].to_string().len();
                    let again = vec![all[one].clone(); (1 << stream.below(11)).min(1 + 500_000 / size.max(1))];
                    all.splice(one..one, again);
                }
            }
        }
        Value::Object(all) if !all.is_empty() && stream.below(4) > 0 => {
            let keys: Vec<String> = all.keys().cloned().collect();
            let (key, other) = (pick(&keys, stream).clone(), pick(&keys, stream).clone());
            match stream.below(3) {
                0 => drop(all.remove(&key)),
                1 => {
                    let moved = all[&other].clone();
                    all.insert(key, moved);
                }
                _ => drop(all.insert("new".to_owned(), odd(stream))),
            }
        }
        Value::String(text) if stream.coin() => {
            *text = crate::text::changed(text, &["a", "cpu", "0.4.0", "full"], stream);
        }
        _ => *value = odd(stream),
    }
}

/// `value` changed in a few places.
pub(crate) fn changed(value: &Value, stream: &mut Stream) -> Value {
    let mut own = value.clone();
    for _ in 0..times(stream) {
        let mut wanted = place(count(&own), stream);
        // Half of the time near the top, where the rare members are.
        if stream.coin() {
            wanted = wanted.min(place(60, stream));
        }
        let mut act = |value: &mut Value| change(value, stream);
        at(&mut own, &mut wanted, &mut act);
    }
    own
}

/// Bytes of JSON, changed as JSON; bytes that are none, as bytes.
pub(crate) fn changed_bytes(input: &[u8], stream: &mut Stream) -> Vec<u8> {
    match serde_json::from_slice::<Value>(input) {
        Ok(value) if stream.below(20) > 0 => serde_json::to_vec(&changed(&value, stream)).unwrap(),
        _ => crate::change::bytes(input, stream),
    }
}
