//! A file as text.

use std::borrow::Cow;

/// Why a file is no text that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotText {
    /// More bytes than are read.
    #[error("it has {:.1} MB; at most {} are read, so take a part of it", *bytes as f64 / 1e6, most / 1_000_000)]
    Large {
        /// Its bytes.
        bytes: usize,
        /// The most that are read.
        most: usize,
    },
    /// A text of another encoding.
    #[error("it is text in UTF-16; save it as UTF-8")]
    Utf16,
    /// No text.
    #[error("it is no text")]
    Binary,
}

/// The file as text. Bytes that are no UTF-8 become a sign that their lines can be left out by; a letter that the file ends in the middle of
/// is dropped.
pub(in crate::setups) fn decoded(bytes: &[u8], most: usize) -> Result<Cow<'_, str>, NotText> {
    if bytes.len() > most {
        return Err(NotText::Large { bytes: bytes.len(), most });
    }
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(NotText::Utf16);
    }
    if bytes.contains(&0) {
        return Err(NotText::Binary);
    }
    let bytes = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Cow::Borrowed(text)),
        Err(error) if error.error_len().is_none() => Ok(String::from_utf8_lossy(&bytes[..error.valid_up_to()])),
        Err(_) => Ok(String::from_utf8_lossy(bytes)),
    }
}
