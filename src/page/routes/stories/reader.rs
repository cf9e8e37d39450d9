//! The stories side by side: each written word shaded by how unlikely it was, the twist underlined, and what the reader makes of it.

use super::state::{Page, StoryWriting};
use crate::setups::stories::feature_noun;
use crate::setups::stories::grammar::{self, Feature, Sort, Word};
use leptos::prelude::*;

#[component]
pub(super) fn Reader() -> impl IntoView {
    let reading = expect_context::<StoryWriting>();
    let none = move || reading.pages.with(Vec::is_empty);
    view! {
        <Show when=none>
            <p class="about" id="no-stories">"Stories stand here as soon as a model is trained, and while the others train."</p>
        </Show>
        <ul class="story-pages" id="story-pages" aria-live="polite">
            {move || reading.pages.get().into_iter().map(|page| view! { <OnePage page=page/> }).collect_view()}
        </ul>
        <Show when=move || !none()>
            <p class="about">
                "A written word is shaded the more, the less likely it was to the model; words that were given are grey. A twist that holds together is underlined, and dotted the fact that it turns."
            </p>
        </Show>
    }
}

/// What a sort of fact is about.
fn about(sort: Sort) -> &'static str {
    match sort {
        Sort::Animal => "who",
        Sort::Place => "where",
        Sort::Object => "what",
        Sort::Trait => "what it is like",
        _ => "a fact",
    }
}

/// What the reader made of a story, in a sentence.
fn made_of(page: &Page) -> String {
    let all: Vec<Word> = page.given.iter().chain(&page.words).copied().collect();
    let found = grammar::read(&all);
    let mut said: Vec<String> = found
        .twists
        .iter()
        .map(|twist| {
            format!("a twist of {}: {} turns out to be {}", about(twist.sort), twist.old.text(), twist.new.text())
        })
        .collect();
    if said.is_empty() {
        said.push(if found.is_worded() {
            "worded as a twist, but none that holds".to_owned()
        } else {
            "no twist".to_owned()
        });
    }
    let others = Feature::ALL.into_iter().filter(|f| *f != Feature::Twist && found.features.has(*f));
    said.extend(others.map(|feature| feature_noun(feature).to_owned()));
    // A twist may be prepared for, and Mix & Match leaves only the preparation.
    if !found.twists.is_empty() && !found.features.has(Feature::Foreshadowing) {
        said.push(format!("no {}", feature_noun(Feature::Foreshadowing)));
    }
    said.push(match (&found.flaw, page.ended) {
        (None, true) => "coherent".to_owned(),
        (None, false) => "never ends".to_owned(),
        (Some(flaw), _) => flaw.to_string(),
    });
    said.join("; ")
}

#[component]
pub(in crate::page::routes) fn OnePage(page: Page) -> impl IntoView {
    let all: Vec<Word> = page.given.iter().chain(&page.words).copied().collect();
    let found = grammar::read(&all);
    let twisted = |at: usize| found.twists.iter().any(|twist| twist.span.contains(&at));
    // The fact that a twist turns, where it was told last before it.
    let told = |twist: &grammar::Twist| all.iter().take(twist.span.start).rposition(|word| *word == twist.old);
    let turned: Vec<usize> = found.twists.iter().filter_map(told).collect();
    let given = page.given.len();
    let words = (0..all.len())
        .map(|at| {
            let likely = at.checked_sub(given).and_then(|own| page.probabilities.get(own).copied());
            let text = shown(&all, at);
            let style = likely.map_or_else(String::new, |p| {
                format!("--likely:{:.0}%;--at:{}", 100.0 * p.clamp(0.0, 1.0), at - given)
            });
            let is_turned = turned.contains(&at);
            let percent = likely.map(|p| format!("{:.0} %", 100.0 * p));
            let title = match (is_turned, percent) {
                (true, Some(percent)) => Some(format!("{percent}; the twist turns this")),
                (true, None) => Some("the twist turns this".to_owned()),
                (false, percent) => percent,
            };
            let class = match (likely.is_some(), twisted(at), is_turned) {
                (false, _, true) => "given turned",
                (false, _, false) => "given",
                (true, true, _) => "word twist",
                (true, false, true) => "word turned",
                (true, false, false) => "word",
            };
            view! { <span class=class style=style title=title>{text}</span> }
        })
        .collect_view();
    let twist = !found.twists.is_empty();
    let said = made_of(&page);
    view! {
        <li class="story-page" data-model=page.name.clone() data-twist=twist.to_string() data-valid=(found.is_valid() && page.ended).to_string()>
            <strong>{page.name.clone()}</strong>
            <p class="story" data-story=grammar::show(&all)>{words}</p>
            <p class="about made-of">{said}</p>
        </li>
    }
}

/// The word at a place as a reader writes it, with the space before it.
fn shown(all: &[Word], at: usize) -> String {
    let whole = grammar::show(all);
    whole.get(end(all, at)..end(all, at + 1)).unwrap_or_default().to_owned()
}

/// Where the text of the first `count` words ends in that of all. An article before a vowel is told by the word after it, so that at the
/// end of a text it has a letter less.
fn end(all: &[Word], count: usize) -> usize {
    let until = |count: usize| grammar::show(&all[..count]);
    let own = until(count);
    let article = count > 0 && count < all.len() && all[count - 1].text() == "a";
    let longer = article && until(count + 1).get(own.len()..).is_some_and(|rest| rest.starts_with('n'));
    own.len() + usize::from(longer)
}
