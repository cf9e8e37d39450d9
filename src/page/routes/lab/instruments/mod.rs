//! The instruments: the verdict with its evidence, and pruning, probing, attention, changed weights and patching, each live
//! on the run on show.

mod attention;
mod change;
mod focus;
mod model_answers;
mod neuron_pruning;
mod patching;
mod playground;
mod probing;
mod pruning;
mod two_labels;
mod verdict;

use super::state::Lab;
use crate::experiment::{Analysis, ModelRef, Role, rate_label};
use crate::page::focus::focus_on;
use crate::setups::grammar::{GrammarSpec, Instruments as Chosen};
use attention::AttentionView;
use change::ChangeView;
use focus::Focus;
use leptos::prelude::*;
pub(in crate::page::routes) use model_answers::ModelAnswers;
pub(in crate::page::routes) use neuron_pruning::{NeuronPruning, Removing};
use patching::PatchingView;
use probing::ProbingView;
use pruning::PruningPanel;
pub(in crate::page::routes) use two_labels::TwoLabelInstruments;
pub(in crate::page::routes) use verdict::{Verdicts, sentences};

/// A tab of the instruments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tab {
    Pruning,
    Probing,
    Attention,
    Change,
    Patching,
}

impl Tab {
    const ALL: [Self; 5] = [Self::Pruning, Self::Probing, Self::Attention, Self::Change, Self::Patching];

    fn key(self) -> &'static str {
        match self {
            Self::Pruning => "pruning",
            Self::Probing => "probing",
            Self::Attention => "attention",
            Self::Change => "change",
            Self::Patching => "patching",
        }
    }

    fn label(self) -> &'static str {
        match self {
            Self::Pruning => "Pruning",
            Self::Probing => "Probing",
            Self::Attention => "Attention",
            Self::Change => "Where it changed",
            Self::Patching => "Patching",
        }
    }
}

/// How long the analyses behind a tab took, and where.
fn found_in(focus: Focus, tab: Tab) -> Option<String> {
    let rate = focus.rate.get();
    let tuned = ModelRef::After(Role::FineTune { rate });
    let analysis = match tab {
        Tab::Pruning => Analysis::Prune { model: tuned, granularity: focus.granularity.get() },
        Tab::Probing => Analysis::Probe { model: tuned },
        Tab::Attention => return None,
        Tab::Change => Analysis::Change { rate },
        Tab::Patching => Analysis::Patch { rate },
    };
    focus.record.with(|record| {
        let finished = record.as_ref()?.analyses.iter().find(|f| f.analysis == analysis)?;
        Some(format!("Found in {:.1} s of work on one {} engine.", finished.seconds, finished.device))
    })
}

/// The verdict and the instruments; nothing before the first run.
#[component]
pub(super) fn Instruments() -> impl IntoView {
    let lab = expect_context::<Lab>();
    let focus = Focus::new(lab);
    provide_context(focus);
    let tab = RwSignal::new(Tab::Pruning);
    let is_there = move || focus.record.with(|r| r.as_ref().is_some_and(|r| GrammarSpec::of_record(r).is_some()));
    let there = move || {
        focus.record.with(|r| r.as_ref().and_then(GrammarSpec::of_record).is_some_and(|s| s.instruments == Chosen::All))
    };
    let rates =
        Memo::new(move |_| focus.record.with(|r| r.as_ref().map(|r| r.spec.rates().to_vec()).unwrap_or_default()));
    let step = move |event: web_sys::KeyboardEvent| {
        let at = Tab::ALL.iter().position(|t| *t == tab.get_untracked()).unwrap_or(0);
        let count = Tab::ALL.len();
        let to = match event.key().as_str() {
            "ArrowRight" => (at + 1) % count,
            "ArrowLeft" => (at + count - 1) % count,
            _ => return,
        };
        tab.set(Tab::ALL[to]);
        focus_on(&format!("tab-{}", Tab::ALL[to].key()));
    };
    let tabs = move || {
        Tab::ALL
            .into_iter()
            .map(|own| {
                let selected = move || tab.get() == own;
                view! {
                    <button
                        type="button"
                        role="tab"
                        id=format!("tab-{}", own.key())
                        aria-controls="instrument"
                        aria-selected=move || selected().to_string()
                        tabindex=move || if selected() { "0" } else { "-1" }
                        on:click=move |_| tab.set(own)
                    >
                        {own.label()}
                    </button>
                }
            })
            .collect_view()
    };
    view! {
        <Show when=is_there>
            <Verdicts record=focus.record/>
        </Show>
        <Show when=there>
            <section class="instruments" aria-label="Instruments">
                <div class="instruments-head">
                    <h2>"Look inside"</h2>
                    <label>
                        "model fine-tuned at "
                        <select
                            id="focus-rate"
                            prop:value=move || focus.rate.get().to_string()
                            on:change=move |event| {
                                if let Ok(rate) = event_target_value(&event).parse() {
                                    focus.rate.set(rate);
                                }
                            }
                        >
                            <For each=move || rates.get().into_iter().enumerate() key=|(i, r)| (*i, r.to_bits()) let:entry>
                                <option value=entry.0.to_string() selected=move || focus.rate.get() as usize == entry.0>
                                    {rate_label(entry.1)}
                                </option>
                            </For>
                        </select>
                    </label>
                </div>
                <div role="tablist" aria-label="Instruments" class="tabs" on:keydown=step>{tabs}</div>
                <p class="about" id="found-in">{move || found_in(focus, tab.get())}</p>
                <div id="instrument" role="tabpanel" aria-labelledby=move || format!("tab-{}", tab.get().key())>
                    {move || match tab.get() {
                        Tab::Pruning => view! { <PruningPanel/> }.into_any(),
                        Tab::Probing => view! { <ProbingView/> }.into_any(),
                        Tab::Attention => view! { <AttentionView/> }.into_any(),
                        Tab::Change => view! { <ChangeView/> }.into_any(),
                        Tab::Patching => view! { <PatchingView/> }.into_any(),
                    }}
                </div>
            </section>
        </Show>
    }
}
