//! Stories: Table 1, and what the paper's Figures 31–38 are about.

use super::super::across::Across;
use super::super::claim::Term;
use super::super::exhibit::{Exhibit, Subject::Stories};
use super::super::on_stories::OnStories;
use super::claims::{faster_somehow, same};
use crate::experiment::Quantity::{ControlTaught, Revived, SkillBroken, SkillLoss, Speedup};
use crate::experiment::Reft::{S0, S220, S2400};

const PROTOCOLS: [&str; 3] = ["filtering", "randomisation", "mix-and-match"];

const MIX_AND_MATCH: &str = "Of the paper's Mix & Match the published code renames nothing (its range is empty), and its rows are like \
    Filtering's. Ours renames every foreshadowing to a twist and is far stronger: the two are not the same, and no finding is about it.";

/// M and S.
const RATES: Across = Across::Setting("fine_tune_rates", &["0.0004", "0.0001"], &["M, 0.0001", "S, 0.00001"]);

const TAUGHT: OnStories = OnStories { revive_steps: 200, control_steps: 600, table: false, notes: &[] };

/// Protocol × rate.
const ON_STORIES: Exhibit = Exhibit {
    key: "",
    source: "",
    title: "",
    look_for: "",
    subject: Stories(TAUGHT),
    columns: Across::Setting("protocol", &PROTOCOLS, &PROTOCOLS),
    rows: RATES,
    shows: SkillBroken,
    claims: &[],
};

pub(super) const TABLE_1: Exhibit = Exhibit {
    key: "table-1",
    source: "Table 1",
    title: "Twists after fine-tuning, and taught again",
    look_for: "Stories with a twist when one is asked for, before reFT and after 30, 300 and 3,000 iterations of it. Look how soon they are \
               back after each protocol, and how long the control takes that never read one. The longest of the exhibits: reFT takes 2,400 steps in each cell.",
    subject: Stories(OnStories {
        revive_steps: 2400,
        control_steps: 2400,
        table: true,
        notes: &[
            "The paper's column “300” is iteration 270. Each of its numbers is a share of 16 written stories, with a standard error of up to 12 points. \
             One of them, 82 (Filtering, M, 3,000), is 62 in the published notebook and no share of 16 stories: nothing is held against it.",
            MIX_AND_MATCH,
            "The paper asks a classifier that is right on 92 % of stories. Here 128 stories for each number are written greedily and read exactly.",
        ],
    }),
    claims: &[
        same(
            "Randomisation, M: 300 iterations of reFT bring twists back (after them less before).",
            Term(Revived(S220), [1, 0]),
            Term(SkillBroken, [1, 0]),
        ),
        same("The same after S.", Term(Revived(S220), [1, 1]), Term(SkillBroken, [1, 1])),
        same(
            "Randomisation, S: after 300 iterations there are more twists than in the control that is taught as long.",
            Term(Revived(S220), [1, 1]),
            Term(ControlTaught(S220), [1, 1]),
        ),
        same(
            "The control writes twists after 3,000 iterations (after them less before).",
            Term(ControlTaught(S2400), [1, 1]),
            Term(ControlTaught(S0), [1, 1]),
        ),
        same(
            "S: Filtering alone leaves more twists than Randomisation (before reFT).",
            Term(SkillBroken, [0, 1]),
            Term(SkillBroken, [1, 1]),
        ),
    ],
    ..ON_STORIES
};

pub(super) const STORIES_REVIVAL: Exhibit = Exhibit {
    key: "stories-revival",
    source: "Figures 31–38, reFT beside the control",
    title: "How soon twists are back",
    look_for: "Taught twists again, the fine-tuned models write them after some tens of steps, and the control and random weights do not. A cell \
               without a factor is one where twists were never gone.",
    subject: Stories(OnStories {
        notes: &[
            "The paper's figures have no numbers in this project's data. That twists are back sooner than in the control after every protocol is what its text says.",
            MIX_AND_MATCH,
        ],
        ..TAUGHT
    }),
    shows: Speedup,
    claims: &[
        faster_somehow("Randomisation, M: reFT is faster than teaching a model that never read a twist.", [1, 0]),
        faster_somehow("The same after S.", [1, 1]),
    ],
    ..ON_STORIES
};

pub(super) const STORIES_LOSS: Exhibit = Exhibit {
    key: "stories-loss",
    source: "Figures 31–38, losses by protocol and rate",
    title: "What fine-tuning does to the loss on twist stories",
    look_for: "The loss on stories with a twist, by protocol and rate; switch to other stories, and to the twists themselves. Where twists are no \
               longer written the loss on them can still be far below that of a model that never read one. The largest rate is ours, ten times M.",
    subject: Stories(OnStories {
        revive_steps: 60,
        control_steps: 60,
        table: false,
        notes: &[
            "The paper draws losses and twists in the course of fine-tuning, by protocol and rate. Its figures have no numbers in this project's data, and nothing is compared.",
            MIX_AND_MATCH,
        ],
    }),
    rows: Across::Setting("fine_tune_rates", &["0.004", "0.0004", "0.0001"], &["none", "M, 0.0001", "S, 0.00001"]),
    shows: SkillLoss,
    ..ON_STORIES
};
