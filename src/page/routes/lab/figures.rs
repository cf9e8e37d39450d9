//! The curves of the run on show, with those of others laid over them.

use super::heading::Heading;
use super::state::{Lab, has_figures_of};
use crate::chart::{Figure, fine_tuning, learning, overlaid, revival};
use crate::experiment::{Plan, Record, Role};
use crate::page::components::ChartView;
use crate::page::storage::{Origin, StoredRun};
use leptos::prelude::*;

/// The record on show, or before the first run an empty one of the experiment as it is set, so that the axes stand.
fn on_show(lab: Lab) -> Option<Record> {
    lab.shown_record().or_else(|| Plan::new(lab.spec.get()).map(|plan| Record::empty(&plan)).ok())
}

/// The runs that are drawn thin beside the one on show: those that the visitor laid over it, and for a run of a link's experiment the
/// sender's.
fn laid_over(lab: Lab) -> Vec<(String, Record)> {
    let (shown, chosen) = (lab.shown.get(), lab.overlaid.get());
    lab.runs.with(|runs| {
        let own = runs.iter().find(|e| Some(e.number) == shown);
        let sent = |e: &&StoredRun| {
            e.origin == Origin::Sender
                && own.is_some_and(|own| own.origin == Origin::Own && own.record.spec == e.record.spec)
        };
        let set = lab.spec.get();
        let others = runs
            .iter()
            .filter(|e| has_figures_of(&e.record.spec, &set))
            .filter(|e| Some(e.number) != shown && (chosen.contains(&e.number) || sent(e)));
        let name =
            |e: &StoredRun| if e.origin == Origin::Sender { "sender".to_owned() } else { format!("run {}", e.number) };
        others.map(|e| (name(e), e.record.clone())).collect()
    })
}

#[component]
pub(in crate::page::routes) fn Figures() -> impl IntoView {
    let lab = expect_context::<Lab>();
    let record = Memo::new(move |_| on_show(lab));
    let over = Memo::new(move |_| laid_over(lab));
    let draw = move |figure: fn(&Record) -> Figure| {
        Memo::new(move |_| {
            let own = record.with(|r| r.as_ref().map(figure).unwrap_or_default());
            over.with(|all| overlaid(own, all.iter().map(|(name, r)| (name.clone(), figure(r))).collect()))
        })
    };
    let (first, last) = (draw(learning), draw(revival));
    let rates = Memo::new(move |_| record.with(|r| r.as_ref().map_or(0, |r| r.spec.rates().len() as u32)));
    let tuned = move |rate: u32| {
        Memo::new(move |_| {
            let own = record.with(|r| r.as_ref().map(|r| fine_tuning(r, rate)).unwrap_or_default());
            let same = |(name, r): &(String, Record)| {
                r.stage(Role::FineTune { rate }).map(|_| (name.clone(), fine_tuning(r, rate)))
            };
            over.with(|all| overlaid(own, all.iter().filter_map(same).collect()))
        })
    };
    view! {
        <Heading/>
        <section class="figures" aria-label="Figures">
            <Show when=move || record.with(|r| r.as_ref().is_some_and(|r| r.stage(Role::Pretrain).is_some()))>
                <ChartView figure=first id="learning"/>
            </Show>
            <For each=move || 0..rates.get() key=|rate| *rate let:rate>
                // The rates have one legend and equal scales.
                <ChartView figure=tuned(rate) id=format!("fine-tuning-{rate}") shares_legend=rate != 0/>
            </For>
            <Show when=move || record.with(Option::is_some)>
                <ChartView figure=last id="revival" wide=true/>
            </Show>
        </section>
    }
}
