//! The transformer that the program becomes: its sizes, the names of its residual stream, where it looks and what its MLPs do, also
//! after fine-tuning.

use super::CompiledState;
use super::direction_lens::{DirectionLens, LensColumn};
use crate::chart::{HeatMap, activation_map, attention_map};
use crate::model::{CompiledWeights, compiled_weights};
use crate::page::components::MapView;
use crate::rasp::{BEFORE, Compiled, Decoded, Disagreement, Forward, Unit};
use leptos::prelude::*;

/// Units of the MLPs that are listed, and disagreements that are told one by one.
const MOST_UNITS: usize = 1_000;
const MOST_TOLD: usize = 6;

/// Numbers as short as they can be told.
fn short(number: f64) -> String {
    if number.fract() == 0.0 { format!("{number:.0}") } else { format!("{number:.3}") }
}

#[component]
pub(super) fn ModelInspector() -> impl IntoView {
    let state = expect_context::<CompiledState>();
    let compiled = Memo::new(move |_| match state.program.get() {
        Ok(program) => match &program.compiled {
            Ok(compiled) => Ok((compiled.clone(), program.milliseconds)),
            Err(error) => Err(format!("It runs, but it cannot become a transformer: {error}.")),
        },
        Err(_) => Err("The program cannot be read yet.".to_owned()),
    });
    view! {
        <section class="status anatomy" aria-label="The transformer">
            <h2>"The transformer that it becomes"</h2>
            {move || match compiled.get() {
                Ok((compiled, milliseconds)) => view! { <Machine compiled=compiled milliseconds=milliseconds/> }.into_any(),
                Err(message) => view! { <p class="refused" id="compile-error">{message}</p> }.into_any(),
            }}
        </section>
    }
}

