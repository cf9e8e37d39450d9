//! The fields of a record, by the names that files give them.

/// A field of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordField {
    /// The features that the story is asked to have.
    Features,
    /// Words that it is asked to use.
    Words,
    /// What it is about.
    Summary,
    /// A sentence out of it.
    Sentence,
    /// The story.
    Story,
}

impl RecordField {
    /// All fields, the story last.
    pub const ALL: [Self; 5] = [Self::Features, Self::Words, Self::Summary, Self::Sentence, Self::Story];

    /// The field as the page calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Features => "features",
            Self::Words => "words",
            Self::Summary => "summary",
            Self::Sentence => "sentence",
            Self::Story => "story",
        }
    }

    /// The field of that name, in capitals or not: a sentence is also called `Random sentence`.
    pub fn parse(name: &str) -> Option<Self> {
        let name = name.trim();
        let is_random = ["random sentence", "random_sentence"].iter().any(|own| own.eq_ignore_ascii_case(name));
        if is_random {
            return Some(Self::Sentence);
        }
        Self::ALL.into_iter().find(|field| field.name().eq_ignore_ascii_case(name))
    }
}
