//! The paper's probabilistic context-free grammar over the letters a, b and c (Setup 1).
//!
//! Every alternative has probability one half. A text is cut at random out of a generated string.

use super::letter::Letter;
use super::stream::Stream;

/// The two alternatives of each symbol `d`..=`s`, from the paper. Upper floors only name lower ones, so expansion ends.
fn alternatives(symbol: u8) -> Option<[&'static [u8]; 2]> {
    Some(match symbol {
        b's' => [b"rq", b"qp"],
        b'p' => [b"mno", b"nom"],
        b'q' => [b"nmo", b"mn"],
        b'r' => [b"om", b"mon"],
        b'm' => [b"lj", b"jlk"],
        b'n' => [b"kjl", b"ljk"],
        b'o' => [b"lkj", b"kj"],
        b'j' => [b"hi", b"ih"],
        b'k' => [b"hgi", b"ghi"],
        b'l' => [b"ghi", b"hig"],
        b'g' => [b"dfe", b"fed"],
        b'h' => [b"edf", b"def"],
        b'i' => [b"efd", b"fde"],
        b'd' => [b"ca", b"abc"],
        b'e' => [b"cb", b"cab"],
        b'f' => [b"cba", b"ba"],
        _ => return None,
    })
}

fn expand(symbol: u8, stream: &mut Stream, out: &mut Vec<Letter>) {
    match alternatives(symbol) {
        Some(either) => {
            for &next in either[usize::from(stream.coin())] {
                expand(next, stream, out);
            }
        }
        None => out.push(match symbol {
            b'a' => Letter::A,
            b'b' => Letter::B,
            _ => Letter::C,
        }),
    }
}

/// The longest text that some string of the grammar can supply often enough to cut it from.
pub(super) const LONGEST_TEXT: usize = 250;

/// A text of `length` letters, at most [`LONGEST_TEXT`], cut at a random place out of a generated string. Strings
/// shorter than `length` are drawn again.
pub fn text(length: usize, stream: &mut Stream) -> Vec<Letter> {
    let mut string = Vec::with_capacity(LONGEST_TEXT);
    loop {
        string.clear();
        expand(b's', stream, &mut string);
        if string.len() >= length {
            let start = stream.below((string.len() - length) as u32 + 1) as usize;
            return string[start..start + length].to_vec();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::stream::Purpose;
    use super::*;

    /// A second, naive statement of which pairs of letters the lowest floor can put beside each other within one symbol.
    #[test]
    fn every_symbol_reaches_letters_only() {
        for symbol in b'd'..=b's' {
            let mut out = Vec::new();
            expand(symbol, &mut Stream::new(1, Purpose::HeldOut), &mut out);
            assert!(out.len() >= 2, "{}", symbol as char);
        }
    }

    #[test]
    fn both_alternatives_are_drawn_about_equally_often() {
        let mut stream = Stream::new(2, Purpose::HeldOut);
        let long = (0..4000)
            .filter(|_| {
                let mut out = Vec::new();
                expand(b'd', &mut stream, &mut out);
                out.len() == 3
            })
            .count();
        assert!((1850..2150).contains(&long), "{long} of 4000");
    }

    #[test]
    fn a_text_has_the_length_asked_for() {
        let mut stream = Stream::new(3, Purpose::HeldOut);
        for length in [1, 16, 40, 250] {
            assert_eq!(text(length, &mut stream).len(), length);
        }
    }
}
