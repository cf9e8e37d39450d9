//! How a table comes in: as a file, as pasted lines, or as the example.

use crate::experiment::Spec;
use crate::page::routes::lab::{Dropped, FileDrop, Lab};
use crate::setups::table::TableSpec;
use crate::setups::table::file::{LARGEST_TABLE, MOST_ROWS, synthetic_table};
use crate::setups::{FileKind, HeldFile};
use leptos::prelude::*;
use leptos::task::spawn_local;

const TABLE: Dropped = Dropped {
    kind: FileKind::Table,
    id: "table",
    label: "A file of lines: text, old answer, new answer",
    accept: ".csv,.tsv,.txt,.text",
    most: LARGEST_TABLE,
    on_file,
};

/// Rows of the example.
const EXAMPLE: u32 = 2000;
/// The most rows that each accuracy is measured on, to begin with.
const MEASURED: u32 = 256;

/// The experiment on show with this table in it, and with the share of the shortcut that the table has.
fn on_file(lab: Lab, file: &HeldFile) -> Result<Spec, String> {
    let HeldFile::Table(table) = file else { return Err("it is no table".to_owned()) };
    let own = lab.spec.with_untracked(|spec| spec.of::<TableSpec>().cloned()).unwrap_or_default();
    let spec = TableSpec { held_out: MEASURED, ..own }.on(table.identity().clone());
    Spec::from(spec).checked().map_err(|e| e.to_string())
}

#[component]
pub(super) fn BringIn() -> impl IntoView {
    let lab = expect_context::<Lab>();
    let pasted = RwSignal::new(String::new());
    let refused = RwSignal::new(None::<String>);
    let take = move |name: &'static str, text: String| {
        refused.set(None);
        spawn_local(async move {
            if let Err(message) = TABLE.take(lab, name, text.into_bytes()).await {
                let message = message.trim_end_matches('.');
                refused.set(Some(format!("These lines were not taken: {message}. Nothing was changed.")));
            }
        });
    };
    view! {
        <FileDrop dropped=TABLE/>
        <details class="paste">
            <summary>"Paste lines, or begin with an example"</summary>
            <label for="pasted-lines">
                {format!(
                    "One row in a line, at most {MOST_ROWS}: the text, its old answer, its new answer, with commas, semicolons or tabs between. A first line with \
                     names is fine.",
                )}
            </label>
            <textarea
                id="pasted-lines"
                rows="6"
                spellcheck="false"
                placeholder="cat dog fox cat, 2, 3"
                prop:value=move || pasted.get()
                on:input=move |event| pasted.set(event_target_value(&event))
            ></textarea>
            <p class="buttons">
                <button
                    type="button"
                    id="take-lines"
                    disabled=move || pasted.with(|text| text.trim().is_empty())
                    on:click=move |_| take("pasted lines", pasted.get_untracked())
                >
                    "Take these lines"
                </button>
                <button type="button" id="take-example" on:click=move |_| take("animals.csv", synthetic_table(1, EXAMPLE))>
                    {format!("The example: {EXAMPLE} lines of animals")}
                </button>
            </p>
            <p class="about">
                "In the example the old answer is the number of cats in the line and the new one that of the dogs; in four of five rows there is one dog more \
                 than there are cats."
            </p>
        </details>
        {move || refused.get().map(|text| view! { <p class="refused" id="lines-refused" role="alert">{text}</p> })}
    }
}
