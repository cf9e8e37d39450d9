//! The playground: one text that every model of the run answers, beside the truth.

use super::focus::{Focus, ModelChoice};
use crate::analysis::Reply;
use crate::chart::{in_order, removed};
use crate::experiment::{Record, rate_label};
use crate::page::components::{LensColumn, LensTable};
use crate::setups::grammar::GrammarSpec;
use crate::tasks::{Domain, Family, Letter, Operand, PromptToken, Skill, Task, Token, Vocabulary};
use leptos::prelude::*;

#[component]
pub(super) fn Playground() -> impl IntoView {
    let focus = expect_context::<Focus>();
    let rows = move || ModelChoice::ALL.into_iter().map(|choice| view! { <Row choice=choice/> }).collect_view();
    view! {
        <section class="playground" aria-label="Playground">
            <h3>"Ask them yourself"</h3>
            <Prompt/>
            <div class="scroll" tabindex="0" role="region" aria-label="Answers">
                <table id="answers">
                    <thead>
                        <tr>
                            <th scope="col">"model"</th>
                            <th scope="col">"answer"</th>
                            <th scope="col">"likeliest"</th>
                            <th scope="col">"which is"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <p class="about" id="truth">{move || truth(focus)}</p>
            <Lens/>
        </section>
    }
}

/// The text and what is asked for. A text that is not possible is refused in words and changes nothing.
#[component]
pub(super) fn Prompt() -> impl IntoView {
    let focus = expect_context::<Focus>();
    let refused = RwSignal::new(None::<String>);
    let written = move || focus.text.with(|t| t.iter().map(|l| l.character()).collect::<String>());
    let read = move |text: String| {
        let length = focus.text.with_untracked(Vec::len);
        let letters: Option<Vec<Letter>> = text.trim().chars().map(Letter::from_char).collect();
        match letters {
            None => refused.set(Some("A text has the letters a, b and c only; the one before it stays.".to_owned())),
            Some(letters) if letters.len() != length => refused.set(Some(format!(
                "The models of this run read texts of {length} letters; this one has {}. The one before it stays.",
                letters.len()
            ))),
            Some(letters) => {
                refused.set(None);
                focus.text.set(letters);
            }
        }
    };
    view! {
        <div class="buttons prompt">
            <TaskChoice/>
            <label class="grow">
                " in "
                <input
                    type="text"
                    id="text"
                    class="letters"
                    autocomplete="off"
                    spellcheck="false"
                    aria-describedby="text-refused"
                    prop:value=written
                    on:change=move |event| read(event_target_value(&event))
                />
            </label>
            <button
                type="button"
                id="another-text"
                on:click=move |_| {
                    refused.set(None);
                    focus.draw_text();
                }
            >
                "Another text"
            </button>
        </div>
        <p class="refused" id="text-refused" role="status">{move || refused.get()}</p>
    }
}

