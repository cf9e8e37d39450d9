//! A figure taken out of the page: as SVG or PNG with its caption and link, and its values as CSV or JSON.

use super::download::{offer, offer_url};
use crate::chart::{Table, sheet};
use crate::experiment::to_json;
use crate::page::engine::error_text;
use crate::page::files::csv_of;
use crate::page::notices::Notices;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, HtmlImageElement};

/// How many pixels of a PNG stand for one of the drawing.
const SCALE: f64 = 2.0;

/// What every figure of a view is taken out with: where failures are told, and the link below the figure.
#[derive(Clone, Copy)]
pub(in crate::page) struct TakenWith {
    pub(in crate::page) notices: Notices,
    pub(in crate::page) link: Signal<String>,
}

/// A figure as files are made of it.
#[derive(Clone)]
pub(in crate::page) struct FigureFile {
    /// The file's name without its ending.
    pub(in crate::page) name: String,
    /// The drawing as SVG text, in the page's colours.
    pub(in crate::page) drawing: String,
    /// What stands below it.
    pub(in crate::page) caption: String,
    /// The values behind it, as programs read them.
    pub(in crate::page) table: Table,
}

#[component]
pub(in crate::page) fn FigureFiles(of: Callback<(), FigureFile>) -> impl IntoView {
    let Some(with) = use_context::<TakenWith>() else { return ().into_any() };
    let made = move |file: &FigureFile| {
        sheet(&coloured(&file.drawing), &file.caption, &with.link.get_untracked())
            .map(|text| coloured(&text))
            .ok_or_else(|| "there is nothing drawn yet".to_owned())
    };
    let svg = move |_| {
        let file = of.run(());
        offer(with.notices, &format!("{}.svg", file.name), "image/svg+xml", made(&file));
    };
    let png = move |_| {
        let file = of.run(());
        let text = made(&file);
        spawn_local(async move {
            let outcome = match text {
                Ok(text) => painted(&text).await,
                Err(error) => Err(error),
            };
            offer_url(with.notices, &format!("{}.png", file.name), outcome);
        });
    };
    let csv = move |_| {
        let file = of.run(());
        offer(with.notices, &format!("{}.csv", file.name), "text/csv", csv_of(&as_rows(file.table)));
    };
    let json = move |_| {
        let file = of.run(());
        offer(with.notices, &format!("{}.json", file.name), "application/json", as_json(&file.table));
    };
    view! {
        <p class="buttons take-figure">
            <button type="button" data-take="svg" on:click=svg>"SVG"</button>
            <button type="button" data-take="png" on:click=png>"PNG"</button>
            <button type="button" data-take="csv" on:click=csv>"CSV"</button>
            <button type="button" data-take="json" on:click=json>"JSON"</button>
        </p>
    }
    .into_any()
}

/// The drawing with the page's colours written out, so that it needs no style sheet.
fn coloured(drawing: &str) -> String {
    let style = document().document_element().and_then(|root| window().get_computed_style(&root).ok().flatten());
    let Some(style) = style else { return drawing.to_owned() };
    let mut out = String::with_capacity(drawing.len());
    let mut rest = drawing;
    while let Some((before, after)) = rest.split_once("var(") {
        out.push_str(before);
        let Some((name, tail)) = after.split_once(')') else {
            out.push_str("var(");
            rest = after;
            continue;
        };
        match style.get_property_value(name) {
            Ok(value) if !value.trim().is_empty() => out.push_str(value.trim()),
            _ => out.push_str(&format!("var({name})")),
        }
        rest = tail;
    }
    out.push_str(rest);
    out
}

/// The SVG painted as PNG, as an address that holds it.
async fn painted(svg: &str) -> Result<String, String> {
    let image = HtmlImageElement::new().map_err(|e| error_text(&e))?;
    image.set_src(&format!("data:image/svg+xml,{}", String::from(js_sys::encode_uri_component(svg))));
    JsFuture::from(image.decode()).await.map_err(|e| error_text(&e))?;
    let (width, height) = (f64::from(image.natural_width()) * SCALE, f64::from(image.natural_height()) * SCALE);
    let element = document().create_element("canvas").map_err(|e| error_text(&e))?;
    let canvas: HtmlCanvasElement = element.dyn_into().map_err(|e| error_text(&e))?;
    canvas.set_width(width as u32);
    canvas.set_height(height as u32);
    let context =
        canvas.get_context("2d").map_err(|e| error_text(&e))?.ok_or("this browser does not draw on canvases")?;
    let context: CanvasRenderingContext2d = context.dyn_into().map_err(|e| error_text(&e))?;
    context
        .draw_image_with_html_image_element_and_dw_and_dh(&image, 0.0, 0.0, width, height)
        .map_err(|e| error_text(&e))?;
    canvas.to_data_url_with_type("image/png").map_err(|e| error_text(&e))
}

fn as_rows(table: Table) -> Vec<Vec<String>> {
    std::iter::once(table.columns).chain(table.rows).collect()
}

fn as_json(table: &Table) -> Result<String, String> {
    let rows = table.rows.iter().map(|row| {
        let mut cells = serde_json::Map::new();
        for (name, cell) in table.columns.iter().zip(row) {
            let number = cell.parse().ok().and_then(serde_json::Number::from_f64);
            cells.insert(name.clone(), number.map_or_else(|| cell.clone().into(), Into::into));
        }
        cells
    });
    to_json(&rows.collect::<Vec<_>>()).map_err(|e| e.to_string())
}
