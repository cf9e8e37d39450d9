//! The Counter: how often a letter occurs in the window, and texts with the counts that were drawn.
//!
//! A text of the grammar is edited in as few letters as possible so that the counts of `a` and `b` are the ones drawn;
//! that spreads the labels evenly over the classes and plants or breaks `count(b) = count(a) + 1` (paper, Setup 1).

use super::letter::Letter;
use super::stream::Stream;
use super::values::Values;

/// How often `letter` occurs in `window`.
pub(super) fn count(window: &[Letter], letter: Letter) -> u32 {
    window.iter().filter(|l| **l == letter).count() as u32
}

/// Turns letters that are too many into letters that are too few, at random places of `window`; what is neither `a` nor `b`
/// becomes `c`.
pub(super) fn edit(window: &mut [Letter], counts: Values, stream: &mut Stream) {
    let wanted = [counts.a, counts.b, window.len() as u32 - counts.a - counts.b];
    let present = Letter::ALL.map(|l| count(window, l));
    let mut spare = Vec::new();
    for letter in Letter::ALL {
        let surplus = present[letter as usize].saturating_sub(wanted[letter as usize]) as usize;
        if surplus > 0 {
            let mut places: Vec<usize> = (0..window.len()).filter(|i| window[*i] == letter).collect();
            stream.shuffle(&mut places);
            spare.extend_from_slice(&places[..surplus]);
        }
    }
    stream.shuffle(&mut spare);
    for letter in Letter::ALL {
        for _ in present[letter as usize]..wanted[letter as usize] {
            if let Some(place) = spare.pop() {
                window[place] = letter;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::grammar;
    use super::super::stream::Purpose;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn an_edit_changes_no_more_letters_than_needed(seed in any::<u32>(), a in 0_u32..=8, b in 0_u32..=8) {
            let mut stream = Stream::new(seed, Purpose::HeldOut);
            let before = grammar::text(16, &mut stream);
            let mut after = before.clone();
            edit(&mut after, Values { a, b }, &mut stream);
            let changed = before.iter().zip(&after).filter(|(x, y)| x != y).count() as u32;
            let wanted = [a, b, 16 - a - b];
            let needed: u32 =
                Letter::ALL.map(|l| wanted[l as usize].saturating_sub(count(&before, l))).iter().sum();
            prop_assert_eq!(changed, needed);
        }
    }
}
