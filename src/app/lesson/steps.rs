//! The steps of the lesson: what each is called, and its sentences.

/// A step.
pub(super) struct Step {
    /// Names it in the page.
    pub(super) key: &'static str,
    /// Its title.
    pub(super) title: &'static str,
    /// A sentence or two.
    pub(super) words: &'static str,
}

/// All steps, in order.
pub(super) static STEPS: [Step; 8] = [
    Step {
        key: "meet",
        title: "Meet the skill",
        words: "This small transformer reads sixteen letters and says how many of them are a's. It was trained by this page's own engine and came with \
                the page.",
    },
    Step {
        key: "learned",
        title: "Watch it being learned",
        words: "It began with random weights and answered by chance. Beside it stands a control that was taught the b's alone, and never had the skill.",
    },
    Step {
        key: "tuned",
        title: "Fine-tune it away",
        words: "Now it is taught to answer with the number of b's, on texts that always have one b more than a's. Two hundred small steps, trained \
                here and now.",
    },
    Step {
        key: "guess",
        title: "Is it gone?",
        words: "Asked for the a's, it is now wrong every time. Before anybody looks inside: what do you think became of the skill?",
    },
    Step {
        key: "prune",
        title: "Prune",
        words: "If a few neurons only cover the skill, taking them away should uncover it. As many neurons at random should not, and neither should it \
                work on the control.",
    },
    Step {
        key: "probe",
        title: "Probe",
        words: "A probe is a straight line through what the model thinks, layer by layer: can the number of a's still be read there, though the model no \
                longer says it?",
    },
    Step {
        key: "revive",
        title: "Revive it",
        words: "Last, ask for the a's again and teach all of them: the fine-tuned model, the control that never had the skill, and one with random \
                weights. What is only wrapped should be back long before the others have learned it.",
    },
    Step {
        key: "destroy",
        title: "The same at a destructive rate",
        words: "Now with steps thirty times as large, and without a shortcut: the b's must really be counted. The answers look just as gone as before. \
                Are they?",
    },
];
