//! The plan of a story: which kinds of sentences come after the opening, in which order.

use super::feature::{Feature, FeatureSet};
use super::kind::Kind;
use super::sort::Sort;
use crate::tasks::Stream;

/// What is to be told after the opening.
pub(super) struct Plan {
    pub(super) kinds: Vec<Kind>,
    /// What the twist changes, if there is one.
    pub(super) twist: Option<Sort>,
}

/// How often each sort of twist is drawn, in half parts. Twists of things and places make long stories, which are
/// drawn again more often: among stories that fit, each sort is a fifth to somewhat more than a quarter.
const TWIST_WEIGHTS: [(Sort, u32); 4] = [(Sort::Animal, 4), (Sort::Object, 4), (Sort::Place, 18), (Sort::Trait, 7)];

impl Plan {
    pub(super) fn draw(features: FeatureSet, stream: &mut Stream) -> Self {
        let twist = features.has(Feature::Twist).then(|| draw_sort(stream));
        let twisted = twist.is_some();
        let mut middle = vec![Kind::Who];
        if twist == Some(Sort::Place) || stream.chance(if twisted { 0.35 } else { 0.55 }) {
            insert(&mut middle, Kind::Where, 0, stream);
        }
        if twist == Some(Sort::Trait) || stream.chance(if twisted { 0.25 } else { 0.45 }) {
            insert_after(&mut middle, Kind::Trait, Kind::Who, stream);
        }
        if stream.chance(0.25) {
            insert(&mut middle, Kind::Fill, 0, stream);
        }
        if stream.chance(if twisted { 0.1 } else { 0.2 }) {
            insert_after(&mut middle, Kind::Same, Kind::Who, stream);
        }
        if features.has(Feature::Dialogue) {
            insert(&mut middle, Kind::Dialogue, 0, stream);
        }
        if features.has(Feature::Conflict) {
            insert_after(&mut middle, Kind::Conflict, Kind::Who, stream);
        }
        if features.has(Feature::Foreshadowing) {
            foreshadow(&mut middle, stream);
        }
        if let Some(sort) = twist {
            insert_twist(&mut middle, sort, stream);
        }
        let mut kinds = middle;
        kinds.push(if features.has(Feature::BadEnding) { Kind::Bad } else { Kind::Good });
        if features.has(Feature::MoralValue) {
            kinds.push(Kind::Moral);
        }
        Self { kinds, twist }
    }
}

fn draw_sort(stream: &mut Stream) -> Sort {
    let mut rest = stream.below(TWIST_WEIGHTS.iter().map(|(_, weight)| weight).sum());
    for (sort, weight) in TWIST_WEIGHTS {
        if rest < weight {
            return sort;
        }
        rest -= weight;
    }
    // The weights leave no rest.
    Sort::Trait
}

/// Puts a sentence at a random place from `first` on and says where.
fn insert(kinds: &mut Vec<Kind>, kind: Kind, first: usize, stream: &mut Stream) -> usize {
    let first = first.min(kinds.len());
    let place = first + stream.below((kinds.len() - first) as u32 + 1) as usize;
    kinds.insert(place, kind);
    place
}

fn insert_after(kinds: &mut Vec<Kind>, kind: Kind, other: Kind, stream: &mut Stream) {
    let first = after(kinds, other);
    insert(kinds, kind, first, stream);
}

/// The place after a sentence.
fn after(kinds: &[Kind], kind: Kind) -> usize {
    kinds.iter().position(|other| *other == kind).map_or(0, |place| place + 1)
}

/// A sign anywhere but at the end, and its event with at least one sentence between the two where there is room.
fn foreshadow(kinds: &mut Vec<Kind>, stream: &mut Stream) {
    let places = kinds.len().max(1);
    let sign = stream.below(places as u32) as usize;
    kinds.insert(sign, Kind::Hint);
    insert(kinds, Kind::Fulfil, sign + 2, stream);
}

/// The twist follows the sentence that tells its fact, or comes at the next place with probability a half, again and
/// again.
fn insert_twist(kinds: &mut Vec<Kind>, sort: Sort, stream: &mut Stream) {
    let told_by = match sort {
        Sort::Place => Kind::Where,
        Sort::Trait => Kind::Trait,
        _ => Kind::Who,
    };
    let mut place = after(kinds, told_by);
    while place < kinds.len() && stream.coin() {
        place += 1;
    }
    kinds.insert(place, Kind::Twist);
}
