//! A figure on the page: the SVG, the values under the pointer, the legend and a table for those who cannot see it.

use super::figure_files::{FigureFile, FigureFiles};
use crate::chart::{CrosshairValues, Figure, Palette, Size, Table, band_swatch, swatch};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent, PointerEvent};

/// Whether the window is a phone's width; figures are drawn for it rather than shrunk.
#[derive(Clone, Copy)]
pub(in crate::page) struct Narrow(RwSignal<bool>);

impl Narrow {
    /// Whether it is.
    pub(in crate::page) fn is(self) -> bool {
        self.0.get()
    }

    /// Follows the window's width.
    pub(in crate::page) fn watch() -> Self {
        let is_narrow = || window().inner_width().ok().and_then(|w| w.as_f64()).is_some_and(|w| w < 560.0);
        let narrow = RwSignal::new(is_narrow());
        let listener = window_event_listener(leptos::ev::resize, move |_| {
            if narrow.get_untracked() != is_narrow() {
                narrow.set(is_narrow());
            }
        });
        on_cleanup(move || listener.remove());
        Self(narrow)
    }
}

/// For figures that stand three in a row.
const COLUMN: Size = Size { width: 300, height: 220 };
/// For a figure that takes two columns.
const WIDE: Size = Size { width: 610, height: 240 };

#[component]
pub(in crate::page) fn ChartView(
    #[prop(into)] figure: Signal<Figure>,
    #[prop(into)] id: String,
    #[prop(optional)] wide: bool,
    /// Whether a figure beside it has the same legend and shows it.
    #[prop(optional)]
    shares_legend: bool,
) -> impl IntoView {
    let narrow = expect_context::<Narrow>().0;
    let size = Memo::new(move |_| match (narrow.get(), wide) {
        (true, _) => Size::PHONE,
        (false, true) => WIDE,
        (false, false) => COLUMN,
    });
    let svg = Memo::new(move |_| figure.with(|f| f.svg(size.get()).unwrap_or_else(|e| e.to_string())));
    let reading = RwSignal::new(None::<CrosshairValues>);
    let look = move |x: f64, y: f64| reading.set(figure.with_untracked(|f| f.nearest(size.get_untracked(), x, y)));
    let point = move |event: PointerEvent| {
        let Some(area) = event.current_target().and_then(|t| t.dyn_into::<Element>().ok()) else { return };
        let rect = area.get_bounding_client_rect();
        let scale = f64::from(size.get_untracked().width) / rect.width().max(1.0);
        look((f64::from(event.client_x()) - rect.left()) * scale, (f64::from(event.client_y()) - rect.top()) * scale);
    };
    let step = move |event: KeyboardEvent| {
        let forward = match event.key().as_str() {
            "ArrowRight" => true,
            "ArrowLeft" => false,
            "Escape" => return reading.set(None),
            _ => return,
        };
        event.prevent_default();
        let next = figure.with_untracked(|f| beside(f, reading.get_untracked().map(|r| r.x), forward));
        let at = next.and_then(|x| figure.with_untracked(|f| at_x(f, size.get_untracked(), x)));
        if at.is_some() {
            reading.set(at);
        }
    };
    let name = id.clone();
    let file = Callback::new(move |()| {
        figure.with_untracked(|f| FigureFile {
            name: format!("unwrap-lab-{name}"),
            drawing: f.svg_with_legend(size.get_untracked(), Palette::Css).unwrap_or_default(),
            caption: f.caption.clone(),
            table: f.data(),
        })
    });
    view! {
        <figure class="chart" id=id class:wide=wide class:shares-legend=shares_legend>
            <div
                class="plot"
                tabindex="0"
                role="group"
                aria-label=move || figure.with(|f| format!("{}. Arrow keys read the values.", f.title))
                on:pointermove=point
                on:pointerdown=point
                on:pointerleave=move |_| reading.set(None)
                on:keydown=step
                on:blur=move |_| reading.set(None)
            >
                <div class="drawing" inner_html=move || svg.get()></div>
                {move || reading.get().map(|r| view! { <Readout figure=figure reading=r size=size.get()/> })}
            </div>
            <ul class="legend">
                {move || {
                    figure
                        .with(Figure::legend)
                        .into_iter()
                        .map(|entry| view! { <li><span inner_html=entry.swatch()></span>{entry.name}</li> })
                        .collect_view()
                }}
            </ul>
            <Values table=Signal::derive(move || figure.with(Figure::table)) file=file/>
        </figure>
    }
}

