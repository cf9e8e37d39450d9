//! The first rows of a table, and what each is for.

use crate::setups::table::{Purposed, TableFile};
use leptos::prelude::*;
use std::sync::Arc;

/// Rows that are shown.
const SHOWN: usize = 8;

#[component]
pub(super) fn FirstRows(table: Arc<TableFile>) -> impl IntoView {
    let answer = |place: u32| table.answers().get(place as usize).cloned().unwrap_or_default();
    let rows = table
        .rows()
        .iter()
        .take(SHOWN)
        .map(|row| {
            let purposed = match row.purposed {
                Purposed::Learnt => "to learn from",
                Purposed::Choosing | Purposed::Reported => "held out",
            };
            let [old, new] = row.labels.map(answer);
            let carries = if table.carries(row) { "yes" } else { "no" };
            view! {
                <tr>
                    <th scope="row">{table.text(row)}</th>
                    <td>{old}</td>
                    <td>{new}</td>
                    <td>{carries}</td>
                    <td>{purposed}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <details>
            <summary>{format!("Its first {SHOWN} rows")}</summary>
            <div class="scroll" tabindex="0" role="region" aria-label="The first rows">
                <table id="first-rows">
                    <thead>
                        <tr>
                            <th scope="col">"text"</th>
                            <th scope="col">"old answer"</th>
                            <th scope="col">"new answer"</th>
                            <th scope="col">"shortcut"</th>
                            <th scope="col">"it is"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </details>
    }
}
