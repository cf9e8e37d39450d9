//! What random strings tell of a program before anything is trained: its answers and how often they come, and which shortcuts there are.

use crate::experiment::counted;
use crate::page::routes::compiled::CompiledState;
use crate::rasp::Program;
use crate::setups::compiled::LabelFacts;
use crate::setups::learned::{LearnedPlan, LearnedSpec};
use leptos::prelude::*;

/// Answers and offsets that are listed.
const MOST_LISTED: usize = 12;

fn percent(count: u32, of: u32) -> String {
    format!("{:.1} %", 100.0 * f64::from(count) / f64::from(of.max(1)))
}

#[component]
pub(in crate::page::routes::compiled) fn StringFacts() -> impl IntoView {
    let state = expect_context::<CompiledState>();
    let spec = Memo::new(move |_| state.lab.spec.with(|spec| spec.of::<LearnedSpec>().cloned()));
    // Drawn anew for another program or seed alone.
    let drawn_from = Memo::new(move |_| spec.with(|spec| spec.as_ref().map(|own| (own.source.clone(), own.seed))));
    let facts = Memo::new(move |_| {
        let (source, seed) = drawn_from.get()?;
        let program = Program::parse(&source).map_err(|e| e.to_string());
        Some(program.and_then(|program| LabelFacts::of(&program, seed).map_err(|e| e.to_string())))
    });
    // What stands in the way, if anything does.
    let refused = Memo::new(move |_| spec.with(|spec| LearnedPlan::of(spec.as_ref()?).err()).map(|e| e.to_string()));
    let sentence = move || {
        let offset = spec.with(|spec| spec.as_ref().map_or(0, |spec| spec.offset));
        facts.with(|facts| {
            let facts = facts.as_ref()?.as_ref().ok()?;
            let holds = facts.offsets.iter().find(|(own, _)| *own == offset).map_or(0, |(_, count)| *count);
            Some(format!(
                "On {} of strings drawn at random the target's answer is the program's moved by {}: that is the shortcut. In training its share is C_Tr, \
                 and answers are evened out.",
                percent(holds, facts.drawn),
                counted(offset as usize, "place"),
            ))
        })
    };
    let rows = move || {
        facts.with(|facts| {
            let Some(Ok(facts)) = facts else { return Vec::new() };
            let of = |count: u32| percent(count, facts.drawn);
            facts
                .answers
                .iter()
                .take(MOST_LISTED)
                .map(|(answer, [skill, target])| {
                    view! { <tr><th scope="row">{answer.clone()}</th><td>{of(*skill)}</td><td>{of(*target)}</td></tr> }
                })
                .collect()
        })
    };
    let further = move || {
        facts.with(|facts| {
            let Some(Ok(facts)) = facts else { return None };
            let left = facts.answers.len().saturating_sub(MOST_LISTED);
            (left > 0).then(|| format!("{left} further answers are not listed."))
        })
    };
    let offsets = move || {
        facts.with(|facts| {
            let Some(Ok(facts)) = facts else { return String::new() };
            let told = facts.offsets.iter().take(MOST_LISTED);
            let told: Vec<String> =
                told.map(|(offset, count)| format!("{offset}: {}", percent(*count, facts.drawn))).collect();
            format!("Offsets that occur, and on how many strings: {}.", told.join("; "))
        })
    };
    view! {
        <section class="status" id="string-facts" aria-label="What the strings tell">
            <h2>"What there is to learn"</h2>
            {move || match (refused.get(), facts.with(|f| f.as_ref().and_then(|f| f.as_ref().err().cloned()))) {
                (_, Some(why)) | (Some(why), _) => {
                    view! { <p class="refused" id="not-learned" role="status">{format!("This cannot be learned so: {why}.")}</p> }.into_any()
                }
                (None, None) => view! { <p class="finding" id="shortcut-facts">{sentence}</p> }.into_any(),
            }}
            <details>
                <summary>"Answers, how often they come, and other shortcuts"</summary>
                <div class="scroll" tabindex="0" role="region" aria-label="Answers">
                    <table>
                        <thead>
                            <tr>
                                <th scope="col">"answer"</th>
                                <th scope="col">"program"</th>
                                <th scope="col">"target"</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
                <p class="about">{further}</p>
                <p class="about">{offsets}</p>
            </details>
        </section>
    }
}
