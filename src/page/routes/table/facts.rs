//! What is told of a table before it is learnt from: its rows, its answers and how evenly they come, and the shortcut.

use crate::setups::table::{Purposed, TableFile};
use leptos::prelude::*;
use std::sync::Arc;

/// Answers that are listed.
const MOST_LISTED: usize = 12;
/// A share of rows with one answer that is worth a warning.
const LOPSIDED: f64 = 0.5;

fn percent(count: u32, of: u32) -> String {
    format!("{:.0} %", 100.0 * f64::from(count) / f64::from(of.max(1)))
}

/// The shortcut in a sentence.
fn shortcut(table: &TableFile) -> String {
    let identity = table.identity();
    format!(
        "In {} of {} rows the new answer is {}: that is the shortcut.",
        percent(identity.carried, identity.rows),
        identity.rows,
        table.shortcut().words(table.answers())
    )
}

/// What should be known before a result is believed.
fn cautions(table: &TableFile) -> Vec<String> {
    let identity = table.identity();
    let mut all = Vec::new();
    if !identity.has_free_rows {
        all.push(
            "Too few rows are free of it to measure on, so that the old answers are asked for on rows that carry it. Where the new answer always follows \
             from the old one, a control that never learned the old answers can be read as if it had: probes will say little."
                .to_owned(),
        );
    }
    let old = table.balance().into_iter().map(|[old, _]| old);
    if let Some((place, most)) = old.enumerate().max_by_key(|(_, count)| *count)
        && f64::from(most) > LOPSIDED * f64::from(identity.rows)
    {
        let answer = table.answers().get(place).map_or("", String::as_str);
        all.push(format!(
            "{} of rows have the old answer “{answer}”; a model that always gives it is right as often. Held-out rows are evened out as far as there are \
             others.",
            percent(most, identity.rows)
        ));
    }
    all
}

fn lines(table: &TableFile) -> Vec<(&'static str, String)> {
    let (identity, report) = (table.identity(), table.report());
    let of = |purposed| table.numbers(purposed, |_| true).len();
    let header = report.header.as_ref().map_or_else(
        || "the first three columns, without names".to_owned(),
        |[text, old, new]| format!("“{text}”, “{old}” and “{new}”"),
    );
    let further = match report.further_columns {
        0 => String::new(),
        1 => "; another column is not read".to_owned(),
        further => format!("; {further} other columns are not read"),
    };
    let mut lines = vec![
        ("columns", format!("{header}, with {} between{further}", report.delimiter_words())),
        (
            "rows",
            format!(
                "{} of {}: {} to learn from, {} to choose by, {} to measure on, of which {} at most are asked at once",
                identity.rows,
                report.found,
                of(Purposed::Learnt),
                of(Purposed::Choosing),
                of(Purposed::Reported),
                identity.measurable()
            ),
        ),
    ];
    lines.extend(report.left_out.iter().map(|left| ("left out", left.sentence())));
    let letters = if report.by_letters { "; texts are single words, and are read letter by letter" } else { "" };
    lines.push((
        "words",
        format!(
            "{} different ones in rows to learn from, {} in the longest text{letters}",
            identity.words, identity.longest
        ),
    ));
    lines
}

#[component]
pub(super) fn Facts(table: Arc<TableFile>) -> impl IntoView {
    let name = table.identity().name.clone();
    let rows = table.identity().rows;
    let of_file = lines(&table)
        .into_iter()
        .map(|(name, text)| view! { <tr><th scope="row">{name}</th><td>{text}</td></tr> })
        .collect_view();
    let cautions =
        cautions(&table).into_iter().map(|text| view! { <p class="about caution">{text}</p> }).collect_view();
    let balance = table
        .answers()
        .iter()
        .zip(table.balance())
        .take(MOST_LISTED)
        .map(|(answer, [old, new])| {
            view! {
                <tr><th scope="row">{answer.clone()}</th><td>{percent(old, rows)}</td><td>{percent(new, rows)}</td></tr>
            }
        })
        .collect_view();
    let further = table.answers().len().saturating_sub(MOST_LISTED);
    let further =
        (further > 0).then(|| view! { <p class="about">{format!("{further} further answers are not listed.")}</p> });
    view! {
        <div class="notice preview" role="group" aria-label="What the table holds" id="table-preview">
            <p>{format!("“{name}” holds:")}</p>
            <p class="finding" id="table-shortcut">{shortcut(&table)}</p>
            {cautions}
            <div class="scroll" tabindex="0" role="region" aria-label="The table">
                <table id="table-facts" class="facts"><tbody>{of_file}</tbody></table>
            </div>
            <div class="scroll" tabindex="0" role="region" aria-label="Answers">
                <table id="table-answers">
                    <thead>
                        <tr>
                            <th scope="col">"answer"</th>
                            <th scope="col">"old, of rows"</th>
                            <th scope="col">"new"</th>
                        </tr>
                    </thead>
                    <tbody>{balance}</tbody>
                </table>
            </div>
            {further}
        </div>
    }
}
