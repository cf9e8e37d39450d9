//! Pruning: the curves, the slider for K, the map of the model, and the playground that answers with K pieces removed.

use super::super::state::Lab;
use super::focus::Focus;
use super::playground::Playground;
use crate::analysis::{Granularity, Mode};
use crate::chart::{Figure, ModelMap, pruning, pruning_map, pruning_sentence};
use crate::experiment::{Analysis, FinishedAnalysis, ModelRef, Record, Role, best_pruning};
use crate::page::components::ChartView;
use crate::page::components::MapView;
use crate::page::inference_worker::AnalysisState;
use leptos::prelude::*;

#[component]
pub(super) fn PruningPanel() -> impl IntoView {
    let focus = expect_context::<Focus>();
    let figure = Memo::new(move |_| {
        let view = focus.view();
        focus.record.with(|r| r.as_ref().map_or_else(Figure::default, |r| pruning(r, view)))
    });
    let map = Memo::new(move |_| {
        let view = focus.view();
        focus.record.with(|r| r.as_ref().map_or_else(ModelMap::default, |r| pruning_map(r, view)))
    });
    choose_k(focus);
    view! {
        <p class="about">
            "Every piece is scored by gradient times weight, the gradient being that of the loss on the pretrained skill, and those with the \
             largest score are set to zero. If a few pieces bring the skill back, and as many at random do not, it was wrapped and not deleted."
        </p>
        <Choices/>
        <p class="finding" id="pruning-says">{move || says(focus)}</p>
        <div class="pair">
            <div>
                <ChartView figure=figure id="pruning" wide=true/>
                <Slider/>
            </div>
            <MapView map=Signal::derive(move || map.get()) id="pruning-map" width=300/>
        </div>
        <Playground/>
    }
}

/// Puts the slider where the choosing set says, whenever another curve is looked at.
fn choose_k(focus: Focus) {
    let chosen = Memo::new(move |_| {
        let (view, model) = (focus.rate.get(), ModelRef::After(Role::FineTune { rate: focus.rate.get() }));
        focus.record.with(|r| {
            let pruning = r.as_ref()?.pruning(model, focus.granularity.get())?;
            let k = pruning.curve(focus.mode.get()).chosen()?.k;
            Some((view, k))
        })
    });
    Effect::new(move |_| {
        if let Some((_, k)) = chosen.get() {
            focus.k.set(k);
        }
    });
    // The mode that does better on the choosing set is shown first.
    let better = Memo::new(move |_| {
        let model = ModelRef::After(Role::FineTune { rate: focus.rate.get() });
        focus.record.with(|r| Some(best_pruning(r.as_ref()?.pruning(model, focus.granularity.get())?)?.0))
    });
    Effect::new(move |_| {
        if let Some(mode) = better.get() {
            focus.mode.set(mode);
        }
    });
}

#[component]
fn Choices() -> impl IntoView {
    let focus = expect_context::<Focus>();
    let pressed = |on: bool| on.to_string();
    let modes = [(Mode::OneShot, "scored once (paper)"), (Mode::Iterative, "scored again after each")];
    let ranges = [(20, "K to 20"), (100, "K to 100")];
    view! {
        <div class="buttons choices">
            <label>
                "remove "
                <select
                    id="grain"
                    prop:value=move || focus.granularity.get().key()
                    on:change=move |event| {
                        if let Some(granularity) = Granularity::from_key(&event_target_value(&event)) {
                            focus.granularity.set(granularity);
                        }
                    }
                >
                    {Granularity::ALL
                        .into_iter()
                        .map(|g| view! { <option value=g.key() selected=move || focus.granularity.get() == g>{g.label()}</option> })
                        .collect_view()}
                </select>
            </label>
            {modes
                .map(|(mode, words)| {
                    view! {
                        <button type="button" aria-pressed=move || pressed(focus.mode.get() == mode) on:click=move |_| focus.mode.set(mode)>
                            {words}
                        </button>
                    }
                })
                .into_iter()
                .collect_view()}
            {ranges
                .map(|(up_to, words)| {
                    view! {
                        <button
                            type="button"
                            aria-pressed=move || pressed(focus.up_to.get() == up_to)
                            on:click=move |_| {
                                focus.up_to.set(up_to);
                                focus.k.update(|k| *k = (*k).min(up_to));
                            }
                        >
                            {words}
                        </button>
                    }
                })
                .into_iter()
                .collect_view()}
            <AskGrain/>
        </div>
    }
}

