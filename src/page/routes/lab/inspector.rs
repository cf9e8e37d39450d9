//! The data inspector: the first samples that each stage learns from, coloured by what each token is there for, and the spread
//! of fine-tuning's labels.

use super::state::Lab;
use crate::chart::label_distribution;
use crate::experiment::Role;
use crate::page::components::ChartView;
use crate::setups::grammar::{GrammarPlan, GrammarSpec, Shown, TokenRole, first_samples, inspected, samples_label};
use leptos::prelude::*;

/// Samples that are shown of a stage.
const SAMPLES: usize = 6;

fn class(part: TokenRole) -> &'static str {
    match part {
        TokenRole::Frame => "frame",
        TokenRole::Family => "family",
        TokenRole::Operand => "operand",
        TokenRole::Before => "before",
        TokenRole::Window => "window",
        TokenRole::Decisive => "decisive",
        TokenRole::Answer => "answer",
    }
}

fn heading(role: Role) -> &'static str {
    match role {
        Role::Pretrain => "Pretraining",
        Role::PretrainControl => "The control's pretraining",
        Role::AnotherControl { .. } => "Another control's pretraining",
        Role::FineTune { .. } => "Fine-tuning",
        Role::Revive { .. } | Role::ReviveControl | Role::ReviveScratch | Role::ReviveAnother { .. } => "Revival",
    }
}

#[component]
pub(super) fn Inspector() -> impl IntoView {
    let lab = expect_context::<Lab>();
    let open = RwSignal::new(false);
    // Of the run on show, or before the first run of the experiment as it is set.
    let plan = Memo::new(move |_| {
        let spec = lab.shown_record().map_or_else(|| lab.spec.get(), |record| record.spec);
        open.get().then(|| GrammarPlan::new(spec.of::<GrammarSpec>()?.clone()).ok()).flatten()
    });
    view! {
        <details
            class="inspector"
            id="inspector"
            on:toggle=move |event| open.set(event_target::<web_sys::HtmlDetailsElement>(&event).open())
        >
            <summary>"Look at the data"</summary>
            {move || plan.get().map(|plan| view! { <Data plan=plan/> })}
        </details>
    }
}

#[component]
fn Data(plan: GrammarPlan) -> impl IntoView {
    let figure = label_distribution(&plan);
    let line = |shown: Shown| {
        let token = |(token, part): (crate::tasks::Token, TokenRole)| {
            view! { <span class=format!("token {}", class(part))>{token.label()}</span> }
        };
        view! { <li>{shown.tokens.into_iter().map(token).collect_view()}</li> }
    };
    let stage = |role: Role| {
        view! {
            <section>
                <h3>{heading(role)}</h3>
                <p class="about">{samples_label(&plan, role)}</p>
                <ul class="samples" data-stage=heading(role)>
                    {first_samples(&plan, role, SAMPLES).into_iter().map(line).collect_view()}
                </ul>
            </section>
        }
    };
    view! {
        <p class="about">
            "The first samples that each stage learns from. " <span class="token family">"task"</span> <span class="token operand">"operand"</span>
            <span class="token before">"before the window"</span> <span class="token window">"window"</span>
            <span class="token decisive">"decides the answer"</span> <span class="token answer">"answer"</span>
        </p>
        <div class="stages-of-data">{inspected(&plan).into_iter().map(stage).collect_view()}</div>
        <ChartView figure=Signal::derive(move || figure.clone()) id="labels-spread"/>
    }
}
