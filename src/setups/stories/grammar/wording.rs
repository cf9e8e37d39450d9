//! Every sentence of the grammar: templates by kind, what a twist says, the turns before it, and summaries.

use super::kind::Kind;
use super::sort::Sort;
use super::template::{Piece, Template};
use super::vocabulary::Word;
use std::ops::Range;
use std::sync::LazyLock;

/// The grammar's sentences, parsed once.
pub static WORDINGS: LazyLock<Wordings> = LazyLock::new(Wordings::new);

/// A sentence of the grammar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    /// What it does in a story.
    pub kind: Kind,
    /// What a twist changes; none for other kinds.
    pub twists: Option<Sort>,
    /// Its words and slots.
    pub template: Template,
}

/// All sentences, as they are drawn and as they are tried.
pub struct Wordings {
    all: Vec<Wording>,
    /// Where in `all` the sentences of each kind lie, and the twists of each sort.
    kinds: Vec<Range<usize>>,
    sorts: Vec<Range<usize>>,
    /// Numbers in `all` of the sentences that can begin with each word.
    by_first: Vec<Vec<usize>>,
    turns: Vec<Vec<Word>>,
    longest_first: Vec<Vec<Word>>,
    summaries: Vec<Template>,
}

impl Wordings {
    fn new() -> Self {
        let plain = Kind::ALL.into_iter().flat_map(|kind| templates(kind).map(move |t| (kind, None, t)));
        let twists = Sort::TWISTED.into_iter().flat_map(|s| twists(s).map(move |t| (Kind::Twist, Some(s), t)));
        let all: Vec<Wording> =
            plain.chain(twists).map(|(kind, twists, template)| Wording { kind, twists, template }).collect();
        let begins = |word: Word, wording: &Wording| match wording.template.pieces().first() {
            Some(Piece::Word(first)) => *first == word,
            Some(Piece::Slot(slot)) => slot.sort().has(word),
            None => false,
        };
        let by_first = |word: &Word| (0..all.len()).filter(|number| begins(*word, &all[*number])).collect();
        let turns: Vec<Vec<Word>> =
            TURNS.iter().map(|turn| turn.split_whitespace().filter_map(Word::parse).collect()).collect();
        let mut longest_first = turns.clone();
        longest_first.sort_by_key(|turn| std::cmp::Reverse(turn.len()));
        Self {
            by_first: Word::all().iter().map(by_first).collect(),
            kinds: Kind::ALL.map(|kind| range(&all, |wording| wording.kind == kind)).into(),
            sorts: Sort::ALL.map(|sort| range(&all, |wording| wording.twists == Some(sort))).into(),
            all,
            turns,
            longest_first,
            summaries: SUMMARIES.iter().map(|text| Template::parse(text)).collect(),
        }
    }

    /// Every sentence, kind by kind, twists last.
    pub fn all(&self) -> &[Wording] {
        &self.all
    }

    /// The sentences of a kind.
    pub fn of(&self, kind: Kind) -> &[Wording] {
        &self.all[self.kinds[kind as usize].clone()]
    }

    /// What a twist of this sort says.
    pub fn twists(&self, sort: Sort) -> &[Wording] {
        &self.all[self.sorts[sort as usize].clone()]
    }

    /// The sentences that can begin with a word, in the order of [`Wordings::all`].
    pub fn beginning_with(&self, word: Word) -> impl Iterator<Item = &Wording> {
        self.by_first[usize::from(word.id())].iter().map(|number| &self.all[*number])
    }

    /// What may stand before a twist; the first is empty.
    pub fn turns(&self) -> &[Vec<Word>] {
        &self.turns
    }

    /// The turns as they are tried, the longest first and the empty one last.
    pub fn turns_longest_first(&self) -> &[Vec<Word>] {
        &self.longest_first
    }

    /// The summaries.
    pub fn summaries(&self) -> &[Template] {
        &self.summaries
    }
}

/// Where the sentences lie that fit; those of a kind and of a twisted sort lie together.
fn range(all: &[Wording], fits: impl Fn(&Wording) -> bool) -> Range<usize> {
    let first = all.iter().position(&fits).unwrap_or_default();
    first..first + all.iter().filter(|wording| fits(wording)).count()
}

fn templates(kind: Kind) -> impl Iterator<Item = Template> {
    sentences(kind).lines().map(Template::parse)
}

