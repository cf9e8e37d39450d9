//! Looking inside models that write stories: the verdict, pruning with its slider, and what probes read.

use super::state::StoryWriting;
use crate::chart::{Figure, ProbeReading, answer_probes};
use crate::experiment::Record;
use crate::page::components::ChartView;
use crate::page::routes::lab::{NeuronPruning, Verdicts};
use leptos::prelude::*;

#[component]
pub(super) fn Inside() -> impl IntoView {
    let reading = expect_context::<StoryWriting>();
    let record = reading.record();
    let looked_into = move || record.with(|r| r.as_ref().is_some_and(|r| !r.spec.judged().is_empty()));
    view! {
        <Show when=looked_into>
            <Verdicts record=record/>
            <section class="instruments" aria-label="Instruments">
                <h2>"Look inside"</h2>
                <p class="about">
                    {move || format!("The model fine-tuned at {}. ", reading.rates().get(reading.removing.rate.get() as usize).cloned().unwrap_or_default())}
                    "Neurons are scored by gradient times weight, the gradient being that of the loss on stories that have the feature, and those with \
                     the largest score are set to zero. With some of them removed the model writes above, beside the others."
                </p>
                <NeuronPruning record=record removing=reading.removing/>
                <div class="pair even">
                    <ChartView figure=probes(reading, record, ProbeReading::StoryHas) id="probe-present"/>
                    <ChartView figure=probes(reading, record, ProbeReading::StoryIsAsked) id="probe-asked"/>
                </div>
            </section>
        </Show>
    }
}

fn probes(reading: StoryWriting, record: Memo<Option<Record>>, which: ProbeReading) -> Memo<Figure> {
    Memo::new(move |_| {
        let rate = reading.removing.rate.get();
        record.with(|r| r.as_ref().map(|r| answer_probes(r, rate, which)).unwrap_or_default())
    })
}