/// Other pieces than neurons are looked for when the visitor asks.
#[component]
fn AskGrain() -> impl IntoView {
    let (lab, focus) = (expect_context::<Lab>(), expect_context::<Focus>());
    let share = RwSignal::new(None::<f64>);
    let missing = move || {
        let (rate, granularity) = (focus.rate.get(), focus.granularity.get());
        focus.record.with(|r| r.as_ref().is_some_and(|r| next_missing(r, rate, granularity).is_some()))
    };
    let there = move || {
        focus.record.with(|r| {
            let role = Role::FineTune { rate: focus.rate.get() };
            r.as_ref().and_then(|r| r.stage(role)).is_some_and(|s| s.seconds.is_some())
        })
    };
    // While a run is under way it finds the neurons itself.
    let offered =
        move || missing() && there() && (focus.granularity.get() != Granularity::Neurons || lab.run.is_idle());
    view! {
        <Show when=offered>
            <button
                type="button"
                id="find-pieces"
                disabled=move || share.get().is_some()
                on:click=move |_| {
                    if let Some(number) = lab.shown.get_untracked() {
                        find(lab, number, focus.rate.get_untracked(), focus.granularity.get_untracked(), share);
                    }
                }
            >
                {move || match share.get() {
                    Some(share) => format!("Looking… {:.0} %", 100.0 * share),
                    None => format!("Find the {}", focus.granularity.get().label()),
                }}
            </button>
        </Show>
    }
}

/// The next of the three analyses of a pruning figure that has no result yet.
fn next_missing(record: &Record, rate: u32, granularity: Granularity) -> Option<Analysis> {
    [Role::FineTune { rate }, Role::Pretrain, Role::PretrainControl]
        .map(|role| Analysis::Prune { model: ModelRef::After(role), granularity })
        .into_iter()
        .find(|q| record.found(*q).is_none())
}

/// Does the missing analyses of run `number` one after the other; results go into its record, whichever is on show by
/// then.
fn find(lab: Lab, number: u32, rate: u32, granularity: Granularity, share: RwSignal<Option<f64>>) {
    let next = lab.runs.with_untracked(|runs| {
        let record = &runs.iter().find(|e| e.number == number)?.record;
        let analysis = next_missing(record, rate, granularity)?;
        let refs = analysis.needs().into_iter();
        let models =
            refs.map(|s| lab.models.get(number, record, s).map(|w| (*w).clone())).collect::<Option<Vec<_>>>()?;
        Some((record.spec.clone(), analysis, models))
    });
    let Some((spec, analysis, models)) = next else { return share.set(None) };
    share.set(Some(0.0));
    lab.inference.get_value().analyse(&spec, analysis, models, move |told| match told {
        AnalysisState::Running(done) => share.set(Some(done)),
        AnalysisState::Done(result, seconds) => {
            let finished =
                FinishedAnalysis { analysis, result: *result, device: lab.inference.get_value().device(), seconds };
            lab.add_analysis(number, finished);
            find(lab, number, rate, granularity, share);
        }
        AnalysisState::Failed(message) => {
            share.set(None);
            lab.notice(format!("The question could not be answered: {message}."));
        }
    });
}

#[component]
fn Slider() -> impl IntoView {
    let focus = expect_context::<Focus>();
    let words = move || {
        let (view, units) = (focus.view(), focus.granularity.get().label());
        let has_order = focus.record.with(|r| r.as_ref().is_some_and(|r| pruning_sentence(r, view).is_some()));
        match view.k {
            _ if !has_order => format!("no {units} found yet"),
            k => format!("{} removed", focus.granularity.get().counted(k as usize)),
        }
    };
    view! {
        <label class="slider k-slider">
            <span>"K"</span>
            <input
                type="range"
                id="k"
                min="0"
                max=move || focus.up_to.get().to_string()
                step="1"
                aria-label="number of removed units"
                aria-valuetext=words
                prop:value=move || focus.k.get().to_string()
                on:input=move |event| {
                    if let Ok(k) = event_target_value(&event).parse::<u32>() {
                        focus.k.set(k.min(100));
                    }
                }
            />
            <output id="k-words">{words}</output>
        </label>
    }
}

/// What the curves say at K.
fn says(focus: Focus) -> String {
    let view = focus.view();
    let said = focus.record.with(|r| r.as_ref().and_then(|r| pruning_sentence(r, view)));
    said.unwrap_or_else(|| "No curve yet: nothing is removed.".to_owned())
}
