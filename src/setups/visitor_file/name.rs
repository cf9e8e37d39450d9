//! What an experiment calls a file: a hash of its bytes, and a name, which decides nothing.

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

/// Bytes of a hash.
const HASH: usize = 16;
/// The most letters of a name.
const LONGEST_NAME: usize = 80;

/// The first half of the SHA-256 of `bytes`, as 32 hexadecimal digits.
pub(in crate::setups) fn file_hash(bytes: &[u8]) -> String {
    HEXLOWER.encode(Sha256::digest(bytes).get(..HASH).unwrap_or_default())
}

/// Whether `text` could be such a hash.
pub(in crate::setups) fn is_file_hash(text: &str) -> bool {
    let digits = |digit: u8| digit.is_ascii_digit() || (b'a'..=b'f').contains(&digit);
    text.len() == 2 * HASH && text.bytes().all(digits)
}

/// A name as it may stand in an experiment: of one line and not too long; `unnamed` where nothing is left.
pub(in crate::setups) fn file_name(name: &str, unnamed: &str) -> String {
    let letters: String = name.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect();
    let name = letters.trim();
    if name.is_empty() { unnamed.to_owned() } else { name.to_owned() }
}
