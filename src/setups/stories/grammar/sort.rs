//! The sorts of words that a story tells facts with, the doubles that a twist turns them into, and the event of each
//! sign.

use super::vocabulary::Word;

/// What a slot of a sentence holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sort {
    /// Whom the story is about.
    Hero,
    /// The animal that has the thing.
    Animal,
    /// The thing.
    Object,
    /// Where the thing is.
    Place,
    /// What the animal is like.
    Trait,
    /// What the thing is like.
    Adjective,
    /// What foreshadows an event.
    Sign,
    /// What was foreshadowed.
    Event,
    /// What is learnt.
    Lesson,
}

impl Sort {
    /// All sorts, in the order of their words in the vocabulary.
    pub const ALL: [Self; 9] = [
        Self::Hero,
        Self::Animal,
        Self::Object,
        Self::Place,
        Self::Trait,
        Self::Adjective,
        Self::Sign,
        Self::Event,
        Self::Lesson,
    ];
    /// The sorts that a twist can change: each of their words has a double. Twists are tried in this order.
    pub const TWISTED: [Self; 4] = [Self::Animal, Self::Place, Self::Object, Self::Trait];

    /// The sort's word in English.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hero => "hero",
            Self::Animal => "animal",
            Self::Object => "thing",
            Self::Place => "place",
            Self::Trait => "trait",
            Self::Adjective => "adjective",
            Self::Sign => "sign",
            Self::Event => "event",
            Self::Lesson => "lesson",
        }
    }

    /// The letter that stands for the sort in a template.
    pub fn letter(self) -> char {
        match self {
            Self::Hero => 'H',
            Self::Animal => 'A',
            Self::Object => 'O',
            Self::Place => 'P',
            Self::Trait => 'T',
            Self::Adjective => 'J',
            Self::Sign => 'S',
            Self::Event => 'E',
            Self::Lesson => 'M',
        }
    }

    /// The sort's words.
    pub fn words(self) -> &'static [Word] {
        let (first, count) = self.place();
        &Word::all()[first..first + count]
    }

    /// Whether the word is of this sort.
    pub fn has(self, word: Word) -> bool {
        let (first, count) = self.place();
        (first..first + count).contains(&usize::from(word.id()))
    }

    /// The sort of a word, if it has one.
    pub fn of(word: Word) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.has(word))
    }

    /// The number of the sort's first word, and how many it has.
    fn place(self) -> (usize, usize) {
        match self {
            Self::Hero => (12, 10),
            Self::Animal => (22, 8),
            Self::Object => (30, 12),
            Self::Place => (42, 8),
            Self::Trait => (50, 10),
            Self::Adjective => (60, 8),
            Self::Sign => (68, 6),
            Self::Event => (74, 6),
            Self::Lesson => (80, 6),
        }
    }

    fn index_of(self, word: Word) -> Option<usize> {
        self.words().iter().position(|other| *other == word)
    }
}

/// What a twist turns the word into. Neighbours in a sort are each other's doubles.
pub fn double(word: Word) -> Option<Word> {
    let sort = Sort::TWISTED.into_iter().find(|sort| sort.has(word))?;
    sort.words().get(sort.index_of(word)? ^ 1).copied()
}

/// The event that a sign foreshadows.
pub fn event_of(sign: Word) -> Option<Word> {
    Sort::Event.words().get(Sort::Sign.index_of(sign)?).copied()
}
