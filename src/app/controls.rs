//! The settings as controls, made from the one table of settings.

use super::choice::Choice;
use super::lab::Lab;
use super::rates::Rates;
use super::shares::Shares;
use crate::engine::DeviceKind;
use crate::experiment::{Calibrated, Kind, Preset, SETTINGS, Setting, calibrated};
use leptos::prelude::*;

/// Settings that stand open; the others fold away.
const FIRST: [&str; 9] = [
    "fine_tune_rates",
    "c_tr",
    "prior",
    "protocol",
    "pretrain_steps",
    "fine_tune_steps",
    "revive_steps",
    "size",
    "seed",
];

#[component]
pub(super) fn Controls() -> impl IntoView {
    let lab = expect_context::<Lab>();
    let preset = move || Preset::ALL.into_iter().find(|p| p.spec() == lab.spec.get());
    let (first, more): (Vec<&'static Setting>, Vec<&'static Setting>) =
        SETTINGS.iter().partition(|s| FIRST.contains(&s.key));
    let rows = |settings: Vec<&'static Setting>| {
        settings.into_iter().map(|setting| view! { <Control setting=setting/> }).collect_view()
    };
    view! {
        <section class="controls" aria-label="Settings">
            <h2>"Experiment"</h2>
            <div class="control">
                <label for="preset">"preset"</label>
                <select
                    id="preset"
                    aria-describedby="preset-about"
                    prop:value=move || preset().map_or("", Preset::name)
                    on:change=move |event| {
                        if let Some(chosen) = Preset::named(&event_target_value(&event)) {
                            lab.adopt(chosen.spec());
                        }
                    }
                >
                    <option value="" disabled=true selected=move || preset().is_none()>"changed"</option>
                    {Preset::ALL
                        .into_iter()
                        .map(|p| view! { <option value=p.name() selected=move || preset() == Some(p)>{p.name()}</option> })
                        .collect_view()}
                </select>
                <p class="about" id="preset-about">{move || preset().map_or("Your own settings.", Preset::sentence)}</p>
                {move || preset().map(|p| view! { <Seeds preset=p/> })}
            </div>
            <Device/>
            {rows(first)}
            <details>
                <summary>"More settings"</summary>
                {rows(more)}
            </details>
        </section>
    }
}

/// On how many fresh seeds the findings are clear in this preset.
#[component]
fn Seeds(preset: Preset) -> impl IntoView {
    let rows = calibrated(preset);
    (!rows.is_empty()).then(|| {
        let row = |row: Calibrated| {
            let except = if row.unclear_seeds.is_empty() { String::new() } else { format!(" (not on seed {})", row.unclear_seeds) };
            view! { <li title=row.rule>{format!("{}: {} of {}{except}", row.finding, row.clear, row.seeds)}</li> }
        };
        view! {
            <details class="calibrated">
                <summary>"How often it shows"</summary>
                <p class="about">"Fresh seeds on which the calibration found it clear; rules and figures are in the report in the repository."</p>
                <ul>{rows.into_iter().map(row).collect_view()}</ul>
            </details>
        }
    })
}

#[component]
fn Device() -> impl IntoView {
    let lab = expect_context::<Lab>();
    let gpu = move || lab.found.with(|all| all.iter().find(|d| d.device == DeviceKind::WebGpu.name()).cloned());
    let name = |choice: Choice| match choice {
        Choice::Faster => "faster",
        Choice::Just(kind) => kind.name(),
    };
    view! {
        <div class="control">
            <label for="device">"engine"</label>
            <select
                id="device"
                aria-describedby="device-about"
                prop:value=move || name(lab.choice.get())
                on:change=move |event| {
                    let value = event_target_value(&event);
                    lab.choose(DeviceKind::named(&value).map_or(Choice::Faster, Choice::Just));
                }
            >
                <option value="cpu">"CPU (burn-flex)"</option>
                <option value="webgpu">"WebGPU (burn-wgpu)"</option>
                <option value="faster">"measure both, take the faster"</option>
            </select>
            <p class="about" id="device-about">
                {move || match gpu() {
                    None => {
                        "The CPU engine works everywhere. WebGPU asks your browser for a graphics adapter first; for models this small the CPU may be faster."
                            .to_owned()
                    }
                    Some(d) if d.available && d.fallback => {
                        "WebGPU here is a software adapter, far slower than the CPU engine.".to_owned()
                    }
                    Some(d) if d.available => {
                        format!("WebGPU: {}. For models this small the CPU may be faster.", d.adapter.unwrap_or_default())
                    }
                    Some(d) => format!("{} The CPU engine works everywhere.", d.reason.unwrap_or_default()),
                }}
            </p>
        </div>
    }
}

