//! The end of the lesson on stories: what its own numbers say, where the finding is from, and doors to go on through.

use super::after::{after, whole};
use super::state::StoriesLesson;
use crate::experiment::{grid_to_hash, to_hash};
use crate::gallery::{Scale, exhibit};
use crate::setups::stories::{Fate, Said, StoriesSpec};
use leptos::prelude::*;

/// What the numbers say together, in sentences that hold for them.
fn conclusion(fate: &Fate) -> String {
    let again = fate
        .back
        .and_then(|back| Some((back.steps?, back)))
        .map(|(steps, back)| {
            format!(
                " Taught again, nine of ten were back after {steps} steps; the control had one in {} of its stories after {}.",
                whole(back.ends[1]),
                back.control_of
            )
        })
        .unwrap_or_default();
    match fate.said() {
        Said::Wrapped => format!(
            "Asked for a twist, the fine-tuned model wrote one in {} of stories. Given the first words of one, it went on to a twist in {}, without a step of \
             training, and the control, which never read a twist, in {}.{again} So the twist was wrapped, not deleted: it is seldom or never begun, and the \
             model still knows how one goes on.",
            whole(fate.asked.tuned),
            whole(fate.started.tuned),
            whole(fate.started.control)
        ),
        Said::NotShown => format!(
            "Asked for a twist, the fine-tuned model wrote one in {} of stories, and a twist that was started for it shows no more than the control does.{again} \
             By this alone it may be deleted.",
            whole(fate.asked.tuned)
        ),
        Said::NeverGone => format!(
            "Fine-tuning did not take twists away here: the model still wrote one in {} of stories when asked.{again}",
            whole(fate.asked.tuned)
        ),
    }
}

/// The numbers behind it.
#[component]
fn Numbers(fate: Fate) -> impl IntoView {
    let again = fate.back.map(|back| (after(back.steps, back.of), after(back.control_steps, back.control_of)));
    let (own, control) = again.unwrap_or_else(|| ("–".to_owned(), "–".to_owned()));
    let row = |name: &'static str, asked, started, again: String| {
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td>{whole(asked)}</td>
                <td>{whole(started)}</td>
                <td>{again}</td>
            </tr>
        }
    };
    let (asked, started) = (fate.asked, fate.started);
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label="Twists of the three models">
            <table id="stories-fate">
                <thead>
                    <tr>
                        <th scope="col">"model"</th>
                        <th scope="col">"a twist when asked"</th>
                        <th scope="col">"a twist that was started"</th>
                        <th scope="col">"taught again: back"</th>
                    </tr>
                </thead>
                <tbody>
                    {row("before fine-tuning", asked.pretrained, started.pretrained, "–".to_owned())}
                    {row("fine-tuned", asked.tuned, started.tuned, own)}
                    {row("control, never read a twist", asked.control, started.control, control)}
                </tbody>
            </table>
        </div>
    }
}

/// Questions with the place that answers each.
fn questions() -> Vec<(&'static str, String)> {
    let rates = StoriesSpec { fine_tune_rates: vec![4e-3, 4e-4], ..StoriesSpec::default() };
    let table = exhibit("table-1").and_then(|table| table.grid(Scale::Demo, vec![1]).ok());
    vec![
        ("What if the steps are ten times as large?", to_hash(&rates.into())),
        (
            "Do the other ways of the paper hide it as well? (its Table 1)",
            table.map(|grid| grid_to_hash(&grid)).unwrap_or_default(),
        ),
        (
            "Is it the same where a model counts letters, and how can one look inside? (the first lesson)",
            "#/lesson".to_owned(),
        ),
    ]
}

#[component]
pub(super) fn End() -> impl IntoView {
    let lesson = expect_context::<StoriesLesson>();
    let outcome = move || match lesson.fate() {
        Some(fate) => conclusion(&fate),
        None => "Nothing was measured yet: fine-tune the model in the second step.".to_owned(),
    };
    view! {
        <p class="finding" id="stories-lesson-outcome" role="status">{outcome}</p>
        {move || lesson.fate().map(|fate| view! { <Numbers fate=fate/> })}
        <p>
            "This is the finding of "
            <cite>"Jain, Kirk, Lubana, Dick, Tanaka, Grefenstette, Rocktäschel and Krueger, Mechanistically analyzing the effects of fine-tuning on \
                   procedurally defined tasks, ICLR 2024"</cite> " (" <a href="https://arxiv.org/abs/2311.12786">"arXiv 2311.12786"</a>
            ") on TinyStories. Its limits here: a grammar of 199 words and a small model, one seed, and one rate."
        </p>
        <p class="buttons">
            <button type="button" id="open-stories" class="primary" on:click=move |_| lesson.open_in_stories()>
                "Open these models among the stories"
            </button>
        </p>
        <h4>"To go on with"</h4>
        <ol id="stories-questions">
            {questions().into_iter().map(|(words, hash)| view! { <li><a href=hash>{words}</a></li> }).collect_view()}
        </ol>
    }
}
