//! The run that the page shows before a visitor has trained anything: its experiment, its files, and the text that its models are asked
//! about first. `unwrap shown` makes the files.

use super::grammar::Preset;
use crate::experiment::{Role, Spec};
use crate::tasks::Letter;

/// Its folder beside the page.
pub const SHOWN_FOLDER: &str = "shown";
/// Its Record, in that folder.
pub const SHOWN_RECORD: &str = "record.json";
/// What its models answer to the first text, in that folder: as the engine says it.
pub const SHOWN_ANSWERS: &str = "answers.postcard";

/// The text that its models are asked about first: 5 a's and 8 b's, so that “count a”, “count a + 1” and “count b” are three answers.
pub fn first_text() -> Vec<Letter> {
    use Letter::{A, B, C};
    vec![B, A, C, A, B, A, B, B, C, A, B, B, A, C, B, B]
}

/// A model of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShownModel {
    /// The stage that ended with it.
    pub role: Role,
    /// Its file, from the page's folder.
    pub file: &'static str,
}

/// Its models, from the one that has the skill to the one that never had it. Both pretrained ones are those of the quick experiment.
pub const SHOWN_MODELS: [ShownModel; 5] = [
    ShownModel { role: Role::Pretrain, file: "checkpoints/quick-pretrain.safetensors" },
    ShownModel { role: Role::FineTune { rate: 2 }, file: "shown/fine-tuned-3.safetensors" },
    ShownModel { role: Role::FineTune { rate: 1 }, file: "shown/fine-tuned-2.safetensors" },
    ShownModel { role: Role::FineTune { rate: 0 }, file: "shown/fine-tuned-1.safetensors" },
    ShownModel { role: Role::PretrainControl, file: "checkpoints/quick-control.safetensors" },
];

/// Its experiment: three rates with three fates.
pub fn shown_spec() -> Spec {
    Preset::Fates.spec().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::setups::grammar::GrammarSpec;
    use crate::setups::shipped;

    #[test]
    fn the_first_text_is_one_of_the_experiment_and_tells_the_procedures_apart() {
        let spec = shown_spec();
        let own = spec.of::<GrammarSpec>().unwrap();
        let letters = first_text();
        assert_eq!(letters.len(), own.text_length as usize);
        let count = |letter| letters.iter().filter(|own| **own == letter).count();
        assert_eq!((count(Letter::A), count(Letter::B)), (5, 8));
    }

    #[test]
    fn its_pretrained_models_are_those_that_any_run_of_it_may_begin_with() {
        for (role, file) in shipped(&shown_spec()).unwrap() {
            let own = SHOWN_MODELS.iter().find(|model| model.role == role).unwrap();
            assert_eq!(own.file, format!("checkpoints/{file}"));
        }
    }
}
