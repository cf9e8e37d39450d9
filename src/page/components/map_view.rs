//! A heat map or the map of a model on the page: the drawing, and a table for those who cannot see it.

use super::chart_view::{Narrow, Values};
use super::figure_files::FigureFile;
use crate::chart::{HeatMap, ModelMap, Size, Table};
use leptos::prelude::*;

/// Something that is drawn as a map.
pub(in crate::page) trait Map: Clone + PartialEq + Send + Sync + 'static {
    /// A size for this width.
    fn fitting(&self, width: u32) -> Size;
    /// The drawing, or why there is none.
    fn drawing(&self, size: Size) -> String;
    /// What it shows, in a sentence or two.
    fn caption(&self) -> String;
    /// Its values, as they are read.
    fn values(&self) -> Table;
    /// Its values, as programs read them.
    fn data(&self) -> Table;
}

impl Map for HeatMap {
    fn fitting(&self, width: u32) -> Size {
        self.size(width)
    }
    fn drawing(&self, size: Size) -> String {
        self.svg(size).unwrap_or_else(|e| e.to_string())
    }
    fn caption(&self) -> String {
        self.caption.clone()
    }
    fn values(&self) -> Table {
        self.table()
    }
    fn data(&self) -> Table {
        HeatMap::data(self)
    }
}

impl Map for ModelMap {
    fn fitting(&self, width: u32) -> Size {
        self.size(width)
    }
    fn drawing(&self, size: Size) -> String {
        self.svg(size).unwrap_or_else(|e| e.to_string())
    }
    fn caption(&self) -> String {
        self.caption.clone()
    }
    fn values(&self) -> Table {
        self.table()
    }
    fn data(&self) -> Table {
        self.table()
    }
}

#[component]
pub(in crate::page) fn MapView<M: Map>(map: Signal<M>, #[prop(into)] id: String, width: u32) -> impl IntoView {
    let narrow = expect_context::<Narrow>();
    let svg = move || {
        let width = if narrow.is() { Size::PHONE.width } else { width };
        map.with(|m| m.drawing(m.fitting(width)))
    };
    let name = id.clone();
    let file = Callback::new(move |()| FigureFile {
        name: format!("unwrap-lab-{name}"),
        drawing: svg(),
        caption: map.with_untracked(Map::caption),
        table: map.with_untracked(Map::data),
    });
    view! {
        <figure class="map" id=id>
            <div class="drawing" inner_html=svg></div>
            <Values table=Signal::derive(move || map.with(Map::values)) file=file/>
        </figure>
    }
}
