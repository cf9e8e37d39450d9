//! The program on a string, step by step: every sequence and selector in the order in which it is computed.

use super::CompiledState;
use crate::rasp::{Interpretation, Node, Program, Value};
use leptos::prelude::*;

#[component]
pub(super) fn Steps() -> impl IntoView {
    let state = expect_context::<CompiledState>();
    // How many steps are shown; none for all.
    let shown = RwSignal::new(None::<usize>);
    let run = Memo::new(move |_| {
        let (program, input) = state.input()?;
        let run = program.program.interpret(&input).map_err(|e| e.to_string())?;
        Ok::<_, String>((program.program.clone(), input, run))
    });
    let count = move || run.with(|r| r.as_ref().map_or(0, |(program, ..)| program.running_order().len()));
    let at = move || shown.get().unwrap_or(count()).min(count());
    view! {
        <section class="status step-by-step" aria-label="Step by step">
            <h2>"Step by step"</h2>
            <div class="control">
                <label for="string">"string"</label>
                <input
                    type="text"
                    id="string"
                    autocomplete="off"
                    spellcheck="false"
                    prop:value=move || state.text.get()
                    on:input=move |event| state.text.set(event_target_value(&event))
                />
                <p class="about">"Words of the vocabulary, with or without spaces between."</p>
            </div>
            <p class="buttons">
                <button type="button" id="step-first" disabled=move || { at() <= 1 } on:click=move |_| shown.set(Some(1))>"First"</button>
                <button type="button" id="step-back" disabled=move || { at() <= 1 } on:click=move |_| shown.set(Some(at() - 1))>"Back"</button>
                <button type="button" id="step-next" disabled=move || { at() >= count() } on:click=move |_| shown.set(Some(at() + 1))>"Next"</button>
                <button type="button" id="step-all" on:click=move |_| shown.set(None)>"All"</button>
                <span class="figures-now">{move || format!("{} of {}", at(), count())}</span>
            </p>
            {move || match run.get() {
                Ok((program, input, run)) => view! { <Table program=program input=input run=run upto=at()/> }.into_any(),
                Err(message) => view! { <p class="refused" id="string-error">{message}</p> }.into_any(),
            }}
        </section>
    }
}

fn value(value: Option<&Value>) -> String {
    match value {
        None => "–".to_owned(),
        // Means of few positions: three digits tell them apart.
        Some(Value::Number(n)) if n.fract() != 0.0 => format!("{n:.3}"),
        Some(Value::Truth(true)) => "✓".to_owned(),
        Some(Value::Truth(false)) => "·".to_owned(),
        Some(value) => value.to_string(),
    }
}

#[component]
fn Table(program: Program, input: Vec<Value>, run: Interpretation, upto: usize) -> impl IntoView {
    let order: Vec<Node> = program.running_order().into_iter().take(upto).collect();
    let last = order.len().saturating_sub(1);
    let row = |(index, node): (usize, &Node)| {
        let (name, cells) = match node {
            Node::Sequence(id) => {
                let values = run.sequences.get(id).cloned().unwrap_or_default();
                let cells = values.iter().map(|v| view! { <td>{value(v.as_ref())}</td> }).collect_view().into_any();
                (program.named(*id).name.clone(), cells)
            }
            Node::Selector(id) => {
                let pattern = run.selectors.get(id).cloned().unwrap_or_default();
                // A column is a query; its keys stand below each other.
                let cell = |row: &Vec<bool>| {
                    let marks: String = row.iter().map(|selected| if *selected { "■" } else { "·" }).collect();
                    let said = row.iter().filter(|s| **s).count();
                    view! { <td class="keys" title=format!("{said} selected")><span>{marks}</span></td> }
                };
                let cells = pattern.iter().map(cell).collect_view().into_any();
                (program.named_selector(*id).name.clone(), cells)
            }
        };
        view! {
            <tr class:now=index == last>
                <th scope="row"><b>{name}</b><code>{program.source_text(*node)}</code></th>
                {cells}
            </tr>
        }
    };
    let rows = order.iter().enumerate().map(row).collect_view();
    let torn = (!run.torn.is_empty()).then_some(
        "At some positions an aggregate selects differing values; it has none there, and a transformer mixes them.",
    );
    let answer: Vec<String> = run.output().iter().map(|v| value(v.as_ref())).collect();
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label="Values step by step">
            <table id="steps-table">
                <thead>
                    <tr>
                        <th scope="col">"position"</th>
                        {input.iter().enumerate().map(|(i, word)| view! { <th scope="col">{format!("{i} {word}")}</th> }).collect_view()}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <p>"Answer: " <b id="answer">{answer.join(" ")}</b></p>
        <p class="about">"Of a selector each column shows, from the left, which positions that position selects. " {torn}</p>
    }
}
