//! The programs that come with the lab: the paper's two, and classics of RASP. Each teaches its target by fine-tuning.

/// A program of the library.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its name in links and on the command line.
    pub key: &'static str,
    /// Its name on the page.
    pub title: &'static str,
    /// What it answers, in a sentence.
    pub sentence: &'static str,
    /// Its text, as [`super::Program::parse`] reads it.
    pub source: &'static str,
}

/// All programs, the paper's first.
pub const LIBRARY: [Listed; 13] = [
    Listed {
        key: "counter",
        title: "Counter",
        sentence: "How many a are in the string; to be taught: how many b.",
        source: include_str!("programs/counter.rasp"),
    },
    Listed {
        key: "max-identifier",
        title: "Max-identifier",
        sentence: "The fifth largest letter, where a is the largest; to be taught: the seventh.",
        source: include_str!("programs/max-identifier.rasp"),
    },
    Listed {
        key: "fraction",
        title: "Fraction of previous tokens",
        sentence: "Which fraction of the tokens up to here are a; to be taught: b.",
        source: include_str!("programs/fraction.rasp"),
    },
    Listed {
        key: "reverse",
        title: "Reverse",
        sentence: "The string backwards; to be taught: the string as it is.",
        source: include_str!("programs/reverse.rasp"),
    },
    Listed {
        key: "sort-unique",
        title: "Sort of distinct tokens",
        sentence: "Distinct tokens in alphabetical order; to be taught: the other way round.",
        source: include_str!("programs/sort-unique.rasp"),
    },
    Listed {
        key: "sort",
        title: "Sort",
        sentence: "Numbers in order, of which some may be equal; to be taught: the other way round.",
        source: include_str!("programs/sort.rasp"),
    },
    Listed {
        key: "histogram",
        title: "Histogram",
        sentence: "How often each token stands in the string; to be taught: how many tokens are others.",
        source: include_str!("programs/histogram.rasp"),
    },
    Listed {
        key: "most-frequent",
        title: "Most frequent token",
        sentence: "The most frequent token, the first in the alphabet of equal ones; to be taught: the least frequent.",
        source: include_str!("programs/most-frequent.rasp"),
    },
    Listed {
        key: "brackets",
        title: "Balanced brackets",
        sentence: "Whether the brackets up to here are balanced; to be taught: whether as many open as close.",
        source: include_str!("programs/brackets.rasp"),
    },
    Listed {
        key: "shuffle-dyck-2",
        title: "Two kinds of brackets",
        sentence: "Whether both kinds are balanced, each by itself; to be taught: whether as many open as close.",
        source: include_str!("programs/shuffle-dyck-2.rasp"),
    },
    Listed {
        key: "shift",
        title: "Shift by one",
        sentence: "The token before; to be taught: the token before that.",
        source: include_str!("programs/shift.rasp"),
    },
    Listed {
        key: "pair-balance",
        title: "Pair balance",
        sentence: "The fraction of tokens that open a bracket less the fraction that close one; to be taught: the reverse.",
        source: include_str!("programs/pair-balance.rasp"),
    },
    Listed {
        key: "length",
        title: "Length",
        sentence: "How many tokens the string has; to be taught: how many of them are a.",
        source: include_str!("programs/length.rasp"),
    },
];

/// The program with this key.
pub fn listed(key: &str) -> Option<&'static Listed> {
    LIBRARY.iter().find(|listed| listed.key == key)
}
