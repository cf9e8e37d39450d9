//! What a compiled transformer is made of: attention heads and hidden units, each with a name and the few weights that are not zero.

/// An attention head. Logits are what the query reads off the keys' directions, divided by the root of the model's key size.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    /// The sequence that it computes.
    pub name: String,
    /// The directions that keys are read from.
    pub keys: Vec<usize>,
    /// Direction of the query, place in `keys`, weight.
    pub scores: Vec<(usize, usize, f64)>,
    /// The directions that values are read from.
    pub values: Vec<usize>,
    /// Place in `values`, direction that is written, weight.
    pub writes: Vec<(usize, usize, f64)>,
}

/// A hidden unit of an MLP: it writes what is positive of a weighted sum.
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    /// The sequence that it helps to compute, and its part in that.
    pub name: String,
    /// Direction, weight.
    pub reads: Vec<(usize, f64)>,
    /// Direction, weight.
    pub writes: Vec<(usize, f64)>,
}

/// One block: attention, then the MLP; nothing is normalised.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layer {
    /// Heads, none where the layer needs no attention.
    pub heads: Vec<Head>,
    /// Hidden units, none where it needs no MLP.
    pub units: Vec<Unit>,
}
