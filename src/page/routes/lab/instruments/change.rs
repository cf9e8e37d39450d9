//! Where it changed: how far each matrix moved and over how many directions, the line between checkpoints, and weight
//! transplants.

use super::focus::Focus;
use crate::chart::{Figure, HeatMap, change, line_between, transplants, weight_change};
use crate::page::components::ChartView;
use crate::page::components::MapView;
use leptos::prelude::*;

#[component]
pub(super) fn ChangeView() -> impl IntoView {
    let focus = expect_context::<Focus>();
    let there = move || focus.record.with(|r| r.as_ref().is_some_and(|r| change(r, focus.rate.get()).is_some()));
    let map = move |rank: bool| {
        Signal::derive(move || {
            let rate = focus.rate.get();
            focus.record.with(|r| r.as_ref().map_or_else(HeatMap::default, |r| weight_change(r, rate, rank)))
        })
    };
    let transplanted = Signal::derive(move || {
        let rate = focus.rate.get();
        focus.record.with(|r| r.as_ref().map_or_else(HeatMap::default, |r| transplants(r, rate)))
    });
    let line = Memo::new(move |_| {
        let rate = focus.rate.get();
        focus.record.with(|r| r.as_ref().map_or_else(Figure::default, |r| line_between(r, rate)))
    });
    view! {
        <p class="about">
            "A wrapper is small and sits in few places; forgetting is spread out. Left, the change of every matrix; on the right, single parts of \
             the pretrained model put into the fine-tuned one: where the skill comes back, the wrapper was."
        </p>
        <Show when=there fallback=|| view! { <p class="about">"Compared when the revival at this rate is done."</p> }>
            <ChartView figure=line id="line" wide=true/>
            <div class="maps">
                <MapView map=map(false) id="weight-change" width=300/>
                <MapView map=map(true) id="weight-rank" width=300/>
                <MapView map=transplanted id="grafts" width=300/>
            </div>
        </Show>
    }
}