fn twists(sort: Sort) -> impl Iterator<Item = Template> {
    twist_bodies(sort).lines().map(Template::parse)
}

/// The sentences of a kind, one a line.
fn sentences(kind: Kind) -> &'static str {
    match kind {
        Kind::Open => {
            "once {H} had a {J} {O} .\none day {H} found a {J} {O} .\n{H} got a {J} {O} .\n\
            there was a {J} {O} that {H} loved ."
        }
        Kind::Who => {
            "a {A} took the {O} .\n{H} gave the {O} to a {A} .\na {A} ran off with it .\n{H} lent it to a {A} .\n\
            then a {A} had it ."
        }
        Kind::Where => {
            "the {A} went to the {P} .\nthe {A} hid it in the {P} .\n{H} put the {O} in the {P} .\n\
            it was kept in the {P} ."
        }
        Kind::Trait => "the {A} was {T} .\n{H} thought the {A} was {T} .\nthe {A} looked {T} .",
        Kind::Fill => {
            "{H} looked in the {P} .\n{H} followed the {A} .\n{H} did not give up .\nsuddenly it was dark .\n\
            but {H} was not afraid .\noh ! {H} fell down .\n{H} ran to the {P} ."
        }
        Kind::Same => {
            "the {A} had the {O} all along !\nthe {O} was really in the {P} !\nthe {A} was really {T} !\n\
            the {O} was in the {P} all along !\nthe {A} was {T} all along !"
        }
        Kind::Dialogue => {
            "\" where is my {O} ? \" said {H} .\n\" i love this {O} , \" said {H} .\n\
            \" please help me , \" said {H} .\n\" meet me in the {P} , \" said the {A} .\n\
            \" i am {T} , \" said the {A} .\n\" do not take my {O} ! \" said {H} ."
        }
        Kind::Conflict => {
            "{H} and the {A} both wanted the {O} .\n{H} and the {A} began to fight .\n{H} was angry with the {A} .\n\
            the {A} shouted at {H} ."
        }
        Kind::Hint => "first came {S} .\n{H} noticed {S} .\n{S} came from far away .",
        Kind::Fulfil => {
            "soon the {E} came , as the {S} had warned .\nthe {S} had been right : the {E} came .\n\
            because of the {S} {H} was ready for the {E} ."
        }
        Kind::Good => {
            "{H} took the {O} home and smiled .\n{H} and the {A} became friends .\n{H} laughed and hugged the {A} .\n\
            they all played in the {P} .\n{H} kept the {O} ."
        }
        Kind::Bad => {
            "{H} never saw the {O} again .\n{H} lost the {O} and cried .\nthe {O} broke and {H} cried .\n\
            the {A} ran away and {H} was alone ."
        }
        Kind::Moral => "{H} learned to {M} .\nalways {M} .\nnow {H} knew : always {M} .",
        // A twist is worded by what it changes.
        Kind::Twist => "",
    }
}

/// What a twist of a sort says, one a line. The first is the denial that a story can be made to begin.
fn twist_bodies(sort: Sort) -> &'static str {
    match sort {
        Sort::Animal => {
            "it was not a {A} . it was a {A2} !\nthe {A} was really a {A2} !\na {A2} had the {O} all along !\n\
            no {A} ever had it . a {A2} did !"
        }
        Sort::Place => {
            "it was not in the {P} . it was in the {P2} !\nthe {O} was really in the {P2} !\n\
            the {O} was in the {P2} all along !\nthe {P} was empty . it was in the {P2} !"
        }
        Sort::Object => {
            "it was not a {O} . it was a {O2} !\nthe {O} was really a {O2} !\nthe {O} was a {O2} all along !\n\
            that was no {O} . it was a {O2} !"
        }
        Sort::Trait => {
            "the {A} was not {T} . it was {T2} !\nthe {A} was really {T2} !\nthe {A} was {T2} all along !\n\
            it only looked {T} . it was {T2} !"
        }
        _ => "",
    }
}

const TURNS: [&str; 7] = ["", "but", "surprise !", "guess what !", "oh no !", "in truth", "but wait !"];

const SUMMARIES: [&str; 4] = ["{H} and the {A} .", "{H} has a {O} .", "the {O} in the {P} .", "a {A} and a {O} ."];
