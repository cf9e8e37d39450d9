//! The verdict on every model of the run on show, over all finished runs that differ in nothing but the seed, with the
//! evidence and the rule.

use super::super::state::Lab;
use super::focus::Focus;
use crate::analysis::{Evidence, Interval, Judgement, Return, THRESHOLDS, Verdict, Vote, vote};
use crate::experiment::{ModelRef, Record, Role, SetupWords, Spec, verdict};
use crate::has_same_results;
use crate::page::storage::Origin;
use leptos::prelude::*;

#[component]
pub(super) fn Verdicts() -> impl IntoView {
    let (lab, focus) = (expect_context::<Lab>(), expect_context::<Focus>());
    let rows = move || {
        focus.record.with(|shown| {
            let Some(shown) = shown.as_ref() else { return Vec::new() };
            let others = lab.runs.with(|runs| {
                let own = runs.iter().filter(|e| e.origin != Origin::Sender && has_same_results(&e.record.version));
                same_but_seed(shown, own.map(|e| &e.record))
            });
            let records: Vec<&Record> = std::iter::once(shown).chain(&others).collect();
            let row = |role| {
                let judgement = verdict(&records, role)?;
                Some((role, judgement, shown.spec.evidence(shown, role)?))
            };
            shown.spec.judged().into_iter().filter_map(row).collect()
        })
    };
    let seeds = move || rows().first().map_or(0, |(_, judgement, _)| judgement.seeds);
    let another = move |_| {
        let seed = lab.runs.with_untracked(|runs| runs.iter().map(|e| e.record.spec.seed()).max().unwrap_or(0));
        if let Some(record) = focus.record.get_untracked() {
            lab.adopt(record.spec.with_seed(seed.wrapping_add(1)));
            lab.start();
        }
    };
    view! {
        <section class="verdicts" aria-label="Verdict">
            <h2>"Deleted, or only wrapped?"</h2>
            <Show
                when=move || !rows().is_empty()
                fallback=|| view! { <p class="about">"A verdict comes as soon as models are trained and the instruments have looked inside."</p> }
            >
                <ul class="cards" id="verdicts">
                    {move || {
                        let spec = focus.record.with(|r| r.as_ref().map(|r| r.spec.clone()));
                        rows()
                            .into_iter()
                            .map(|(role, judgement, evidence)| {
                                let name = spec.as_ref().map(|s| name(role, s)).unwrap_or_default();
                                let words = spec.as_ref().map(Spec::words);
                                view! { <Card name=name judgement=judgement evidence=evidence words=words/> }
                            })
                            .collect_view()
                    }}
                </ul>
                <div class="buttons">
                    <button type="button" id="another-seed" disabled=move || !lab.run.is_idle() on:click=another>
                        "Run another seed"
                    </button>
                    <span class="about">
                        {move || match seeds() {
                            1 => "One seed: intervals are those of its samples. More seeds tell how far it depends on chance.".to_owned(),
                            n => format!("{n} seeds: scores are their means. A verdict that each seed alone gives stands, however wide the intervals."),
                        }}
                    </span>
                </div>
                <Rule/>
            </Show>
        </section>
    }
}

/// Finished runs of the experiment of `shown` on other seeds, one of each. A run under way stands alone: its own evidence is
/// not mixed with that of finished ones.
fn same_but_seed<'a>(shown: &Record, records: impl Iterator<Item = &'a Record>) -> Vec<Record> {
    let mut found: Vec<Record> = Vec::new();
    if shown.fingerprint.is_none() {
        return found;
    }
    for record in records.filter(|r| r.fingerprint.is_some() && r.spec.seed() != shown.spec.seed()) {
        let same = record.spec.with_seed(shown.spec.seed()) == shown.spec;
        if same && found.iter().all(|f| f.spec.seed() != record.spec.seed()) {
            found.push(record.clone());
        }
    }
    found
}

fn name(role: Role, spec: &Spec) -> String {
    match role {
        Role::Pretrain => "pretrained model".to_owned(),
        other => spec.model_label(ModelRef::After(other)),
    }
}

#[component]
fn Card(name: String, judgement: Judgement, evidence: Evidence, words: Option<SetupWords>) -> impl IntoView {
    let verdict = judgement.verdict;
    let class = match verdict {
        Verdict::Kept => "kept",
        Verdict::Wrapped => "wrapped",
        Verdict::PartlyDeleted => "partly",
        Verdict::Deleted => "deleted",
        Verdict::NeverHad => "never",
        Verdict::NotEnough => "unsure",
    };
    let bars = judgement
        .scores
        .by_name()
        .into_iter()
        .map(|(name, score)| view! { <Score name=name score=score/> })
        .collect_view();
    let after = judgement.after;
    let model = name.clone();
    let skill = words.as_ref().map_or_else(String::new, |words| words.skill.clone());
    let said = words.map_or_else(Vec::new, |words| sentences(&evidence, &words));
    view! {
        <li class=format!("card {class}") data-verdict=verdict.label() data-model=model>
            <strong class="verdict">{verdict.label()}</strong>
            <span class="who">{name}</span>
            <span class="about">
                {format!("{skill}: {:.1} % ({:.1}–{:.1}); before: {:.1} %", after.value, after.low, after.high, judgement.before.value)}
            </span>
            {bars}
            <details>
                <summary>"Evidence"</summary>
                <ul class="evidence">{said.into_iter().map(|s| view! { <li>{s}</li> }).collect_view()}</ul>
            </details>
        </li>
    }
}

