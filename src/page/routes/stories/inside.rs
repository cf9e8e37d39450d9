//! Looking inside models that write stories: the verdict, pruning with its slider, and what probes read.

use super::state::Reading;
use crate::analysis::Mode;
use crate::chart::{Figure, ModelMap, pruning, pruning_map, pruning_sentence, story_probes};
use crate::experiment::{Record, counted};
use crate::page::components::{ChartView, MapView};
use crate::page::routes::lab::Verdicts;
use leptos::prelude::*;

#[component]
pub(super) fn Inside() -> impl IntoView {
    let reading = expect_context::<Reading>();
    let record = reading.record();
    let looked_into = move || record.with(|r| r.as_ref().is_some_and(|r| !r.spec.judged().is_empty()));
    view! {
        <Show when=looked_into>
            <Verdicts record=record/>
            <section class="instruments" aria-label="Instruments">
                <h2>"Look inside"</h2>
                <p class="about">
                    {move || format!("The model fine-tuned at {}. ", reading.rates().get(reading.rate.get() as usize).cloned().unwrap_or_default())}
                    "Neurons are scored by gradient times weight, the gradient being that of the loss on stories that have the feature, and those with \
                     the largest score are set to zero. With some of them removed the model writes above, beside the others."
                </p>
                <Pruning record=record/>
                <div class="pair even">
                    <ChartView figure=probes(reading, record, 0) id="probe-present"/>
                    <ChartView figure=probes(reading, record, 1) id="probe-asked"/>
                </div>
            </section>
        </Show>
    }
}

fn probes(reading: Reading, record: Memo<Option<Record>>, which: usize) -> Memo<Figure> {
    Memo::new(move |_| {
        let rate = reading.rate.get();
        record.with(|r| r.as_ref().map(|r| story_probes(r, rate, which)).unwrap_or_default())
    })
}

#[component]
fn Pruning(record: Memo<Option<Record>>) -> impl IntoView {
    let reading = expect_context::<Reading>();
    let figure = Memo::new(move |_| {
        let view = reading.pruning();
        record.with(|r| r.as_ref().map(|r| pruning(r, view)).unwrap_or_default())
    });
    let map = Memo::new(move |_| {
        let view = reading.pruning();
        record.with(|r| r.as_ref().map_or_else(ModelMap::default, |r| pruning_map(r, view)))
    });
    let says = move || {
        let view = reading.pruning();
        let said = record.with(|r| r.as_ref().and_then(|r| pruning_sentence(r, view)));
        said.unwrap_or_else(|| "No curve yet.".to_owned())
    };
    let modes = [(Mode::OneShot, "scored once (paper)"), (Mode::Iterative, "scored again after each")];
    let removed = move || format!("{} removed", counted(reading.k.get() as usize, "neuron"));
    view! {
        <div class="buttons choices" role="group" aria-label="How the neurons to remove are found">
            {modes
                .map(|(mode, words)| {
                    view! {
                        <button
                            type="button"
                            aria-pressed=move || (reading.mode.get() == mode).to_string()
                            on:click=move |_| reading.mode.set(mode)
                        >
                            {words}
                        </button>
                    }
                })
                .into_iter()
                .collect_view()}
        </div>
        <p class="finding" id="pruning-says">{says}</p>
        <div class="pair">
            <div>
                <ChartView figure=figure id="pruning" wide=true/>
                <label class="slider k-slider">
                    <span>"K"</span>
                    <input
                        type="range"
                        id="story-k"
                        min="0"
                        max="20"
                        step="1"
                        aria-label="number of removed neurons"
                        aria-valuetext=removed
                        prop:value=move || reading.k.get().to_string()
                        on:input=move |event| {
                            if let Ok(k) = event_target_value(&event).parse::<u32>() {
                                reading.k.set(k.min(20));
                            }
                        }
                    />
                    <output>{removed}</output>
                </label>
            </div>
            <MapView map=Signal::derive(move || map.get()) id="pruning-map" width=300/>
        </div>
    }
}
