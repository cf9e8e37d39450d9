//! The lens of compiled models: what each would answer at the last position if it ended after this half block, read along the residual
//! stream's directions that have the answers' names. No probe is needed, because the compiler chose the directions.

use crate::analysis::lens_level_label;
use crate::page::components::LevelTable;
use crate::rasp::Read;
use leptos::prelude::*;

/// Lengths below this are of nothing that was written.
const WRITTEN: f32 = 0.2;

/// One model's column, from the first attention to the last MLP.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct LensColumn {
    pub(super) name: String,
    pub(super) levels: Vec<Read>,
}

impl LensColumn {
    /// The level from which on it answers otherwise than `compiled`; none where it ends with the same answer, or that one has written none.
    fn turns_from(&self, compiled: &Self) -> Option<usize> {
        let written = compiled.levels.iter().position(|read| read.length >= WRITTEN)?;
        let differs = |at: usize| Some(self.levels.get(at)?.answer != compiled.levels.get(at)?.answer);
        let last_alike = (written..self.levels.len()).rev().find(|at| differs(*at) == Some(false));
        let turn = last_alike.map_or(written, |at| at + 1);
        (turn < self.levels.len()).then_some(turn)
    }
}

/// The table, with the compiled program in the first column.
#[component]
pub(super) fn DirectionLens(columns: Signal<Vec<LensColumn>>) -> impl IntoView {
    let names = Signal::derive(move || columns.with(|all| all.iter().map(|c| c.name.clone()).collect()));
    let levels = Signal::derive(move || columns.with(|all| all.first().map_or(0, |c| c.levels.len())));
    let cells = Callback::new(move |level: usize| {
        columns.with(|all| all.iter().map(|column| cell(column, all.first(), level)).collect::<Vec<_>>())
    });
    let sentences = move || {
        columns.with(|all| {
            let told = all.iter().skip(1).filter_map(|column| sentence(column, all.first()?));
            told.map(|text| view! { <li>{text}</li> }).collect_view()
        })
    };
    view! {
        <div class="lens">
            <h3>"Through the lens: what it would answer at the last position if it ended there"</h3>
            <LevelTable id="direction-lens" names=names levels=levels cells=cells/>
            <ul class="sentences" id="direction-lens-says">{sentences}</ul>
            <p class="about">
                "The answer whose direction the residual stream is longest along, and its length there: 1 is what the program writes."
            </p>
        </div>
    }
}

fn cell(column: &LensColumn, compiled: Option<&LensColumn>, level: usize) -> AnyView {
    let turns = compiled.is_some_and(|compiled| column.turns_from(compiled) == Some(level));
    let read = column.levels.get(level).map(|read| {
        if read.length < WRITTEN {
            return view! { <span class="by">"nothing yet"</span> }.into_any();
        }
        let length = format!(" {:.2}", read.length);
        view! { <b>{read.answer.to_string()}</b> {length} }.into_any()
    });
    view! {
        <td class:turns=turns>
            {read}
            {turns.then(|| view! { <span class="turn">"turns here"</span> })}
        </td>
    }
    .into_any()
}

/// Where a model's answer turns away from the program's; none where it does not.
fn sentence(column: &LensColumn, compiled: &LensColumn) -> Option<String> {
    let at = column.turns_from(compiled)?;
    let (was, becomes) = (&compiled.levels.get(at)?.answer, &column.levels.get(at)?.answer);
    Some(format!(
        "{}: after {} the program's answer {was} has become {becomes}. There it turns.",
        column.name,
        lens_level_label(at)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rasp::{Decoded, Value};

    fn saying(levels: &[(f64, f32)]) -> LensColumn {
        let read =
            |(number, length): &(f64, f32)| Read { answer: Decoded::Value(Value::Number(*number)), length: *length };
        LensColumn { name: "M".to_owned(), levels: levels.iter().map(read).collect() }
    }

    #[test]
    fn an_answer_turns_where_it_leaves_the_programs_for_good() {
        let compiled = saying(&[(0.0, 0.0), (0.0, 0.0), (5.0, 1.0), (5.0, 1.0)]);
        let turns = |levels: &[(f64, f32)]| saying(levels).turns_from(&compiled);
        assert_eq!(turns(&[(2.0, 0.1), (2.0, 0.1), (5.0, 0.9), (6.0, 0.9)]), Some(3));
        assert_eq!(turns(&[(2.0, 0.1), (2.0, 0.1), (6.0, 0.9), (6.0, 0.9)]), Some(2), "before that nothing is written");
        assert_eq!(turns(&[(2.0, 0.1), (2.0, 0.1), (6.0, 0.9), (5.0, 0.9)]), None);
        assert_eq!(compiled.turns_from(&compiled), None);
        assert!(
            sentence(&saying(&[(5.0, 1.0), (5.0, 1.0), (5.0, 1.0), (6.0, 1.0)]), &compiled)
                .is_some_and(|s| s.contains("after MLP 2"))
        );
    }
}
