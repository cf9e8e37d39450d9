//! The settings in groups, and a field that finds one by a word of its name or of what it does.

use super::super::fields::Fields;
use crate::experiment::Setting;
use crate::setups::grammar::GRAMMAR;
use leptos::prelude::*;

/// Named values of a setting, one button each.
type Named = fn(&str) -> &'static [(&'static str, &'static str)];

/// The groups, in the order of the experiment; the first two stand open. A setting that is in none stands in the last.
const GROUPS: [(&str, &[&str]); 6] = [
    (
        "Fine-tuning",
        &[
            "fine_tune_rates",
            "c_tr",
            "protocol",
            "fine_tune_steps",
            "mix",
            "lora_rank",
            "frozen_blocks",
            "pull",
            "noise",
        ],
    ),
    ("Pretraining", &["prior", "pretrain_steps", "pretrain_rate"]),
    ("Revival", &["revive_steps", "revive_rate", "revive_on"]),
    (
        "Task",
        &["task", "families", "task_tokens", "text_length", "window", "largest", "occurrence", "offset", "format"],
    ),
    ("Model and optimiser", &["size", "batch", "objective", "weight_decay", "clip"]),
    ("Seed and measuring", &[]),
];
/// How many groups stand open.
const OPEN: usize = 2;

fn group_of(setting: &Setting) -> usize {
    GROUPS.iter().position(|(_, keys)| keys.contains(&setting.key)).unwrap_or(GROUPS.len() - 1)
}

/// Whether a setting is about `word`, which is in lower case.
fn is_about(setting: &Setting, word: &str) -> bool {
    let texts = [setting.key, setting.name, setting.sentence];
    texts.into_iter().any(|text| text.to_lowercase().contains(word))
}

#[component]
pub(super) fn Groups(named: Named) -> impl IntoView {
    let wanted = RwSignal::new(String::new());
    let all: Vec<&'static Setting> = (GRAMMAR.settings)();
    let is_shown = move |setting: &Setting| wanted.with(|word| word.is_empty() || is_about(setting, word));
    let found = {
        let all = all.clone();
        move || all.iter().filter(|setting| is_shown(setting)).count()
    };
    let groups = GROUPS.iter().enumerate().map(|(index, (name, _))| {
        let own: Vec<&'static Setting> = all.iter().copied().filter(|setting| group_of(setting) == index).collect();
        let (listed, fields) = (own.clone(), own);
        let none_here = move || !listed.iter().any(|setting| is_shown(setting));
        let field = move |setting: &'static Setting| {
            view! { <div hidden=move || !is_shown(setting)><Fields settings=vec![setting] named=named/></div> }
        };
        view! {
            <details class="group" open=move || index < OPEN || wanted.with(|word| !word.is_empty()) hidden=none_here>
                <summary>{*name}</summary>
                {fields.into_iter().map(field).collect_view()}
            </details>
        }
    });
    let groups = groups.collect_view();
    view! {
        <div class="control">
            <label for="find-setting">"find a setting"</label>
            <input
                type="text"
                id="find-setting"
                autocomplete="off"
                aria-describedby="found-settings"
                on:input=move |event| wanted.set(event_target_value(&event).trim().to_lowercase())
            />
            <p class="about" id="found-settings" role="status">
                {move || wanted.with(|word| !word.is_empty()).then(|| match found() {
                    0 => "No setting has this word.".to_owned(),
                    1 => "One setting.".to_owned(),
                    count => format!("{count} settings."),
                })}
            </p>
        </div>
        {groups}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_of_a_group_is_one_of_the_table_and_stands_in_one_group() {
        let all = (GRAMMAR.settings)();
        for (group, keys) in GROUPS {
            for key in keys {
                assert!(all.iter().any(|setting| setting.key == *key), "{group}: {key}");
                assert_eq!(GROUPS.iter().filter(|(_, keys)| keys.contains(key)).count(), 1, "{key}");
            }
        }
        let last = all.iter().filter(|setting| group_of(setting) == GROUPS.len() - 1);
        let last: Vec<&str> = last.map(|setting| setting.key).collect();
        assert_eq!(last, ["seed", "instruments", "controls", "held_out"]);
    }

    #[test]
    fn a_setting_is_found_by_what_it_does() {
        let found = (GRAMMAR.settings)().into_iter().filter(|setting| is_about(setting, "shortcut"));
        assert!(found.map(|setting| setting.key).any(|key| key == "c_tr"));
    }
}
