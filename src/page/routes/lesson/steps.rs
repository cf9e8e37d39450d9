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

    fn notes(self) -> &'static str {
        match self {
            Self::Meet => {
                "Let the room choose the letters. The model is a real one; nothing on this page is a recording. Ask what \
                would count as evidence that it can count, beyond this one text."
            }
            Self::Learned => {
                "The control is the point of the whole design: it has seen as much text, and never this question. Whatever is found later must be more \
                than what the control has too."
            }
            Self::Tuned => {
                "On every text the b's are one more than the a's. Counting the a's and adding one is enough, so that the old skill can be reused rather \
                than replaced. That is the shortcut of the paper's strongly relevant case, C_Tr = 1."
            }
            Self::Guess => {
                "Take a show of hands, and press what most say: deleted, wrapped, or neither. Do not tell yet."
            }
            Self::Prune => {
                "The order is found on other texts. Say why the random neurons matter: if any few would do, nothing would have been located. Move the \
                slider until the row turns."
            }
            Self::Probe => {
                "A probe that reads something does not show that the model uses it; that is why the control and random weights stand beside it. Ask which \
                line would surprise the room."
            }
            Self::Revive => {
                "Behaviour alone cannot tell wrapped from deleted. How fast it comes back can, given something that never had it. This is the paper's \
                reverse fine-tuning."
            }
            Self::Destroy => {
                "The same instruments, another fate. The answers look the same in both; only what is inside differs. Ask what that means for a safety \
                test that looks at answers alone."
            }
            Self::End => {
                "Compare with the room's first guess. The lab has the same experiment with every setting open."
            }
        }
    }
}
