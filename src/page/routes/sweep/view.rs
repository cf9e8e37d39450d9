//! The sweep's view: its fields, its buttons and how far it has come.

use super::Sweeping;
use super::asked::{Asked, leaves_instruments_open, suggested};
use super::beside::{BesideThePaper, on_show};
use super::results::Outcome;
use crate::experiment::{Quantity, Spec, grid_to_hash, seconds_label};
use crate::page::address::here;
use crate::page::components::RunButtons;
use crate::rasp::LIBRARY;
use crate::setups::compiled::CompiledSpec;
use crate::setups::grammar::Preset;
use leptos::prelude::*;

#[component]
pub(in super::super) fn SweepView() -> impl IntoView {
    let sweeping = expect_context::<Sweeping>();
    let alone = on_show(sweeping);
    view! {
        <div class="sweep">
            <BesideThePaper/>
            <section class="status" aria-label="Sweep">
                <h2>{move || if alone.with(Option::is_some) { "Train it here" } else { "Sweep" }}</h2>
                <p class="about">
                    "Every pair of values is an experiment of its own. What several cells share, such as pretraining, is trained once; finished \
                     stages are kept in this browser, so that a sweep goes on after a reload."
                </p>
                <Fields/>
                <Buttons/>
            </section>
            <Show when=move || sweeping.grid.with(Option::is_some)>
                <Outcome/>
            </Show>
        </div>
    }
}

/// Experiments to vary, each with its name: the presets, and the programs that can be fine-tuned.
fn named() -> Vec<(String, Spec)> {
    let presets = Preset::ALL.into_iter().map(|preset| (preset.name().to_owned(), Spec::from(preset.spec())));
    let of_program = |key: &'static str| CompiledSpec::of_listed(key).ok()?.checked().ok();
    let programs =
        LIBRARY.iter().filter_map(move |l| Some((format!("compiled: {}", l.key), of_program(l.key)?.into())));
    presets.chain(programs).collect()
}

