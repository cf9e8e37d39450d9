//! A model drawn as a core and a sleeve, live: the core's colour is what the lens reads on the text, and a strip that is pressed or dragged
//! off is a neuron that is off.

use super::state::Front;
use crate::analysis::{PrunableUnit, lens_level_label};
use crate::chart::{CoreAndSleeve, CorePlace, Strip, core_outline, half_block_of, widths};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, PointerEvent};

/// Half the width of a core from which everything can be read, in percent of the picture.
const HALF: f64 = 30.0;
/// The same where nothing can be read: the stream is still there.
const LEAST: f64 = 0.8;
/// The length of a strip that brings nothing back, and what is added where everything is back, in percent of the picture.
const STRIP: (f64, f64) = (3.0, 15.0);
/// How far a strip is dragged at most, in pixels.
const REACH: i32 = 60;

#[component]
pub(super) fn Picture(model: usize) -> impl IntoView {
    let front = expect_context::<Front>();
    let own = Memo::new(move |_| front.drawn.with(|drawn| drawn.get(model).cloned().unwrap_or_default()));
    let shown = move || {
        let own = own.get();
        (!own.core.is_empty()).then(|| {
            let half_blocks = 2 * (own.core.len() - 1);
            let place = Places::of(&own, half_blocks);
            let strips = own.sleeve.iter().enumerate().map(|(at, strip)| {
                view! { <Neuron model=model strip=strip.clone() style=place.style(at, strip)/> }
            });
            let levels = (0..half_blocks).rev().map(|level| view! { <li>{lens_level_label(level)}</li> });
            view! {
                <div class="core-and-sleeve">
                    <ul class="levels" aria-hidden="true">{levels.collect_view()}</ul>
                    <Core model=model own=own.clone()/>
                    <ul class="sleeve" aria-label="Its sleeve: neurons that pruning chose">{strips.collect_view()}</ul>
                    <AtRandom model=model half_blocks=half_blocks/>
                </div>
                <ul class="visually-hidden" aria-label="What can be read inside">
                    {(0..half_blocks).map(|level| view! { <li>{move || in_words(front, model, level)}</li> }).collect_view()}
                </ul>
            }
        })
    };
    view! { <div class="picture">{shown}</div> }
}

/// What stands in a half block, for those who do not see it.
fn in_words(front: Front, model: usize, level: usize) -> String {
    let place = lens_level_label(level);
    let wide = front.drawn.with(|drawn| drawn.get(model).and_then(|own| own.core.get(level / 2 + 1).copied()));
    let probe = wide
        .filter(|_| level % 2 == 1)
        .map(|wide| format!("a probe reads the a's {:.0} points better than the b's; ", 100.0 * wide));
    let lens = match front.read(model, level) {
        Some((_, _, answer)) => format!("the lens reads {answer}"),
        None => "the lens is not trained yet".to_owned(),
    };
    format!("{place}: {}{lens}", probe.unwrap_or_default())
}

/// The core: as wide as probes read the skill, in the colours of what the lens reads.
#[component]
fn Core(model: usize, own: CoreAndSleeve) -> impl IntoView {
    let front = expect_context::<Front>();
    let levels = widths(&own.core);
    let last = levels.len().saturating_sub(1).max(1) as f64;
    let y = move |level: usize| 100.0 - 100.0 * level as f64 / last;
    let half = |wide: f64| (HALF * wide).max(LEAST);
    let ghost =
        core_outline(&own.before, CorePlace { half: HALF, least: LEAST, middle: 50.0, bottom: 100.0, top: 0.0 });
    let pieces = levels.windows(2).enumerate().map(|(level, pair)| {
        let (low, high) = (half(pair[0]), half(pair[1]));
        let (bottom, top) = (y(level), y(level + 1));
        let points = format!(
            "{:.1},{bottom:.1} {:.1},{top:.1} {:.1},{top:.1} {:.1},{bottom:.1}",
            50.0 - low,
            50.0 - high,
            50.0 + high,
            50.0 + low
        );
        let fill = move || front.read(model, level).map(|(right, next, _)| colour(right, next)).unwrap_or_default();
        view! { <polygon points=points style=fill/> }
    });
    view! {
        <svg class="core" viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
            {pieces.collect_view()}
            <polygon class="ghost" points=ghost/>
        </svg>
    }
}

