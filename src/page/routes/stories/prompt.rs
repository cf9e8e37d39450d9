//! What the models are asked for: features, words, a beginning of the visitor's own, and how words are chosen.

use super::state::StoryWriting;
use crate::setups::stories::feature_noun;
use crate::setups::stories::grammar::{Feature, LONGEST_RECORD, Word, show};
use leptos::prelude::*;

/// The words of a text: small letters, punctuation apart. None with the first word that the models do not know.
fn words_of(text: &str) -> Result<Vec<Word>, String> {
    let mut spaced = String::new();
    for letter in text.to_lowercase().replace(['“', '”', '„'], "\"").chars() {
        if letter.is_alphanumeric() {
            spaced.push(letter);
        } else {
            spaced.extend([' ', letter, ' ']);
        }
    }
    let word = |text: &str| {
        // The grammar has one article.
        let text = if text == "an" { "a" } else { text };
        Word::parse(text)
            .ok_or_else(|| format!("“{text}” is not among the {} words that these models know", Word::COUNT))
    };
    spaced.split_whitespace().map(word).collect()
}

#[component]
pub(super) fn PromptForm() -> impl IntoView {
    let reading = expect_context::<StoryWriting>();
    let refused = RwSignal::new(None::<String>);
    let feature = move |feature: Feature| {
        let id = format!("feature-{}", feature.name());
        let of = id.clone();
        view! {
            <label for=of class="check">
                <input
                    type="checkbox"
                    id=id
                    prop:checked=move || reading.features.with(|all| all.contains(&feature))
                    on:change=move |_| reading.toggle(feature)
                />
                {feature_noun(feature)}
            </label>
        }
    };
    let read = move |event, into: RwSignal<Vec<Word>>| match words_of(&event_target_value(&event)) {
        Ok(words) if words.len() >= LONGEST_RECORD => {
            refused.set(Some(format!(
                "That is too long: stories of these models have at most {LONGEST_RECORD} words; what was there stays."
            )));
        }
        Ok(words) => {
            refused.set(None);
            into.set(words);
        }
        Err(message) => refused.set(Some(format!("{message}; what was there stays."))),
    };
    let plain = |words: &[Word]| words.iter().map(|word| word.text()).collect::<Vec<_>>().join(" ");
    view! {
        <div class="prompt-form">
            <fieldset class="checks">
                <legend>"Ask for a story with"</legend>
                {Feature::ALL.map(feature).into_iter().collect_view()}
            </fieldset>
            <label>
                "about "
                <input
                    id="story-words"
                    type="text"
                    autocomplete="off"
                    spellcheck="false"
                    prop:value=move || reading.words.with(|words| plain(words))
                    on:change=move |event| read(event, reading.words)
                />
            </label>
            <label class="grow">
                "that begins "
                <input
                    id="story-opening"
                    type="text"
                    autocomplete="off"
                    spellcheck="false"
                    placeholder="once mia had a red ball ."
                    prop:value=move || reading.opening.with(|words| show(words))
                    on:change=move |event| read(event, reading.opening)
                />
            </label>
            <p class="refused" id="story-refused" role="status">{move || refused.get()}</p>
            <div class="buttons">
                <button type="button" id="another-prompt" on:click=move |_| { refused.set(None); reading.another(); }>
                    "Another prompt"
                </button>
                <button type="button" id="start-twist" on:click=move |_| { refused.set(None); reading.start_twist(); }>
                    "Start the twist for them"
                </button>
                <label class="check" for="sampled">
                    <input
                        type="checkbox"
                        id="sampled"
                        prop:checked=move || reading.sampled.get()
                        on:change=move |_| reading.sampled.update(|on| *on = !*on)
                    />
                    "sampled (temperature 1) and not the likeliest words"
                </label>
                <label>
                    "fine-tuned at "
                    <select
                        id="story-rate"
                        on:change=move |event| {
                            if let Ok(rate) = event_target_value(&event).parse() {
                                reading.removing.rate.set(rate);
                            }
                        }
                    >
                        {move || {
                            reading
                                .rates()
                                .into_iter()
                                .enumerate()
                                .map(|(index, rate)| {
                                    let chosen = move || reading.removing.rate.get() as usize == index;
                                    view! { <option value=index.to_string() selected=chosen>{rate}</option> }
                                })
                                .collect_view()
                        }}
                    </select>
                    {move || format!(" ({})", reading.protocol().label())}
                </label>
            </div>
            <Show when=move || !reading.fits()>
                <p class="refused">
                    {format!("Prompt and beginning are too long together: stories of these models have at most {LONGEST_RECORD} words.")}
                </p>
            </Show>
            <Show when=move || !reading.is_usual()>
                <p class="about">"No story of pretraining has these features together: what the models make of it is a guess."</p>
            </Show>
        </div>
    }
}
