//! Where the demo's experiments depart from the paper's, in sentences of the settings that are in use.

use super::mapping::MAPPING;
use super::stories_mapping::STORIES_MAPPING;
use crate::analysis::{PROBE_STEPS, PROBE_TRAINING};
use crate::setups::grammar::Preset;
use crate::setups::stories::StoriesSpec;
use crate::setups::stories::grammar::Word;

/// What is otherwise than in the paper (its Appendix B), for experiments at the demo's scale.
pub fn departures() -> Vec<String> {
    let (demo, paper) = (Preset::Quick.spec(), Preset::Paper.spec());
    let beta = demo.adamw().beta_2;
    vec![
        format!("Samples of a step: {}; the paper has {}.", demo.batch, paper.batch),
        format!("Pretraining learning rate η_PT: {}; the paper's is {}.", demo.pretrain_rate, paper.pretrain_rate),
        format!(
            "Steps: 350 to 2,800 of pretraining and {} to 1,000 of fine-tuning; the paper has up to 200,000 and {}. {MAPPING}",
            demo.fine_tune_steps, paper.fine_tune_steps
        ),
        format!(
            "Texts: {} letters, all of them counted; the paper's have {} with a window of {}.",
            demo.text_length, paper.text_length, paper.window
        ),
        "Task families: that of the skill alone; the paper pretrains all five, as one exhibit does here, and the jailbreak two.".to_owned(),
        "The weakest prior, for the paper's P(a) = 0.999, never asks for b: P(b) = 0, where the paper asks for it once in a thousand samples.".to_owned(),
        format!(
            "AdamW: β₂ {beta}, weight decay {} (at the paper's scale {}), and fresh moments in each stage.",
            demo.weight_decay, paper.weight_decay
        ),
        format!(
            "Probes: from 1e-2 on standardised features of {PROBE_TRAINING} texts, {PROBE_STEPS} steps; the paper has 1e-3 and 4,000 steps."
        ),
        "Pretraining predicts the answer alone; the paper's predicts every token.".to_owned(),
    ]
}

/// The same of experiments on stories.
pub fn stories_departures() -> Vec<String> {
    let own = StoriesSpec::default();
    vec![
        format!(
            "Stories: of a grammar of {} words, read exactly; the paper's are of TinyStories, and a classifier that is right on 92 % of them reads them.",
            Word::COUNT
        ),
        "A third of all stories have a twist.".to_owned(),
        "Models: a GPT of 0.13 million parameters; the paper's are Llama-like, of 91 million.".to_owned(),
        format!(
            "Training: {} steps of {} stories, η_PT {}, and the loss on the story alone, one record a sequence; the paper has 30,000 steps of 128 × 1,024 tokens \
             at 0.001, and the loss on all tokens.",
            own.pretrain_steps, own.batch, own.pretrain_rate
        ),
        format!(
            "Fine-tuning: {} steps with warm-up and cosine; the paper has 4,000 at a constant rate. {STORIES_MAPPING}",
            own.fine_tune_steps
        ),
        "Mix & Match: ours renames foreshadowing; as published, the paper's code renames nothing.".to_owned(),
        format!("Shares: of {} stories; Table 1 has 16.", own.held_out),
    ]
}

#[cfg(test)]
mod tests {
    use super::{departures, stories_departures};

    #[test]
    fn what_stories_differ_in_is_named_as_it_is_set() {
        let all = stories_departures().join(" ");
        for part in ["199 words", "4000 steps of 32 stories, η_PT 0.008", "200 steps with warm-up", "of 128 stories"] {
            assert!(all.contains(part), "{part}: {all}");
        }
    }

    #[test]
    fn the_settings_in_use_are_named() {
        let all = departures().join(" ");
        for part in ["64; the paper has 96", "0.003; the paper's is 0.001", "16 letters", "β₂ 0.98"] {
            assert!(all.contains(part), "{part}: {all}");
        }
    }
}
