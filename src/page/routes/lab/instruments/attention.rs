//! Attention: maps of one head on one text before and after fine-tuning, their difference, and where the answer looks in
//! the course of fine-tuning.

use super::focus::{Focus, ModelChoice};
use super::playground::Prompt;
use crate::chart::{Figure, HeatMap, attention_map, attention_mass};
use crate::page::components::ChartView;
use crate::page::components::MapView;
use crate::setups::grammar::GrammarSpec;
use leptos::prelude::*;

#[component]
pub(super) fn AttentionView() -> impl IntoView {
    let focus = expect_context::<Focus>();
    let (block, head) = (RwSignal::new(0_u32), RwSignal::new(0_u32));
    let sizes = Memo::new(move |_| {
        let config = focus.record.with(|r| r.as_ref().and_then(GrammarSpec::of_record).and_then(|s| s.model().ok()));
        config.map_or((1, 1), |c| (c.blocks as u32, c.heads as u32))
    });
    Effect::new(move |_| {
        let (blocks, heads) = sizes.get();
        block.update(|b| *b = (*b).min(blocks - 1));
        head.update(|h| *h = (*h).min(heads - 1));
    });
    let tokens = Memo::new(move |_| {
        let task = focus.task.get();
        let text = focus.text.get();
        focus.record.with(|r| {
            let layout = r.as_ref().and_then(GrammarSpec::of_record).and_then(|s| s.layout().ok());
            layout.map(|l| l.tokens(task, &text).into_iter().map(|t| t.label()).collect::<Vec<_>>()).unwrap_or_default()
        })
    });
    let pattern = move |choice: ModelChoice| -> Vec<f32> {
        let reply = focus.reply(choice);
        let found = reply.and_then(|r| r.patterns.get(block.get() as usize)?.get(head.get() as usize).cloned());
        found.filter(|p| p.len() == tokens.with(Vec::len).pow(2)).unwrap_or_default()
    };
    // One scale for both models: the answer's row, which matters most, is to show its differences.
    let strongest = Memo::new(move |_| {
        let answers_row = |choice| pattern(choice).into_iter().rev().take(tokens.with(Vec::len)).collect::<Vec<_>>();
        let both = [ModelChoice::Pretrained, ModelChoice::FineTuned].map(answers_row).concat();
        both.into_iter().fold(0.2_f32, f32::max)
    });
    let map = move |title: &'static str, values: Vec<f32>, difference: bool| -> HeatMap {
        attention_map(title, &tokens.get(), &values, strongest.get(), difference)
    };
    let before = Signal::derive(move || map("Pretrained", pattern(ModelChoice::Pretrained), false));
    let after = Signal::derive(move || map("Fine-tuned", pattern(ModelChoice::FineTuned), false));
    let difference = Signal::derive(move || {
        let (old, new) = (pattern(ModelChoice::Pretrained), pattern(ModelChoice::FineTuned));
        map("Fine-tuned less pretrained", new.iter().zip(&old).map(|(n, o)| n - o).collect(), true)
    });
    let mass = Memo::new(move |_| {
        let (rate, block) = (focus.rate.get(), block.get());
        focus.record.with(|r| r.as_ref().map_or_else(Figure::default, |r| attention_mass(r, rate, block)))
    });
    let select = move |id: &'static str, label: &'static str, value: RwSignal<u32>, count: Signal<u32>| {
        view! {
            <label>
                {label}
                " "
                <select
                    id=id
                    prop:value=move || value.get().to_string()
                    on:change=move |event| {
                        if let Ok(chosen) = event_target_value(&event).parse() {
                            value.set(chosen);
                        }
                    }
                >
                    <For each=move || 0..count.get() key=|i| *i let:index>
                        <option value=index.to_string() selected=move || value.get() == index>{(index + 1).to_string()}</option>
                    </For>
                </select>
            </label>
        }
    };
    view! {
        <p class="about">"Who attends to whom in one head, on one text: each row is a token that attends to itself and to those before it."</p>
        <div class="buttons choices">
            {select("block", "block", block, Signal::derive(move || sizes.get().0))}
            {select("head", "head", head, Signal::derive(move || sizes.get().1))}
        </div>
        <Prompt/>
        <div class="maps">
            <MapView map=before id="attention-before" width=300/>
            <MapView map=after id="attention-after" width=300/>
            <MapView map=difference id="attention-difference" width=300/>
        </div>
        <ChartView figure=mass id="attention-mass" wide=true/>
    }
}
