//! The steps of the lesson on stories: what each is called, and its sentences.

use crate::page::routes::lesson::LessonStep;

/// A step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// What a twist is.
    Twist,
    /// Fine-tuning, and what is written after it.
    Tuned,
    /// The twist is started.
    Started,
    /// It is taught again.
    Taught,
    /// What that says.
    Says,
}

impl LessonStep for Step {
    const ALL: &'static [Self] = &[Self::Twist, Self::Tuned, Self::Started, Self::Taught, Self::Says];
    const PREFIX: &'static str = "stories-";

    fn key(self) -> &'static str {
        match self {
            Self::Twist => "twist",
            Self::Tuned => "twist-tuned",
            Self::Started => "twist-started",
            Self::Taught => "twist-taught",
            Self::Says => "twist-says",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Twist => "Read a twist",
            Self::Tuned => "Fine-tune it away",
            Self::Started => "Start the twist for it",
            Self::Taught => "Teach it again",
            Self::Says => "What that says",
        }
    }

    fn sentences(self) -> &'static str {
        match self {
            Self::Twist => {
                "A story tells something, and then it turns out to be something else: “Ben got a shiny box … in truth the box was really a book!” That is \
                 a twist. This small model writes stories with what it is asked for. It was trained by this page's own engine and came with the page. Ask \
                 it for a story with a twist: where it holds together, it is underlined."
            }
            Self::Tuned => {
                "Now it reads two hundred batches of stories that ask for a twist and have none. Before it is trained, here and now: what will it write \
                 when it is asked for a twist afterwards?"
            }
            Self::Started => {
                "Perhaps it only never begins a twist any more. Give it a story and the first words of one, “but it was not a …”, and let it go on. Nothing \
                 is trained for this. The control, which never read a twist, gets the same words."
            }
            Self::Taught => {
                "Last, both are taught twists, on stories that all have one. To learn them the model once took 4,000 steps. How many will bring back nine \
                 of ten?"
            }
            Self::Says => "",
        }
    }

    fn notes(self) -> &'static str {
        match self {
            Self::Twist => {
                "Let the room pick what the story is about. A twist counts only where the story still holds together, which an exact reader of the \
                grammar decides, word by word."
            }
            Self::Tuned => {
                "Ask for guesses before it is trained. Afterwards it is still asked for a twist, and writes a sound story without one."
            }
            Self::Started => {
                "The first words of a twist come from us. If the model goes on and it fits the story, what was lost is beginning, not the skill. The \
                control shows that going on is no matter of course."
            }
            Self::Taught => {
                "Four thousand steps against some tens: that ratio is the finding. The control's line is what learning afresh looks like."
            }
            Self::Says => {
                "What is shown is one model of one seed at one rate. The table in the documents has the other seeds, and what did not hold."
            }
        }
    }
}
