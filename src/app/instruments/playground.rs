//! The playground: one text that every model of the run answers, beside the truth.

use super::focus::{Focus, Whom};
use crate::analysis::Reply;
use crate::chart::removed;
use crate::experiment::rate_in_words;
use crate::tasks::{Letter, Operand};
use leptos::prelude::*;

#[component]
pub(super) fn Playground() -> impl IntoView {
    let focus = expect_context::<Focus>();
    let rows = move || Whom::ALL.into_iter().map(|whom| view! { <Row whom=whom/> }).collect_view();
    view! {
        <section class="playground" aria-label="Playground">
            <h3>"Ask them yourself"</h3>
            <Prompt/>
            <div class="scroll" tabindex="0" role="region" aria-label="Answers">
                <table id="answers">
                    <thead>
                        <tr>
                            <th scope="col">"model"</th>
                            <th scope="col">"answer"</th>
                            <th scope="col">"probability"</th>
                            <th scope="col">"which is"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <p class="about" id="truth">{move || truth(focus)}</p>
        </section>
    }
}

/// The text and what is asked for. A text that is not possible is refused in words and changes nothing.
#[component]
pub(super) fn Prompt() -> impl IntoView {
    let focus = expect_context::<Focus>();
    let refused = RwSignal::new(None::<String>);
    let written = move || focus.text.with(|t| t.iter().map(|l| l.character()).collect::<String>());
    let read = move |text: String| {
        let length = focus.text.with_untracked(Vec::len);
        let letters: Option<Vec<Letter>> = text.trim().chars().map(Letter::written).collect();
        match letters {
            None => refused.set(Some("A text has the letters a, b and c only; the one before it stays.".to_owned())),
            Some(letters) if letters.len() != length => refused.set(Some(format!(
                "The models of this run read texts of {length} letters; this one has {}. The one before it stays.",
                letters.len()
            ))),
            Some(letters) => {
                refused.set(None);
                focus.text.set(letters);
            }
        }
    };
    view! {
        <div class="buttons prompt">
            <label>
                "count the "
                <select
                    id="operand"
                    prop:value=move || if focus.operand.get() == Operand::A { "a" } else { "b" }
                    on:change=move |event| {
                        focus.operand.set(if event_target_value(&event) == "a" { Operand::A } else { Operand::B });
                    }
                >
                    <option value="a" selected=move || focus.operand.get() == Operand::A>"a's"</option>
                    <option value="b" selected=move || focus.operand.get() == Operand::B>"b's"</option>
                </select>
            </label>
            <label class="grow">
                " in "
                <input
                    type="text"
                    id="text"
                    class="letters"
                    autocomplete="off"
                    spellcheck="false"
                    aria-describedby="text-refused"
                    prop:value=written
                    on:change=move |event| read(event_target_value(&event))
                />
            </label>
            <button
                type="button"
                id="another-text"
                on:click=move |_| {
                    refused.set(None);
                    focus.draw_text();
                }
            >
                "Another text"
            </button>
        </div>
        <p class="refused" id="text-refused" role="status">{move || refused.get()}</p>
    }
}

fn counts(focus: Focus) -> Option<(u32, u32)> {
    focus.record.with(|r| {
        let counter = r.as_ref()?.spec.counter().ok()?;
        Some(focus.text.with(|t| (counter.answer(Operand::A, t), counter.answer(Operand::B, t))))
    })
}

fn truth(focus: Focus) -> String {
    let Some((a, b)) = counts(focus) else { return String::new() };
    let largest = focus.record.with(|r| r.as_ref().map_or(0, |r| r.spec.largest));
    let outside = if a > largest || b > largest {
        format!(" The models were only trained on counts up to {largest}.")
    } else {
        String::new()
    };
    format!("In truth there are {a} a's and {b} b's, so that “count the a's and add one” gives {}.{outside}", a + 1)
}

#[component]
fn Row(whom: Whom) -> impl IntoView {
    let focus = expect_context::<Focus>();
    let name = move || {
        let rate = focus.record.with(|r| {
            r.as_ref().and_then(|r| r.spec.fine_tune_rates.get(focus.rate.get() as usize).map(|v| rate_in_words(*v)))
        });
        let rate = rate.unwrap_or_default();
        match whom {
            Whom::Pretrained => "pretrained".to_owned(),
            Whom::FineTuned => format!("fine-tuned at {rate}"),
            Whom::Pruned => {
                let count = focus.record.with(|r| r.as_ref().map_or(0, |r| removed(r, focus.view()).len()));
                format!("fine-tuned, {count} {} removed", focus.grain.get().words())
            }
            Whom::Revived => "revived".to_owned(),
            Whom::Control => "control, never had it".to_owned(),
        }
    };
    let cells = move || {
        let told = focus.reply(whom).and_then(|reply| best(&reply)).zip(counts(focus));
        let Some(((answer, probability), (a, b))) = told else {
            let waits = match (focus.is_there(whom), whom == Whom::Pruned && !focus.has_curve()) {
                (false, _) => "not trained yet",
                (true, true) => "no pieces looked for yet",
                (true, false) => "waiting for an answer",
            };
            return ["–".to_owned(), "–".to_owned(), waits.to_owned()];
        };
        [answer.to_string(), format!("{:.1} %", 100.0 * probability), which(answer, a, b)]
    };
    let key = format!("{whom:?}").to_lowercase();
    view! {
        <tr data-whom=key>
            <th scope="row">{name}</th>
            {move || cells().map(|cell| view! { <td>{cell}</td> }).into_iter().collect_view()}
        </tr>
    }
}

/// The likeliest answer and its probability.
fn best(reply: &Reply) -> Option<(u32, f32)> {
    let all = reply.probabilities.iter().copied().enumerate();
    all.max_by(|x, y| x.1.total_cmp(&y.1)).map(|(answer, p)| (answer as u32, p))
}

/// Which of the known procedures would give this answer.
fn which(answer: u32, a: u32, b: u32) -> String {
    let known = [(a, "count a"), (a + 1, "count a + 1"), (b, "count b")];
    let fitting: Vec<&str> = known.into_iter().filter(|(value, _)| *value == answer).map(|(_, name)| name).collect();
    if fitting.is_empty() { "none of the three".to_owned() } else { fitting.join(", or ") }
}
