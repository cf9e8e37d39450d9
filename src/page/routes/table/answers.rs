//! One text, answered by every model of the run on show: with the old answer, the new one, or another.

use crate::experiment::Record;
use crate::page::routes::lab::{ModelAnswers, Removing};
use crate::setups::table::{Purposed, TableFile, TablePlan, TableRow, TableSpec};
use crate::tasks::{Purpose, Stream};
use leptos::prelude::*;
use std::rc::Rc;
use std::sync::Arc;

fn plan_of(record: &Record) -> Option<Rc<TablePlan>> {
    TablePlan::of(record.spec.of::<TableSpec>()?).ok()
}

/// The row of the table that a text is, if it is one.
fn row_of<'p>(plan: &'p TablePlan, text: &str) -> Option<&'p TableRow> {
    let ranks: Vec<u32> = plan.table.ranks(text).into_iter().collect::<Option<_>>()?;
    plan.table.rows().iter().find(|row| *row.words == *ranks)
}

#[component]
pub(super) fn Answers(
    record: Memo<Option<Record>>,
    removing: Removing,
    table: Signal<Option<Arc<TableFile>>>,
) -> impl IntoView {
    let text = RwSignal::new(String::new());
    let drawn = StoredValue::new(0_u32);
    // A plan needs the table, which may come after the run.
    let plan = move || {
        table.track();
        record.with(|r| r.as_ref().and_then(plan_of))
    };
    // A held-out row, another at each press.
    let draw = move || {
        let Some(plan) = untrack(plan) else { return };
        let rows = plan.table.telling(Purposed::Reported);
        drawn.update_value(|own| *own = own.wrapping_add(1));
        let mut stream = Stream::new(plan.spec.seed.wrapping_add(drawn.get_value()), Purpose::Playground);
        let row =
            rows.get(stream.below(rows.len() as u32) as usize).and_then(|row| plan.table.rows().get(*row as usize));
        text.set(row.map(|row| plan.table.text(row)).unwrap_or_default());
    };
    // There is a text to begin with, also where another table's run comes on show.
    let shown = Memo::new(move |_| record.with(|r| r.as_ref().and_then(|r| r.spec.file_needed().map(str::to_owned))));
    Effect::new(move |_| {
        if shown.get().is_some() && table.with(Option::is_some) {
            draw();
        }
    });
    let prompt = Memo::new(move |_| -> Result<Vec<u32>, String> {
        let plan = plan().ok_or("The table of this run is not at hand; bring it in, and its models can be asked.")?;
        let ranks = text.with(|text| plan.table.ranks(text));
        if ranks.is_empty() {
            return Err("Write a text, or draw a row.".to_owned());
        }
        Ok(plan.encode(ranks.into_iter()))
    });
    // What the table says of the text.
    let labels = move || {
        let plan = plan()?;
        let row = text.with(|text| row_of(&plan, text).map(|row| (row.labels, row.purposed)))?;
        Some((plan, row.0, row.1))
    };
    let reads = Callback::new(move |token: u32| {
        let Some(plan) = plan() else { return (String::new(), "") };
        let word = plan.answer(token).map_or_else(|| "no answer".to_owned(), str::to_owned);
        let place = plan.table.answers().iter().position(|answer| *answer == word).map(|place| place as u32);
        let says = match labels() {
            None => "",
            Some((_, [old, _], _)) if Some(old) == place => "with the old answer",
            Some((_, [_, new], _)) if Some(new) == place => "with the new answer",
            Some((_, [old, _], _)) if place.is_some_and(|place| plan.table.shortcut().carries(old, place)) => {
                "with the old answer, moved by the shortcut"
            }
            Some(_) => "with another answer",
        };
        (word, says)
    });
    let said = move || match labels() {
        Some((plan, [old, new], purposed)) => {
            let answer = |place: u32| plan.table.answers().get(place as usize).map_or("", String::as_str);
            let learnt =
                if purposed == Purposed::Learnt { "models learned from it" } else { "no model learned from it" };
            format!("The table's old answer is {}, the new one {}; {learnt}.", answer(old), answer(new))
        }
        None if text.with(|text| text.trim().is_empty()) => String::new(),
        None => "The table has no such row.".to_owned(),
    };
    view! {
        <ModelAnswers record=record removing=removing prompt=prompt reads=reads>
            <p class="buttons asked">
                <input
                    type="text"
                    id="asked-text"
                    aria-label="text that the models answer"
                    spellcheck="false"
                    autocomplete="off"
                    prop:value=move || text.get()
                    on:input=move |event| text.set(event_target_value(&event))
                />
                <button type="button" id="draw-row" on:click=move |_| draw()>"Draw a held-out row"</button>
            </p>
            <p class="finding" id="table-says">{said}</p>
        </ModelAnswers>
    }
}
