//! Deflate and zip, to change what lies inside.

use crc::{CRC_32_ISO_HDLC, Crc};
use flate2::Compression;
use flate2::read::{DeflateDecoder, DeflateEncoder};
use rawzip::{CompressionMethod, DataDescriptorOutput, ZipArchive, ZipArchiveWriter};
use std::io::{Read, Write};

pub(crate) fn inflated(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    DeflateDecoder::new(bytes).read_to_end(&mut out).unwrap();
    out
}

pub(crate) fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    DeflateEncoder::new(bytes, Compression::fast()).read_to_end(&mut out).unwrap();
    out
}

/// The parts of a zip in order.
pub(crate) fn unzipped(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let archive = ZipArchive::from_slice(bytes).unwrap();
    let mut entries = archive.entries();
    let mut parts = Vec::new();
    while let Some(entry) = entries.next_entry().unwrap() {
        let name = String::from_utf8(entry.file_path().as_bytes().to_vec()).unwrap();
        let packed = archive.get_entry(entry.wayfinder()).unwrap();
        let is_stored = entry.compression_method() == CompressionMethod::STORE;
        parts.push((name, if is_stored { packed.data().to_vec() } else { inflated(packed.data()) }));
    }
    parts
}

pub(crate) fn zipped(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut zip = ZipArchiveWriter::new(Vec::new());
    for (name, bytes) in parts {
        let part = zip.new_file(name).compression_method(CompressionMethod::DEFLATE);
        let Ok((mut entry, _)) = part.start() else { continue };
        entry.write_all(&deflated(bytes)).unwrap();
        let checksum = Crc::<u32>::new(&CRC_32_ISO_HDLC).checksum(bytes);
        entry.finish(DataDescriptorOutput::new(checksum, bytes.len() as u64)).unwrap();
    }
    zip.finish().unwrap()
}