/// The next x among the points, after `x` or before it.
fn beside(figure: &Figure, x: Option<f64>, forward: bool) -> Option<f64> {
    let of_bands = figure.bands.iter().flat_map(|b| b.points.iter().map(|p| p.0));
    let all = figure.series.iter().flat_map(|s| s.points.iter().map(|p| p.0)).chain(of_bands);
    match (x, forward) {
        (None, true) => all.min_by(f64::total_cmp),
        (None, false) => all.max_by(f64::total_cmp),
        (Some(x), true) => all.filter(|v| *v > x).min_by(f64::total_cmp),
        (Some(x), false) => all.filter(|v| *v < x).max_by(f64::total_cmp),
    }
}

/// The reading at `x`, found by walking the plot from left to right.
fn at_x(figure: &Figure, size: Size, x: f64) -> Option<CrosshairValues> {
    (0..=size.width)
        .filter_map(|px| figure.nearest(size, f64::from(px), f64::from(size.height) / 2.0))
        .min_by(|a, b| (a.x - x).abs().total_cmp(&(b.x - x).abs()))
}

#[component]
fn Readout(figure: Signal<Figure>, reading: CrosshairValues, size: Size) -> impl IntoView {
    let (width, height) = (f64::from(size.width), f64::from(size.height));
    let left = 100.0 * reading.x_px / width;
    let (top, bottom) = reading.plot_px;
    let line =
        format!("left:{left:.2}%;top:{:.2}%;height:{:.2}%", 100.0 * top / height, 100.0 * (bottom - top) / height);
    let side =
        if left > 55.0 { format!("right:{:.2}%", 100.0 - left + 1.5) } else { format!("left:{:.2}%", left + 1.5) };
    let (x, rows) = figure.with(|f| {
        let values = reading.values.iter().map(|v| (swatch(v.slot), v.name.clone(), f.y.value_label(v.y)));
        let bands =
            reading.bands.iter().map(|b| (band_swatch(b.slot), b.name.clone(), f.y.label_between(b.low, b.high)));
        let rows: Vec<_> = values.chain(bands).collect();
        (format!("{} {}", f.x.label, f.x.value_label(reading.x)), rows)
    });
    view! {
        <div class="crosshair" style=line></div>
        <div class="readout" style=side role="status">
            <strong>{x}</strong>
            <ul>
                {rows
                    .into_iter()
                    .map(|(picture, name, value)| {
                        view! { <li><span inner_html=picture></span><span>{name}</span><b>{value}</b></li> }
                    })
                    .collect_view()}
            </ul>
        </div>
    }
}

/// The values behind a drawing as a table and as files, made when it is unfolded.
#[component]
pub(in crate::page) fn Values(table: Signal<Table>, file: Callback<(), FigureFile>) -> impl IntoView {
    let open = RwSignal::new(false);
    let unfolded = move |event: web_sys::Event| {
        let details = event.target().and_then(|t| t.dyn_into::<web_sys::HtmlDetailsElement>().ok());
        open.set(details.is_some_and(|d| d.open()));
    };
    let rows = move || {
        let table = table.get();
        // Rows of a map are named, and what names them is not.
        let named = |c: String| if c.is_empty() { "row".to_owned() } else { c };
        let head = table.columns.into_iter().map(|c| view! { <th scope="col">{named(c)}</th> }).collect_view();
        let row = |row: Vec<String>| {
            let cells = row.into_iter().map(|cell| view! { <td>{cell}</td> }).collect_view();
            view! { <tr>{cells}</tr> }
        };
        let body = table.rows.into_iter().map(row).collect_view();
        view! {
            <thead><tr>{head}</tr></thead>
            <tbody>{body}</tbody>
        }
    };
    view! {
        <details on:toggle=unfolded>
            <summary>"Values and files"</summary>
            {move || {
                open.get()
                    .then(|| {
                        let label = format!("Values of {}", file.run(()).name);
                        view! {
                            <FigureFiles of=file/>
                            <div class="scroll" tabindex="0" role="region" aria-label=label>
                                <table>{rows}</table>
                            </div>
                        }
                    })
            }}
        </details>
    }
}
