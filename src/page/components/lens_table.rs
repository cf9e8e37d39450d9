//! The lens: one text, level by level, in several models side by side. The row where the answer turns is the wrapper, seen.

use crate::analysis::{LensLevel, LensReading, lens_level_label, likeliest};
use leptos::prelude::*;

/// One model's column.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::page) struct LensColumn {
    /// Names the model in the page.
    pub(in crate::page) key: String,
    /// What it is called.
    pub(in crate::page) name: String,
    /// What was read.
    pub(in crate::page) reading: LensReading,
    /// Whether it had the skill once: only then can its answer turn.
    pub(in crate::page) had_it: bool,
}

/// The right answer, and the answers of known procedures with their names; none where what is asked for has no number.
pub(in crate::page) type KnownAnswers = Option<(u32, Vec<(u32, String)>)>;

/// The table. The first column is the pretrained model's; `watched` is the key of the model that the sentence below is about.
#[component]
pub(in crate::page) fn LensTable(
    columns: Signal<Vec<LensColumn>>,
    known: Signal<KnownAnswers>,
    watched: &'static str,
) -> impl IntoView {
    let right = move || known.with(|k| k.as_ref().map(|(right, _)| *right));
    let names = Signal::derive(move || columns.with(|all| all.iter().map(|c| c.name.clone()).collect()));
    let levels = Signal::derive(move || columns.with(|all| all.first().map_or(0, |c| c.reading.levels.len())));
    let cells = Callback::new(move |level: usize| {
        columns.with(|all| {
            let before = all.first().map(|c| c.reading.clone()).unwrap_or_default();
            all.iter().map(|column| cell(column, &before, level, known)).collect::<Vec<_>>()
        })
    });
    let says = move || {
        let right = right()?;
        columns.with(|all| {
            let column = all.iter().find(|c| c.key == watched)?;
            Some(sentence(column, &all.first()?.reading, right))
        })
    };
    view! {
        <div class="lens">
            <h4>"Through the lens: what each would answer if it ended there"</h4>
            <LevelTable id="lens" names=names levels=levels cells=cells/>
            <p class="finding" id="lens-says" role="status">{says}</p>
            <p class="about">
                "“head”: the model's own last norm and head, put on the residual stream after each half block. “probe”: a linear probe for the \
                 right answer, trained on the pretrained model there and used on all of them alike."
            </p>
        </div>
    }
}

/// A table with a row for each level and a column for each model.
#[component]
pub(in crate::page) fn LevelTable(
    id: &'static str,
    names: Signal<Vec<String>>,
    levels: Signal<usize>,
    /// The cells of a level, one for each name.
    cells: Callback<usize, Vec<AnyView>>,
) -> impl IntoView {
    let heads = move || names.get().into_iter().map(|name| view! { <th scope="col">{name}</th> }).collect_view();
    let row = move |level: usize| {
        view! {
            <tr data-level=level.to_string()>
                <th scope="row">{format!("after {}", lens_level_label(level))}</th>
                {cells.run(level)}
            </tr>
        }
    };
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label="Lens">
            <table id=id>
                <thead>
                    <tr>
                        <th scope="col">"level"</th>
                        {heads}
                    </tr>
                </thead>
                <tbody>{move || (0..levels.get()).map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

fn cell(column: &LensColumn, before: &LensReading, level: usize, known: Signal<KnownAnswers>) -> AnyView {
    let read = column.reading.levels.get(level).cloned().unwrap_or_default();
    let LensLevel { head, probe } = read;
    let line = |by: &'static str, probabilities: Vec<f32>| {
        likeliest(&probabilities).map(|(answer, share)| {
            let meaning = move || {
                known.with(|known| {
                    let Some((right, others)) = known else { return ("", String::new()) };
                    let names: Vec<&str> = others.iter().filter(|(v, _)| *v == answer).map(|(_, n)| n.as_str()).collect();
                    let class = if answer == *right { "right" } else if names.is_empty() { "" } else { "turned" };
                    (class, names.join(", or "))
                })
            };
            // A light cell is an unsure one.
            let strength = format!("--sure: {:.0}%", 100.0 * share);
            view! {
                <span class=move || format!("reading {}", meaning().0) data-by=by data-answer=answer.to_string() style=strength title=move || meaning().1>
                    <span class="by">{by}</span>
                    " "
                    <b>{answer}</b>
                    {format!(" {:.0} %", 100.0 * share)}
                </span>
            }
        })
    };
    let turn = known.with_untracked(|known| {
        let (right, _) = known.as_ref()?;
        let turned = turn(&column.reading, before, *right).is_some_and(|(at, _)| at == level);
        (column.had_it && turned).then_some("turns here")
    });
    view! {
        <td data-whom=column.key.clone() class:turns=turn.is_some()>
            {line("head", head)}
            {line("probe", probe)}
            {turn.map(|words| view! { <span class="turn">{words}</span> })}
        </td>
    }
    .into_any()
}

/// What reads answers at a level.
type Says = fn(&LensLevel) -> &[f32];

/// The level at which a model's answer turns away from the pretrained one's, and what reads it there: the probe, or else the head.
fn turn(own: &LensReading, before: &LensReading, right: u32) -> Option<(usize, Says)> {
    let by_probe = own.probe_turns_from(before, right).map(|at| (at, probe as Says));
    by_probe.or_else(|| own.turns_from(before, right).map(|at| (at, head as Says)))
}

fn probe(level: &LensLevel) -> &[f32] {
    &level.probe
}

fn head(level: &LensLevel) -> &[f32] {
    &level.head
}

/// Where the answer of a model turns, in words.
fn sentence(column: &LensColumn, before: &LensReading, right: u32) -> String {
    let name = &column.name;
    let turned = turn(&column.reading, before, right).and_then(|(at, of)| {
        let says = |reading: &LensReading| Some(likeliest(of(reading.levels.get(at)?))?.0);
        Some((at, says(before)?, says(&column.reading)?))
    });
    match turned {
        Some((at, was, becomes)) => format!(
            "After {} the answer {was} of the pretrained model has become {becomes} in this one: {name}. There it turns.",
            lens_level_label(at)
        ),
        None => format!("{name}: on this text the answer does not turn from the right one, {right}."),
    }
}
