//! The front page: the models of a finished run beside each other, which answer a text that the visitor edits. Each is drawn as a core and a
//! sleeve, and the neurons of the sleeve can be taken off.

mod column;
mod doors;
mod peel;
mod picture;
mod state;
mod text;

use crate::page::routes::lab::Lab;
use crate::page::store::Store;
use column::Column;
use doors::Doors;
use leptos::prelude::*;
use peel::Peel;
use state::Front;
use text::Asked;

#[component]
pub(super) fn FrontView() -> impl IntoView {
    let front = Front::new(expect_context::<Store>(), expect_context::<Lab>());
    provide_context(front);
    let columns = (0..front.count()).map(|model| view! { <Column model=model/> }).collect_view();
    let chooser = (0..front.count())
        .map(|model| {
            view! {
                <button type="button" aria-pressed=move || (front.chosen.get() == model).to_string() on:click=move |_| front.chosen.set(model)>
                    {move || front.name(model)}
                    " "
                    <b>{move || front.answer(model).map(|(answer, _)| answer.label())}</b>
                </button>
            }
        })
        .collect_view();
    view! {
        <section class="front" aria-label="Five models count the a's">
            <Asked/>
            <div class="buttons choices chooser" role="group" aria-label="The model on show">{chooser}</div>
            <ul class="models" id="models">{columns}</ul>
            <Peel/>
            <Doors/>
        </section>
    }
}
