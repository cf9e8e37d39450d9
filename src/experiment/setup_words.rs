//! The words of a setup, for figures, tables and sentences that are made for all of them.

/// What an experiment's parts are called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetupWords {
    /// The pretrained skill as a verb with its object: “count the a's”.
    pub skill: String,
    /// The same as a noun: “counting the a's”.
    pub skill_noun: String,
    /// What fine-tuning teaches: “count the b's”.
    pub tuned: String,
    /// What a held-out sample is, in the plural: “texts”.
    pub samples: &'static str,
    /// The skill's inputs in short, for tables: “the a's”.
    pub skill_short: String,
    /// The same of what fine-tuning teaches.
    pub tuned_short: String,
    /// What pruning measures, of the skill and beside it: “count the a's”.
    pub pruned: [String; 2],
    /// The paper's words for both, in brackets; nothing where it has none.
    pub measures: [&'static str; 2],
    /// What probes read: “the answer”.
    pub probed: &'static str,
    /// What the control is taught instead, as a participle: “taught b only”.
    pub control_taught: &'static str,
    /// How much of the skill must be back for revivals to be compared: “75 %”.
    pub revived_at: &'static str,
}

impl SetupWords {
    /// The paper's words for the two accuracies that pruning measures.
    pub const ACCURACIES: [&'static str; 2] = [" (O_PT, C_Te = 0)", " (O_FT, C_Te = 1)"];
}
