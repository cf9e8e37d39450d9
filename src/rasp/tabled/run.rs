//! Running tables on a string: sequences are places in value sets, and a selector's row for a query is the bits of a word.

/// Where a sequence is undefined.
pub(super) const NONE: u16 = u16::MAX;

/// Cells by row and column.
#[derive(Clone, Debug)]
pub(super) struct Table<T> {
    pub(super) columns: usize,
    pub(super) cells: Vec<T>,
}

/// How a sequence is found at a position. Numbers are slots.
#[derive(Clone, Debug)]
pub(super) enum Fill {
    Tokens,
    Indices,
    Map { cells: Vec<u16>, of: usize },
    Pairs { table: Table<u16>, of: [usize; 2] },
    Moved { by: usize, of: usize },
    Share { table: Table<u16>, ones: Vec<bool>, by: usize, of: usize },
    Width { of: usize },
}

/// How a selector's row is found at a query. Numbers are slots.
#[derive(Clone, Debug)]
pub(super) enum Pick {
    /// By the query's value and the key's.
    Select {
        table: Table<bool>,
        keys: usize,
        queries: usize,
    },
    All,
    Both([usize; 2]),
    Either([usize; 2]),
    Except(usize),
}

/// One sequence or selector, which fills a slot at all positions or at the last only.
#[derive(Clone, Debug)]
pub(super) enum Step {
    Sequence { fill: Fill, slot: usize, last_only: bool },
    Selector { pick: Pick, slot: usize, last_only: bool },
}

/// The steps to a sequence's value at the last position.
#[derive(Clone, Debug)]
pub(super) struct Tables {
    pub(super) steps: Vec<Step>,
    /// How many slots for sequences.
    pub(super) sequences: usize,
    /// How many slots for selectors.
    pub(super) selectors: usize,
    /// The slot that is asked for.
    pub(super) result: usize,
    pub(super) causal: bool,
}

/// What stands in the slots: `[slot][position]`.
struct Slots<'a> {
    words: &'a [u32],
    sequences: Vec<u16>,
    selectors: Vec<u64>,
}

impl Tables {
    /// The place of the value at the last position; none where it is undefined. Words are places in the vocabulary, and there
    /// are between 1 and 64 of them.
    pub(super) fn last(&self, words: &[u32]) -> Option<u16> {
        let length = words.len();
        let sequences = vec![NONE; self.sequences * length];
        let mut slots = Slots { words, sequences, selectors: vec![0; self.selectors * length] };
        let positions = |last_only: bool| if last_only { length - 1..length } else { 0..length };
        for step in &self.steps {
            match step {
                Step::Sequence { fill, slot, last_only } => {
                    for position in positions(*last_only) {
                        slots.sequences[slot * length + position] = slots.fill(fill, position);
                    }
                }
                Step::Selector { pick, slot, last_only } => {
                    for query in positions(*last_only) {
                        let seen = if self.causal { query + 1 } else { length };
                        let row = slots.pick(pick, query) & (u64::MAX >> (64 - seen));
                        slots.selectors[slot * length + query] = row;
                    }
                }
            }
        }
        slots.sequences.get(self.result * length + length - 1).copied().filter(|place| *place != NONE)
    }
}

impl Slots<'_> {
    fn sequence(&self, slot: usize) -> &[u16] {
        let length = self.words.len();
        &self.sequences[slot * length..(slot + 1) * length]
    }

    fn row(&self, slot: usize, query: usize) -> u64 {
        self.selectors[slot * self.words.len() + query]
    }

    fn fill(&self, fill: &Fill, position: usize) -> u16 {
        let at = |slot: usize| self.sequence(slot)[position];
        match fill {
            Fill::Tokens => self.words[position] as u16,
            Fill::Indices => position as u16,
            Fill::Map { cells, of } => cells.get(usize::from(at(*of))).copied().unwrap_or(NONE),
            Fill::Pairs { table, of: [x, y] } => match (at(*x), at(*y)) {
                (NONE, _) | (_, NONE) => NONE,
                (x, y) => table.cells[usize::from(x) * table.columns + usize::from(y)],
            },
            Fill::Moved { by, of } => {
                let (row, values) = (self.row(*by, position), self.sequence(*of));
                let mut selected = bits(row).map(|key| values[key]);
                let first = selected.next().unwrap_or(NONE);
                if selected.all(|value| value == first) { first } else { NONE }
            }
            Fill::Share { table, ones, by, of } => {
                let (row, values) = (self.row(*by, position), self.sequence(*of));
                let one = |key: usize| ones.get(usize::from(values[key])).copied().map(usize::from);
                let sum: Option<usize> = bits(row).map(one).sum();
                sum.map_or(NONE, |sum| table.cells[row.count_ones() as usize * table.columns + sum])
            }
            Fill::Width { of } => self.row(*of, position).count_ones() as u16,
        }
    }

    fn pick(&self, pick: &Pick, query: usize) -> u64 {
        let row = |slot: usize| self.row(slot, query);
        match pick {
            Pick::Select { table, keys, queries } => {
                let value = usize::from(self.sequence(*queries)[query]);
                let Some(holds) = table.cells.get(value * table.columns..(value + 1) * table.columns) else { return 0 };
                let held = |key: &u16| holds.get(usize::from(*key)).copied().unwrap_or(false);
                let keys = self.sequence(*keys).iter().enumerate();
                keys.fold(0, |row, (position, key)| row | (u64::from(held(key)) << position))
            }
            Pick::All => u64::MAX,
            Pick::Both([a, b]) => row(*a) & row(*b),
            Pick::Either([a, b]) => row(*a) | row(*b),
            Pick::Except(of) => !row(*of),
        }
    }
}

/// The positions of the bits that are set, in order.
fn bits(mut row: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let next = (row != 0).then(|| row.trailing_zeros() as usize)?;
        row &= row - 1;
        Some(next)
    })
}
