//! A heat map or the map of a model on the page: the drawing, and a table for those who cannot see it.

use super::super::chart_view::Narrow;
use crate::chart::{HeatMap, ModelMap, Size, Table};
use leptos::prelude::*;

/// Something that is drawn as a map.
pub(super) trait Map: Clone + PartialEq + Send + Sync + 'static {
    /// A size for this width.
    fn fitting(&self, width: u32) -> Size;
    /// The drawing, or why there is none.
    fn drawing(&self, size: Size) -> String;
    /// Its values.
    fn values(&self) -> Table;
}

impl Map for HeatMap {
    fn fitting(&self, width: u32) -> Size {
        self.size(width)
    }
    fn drawing(&self, size: Size) -> String {
        self.svg(size).unwrap_or_else(|e| e.to_string())
    }
    fn values(&self) -> Table {
        self.table()
    }
}

impl Map for ModelMap {
    fn fitting(&self, width: u32) -> Size {
        self.size(width)
    }
    fn drawing(&self, size: Size) -> String {
        self.svg(size).unwrap_or_else(|e| e.to_string())
    }
    fn values(&self) -> Table {
        self.table()
    }
}

#[component]
pub(super) fn MapView<M: Map>(map: Signal<M>, #[prop(into)] id: String, width: u32) -> impl IntoView {
    let narrow = expect_context::<Narrow>();
    let svg = move || {
        let width = if narrow.is() { Size::PHONE.width } else { width };
        map.with(|m| m.drawing(m.fitting(width)))
    };
    let open = RwSignal::new(false);
    view! {
        <figure class="map" id=id>
            <div class="drawing" inner_html=svg></div>
            <details on:toggle=move |_| open.update(|o| *o = !*o)>
                <summary>"Values as a table"</summary>
                {move || {
                    open.get()
                        .then(|| {
                            let table = map.with(Map::values);
                            let head = table.columns.into_iter().map(|c| view! { <th scope="col">{c}</th> }).collect_view();
                            let body = table
                                .rows
                                .into_iter()
                                .map(|row| {
                                    let cells = row.into_iter().map(|cell| view! { <td>{cell}</td> }).collect_view();
                                    view! { <tr>{cells}</tr> }
                                })
                                .collect_view();
                            view! {
                                <div class="scroll" tabindex="0" role="region" aria-label="Table of the map's values">
                                    <table>
                                        <thead><tr>{head}</tr></thead>
                                        <tbody>{body}</tbody>
                                    </table>
                                </div>
                            }
                        })
                }}
            </details>
        </figure>
    }
}
