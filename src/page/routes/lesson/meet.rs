//! The first step: a text, the right answer, and what the model says.

use super::state::Lesson;
use crate::analysis::likeliest;
use crate::setups::first_text;
use crate::setups::grammar::GrammarSpec;
use crate::tasks::{Letter, Operand, Purpose, Skill, Stream, Task, Token, Values};
use leptos::prelude::*;

#[component]
pub(super) fn Meet() -> impl IntoView {
    let lesson = expect_context::<Lesson>();
    let asked = RwSignal::new(Vec::<Letter>::new());
    let answer = RwSignal::new(None::<(u32, f32)>);
    let count = StoredValue::new(0_u32);
    let ask = move || {
        let spec = lesson.first.spec();
        let Some(own) = spec.of::<GrammarSpec>() else { return };
        let (Ok(domain), Ok(layout)) = (own.domain(), own.layout()) else { return };
        let Some(model) = lesson.first.pretrained() else {
            lesson.store.say("The model is still on its way; ask again in a moment.".to_owned());
            return;
        };
        count.update_value(|c| *c += 1);
        let mut stream = Stream::new(count.get_value(), Purpose::Playground);
        let (low, high) = domain.drawn(Skill::Count);
        let mut value = || low + stream.below(high - low + 1);
        let values = Values { a: value(), b: value() };
        // The first text has letters of all kinds, and is that of the front page.
        let text = match count.get_value() {
            1 => first_text(),
            _ => domain.text(Skill::Count, values, &mut stream),
        };
        asked.set(text.clone());
        answer.set(None);
        let task = Task::new(Skill::Count, Operand::A);
        let vocabulary = layout.vocabulary();
        lesson.inference.get_value().ask(&spec, task, text.clone(), vec![model], None, move |outcome| match outcome {
            Ok(replies) => {
                let found = replies.first().and_then(|reply| {
                    let (token, share) = likeliest(&reply.probabilities)?;
                    match vocabulary.token(token)? {
                        Token::Answer(value) => Some((value, share)),
                        _ => None,
                    }
                });
                if asked.with_untracked(|now| *now == text) {
                    answer.set(found);
                }
            }
            Err(message) => lesson.store.say(format!("The model could not be asked: {message}.")),
        });
    };
    let letters = move || {
        asked
            .get()
            .into_iter()
            .map(|letter| {
                let is_a = letter == Letter::A;
                view! { <span class:is-a=is_a>{letter.character()}</span> }
            })
            .collect_view()
    };
    let truth = move || asked.with(|text| text.iter().filter(|l| **l == Letter::A).count());
    view! {
        <p class="letters-shown" id="lesson-text" aria-label=move || asked.with(|t| t.iter().map(|l| l.character()).collect::<String>())>{letters}</p>
        <p id="lesson-answer" role="status">
            {move || {
                answer
                    .get()
                    .map(|(value, share)| format!("There are {} a's. The model says {value}, and is {:.0} % sure.", truth(), 100.0 * share))
            }}
        </p>
        <p class="buttons">
            <button type="button" id="ask-it" class="primary" on:click=move |_| ask()>"Ask it about a text"</button>
        </p>
    }
}
