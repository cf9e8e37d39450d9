//! Pruning of neurons with its slider: the curve, what it says, where the removed neurons sit, and the pruned model among the others.

use super::super::state::Lab;
use crate::analysis::{Granularity, Mode, pruned};
use crate::chart::{ModelMap, PruningView, pruning, pruning_map, pruning_sentence, removed};
use crate::experiment::{ModelRef, Record, Role, best_pruning, counted};
use crate::model::Weights;
use crate::page::components::{ChartView, MapView};
use leptos::prelude::*;

/// The most neurons that the slider removes.
const MOST: u32 = 20;

/// Which neurons are removed from the model that is looked into; a handle that is copied freely.
#[derive(Clone, Copy)]
pub(in crate::page::routes) struct Removing {
    lab: Lab,
    /// The run on show, its rates, and how many of its stages are finished.
    trained: Memo<Option<(Option<u32>, usize, usize)>>,
    /// The fine-tuning rate whose model it is.
    pub(in crate::page::routes) rate: RwSignal<u32>,
    /// How the neurons are found.
    pub(in crate::page::routes) mode: RwSignal<Mode>,
    /// How many are removed.
    pub(in crate::page::routes) k: RwSignal<u32>,
    /// How the choosing set says that they are best found, and how many; none before pruning.
    best: Memo<Option<(Mode, u32)>>,
}

impl Removing {
    /// Of the run whose Record is given. It stands where the choosing set says, whenever another curve is found or looked at.
    pub(in crate::page::routes) fn of(lab: Lab, record: Memo<Option<Record>>) -> Self {
        let rate = RwSignal::new(0);
        let trained = Memo::new(move |_| {
            let run = lab.shown.get();
            record.with(|record| {
                let record = record.as_ref()?;
                let finished = record.stages.iter().filter(|stage| stage.seconds.is_some()).count();
                Some((run, record.spec.rates().len(), finished))
            })
        });
        let best = Memo::new(move |_| {
            let model = ModelRef::After(Role::FineTune { rate: rate.get() });
            record.with(|r| {
                let (mode, point) = best_pruning(r.as_ref()?.pruning(model, Granularity::Neurons)?)?;
                Some((mode, point.k))
            })
        });
        let (mode, k) = (RwSignal::new(Mode::OneShot), RwSignal::new(0));
        let removing = Self { lab, trained, rate, mode, k, best };
        Effect::new(move |_| {
            if let Some((mode, k)) = best.get() {
                removing.mode.set(mode);
                removing.k.set(k);
            }
        });
        // Another run may have fewer rates.
        Effect::new(move |_| {
            let rates = trained.get().map_or(0, |(_, rates, _)| rates);
            if rate.get() as usize >= rates.max(1) {
                rate.set(0);
            }
        });
        removing
    }

    /// Has what calls it run again whenever [`Removing::models`] may be others.
    pub(in crate::page::routes) fn track(self) {
        // What is removed changes with the slider, and where pruning has just ended.
        let (_, _, _) = (self.trained.get(), self.best.get(), self.view());
    }

    /// The models of the run on show that are at hand, each with its name: pretrained, fine-tuned, pruned, revived, controls.
    pub(in crate::page::routes) fn models(self, record: &Record) -> Vec<(String, Weights)> {
        let view = untrack(|| self.view());
        let tuned = Role::FineTune { rate: view.rate };
        let mut all = Vec::new();
        for role in
            [Role::Pretrain, tuned, Role::Revive { rate: view.rate }, Role::PretrainControl, Role::ReviveControl]
        {
            let model = ModelRef::After(role);
            let own = record.finished(role).and_then(|_| untrack(|| self.lab.weights_of(record, model)));
            let Some(weights) = own else { continue };
            let name = record.spec.model_label(model);
            all.push((name.clone(), (*weights).clone()));
            if role == tuned && record.pruning(model, view.granularity).is_some() {
                let without = pruned(&weights, view.granularity, removed(record, view));
                all.push((format!("{name}, {} removed", counted(view.k as usize, "neuron")), without));
            }
        }
        all
    }

    /// The pruning on show.
    pub(in crate::page::routes) fn view(self) -> PruningView {
        PruningView {
            rate: self.rate.get(),
            granularity: Granularity::Neurons,
            mode: self.mode.get(),
            up_to: MOST,
            k: self.k.get(),
        }
    }
}

#[component]
pub(in crate::page::routes) fn NeuronPruning(record: Memo<Option<Record>>, removing: Removing) -> impl IntoView {
    let figure = Memo::new(move |_| {
        let view = removing.view();
        record.with(|r| r.as_ref().map(|r| pruning(r, view)).unwrap_or_default())
    });
    let map = Memo::new(move |_| {
        let view = removing.view();
        record.with(|r| r.as_ref().map_or_else(ModelMap::default, |r| pruning_map(r, view)))
    });
    let says = move || {
        let view = removing.view();
        let said = record.with(|r| r.as_ref().and_then(|r| pruning_sentence(r, view)));
        said.unwrap_or_else(|| "No curve yet.".to_owned())
    };
    let modes = [(Mode::OneShot, "scored once (paper)"), (Mode::Iterative, "scored again after each")];
    let removed = move || format!("{} removed", counted(removing.k.get() as usize, "neuron"));
    view! {
        <div class="buttons choices" role="group" aria-label="How the neurons to remove are found">
            {modes
                .map(|(mode, words)| {
                    view! {
                        <button
                            type="button"
                            aria-pressed=move || (removing.mode.get() == mode).to_string()
                            on:click=move |_| removing.mode.set(mode)
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
                        id="removed-neurons"
                        min="0"
                        max=MOST.to_string()
                        step="1"
                        aria-label="number of removed neurons"
                        aria-valuetext=removed
                        prop:value=move || removing.k.get().to_string()
                        on:input=move |event| {
                            if let Ok(k) = event_target_value(&event).parse::<u32>() {
                                removing.k.set(k.min(MOST));
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
