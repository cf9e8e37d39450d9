//! The Indexer: how far from the end the n-th occurrence of a letter is, and texts with the indices that were drawn.
//!
//! Occurrences are counted from the end of the text, and an index is the distance from there: 1 is the last letter.

use super::letter::Letter;
use super::stream::Stream;
use super::values::Values;

/// The index of occurrence `n` of `letter` in `window`, counted from its end; 0 when it occurs less often.
pub(super) fn index(window: &[Letter], letter: Letter, n: u32) -> u32 {
    let from_the_end = window.iter().rev().zip(1_u32..).filter(|(l, _)| **l == letter).map(|(_, index)| index);
    from_the_end.into_iter().nth(n.max(1) as usize - 1).unwrap_or(0)
}

/// Changes letters at random places so that occurrence `n` of `a` and of `b` are at `indices`: two different ones of at least
/// `2n`, which leaves room for the nearer occurrences of both.
pub(super) fn edit(window: &mut [Letter], indices: Values, n: u32, stream: &mut Stream) {
    let place = |index: u32| window.len() - index as usize;
    let (at_a, at_b) = (place(indices.a), place(indices.b));
    window[at_a] = Letter::A;
    window[at_b] = Letter::B;
    // The nearer one first: what lies behind it is free for the other to use, and what lies before it is not.
    let (near, far) =
        if at_a > at_b { ((Letter::A, at_a), (Letter::B, at_b)) } else { ((Letter::B, at_b), (Letter::A, at_a)) };
    let others = n - 1;
    hold(window, near, others, &[near.1, far.1], &[far.0], stream);
    // Beyond the nearer place its letter may be replaced: those occurrences do not matter any more.
    hold(window, far, others, &[near.1, far.1], &[], stream);
    if count_behind(window, far) != others {
        // No c was left: give up letters of the other kind beyond the nearer place.
        let beyond: Vec<usize> = (far.1 + 1..near.1).filter(|i| window[*i] == near.0).collect();
        replace(window, beyond, far.0, others.saturating_sub(count_behind(window, far)), stream);
    }
}

/// How often the letter occurs behind its place.
fn count_behind(window: &[Letter], (letter, at): (Letter, usize)) -> u32 {
    window[at + 1..].iter().filter(|l| **l == letter).count() as u32
}

/// Makes `letter` occur `wanted` times behind `at`: surplus ones become c, missing ones are made of c's and, if they do not
/// suffice, of letters of `spare`. Places in `fixed` stay.
fn hold(
    window: &mut [Letter],
    (letter, at): (Letter, usize),
    wanted: u32,
    fixed: &[usize],
    spare: &[Letter],
    stream: &mut Stream,
) {
    let behind = |window: &[Letter], which: Letter| -> Vec<usize> {
        (at + 1..window.len()).filter(|i| window[*i] == which && !fixed.contains(i)).collect()
    };
    let present = count_behind(window, (letter, at));
    replace(window, behind(window, letter), Letter::C, present.saturating_sub(wanted), stream);
    for from in std::iter::once(Letter::C).chain(spare.iter().copied()) {
        let missing = wanted.saturating_sub(count_behind(window, (letter, at)));
        replace(window, behind(window, from), letter, missing, stream);
    }
}

/// Turns `how_many` of `places`, drawn at random, into `letter`.
fn replace(window: &mut [Letter], mut places: Vec<usize>, letter: Letter, how_many: u32, stream: &mut Stream) {
    if how_many == 0 {
        return;
    }
    stream.shuffle(&mut places);
    for place in places.into_iter().take(how_many as usize) {
        window[place] = letter;
    }
}