/// Blue as far as the right answer is read, orange as far as one more is.
fn colour(right: f32, next: f32) -> String {
    let either = (right + next).min(1.0);
    let share = if either > 0.0 { right / (right + next) } else { 0.0 };
    format!(
        "fill: color-mix(in srgb, color-mix(in srgb, var(--series-0) {:.0}%, var(--series-1)) {:.0}%, var(--nothing))",
        100.0 * share,
        100.0 * either
    )
}

/// Where strips stand: those of a half block beside it, on both sides in turn.
struct Places {
    /// Of each strip: its number among those of its half block, and how many these are.
    of: Vec<(usize, usize)>,
    half_blocks: usize,
}

impl Places {
    fn of(own: &CoreAndSleeve, half_blocks: usize) -> Self {
        let beside = |half_block: usize| own.sleeve.iter().filter(move |other| other.half_block == half_block).count();
        let of = own.sleeve.iter().enumerate().map(|(at, strip)| {
            let before = own.sleeve.iter().take(at).filter(|other| other.half_block == strip.half_block).count();
            (before, beside(strip.half_block))
        });
        Self { of: of.collect(), half_blocks }
    }

    fn style(&self, at: usize, strip: &Strip) -> String {
        let (number, all) = self.of.get(at).copied().unwrap_or_default();
        let row = 100.0 / self.half_blocks.max(1) as f64;
        let pitch = row / all.div_ceil(2).max(3) as f64;
        let bottom = row * strip.half_block as f64 + pitch * (number / 2) as f64;
        let long = STRIP.0 + STRIP.1 * strip.back;
        let (side, sign) = if number % 2 == 0 { ("left", 1) } else { ("right", -1) };
        format!("{side}:{:.1}%;width:{long:.1}%;bottom:{bottom:.1}%;height:{pitch:.1}%;--side:{sign}", 50.0 + HALF)
    }
}

/// A strip: a neuron that is on until it is pressed or dragged off.
#[component]
fn Neuron(model: usize, strip: Strip, style: String) -> impl IntoView {
    let front = expect_context::<Front>();
    let Strip { unit, name, half_block, back } = strip;
    let is_off = move || front.off.with(|off| off.get(model).is_some_and(|own| own.contains(&unit)));
    let (held, moved) = (RwSignal::new(None::<i32>), RwSignal::new(0));
    let hold = move |event: PointerEvent| {
        held.set(Some(event.client_x()));
        if let Some(strip) = event.current_target().and_then(|target| target.dyn_into::<Element>().ok()) {
            // Without the capture it follows as far as the pointer is over it.
            let _ = strip.set_pointer_capture(event.pointer_id());
        }
    };
    let follow = move |event: PointerEvent| {
        if let Some(from) = held.get_untracked() {
            moved.set((event.client_x() - from).clamp(-REACH, REACH));
        }
    };
    let let_go = move |_| {
        held.set(None);
        moved.set(0);
    };
    let place = lens_level_label(half_block);
    let title =
        format!("{name} in {place}: without it and those before it {:.0} % of texts are right again", 100.0 * back);
    view! {
        <li style=style>
            <button
                type="button"
                class="strip"
                aria-pressed=move || is_off().to_string()
                aria-label=format!("take off {name} in {place}")
                title=title
                style=move || format!("--moved:{}px", moved.get())
                on:pointerdown=hold
                on:pointermove=follow
                on:pointerup=let_go
                on:pointercancel=let_go
                on:click=move |_| front.toggle(model, unit)
            ></button>
        </li>
    }
}

/// How many neurons are off at random in each half block.
#[component]
fn AtRandom(model: usize, half_blocks: usize) -> impl IntoView {
    let front = expect_context::<Front>();
    let places = move || {
        front.record.with(|record| {
            let place = |unit: &PrunableUnit| half_block_of(record.as_ref()?, *unit);
            front
                .off
                .with(|off| off.get(model).map_or(Vec::new(), |own| own.iter().filter_map(place).collect::<Vec<_>>()))
        })
    };
    let rows = move || {
        front.at_random.get().then(|| {
            let places = places();
            let row = |level| match places.iter().filter(|own| **own == level).count() {
                0 => view! { <li>{String::new()}</li> },
                count => view! { <li>{format!("−{count}")}</li> },
            };
            view! { <ul class="at-random" aria-hidden="true">{(0..half_blocks).rev().map(row).collect_view()}</ul> }
        })
    };
    view! { {rows} }
}
