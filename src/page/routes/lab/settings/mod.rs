//! The settings as controls, made from the one table of settings.

mod differences;
mod groups;

use super::choice::Choice;
use super::state::Lab;
use crate::engine::DeviceKind;
use crate::setups::grammar::{Calibrated, Preset, calibrated};
use differences::Differences;
use groups::Groups;
use leptos::prelude::*;

#[component]
pub(super) fn Settings() -> impl IntoView {
    let lab = expect_context::<Lab>();
    let preset = move || Preset::ALL.into_iter().find(|p| lab.spec.get() == p.spec());
    view! {
        <section class="controls" id="settings" aria-label="Settings">
            <h2>"Experiment"</h2>
            <div class="control">
                <label for="preset">"preset"</label>
                <select
                    id="preset"
                    aria-describedby="preset-about"
                    prop:value=move || preset().map_or("", Preset::name)
                    on:change=move |event| {
                        if let Some(chosen) = Preset::from_name(&event_target_value(&event)) {
                            lab.adopt(chosen.spec().into());
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
            <Differences/>
            <Groups named=named/>
            <Device/>
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
        Choice::Auto => "auto",
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
                    lab.choose(DeviceKind::from_name(&value).map_or(Choice::Auto, Choice::Just));
                }
            >
                <option value="auto">"the faster one"</option>
                <option value="cpu">"CPU (burn-flex)"</option>
                <option value="webgpu">"WebGPU (burn-wgpu)"</option>
            </select>
            <p class="about" id="device-about" translate="no">
                {move || match (lab.comparison(&lab.spec.get()), gpu()) {
                    (Some(Ok(compared)), _) => compared.sentence(),
                    (Some(Err(message)), _) => format!("WebGPU could not be measured ({message}): the CPU engine trains."),
                    (None, None) => {
                        "The CPU engine works everywhere. Where this browser has a graphics adapter, some steps are measured on both while you read."
                            .to_owned()
                    }
                    (None, Some(d)) if d.available && d.fallback => {
                        "WebGPU here is a software adapter, far slower than the CPU engine, which trains.".to_owned()
                    }
                    (None, Some(d)) if d.available => {
                        format!("WebGPU: {}. Some steps are measured on both engines while you read; until then the CPU engine trains.", d.adapter.unwrap_or_default())
                    }
                    (None, Some(d)) => format!("{} The CPU engine trains.", d.reason.unwrap_or_default()),
                }}
            </p>
        </div>
    }
}

/// Named values of a setting, one button each.
fn named(key: &str) -> &'static [(&'static str, &'static str)] {
    match key {
        "prior" => &[("b never", "1,0,0"), ("low", "0.999,0.001,0"), ("medium", "0.9,0.1,0"), ("high", "0.5,0.3,0.2")],
        "families" => &[("count", "1,0,0,0,0"), ("index", "0,0,1,0,0"), ("all", "0.2,0.2,0.2,0.2,0.2")],
        _ => &[],
    }
}