#[component]
fn Machine(compiled: Compiled, milliseconds: f64) -> impl IntoView {
    let state = expect_context::<CompiledState>();
    let own = compiled_weights(&compiled);
    let sizes = own.sizes;
    let exactness = if compiled.exact { "" } else { ", too small to tell all values apart" };
    let facts = format!(
        "{} layers, {} {} of size {}, a residual stream of {} directions, MLPs of {} units: {} weights, {} of them not zero. Lookups have the slope \
         {}{exactness}. Compiled in {milliseconds:.1} ms.",
        sizes.layers,
        sizes.heads,
        if sizes.heads == 1 { "head" } else { "heads" },
        sizes.key_size,
        sizes.width,
        sizes.hidden,
        sizes.parameter_count(),
        own.values.iter().filter(|v| **v != 0.0).count(),
        short(compiled.exactness),
    );
    let compiled = StoredValue::new(compiled);
    let own = StoredValue::new(own);
    // Which model, which layer, and whether activations before or after its MLP.
    let model = RwSignal::new(0_usize);
    // The heads of a layer that the program leaves unused look everywhere alike.
    let layer = RwSignal::new(compiled.with_value(|c| c.layers.iter().position(|l| !l.heads.is_empty())).unwrap_or(0));
    let head = RwSignal::new(0_usize);
    let stage = RwSignal::new(2 * sizes.layers);
    let models = move || -> Vec<(String, CompiledWeights)> {
        let fitting = state.models().into_iter().filter(|(_, weights)| weights.sizes == sizes);
        std::iter::once(("compiled".to_owned(), own.get_value())).chain(fitting).collect()
    };
    let names = move || models().into_iter().map(|(name, _)| name).collect::<Vec<_>>();
    let input = Memo::new(move |_| state.input().ok().map(|(_, input)| input));
    let seen = Memo::new(move |_| {
        let tokens = compiled.with_value(|c| input.get().map(|input| c.encode(&input)))?;
        let all = models();
        let (_, weights) = all.get(model.get()).or(all.first())?;
        Some(weights.matrices().forward(&tokens))
    });
    let first = Memo::new(move |_| {
        let tokens = compiled.with_value(|c| input.get().map(|input| c.encode(&input)))?;
        Some(own.with_value(|weights| weights.matrices().forward(&tokens)))
    });
    let positions = move || -> Vec<String> {
        let words = input.get().unwrap_or_default();
        std::iter::once(BEFORE.trim_start_matches("compiler_").to_owned())
            .chain(words.iter().map(ToString::to_string))
            .collect()
    };
    let pattern = move |forward: Option<Forward>, title: String| -> HeatMap {
        let tokens = positions();
        let rows =
            forward.and_then(|f| f.layers.get(layer.get())?.attention.get(head.get()).cloned()).unwrap_or_default();
        attention_map(&title, &tokens, &rows.concat(), 1.0, false)
    };
    let before = Signal::derive(move || pattern(first.get(), "compiled".to_owned()));
    let after = Signal::derive(move || pattern(seen.get(), names().get(model.get()).cloned().unwrap_or_default()));
    let stream = Signal::derive(move || {
        let directions: Vec<String> = compiled.with_value(|c| c.basis.iter().map(ToString::to_string).collect());
        let Some(forward) = seen.get() else { return HeatMap::default() };
        let at = stage.get();
        let values = match at {
            0 => forward.embedding.clone(),
            _ => forward.layers.get((at - 1) / 2).map_or(Vec::new(), |layer| {
                if at % 2 == 1 { layer.after_attention.clone() } else { layer.after_mlp.clone() }
            }),
        };
        activation_map(&format!("Residual stream {}", stage_name(at)), &directions, &positions(), &values)
    });
    // Where the compiled model cannot say what the program says.
    let disagreements = Memo::new(move |_| -> Vec<Disagreement> {
        let (Some(forward), Some(input)) = (first.get(), input.get()) else { return Vec::new() };
        let told = |c: &Compiled| Some(c.disagreements(&c.program().interpret(&input).ok()?, &c.decode(&forward)));
        compiled.with_value(told).unwrap_or_default()
    });
    let answers = move || {
        let decoded = seen.get().map(|forward| compiled.with_value(|c| c.decode(&forward))).unwrap_or_default();
        let word = |(position, d): (usize, &Decoded)| {
            let word = d.to_string();
            let before = if position == 0 { "" } else { " " };
            let differs = disagreements.with(|all| all.iter().any(|found| found.position == position));
            let word = if differs { view! { <mark>{word}</mark> }.into_any() } else { word.into_any() };
            view! { {before}{word} }
        };
        decoded.iter().enumerate().map(word).collect_view()
    };
    let lens = Signal::derive(move || -> Vec<LensColumn> {
        let Some(tokens) = compiled.with_value(|c| input.get().map(|input| c.encode(&input))) else {
            return Vec::new();
        };
        let column = |(name, weights): (String, CompiledWeights)| LensColumn {
            name,
            levels: compiled.with_value(|c| c.lens(&weights.matrices().forward(&tokens))),
        };
        models().into_iter().map(column).collect()
    });
    let differences = move || {
        disagreements.with(|all| {
            let told = all.iter().take(MOST_TOLD);
            let told = told.map(|found| compiled.with_value(|c| found.sentence(c.program())));
            let further = all.len().saturating_sub(MOST_TOLD);
            let further = (further > 0).then(|| format!("So it is at {further} further positions."));
            told.chain(further).map(|sentence| view! { <li>{sentence}</li> }).collect_view()
        })
    };
    let pick = move |id: &'static str, label: &'static str, value: RwSignal<usize>, options: Signal<Vec<String>>| {
        view! {
            <div class="control">
                <label for=id>{label}</label>
                <select
                    id=id
                    prop:value=move || value.get().to_string()
                    on:change=move |event| value.set(event_target_value(&event).parse().unwrap_or(0))
                >
                    {move || {
                        options
                            .get()
                            .into_iter()
                            .enumerate()
                            .map(|(i, name)| view! { <option value=i.to_string() selected=move || value.get() == i>{name}</option> })
                            .collect_view()
                    }}
                </select>
            </div>
        }
    };
    let numbered = |what: &'static str, count: usize| {
        Signal::derive(move || (1..=count).map(|i| format!("{what} {i}")).collect::<Vec<_>>())
    };
    let stages = Signal::derive(move || (0..=2 * sizes.layers).map(stage_name).collect::<Vec<_>>());
    view! {
        <p id="machine">{facts}</p>
        <div class="fields">
            {pick("machine-model", "model", model, Signal::derive(names))}
            {pick("machine-layer", "attention of", layer, numbered("layer", sizes.layers))}
            {(sizes.heads > 1).then(|| pick("machine-head", "head", head, numbered("head", sizes.heads)))}
            {pick("machine-stage", "residual stream", stage, stages)}
        </div>
        <p>"It answers: " <b id="machine-answer">{answers}</b></p>
        <Show when=move || disagreements.with(|all| !all.is_empty())>
            <p>"Marked is where the compiled transformer cannot say what the program says:"</p>
            <ul class="sentences" id="machine-differs">{differences}</ul>
        </Show>
        <DirectionLens columns=lens/>
        <div class="maps">
            <MapView map=before id="pattern-compiled" width=420/>
            <Show when=move || model.get() != 0>
                <MapView map=after id="pattern-model" width=420/>
            </Show>
            <div class="scroll tall" tabindex="0" role="region" aria-label="Residual stream">
                <MapView map=stream id="stream" width=620/>
            </div>
        </div>
        <details>
            <summary>{format!("All {} directions of the residual stream", sizes.width)}</summary>
            <p class="basis" id="basis">
                {compiled.with_value(|c| c.basis.iter().map(|d| view! { <code>{d.to_string()}</code> " " }).collect_view())}
            </p>
        </details>
        <details>
            <summary>"What the MLPs do, unit by unit"</summary>
            <div class="scroll" tabindex="0" role="region" aria-label="Units of the MLPs">
                <table class="words">
                    <thead><tr><th scope="col">"unit"</th><th scope="col">"reads"</th><th scope="col">"writes"</th></tr></thead>
                    <tbody>{compiled.with_value(units)}</tbody>
                </table>
            </div>
        </details>
    }
}

fn stage_name(at: usize) -> String {
    match at {
        0 => "of the embedding".to_owned(),
        _ if at % 2 == 1 => format!("after attention {}", at.div_ceil(2)),
        _ => format!("after MLP {}", at / 2),
    }
}

fn units(compiled: &Compiled) -> impl IntoView + use<> {
    let terms = |terms: &[(usize, f64)]| {
        let term = |(direction, weight): &(usize, f64)| {
            let name = compiled.basis.get(*direction).map(ToString::to_string).unwrap_or_default();
            format!("{} · {name}", short(*weight))
        };
        terms.iter().map(term).collect::<Vec<_>>().join(" + ")
    };
    let row = |layer: usize, unit: &Unit| {
        view! {
            <tr>
                <th scope="row">{format!("{} · {}", layer + 1, unit.name)}</th>
                <td>{terms(&unit.reads)}</td>
                <td>{terms(&unit.writes)}</td>
            </tr>
        }
    };
    let all = compiled.layers.iter().enumerate().flat_map(|(layer, l)| l.units.iter().map(move |unit| (layer, unit)));
    let count = all.clone().count();
    let further = count.saturating_sub(MOST_UNITS);
    let further = (further > 0)
        .then(|| view! { <tr><td colspan="3">{format!("{further} further units are not listed.")}</td></tr> });
    view! {
        {all.take(MOST_UNITS).map(|(layer, unit)| row(layer, unit)).collect_view()}
        {further}
    }
}
