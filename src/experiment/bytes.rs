//! Compact bytes for messages and for what is kept between visits.

use crc::{CRC_32_ISO_HDLC, Crc};
use serde::{Serialize, de::DeserializeOwned};

/// Why bytes are no message.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a message between page and engine could not be read: {0}")]
pub struct MessageError(String);

/// What tells bytes that are kept from damaged ones.
const CHECKSUM: Crc<u32> = Crc::<u32>::new(&CRC_32_ISO_HDLC);

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

/// Writes what is kept between visits: a message, followed by its checksum.
///
/// # Errors
/// As [`encode`].
pub fn encode_kept<T: Serialize>(kept: &T) -> Result<Vec<u8>, MessageError> {
    let mut bytes = encode(kept)?;
    bytes.extend(CHECKSUM.checksum(&bytes).to_le_bytes());
    Ok(bytes)
}

/// Reads what was kept.
///
/// # Errors
/// When the bytes are none, or not those that were written.
pub fn decode_kept<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, MessageError> {
    if !is_undamaged(bytes) {
        return Err(MessageError("it is damaged".to_owned()));
    }
    decode(bytes)
}

/// Whether bytes end with the checksum of those before.
pub fn is_undamaged(bytes: &[u8]) -> bool {
    bytes.split_last_chunk::<4>().is_some_and(|(kept, sum)| CHECKSUM.checksum(kept).to_le_bytes() == *sum)
}