/// Named values of a setting, one button each.
fn named(key: &str) -> Option<&'static [(&'static str, &'static str)]> {
    match key {
        "prior" => {
            Some(&[("b never", "1,0,0"), ("low", "0.999,0.001,0"), ("medium", "0.9,0.1,0"), ("high", "0.5,0.3,0.2")])
        }
        "families" => Some(&[("count", "1,0,0,0,0"), ("index", "0,0,1,0,0"), ("all", "0.2,0.2,0.2,0.2,0.2")]),
        _ => None,
    }
}

#[component]
fn Control(setting: &'static Setting) -> impl IntoView {
    let lab = expect_context::<Lab>();
    let refused = RwSignal::new(None::<String>);
    let value = Memo::new(move |_| lab.spec.with(|spec| setting.get(spec)));
    // A change from elsewhere, such as a preset, makes an earlier refusal moot.
    Effect::new(move |_| {
        value.track();
        refused.set(None);
    });
    let change = Callback::new(move |text: String| refused.set(lab.change(setting.key, text.trim()).err()));
    let about = format!("{}-about", setting.key);
    let described = about.clone();
    let input = match setting.kind {
        Kind::Choice(words) => view! {
            <select
                id=setting.key
                aria-describedby=described
                prop:value=move || value.get()
                on:change=move |e| change.run(event_target_value(&e))
            >
                {words
                    .iter()
                    .map(|w| view! { <option value=*w selected=move || value.get() == *w>{*w}</option> })
                    .collect_view()}
            </select>
        }
        .into_any(),
        Kind::Share => view! {
            <span class="slider">
                <input
                    id=setting.key
                    type="range"
                    min="0"
                    max="1"
                    step="0.01"
                    aria-describedby=described
                    prop:value=move || value.get()
                    on:input=move |e| change.run(event_target_value(&e))
                />
                <output for=setting.key>{move || value.get()}</output>
            </span>
        }
        .into_any(),
        Kind::Whole { low, high } => view! {
            <input
                id=setting.key
                type="number"
                min=low.to_string()
                max=high.to_string()
                step="1"
                aria-describedby=described
                aria-invalid=move || refused.get().is_some().to_string()
                prop:value=move || value.get()
                on:change=move |e| change.run(event_target_value(&e))
            />
        }
        .into_any(),
        Kind::Rates { .. } => view! { <Rates change=change/> }.into_any(),
        Kind::Shares(names) => view! { <Shares key=setting.key names=names value=value change=change/> }.into_any(),
        Kind::Rate { .. } | Kind::Number { .. } => view! {
            <input
                id=setting.key
                type="text"
                inputmode="decimal"
                autocomplete="off"
                aria-describedby=described
                aria-invalid=move || refused.get().is_some().to_string()
                prop:value=move || value.get()
                on:change=move |e| change.run(event_target_value(&e))
            />
        }
        .into_any(),
    };
    let quick = named(setting.key).map(|named| {
        view! {
            <span class="choices">
                {named
                    .iter()
                    .copied()
                    .map(|(name, prior)| {
                        view! {
                            <button
                                type="button"
                                aria-pressed=move || (value.get() == prior).to_string()
                                on:click=move |_| change.run(prior.to_owned())
                            >
                                {name}
                            </button>
                        }
                    })
                    .collect_view()}
            </span>
        }
    });
    let label = if matches!(setting.kind, Kind::Rates { .. } | Kind::Shares(_)) {
        view! { <span class="label" id=format!("{}-label", setting.key)>{setting.name}</span> }.into_any()
    } else {
        view! { <label for=setting.key>{setting.name}</label> }.into_any()
    };
    view! {
        <div class="control">
            {label}
            {input}
            {quick}
            <p class="about" id=about>
                {setting.sentence}
                {match setting.kind {
                    Kind::Whole { low, high } => format!(" {low} to {high}."),
                    Kind::Rate { low, high } => format!(" {low:e} to {high:e}."),
                    Kind::Number { low, high } => format!(" {low} to {high}."),
                    Kind::Share | Kind::Rates { .. } | Kind::Choice(_) | Kind::Shares(_) => String::new(),
                }}
            </p>
            {move || refused.get().map(|text| view! { <p class="refused" role="alert">{text}" Nothing was changed."</p> })}
        </div>
    }
}
