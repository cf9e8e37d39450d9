//! The steps of the lesson: what each is called, and its sentences.

use super::frame::LessonStep;

/// A step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// A text, and what the model says to it.
    Meet,
    /// How it was learned.
    Learned,
    /// Fine-tuning.
    Tuned,
    /// What the visitor thinks became of it.
    Guess,
    /// Pruning.
    Prune,
    /// Probing.
    Probe,
    /// Reverse fine-tuning.
    Revive,
    /// All of it at a destructive rate.
    Destroy,
    /// What came out, and where to go on.
    End,
}

impl LessonStep for Step {
    const ALL: &'static [Self] = &[
        Self::Meet,
        Self::Learned,
        Self::Tuned,
        Self::Guess,
        Self::Prune,
        Self::Probe,
        Self::Revive,
        Self::Destroy,
        Self::End,
    ];
    const PREFIX: &'static str = "";

    fn is_counted(self) -> bool {
        self != Self::End
    }

    fn key(self) -> &'static str {
        match self {
            Self::Meet => "meet",
            Self::Learned => "learned",
            Self::Tuned => "tuned",
            Self::Guess => "guess",
            Self::Prune => "prune",
            Self::Probe => "probe",
            Self::Revive => "revive",
            Self::Destroy => "destroy",
            Self::End => "end",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Meet => "Meet the skill",
            Self::Learned => "Watch it being learned",
            Self::Tuned => "Fine-tune it away",
            Self::Guess => "Is it gone?",
            Self::Prune => "Prune",
            Self::Probe => "Probe",
            Self::Revive => "Revive it",
            Self::Destroy => "The same at a destructive rate",
            Self::End => "The end",
        }
    }

    fn sentences(self) -> &'static str {
        match self {
            Self::Meet => {
                "This small transformer reads sixteen letters and says how many of them are a's. It was trained by this page's own engine and came with \
                the page."
            }
            Self::Learned => {
                "It began with random weights and answered by chance. Beside it stands a control that was taught the b's alone, and never had the skill."
            }
            Self::Tuned => {
                "Now it is taught to answer with the number of b's, on texts that always have one b more than a's. Two hundred small steps, trained \
                here and now."
            }
            Self::Guess => {
                "Asked for the a's, it is now wrong every time. Before anybody looks inside: what do you think became of the skill?"
            }
            Self::Prune => {
                "If a few neurons only cover the skill, taking them away should uncover it. As many neurons at random should not, and neither should it \
                work on the control."
            }
            Self::Probe => {
                "A probe is a straight line through what the model thinks, layer by layer: can the number of a's still be read there, though the model no \
                longer says it?"
            }
            Self::Revive => {
                "Last, ask for the a's again and teach all of them: the fine-tuned model, the control that never had the skill, and one with random \
                weights. What is only wrapped should be back long before the others have learned it."
            }
            Self::Destroy => {
                "Now with steps thirty times as large, and without a shortcut: the b's must really be counted. The answers look just as gone as before. \
                Are they?"
            }
            Self::End => "",
        }
    }
}
