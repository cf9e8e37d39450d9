//! How long the page's own work for one frame of a live chart takes: six series that grow, drawn, put in place and laid out.

use crate::chart::{Axis, Figure, Scale, Series};
use crate::page::components::{ChartView, Narrow};
use leptos::mount::mount_to;
use leptos::prelude::*;
use leptos::task::tick;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// Series of the chart.
const SERIES: usize = 6;
/// Points of each at the end.
const POINTS: usize = 500;

/// Milliseconds of each of `frames` updates of a live chart, while its series grow to 500 points: drawing the figure, putting it
/// into the page and laying the page out.
///
/// # Errors
/// When the document refuses an element.
pub(super) async fn frames(frames: usize) -> Result<Vec<f64>, String> {
    let refused = || "this browser did not let the page add a chart".to_owned();
    let host: HtmlElement =
        document().create_element("section").map_err(|_| refused())?.dyn_into().map_err(|_| refused())?;
    document().body().ok_or_else(refused)?.append_child(&host).map_err(|_| refused())?;
    let clock = window().performance().ok_or("this browser has no clock")?;
    let figure = RwSignal::new(live(POINTS - frames.min(POINTS - 1)));
    let mounted = mount_to(host.clone(), move || {
        provide_context(Narrow::watch());
        view! { <ChartView figure=figure id="frame"/> }
    });
    tick().await;
    let mut times = Vec::with_capacity(frames);
    for frame in 1..=frames {
        let next = live(POINTS.saturating_sub(frames - frame));
        let begin = clock.now();
        figure.set(next);
        tick().await;
        // Asking for a height makes the browser lay out what has changed.
        let _height = host.offset_height();
        times.push(clock.now() - begin);
    }
    drop(mounted);
    host.remove();
    Ok(times)
}

/// Learning curves that look like those of a run, up to a number of points.
fn live(points: usize) -> Figure {
    let value = |series: usize, step: usize| {
        let x = step as f64;
        100.0 * (1.0 - (-x / (40.0 + 25.0 * series as f64)).exp()) + 3.0 * (x * 0.7 + series as f64).sin()
    };
    let curve = |slot: usize| Series {
        name: format!("series {}", slot + 1),
        points: (0..points).map(|step| (step as f64, value(slot, step))).collect(),
        slot,
        n: None,
    };
    let series: Vec<Series> = (0..SERIES).map(curve).collect();
    let x = Axis::fitted("training step", None, Scale::Linear, [0.0, POINTS as f64]);
    let y = Axis::fitted("right answers", Some("%"), Scale::Linear, [0.0, 100.0]);
    Figure { title: "A live chart".to_owned(), x, y, series, ..Figure::default() }
}
