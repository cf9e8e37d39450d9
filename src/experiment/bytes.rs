//! Compact bytes for messages and for what is kept between visits.

use serde::{Serialize, de::DeserializeOwned};

/// Why bytes are no message.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a message between page and engine could not be read: {0}")]
pub struct MessageError(String);

/// Writes a message.
///
/// # Errors
/// When it cannot be written, for instance for lack of memory.
pub fn encode<T: Serialize>(message: &T) -> Result<Vec<u8>, MessageError> {
    postcard::to_allocvec(message).map_err(|e| MessageError(e.to_string()))
}

/// Reads a message.
///
/// # Errors
/// When the bytes are none.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, MessageError> {
    postcard::from_bytes(bytes).map_err(|e| MessageError(e.to_string()))
}