#[component]
fn Fields() -> impl IntoView {
    let all = StoredValue::new(named());
    let sweeping = expect_context::<Sweeping>();
    let asked = sweeping.asked;
    let idle = move || sweeping.run.is_idle();
    let chosen = move || {
        let base = sweeping.base.get();
        all.with_value(|all| all.iter().find(|(_, spec)| *spec == base).map(|(name, _)| name.clone()))
    };
    let setup = Memo::new(move |_| sweeping.base.with(|base| base.kind().key));
    let axis = move |index: usize, id: &'static str, label: &'static str| {
        let key = move || asked.with(|a| a.keys[index].clone());
        view! {
            <div class="control">
                <label for=id>{label}</label>
                <select
                    id=id
                    disabled=move || !idle()
                    prop:value=key
                    on:change=move |event| {
                        let key = event_target_value(&event);
                        asked.update(|a| {
                            suggested(&key).clone_into(&mut a.values[index]);
                            a.keys[index] = key;
                        });
                    }
                >
                    {(index == 1).then(|| view! { <option value="" selected=move || key().is_empty()>"none"</option> })}
                    {move || {
                        setup.track();
                        let settings = sweeping.base.with_untracked(|base| (base.kind().settings)());
                        settings
                            .into_iter()
                            .filter(|s| !["seed", "instruments", "source"].contains(&s.key))
                            .map(|s| view! { <option value=s.key selected=move || key() == s.key>{s.name}</option> })
                            .collect_view()
                    }}
                </select>
                <input
                    type="text"
                    id=format!("{id}-values")
                    aria-label=format!("{label}: values, with semicolons between")
                    autocomplete="off"
                    disabled=move || !idle() || key().is_empty()
                    prop:value=move || asked.with(|a| a.values[index].clone())
                    on:change=move |event| asked.update(|a| a.values[index] = event_target_value(&event))
                />
            </div>
        }
    };
    view! {
        <div class="fields">
            <div class="control">
                <label for="sweep-preset">"experiment"</label>
                <select
                    id="sweep-preset"
                    disabled=move || !idle()
                    prop:value=move || chosen().unwrap_or_default()
                    on:change=move |event| {
                        let name = event_target_value(&event);
                        let found = all.with_value(|all| all.iter().find(|(own, _)| *own == name).cloned());
                        if let Some((_, spec)) = found {
                            if spec.kind().key != setup.get_untracked() {
                                asked.set(Asked::over(&spec));
                            }
                            sweeping.base.set(spec);
                        }
                    }
                >
                    <option value="" disabled=true selected=move || chosen().is_none()>"as set in the lab"</option>
                    {all
                        .get_value()
                        .into_iter()
                        .map(|(name, _)| {
                            let own = name.clone();
                            view! { <option value=name.clone() selected=move || chosen().as_ref() == Some(&own)>{name.clone()}</option> }
                        })
                        .collect_view()}
                </select>
            </div>
            {axis(0, "sweep-x", "columns")}
            {axis(1, "sweep-y", "rows")}
            <div class="control">
                <label for="sweep-seeds">"seeds"</label>
                <input
                    type="text"
                    id="sweep-seeds"
                    inputmode="decimal"
                    autocomplete="off"
                    disabled=move || !idle()
                    prop:value=move || asked.with(|a| a.seeds.clone())
                    on:change=move |event| asked.update(|a| a.seeds = event_target_value(&event))
                />
            </div>
            <Show when=move || sweeping.base.with(leaves_instruments_open)>
            <div class="control">
                <label for="sweep-instruments">"instruments"</label>
                <select
                    id="sweep-instruments"
                    disabled=move || !idle()
                    on:change=move |event| {
                        let chosen = event_target_value(&event);
                        asked.update(|a| a.instruments = chosen);
                    }
                >
                    {[("none", "none"), ("verdict", "those of the verdict, longer"), ("all", "all, much longer")]
                        .map(|(key, words)| {
                            view! { <option value=key selected=move || asked.with(|a| a.instruments == key)>{words}</option> }
                        })}
                </select>
            </div>
            </Show>
            <div class="control">
                <label for="sweep-shows">"shown"</label>
                <select
                    id="sweep-shows"
                    on:change=move |event| {
                        if let Some(shows) = Quantity::from_key(&event_target_value(&event)) {
                            asked.update(|a| a.shows = shows);
                        }
                    }
                >
                    {move || {
                        setup.track();
                        let base = sweeping.base.get_untracked();
                        let quantities = base.quantities();
                        let option = |q: Quantity| {
                            let label = base.quantity_label(q);
                            view! { <option value=q.key() selected=move || asked.with(|a| a.shows == q)>{label}</option> }
                        };
                        quantities.into_iter().map(option).collect_view()
                    }}
                </select>
            </div>
        </div>
        <p class="refused" role="alert">{move || sweeping.refused.get()}</p>
    }
}

#[component]
fn Buttons() -> impl IntoView {
    let sweeping = expect_context::<Sweeping>();
    let told = move || {
        let (all, done, kept) = sweeping.stages.get();
        if all == 0 {
            return String::new();
        }
        let mut words = vec![format!("{done} of {all} stages finished")];
        if kept > 0 {
            words.push(format!("{kept} of them kept from before"));
        }
        if !sweeping.run.is_idle() {
            let eta = sweeping.progress.get().and_then(|p| p.eta_seconds);
            words.extend(eta.map(|s| format!("about {} left", seconds_label(s))));
        }
        words.join(" · ")
    };
    let link = move || sweeping.grid.with(|grid| grid.as_ref().map(|g| format!("{}{}", here(), grid_to_hash(g))));
    view! {
        <div class="buttons">
            <Show
                when=move || sweeping.run.is_idle()
                fallback=move || {
                    view! {
                        <RunButtons run=sweeping.run prefix="sweep-" cancel=Callback::new(move |()| sweeping.cancel())/>
                    }
                }
            >
                <button type="button" id="sweep-start" class="primary" on:click=move |_| sweeping.start()>"Start the sweep"</button>
                <button type="button" id="sweep-forget" on:click=move |_| sweeping.forget()>"Delete kept stages"</button>
            </Show>
            <span class="figures-now" id="sweep-stages" translate="no">{told}</span>
        </div>
        <progress
            max="1"
            prop:value=move || sweeping.progress.get().map_or(0.0, |p| p.share)
            aria-label="Share of the sweep that is done"
        ></progress>
        {move || {
            link().map(|url| {
                let shown = url.clone();
                view! { <p class="about">"Link to this sweep: " <a href=url>{shown}</a></p> }
            })
        }}
    }
}
