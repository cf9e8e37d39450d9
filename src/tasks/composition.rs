//! Compositions: a letter twice in a row (`aa`, `bb`, `cc`). They are asked for in pretraining only, so that their labels are
//! spread over the classes and no correlation is planted.

use super::letter::Letter;
use super::stream::Stream;

/// How often `letter` stands twice in a row in `window`, overlaps included.
pub(super) fn count(window: &[Letter], letter: Letter) -> u32 {
    window.windows(2).filter(|pair| pair[0] == letter && pair[1] == letter).count() as u32
}

/// The index of occurrence `n` of the pair, counted from the end, told by its first letter; 0 when it occurs less often.
pub(super) fn index(window: &[Letter], letter: Letter, n: u32) -> u32 {
    let pairs = window.windows(2).rev().zip(2_u32..).filter(|(p, _)| p[0] == letter && p[1] == letter);
    pairs.map(|(_, index)| index).nth(n.max(1) as usize - 1).unwrap_or(0)
}

/// Edits `window` so that the pair's count is one drawn evenly from 0 to a quarter of the window.
pub(super) fn spread_counts(window: &mut [Letter], letter: Letter, stream: &mut Stream) {
    let most = (window.len() as u32 / 4).max(1);
    let wanted = stream.below(most + 1);
    reach(window, letter, wanted, 0, stream);
}

/// Edits `window` so that occurrence `n` of the pair is at an index drawn evenly from twice `n` plus one up.
pub(super) fn spread_indices(window: &mut [Letter], letter: Letter, n: u32, stream: &mut Stream) {
    let (least, most) = (2 * n + 1, window.len() as u32);
    if least > most {
        return;
    }
    let at = least + stream.below(most - least + 1);
    let tail = &mut window[(most - at) as usize..];
    tail[0] = letter;
    tail[1] = letter;
    reach(tail, letter, n, 2, stream);
}

/// Changes single letters at random until the pair occurs `wanted` times; the first `fixed` letters stay.
fn reach(window: &mut [Letter], letter: Letter, wanted: u32, fixed: usize, stream: &mut Stream) {
    // Every change brings the count nearer, or makes a letter that the next one can pair.
    for _ in 0..16 * window.len() {
        let present = count(window, letter);
        if present == wanted {
            return;
        }
        let gain = |window: &[Letter], place: usize| {
            let is = |i: Option<usize>| i.and_then(|i| window.get(i)).is_some_and(|l| *l == letter);
            u32::from(is(place.checked_sub(1))) + u32::from(is(place.checked_add(1)))
        };
        let own = |window: &[Letter], place: &usize| window[*place] == letter;
        let places: Vec<usize> = if present > wanted {
            let surplus = present - wanted;
            let breaks = |i: &usize| own(window, i) && (1..=surplus).contains(&gain(window, *i));
            (fixed..window.len()).filter(breaks).collect()
        } else {
            let missing = wanted - present;
            let free: Vec<usize> = (fixed..window.len()).filter(|i| !own(window, i)).collect();
            let makes: Vec<usize> =
                free.iter().copied().filter(|i| (1..=missing).contains(&gain(window, *i))).collect();
            if makes.is_empty() { free.into_iter().filter(|i| gain(window, *i) == 0).collect() } else { makes }
        };
        let Some(place) = places.get(stream.below(places.len() as u32) as usize).copied() else { break };
        let others: Vec<Letter> = Letter::ALL.into_iter().filter(|l| *l != letter).collect();
        window[place] = if present > wanted { others[stream.below(2) as usize] } else { letter };
    }
    run(window, letter, wanted, fixed);
}

/// One run of the letter and nothing else of it: the pair `wanted` times, whatever stood there.
fn run(window: &mut [Letter], letter: Letter, wanted: u32, fixed: usize) {
    if count(window, letter) == wanted {
        return;
    }
    let other = if letter == Letter::C { Letter::A } else { Letter::C };
    let long = if wanted == 0 { 0 } else { wanted as usize + 1 };
    for (place, slot) in window.iter_mut().enumerate() {
        if place >= fixed {
            *slot = if place < long { letter } else { other };
        }
    }
}
