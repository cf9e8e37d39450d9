//! Looking inside models that learned texts with two labels: the verdict, pruning with its slider, and what probes read.

use super::model_answers::RatePicker;
use super::neuron_pruning::{NeuronPruning, Removing};
use super::verdict::Verdicts;
use crate::chart::{ProbeReading, answer_probes};
use crate::experiment::Record;
use crate::page::components::ChartView;
use leptos::prelude::*;

/// The instruments; nothing where a run asks for none. `about` says how neurons are scored.
#[component]
pub(in crate::page::routes) fn TwoLabelInstruments(
    record: Memo<Option<Record>>,
    removing: Removing,
    about: &'static str,
) -> impl IntoView {
    let looked_into = Memo::new(move |_| {
        record.with(|r| r.as_ref().and_then(|r| r.spec.get("instruments")).is_some_and(|value| value == "verdict"))
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
                    <RatePicker id="inside-rate" record=record removing=removing/>
                </div>
                <p class="about">{about}</p>
                <NeuronPruning record=record removing=removing/>
                <div class="pair even">
                    <ChartView figure=probes(ProbeReading::Skill) id="probe-skill"/>
                    <ChartView figure=probes(ProbeReading::Target) id="probe-target"/>
                </div>
            </section>
        </Show>
    }
}
