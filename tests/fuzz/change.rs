//! Changes of anything: which one, how many, and of plain bytes.

use unwrap_lab::tasks::Stream;

/// One of some things.
pub(crate) fn pick<'a, T>(all: &'a [T], stream: &mut Stream) -> &'a T {
    &all[stream.below(all.len() as u32) as usize]
}

/// A place in a list; 0 where it is empty.
pub(crate) fn place(length: usize, stream: &mut Stream) -> usize {
    stream.below(u32::try_from(length).unwrap_or(u32::MAX)) as usize
}

/// How many changes a case has: mostly one or two.
pub(crate) fn times(stream: &mut Stream) -> u32 {
    match stream.below(10) {
        0..=5 => 1,
        6 | 7 => 2,
        8 => 5,
        _ => 1 + stream.below(30),
    }
}

/// Bytes with a few of them turned, cut, doubled or moved.
pub(crate) fn bytes(input: &[u8], stream: &mut Stream) -> Vec<u8> {
    let mut own = input.to_vec();
    for _ in 0..times(stream) {
        if own.is_empty() {
            return vec![stream.below(256) as u8];
        }
        let (at, end) = (place(own.len(), stream), place(own.len(), stream));
        let (low, high) = (at.min(end), at.max(end));
        match stream.below(7) {
            0 => own[at] ^= 1 << stream.below(8),
            1 => own[at] = *pick(&[0, 1, 0x7F, 0x80, 0xFF, b'"', b'{'], stream),
            2 => own.truncate(at),
            3 => drop(own.drain(low..high.min(low + 64))),
            4 => {
                let piece = own[low..high.min(low + 256)].to_vec();
                own.splice(end..end, piece);
            }
            // Lengths and counts are often eight bytes, or grow by the highest bit of each.
            5 => own[at..].iter_mut().take(8).for_each(|byte| *byte = 0xFF),
            _ => own.insert(at, stream.below(256) as u8),
        }
    }
    own
}
