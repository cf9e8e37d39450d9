//! The truth bench: what the rule says of models whose state is known by construction, and one of them made in this tab.

use super::lab::Lab;
use crate::analysis::Verdict;
use crate::experiment::verdict;
use crate::truth::{Answer, Case, Confusion, SETUPS, Tally, cases};
use leptos::prelude::*;

/// Seeds that the thresholds were not chosen on, and that the table is not of.
const FIRST_SEED: u32 = 1_001;

#[component]
pub(super) fn TruthView() -> impl IntoView {
    let lab = expect_context::<Lab>();
    let seed = RwSignal::new(FIRST_SEED);
    // Made here: the latest of each model.
    let made = RwSignal::new(Vec::<Case>::new());
    let confusion = StoredValue::new(Confusion::shipped());
    let set = move |event| {
        if let Ok(own) = event_target_value(&event).trim().parse() {
            seed.set(own);
        }
    };
    view! {
        <section class="status truth" aria-label="Truth bench">
            <h2>"The verdict on models whose truth is known"</h2>
            <p class="about">
                "Whoever says “deleted” should be right where it is known. Here a model of known state is put in the fine-tuned model's place, and the \
                 same instruments and the same rule look at it: left as it was, its head scrambled, a change planted, locked by a password; or random, \
                 shuffled, taught something else from nothing, distilled. The thresholds were chosen on other seeds than those of the table."
            </p>
            <p id="truth-all">{sentence(confusion.with_value(|all| all.tally(None)))}</p>
            <label>
                "Seed of a model made here "
                <input id="truth-seed" type="number" min="0" max="4294967295" prop:value=move || seed.get() on:change=set/>
            </label>
        </section>
        {SETUPS
            .into_iter()
            .map(|setup| {
                view! {
                    <section class="results truth" data-setup=setup>
                        <h3>{name(setup)}</h3>
                        <p class="about">{sentence(confusion.with_value(|all| all.tally(Some(setup))))}</p>
                        <div class="scroll" tabindex="0" role="region" aria-label=format!("Truth against verdict: {}", name(setup))>
                            <table>
                                <thead>
                                    <tr>
                                        <th>"model"</th>
                                        <th>"truth"</th>
                                        {Verdict::ALL.map(|v| view! { <th>{v.label()}</th> }).into_iter().collect_view()}
                                        <th>"in this tab"</th>
                                    </tr>
                                </thead>
                                <tbody>
                                    {cases(setup, FIRST_SEED)
                                        .into_iter()
                                        .map(|case| row(lab, setup, &case, confusion, seed, made))
                                        .collect_view()}
                                </tbody>
                            </table>
                        </div>
                    </section>
                }
            })
            .collect_view()}
    }
}

/// One constructed model: how often each verdict was given on it, and what comes out here.
fn row(
    lab: Lab,
    setup: &'static str,
    case: &Case,
    confusion: StoredValue<Confusion>,
    seed: RwSignal<u32>,
    made: RwSignal<Vec<Case>>,
) -> AnyView {
    let (model, truth) = (case.model, case.truth);
    let make = move |_| {
        let Some(case) = cases(setup, seed.get_untracked()).into_iter().find(|case| case.model == model) else {
            return;
        };
        let spec = case.spec.clone();
        made.update(|all| {
            all.retain(|other| other.model != model || other.spec.kind().key != setup);
            all.push(case);
        });
        lab.start_beside(spec);
    };
    let outcome = move || {
        let case = made.with(|all| all.iter().find(|c| c.model == model && c.spec.kind().key == setup).cloned());
        let Some(case) = case else { return String::new() };
        lab.runs.with(|runs| {
            let Some(run) = runs.iter().rev().find(|run| run.record.spec == case.spec) else {
                return "loading the engine…".to_owned();
            };
            let judged = run.is_finished().then(|| verdict(&[&run.record], case.role)).flatten();
            match judged.map(|judgement| judgement.verdict) {
                Some(verdict) => format!("{}: {}", verdict.label(), answer(verdict, truth)),
                None if run.is_finished() => "cannot be judged".to_owned(),
                None => {
                    let share = lab.progress.with(|p| p.as_ref().map_or(0.0, |p| p.share));
                    format!("{:.0} %", 100.0 * share)
                }
            }
        })
    };
    let counts = Verdict::ALL.map(|v| confusion.with_value(|all| all.count(setup, model, v)));
    view! {
        <tr data-model=model>
            <th scope="row">{model}</th>
            <td>{truth.label()}</td>
            {counts.map(|count| view! { <td>{if count == 0 { String::new() } else { count.to_string() }}</td> }).into_iter().collect_view()}
            <td>
                <button type="button" disabled=move || !lab.run.is_idle() on:click=make>"Make one"</button>
                " "
                <span class="made" role="status" translate="no">{outcome}</span>
            </td>
        </tr>
    }
    .into_any()
}

fn name(setup: &str) -> &str {
    match setup {
        "grammar" => "Learned on the grammar",
        "compiled" => "Compiled",
        "stories" => "Little stories",
        other => other,
    }
}

fn answer(verdict: Verdict, truth: Verdict) -> &'static str {
    match Answer::of(verdict, truth) {
        Answer::Right => "right",
        Answer::Wrong => "wrong",
        Answer::Silent => "silent",
    }
}

fn sentence(tally: Tally) -> String {
    format!(
        "On {} models of known truth: right {}, wrong {}, silent {}. A skill that is there was called deleted {} times.",
        tally.all(),
        tally.right,
        tally.wrong,
        tally.silent,
        tally.wrongly_deleted
    )
}
