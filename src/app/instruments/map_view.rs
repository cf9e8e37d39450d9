//! A heat map or the map of a model on the page: the drawing, and a table for those who cannot see it.

use super::super::chart_view::{Narrow, Values};
use crate::chart::{HeatMap, ModelMap, Size, Table};
use leptos::prelude::*;

/// Something that is drawn as a map.
pub(in crate::app) trait Map: Clone + PartialEq + Send + Sync + 'static {
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
pub(in crate::app) fn MapView<M: Map>(map: Signal<M>, #[prop(into)] id: String, width: u32) -> impl IntoView {
    let narrow = expect_context::<Narrow>();
    let svg = move || {
        let width = if narrow.is() { Size::PHONE.width } else { width };
        map.with(|m| m.drawing(m.fitting(width)))
    };
    view! {
        <figure class="map" id=id>
            <div class="drawing" inner_html=svg></div>
            <Values table=Signal::derive(move || map.with(Map::values))/>
        </figure>
    }
}
