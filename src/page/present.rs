//! Present mode, for a lecture hall: one figure at a time as large as the screen, by arrow keys or a clicker, with notes on N.
//!
//! It takes the figures that the view on show has, so that every view has it; of a lesson it takes the steps.

use super::property::property;
use super::store::Store;
use js_sys::{Array, Function};
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlElement, KeyboardEvent};

/// What marks the figure that is presented.
const MARK: &str = "data-presented";

/// Whether it presents, which figure, and whether the notes are on show; a handle that is copied freely.
#[derive(Clone, Copy)]
pub(super) struct Present {
    at: RwSignal<Option<usize>>,
    notes: RwSignal<bool>,
    /// How many figures there are, and the title and the notes of the one that is presented.
    shown: RwSignal<(usize, String, String)>,
}

impl Present {
    pub(super) fn new() -> Self {
        Self { at: RwSignal::new(None), notes: RwSignal::new(false), shown: RwSignal::default() }
    }

    /// Begins with the first figure or a lesson's step on show, or goes on with the one before.
    pub(super) fn begin(self) {
        let step = || slides().iter().position(|slide| slide.class_list().contains("current"));
        self.go_to(self.at.get_untracked().or_else(step).unwrap_or(0));
    }

    fn leave(self) {
        self.at.set(None);
        unmark();
        mark_body(false);
    }

    fn go_to(self, wanted: usize) {
        let all = slides();
        unmark();
        let at = wanted.min(all.len().saturating_sub(1));
        let (mut title, mut notes) = (String::new(), String::new());
        if let Some(slide) = all.get(at) {
            turn_to(slide);
            // An element always takes an attribute.
            let _ = slide.set_attribute(MARK, "");
            let text_of = |part: &str| slide.query_selector(part).ok().flatten().and_then(|e| e.text_content());
            notes = text_of(".speaker-notes").or_else(|| text_of("svg desc")).unwrap_or_default();
            // Where a heading of the page names the figure, its caption does here.
            let caption = || notes.split(". ").next().unwrap_or_default().trim_end_matches('.').to_owned();
            title = text_of("h3").or_else(|| text_of("svg title")).unwrap_or_else(caption);
        }
        mark_body(true);
        self.shown.set((all.len(), title, notes));
        self.at.set(Some(at));
    }

    /// Acts on a key; whether it was one of present mode's.
    fn press(self, key: &str) -> bool {
        let Some(at) = self.at.get_untracked() else {
            let begins = matches!(key, "p" | "P");
            if begins {
                self.begin();
            }
            return begins;
        };
        match key {
            "ArrowRight" | "ArrowDown" | "PageDown" | " " => self.go_to(at + 1),
            "ArrowLeft" | "ArrowUp" | "PageUp" => self.go_to(at.saturating_sub(1)),
            "Home" => self.go_to(0),
            "End" => self.go_to(usize::MAX),
            "n" | "N" => self.notes.update(|on| *on = !*on),
            "Escape" | "p" | "P" => self.leave(),
            _ => return false,
        }
        true
    }
}

/// What the view on show has to present, from the top: the steps of a lesson, or else its figures.
fn slides() -> Vec<Element> {
    let steps: Vec<Element> = all_of("main .lesson").iter().filter(|own| is_on_show(own)).flat_map(steps_of).collect();
    if !steps.is_empty() {
        return steps;
    }
    all_of("main figure").into_iter().filter(is_on_show).collect()
}

fn steps_of(lesson: &Element) -> Vec<Element> {
    let children = Array::from(&property(lesson, "children"));
    let steps = children.iter().filter_map(|own| own.dyn_into::<Element>().ok());
    steps.filter(|own| own.class_list().contains("step")).collect()
}

/// Turns a lesson to one of its steps; a figure needs nothing of the kind.
fn turn_to(slide: &Element) {
    let Some(lesson) = slide.parent_element().filter(|own| own.class_list().contains("lesson")) else { return };
    let Some(at) = steps_of(&lesson).iter().position(|own| own == slide) else { return };
    let button = lesson.query_selector(&format!(".steps button:nth-of-type({})", at + 1)).ok().flatten();
    if let Some(button) = button.and_then(|own| own.dyn_into::<HtmlElement>().ok())
        && !slide.class_list().contains("current")
    {
        button.click();
    }
}

fn all_of(selector: &str) -> Vec<Element> {
    let all = property(&document(), "querySelectorAll")
        .dyn_into::<Function>()
        .ok()
        .and_then(|f| f.call1(&document(), &JsValue::from_str(selector)).ok());
    let all = all.map(|list| Array::from(&list)).unwrap_or_default();
    all.iter().filter_map(|own| own.dyn_into::<Element>().ok()).collect()
}

/// Whether it can be seen: neither it nor what it is in is folded away.
fn is_on_show(own: &Element) -> bool {
    own.get_bounding_client_rect().width() > 0.0
}

fn unmark() {
    if let Some(figure) = document().query_selector(&format!("[{MARK}]")).ok().flatten() {
        // As when it was set.
        let _ = figure.remove_attribute(MARK);
    }
}

/// The style sheet does the rest.
fn mark_body(presents: bool) {
    if let Some(body) = document().body() {
        // A body always takes an attribute.
        let _ = if presents { body.set_attribute("data-present", "") } else { body.remove_attribute("data-present") };
    }
}

/// Whether the key is meant for a field.
fn is_typed(event: &KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|element| ["INPUT", "TEXTAREA", "SELECT"].contains(&element.tag_name().as_str()))
}

/// Listens to its keys, and says where the lecturer is.
#[component]
pub(super) fn PresentBar() -> impl IntoView {
    let present = expect_context::<Present>();
    let store = expect_context::<Store>();
    let keys = window_event_listener(ev::keydown, move |event: KeyboardEvent| {
        let with_others = event.ctrl_key() || event.alt_key() || event.meta_key();
        if !with_others && !is_typed(&event) && present.press(&event.key()) {
            event.prevent_default();
        }
    });
    on_cleanup(move || keys.remove());
    // Another view has other figures.
    Effect::new(move |before: Option<crate::experiment::Route>| {
        let route = store.route.get();
        if before.is_some_and(|before| before != route) && present.at.get_untracked().is_some() {
            present.leave();
        }
        route
    });
    view! {
        <Show when=move || present.at.get().is_some()>
            <div class="present-bar">
                <p role="status" id="presented">
                    {move || present.shown.with(|(count, title, _)| match count {
                        0 => "There is no figure here yet. Esc leaves.".to_owned(),
                        count => format!("{} of {count}: {title}. Arrow keys turn, N shows notes, Esc leaves.", present.at.get().unwrap_or(0) + 1),
                    })}
                </p>
                <Show when=move || present.notes.get()>
                    <p id="present-notes">{move || present.shown.with(|(_, _, notes)| notes.clone())}</p>
                </Show>
            </div>
        </Show>
    }
}
