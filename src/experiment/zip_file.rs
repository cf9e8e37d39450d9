//! Zip files in memory: named parts, packed by deflate, each held against its checksum when it is read.

use super::error::shortened;
use crc::{CRC_32_ISO_HDLC, Crc};
use flate2::Compression;
use flate2::bufread::DeflateDecoder;
use flate2::write::DeflateEncoder;
use rawzip::time::UtcDateTime;
use rawzip::{
    CompressionMethod, DataDescriptorOutput, ZipArchive, ZipArchiveEntryWayfinder, ZipArchiveWriter, ZipSliceArchive,
    ZipVerification,
};
use std::collections::BTreeMap;
use std::io::{Read, Write};

/// The checksum of a zip's parts. A table of 1 KB; those of `rawzip` and `flate2` are faster and have
/// 16 KB, which no compression makes smaller.
const CHECKSUM: Crc<u32> = Crc::<u32>::new(&CRC_32_ISO_HDLC);
/// When parts were changed, in seconds since 1970: at the beginning of 1980, the first day that the format has. Always the same, so that
/// equal runs make equal files.
const CHANGED: i64 = 315_532_800;
/// More parts than a file of runs has.
const MOST_PARTS: u32 = 100_000;
/// A file that its owner may write and others may read.
const PERMISSIONS: u32 = 0o100_644;

/// Why a zip, or a part of one, cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub(super) enum ZipError {
    /// What the format asks for is not there.
    #[error("{0}")]
    Format(#[from] rawzip::Error),
    /// A part's bytes cannot be packed or unpacked.
    #[error("{0}")]
    Packing(#[from] std::io::Error),
    /// No part has this name.
    #[error("there is no {0} in it")]
    Missing(String),
    /// A part is asked for a second time.
    #[error("{0} is named twice")]
    Twice(String),
    /// A part is packed in a way that is not read here.
    #[error("{0} is packed in another way than deflate")]
    Method(String),
    /// What a part unpacks to is larger than allowed.
    #[error("it is too large")]
    Large,
}

/// A zip that is being written.
pub(super) struct ZipWriter(ZipArchiveWriter<Vec<u8>>);

impl ZipWriter {
    /// One without parts.
    pub(super) fn new() -> Self {
        Self(ZipArchiveWriter::new(Vec::new()))
    }

    /// Adds a part.
    ///
    /// # Errors
    /// When the format has no place for it, for instance for a name of 70,000 bytes.
    pub(super) fn put(&mut self, name: &str, bytes: &[u8], packed: Compression) -> Result<(), ZipError> {
        let part = self.0.new_file(name).compression_method(CompressionMethod::DEFLATE);
        let (mut entry, _) =
            part.last_modified(UtcDateTime::from_unix(CHANGED)).unix_permissions(PERMISSIONS).start()?;
        let mut encoder = DeflateEncoder::new(&mut entry, packed);
        encoder.write_all(bytes)?;
        encoder.finish()?;
        entry.finish(DataDescriptorOutput::new(CHECKSUM.checksum(bytes), bytes.len() as u64))?;
        Ok(())
    }

    /// The file's bytes.
    ///
    /// # Errors
    /// When the list of its parts cannot be written.
    pub(super) fn finish(self) -> Result<Vec<u8>, ZipError> {
        Ok(self.0.finish()?)
    }
}

/// A part of a zip: where it lies, and how it is packed.
type ZipEntry = (ZipArchiveEntryWayfinder, CompressionMethod);

/// A zip that is read.
pub(super) struct ZipReader<'a> {
    archive: ZipSliceArchive<&'a [u8]>,
    parts: BTreeMap<String, ZipEntry>,
}

impl<'a> ZipReader<'a> {
    /// Reads the list of parts. What desktops add is left out: folders, and files of their own.
    ///
    /// # Errors
    /// When the bytes are no zip, or the list has no end.
    pub(super) fn new(bytes: &'a [u8]) -> Result<Self, ZipError> {
        let archive = ZipArchive::from_slice(bytes)?;
        let mut parts = BTreeMap::new();
        let mut entries = archive.entries();
        let mut left = MOST_PARTS;
        while let Some(entry) = entries.next_entry()? {
            left = left.checked_sub(1).ok_or(ZipError::Large)?;
            // Some programs of Windows write its own separator.
            let name = String::from_utf8_lossy(entry.file_path().as_bytes()).replace('\\', "/");
            let own = name.rsplit('/').next().unwrap_or_default();
            if !own.is_empty() && !own.starts_with("._") && !name.split('/').any(|folder| folder == "__MACOSX") {
                parts.entry(name).or_insert((entry.wayfinder(), entry.compression_method()));
            }
        }
        Ok(Self { archive, parts })
    }

    /// The names of all parts, in their order.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.parts.keys().map(String::as_str)
    }

    /// A part's bytes: at most `largest`, whatever the file says of their number.
    ///
    /// # Errors
    /// When there is no such part, or it is damaged or larger.
    pub(super) fn part(&self, name: &str, largest: u64) -> Result<Vec<u8>, ZipError> {
        let (lies, method) = *self.parts.get(name).ok_or_else(|| ZipError::Missing(shortened(name)))?;
        // What is stated may be wrong either way; where it is too much, nothing is unpacked.
        if lies.uncompressed_size_hint() > largest {
            return Err(ZipError::Large);
        }
        let packed = self.archive.get_entry(lies)?;
        let mut bytes = Vec::new();
        match method {
            CompressionMethod::STORE => packed.data().take(largest + 1).read_to_end(&mut bytes)?,
            CompressionMethod::DEFLATE => {
                DeflateDecoder::new(packed.data()).take(largest + 1).read_to_end(&mut bytes)?
            }
            _ => return Err(ZipError::Method(shortened(name))),
        };
        if bytes.len() as u64 > largest {
            return Err(ZipError::Large);
        }
        let found = ZipVerification { crc: CHECKSUM.checksum(&bytes), uncompressed_size: bytes.len() as u64 };
        packed.claim_verifier().valid(found)?;
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zip() -> Vec<u8> {
        let mut zip = ZipWriter::new();
        zip.put("folder/text.txt", &[b'a'; 1000], Compression::default()).unwrap();
        zip.put("numbers", &[1, 2, 3, 4], Compression::none()).unwrap();
        zip.finish().unwrap()
    }

    #[test]
    fn parts_come_back_by_name() {
        let bytes = zip();
        assert!(bytes.len() < 500);
        let zip = ZipReader::new(&bytes).unwrap();
        assert_eq!(zip.part("numbers", 4).unwrap(), [1, 2, 3, 4]);
        assert_eq!(zip.part("folder/text.txt", 1000).unwrap(), [b'a'; 1000]);
        assert!(matches!(zip.part("text.txt", 1000), Err(ZipError::Missing(_))));
    }

    #[test]
    fn a_part_larger_than_allowed_is_not_unpacked() {
        assert!(matches!(ZipReader::new(&zip()).unwrap().part("folder/text.txt", 999), Err(ZipError::Large)));
    }

    #[test]
    fn a_changed_part_is_refused() {
        let mut bytes = zip();
        let at = bytes.windows(4).position(|w| w == [1, 2, 3, 4]).unwrap();
        bytes[at] = 7;
        assert!(matches!(ZipReader::new(&bytes).unwrap().part("numbers", 4), Err(ZipError::Format(_))));
    }
}
