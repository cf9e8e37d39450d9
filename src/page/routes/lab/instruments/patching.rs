//! Activation patching: which activations of the pretrained model bring the skill back.

use super::focus::Focus;
use crate::chart::{HeatMap, patching};
use crate::experiment::{Analysis, AnalysisResult};
use crate::page::components::MapView;
use leptos::prelude::*;

#[component]
pub(super) fn PatchingView() -> impl IntoView {
    let focus = expect_context::<Focus>();
    let map = Signal::derive(move || {
        let rate = focus.rate.get();
        focus.record.with(|r| r.as_ref().map_or_else(HeatMap::default, |r| patching(r, rate)))
    });
    let says = move || {
        focus.record.with(|r| match r.as_ref().and_then(|r| r.found(Analysis::Patch { rate: focus.rate.get() })) {
            Some(AnalysisResult::Patching(found)) => format!(
                "Without a patch the fine-tuned model is right at {} on {:.0} % of texts, the pretrained one on {:.0} %.",
                r.as_ref().map_or_else(String::new, |r| r.spec.words().skill_noun),
                found.before.percent(),
                found.donor.percent()
            ),
            _ => "Patched when fine-tuning at this rate is done.".to_owned(),
        })
    };
    view! {
        <p class="about">
            "The fine-tuned model runs on a text, but one place's activations are taken from the pretrained model on the same text. Where the \
             skill comes back, everything before that place is intact, or the wrapper lies after what was replaced."
        </p>
        <p class="finding">{says}</p>
        <MapView map=map id="patching-map" width=610/>
    }
}
