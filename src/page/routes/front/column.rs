//! One model: its fate, what it answers, its picture, and how it learnt the skill again.

use super::picture::Picture;
use super::state::Front;
use crate::analysis::Return;
use crate::chart::{Drawn, Size, small_curves_at};
use crate::experiment::{REVIVED, Record, Role, rate_label, return_of};
use crate::tasks::{Letter, Token};
use leptos::prelude::*;

/// What an answer is to the question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// The count.
    Right,
    /// The count and one, which is what fine-tuning taught.
    Next,
    /// Anything else.
    Wrong,
}

impl Meaning {
    /// Of `answer`, where `right` is the count.
    pub(super) fn of(answer: Token, right: usize) -> Self {
        match answer {
            Token::Answer(value) if value as usize == right => Self::Right,
            Token::Answer(value) if value as usize == right + 1 => Self::Next,
            _ => Self::Wrong,
        }
    }

    fn class(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::Next => "next",
            Self::Wrong => "wrong",
        }
    }

    /// After “which is”.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Next => "one too many",
            other => other.class(),
        }
    }
}

#[component]
pub(super) fn Column(model: usize) -> impl IntoView {
    let front = expect_context::<Front>();
    let role = front.role(model);
    let made = move || {
        let spec = front.spec();
        match role {
            Role::Pretrain => "taught to count a's and b's".to_owned(),
            Role::PretrainControl => "only ever taught the b's".to_owned(),
            Role::FineTune { rate } => {
                let rate = spec.rates().get(rate as usize).copied().map(rate_label);
                format!("fine-tuned at {}", rate.unwrap_or_default())
            }
            other => spec.role_label(other),
        }
    };
    let answer = move || front.answer(model);
    let meaning = move || answer().map(|(answer, _)| Meaning::of(answer, front.letters(Letter::A)));
    let class = move || format!("answer {}", meaning().map_or("", Meaning::class));
    let how = move || meaning().map(Meaning::words);
    let sure = move || answer().map(|(_, share)| format!("{:.0} % sure", 100.0 * share));
    view! {
        <li class="model" class:on-show=move || front.chosen.get() == model data-model=move || front.name(model)>
            <h3>{move || front.name(model)}</h3>
            <p class="about">{made}</p>
            <p class=class>
                <output>{move || answer().map_or_else(|| "…".to_owned(), |(answer, _)| answer.label())}</output>
                <span>
                    {how}
                    <br/>
                    {sure}
                </span>
            </p>
            <Picture model=model/>
            <Revival role=role/>
        </li>
    }
}

/// How the skill came back where it was taught again.
#[component]
fn Revival(role: Role) -> impl IntoView {
    let front = expect_context::<Front>();
    let Role::FineTune { rate } = role else { return ().into_any() };
    let size = Size { width: 150, height: 44 };
    let curves = move || {
        front
            .record
            .with(|r| r.as_ref().map(|record| small_curves_at(Drawn::Revival, rate, "Taught again", &[record], size)))
    };
    let says = move || front.record.with(|r| r.as_ref().and_then(|record| back(record, rate)));
    view! {
        <div class="revival">
            <div inner_html=move || curves().unwrap_or_default()></div>
            <p class="about">{says}</p>
        </div>
    }
    .into_any()
}

/// When a model was back, beside those that never had the skill.
fn back(record: &Record, rate: u32) -> Option<String> {
    let steps = |role| {
        Some(match return_of(record.stage(role)?, REVIVED)? {
            Return::At(0) => "it never left".to_owned(),
            Return::At(steps) => format!("back after {steps} steps"),
            Return::NotWithin(steps) => format!("not back in {steps} steps"),
        })
    };
    let [own, control] = [steps(Role::Revive { rate })?, steps(Role::ReviveControl)?];
    Some(format!("Taught again: {own}; one that never had it: {}.", control.trim_start_matches("back ")))
}
