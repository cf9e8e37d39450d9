//! Changes of what lies packed in something else: shared results in a link, parts of a zip, the header of a model.

use crate::change::{self, pick, place};
use crate::{json, pack, text};
use data_encoding::BASE64URL_NOPAD;
use unwrap_lab::tasks::Stream;

/// The letters of results, unpacked, changed and packed again.
pub(crate) fn results(input: &[u8], stream: &mut Stream) -> Vec<u8> {
    let link = String::from_utf8(input.to_vec()).unwrap();
    let (before, rest) = link.split_once("results=").unwrap();
    let (letters, after) = rest.split_once('&').unwrap();
    let letters = match stream.below(10) {
        0 => text::changed(letters, &["A", "_", "-"], stream),
        _ => {
            let inner = pack::inflated(&BASE64URL_NOPAD.decode(letters.as_bytes()).unwrap());
            let mut inner = change::bytes(&inner, stream);
            if stream.below(20) == 0 {
                inner.resize(inner.len() + 3_000_000, 0xFF);
            }
            BASE64URL_NOPAD.encode(&pack::deflated(&inner))
        }
    };
    format!("{before}results={letters}&{after}").into_bytes()
}

/// A zip with some of its parts changed, renamed, doubled or gone.
pub(crate) fn zip(input: &[u8], stream: &mut Stream) -> Vec<u8> {
    if stream.below(12) == 0 {
        return change::bytes(input, stream);
    }
    let mut parts = pack::unzipped(input);
    for _ in 0..1 + stream.below(3) {
        let (at, other) = (place(parts.len(), stream), place(parts.len(), stream));
        match stream.below(9) {
            0 => parts.swap(at, other),
            1 if parts.len() > 1 => drop(parts.remove(at)),
            2 => parts[at].1 = parts[other].1.clone(),
            3 => parts[at].0 = format!("{}{}", pick(&["again/", "__MACOSX/._", "..\\", "/"], stream), parts[at].0),
            4 => parts[at].1 = vec![b' '; 1 << (10 + stream.below(17))],
            _ => {
                let change = if parts[at].0.ends_with(".safetensors") { model } else { json::changed_bytes };
                parts[at].1 = change(&parts[at].1, stream);
            }
        }
    }
    pack::zipped(&parts)
}

/// A model whose header is changed as the JSON that it is, or its bytes as such.
pub(crate) fn model(input: &[u8], stream: &mut Stream) -> Vec<u8> {
    let length = input.first_chunk::<8>().map_or(0, |first| u64::from_le_bytes(*first)) as usize;
    let Some(header) = input.get(8..8 + length).filter(|_| stream.below(6) > 0) else {
        return change::bytes(input, stream);
    };
    let mut own: serde_json::Value = serde_json::from_slice(header).unwrap();
    let notes =
        own["__metadata__"].as_object().map(|notes| notes.keys().cloned().collect::<Vec<_>>()).unwrap_or_default();
    if stream.coin() && !notes.is_empty() {
        // The history and the sizes are JSON within a text.
        let note = pick(&notes, stream);
        let inner = own["__metadata__"][note].as_str().unwrap_or_default().to_owned();
        own["__metadata__"][note] = String::from_utf8_lossy(&json::changed_bytes(inner.as_bytes(), stream)).into();
    } else {
        own = json::changed(&own, stream);
    }
    let header = serde_json::to_vec(&own).unwrap();
    [&(header.len() as u64).to_le_bytes()[..], &header, &input[8 + length..]].concat()
}
