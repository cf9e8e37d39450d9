//! The program as text: a choice of programs, an editor, and what is wrong, with its line and column.

use super::CompiledState;
use crate::rasp::LIBRARY;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlTextAreaElement;

#[component]
pub(super) fn Editor() -> impl IntoView {
    let state = expect_context::<CompiledState>();
    let key = move || state.source.with(|source| LIBRARY.iter().find(|l| l.source == source).map_or("", |l| l.key));
    let sentence = move || {
        let listed = LIBRARY.iter().find(|l| l.key == key());
        listed.map_or("Your own program.", |l| l.sentence)
    };
    let error = move || state.program.with(|w| w.as_ref().err().cloned());
    let show = move |_| {
        let Some(place) = error().and_then(|e| e.place) else { return };
        let area = document().get_element_by_id("source").and_then(|e| e.dyn_into::<HtmlTextAreaElement>().ok());
        let Some(area) = area else { return };
        let at = state.source.with_untracked(|source| offset(source, place.line, place.column));
        let _ = area.focus();
        let _ = area.set_selection_range(at, at + 1);
    };
    view! {
        <section class="status editor" aria-label="Program">
            <h2>"Program"</h2>
            <div class="control">
                <label for="program">"from the library"</label>
                <select
                    id="program"
                    prop:value=key
                    on:change=move |event| {
                        let chosen = event_target_value(&event);
                        if let Ok(spec) = state.lab.spec.with_untracked(|spec| spec.with("program", &chosen)) {
                            state.adopt(spec);
                        }
                    }
                >
                    <option value="" disabled=true selected=move || key().is_empty()>"changed"</option>
                    {LIBRARY
                        .iter()
                        .map(|l| view! { <option value=l.key selected=move || key() == l.key>{l.title}</option> })
                        .collect_view()}
                </select>
                <p class="about">{sentence}</p>
            </div>
            <label class="label" for="source">"RASP"</label>
            <textarea
                id="source"
                rows="16"
                spellcheck="false"
                autocomplete="off"
                aria-describedby="source-error"
                aria-invalid=move || error().is_some().to_string()
                prop:value=move || state.source.get()
                on:input=move |event| state.write(event_target_value(&event))
            ></textarea>
            <p id="source-error" class="refused" role="status" aria-live="polite">
                {move || error().map(|e| e.to_string())}
            </p>
            <Show when=move || error().is_some_and(|e| e.place.is_some())>
                <p class="buttons"><button type="button" on:click=show>"Show the place"</button></p>
            </Show>
            <details>
                <summary>"The language"</summary>
                <Language/>
            </details>
        </section>
    }
}

/// Where a line and a column stand in a text, in UTF-16 units as browsers count.
fn offset(source: &str, line: u32, column: u32) -> u32 {
    let mut lines = source.split('\n');
    let before: usize =
        lines.by_ref().take(line.saturating_sub(1) as usize).map(|l| l.encode_utf16().count() + 1).sum();
    let own = lines.next().unwrap_or_default().chars().take(column.saturating_sub(1) as usize);
    (before + own.map(char::len_utf16).sum::<usize>()) as u32
}

#[component]
fn Language() -> impl IntoView {
    let rows = [
        ("vocabulary a b c", "the words; numbers alone are numbers. \"quotes\" around signs"),
        ("length 16", "tokens of the longest string"),
        ("causal", "a position sees only itself and those before it"),
        ("exactness 1000", "slope of lookups; without it one that is exact is chosen"),
        ("strings distinct", "no word twice in the strings to train on"),
        ("n = map(tokens, x == \"a\")", "a term of each value"),
        ("n = zip(tokens, indices, x + y)", "a term of two values at a position"),
        ("n = blend(1, p, -1, q)", "a weighted sum of two numerical sequences"),
        ("s = select(keys, queries, x <= y)", "which positions: x is the key, y the query"),
        ("all, both(s, t), either(s, t), except(s)", "other selectors; only a single select can be compiled"),
        ("n = width(s)", "how many positions are selected"),
        ("n = aggregate(s, v)", "what stands there; the mean where it is numerical"),
        ("numerical n = …", "one direction of the residual stream instead of one for each value"),
        ("output n", "what the program answers with"),
        ("target n", "what fine-tuning teaches instead"),
    ];
    let rows = rows.map(|(code, words)| view! { <tr><th scope="row"><code>{code}</code></th><td>{words}</td></tr> });
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label="The language">
            <table class="words"><tbody>{rows.into_iter().collect_view()}</tbody></table>
        </div>
        <p class="about">
            "Terms have + − * / %, comparisons, and, or, not, if … then … else …, numbers, words in quotes, true and false. A call may stand where a \
             name may; # begins a comment."
        </p>
    }
}