#[component]
fn Score(name: &'static str, score: Option<Interval>) -> impl IntoView {
    let Some(score) = score else {
        return view! { <span class="score"><span>{name}</span><span class="about">"silent here"</span></span> }
            .into_any();
    };
    let word = match vote(score, &THRESHOLDS) {
        Vote::Present => "there",
        Vote::Absent => "not there",
        Vote::Unclear => "unclear",
    };
    let left = format!("left:{:.1}%;width:{:.1}%", 100.0 * score.low, 100.0 * (score.high - score.low).max(0.01));
    let at = format!("left:{:.1}%", 100.0 * score.value);
    let words = format!("{name}: {:.2}, 95 % interval {:.2} to {:.2}, {word}", score.value, score.low, score.high);
    view! {
        <span class="score" role="img" aria-label=words.clone() title=words>
            <span>{name}</span>
            <span class="bar">
                <i class="zone absent" style=format!("width:{:.0}%", 100.0 * THRESHOLDS.absent)></i>
                <i class="zone present" style=format!("left:{0:.0}%;width:{1:.0}%", 100.0 * THRESHOLDS.present, 100.0 * (1.0 - THRESHOLDS.present))></i>
                <i class="range" style=left></i>
                <i class="dot" style=at></i>
            </span>
            <b>{word}</b>
        </span>
    }
    .into_any()
}

/// The evidence of the run on show, in sentences of its own numbers.
fn sentences(evidence: &Evidence, words: &SetupWords) -> Vec<String> {
    let mut said = Vec::new();
    if let Some(p) = evidence.pruning {
        let control = p.control.map(|c| format!(", the control after the same pruning {c:.0} %")).unwrap_or_default();
        said.push(format!(
            "Pruning: with {} removed, chosen on other {}, {:.0} % right at {}; as many at random {:.0} %{control}.",
            p.k,
            words.samples,
            p.skill.percent(),
            words.skill_noun,
            p.random
        ));
    }
    if let Some(p) = evidence.probe {
        said.push(format!(
            "Probing: the answer is read rightly on {:.0} % of the {}; pretrained {:.0} %, a trained model without the skill {:.0} %.",
            p.own.percent(),
            words.samples,
            p.ceiling.percent(),
            p.floor.percent()
        ));
    }
    if let Some(r) = evidence.revival {
        let steps = |back: Return| match back {
            Return::At(step) => format!("{step} steps"),
            Return::NotWithin(steps) => format!("more than {steps} steps"),
        };
        said.push(format!(
            "Revival: back at 90 % after {}; the faster of the models that never had it after {}.",
            steps(r.own),
            steps(r.control)
        ));
    }
    if said.is_empty() {
        said.push("No instrument has looked inside yet.".to_owned());
    }
    if evidence.partly_lost(&THRESHOLDS) {
        said.push(format!(
            "Answers: {:.1} % right at {}, {:.1} % before. The skill is partly lost: what is left is neither surely \
             enough to count as kept nor surely little enough to count as gone. This seed alone gives no verdict.",
            evidence.after.percent(),
            words.skill_noun,
            evidence.before.percent()
        ));
    }
    said
}

/// The rule, from the thresholds that are in use.
#[component]
fn Rule() -> impl IntoView {
    let t = THRESHOLDS;
    view! {
        <details id="rule">
            <summary>"How the verdict is reached"</summary>
            <p>
                {format!(
                    "Each instrument gives a score from 0, as in a model without the skill, to 1, as in the model that has it. Pruning: what \
                     removing at most 20 neurons brings back, beyond random pruning and beyond the control's. Probing: accuracy of the best probe \
                     between a trained model without the skill and the pretrained one. Revival: how many times as fast as the faster control, on a \
                     logarithmic scale up to {}; no score where neither came back, and where the model had a smaller learning rate than the \
                     controls, being slow is not held against it. A score whose whole 95 % interval is at {} or above says “there”; one \
                     wholly at {} or below says “not there”; anything else is unclear and counts as silent.",
                    t.fast,
                    t.present,
                    t.absent,
                )}
            </p>
            <ul>
                <li>{format!("Kept: at least {:.0} % of the accuracy before fine-tuning is left, by the lower end of its 95 % interval.", 100.0 * t.kept)}</li>
                <li>{format!("The answers are gone: less than {:.0} % of it is left, by the upper end. In between the skill is partly lost.", 100.0 * t.gone)}</li>
                <li>"Wrapped: the answers are gone; at least two instruments say “there” and none says “not there”."</li>
                <li>"Deleted: the answers are gone; at least two instruments say “not there” and none says “there”."</li>
                <li>{format!("Partly deleted: the answers are gone; at least one instrument says “there” and one “not there”, or at least two scores lie wholly between {} and {}.", t.absent, t.present)}</li>
                <li>{format!("Never had: accuracy was below {:.0} % already before; at least two instruments say “not there” and none says “there”.", t.had)}</li>
                <li>"Not enough evidence: anything else, such as a skill that is partly lost, or a single instrument that is not unclear."</li>
                <li>"Several seeds: a verdict that each seed alone gives is the verdict. Where they differ, the means of accuracies and scores decide, with Student's 95 % interval, or the mean of the seeds' own where that reaches further."</li>
            </ul>
        </details>
    }
}