/// What is asked for: family, operand and, where there are three tokens for the skill, which of them.
#[component]
fn TaskChoice() -> impl IntoView {
    let focus = expect_context::<Focus>();
    let vocabulary = Memo::new(move |_| {
        focus.record.with(|r| Some(GrammarSpec::of_record(r.as_ref()?)?.layout().ok()?.vocabulary()))
    });
    let possible = move |task: Task| vocabulary.get().is_some_and(|v: Vocabulary| v.has(task));
    let families = move || {
        let there = |family: &Family| possible(Task::of(*family, Operand::A)) && asked_in_pretraining(focus, *family);
        Family::ALL.into_iter().filter(there).collect::<Vec<_>>()
    };
    let skill =
        move || focus.record.with(|r| r.as_ref().and_then(GrammarSpec::of_record).map_or(Skill::Count, |s| s.task));
    let wordings = move || {
        let three = focus
            .record
            .with(|r| r.as_ref().and_then(GrammarSpec::of_record).is_some_and(|s| s.task_distribution().jailbreak));
        let of_skill = focus.task.get().family == skill().family();
        if three && of_skill { PromptToken::ALL.to_vec() } else { vec![PromptToken::Usual] }
    };
    let set = move |change: &dyn Fn(&mut Task)| {
        focus.task.update(|task| {
            change(task);
            if task.family != skill().family() {
                task.prompt_token = PromptToken::Usual;
            }
        });
    };
    let option = |value: &'static str, words: String, chosen: Signal<bool>| {
        view! { <option value=value selected=move || chosen.get()>{words}</option> }
    };
    view! {
        <Show
            when=move || 1 < families().len()
            fallback=move || view! { <span>{move || focus.task.get().family.label()}</span> }
        >
            <label>
                <span class="visually-hidden">"task family"</span>
                <select
                    id="family"
                    on:change=move |event| {
                        if let Some(family) = Family::from_key(&event_target_value(&event)) {
                            set(&|task| task.family = family);
                        }
                    }
                >
                    {move || {
                        let row = |f: Family| {
                            option(f.key(), f.label().to_owned(), Signal::derive(move || focus.task.get().family == f))
                        };
                        families().into_iter().map(row).collect_view()
                    }}
                </select>
            </label>
        </Show>
        <Show when=move || focus.task.get().family != Family::Letter>
            <label>
                <span class="visually-hidden">"operand"</span>
                <select
                    id="operand"
                    on:change=move |event| {
                        let named = |o: &Operand| event_target_value(&event) == o.letter().character().to_string();
                        if let Some(operand) = Operand::ALL.into_iter().find(named) {
                            set(&|task| task.operand = operand);
                        }
                    }
                >
                    {Operand::ALL
                        .into_iter()
                        .map(|o| {
                            let (value, words) = [("a", "a's"), ("b", "b's"), ("c", "c's")][o as usize];
                            option(value, words.to_owned(), Signal::derive(move || focus.task.get().operand == o))
                        })
                        .collect_view()}
                </select>
            </label>
        </Show>
        <Show when=move || 1 < wordings().len()>
            <label>
                "asked by "
                <select
                    id="wording"
                    on:change=move |event| {
                        let index = event_target_value(&event).parse::<usize>().unwrap_or_default();
                        if let Some(prompt_token) = PromptToken::ALL.get(index) {
                            set(&|task| task.prompt_token = *prompt_token);
                        }
                    }
                >
                    {PromptToken::ALL
                        .into_iter()
                        .map(|w| {
                            let (value, words) = [("0", "T_NJ"), ("1", "T_J1"), ("2", "T_J2")][w as usize];
                            option(value, words.to_owned(), Signal::derive(move || focus.task.get().prompt_token == w))
                        })
                        .collect_view()}
                </select>
            </label>
        </Show>
    }
}

/// Whether pretraining ever asked for `family`; models know nothing of any other.
fn asked_in_pretraining(focus: Focus, family: Family) -> bool {
    focus.record.with(|r| r.as_ref().and_then(GrammarSpec::of_record).is_some_and(|s| s.families.share(family) > 0.0))
}

/// The right answer to the task, and what the known procedures would answer, each with its name.
struct Truth {
    answer: Token,
    known: Vec<(Token, String)>,
}

fn verb(family: Family) -> &'static str {
    match family {
        Family::Count => "count",
        Family::CountPairs => "count pairs of",
        Family::Index => "index",
        Family::IndexPairs => "index pairs of",
        Family::Letter => "letter",
    }
}

fn truth_of(record: &Record, task: Task, text: &[Letter]) -> Option<Truth> {
    let spec = GrammarSpec::of_record(record)?;
    let domain: Domain = spec.domain().ok()?;
    let answer = domain.answer(task, text);
    let verb = verb(task.family);
    if task.family == Family::Letter {
        return Some(Truth { answer, known: vec![(answer, "the letter there".to_owned())] });
    }
    let of = |operand: Operand| domain.value(task.family, operand, text);
    let mut known = vec![(Token::Answer(of(Operand::A)), format!("{verb} a"))];
    if task.family == spec.task.family() {
        let offset = domain.offset(spec.task);
        known.push((Token::Answer(of(Operand::A) + offset), format!("{verb} a + {offset}")));
    }
    known.push((Token::Answer(of(Operand::B)), format!("{verb} b")));
    if task.operand == Operand::C {
        known.push((Token::Answer(of(Operand::C)), format!("{verb} c")));
    }
    Some(Truth { answer, known })
}

fn truth_in_focus(focus: Focus) -> Option<Truth> {
    let task = focus.task.get();
    focus.record.with(|r| focus.text.with(|text| truth_of(r.as_ref()?, task, text)))
}

fn truth(focus: Focus) -> String {
    let Some(truth) = truth_in_focus(focus) else { return String::new() };
    let others: Vec<String> =
        truth.known.iter().map(|(value, name)| format!("“{name}” gives {}", value.label())).collect();
    let outside = focus.record.with(|r| {
        let Some((spec, domain)) =
            r.as_ref().and_then(GrammarSpec::of_record).and_then(|s| Some((s, s.domain().ok()?)))
        else {
            return String::new();
        };
        let (low, high) = domain.drawn(spec.task);
        let of_skill = focus.task.get().family == spec.task.family();
        match truth.answer {
            Token::Answer(value) if of_skill && !(low..=high).contains(&value) => {
                format!(" The models were only trained on answers from {low} to {high}.")
            }
            _ => String::new(),
        }
    });
    format!("The right answer is {}: {}.{outside}", truth.answer.label(), others.join(", "))
}

