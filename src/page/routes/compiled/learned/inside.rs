//! Looking inside models that learned a program: the verdict, pruning with its slider, and what probes read.

use super::answers::RatePicker;
use super::learned_record;
use crate::chart::{ProbeReading, answer_probes};
use crate::page::components::ChartView;
use crate::page::routes::lab::{Lab, NeuronPruning, Removing, Verdicts};
use crate::setups::learned::{LearnedInstruments, LearnedSpec};
use leptos::prelude::*;

#[component]
pub(in crate::page::routes::compiled) fn Inside(removing: Removing) -> impl IntoView {
    let record = learned_record(expect_context::<Lab>());
    let looked_into = Memo::new(move |_| {
        record.with(|r| {
            let spec = r.as_ref().and_then(|r| r.spec.of::<LearnedSpec>());
            spec.is_some_and(|spec| spec.instruments == LearnedInstruments::Verdict)
        })
    });
    let probes = move |reading: ProbeReading| {
        Memo::new(move |_| {
            let rate = removing.rate.get();
            record.with(|r| r.as_ref().map(|r| answer_probes(r, rate, reading)).unwrap_or_default())
        })
    };
    view! {
        <Show when=move || looked_into.get()>
            <Verdicts record=record/>
            <section class="instruments" aria-label="Instruments">
                <div class="instruments-head">
                    <h2>"Look inside"</h2>
                    <RatePicker id="inside-rate" removing=removing/>
                </div>
                <p class="about">
                    "Neurons are scored by gradient times weight, the gradient being that of the loss on the program's answers, and those with the largest \
                     score are set to zero. With some of them removed the model answers above, beside the others."
                </p>
                <NeuronPruning record=record removing=removing/>
                <div class="pair even">
                    <ChartView figure=probes(ProbeReading::Skill) id="probe-skill"/>
                    <ChartView figure=probes(ProbeReading::Target) id="probe-target"/>
                </div>
            </section>
        </Show>
    }
}
