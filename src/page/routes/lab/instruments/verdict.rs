//! The verdict on every model of the run on show, over all finished runs that differ in nothing but the seed, with the
//! evidence and the rule.

use super::super::state::Lab;
use crate::analysis::{Evidence, Judgement, Return, Score, THRESHOLDS, Verdict, Vote};
use crate::chart::silhouette;
use crate::experiment::{ModelRef, Record, Role, SetupWords, Spec, verdict};
use crate::has_same_results;
use crate::page::storage::Origin;
use crate::truth::Confusion;
use leptos::prelude::*;

#[component]
pub(in crate::page::routes) fn Verdicts(record: Memo<Option<Record>>) -> impl IntoView {
    let lab = expect_context::<Lab>();
    let origin = Memo::new(move |_| lab.shown_origin());
    let is_senders = move || origin.get() == Some(Origin::Sender);
    let rows = move || {
        record.with(|shown| {
            let Some(shown) = shown.as_ref().filter(|_| !is_senders()) else { return Vec::new() };
            let others = lab.runs.with(|runs| {
                let is_here = origin.get().is_none_or(Origin::is_here);
                // A claim of a file is not pooled with what was trained here, and a link's curves, which come without evidence, with nothing.
                let own = runs.iter().filter(|e| {
                    e.origin.is_here() == is_here && e.origin != Origin::Sender && has_same_results(&e.record.version)
                });
                same_but_seed(shown, own.map(|e| &e.record))
            });
            let records: Vec<&Record> = std::iter::once(shown).chain(&others).collect();
            let row = |role| {
                let judgement = verdict(&records, role)?;
                Some((role, judgement, shown.spec.evidence(shown, role)?, silhouette(shown, role)))
            };
            shown.spec.judged().into_iter().filter_map(row).collect()
        })
    };
    let seeds = move || rows().first().map_or(0, |(_, judgement, ..)| judgement.seeds);
    let another = move |_| {
        let seed = lab.runs.with_untracked(|runs| runs.iter().map(|e| e.record.spec.seed()).max().unwrap_or(0));
        if let Some(record) = record.get_untracked() {
            lab.adopt(record.spec.with_seed(seed.wrapping_add(1)));
            lab.start();
        }
    };
    view! {
        <section class="verdicts" aria-label="Verdict">
            <h2>"Deleted, or only wrapped?"</h2>
            <Show
                when=move || !rows().is_empty()
                fallback=move || {
                    let words = if is_senders() {
                        "What the sender's instruments found is not in the link, so no verdict is given here. Run it again, and yours will look."
                    } else {
                        "A verdict comes as soon as models are trained and the instruments have looked inside."
                    };
                    view! { <p class="about" id="no-verdict">{words}</p> }
                }
            >
                <ul class="cards" id="verdicts">
                    {move || {
                        let spec = record.with(|r| r.as_ref().map(|r| r.spec.clone()));
                        rows()
                            .into_iter()
                            .map(|(role, judgement, evidence, picture)| {
                                let name = spec.as_ref().map(|s| name(role, s)).unwrap_or_default();
                                let words = spec.as_ref().map(|s| s.words());
                                let rate = role.rate();
                                view! { <Card rate=rate name=name judgement=judgement evidence=evidence words=words picture=picture/> }
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
                            n => format!("{n} seeds: scores are their means, and what each seed says is pooled."),
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
        if record.spec.is_but_for_its_seed(&shown.spec) && found.iter().all(|f| f.spec.seed() != record.spec.seed()) {
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
fn Card(
    rate: Option<u32>,
    name: String,
    judgement: Judgement,
    evidence: Evidence,
    words: Option<SetupWords>,
    /// A small picture of the model, or nothing.
    picture: String,
) -> impl IntoView {
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
        .map(|(name, score)| view! { <ScoreBar name=name score=score/> })
        .collect_view();
    let after = judgement.after;
    let model = name.clone();
    let skill = words.as_ref().map_or_else(String::new, |words| words.skill.clone());
    let said = words.map_or_else(Vec::new, |words| sentences(&evidence, &words));
    view! {
        <li class=format!("card {class}") data-verdict=verdict.label() data-model=model data-rate=rate>
            <strong class="verdict">
                <span aria-hidden="true" inner_html=picture></span>
                {verdict.label()}
            </strong>
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
fn ScoreBar(name: &'static str, score: Option<Score>) -> impl IntoView {
    let Some(score) = score else {
        return view! { <span class="score"><span>{name}</span><span class="about">"says nothing"</span></span> }
            .into_any();
    };
    let word = match score.vote {
        Vote::Present => "there",
        Vote::Absent => "not there",
        Vote::Unclear => "unclear",
    };
    let i = score.interval;
    let left = format!("left:{:.1}%;width:{:.1}%", 100.0 * i.low, 100.0 * (i.high - i.low).max(0.01));
    let at = format!("left:{:.1}%", 100.0 * i.value);
    let words = format!("{name}: {:.2}, 95 % interval {:.2} to {:.2}, {word}", i.value, i.low, i.high);
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
pub(in crate::page::routes) fn sentences(evidence: &Evidence, words: &SetupWords) -> Vec<String> {
    let mut said = Vec::new();
    if let Some(p) = evidence.pruning {
        let control =
            p.nothing.map(|c| format!(", a model with nothing after its own pruning {c:.0} %")).unwrap_or_default();
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
        let selectivity = p.selectivity.map(|s| {
            let [skill, other] = s.own.map(|accuracy| accuracy.percent());
            format!(
                " It is read {:.0} points better than the other task's (pretrained {:.0}, with nothing {:.0}).",
                skill - other,
                s.ceiling,
                s.floor
            )
        });
        said.push(format!(
            "Probing: {} is read rightly on {:.0} % of the {}; pretrained {:.0} %, the best model with nothing {:.0} %.{}",
            words.probed,
            p.own.percent(),
            words.samples,
            p.ceiling.percent(),
            p.floor.percent(),
            selectivity.unwrap_or_default()
        ));
    }
    if let Some(u) = evidence.undone {
        let needed = u.needed.map_or("more than half".to_owned(), |needed| needed.to_string());
        said.push(format!(
            "Undoing: the skill is back when {needed} of the {} directions of what fine-tuning changed are undone, the largest first.",
            u.all
        ));
    }
    if let Some(s) = evidence.started {
        said.push(format!(
            "Starting: given its first words, {:.0} % of the {} go on with it; pretrained {:.0} %, the best model with nothing {:.0} %.",
            s.own.percent(),
            words.samples,
            s.ceiling.percent(),
            s.floor.percent()
        ));
    }
    if let Some(r) = &evidence.revival {
        let steps = |back: Return| match back {
            Return::At(step) => format!("{step} steps"),
            Return::NotWithin(steps) => format!("more than {steps} steps"),
        };
        said.push(format!(
            "Revival: back at {} after {}; models that never had it after {}.",
            words.revived_at,
            steps(r.own),
            r.controls.iter().map(|control| steps(*control)).collect::<Vec<_>>().join(", ")
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

/// The rule, from the thresholds that are in use, and how often it is right on models whose truth is known.
#[component]
fn Rule() -> impl IntoView {
    let t = THRESHOLDS;
    let tally = Confusion::shipped().tally(None);
    view! {
        <p class="about" id="truth-tally">
            {format!(
                "On {} models of known truth this rule was right {} times, wrong {} and silent {}. ",
                tally.all(),
                tally.right,
                tally.wrong,
                tally.silent
            )}
            <a href="#/truth">"See them, or make one"</a>
        </p>
        <details id="rule">
            <summary>"How the verdict is reached"</summary>
            <p>
                {format!(
                    "Each instrument gives a score from 0, as in a model with nothing, to 1, as in the model that has the skill. A model with \
                     nothing is the control or random weights, whichever does better. Probing: accuracy of the best probe, or how much better it \
                     reads the skill's answer than the other task's. Starting, where a skill can be started: how often the model goes on with it. Pruning: what removing at most 20 neurons brings back, beyond random pruning \
                     and beyond models with nothing. Undoing: how few of the directions that fine-tuning changed must be undone. Revival: how many \
                     times as fast as the controls' median, where {} times scores 0.5. A score whose whole 95 % interval is at {} or above says \
                     “there”; one wholly at {} or below says “not there”, which pruning and undoing never say: there is much that they do not find. \
                     Anything else is silent.",
                    t.fast,
                    t.present,
                    t.absent,
                )}
            </p>
            <ul>
                <li>{format!("Kept: at least {:.0} % of the accuracy before fine-tuning is left, by the lower end of its 95 % interval.", 100.0 * t.kept)}</li>
                <li>{format!("The answers are gone: less than {:.0} % of it is left, by the upper end. In between the skill is partly lost.", 100.0 * t.gone)}</li>
                <li>"Wrapped: the answers are gone; at least two instruments say “there”, and the probe does not say “not there”."</li>
                <li>"Deleted: the answers are gone; at least two instruments say “not there” and none says “there”."</li>
                <li>{format!("Partly deleted: the answers are gone; no instrument says either, and at least two scores lie wholly between {} and {}.", t.absent, t.present)}</li>
                <li>{format!("Never had: accuracy was below {:.0} % already before; at least two instruments say “not there” and none says “there”.", t.had)}</li>
                <li>"Not enough evidence: anything else, such as a skill that is partly lost, or a single instrument that is not silent."</li>
                <li>"Several seeds are pooled by votes: an instrument says what those seeds say in which it is not silent, and nothing where they contradict each other."</li>
            </ul>
        </details>
    }
}
