//! Where the demo's experiments depart from the paper's, in sentences of the settings that are in use.

use super::mapping::MAPPING;
use crate::analysis::{PROBE_STEPS, PROBE_TRAINING};
use crate::setups::grammar::Preset;

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

#[cfg(test)]
mod tests {
    use super::departures;

    #[test]
    fn the_settings_in_use_are_named() {
        let all = departures().join(" ");
        for part in ["64; the paper has 96", "0.003; the paper's is 0.001", "16 letters", "β₂ 0.98"] {
            assert!(all.contains(part), "{part}: {all}");
        }
    }
}