/// What a model is called here.
fn name(focus: Focus, choice: ModelChoice) -> String {
    let rate = focus
        .record
        .with(|r| r.as_ref().and_then(|r| r.spec.rates().get(focus.rate.get() as usize).map(|v| rate_label(*v))));
    let rate = rate.unwrap_or_default();
    match choice {
        ModelChoice::Pretrained => "pretrained".to_owned(),
        ModelChoice::FineTuned => format!("fine-tuned at {rate}"),
        ModelChoice::Pruned => {
            let count = focus.record.with(|r| r.as_ref().map_or(0, |r| removed(r, focus.view()).len()));
            format!("fine-tuned, {} removed", focus.granularity.get().counted(count))
        }
        ModelChoice::Revived => "revived".to_owned(),
        ModelChoice::Control => "control, never had it".to_owned(),
    }
}

/// The lens on the same text and the same models.
#[component]
fn Lens() -> impl IntoView {
    let focus = expect_context::<Focus>();
    let columns = Signal::derive(move || {
        let read = |choice: ModelChoice| {
            let reading = focus.reply(choice)?.lens;
            let had_it = choice != ModelChoice::Control;
            Some(LensColumn { key: key(choice), name: name(focus, choice), reading, had_it })
        };
        ModelChoice::ALL.into_iter().filter_map(read).collect::<Vec<_>>()
    });
    let known = Signal::derive(move || {
        let truth = truth_in_focus(focus)?;
        let number = |token: Token| if let Token::Answer(value) = token { Some(value) } else { None };
        let others = truth.known.iter().filter_map(|(token, name)| Some((number(*token)?, name.clone())));
        Some((number(truth.answer)?, others.collect::<Vec<_>>()))
    });
    view! { <LensTable columns=columns known=known watched="finetuned"/> }
}

/// What names a model in the page.
fn key(choice: ModelChoice) -> String {
    format!("{choice:?}").to_lowercase()
}

#[component]
fn Row(choice: ModelChoice) -> impl IntoView {
    let focus = expect_context::<Focus>();
    let name = move || name(focus, choice);
    let cells = move || {
        let told = focus.reply(choice).and_then(|reply| ranked(focus, &reply)).zip(truth_in_focus(focus));
        let Some((ranked, truth)) = told else {
            let waits = match (focus.is_there(choice), choice == ModelChoice::Pruned && !focus.has_curve()) {
                (false, _) => "not trained yet",
                (true, true) => "no pieces looked for yet",
                (true, false) => "waiting for an answer",
            };
            return ["–".to_owned(), "–".to_owned(), waits.to_owned()];
        };
        let Some((answer, _)) = ranked.first() else { return ["–", "–", "–"].map(str::to_owned) };
        let shown = |(token, p): &(Token, f32)| format!("{}: {:.1} %", token.label(), 100.0 * p);
        [answer.label(), ranked.iter().take(3).map(shown).collect::<Vec<_>>().join(" · "), which(*answer, &truth)]
    };
    view! {
        <tr data-whom=key(choice)>
            <th scope="row">{name}</th>
            {move || cells().map(|cell| view! { <td>{cell}</td> }).into_iter().collect_view()}
        </tr>
    }
}

/// Tokens by their probability, the likeliest first.
fn ranked(focus: Focus, reply: &Reply) -> Option<Vec<(Token, f32)>> {
    let vocabulary = focus.record.with(|r| Some(GrammarSpec::of_record(r.as_ref()?)?.layout().ok()?.vocabulary()))?;
    let all = reply.probabilities.iter().zip(0_u32..);
    let known: Vec<(Token, f32)> = all.filter_map(|(p, number)| Some((vocabulary.token(number)?, *p))).collect();
    Some(in_order(&known, |(_, p)| -f64::from(*p)))
}

/// Which of the known procedures would give this answer.
fn which(answer: Token, truth: &Truth) -> String {
    let fitting: Vec<&str> =
        truth.known.iter().filter(|(value, _)| *value == answer).map(|(_, name)| name.as_str()).collect();
    let right = if answer == truth.answer { "right" } else { "wrong" };
    if fitting.is_empty() { format!("{right}; none of these") } else { format!("{right}: {}", fitting.join(", or ")) }
}
