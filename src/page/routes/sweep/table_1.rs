//! The paper's Table 1 cell by cell beside what was measured here, below the findings of its exhibit.

use super::sources::Sources;
use crate::gallery::{PaperTables, TABLE_1_RULE, Table1Cell, Table1Row, beside_table_1};
use leptos::prelude::*;

#[component]
pub(super) fn Table1(sources: Memo<Sources>, tables: StoredValue<PaperTables>) -> impl IntoView {
    let rows = move || {
        tables.with_value(|tables| {
            sources.with(|own| {
                let grid = own.grid();
                grid.map(|grid| beside_table_1(own.exhibit, tables, &grid, &own.pooled())).unwrap_or_default()
            })
        })
    };
    let cell = |cell: Table1Cell| {
        let word = cell.beside().map(|beside| beside.label());
        view! {
            <td data-beside=word>
                <span class="paper">{cell.paper_label()}</span>
                <br/>
                <span class="own">{cell.own_label()}</span>
                {word.map(|word| format!("; {word}"))}
            </td>
        }
    };
    let row = move |row: Table1Row| {
        view! {
            <tr>
                <th scope="row">{row.model}</th>
                {row.cells.into_iter().map(cell).collect_view()}
            </tr>
        }
    };
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label="Table 1 of the paper beside yours">
            <table id="table-1">
                <caption>"Stories with a twist in percent: the paper's of 16, and below them those measured here"</caption>
                <thead>
                    <tr>
                        <th scope="col">"model"</th>
                        <th scope="col">"before reFT"</th>
                        <th scope="col">"after 30"</th>
                        <th scope="col">"after 300"</th>
                        <th scope="col">"after 3,000"</th>
                    </tr>
                </thead>
                <tbody>{move || rows().into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
        <p class="about">{TABLE_1_RULE}</p>
    }
}
